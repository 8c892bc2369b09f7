//! `--set` of what only the host reads, terms and ladders, without a build: the component stays, its manifest says another thing.

use paidan_engine::{City, Versions, contract as c};
use paidan_rules::Rules;
use paidan_rules::model::{DayClass, NamedTerm, Profile, Rung, RungPoint};
use paidan_rules::term::{Ending, Roll, TimeUnit};

use crate::deployment::{self, Deployment};
use crate::error::{Exit, Failure, Outcome};

/// Puts what was set into rules that were read.
pub fn apply(rules: &mut Rules, set: &[String]) -> Outcome<()> {
    for pair in set {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(Failure::new("cli/set", Exit::Usage, format!("`{pair}` sets nothing"))
                .mend("--set KEY=VALUE, e.g. --set 'term.d3=3 calendar days'"));
        };
        rules.set(key.trim(), value.trim()).map_err(|errors| Failure::passed_on(Exit::Refused, errors))?;
    }
    Ok(())
}

/// The newest version of a city's rules with what was set; the others as they are.
pub fn applied(set: &[String], versions: Versions, deployment: Option<&Deployment>) -> Outcome<Versions> {
    if set.is_empty() {
        return Ok(versions);
    }
    let mut all = versions.all().to_vec();
    if let Some((_, newest)) = all.last_mut() {
        let manifest = &newest.policy().manifest().raw;
        let mut rules = sources(&manifest.id, &manifest.digest, deployment)?;
        apply(&mut rules, set)?;
        *newest = counting(newest, &rules)?;
    }
    Ok(Versions::new(all)?)
}

/// A city that counts by the terms and ladders of its changed sources.
fn counting(city: &City, rules: &Rules) -> Outcome<City> {
    let (policy, compiled) = (city.policy(), rules.sets().keys().find(|path| !is_of_host(path)));
    let manifest = &policy.manifest().raw;
    if let Some(path) = compiled {
        let text = format!("`{path}` is compiled into the policy");
        let mend = format!("`paidan build {} --set {path}=…` makes a component with it, for --policy", manifest.id);
        return Err(Failure::new("cli/set-compiled", Exit::Usage, text).mend(mend));
    }
    Ok(city.with_policy(policy.with_manifest(patched(manifest, rules))?)?)
}

/// Whether the host alone reads what a path leads to.
fn is_of_host(path: &str) -> bool {
    path.starts_with("term.") || path.starts_with("ladder.")
}

/// The folder that a component was built from, by the digest of what stands there.
fn sources(id: &str, digest: &str, deployment: Option<&Deployment>) -> Outcome<Rules> {
    let mut changed = None;
    for folder in deployment.map_or_else(|| Ok(Vec::new()), Deployment::cities)? {
        // a folder whose rules cannot be read may be another city's trouble
        let Ok(rules) = Rules::read(&folder) else { continue };
        if rules.manifest_digest() == digest {
            return Ok(rules);
        }
        if rules.policy.id == id {
            changed = Some(deployment::folder_name(&folder));
        }
    }
    Err(match changed {
        Some(name) => Failure::new("cli/stale", Exit::Refused, format!("`{name}` has changed since the component was built"))
            .mend(format!("paidan build {name}")),
        None => Failure::new(
            "cli/no-sources",
            Exit::Usage,
            format!("the sources of `{id}` are not here, and --set is said in their words"),
        )
        .mend("run this inside the deployment whose policies/ holds them, or name it with --deployment"),
    })
}

/// The sources of a component, itself or with what was set; none if they are not here.
pub fn sources_with(digest: &str, set: &[String], deployment: Option<&Deployment>) -> Option<Rules> {
    let folders = deployment?.cities().ok()?;
    let is_it = |rules: &Rules| {
        let mut changed = rules.clone();
        rules.manifest_digest() == digest || (apply(&mut changed, set).is_ok() && changed.manifest_digest() == digest)
    };
    folders.iter().filter_map(|folder| Rules::read(folder).ok()).find(is_it)
}

