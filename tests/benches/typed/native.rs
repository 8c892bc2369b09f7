//! A case as the policy linked into this program takes it: words found in its own manifest, as the host does it at load.

use paidan_calendar::Calendar;
use paidan_engine::{Case, FactValue};
use paidan_sdk::contract::{self, DayClass, Event, Fact};

/// All of the case's days are working days, its facts counts, and its words declared; else this panics.
pub(crate) fn case(case: &Case<'_>) -> contract::Case {
    let manifest = paidan_policy_xining::describe();
    let find = |list: &[contract::Name], word: &str| {
        list.iter().position(|n| n.id == word).unwrap_or_else(|| panic!("{word} is not declared")) as u16
    };
    let category = case.category.as_deref().unwrap_or_default();
    let ends = category.match_indices('/').map(|(i, _)| i).chain([category.len()]);
    let history = case.history.iter().map(|e| {
        let (day, second) = Calendar::cn().local(e.at);
        let unit = |name: &str| {
            name.split('@').next().and_then(|id| manifest.units.iter().position(|u| u.id == id)).expect("a declared unit")
        };
        Event {
            at: e.at.0,
            day: day.0,
            minute: (second / 60) as u16,
            class: DayClass::Workday,
            kind: find(&manifest.events, &e.kind),
            unit: e.unit.as_deref().map(|u| unit(u) as u16),
            actor: e.actor.as_deref().map(|_| 0),
            level: None,
            reason: None,
            due: None,
        }
    });
    let facts = case.facts.0.iter().map(|(name, value)| {
        let FactValue::Count(value) = value else { panic!("{} is no count", &**name) };
        let key = manifest.inputs.iter().position(|i| i.id == **name).expect("a declared input");
        Fact { of: None, key: key as u16, value: *value }
    });
    contract::Case {
        title: String::new(),
        description: String::new(),
        channel: case.channel.as_deref().map(|c| find(&manifest.channels, c)),
        kind: case.kind.as_deref().map(|k| find(&manifest.kinds, k)),
        category: ends.map(|end| find(&manifest.categories, &category[..end])).collect(),
        area: case.area.iter().map(|code| manifest.areas.iter().position(|a| a.id == **code).map(|i| i as u16)).collect(),
        facts: facts.collect(),
        history: history.collect(),
    }
}
