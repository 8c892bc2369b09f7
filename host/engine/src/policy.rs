//! One loaded policy: its manifest, and calls into it, each under its limits.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use wasmtime::component::{ComponentExportIndex, Func, InstancePre, TypedFunc};
use wasmtime::{ResourceLimiter, Store, Trap};

use crate::abi::{Answered, Given};
use crate::error::Error;
use crate::manifest::Manifest;
use crate::open_files;
use crate::runtime::{Runtime, TABLE_ELEMENTS_MAX, hex, want_of_files};

/// What bindgen writes from the WIT; documented there.
#[allow(missing_docs, unreachable_pub)]
pub(crate) mod bindings {
    wasmtime::component::bindgen!({
        path: "../../wit/v1",
        world: "city",
        ownership: Borrowing { duplicate_if_necessary: true },
        additional_derives: [PartialEq],
    });
}

/// The contract's types as the host sees them.
pub mod contract {
    pub use super::bindings::exports::paidan::policy::policy::*;
}

pub(crate) use bindings::CityPre as Pre;
pub(crate) type CityPre = Pre<State>;

/// What a store keeps beside the guest: how much it may take, and whether it was refused.
#[derive(Debug)]
pub(crate) struct State {
    memory_max: usize,
    refused: bool,
}

impl ResourceLimiter for State {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        self.refused |= desired > self.memory_max;
        Ok(!self.refused)
    }

    fn table_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> wasmtime::Result<bool> {
        let refused = desired as u64 > TABLE_ELEMENTS_MAX;
        self.refused |= refused;
        Ok(!refused)
    }

    fn memories(&self) -> usize {
        1
    }
}

/// A policy: compiled, checked, ready to be asked from any thread.
#[derive(Clone)]
pub struct Policy {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    runtime: Runtime,
    pre: InstancePre<State>,
    /// INVARIANT: the export of `pre`'s component that was found to be of the type [`Evaluate`] at load.
    evaluate: ComponentExportIndex,
    pub(crate) manifest: Manifest,
    /// SHA-256 of the component's bytes; differs between compilers.
    pub(crate) component: String,
    /// INVARIANT: true only if `pre`'s component was mapped from a file.
    from_file: bool,
}

impl std::fmt::Debug for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Policy({} {})", self.inner.manifest.raw.id, self.inner.manifest.raw.version)
    }
}

/// A guest that lives: one store, one instance. Dropped after any trap.
pub(crate) struct Instance {
    store: Store<State>,
    evaluate: Func,
}

/// What the contract calls `evaluate`.
type Evaluate<'c> = TypedFunc<(Given<'c>,), (Answered,)>;

/// What one call answered, and what it cost.
pub(crate) struct Answer {
    pub(crate) plan: Result<contract::Plan, contract::Refusal>,
    pub(crate) fuel: u64,
}

impl Policy {
    pub(crate) fn new(runtime: &Runtime, pre: CityPre, component: String, from_file: bool) -> Result<Self, Error> {
        let raw = describe(runtime, &pre)?;
        let manifest = Manifest::check(raw)?;
        // found by bindgen, or there were no `CityPre`; what follows is for speed: an instance of it would check the types of
        // both functions each time, which takes longer than most policies
        let pre = pre.instance_pre().clone();
        let wanted = format!("paidan:policy/policy@{}", crate::CONTRACT);
        let exports = pre.component().get_export_index(None, &wanted);
        let evaluate = exports.and_then(|e| pre.component().get_export_index(Some(&e), "evaluate"));
        let evaluate = evaluate
            .ok_or_else(|| Error::new("load/world", format!("the component does not export `evaluate` of `{wanted}`")))?;
        Ok(Self { inner: Arc::new(Inner { runtime: runtime.clone(), pre, evaluate, manifest, component, from_file }) })
    }

    /// The same code under another manifest, checked as at load: numbers and words may be others, their positions are what the code
    /// goes by. What would another term do? No build is needed to know. Its component digest is one of its own.
    ///
    /// # Errors
    /// `load/manifest`.
    pub fn with_manifest(&self, raw: contract::Manifest) -> Result<Self, Error> {
        let Inner { runtime, pre, evaluate, component, from_file, .. } = &*self.inner;
        let (runtime, pre) = (runtime.clone(), pre.clone());
        // whoever keeps a record of it must not say that the component as it was built has decided
        let component = hex(&Sha256::digest(format!("{component}\n{}", raw.digest)));
        let manifest = Manifest::check(raw)?;
        Ok(Self { inner: Arc::new(Inner { runtime, pre, evaluate: *evaluate, manifest, component, from_file: *from_file }) })
    }

