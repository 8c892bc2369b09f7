//! The manifest: static tables, and loops that make the contract's owned types of them. Loops, because hundreds of inlined
//! constructors would be larger than everything else in the component.

use std::fmt::Write;

use super::{list, option, put};
use crate::model::{Basis, Condition, DayClass, InputKind, Lists, Name, Pause, Per, RungPoint, Selector};
use crate::term::{Ending, Roll, Term, TimeUnit};

pub(super) fn write(out: &mut String, lists: &Lists, digest: &str) {
    put!(out, "{HEAD}");
    tables(out, lists);
    let policy = &lists.policy;
    let codes = list(&policy.jurisdictions, |code| format!("{code:?}"));
    put!(out, "    static JURISDICTIONS: &[Text] = {codes};\n\n    Manifest {{");
    for (field, value) in
        [("id", &policy.id), ("title", &policy.title), ("version", &policy.version), ("calendar", &policy.calendar)]
    {
        put!(out, "        {field}: text({value:?}),");
    }
    put!(out, "        digest: text({digest:?}),");
    put!(out, "        reads_text: {},", policy.reads_text);
    for (field, entries) in [
        ("channels", &lists.channels),
        ("kinds", &lists.kinds),
        ("areas", &lists.areas),
        ("events", &lists.events),
        ("reasons", &lists.reasons),
        ("levels", &lists.levels),
        ("modes", &lists.modes),
        ("roles", &lists.roles),
        ("actions", &lists.actions),
        ("violations", &lists.violations),
    ] {
        put!(out, "        {field}: names({}),", names(entries));
    }
    put!(out, "{TAIL}");
}

/// One static table a list; a row is a tuple in the order of the contract's fields.
fn tables(out: &mut String, lists: &Lists) {
    table(out, "RULES", "(Text, Text, Basis, Text, Text, Text, Option<u16>, Names, HoldsIf)", &lists.rules, |it| {
        let holds = if it.all { "All" } else { "Any" };
        let (basis, fills, conditions) = (basis(it.basis), option(it.fills), names(&it.conditions));
        format!(
            "{:?}, {:?}, Basis::{basis}, {:?}, {:?}, {:?}, {fills}, {conditions}, HoldsIf::{holds}",
            it.id, it.title, it.quote, it.source, it.note
        )
    });
    table(out, "INPUTS", "(Text, Text, ValueKind, &[Option<u16>], Names, i64, i64)", &lists.inputs, |it| {
        format!(
            "{:?}, {:?}, ValueKind::{}, {}, {}, {}, {}",
            it.id,
            it.title,
            kind(it.kind),
            list(&it.on, |carrier| option(*carrier)),
            names(&it.words),
            it.least,
            it.most
        )
    });
    table(out, "UNITS", "(Text, Text, Option<u16>, Text, Per, bool)", &lists.units, |it| {
        let per = match it.per {
            Per::One => "One".to_owned(),
            Per::Body => "Body".to_owned(),
            Per::Area(depth) => format!("Area({depth})"),
        };
        format!("{:?}, {:?}, {}, {:?}, Per::{per}, {}", it.id, it.title, option(it.level), it.line, it.receiver)
    });
    table(out, "STAGES", "(Text, Text, Text, bool)", &lists.stages, |it| {
        format!("{:?}, {:?}, {:?}, {}", it.id, it.title, it.national, it.closed)
    });
    table(out, "GROUPS", "(Text, Text, Names, bool, bool, bool)", &lists.groups, |it| {
        format!("{:?}, {:?}, {}, {}, {}, {}", it.id, it.title, names(&it.values), it.required, it.many, it.ordered)
    });
    table(out, "PROFILES", "(Text, Text, &[DayClass], &[Hours])", &lists.profiles, |it| {
        let days = list(&it.days, |day| format!("DayClass::{}", class(*day)));
        let hours = list(&it.hours, |(opens, closes)| format!("Hours {{ opens: {opens}, closes: {closes} }}"));
        format!("{:?}, {:?}, {days}, {hours}", it.id, it.title)
    });
    table(out, "TERMS", "(Text, Text, u32, TimeUnit, u16, Ending, Roll, bool, Option<u16>, bool, u16)", &lists.terms, |it| {
        let Term { amount, unit, ends, snaps, cut_off, repeats, roll, .. } = &it.term;
        let to = it.roll.unwrap_or(0);
        let roll = match roll {
            Roll::None => "None".to_owned(),
            Roll::Next(_) => format!("Next({to})"),
            Roll::Previous(_) => format!("Previous({to})"),
        };
        let (unit, ends, cut_off) = (time_unit(*unit), ending(*ends), option(*cut_off));
        let how = format!("TimeUnit::{unit}, {}, Ending::{ends}, Roll::{roll}, {snaps}, {cut_off}, {repeats}", it.profile);
        format!("{:?}, {:?}, {amount}, {how}, {}", it.id, it.title, it.rule)
    });
    table(out, "CLOCKS", "(Text, Text, OwedBy, Selectors, bool, &[PauseRow], Option<u16>, bool, u16)", &lists.clocks, |it| {
        let owed = if it.whole_case { "WholeCase" } else { "Body" };
        let (stops, pauses, ladder) = (selectors(&it.stops), list(&it.pauses, pause), option(it.ladder));
        format!(
            "{:?}, {:?}, OwedBy::{owed}, {stops}, {}, {pauses}, {ladder}, {}, {}",
            it.id, it.title, it.decided, it.after_close, it.rule
        )
    });
    table(out, "LADDERS", "(Text, Text, u16, &[RungRow])", &lists.ladders, |it| {
        let rungs = list(&it.rungs, |rung| {
            let at = match rung.at {
                RungPoint::Percent(percent) => format!("Percent({percent})"),
                RungPoint::Before(term) => format!("Before({term})"),
                RungPoint::After(term) => format!("After({term})"),
            };
            let (to, action) = (list(&rung.to, |to| option(*to)), option(rung.action));
            format!("({:?}, {:?}, RungPoint::{at}, {to}, {action}, {})", rung.id, rung.title, rung.rule)
        });
        format!("{:?}, {:?}, {}, {rungs}", it.id, it.title, it.notify)
    });
    table(out, "METRICS", "(Text, Text, Option<u16>, bool, u16)", &lists.metrics, |it| {
        format!("{:?}, {:?}, {}, {}, {}", it.id, it.title, option(it.on_time_of), it.lower_is_better, it.rule)
    });
    categories(out, lists);
}

