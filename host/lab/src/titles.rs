//! What people call the bodies that decisions name.

use paidan_engine::contract::{Manifest, Name, Per, Selector, SelectorCondition, TermDef, TimeUnit, ValueKind};

/// A unit, one of an area (`community@630103001005`), somebody's (`leader@housing`), or a name as a case wrote it. `some_area`
/// stands for an area that the case does not name.
#[must_use]
pub fn body(manifest: &Manifest, body: &str, some_area: &str) -> String {
    let (id, of) = body.split_once('@').map_or((body, None), |(id, of)| (id, Some(of)));
    let Some(unit) = manifest.units.iter().find(|unit| unit.id == id) else {
        return body.to_owned();
    };
    match (unit.per, of) {
        (Per::One, _) => unit.title.clone(),
        (_, None) => unit.title.replace("{}", some_area),
        (Per::Area(_), Some(code)) => qualified(&unit.title, name(&manifest.areas, code)),
        (Per::Body, Some(of)) => qualified(&unit.title, &self::body(manifest, of, some_area)),
    }
}

/// The title under an id, else the id.
#[must_use]
pub fn name<'n>(list: &'n [Name], id: &'n str) -> &'n str {
    list.iter().find(|name| name.id == id && !name.title.is_empty()).map_or(id, |name| &name.title)
}

/// `{}建设局` of 城中区 is 城中区建设局; a title without a place for it gets it behind.
fn qualified(title: &str, of: &str) -> String {
    if title.contains("{}") { title.replace("{}", of) } else { format!("{title}（{of}）") }
}

/// Whether a term is the number of a rung, which makes one of its own: `late.rung.second`. No declared id has a dot.
pub(crate) fn is_of_rung(term: &TermDef) -> bool {
    term.id.contains(".rung.")
}

/// A unit of time as rules.toml writes it.
#[must_use]
pub fn unit_of_time(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Minute => "minute",
        TimeUnit::Hour => "hour",
        TimeUnit::Day => "day",
        TimeUnit::Week => "week",
        TimeUnit::Month => "month",
        TimeUnit::Quarter => "quarter",
        TimeUnit::Year => "year",
    }
}

/// What stops or pauses a clock, as rules.toml writes it: `completed, callback[contacted=true]`.
///
/// # Panics
/// Never: of a manifest that was checked at load, every position lies inside its list.
#[must_use]
pub fn selectors(m: &Manifest, list: &[Selector]) -> String {
    let one = |selector: &Selector| {
        let event = &m.events[usize::from(selector.event)].id;
        match selector.condition {
            None => event.clone(),
            Some(SelectorCondition::Reason(reason)) => format!("{event}[reason={}]", m.reasons[usize::from(reason)].id),
            Some(SelectorCondition::Fact(fact)) => {
                let input = &m.inputs[usize::from(fact.input)];
                let position = usize::try_from(fact.value).ok();
                let id = match input.kind {
                    ValueKind::Flag => Some(if fact.value == 0 { "false" } else { "true" }),
                    ValueKind::Unit => position.and_then(|at| m.units.get(at)).map(|unit| unit.id.as_str()),
                    ValueKind::Category => position.and_then(|at| m.categories.get(at)).map(|category| category.id.as_str()),
                    _ => position.and_then(|at| input.words.get(at)).map(|word| word.id.as_str()),
                };
                let value = id.map_or_else(|| fact.value.to_string(), str::to_owned);
                format!("{event}[{}={value}]", input.id)
            }
        }
    };
    list.iter().map(one).collect::<Vec<_>>().join(", ")
}
