//! What follows from what. Numbers, names and quotes are in rules.toml, which office gets what is in routes.csv.

use paidan_sdk::{Case, Handover, Holdings, Plan, Policy, Refusal, ids};

paidan_sdk::vocabulary!();

/// The city's rules.
#[derive(Debug)]
pub struct City;
paidan_sdk::export!(City);

impl Policy for City {
    fn evaluate(case: &Case, plan: &mut Plan) -> Result<(), Refusal> {
        plan.fired(rule::FLOW);
        plan.stage(case); // follows from `entered` in rules.toml
        let limit = grade(case, plan);
        // one holding for each time that a unit had the case; a dispatch to another unit takes it from the one before
        let holdings = case.holdings(Handover::Replaces);
        route(case, plan, &holdings);
        for held in holdings.iter() {
            plan.owes(clock::HANDLE, held).due(limit);
        }
        for opened in case.openings() {
            plan.whole(clock::WHOLE, opened).due(term::WHOLE);
        }
        Ok(())
    }
}

/// 分级分类: how grave it is, and how long a unit has for it.
fn grade(case: &Case, plan: &mut Plan) -> ids::Term {
    let danger = case.yes(input::DANGER);
    let outage = case.under(category::UTILITIES__OUTAGE);
    let urgent = plan.ask(when::Grading { danger, outage });
    plan.fired(rule::DAYS);
    plan.label(if urgent { grade::URGENT } else { grade::ORDINARY }, rule::GRADING);
    if urgent { term::URGENT } else { term::ORDINARY }
}

/// 分办: who leads, who helps, who answers for it.
fn route(case: &Case, plan: &mut Plan, holdings: &Holdings<'_>) {
    let route = plan.route(mode::SINGLE, rule::CATALOGUE);
    match routes::TABLE.finest(case) {
        Some(row) => route.row(row, role::CO, role::FALLBACK),
        None => route.lead(unit::HOTLINE),
    };
    match holdings.lead() {
        // who holds the case leads it and answers for it, whatever the catalogue proposed
        Some(holder) => {
            plan.lead(holder);
            plan.accountable(holder);
        }
        None => {
            plan.fired(rule::HOTLINE);
            plan.accountable(unit::HOTLINE);
        }
    }
}
