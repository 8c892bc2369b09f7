//! How a case goes into a guest's memory and a plan comes out of it: the canonical ABI of the types of wit/v1/policy.wit, with
//! every size and offset worked out when this is compiled.
//!
//! What bindgen writes for the same types looks up the type and the place of every field at each call, and finds the memory
//! anew for each integer that it stores. That was a quarter of a decision's time. The contract stays as it is typed: wasmtime
//! checks at load that the component's functions have these types (`Inner::evaluate`), and every pointer, length and
//! discriminant of the guest's is checked here as it is there.

use std::mem::MaybeUninit;

use wasmtime::ValRaw;
use wasmtime::component::__internal::{CanonicalAbiInfo, InstanceType, InterfaceType, LiftContext, LowerContext};
use wasmtime::component::{ComponentType, Lift, Lower};
use wasmtime::{Result, bail};

use crate::policy::contract as c;

/// A case as `evaluate` takes it.
pub(crate) struct Given<'a>(pub(crate) c::Case<'a>);

/// What `evaluate` answers.
pub(crate) struct Answered(pub(crate) std::result::Result<c::Plan, c::Refusal>);

/// A value that lies in linear memory.
trait Laid: Sized {
    const SIZE: usize;
    const ALIGN: usize;
}

/// A value that comes out.
trait Out: Laid {
    /// From its bytes, exactly `SIZE` of them.
    fn read(bytes: &[u8], guest: &mut LiftContext<'_>) -> Result<Self>;
}

/// A value that goes in.
trait In: Laid {
    /// Into its bytes, exactly `SIZE` of them.
    fn write(&self, bytes: &mut [u8]);
}

const fn aligned(at: usize, align: usize) -> usize {
    at.next_multiple_of(align)
}

const fn larger(a: usize, b: usize) -> usize {
    if a > b { a } else { b }
}

macro_rules! integers {
    ($($int:ty)*) => {$(
        impl Laid for $int {
            const SIZE: usize = size_of::<$int>();
            const ALIGN: usize = size_of::<$int>();
        }
        impl Out for $int {
            #[inline(always)]
            fn read(bytes: &[u8], _: &mut LiftContext<'_>) -> Result<Self> {
                let mut own = [0; Self::SIZE];
                own.copy_from_slice(&bytes[..Self::SIZE]);
                Ok(<$int>::from_le_bytes(own))
            }
        }
        impl In for $int {
            #[inline(always)]
            fn write(&self, bytes: &mut [u8]) {
                bytes[..Self::SIZE].copy_from_slice(&self.to_le_bytes());
            }
        }
    )*};
}
integers!(u8 u16 u32 i32 i64);

impl Laid for bool {
    const SIZE: usize = 1;
    const ALIGN: usize = 1;
}
impl Out for bool {
    #[inline(always)]
    fn read(bytes: &[u8], _: &mut LiftContext<'_>) -> Result<Self> {
        Ok(bytes[0] != 0)
    }
}

impl<T: Laid> Laid for Option<T> {
    const SIZE: usize = aligned(aligned(1, T::ALIGN) + T::SIZE, T::ALIGN);
    const ALIGN: usize = T::ALIGN;
}
impl<T: Out> Out for Option<T> {
    #[inline(always)]
    fn read(bytes: &[u8], guest: &mut LiftContext<'_>) -> Result<Self> {
        match bytes[0] {
            0 => Ok(None),
            1 => T::read(&bytes[T::ALIGN..][..T::SIZE], guest).map(Some),
            _ => bail!("invalid option discriminant"),
        }
    }
}
impl<T: In> In for Option<T> {
    #[inline(always)]
    fn write(&self, bytes: &mut [u8]) {
        bytes[0] = u8::from(self.is_some());
        if let Some(value) = self {
            value.write(&mut bytes[T::ALIGN..][..T::SIZE]);
        }
    }
}

impl<T> Laid for Vec<T> {
    const SIZE: usize = 8;
    const ALIGN: usize = 4;
}
impl<T: Out> Out for Vec<T> {
    #[inline(always)]
    fn read(bytes: &[u8], guest: &mut LiftContext<'_>) -> Result<Self> {
        let length = u32::read(&bytes[4..8], guest)? as usize;
        if length == 0 {
            return Ok(Vec::new());
        }
        list(u32::read(&bytes[..4], guest)? as usize, length, guest)
    }
}

fn list<T: Out>(from: usize, length: usize, guest: &mut LiftContext<'_>) -> Result<Vec<T>> {
    let elements = length.checked_mul(T::SIZE).and_then(|size| guest.memory().get(from..from.checked_add(size)?));
    let Some(elements) = elements else { bail!("list pointer/length out of bounds of memory") };
    guest.consume_fuel_array(length, size_of::<T>())?;
    if !from.is_multiple_of(T::ALIGN) {
        bail!("list pointer is not aligned");
    }
    let mut out = Vec::with_capacity(length);
    for element in elements.chunks_exact(T::SIZE) {
        out.push(T::read(element, guest)?);
    }
    Ok(out)
}

/// Field after field, each where its alignment puts it.
macro_rules! records {
    ($($name:ident { $($field:ident: $type:ty),* })*) => {$(
        impl Laid for c::$name {
            const ALIGN: usize = { let align = 1; $(let align = larger(align, <$type>::ALIGN);)* align };
            const SIZE: usize = { let at = 0; $(let at = aligned(at, <$type>::ALIGN) + <$type>::SIZE;)* aligned(at, Self::ALIGN) };
        }
    )*};
}
macro_rules! records_out {
    ($($name:ident { $($field:ident: $type:ty),* })*) => {
        records!($($name { $($field: $type),* })*);
        $(impl Out for c::$name {
            #[inline(always)]
            fn read(bytes: &[u8], guest: &mut LiftContext<'_>) -> Result<Self> {
                let end = 0;
                $(let at = aligned(end, <$type>::ALIGN);
                let end = at + <$type>::SIZE;
                let $field = <$type>::read(&bytes[at..end], guest)?;)*
                let _ = end;
                Ok(Self { $($field),* })
            }
        })*
    };
}
macro_rules! records_in {
    ($($name:ident { $($field:ident: $type:ty),* })*) => {
        records!($($name { $($field: $type),* })*);
        $(impl In for c::$name {
            #[inline(always)]
            fn write(&self, bytes: &mut [u8]) {
                let end = 0;
                $(let at = aligned(end, <$type>::ALIGN);
                let end = at + <$type>::SIZE;
                self.$field.write(&mut bytes[at..end]);)*
                let _ = end;
            }
        })*
    };
}

/// A byte that says which case, and one index for those that carry one: all of the contract's variants are of this shape.
macro_rules! variants {
    ($($name:ident { $($tag:literal => $case:ident $(($of:ident))?),* })*) => {$(
        impl Laid for c::$name {
            const ALIGN: usize = variants!(@align $($($of)?)*);
            const SIZE: usize = 2 * Self::ALIGN;
        }
        impl Out for c::$name {
            #[inline(always)]
            fn read(bytes: &[u8], guest: &mut LiftContext<'_>) -> Result<Self> {
                Ok(match bytes[0] {
                    $($tag => variants!(@read $name $case bytes guest $($of)?),)*
                    other => bail!("unexpected discriminant: {other}"),
                })
            }
        }
        impl In for c::$name {
            #[inline(always)]
            fn write(&self, bytes: &mut [u8]) {
                match *self {
                    $(variants!(@pattern $name $case value $($of)?) => {
                        bytes[0] = $tag;
                        $(variants!(@write bytes value $of);)?
                    })*
                }
            }
        }
    )*};
    (@align $($of:ident)+) => { 2 };
    (@read $name:ident $case:ident $bytes:ident $guest:ident) => { c::$name::$case };
    (@read $name:ident $case:ident $bytes:ident $guest:ident $of:ident) => { c::$name::$case($of::read(&$bytes[2..4], $guest)?) };
    (@pattern $name:ident $case:ident $value:ident) => { c::$name::$case };
    (@pattern $name:ident $case:ident $value:ident $of:ident) => { c::$name::$case($value) };
    (@write $bytes:ident $value:ident $of:ident) => { $value.write(&mut $bytes[2..4]) };
}

/// A byte that says which.
macro_rules! enums {
    ($($name:ident { $($tag:literal => $case:ident),* })*) => {$(
        impl Laid for c::$name {
            const ALIGN: usize = 1;
            const SIZE: usize = 1;
        }
        impl Out for c::$name {
            #[inline(always)]
            fn read(bytes: &[u8], _: &mut LiftContext<'_>) -> Result<Self> {
                Ok(match bytes[0] {
                    $($tag => c::$name::$case,)*
                    other => bail!("unexpected discriminant: {other}"),
                })
            }
        }
        impl In for c::$name {
            #[inline(always)]
            fn write(&self, bytes: &mut [u8]) {
                bytes[0] = match self { $(c::$name::$case => $tag),* };
            }
        }
    )*};
}

// In the order of wit/v1/policy.wit; a field out of place here fails every test of a city.
enums! {
    DayClass { 0 => Workday, 1 => MakeupWorkday, 2 => Rest, 3 => Statutory }
    EscalationState { 0 => NotEligible, 1 => Eligible, 2 => Requested, 3 => Approved, 4 => Denied, 5 => Exhausted }
    RefusalKind { 0 => NotApplicable, 1 => Contradictory }
}
variants! {
    Key { 0 => Input(u16), 1 => Actor, 2 => Level, 3 => Reason, 4 => Due, 5 => Supposed(u16) }
    Body { 0 => Unit(u16), 1 => ActorOf(u16) }
    Anchor { 0 => Event(u16), 1 => Fact(u16), 2 => DueOf(u16) }
    Due { 0 => Term(u16), 1 => Event(u16), 2 => Fact(u16), 3 => Awaited(u16), 4 => Unlimited }
    Needed { 0 => Input(u16), 1 => Area(u16), 2 => Category, 3 => Kind, 4 => Channel }
}
records_in! {
    Fact { of: Option<u16>, key: c::Key, value: i64 }
    Event { at: i64, day: i32, minute: u16, class: c::DayClass, kind: u16, unit: Option<u16> }
}
records_out! {
    Label { group: u16, value: u16, set_by: Option<u16>, proposed: Option<u16>, rule: u16 }
    Part { role: u16, body: c::Body }
    Route { mode: u16, lead: Option<c::Body>, accountable: Option<c::Body>, others: Vec<c::Part>, rule: u16 }
    Clock {
        kind: u16, body: Option<c::Body>, start: c::Anchor, since: Option<u16>, until: Option<u16>, stop: Option<u16>,
        due: c::Due, rule: u16
    }
    Pause { clock: u16, begins: u16, ends: Option<u16>, cap: Option<u16>, rule: u16 }
    Escalation {
        at: u16, to: Option<u16>, state: c::EscalationState, asked: Option<u16>, answered: Option<u16>,
        approver: Option<c::Body>, rule: u16
    }
    Action { kind: u16, body: Option<c::Body>, cause: Option<u16>, rule: u16 }
    Violation { kind: u16, body: Option<c::Body>, event: u16, rule: u16 }
    Measure { metric: u16, body: Option<c::Body>, event: Option<u16>, counts: bool, hit: bool, rule: u16 }
    Need { what: c::Needed, rule: u16 }
    Asked { rule: u16, conditions: u32, event: Option<u16> }
    Plan {
        stage: u16, closings: Vec<u16>, level: Option<u16>, labels: Vec<c::Label>, route: c::Route, clocks: Vec<c::Clock>,
        pauses: Vec<c::Pause>, escalations: Vec<c::Escalation>, actions: Vec<c::Action>, violations: Vec<c::Violation>,
        measures: Vec<c::Measure>, needs: Vec<c::Need>, asked: Vec<c::Asked>
    }
    Refusal { kind: c::RefusalKind, rule: u16, event: Option<u16> }
}

type Either = std::result::Result<c::Plan, c::Refusal>;

// SAFETY: shape and type check are those of the type that bindgen wrote.
unsafe impl ComponentType for Answered {
    type Lower = <Either as ComponentType>::Lower;
    const ABI: CanonicalAbiInfo = <Either as ComponentType>::ABI;
    fn typecheck(ty: &InterfaceType, types: &InstanceType<'_>) -> Result<()> {
        <Either as ComponentType>::typecheck(ty, types)
    }
}

// SAFETY: reads inside `bytes` and, checked, inside the guest's memory; what it answers borrows from neither.
unsafe impl Lift for Answered {
    fn linear_lift_from_flat(_: &mut LiftContext<'_>, _: InterfaceType, _: &Self::Lower) -> Result<Self> {
        bail!("a plan is never returned in registers")
    }

