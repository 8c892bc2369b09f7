//! What the author of a city's policy depends on.
//!
//! A policy is a pure function from a [`Case`] to a [`Plan`]. `rules.toml` declares its vocabulary (a build script turns it
//! into constants, so a typo is a compile error); `lib.rs` says what follows from what:
//!
//! ```ignore
//! paidan_sdk::vocabulary!();
//! struct City;
//! paidan_sdk::export!(City);
//! impl paidan_sdk::Policy for City { fn evaluate(case: &Case, plan: &mut Plan) -> Result<(), Refusal> { … } }
//! ```
//!
//! There is no clock, no randomness and no memory between cases here, and a policy must bring none: the host evaluates
//! cases again on fresh instances and refuses a policy whose answers differ.

#[cfg(target_arch = "wasm32")]
mod arena;
mod case;
mod event;
mod holdings;
pub mod ids;
mod plan;
mod revisions;
mod routes;
mod row;
pub mod testing;
mod units;
mod vocabulary;

pub use case::Case;
pub use event::{Event, Latest};
pub use holdings::{Handover, Held, Holdings, Round};
pub use plan::{Plan, Route};
pub use revisions::Revisions;
pub use routes::{RouteRow, Routes};
pub use row::Row;
pub use vocabulary::{Asked, EventKind, Standard, UnitEntry, Vocabulary};

/// The types of `wit/v1/policy.wit`, as wit-bindgen writes them.
#[allow(missing_docs)]
pub mod contract {
    mod bindings {
        wit_bindgen::generate!({
            path: "../../wit/v1",
            world: "city",
            pub_export_macro: true,
            default_bindings_module: "paidan_sdk::contract",
            export_macro_name: "export",
            additional_derives: [PartialEq, Eq],
        });
    }
    pub use bindings::exports::paidan::policy::policy::*;
    #[doc(hidden)]
    pub use bindings::{export, exports};
}

pub use contract::{Anchor, Body, DayClass, Due, EscalationState, Needed, RefusalKind};

/// A city's rules.
pub trait Policy {
    /// Says what follows from `case`, in terms: which stage, who, which obligations. Pure.
    ///
    /// # Errors
    /// A [`Refusal`] where there is no plan to give: not this policy's business, or a case that contradicts itself. A
    /// missing input is no refusal: say [`Plan::need`] and plan everything that does not depend on it.
    fn evaluate(case: &Case, plan: &mut Plan) -> Result<(), Refusal>;
}

/// Why there is no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refusal {
    pub(crate) kind: RefusalKind,
    pub(crate) rule: ids::Rule,
    pub(crate) event: Option<u16>,
}

impl Refusal {
    /// Not this policy's business, by `rule`.
    #[must_use]
    pub const fn not_applicable(rule: ids::Rule) -> Self {
        Self { kind: RefusalKind::NotApplicable, rule, event: None }
    }

    /// The case contradicts itself, by `rule`, at `event`.
    #[must_use]
    pub fn contradictory(rule: ids::Rule, event: Option<Event<'_>>) -> Self {
        Self { kind: RefusalKind::Contradictory, rule, event: event.map(|e| e.index) }
    }
}

/// What the exported `evaluate` does: wrap the case, ask the policy, hand over the plan.
#[doc(hidden)]
pub fn run<P: Policy>(case: contract::Case, vocabulary: &'static Vocabulary) -> Result<contract::Plan, contract::Refusal> {
    let case = Case::new(case, vocabulary);
    let mut plan = Plan::new(vocabulary, case.supposed());
    match P::evaluate(&case, &mut plan) {
        Ok(()) => Ok(plan.into_contract()),
        Err(r) => Err(contract::Refusal { kind: r.kind, rule: r.rule.0, event: r.event }),
    }
}

/// Includes the vocabulary that the build script wrote from rules.toml: `rule`, `when`, `term`, `clock`, `unit`, `event` …
#[macro_export]
macro_rules! vocabulary {
    () => {
        include!(concat!(env!("OUT_DIR"), "/vocabulary.rs"));
    };
}

/// Makes a type that implements [`Policy`] what the component exports. Needs [`vocabulary!`] at the same place. In a native
/// build it offers `paidan_evaluate` and `paidan_describe` instead, so that several cities can be linked into one program.
#[macro_export]
macro_rules! export {
    ($policy:ident) => {
        impl $crate::contract::Guest for $policy {
            fn describe() -> $crate::contract::Manifest {
                manifest()
            }
            fn evaluate(case: $crate::contract::Case) -> Result<$crate::contract::Plan, $crate::contract::Refusal> {
                $crate::run::<$policy>(case, &VOCABULARY)
            }
        }

        #[cfg(target_arch = "wasm32")]
        $crate::contract::export!($policy with_types_in $crate::contract);

        /// The policy as a plain function, for native tests and measurements.
        #[cfg(not(target_arch = "wasm32"))]
        pub fn evaluate(case: $crate::contract::Case) -> Result<$crate::contract::Plan, $crate::contract::Refusal> {
            <$policy as $crate::contract::Guest>::evaluate(case)
        }

        /// The policy's manifest, for native tests and measurements.
        #[cfg(not(target_arch = "wasm32"))]
        pub fn describe() -> $crate::contract::Manifest {
            manifest()
        }
    };
}
