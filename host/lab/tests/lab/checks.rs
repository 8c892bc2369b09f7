//! Faults planted into a small city that is in order: each is found, by its code and at its place, and the case that comes with it
//! shows it to whoever evaluates it.

mod mini;

use std::collections::{BTreeMap, BTreeSet};

use paidan_calendar::Day;
use paidan_engine::contract as c;
use paidan_engine::{Case, City, Decision, Error, Status};
use paidan_lab::check::{Checked, Explanations, FINDINGS, Finding, Given, Order, Own, Severity, Subject, changes, check};

use crate::world::{at, city, xining};
use mini::{Bent, COMPLETED, DESK, DIFFICULTY, HANDLE, Planned, TIERS, fact, input, manifest, name, rule, term, unit};

fn order() -> Order {
    Order {
        own: Vec::new(),
        elsewhere: BTreeSet::new(),
        start: Day::parse("2025-03-03").unwrap(),
        most: 2_000,
        workers: 2,
        explanations: Explanations::default(),
    }
}

fn checked(subject: &dyn Subject) -> Checked {
    check(subject, &order()).unwrap_or_else(|error| panic!("{error}"))
}

/// Whether what came of a case shows it.
type Shows = fn(&Result<Decision<'_>, Error>) -> bool;

/// What is wrong, and how it shows.
struct Planted {
    name: &'static str,
    manifest: fn(&mut c::Manifest),
    plan: fn(&c::Case<'_>, Planned) -> Planned,
    decision: fn(&mut Decision<'_>),
    code: &'static str,
    place: &'static str,
    /// Of the smallest case: how large it is, at most, in events, and what evaluating it says.
    shows: Option<(usize, Shows)>,
}

const SOUND: Planted =
    Planted { name: "nothing", manifest: |_| {}, plan: |_, plan| plan, decision: |_| {}, code: "", place: "", shows: None };

fn noted(decided: &Result<Decision<'_>, Error>, code: &str) -> bool {
    decided.as_ref().is_ok_and(|decision| decision.notes.iter().any(|note| note.code == code))
}

fn fault(decided: &Result<Decision<'_>, Error>) -> bool {
    decided.as_ref().is_err_and(|error| error.code == "fault/plan")
}

fn open_rows(decided: &Result<Decision<'_>, Error>, kind: &str) -> usize {
    decided.as_ref().map_or(0, |decision| decision.clocks.iter().filter(|row| row.kind == kind && row.ended.is_none()).count())
}

fn with(planned: Planned, bend: impl FnOnce(&mut c::Plan)) -> Planned {
    planned.map(|mut plan| {
        bend(&mut plan);
        plan
    })
}

fn lamps(case: &c::Case<'_>) -> bool {
    case.category == Some(1)
}

#[rustfmt::skip]
fn faults() -> Vec<Planted> {
    vec![
        // gaps
        Planted { name: "nobody answers for broken lamps", plan: |case, plan| with(plan, |plan| if lamps(case) { plan.route.accountable = None }),
            code: "check/ownerless", place: "stage.open", shows: Some((1, |decided| noted(decided, "ownerless"))), ..SOUND },
        Planted { name: "a hard case has no row", plan: |case, plan| with(plan, |plan| if fact(case, 0) == Some(1) { plan.clocks.clear() }),
            code: "check/unclocked", place: "stage.open", shows: Some((1, |decided| noted(decided, "unclocked"))), ..SOUND },
        Planted { name: "nobody leads what has no category", plan: |case, plan| with(plan, |plan| if case.category.is_none() { plan.route.lead = None }),
            code: "check/no-lead", place: "rule.owner",
            shows: Some((1, |decided| decided.as_ref().is_ok_and(|d| d.route.as_ref().unwrap().lead.is_none()))), ..SOUND },
        Planted { name: "broken lamps are not its business", plan: |case, plan| if lamps(case) { Err(c::Refusal { kind: c::RefusalKind::NotApplicable, rule: 0, event: None }) } else { plan },
            code: "check/not-applicable", place: "rule.owner", shows: Some((1, |decided| decided.as_ref().is_ok_and(|d| d.status == Status::NotApplicable))), ..SOUND },
        Planted { name: "a limit is awaited, and nobody is asked", plan: |case, plan| with(plan, |plan| if fact(case, DIFFICULTY) == Some(2) {
                plan.clocks.iter_mut().for_each(|row| row.due = c::Due::Awaited(DIFFICULTY)) }),
            code: "check/awaited-unasked", place: "clock.whole", shows: Some((1, |decided| decided.as_ref().is_ok_and(|d| d.needs.is_empty()))), ..SOUND },
        Planted { name: "asked for in vain", plan: |case, plan| with(plan, |plan| if fact(case, DIFFICULTY).is_none() { plan.needs.push(c::Need { what: c::Needed::Input(DIFFICULTY), rule: TIERS }) }),
            code: "check/need-without-row", place: "input.difficulty", shows: Some((1, |decided| decided.as_ref().is_ok_and(|d| !d.needs.is_empty()))), ..SOUND },
        // plans that may not be believed
        Planted { name: "two tiers at once", plan: |case, plan| with(plan, |plan| if fact(case, 0) == Some(1) { let label = plan.labels[0]; plan.labels.push(label) }),
            code: "check/fault", place: "fault/plan plan labels", shows: Some((1, fault)), ..SOUND },
        Planted { name: "no tier", plan: |case, plan| with(plan, |plan| if lamps(case) { plan.labels.clear() }),
            code: "check/fault", place: "fault/plan plan labels", shows: Some((1, fault)), ..SOUND },
        Planted { name: "a unit that is not there", plan: |case, plan| with(plan, |plan| if case.history.iter().any(|e| e.kind == COMPLETED) { plan.route.lead = Some(c::Body::Unit(99)) }),
            code: "check/fault", place: "fault/plan plan route.lead", shows: Some((1, fault)), ..SOUND },
        // overlaps
        Planted { name: "two dues for one obligation", plan: |_, plan| with(plan, |plan| { let again: Vec<_> = plan.clocks.iter().filter(|row| row.kind == HANDLE).cloned().collect();
                plan.clocks.extend(again.into_iter().map(|row| c::Clock { due: c::Due::Term(2), ..row })) }),
            code: "check/rows-overlap", place: "clock.handle", shows: Some((1, |decided| open_rows(decided, "handle") == 2)), ..SOUND },
        Planted { name: "one rule says t1, another proposes t3", plan: |case, plan| with(plan, |plan| if lamps(case) { plan.labels[0].proposed = Some(2) }),
            code: "check/label-disputed", place: "label.tier.t1", shows: Some((1, |decided| decided.as_ref().is_ok_and(|d| d.labels[0].proposed == Some("t3")))), ..SOUND },
        Planted { name: "who leads stands beside itself", plan: |_, plan| with(plan, |plan| { let body = plan.route.lead.unwrap(); plan.route.others.push(c::Part { role: 0, body }) }),
            code: "check/part-twice", place: "role.co", shows: Some((1, |decided| decided.as_ref().is_ok_and(|d| { let route = d.route.as_ref().unwrap(); route.others.iter().any(|part| Some(part.unit) == route.lead) }))), ..SOUND },
        Planted { name: "urged twice", plan: |_, plan| with(plan, |plan| { let urge = c::Action { kind: 0, body: None, cause: None, rule: 0 }; plan.actions.extend([urge, urge]) }),
            code: "check/action-twice", place: "action.urge", shows: Some((1, |decided| decided.as_ref().is_ok_and(|d| d.actions.len() == 2))), ..SOUND },
        // time
        Planted { name: "a day that rolls back", manifest: |m| { m.profiles.push(c::ProfileDef { id: "calendar".to_owned(), title: "自然日".to_owned(), days: vec![c::DayClass::Workday, c::DayClass::MakeupWorkday, c::DayClass::Rest, c::DayClass::Statutory], hours: Vec::new() });
                m.terms[0] = c::TermDef { amount: 0, profile: 1, roll: c::Roll::Previous(0), ..term("d1", 0) } },
            code: "check/due-before-start", place: "term.d1", shows: Some((1, |decided| decided.as_ref().is_ok_and(|d| d.clocks.iter().any(|row| row.due.zip(row.start).is_some_and(|(due, start)| due.at < start.at))))), ..SOUND },
        Planted { name: "the second rung before the first", manifest: |m| m.ladders[0].rungs.reverse(),
            code: "check/ladder-order", place: "clock.handle", shows: Some((1, |decided| decided.as_ref().is_ok_and(|d| d.clocks.iter().any(|row| row.marks.len() == 2 && row.marks[0].at.at > row.marks[1].at.at)))), ..SOUND },
        Planted { name: "warned seven days before a day's term", manifest: |m| m.ladders[0].rungs[0].at = c::RungPoint::Before(2),
            code: "check/warned-at-once", place: "clock.handle", shows: Some((1, |decided| decided.as_ref().is_ok_and(|d| d.clocks.iter().any(|row| row.marks.iter().any(|mark| mark.at.at == row.start.unwrap().at))))), ..SOUND },
        Planted { name: "t2 has longer than t3", plan: |_, plan| with(plan, |plan| plan.clocks.iter_mut().for_each(|row| row.due = match row.due { c::Due::Term(1) => c::Due::Term(2), c::Due::Term(2) => c::Due::Term(1), due => due })),
            code: "check/tier-order", place: "clock.handle", shows: Some((1, |decided| open_rows(decided, "handle") == 1)), ..SOUND },
        Planted { name: "the next check finds nothing new", decision: |decision| { let mut next = decision.as_of; next.at.0 += 1; decision.next_check = Some(next) },
            code: "check/next-check", place: "next_check.idle", shows: Some((1, |decided| decided.as_ref().is_ok_and(|d| d.next_check.is_some()))), ..SOUND },
        Planted { name: "the next check comes too late", decision: |decision| { let later = decision.next_check.map(|mut next| { next.at.0 += 90 * 86_400; next }); decision.next_check = later },
            code: "check/next-check", place: "next_check.early", shows: Some((1, |decided| decided.as_ref().is_ok_and(|d| d.next_check.is_some()))), ..SOUND },
        Planted { name: "once it is done it was never owed", plan: |case, plan| with(plan, |plan| if case.history.iter().any(|e| e.kind == COMPLETED) { plan.clocks.retain(|row| row.kind != HANDLE) }),
            code: "check/row-gone", place: "clock.handle", shows: Some((2, |decided| open_rows(decided, "handle") == 0)), ..SOUND },
        Planted { name: "handling that nothing stops", manifest: |m| m.clocks[1].stops.clear(),
            code: "check/never-met", place: "clock.handle", shows: Some((1, |decided| open_rows(decided, "handle") == 1)), ..SOUND },
        // rules
        Planted { name: "a rule that nobody asks", manifest: |m| m.rules.push(rule("forgotten", &[])), code: "check/rule-unasked", place: "rule.forgotten", ..SOUND },
        Planted { name: "a rule that cannot hold", manifest: |m| { m.rules.push(rule("impossible", &["one", "other"])); m.rules[3].holds = c::HoldsIf::All },
            plan: |case, plan| with(plan, |plan| plan.asked.push(c::Asked { rule: 3, conditions: if lamps(case) { 1 } else { 2 }, event: None })),
            code: "check/rule-unreachable", place: "rule.impossible", shows: Some((1, |decided| decided.as_ref().is_ok_and(|d| d.trace.asked.iter().any(|asked| asked.rule == 3 && !asked.held)))), ..SOUND },
        Planted { name: "a condition that nothing fulfils", manifest: |m| m.rules[2].conditions.push(name("never", "从未")), code: "check/condition-never-true", place: "rule.consult.never",
            shows: Some((1, |decided| decided.as_ref().is_ok_and(|d| d.trace.asked.iter().any(|asked| asked.rule == 2)))), ..SOUND },
        Planted { name: "a condition that everything fulfils", manifest: |m| m.rules[2].conditions.push(name("always", "总是")), plan: |_, plan| with(plan, |plan| plan.asked[0].conditions |= 4),
            code: "check/condition-never-false", place: "rule.consult.always", shows: Some((1, |decided| decided.as_ref().is_ok_and(|d| d.trace.asked.iter().any(|asked| asked.conditions & 4 != 0)))), ..SOUND },
        // words
        Planted { name: "a unit that gets nothing", manifest: |m| m.units.push(unit("idle")), code: "check/unit-named-only", place: "unit.idle", ..SOUND },
        Planted { name: "a tier that nobody has", manifest: |m| m.groups[0].values.push(name("t4", "四")), code: "check/unused", place: "label.tier.t4", ..SOUND },
        Planted { name: "a term by which nothing is due", manifest: |m| m.terms.push(term("d9", 9)), code: "check/unused", place: "term.d9", ..SOUND },
        Planted { name: "a ladder that no clock has", manifest: |m| { let ladder = c::LadderDef { id: "other".to_owned(), title: "另一".to_owned(), ..m.ladders[0].clone() }; m.ladders.push(ladder) },
            code: "check/unused", place: "ladder.other", ..SOUND },
        Planted { name: "an action that nobody takes", manifest: |m| m.actions.push(name("visit", "上门")), code: "check/unused", place: "action.visit", ..SOUND },
        Planted { name: "an input that nothing reads", manifest: |m| m.inputs.push(input("age", c::ValueKind::Count, 120)), code: "check/input-idle", place: "input.age", shows: Some((1, |decided| decided.is_ok())), ..SOUND },
        Planted { name: "a body that nothing asks for", manifest: |m| m.inputs.push(c::InputDef { on: vec![None, Some(2)], ..input("owner", c::ValueKind::Unit, 0) }),
            code: "check/input-idle", place: "input.owner", shows: Some((1, |decided| decided.is_ok())), ..SOUND },
        Planted { name: "a category that nothing asks for", manifest: |m| m.inputs.push(c::InputDef { on: vec![Some(2)], ..input("about", c::ValueKind::Category, 0) }),
            code: "check/input-idle", place: "input.about", shows: Some((1, |decided| decided.is_ok())), ..SOUND },
        Planted { name: "an event that nothing reads", manifest: |m| m.events.push(name("progress", "进展")), code: "check/event-idle", place: "event.progress", shows: Some((2, |decided| decided.is_ok())), ..SOUND },
        Planted { name: "a category that routes nowhere", manifest: |m| m.categories.push(name("other", "其他")), plan: |case, plan| with(plan, |plan| if case.category == Some(2) && plan.route.lead == Some(c::Body::Unit(3)) { plan.route.lead = Some(c::Body::Unit(DESK)); plan.route.others.clear() ;
                if fact(case, 0) == Some(1) { plan.route.others.push(c::Part { role: 0, body: c::Body::Unit(1) }) } }),
            code: "check/category-idle", place: "category.other", shows: Some((1, |decided| decided.is_ok())), ..SOUND },
        Planted { name: "a channel that nothing reads", manifest: |m| m.channels.push(name("phone", "电话")), code: "check/word-idle", place: "channel.phone", shows: Some((1, |decided| decided.is_ok())), ..SOUND },
        Planted { name: "two units of one name", manifest: |m| m.units[2].title = m.units[1].title.clone(), code: "check/duplicate", place: "unit.lamps", ..SOUND },
        Planted { name: "one rule twice", manifest: |m| { let again = c::RuleDef { id: "again".to_owned(), ..m.rules[0].clone() }; m.rules.push(again) }, code: "check/duplicate", place: "rule.again", ..SOUND },
        Planted { name: "one term twice", manifest: |m| m.terms.push(term("three", 3)), code: "check/same-term", place: "term.three", ..SOUND },
    ]
}

fn bent(planted: &Planted) -> Bent {
    let mut bent = manifest();
    (planted.manifest)(&mut bent);
    Bent::new(bent, planted.plan, planted.decision).unwrap_or_else(|error| panic!("{}: {error}", planted.name))
}

fn told(findings: &[Finding]) -> String {
    findings.iter().map(|found| format!("{} {} {:?}\n", found.code, found.place, found.details)).collect()
}

fn evaluate(subject: &dyn Subject, case: &Given, as_of: &str, shows: &dyn Fn(&Result<Decision<'_>, Error>) -> bool) -> bool {
    let json = case.json();
    let case = Case::from_json(json.as_bytes()).unwrap_or_else(|error| panic!("{error}: {json}"));
    shows(&subject.ask().ask(&case, at(as_of), None))
}

#[test]
fn what_is_in_order_is_clean() {
    let checked = checked(&bent(&SOUND));
    assert!(checked.findings.is_empty(), "{}", told(&checked.findings));
    // the smaller grids were tried whole, the largest one by pairs
    assert_eq!(checked.grids.iter().map(|grid| grid.all).collect::<Vec<_>>(), [true, true, false]);
    assert!(checked.grids[..2].iter().all(|grid| u128::from(grid.cases) == grid.combinations));
}

#[test]
fn every_fault_is_found_and_shown() {
    let (mut missed, mut codes) = (String::new(), BTreeSet::new());
    for planted in faults() {
        let bent = bent(&planted);
        let checked = checked(&bent);
        let Some(found) = checked.findings.iter().find(|found| found.code == planted.code && found.place == planted.place) else {
            missed += &format!("{}: {} {} is not among\n{}", planted.name, planted.code, planted.place, told(&checked.findings));
            continue;
        };
        codes.insert(found.code);
        let Some((most, shows)) = planted.shows else { continue };
        let Some(example) = &found.example else {
            missed += &format!("{}: no case shows it\n", planted.name);
            continue;
        };
        let events = example.case.history.len();
        if !evaluate(&bent, &example.case, &example.as_of, &shows) || events > most {
            missed += &format!("{}: {events} events, as of {}: {}\n", planted.name, example.as_of, example.case.json());
        }
    }
    assert!(missed.is_empty(), "{missed}");
    // all but those of cases and explanations, which have tests of their own
    let rest: Vec<&str> = FINDINGS.iter().map(|(code, ..)| *code).filter(|code| !codes.contains(code)).collect();
    assert_eq!(rest, ["check/undeclared", "check/stale-explanation"]);
    assert!(faults().len() >= 35);
}

#[test]
fn what_is_found_does_not_depend_on_threads() {
    let planted = faults().into_iter().find(|planted| planted.code == "check/rows-overlap").unwrap();
    let bent = bent(&planted);
    let found = |workers| serde_json::to_string(&check(&bent, &Order { workers, ..order() }).unwrap()).unwrap();
    assert_eq!(found(1), found(3));
}

/// Numbers of a real city, changed in its manifest: its component decides by them.
#[test]
fn a_real_city_with_a_wrong_number_is_found() {
    let with = |bend: &dyn Fn(&mut c::Manifest)| {
        let mut manifest = xining().policy().manifest().raw.clone();
        bend(&mut manifest);
        xining().with_policy(xining().policy().with_manifest(manifest).unwrap()).unwrap()
    };
    let term = |m: &mut c::Manifest, id: &str, amount: u32| {
        m.terms.iter_mut().filter(|term| term.id == id).for_each(|term| term.amount = amount);
    };
    let has = |city: &City, code: &str, place: &str| {
        let checked = checked(city);
        let found = checked.findings.iter().find(|found| found.code == code && found.place == place);
        found.unwrap_or_else(|| panic!("{code} {place} is not among\n{}", told(&checked.findings))).clone()
    };
    let found = has(&with(&|m| term(m, "d7", 2)), "check/tier-order", "clock.handle");
    let example = found.example.unwrap();
    assert!(example.beside.is_some() && example.case.facts.contains_key("difficulty"), "{}", example.case.json());
    let unstopped = with(&|m| m.clocks.iter_mut().filter(|clock| clock.id == "sign").for_each(|clock| clock.stops.clear()));
    has(&unstopped, "check/never-met", "clock.sign");
}

#[test]
fn a_word_that_only_the_citys_cases_use_is_undeclared() {
    let case = r#"{"id":"1","jurisdiction":"990100","history":[{"at":"2025-03-03T09:00:00+08:00","kind":"recieved"},{"at":"2025-03-03T10:00:00+08:00","kind":"arrested"}]}"#;
    let own = Own::read(case, at("2025-03-04T09:00:00+08:00")).unwrap();
    let bent = bent(&SOUND);
    let found = |elsewhere: &[&str]| {
        let elsewhere = elsewhere.iter().map(|word| (*word).to_owned()).collect();
        let checked = check(&bent, &Order { own: vec![own.clone()], elsewhere, ..order() }).unwrap();
        checked
            .findings
            .iter()
            .filter(|found| found.code == "check/undeclared")
            .map(|found| found.place.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(found(&[]), ["event.arrested", "event.recieved"]);
    assert_eq!(found(&["arrested"]), ["event.recieved"]);
}

#[test]
fn what_is_explained_is_no_news_until_it_is_gone() {
    let planted = faults().into_iter().find(|planted| planted.place == "term.d9").unwrap();
    let read = |place: &str| {
        let text = format!("format = 1\n[[explained]]\ncode = \"check/unused\"\nplace = \"{place}\"\nbecause = \"next year\"\n");
        Explanations::read("check.toml", &text).unwrap()
    };
    for place in ["term.d9", "term.*"] {
        let checked = check(&bent(&planted), &Order { explanations: read(place), ..order() }).unwrap();
        assert_eq!(checked.open(Severity::Warning).count(), 0, "{}", told(&checked.findings));
        assert_eq!(checked.findings[0].explained.as_deref(), Some("next year"));
    }
    let checked = check(&bent(&SOUND), &Order { explanations: read("term.d9"), ..order() }).unwrap();
    assert_eq!(told(&checked.findings), "check/stale-explanation term.d9 [\"check/unused\"]\n");
}

#[test]
fn explanations_that_cannot_be_read_are_told() {
    let table = [
        ("format = 2", "check.toml: format 2 is too new"),
        ("format = 1\nexplain = 1", "unknown field `explain`"),
        (
            "format = 1\n[[explained]]\ncode = \"check/unusd\"\nplace = \"unit.a\"\nbecause = \"x\"",
            "did you mean `check/unused`?",
        ),
        ("format = 1\n[[explained]]\ncode = \"check/unused\"\nplace = \"unit.a\"\nbecause = \" \"", "is explained by nothing"),
    ];
    for (text, said) in table {
        let error = Explanations::read("check.toml", text).err().unwrap();
        assert_eq!(error.code, "check/explanations");
        assert!(error.text.contains(said), "{error}");
    }
}

#[test]
fn what_another_version_declares_otherwise_is_told_in_words() {
    let (before, mut after) = (manifest(), manifest());
    after.terms[1] = term("d3", 2);
    after.events[2] = name("given_back", "退回");
    after.units.push(unit("new"));
    after.ladders[0].rungs.pop();
    after.ladders[0].rungs[0].to = vec![None, Some(0)];
    after.rules[0].quote = "新的一句".to_owned();
    after.inputs[0].on.push(Some(COMPLETED));
    after.inputs.push(c::InputDef { on: vec![Some(COMPLETED)], ..input("owner", c::ValueKind::Unit, 0) });
    after.clocks[1].stops[0].condition = Some(c::SelectorCondition::Fact(c::SelectorFact { input: 2, value: 0 }));
    let told = |before: &c::Manifest, after: &c::Manifest| -> Vec<String> {
        let said = |said: Option<paidan_lab::check::Said>| {
            said.map_or("-".to_owned(), |said| format!("{} {}", said.written, said.chinese))
        };
        let one = |change: paidan_lab::check::Change| {
            let grave = if change.severity == Severity::Warning { "!" } else { "" };
            let field = change.field.unwrap_or("");
            format!("{grave}{} {} {field}: {} → {}", change.list, change.id, said(change.before), said(change.after))
        };
        changes(before, after).into_iter().map(one).collect()
    };
    assert_eq!(
        told(&before, &after),
        [
            "!input hard on: case case → case, completed case, completed".to_owned(),
            "!event returned :   → -".to_owned(),
            "term d3 is: 3 working days 3个工作日 → 2 working days 2个工作日".to_owned(),
            "clock handle stops: completed completed → completed[owner=desk] completed[owner=desk]".to_owned(),
            "rung late.first to: desk 单位desk → body, desk 责任方、单位desk".to_owned(),
            "rung late.second :   → -".to_owned(),
            "rule owner quote:   → 新的一句 新的一句".to_owned(),
            "unit new : - →  ".to_owned(),
            "input owner : - →  ".to_owned(),
            "event given_back : - →  ".to_owned(),
        ]
    );
    assert!(told(&before, &before).is_empty());
    // every city beside every other: nothing there that cannot be told
    let cities = ["xining", "yinchuan", "ningxia", "dingzhou", "dingzhou-2020", "yuncheng"].map(city);
    for one in &cities {
        for other in &cities {
            let [one, other] = [one, other].map(|city| &city.policy().manifest().raw);
            assert_eq!(told(one, other).is_empty(), one == other);
        }
    }
}

/// The grid is made of what is declared, and nothing of it is unknown, unfit or out of order.
#[test]
fn cases_of_the_grid_are_cases() {
    let found: BTreeMap<&str, usize> = checked(xining()).findings.iter().fold(BTreeMap::new(), |mut all, found| {
        *all.entry(found.code).or_default() += 1;
        all
    });
    assert!(!found.contains_key("check/undeclared") && !found.contains_key("check/fault"), "{found:?}");
}

/// It is the finest that is declared, by id or title; where not even its first part is, the fact is not there.
#[test]
fn an_event_may_give_a_category() {
    let mut manifest = manifest();
    manifest.inputs.push(c::InputDef { on: vec![Some(2)], ..input("about", c::ValueKind::Category, 0) });
    let bent = Bent::new(manifest, |_, plan| plan, |_| {}).unwrap();
    let told = |path: &str| {
        let json = serde_json::json!({ "id": "1", "jurisdiction": "990100", "history": [
            { "at": "2026-03-09T08:00:00+08:00", "kind": "received" },
            { "at": "2026-03-09T09:00:00+08:00", "kind": "returned", "facts": { "about": path } },
        ] })
        .to_string();
        let case = Case::from_json(json.as_bytes()).unwrap();
        let mut given = None;
        let mut batch = bent.city().native(|case| {
            given = case.facts.first().map(|fact| fact.value);
            Err(c::Refusal { kind: c::RefusalKind::NotApplicable, rule: 0, event: None })
        });
        let decision = batch.evaluate(&case, at("2026-03-10T08:00:00+08:00")).unwrap();
        let notes = decision.notes.iter().map(|note| note.code).collect::<Vec<_>>().join(" ");
        drop((decision, batch));
        (given, notes)
    };
    for (path, given, notes) in [
        ("roads/lamp", Some(1), ""),
        ("道路/路灯", Some(1), ""),
        ("roads", Some(0), ""),
        ("roads/lamp/dark", Some(1), "unknown-category"),
        ("water", None, "unknown-category"),
    ] {
        assert_eq!(told(path), (given, notes.to_owned()), "{path}");
    }
}
