//! A case as the policy linked into this program takes it: words found in its own manifest, as the host does it at load.

use paidan_calendar::Calendar;
use paidan_engine::{Case, FactValue};
use paidan_sdk::contract::{self, DayClass, Event, Fact, Key};

/// All of the case's days are working days, its facts counts, and its words declared; else this panics.
pub(crate) fn case(case: &Case<'_>) -> contract::Case {
    let manifest = paidan_policy_xining::describe();
    let find = |list: &[contract::Name], word: &str| {
        list.iter().position(|n| n.id == word).unwrap_or_else(|| panic!("{word} is not declared")) as u16
    };
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
        }
    });
    let actors = (0..).zip(&case.history).filter(|(_, e)| e.actor.is_some());
    let said = actors.map(|(of, _)| Fact { of: Some(of), key: Key::Actor, value: 0 });
    let facts = case.facts.0.iter().map(|(name, value)| {
        let FactValue::Count(value) = value else { panic!("{} is no count", &**name) };
        let key = manifest.inputs.iter().position(|i| i.id == **name).expect("a declared input");
        Fact { of: None, key: Key::Input(key as u16), value: *value }
    });
    contract::Case {
        text: None,
        channel: case.channel.as_deref().map(|c| find(&manifest.channels, c)),
        kind: case.kind.as_deref().map(|k| find(&manifest.kinds, k)),
        category: case.category.as_deref().map(|path| find(&manifest.categories, path)),
        area: case.area.iter().map(|code| manifest.areas.iter().position(|a| a.id == **code).map(|i| i as u16)).collect(),
        facts: facts.chain(said).collect(),
        history: history.collect(),
    }
}
