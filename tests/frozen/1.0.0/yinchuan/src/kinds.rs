//! 三事、三哨: which affair it is, which whistle was blown, and who may blow which.

use paidan_sdk::{Case, Event, Plan, Revisions, ids};

use crate::calls::Calls;
use crate::{affair, category, clock, event, forum, input, level, routes, rule, term, violation, when, whistle};

/// Which affair the case was when: none while nobody has said.
pub(crate) type Affairs = Revisions<Option<ids::Value>>;

/// A word that people set: theirs wins over the catalogue's, and where neither says anything the decision asks.
fn say(plan: &mut Plan, ours: Option<ids::Value>, set: &[(Event<'_>, ids::Value)], rule: ids::Rule, asked: ids::Word) {
    match ours.or(set.last().map(|s| s.1)) {
        Some(value) => plan.label_revised(&Revisions::new(value, set.iter().copied()), value, rule),
        None => plan.need(asked, rule),
    }
}

/// 公事、共事、家事: the community says, else the catalogue; a whistle says 公事 where nobody says otherwise.
pub(crate) fn affair(case: &Case, plan: &mut Plan) -> Affairs {
    let ours = match (case.under(category::ESTATE), case.under(category::FAMILY)) {
        (true, _) => Some(affair::SHARED),
        (_, true) => Some(affair::FAMILY),
        _ => routes::TABLE.finest(case).map(|_| affair::PUBLIC),
    };
    let mut set: Vec<(Event<'_>, ids::Value)> = Vec::new();
    for e in case.all_of([event::CLASSIFIED, event::WHISTLE_BLOWN]) {
        let implied = e.is(event::WHISTLE_BLOWN) && set.is_empty() && ours.is_none_or(|a| a == affair::PUBLIC);
        let said = e.word(input::AFFAIR).and_then(|word| affair::number(word + 1));
        set.extend(said.or(implied.then_some(affair::PUBLIC)).map(|value| (e, value)));
    }
    say(plan, ours, &set, rule::AFFAIR_BY, input::AFFAIR);
    Revisions::new(ours, set.into_iter().map(|(e, value)| (e, Some(value))))
}

/// The kind that whoever blew the whistle said.
fn stated(blown: Event<'_>) -> Option<ids::Value> {
    blown.word(input::WHISTLE).and_then(|word| whistle::number(word + 1))
}

/// The kind of which the catalogue takes the matter for an example.
fn by_catalogue(case: &Case) -> Option<ids::Value> {
    let any = |of: [ids::Category; 4]| of.into_iter().any(|c| case.under(c));
    let quick = any([category::TRADE__UNLICENSED, category::WORKS__SMALL, category::RELIEF, category::JOBS]);
    let hard = any([category::RENEWAL, category::PIPES, category::ENVIRONMENT, category::PROJECTS]);
    let kinds = [(case.under(category::EMERGENCY), whistle::EMERGENCY), (hard, whistle::HARD), (quick, whistle::QUICK)];
    kinds.into_iter().find(|k| k.0).map(|k| k.1)
}

/// The kind of a whistle; none: neither its issuer nor the catalogue says.
pub(crate) fn kind(case: &Case, blown: Event<'_>) -> Option<ids::Value> {
    stated(blown).or_else(|| by_catalogue(case))
}

/// 吹哨: who may blow which, and for what. Whatever is wrong with a whistle is a violation; it is answered all the same.
pub(crate) fn whistles(case: &Case, plan: &mut Plan, affairs: &Affairs, calls: &Calls<'_>) {
    let (mut set, mut forum) = (Vec::new(), None);
    for blown in case.all(event::WHISTLE_BLOWN) {
        set.extend(stated(blown).map(|kind| (blown, kind)));
        let by = |level| blown.level() == Some(level);
        let (street, community, resident) = (by(level::STREET), by(level::COMMUNITY), by(level::RESIDENT));
        let [branch, grid, building, steward] = [level::BRANCH, level::GRID, level::BUILDING, level::STEWARD].map(by);
        let rungs = plan.ask_at(when::Rungs { community, branch, grid, building, steward }, blown);
        plan.ask_at(when::Issuers { street, rungs, resident }, blown);
        let (may, rule, at) = match kind(case, blown) {
            Some(whistle::EMERGENCY) => {
                let may = plan.ask_at(when::ByEmergency { street, rungs, resident }, blown);
                (may, rule::BY_EMERGENCY, forum::URGENT)
            }
            Some(whistle::HARD) => (plan.ask_at(when::ByHard { street }, blown), rule::BY_HARD, forum::BIG),
            _ => (plan.ask_at(when::ByQuick { street, community }, blown), rule::BY_QUICK, forum::SMALL),
        };
        forum = Some(at);
        if at == forum::URGENT {
            plan.fired(rule::DIRECT);
        } else {
            plan.whole(clock::DISPATCH, blown).due(term::ACCEPT);
        }
        // nobody wrote down who blew it: nothing to hold against anybody
        if !may && blown.level().is_some() {
            plan.violation(violation::ISSUER, blown, rule);
            plan.fired(rule::ANSWERED);
        }
        let public = affairs.at(blown.position()) == Some(affair::PUBLIC);
        if !plan.ask_at(when::PublicOnly { public }, blown) {
            plan.violation(violation::NOT_PUBLIC, blown, rule::PUBLIC_ONLY);
            plan.fired(rule::ANSWERED);
        }
    }
    if let Some(forum) = forum {
        say(plan, by_catalogue(case), &set, rule::KIND, input::WHISTLE);
        // the kind of one whistle is not that of another
        let waits = calls.all.iter().any(|c| c.open() && c.whistle.is_some_and(|blown| kind(case, blown).is_none()));
        if waits && !set.is_empty() {
            plan.need(input::WHISTLE, rule::KIND);
        }
        plan.label(forum, rule::FORUM);
    }
}
