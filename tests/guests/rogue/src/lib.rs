//! A policy that does what no policy should. A test gives it a part: in the title of a case, or, for what it says of itself,
//! in the [`PART`] that the test writes into the component's bytes.
//!
//! What attacks the calling convention itself is not here: no Rust type can say it. See abi.wat of the tests.

#![allow(dead_code)] // the vocabulary has names that nothing here needs

mod manifests;
mod plans;

use core::hint::black_box;
use core::sync::atomic::{AtomicU16, Ordering};

use paidan_sdk::contract::{self, Case, Guest, Manifest, Plan, Refusal, RefusalKind};

paidan_sdk::vocabulary!();

/// The part that `describe` plays, behind a mark by which a test finds it. Read with care, or the compiler would know it.
#[used]
static PART: [u8; 96] = *b"rogue plays:                                                                                    ";

/// What a policy must not have: something that outlives a case.
static CALLS: AtomicU16 = AtomicU16::new(0);

struct Rogue;
contract::export!(Rogue with_types_in contract);

impl Guest for Rogue {
    fn describe() -> Manifest {
        // SAFETY: a reference is valid to read.
        let part = unsafe { core::ptr::read_volatile(&PART) };
        let part = core::str::from_utf8(&part[12..]).unwrap_or_default().trim();
        let mut manifest = manifest();
        if !act(part) {
            manifests::spoil(&mut manifest, part);
        }
        manifest
    }

    fn evaluate(case: Case) -> Result<Plan, Refusal> {
        let part = case.text.as_deref().and_then(|text| text.lines().next()).unwrap_or_default();
        let mut plan = if case.history.len() < 4 { plans::plain() } else { plans::honest() };
        match part.split_once(' ').unwrap_or((part, "")) {
            ("", _) => {}
            ("refuse", rule) => {
                let event = rule.split_once(' ').map(|(_, event)| number(event));
                return Err(Refusal {
                    kind: RefusalKind::Contradictory,
                    rule: number(rule.split(' ').next().unwrap_or("0")),
                    event,
                });
            }
            // another answer at every call: visible only where an instance is used again
            ("count", _) => plan.stage = CALLS.fetch_add(1, Ordering::Relaxed) % 2,
            // asks for too much, is refused, and goes on as if nothing had happened
            ("greedy", _) => drop(Vec::<u8>::new().try_reserve_exact(1 << 30)),
            _ if act(part) => {}
            _ => plans::spoil(&mut plan, part),
        }
        Ok(plan)
    }
}

/// What goes wrong before there is an answer.
fn act(part: &str) -> bool {
    match part {
        "loop" => {
            let mut n = 0u64;
            while black_box(n) != u64::MAX {
                n = black_box(n) ^ 1;
            }
        }
        "memory" => {
            let mut held = Vec::new();
            loop {
                held.push(black_box(vec![1u8; 1 << 20]));
            }
        }
        "stack" => {
            black_box(deep(0));
        }
        "locals" => {
            black_box(wide(0));
        }
        "panic" => panic!("as told"),
        "index" => {
            let list = black_box(vec![1, 2, 3]);
            black_box(list[black_box(7)]);
        }
        "divide" => {
            black_box(1 / black_box(0i32));
        }
        "unreachable" => core::arch::wasm32::unreachable(),
        _ => return false,
    }
    true
}

/// A recursion without an end, and without locals: the engine's stack overflows.
#[allow(unconditional_recursion)]
#[inline(never)]
fn deep(n: u32) -> u32 {
    deep(n.wrapping_add(1)).rotate_left(3) ^ deep(n.wrapping_mul(3))
}

/// With locals, the guest's own stack is used up first.
#[allow(unconditional_recursion)]
#[inline(never)]
fn wide(n: u32) -> u32 {
    let locals = black_box([n; 64]);
    wide(n.wrapping_add(1)) ^ locals[black_box(n as usize % 64)]
}

/// A number of a part; one that is none is far out of every range.
fn number(text: &str) -> u16 {
    text.parse().unwrap_or(u16::MAX)
}