    fn linear_lift_from_memory(guest: &mut LiftContext<'_>, _: InterfaceType, bytes: &[u8]) -> Result<Self> {
        const { assert!(<Either as ComponentType>::SIZE32 == PAYLOAD + c::Plan::SIZE) };
        const PAYLOAD: usize = larger(c::Plan::ALIGN, c::Refusal::ALIGN);
        let payload = &bytes[PAYLOAD..][..c::Plan::SIZE];
        Ok(Self(match bytes[0] {
            0 => Ok(c::Plan::read(payload, guest)?),
            1 => Err(c::Refusal::read(&payload[..c::Refusal::SIZE], guest)?),
            _ => bail!("invalid expected discriminant"),
        }))
    }
}

/// How many registers a case takes: few enough that it needs no memory of its own.
const CASE_FLAT: usize = 15;

// SAFETY: as many registers as the type that bindgen wrote has, and its type check.
unsafe impl ComponentType for Given<'_> {
    type Lower = [ValRaw; CASE_FLAT];
    const ABI: CanonicalAbiInfo = <c::Case<'static> as ComponentType>::ABI;
    fn typecheck(ty: &InterfaceType, types: &InstanceType<'_>) -> Result<()> {
        <c::Case<'_> as ComponentType>::typecheck(ty, types)
    }
}

