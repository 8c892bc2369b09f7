//! Every way in which a manifest can lie.

use paidan_sdk::contract::{
    Hours, Manifest, Name, Per, Roll, RuleDef, RungPoint, Selector, SelectorCondition, SelectorFact, TimeUnit,
};

use crate::number;

/// `FIELD` or `FIELD NUMBER`: that field of the manifest is no longer what it should be. An unknown field changes nothing.
pub fn spoil(m: &mut Manifest, part: &str) {
    let (field, value) = part.split_once(' ').unwrap_or((part, ""));
    let n = number(value);
    match field {
        "id" => m.id.clear(),
        "id-long" => m.id = "x".repeat(usize::from(n)),
        "id-lines" => m.id = "two\nlines".into(),
        "version" => m.version.clear(),
        "digest" => m.digest.clear(),
        "digest-short" => m.digest = "abc".into(),
        "calendar" => m.calendar.clear(),
        "calendar-other" => m.calendar = "mars".into(),
        "jurisdictions" => m.jurisdictions.clear(),
        "jurisdictions-empty" => m.jurisdictions.push(String::new()),
        "jurisdictions-word" => m.jurisdictions.push("everywhere".into()),
        "rules" => m.rules.clear(),
        "stages" => m.stages.clear(),
        "modes" => m.modes.clear(),
        "channels.id" => m.channels[0].id.clear(),
        "channels-twice" => m.channels.push(m.channels[0].clone()),
        "channels-many" => m.channels = (0..n).map(|i| Name { id: "c".to_owned() + &decimal(i), title: String::new() }).collect(),
        "units-twice" => m.units.push(m.units[0].clone()),
        "units.level" => m.units[0].level = Some(n),
        "units.per" => m.units[1].per = Per::Area(n as u8),
        "rules.fills" => m.rules[0].fills = Some(n),
        "rules.note" => m.rules[0].note.clear(),
        "rules.note-long" => m.rules[0].note = "长".repeat(usize::from(n)),
        "rules.note-huge" => m.rules[0].note = "x".repeat(usize::from(n) << 10),
        "rules.title-utf8" => m.rules[0].title = broken(),
        "rules.conditions" => {
            m.rules[1].conditions = (0..n).map(|i| Name { id: "c".to_owned() + &decimal(i), title: String::new() }).collect()
        }
        "rules.conditions-twice" => m.rules[1].conditions[1] = m.rules[1].conditions[0].clone(),
        "rules-many" => m.rules = (0..n).map(|i| RuleDef { id: "r".to_owned() + &decimal(i), ..m.rules[0].clone() }).collect(),
        "inputs.on" => m.inputs[0].on = vec![None, Some(n)],
        "inputs.on-none" => m.inputs[0].on.clear(),
        "inputs.on-twice" => m.inputs[0].on = vec![Some(n), None, Some(n)],
        "inputs.least" => (m.inputs[0].least, m.inputs[0].most) = (5, 1),
        "groups.values" => m.groups[0].values.clear(),
        "groups.values-twice" => m.groups[0].values[1] = m.groups[0].values[0].clone(),
        "metrics.on-time-of" => m.metrics[0].on_time_of = Some(n),
        "metrics.rule" => m.metrics[0].rule = n,
        "profiles.days" => m.profiles[0].days.clear(),
        "profiles.hours" => m.profiles[0].hours = vec![Hours { opens: 600, closes: 600 }],
        "profiles.hours-late" => m.profiles[0].hours = vec![Hours { opens: 600, closes: 1441 }],
        "profiles.hours-overlap" => {
            m.profiles[0].hours = vec![Hours { opens: 600, closes: 700 }, Hours { opens: 650, closes: 800 }]
        }
        "terms.rule" => m.terms[0].rule = n,
        "terms.profile" => m.terms[0].profile = n,
        "terms.roll" => m.terms[0].roll = Roll::Next(n),
        "terms.amount" => m.terms[0].amount = u32::MAX,
        "terms.amount-years" => (m.terms[0].amount, m.terms[0].unit) = (u32::MAX, TimeUnit::Year),
        "terms.amount-none" => (m.terms[0].amount, m.terms[0].unit) = (0, TimeUnit::Week),
        "terms.cut-off" => m.terms[0].cut_off = Some(n),
        "clocks.rule" => m.clocks[0].rule = n,
        "clocks.ladder" => m.clocks[0].ladder = Some(n),
        "clocks.stops" => m.clocks[0].stops = vec![Selector { event: n, condition: None }],
        "clocks.stops-reason" => m.clocks[0].stops[0].condition = Some(SelectorCondition::Reason(n)),
        "clocks.stops-fact" => {
            m.clocks[0].stops[0].condition = Some(SelectorCondition::Fact(SelectorFact { input: n, value: 1 }))
        }
        "clocks.stops-other" => {
            m.clocks[0].stops[0].condition = Some(SelectorCondition::Fact(SelectorFact { input: 0, value: 1 }))
        }
        "clocks.pauses.cap" => m.clocks[0].pauses[0].cap = Some(n),
        "clocks.pauses.begins" => m.clocks[0].pauses[0].begins[0].event = n,
        "clocks.pauses.ends" => m.clocks[0].pauses[0].ends[0].event = n,
        "clocks.pauses.rule" => m.clocks[0].pauses[0].rule = n,
        "ladders.notify" => m.ladders[0].notify = n,
        "ladders.rule" => m.ladders[0].rungs[0].rule = n,
        "ladders.to" => m.ladders[0].rungs[0].to = vec![Some(n)],
        "ladders.action" => m.ladders[0].rungs[0].action = Some(n),
        "ladders.percent" => m.ladders[0].rungs[0].at = RungPoint::Percent(n as u8),
        "ladders.after" => m.ladders[0].rungs[0].at = RungPoint::After(n),
        "ladders.before-repeats" => m.ladders[0].rungs[0].at = RungPoint::Before(1),
        "ladders.to-twice" => m.ladders[0].rungs[0].to = vec![Some(n); 2],
        "ladders.to-nobody" => m.ladders[0].rungs[0].to.clear(),
        "ladders.twice" => m.ladders[0].rungs[0].id = m.ladders[0].rungs[2].id.clone(),
        "clocks.pauses.twice" => {
            let pause = m.clocks[0].pauses[0].clone();
            m.clocks[0].pauses.push(pause);
        }
        "ladders.many" => {
            let rung = m.ladders[0].rungs[2].clone();
            m.ladders[0].rungs = vec![rung; usize::from(n)];
        }
        _ => {}
    }
}

/// A text that is none.
fn broken() -> String {
    // SAFETY: none, on purpose. Nothing here reads it; the host must.
    unsafe { String::from_utf8_unchecked(vec![b'a', 0xff, 0xfe]) }
}

/// Without the formatting machinery, which would be most of the component.
fn decimal(n: u16) -> String {
    let mut digits = Vec::new();
    let mut rest = n;
    loop {
        digits.insert(0, b'0' + (rest % 10) as u8);
        rest /= 10;
        if rest == 0 {
            return digits.into_iter().map(char::from).collect();
        }
    }
}