/// One text, a line a category: position of the parent, last part of the id and of the title. Paths are put together at
/// load, so that a catalogue of many levels does not carry each of its paths in full.
fn categories(out: &mut String, lists: &Lists) {
    put!(out, "    static CATEGORIES: &str = \"\\");
    for category in &lists.categories {
        let last = |path: &str| path.rsplit('/').next().unwrap_or_default().escape_debug().to_string();
        let parent = category.parent.map_or(String::new(), |parent| parent.to_string());
        put!(out, "{parent}\\t{}\\t{}\\n\\", last(&category.id), last(&category.title));
    }
    put!(out, "\";");
}

fn table<T>(out: &mut String, name: &str, row: &str, entries: &[T], shown: impl Fn(&T) -> String) {
    put!(out, "    static {name}: &[{row}] = &[");
    for entry in entries {
        put!(out, "        ({}),", shown(entry));
    }
    put!(out, "    ];");
}

fn names(names: &[Name]) -> String {
    list(names, |name| format!("({:?}, {:?})", name.id, name.title))
}

fn pause(pause: &Pause) -> String {
    let (begins, ends, cap) = (selectors(&pause.begins), selectors(&pause.ends), option(pause.cap));
    format!("({:?}, {:?}, {begins}, {ends}, {cap}, {})", pause.id, pause.title, pause.rule)
}

fn selectors(selectors: &[Selector]) -> String {
    list(selectors, |Selector { event, condition }| {
        let condition = option(condition.map(|condition| match condition {
            Condition::Reason(reason) => format!("SelectorCondition::Reason({reason})"),
            Condition::Fact { input, value } => {
                format!("SelectorCondition::Fact(SelectorFact {{ input: {input}, value: {value} }})")
            }
        }));
        format!("Selector {{ event: {event}, condition: {condition} }}")
    })
}

// The names of the contract's cases, as wit-bindgen writes them.

fn basis(basis: Basis) -> &'static str {
    ["Quoted", "External", "Ours", "Unused"][basis as usize]
}

fn kind(kind: InputKind) -> &'static str {
    ["Flag", "Count", "Word", "Time", "Unit", "Category"][kind as usize]
}

fn class(class: DayClass) -> &'static str {
    ["Workday", "MakeupWorkday", "Rest", "Statutory"][class as usize]
}

fn time_unit(unit: TimeUnit) -> &'static str {
    ["Minute", "Hour", "Day", "Week", "Month", "Quarter", "Year"][unit as usize]
}

fn ending(ending: Ending) -> &'static str {
    ["Exact", "DayEnd", "Close", "PeriodEnd"][ending as usize]
}

const HEAD: &str = include_str!("manifest.head.rs.txt");
const TAIL: &str = include_str!("manifest.tail.rs.txt");