    /// What the policy declares.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.inner.manifest
    }

    /// SHA-256 of the component, in hex. Says which build this is; decisions name the digest of the sources instead.
    #[must_use]
    pub fn component_digest(&self) -> &str {
        &self.inner.component
    }

    /// The limits under which it runs.
    #[must_use]
    pub fn limits(&self) -> &crate::Limits {
        self.inner.runtime.limits()
    }

    /// Gives the memory that the policy's compiled code takes back to the kernel, which has it still in the cache's file: the next
    /// call, of whatever thread, costs some 20 µs more. For a host of thousands of policies, of which few run at a time, once a
    /// group of cases is done. Loading does it by itself. Without a cache there is no file, and nothing happens.
    pub fn let_go(&self) {
        #[cfg(target_os = "linux")]
        if self.inner.from_file {
            let image = self.inner.pre.component().image_range();
            let length = image.end.addr() - image.start.addr();
            // SAFETY: a private mapping of a file to which nothing is written (wasmtime refuses code with relocations): its pages
            // come back as they were, for calls that run at this moment too.
            let _ = unsafe { rustix::mm::madvise(image.start.cast_mut().cast(), length, rustix::mm::Advice::LinuxDontNeed) };
        }
    }

    pub(crate) fn instance(&self) -> Result<Instance, Error> {
        self.inner.instance()
    }
}

impl Inner {
    fn instance(&self) -> Result<Instance, Error> {
        let mut store = new_store(&self.runtime, self.runtime.limits.fuel_max, self.runtime.limits.output_max_bytes)?;
        let instance = self.pre.instantiate(&mut store).map_err(|e| unmade(&store, &e))?;
        let evaluate =
            instance.get_func(&mut store, self.evaluate).ok_or_else(|| Error::new("host/engine", "an export is gone"))?;
        Ok(Instance { store, evaluate })
    }
}

impl Instance {
    /// Asks for a plan. After an error the instance must be dropped: a trap leaves a store in no defined state.
    pub(crate) fn evaluate(&mut self, case: contract::Case<'_>, fuel_max: u64) -> Result<Answer, Error> {
        let set = self.store.set_fuel(fuel_max);
        set.map_err(|e| Error::new("host/engine", format!("{e:#}")))?;
        // SAFETY: the type was checked at load, see `Inner::evaluate`.
        let evaluate = unsafe { Evaluate::new_unchecked(self.evaluate) };
        let (Answered(plan),) = evaluate.call(&mut self.store, (Given(case),)).map_err(|e| fault(&self.store, &e))?;
        let fuel = fuel_max - self.store.get_fuel().unwrap_or(0);
        Ok(Answer { plan, fuel })
    }
}

fn new_store(runtime: &Runtime, fuel: u64, output: usize) -> Result<Store<State>, Error> {
    let mut store = Store::new(&runtime.engine, State { memory_max: runtime.limits.memory_max_bytes, refused: false });
    store.limiter(|state| state);
    store.set_hostcall_fuel(output);
    store.set_fuel(fuel).map_err(|e| Error::new("host/engine", format!("{e:#}")))?;
    Ok(store)
}

fn describe(runtime: &Runtime, pre: &CityPre) -> Result<contract::Manifest, Error> {
    let mut store = new_store(runtime, runtime.limits.manifest_fuel_max, runtime.limits.manifest_max_bytes)?;
    let guest = pre.instantiate(&mut store).map_err(|e| unmade(&store, &e));
    let answer = guest.and_then(|guest| guest.paidan_policy_policy().call_describe(&mut store).map_err(|e| fault(&store, &e)));
    answer.map_err(|inner| {
        if inner.code.starts_with("host/") {
            return inner;
        }
        Error::new("load/describe", format!("the policy failed while it described itself: {} ({})", inner.text, inner.code))
            .mend(inner.mend)
    })
}

/// [`fault`] for an instance that could not be made: what is neither a trap nor a limit there is this machine's trouble.
fn unmade(store: &Store<State>, error: &wasmtime::Error) -> Error {
    if want_of_files(error) {
        return open_files::short();
    }
    let found = fault(store, error);
    if found.code == "fault/output" { Error::new("host/engine", format!("no instance could be made: {error:#}")) } else { found }
}

/// Says in our words what wasmtime reports. The texts hold nothing that could differ from run to run.
fn fault(store: &Store<State>, error: &wasmtime::Error) -> Error {
    let limits = "the limits are shown by `paidan inspect`; the case alone decides, so it reproduces";
    if store.data().refused {
        return Error::new(
            "fault/memory",
            format!("the policy wanted more than its {} MiB of memory", store.data().memory_max >> 20),
        )
        .mend(limits);
    }
    if error.downcast_ref::<wasmtime::PoolConcurrencyLimitError>().is_some() {
        return Error::new("host/pool", "no instance was free")
            .mend("evaluate fewer cases at the same time, or raise `instances_max`");
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => Error::new("fault/fuel", "the policy used up its fuel").mend(limits),
        Some(Trap::StackOverflow) => {
            Error::new("fault/stack", "the policy overflowed its stack").mend("look for a recursion without an end")
        }
        Some(trap @ Trap::MemoryOutOfBounds) => Error::new("fault/trap", format!("the policy stopped itself: {trap}"))
            .mend("in safe Rust this is a recursion without an end; run the policy's native tests with this case"),
        Some(trap) => Error::new("fault/trap", format!("the policy stopped itself: {trap}"))
            .mend("run the policy's native tests with this case: they show the line"),
        None => {
            let text = match error.root_cause().to_string() {
                text if text.contains("fuel allocated for hostcalls") => {
                    "the policy's answer is larger than it may be".to_owned()
                }
                text => format!("the policy broke the calling convention: {text}"),
            };
            Error::new("fault/output", text)
                .mend("an answer must be valid UTF-8, lie inside the guest's memory and stay within the limits")
        }
    }
}