// SAFETY: writes every register, and memory only where the guest's realloc said, which wasmtime checked to be its own.
unsafe impl Lower for Given<'_> {
    fn linear_lower_to_flat<T>(
        &self,
        guest: &mut LowerContext<'_, T>,
        _: InterfaceType,
        registers: &mut MaybeUninit<Self::Lower>,
    ) -> Result<()> {
        const { assert!(size_of::<<c::Case<'static> as ComponentType>::Lower>() == CASE_FLAT * size_of::<ValRaw>()) };
        let case = &self.0;
        let option = |index: Option<u16>| [u32::from(index.is_some()), u32::from(index.unwrap_or_default())].map(ValRaw::u32);
        let text = match case.text {
            None => [0; 3].map(ValRaw::u32),
            Some(text) => {
                let mut lowered = MaybeUninit::uninit();
                text.linear_lower_to_flat(guest, InterfaceType::String, &mut lowered)?;
                // SAFETY: wasmtime's own lowering has written both.
                let [from, length] = unsafe { lowered.assume_init() };
                [ValRaw::u32(1), from, length]
            }
        };
        let ([a, b, c], [d, e], [f, g], [h, i]) = (text, option(case.channel), option(case.kind), option(case.category));
        let [j, k] = put(guest, case.area)?;
        let [l, m] = put(guest, case.facts)?;
        let [n, o] = put(guest, case.history)?;
        registers.write([a, b, c, d, e, f, g, h, i, j, k, l, m, n, o]);
        Ok(())
    }

    fn linear_lower_to_memory<T>(&self, _: &mut LowerContext<'_, T>, _: InterfaceType, _: usize) -> Result<()> {
        bail!("a case is always passed in registers")
    }
}

/// Copies a list into memory that the guest gives for it.
fn put<T, E: In>(guest: &mut LowerContext<'_, T>, list: &[E]) -> Result<[ValRaw; 2]> {
    let size = list.len() * E::SIZE;
    let from = guest.realloc(0, 0, E::ALIGN as u32, size)?;
    let place = &mut guest.as_slice_mut()[from..][..size];
    for (element, bytes) in list.iter().zip(place.chunks_exact_mut(E::SIZE)) {
        element.write(bytes);
    }
    Ok([ValRaw::i64(from as i64), ValRaw::i64(list.len() as i64)])
}