/// A manifest with the profiles, terms and ladders of its changed sources. What is declared keeps its position: hidden terms and the
/// profile of all days stand behind it, and only ladders point there.
fn patched(manifest: &c::Manifest, rules: &Rules) -> c::Manifest {
    c::Manifest {
        digest: rules.manifest_digest(),
        profiles: rules.profiles.iter().map(profile).collect(),
        terms: rules.terms.iter().map(term).collect(),
        ladders: rules
            .ladders
            .iter()
            .map(|ladder| c::LadderDef {
                id: ladder.id.clone(),
                title: ladder.title.clone(),
                notify: ladder.notify,
                rungs: ladder.rungs.iter().map(rung).collect(),
            })
            .collect(),
        ..manifest.clone()
    }
}

fn profile(profile: &Profile) -> c::ProfileDef {
    let class = |class: &DayClass| match class {
        DayClass::Workday => c::DayClass::Workday,
        DayClass::MakeupWorkday => c::DayClass::MakeupWorkday,
        DayClass::Rest => c::DayClass::Rest,
        DayClass::Statutory => c::DayClass::Statutory,
    };
    c::ProfileDef {
        id: profile.id.clone(),
        title: profile.title.clone(),
        days: profile.days.iter().map(class).collect(),
        hours: profile.hours.iter().map(|(opens, closes)| c::Hours { opens: *opens, closes: *closes }).collect(),
    }
}

fn term(named: &NamedTerm) -> c::TermDef {
    let to = named.roll.unwrap_or(0);
    c::TermDef {
        id: named.id.clone(),
        title: named.title.clone(),
        amount: named.term.amount,
        unit: match named.term.unit {
            TimeUnit::Minute => c::TimeUnit::Minute,
            TimeUnit::Hour => c::TimeUnit::Hour,
            TimeUnit::Day => c::TimeUnit::Day,
            TimeUnit::Week => c::TimeUnit::Week,
            TimeUnit::Month => c::TimeUnit::Month,
            TimeUnit::Quarter => c::TimeUnit::Quarter,
            TimeUnit::Year => c::TimeUnit::Year,
        },
        profile: named.profile,
        ends: match named.term.ends {
            Ending::Exact => c::Ending::Exact,
            Ending::DayEnd => c::Ending::DayEnd,
            Ending::Close => c::Ending::Close,
            Ending::PeriodEnd => c::Ending::PeriodEnd,
        },
        roll: match named.term.roll {
            Roll::None => c::Roll::None,
            Roll::Next(_) => c::Roll::Next(to),
            Roll::Previous(_) => c::Roll::Previous(to),
        },
        snaps: named.term.snaps,
        cut_off: named.term.cut_off,
        repeats: named.term.repeats,
        rule: named.rule,
    }
}

fn rung(rung: &Rung) -> c::RungDef {
    let at = match rung.at {
        RungPoint::Percent(percent) => c::RungPoint::Percent(percent),
        RungPoint::Before(term) => c::RungPoint::Before(term),
        RungPoint::After(term) => c::RungPoint::After(term),
    };
    c::RungDef { id: rung.id.clone(), title: rung.title.clone(), at, to: rung.to.clone(), action: rung.action, rule: rung.rule }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use paidan_engine::{Limits, Runtime};

    use super::*;

    /// What `patched` makes of sources that nobody changed is what the component says of itself, list by list.
    #[test]
    fn of_unchanged_sources_it_is_the_components_own_manifest() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let runtime = Runtime::new(Limits::default(), None).unwrap();
        for city in ["dingzhou", "dingzhou-2020", "ningxia", "xining", "yinchuan", "yuncheng"] {
            let policy = runtime.load_file(&root.join(format!("target/policies/{city}.wasm"))).unwrap();
            let rules = Rules::read(&root.join("policies").join(city)).unwrap();
            let built = &policy.manifest().raw;
            assert_eq!(&patched(built, &rules), built, "{city}");
        }
    }
}
