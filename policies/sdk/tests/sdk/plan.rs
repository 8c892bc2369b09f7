//! Rows from holdings, rounds and revisions.

use paidan_sdk::contract::{Anchor, Body, Clock, Due};
use paidan_sdk::ids::{self, Term};
use paidan_sdk::{Case, Handover, Plan, Policy, Refusal, Revisions};

use crate::world::{TIER, VOCABULARY, name, raw};

/// A row for each holding and each round, due by the tier's term.
pub(crate) struct City;

impl Policy for City {
    fn evaluate(case: &Case, plan: &mut Plan) -> Result<(), Refusal> {
        plan.stage(case);
        let tiers = Revisions::new(2, case.settings(TIER)).map(|tier| Due::from(Term(tier as u16)));
        let holdings = case.holdings(Handover::Replaces);
        holdings.iter().for_each(|held| plan.owes(ids::Clock(0), held).revised(&tiers));
        holdings.rounds().for_each(|round| plan.owes_round(ids::Clock(1), &round).revised(&tiers));
        Ok(())
    }
}

pub(crate) fn rows(case: paidan_sdk::contract::Case) -> Vec<Clock> {
    paidan_sdk::run::<City>(case, &VOCABULARY).unwrap().clocks
}

/// `a 1 since 2 until 3 stop 4: term 2`
fn shown(history: &str) -> Vec<String> {
    let show = |row: Clock| {
        let Anchor::Event(start) = row.start else { panic!("starts with an event") };
        let Due::Term(term) = row.due else { panic!("due by a term") };
        let part = |word: &str, event: Option<u16>| event.map_or(String::new(), |event| format!(" {word} {event}"));
        let body = row.body.map_or("case", |body: Body| name(body));
        format!("{body} {start}{}{}{}: t{term}", part("since", row.since), part("until", row.until), part("stop", row.stop))
    };
    rows(raw(history)).into_iter().map(show).collect()
}

#[test]
fn a_change_closes_a_row_and_opens_another_from_the_same_start() {
    assert_eq!(
        shown("dispatched a, tier 4, tier 1"),
        [
            "a 0 until 1: t2",
            "a 0 since 1 until 2: t4",
            "a 0 since 2: t1",
            "case 0 until 1: t2",
            "case 0 since 1 until 2: t4",
            "case 0 since 2: t1",
        ]
    );
}

#[test]
fn what_was_set_before_the_start_or_changes_nothing_makes_no_row() {
    assert_eq!(shown("tier 4, dispatched a, tier 4"), ["a 1: t4", "case 1: t4"]);
}

#[test]
fn nothing_is_left_to_revise_once_it_is_over() {
    assert_eq!(
        shown("dispatched a, dispatched b, tier 4"),
        ["a 0 until 1: t2", "b 1 until 2: t2", "b 1 since 2: t4", "case 0 until 2: t2", "case 0 since 2: t4"]
    );
    assert_eq!(shown("dispatched a, completed, tier 4"), ["a 0: t2", "case 0 stop 1: t2"]);
    assert_eq!(shown("dispatched a, withdrawn, tier 4"), ["a 0: t2", "case 0: t2"]);
}

#[test]
fn the_stop_belongs_to_the_last_row() {
    assert_eq!(shown("dispatched a, tier 4, completed")[2..], ["case 0 until 1: t2", "case 0 since 1 stop 2: t4"]);
}
