//! The counters of the hall, the first person asked, connections of water and gas, and who gets what for nothing.

use paidan_sdk::contract::Body;
use paidan_sdk::{Case, Event, Plan};

use crate::{action, category, channel, clock, event, fee, input, rule, switch, term, unit, violation, when, word};

/// 70岁以上, 老年人（六十周岁以上）, DN100以下: all three with the number itself.
const ON_SITE_FROM: i64 = 70;
const ELDERLY_FROM: i64 = 60;
const BORE_TO: i64 = 100;

pub(crate) fn plan(case: &Case, plan: &mut Plan) {
    counters(case, plan);
    if let Some((asked, person)) = first_asked(case) {
        plan.fired(rule::ASKED_WHO);
        let handed = [event::REPLIED, event::DISPATCHED, event::COMPLETED];
        let handed = case.all_of(handed).find(|e| e.position() > asked.position());
        plan.owed_by(clock::ASKED, person, asked).stop(handed).due(term::ASKED);
    }
    if case.under(category::UTILITIES__WATER__CONNECT) {
        connection(case, plan);
        meter_fee(case, plan);
    }
    if case.under(category::SERVICES__BUNDLE) {
        bundle(case, plan);
    }
    if case.under(category::SERVICES) {
        help(case, plan);
    }
}

/// Each counter by its own hours: the hall all days but statutory holidays, the machines round the clock.
fn counters(case: &Case, plan: &mut Plan) {
    if case.came_by(channel::WINDOW) {
        plan.fired(rule::WINDOW);
    }
    let (term, by) = if case.came_by(channel::SELF_SERVICE) {
        (term::SELF, rule::SELF_IN)
    } else if case.came_by(channel::HALL) || case.came_by(channel::WINDOW) {
        (term::HALL, rule::HALL_IN)
    } else {
        return;
    };
    for opened in case.openings().filter(|e| e.is(event::RECEIVED)) {
        plan.whole(clock::ACCEPT, opened).rule(by).due(term);
    }
}

/// 首问: who acted in the first event that names somebody. Gas connections only: elsewhere the unit answers.
pub(crate) fn first_asked(case: &Case) -> Option<(Event<'_>, Body)> {
    let gas = case.under(category::UTILITIES__GAS__CONNECT);
    case.history().filter(|_| gas).find_map(|e| Some((e, e.actor()?)))
}

/// 报装: one working day to appoint the survey and to take the papers, three in all; both from the application.
fn connection(case: &Case, plan: &mut Plan) {
    for applied in case.openings() {
        plan.owed_by(clock::APPOINT, unit::WATER_COMPANY, applied).due(term::APPOINT);
        plan.owed_by(clock::MATERIALS, unit::WATER_COMPANY, applied).due(term::APPOINT);
        let start = if switch::SEQUENTIAL {
            // the first step is done when the later of its two halves is
            let halves = case.next(event::APPOINTED, applied).zip(case.next(event::MATERIALS_TAKEN, applied));
            halves.map(|(a, b)| if a.position() > b.position() { a } else { b })
        } else {
            Some(applied)
        };
        if let Some(start) = start {
            plan.owed_by(clock::CONNECT, unit::WATER_COMPANY, start).due(term::CONNECT);
        }
    }
}

/// 水表安装费: what nobody has said is asked for, unless the other half settles it.
fn meter_fee(case: &Case, plan: &mut Plan) {
    let bore = case.count(input::METER_DN).map(|dn| if switch::EXCLUSIVE { dn < BORE_TO } else { dn <= BORE_TO });
    let size = case.word(input::APPLICANT_SIZE).map(|size| {
        let exempt = [word::applicant_size::MICRO, word::applicant_size::SMALL, word::applicant_size::MEDIUM];
        exempt.into_iter().any(|one| i64::from(one) == size)
    });
    if bore != Some(false) && size.is_none() {
        plan.need(input::APPLICANT_SIZE, rule::METER_FEE);
    }
    if size != Some(false) && bore.is_none() {
        plan.need(input::METER_DN, rule::METER_FEE);
    }
    if bore.is_some() && size.is_some() || bore == Some(false) || size == Some(false) {
        if !switch::EXCLUSIVE {
            plan.fired(rule::DN_INCLUSIVE);
        }
        let free = plan.ask(when::MeterFee { bore: bore == Some(true), size: size == Some(true) });
        plan.label(if free { fee::FREE } else { fee::CHARGED }, rule::METER_FEE);
    }
}

/// 一件事一次办: one case, one clock, and nobody looks at it twice.
fn bundle(case: &Case, plan: &mut Plan) {
    plan.fired(rule::BUNDLE);
    plan.fired(rule::NO_REPEAT);
    for again in case.all(event::REVIEWED).skip(1) {
        plan.violation(violation::REPEAT, again, rule::NO_REPEAT);
    }
    if case.under(category::SERVICES__BUNDLE__COMPANY) {
        plan.label(fee::FREE, rule::NEW_COMPANY);
    }
}

/// Who is called on at home, and who is fetched.
fn help(case: &Case, plan: &mut Plan) {
    let older = |than: i64| case.count(input::AGE).is_some_and(|age| age >= than);
    let approvals = Some(unit::APPROVALS.into());
    if older(ON_SITE_FROM) {
        plan.act(action::ON_SITE, approvals, None, rule::ON_SITE);
    }
    let (disabled, alone) = (case.yes(input::DISABLED), case.yes(input::ALONE));
    if plan.ask(when::Wheelchair { elderly: older(ELDERLY_FROM), disabled, alone }) {
        plan.fired(rule::ELDERLY);
        plan.act(action::WHEELCHAIR, approvals, None, rule::WHEELCHAIR);
    }
}
