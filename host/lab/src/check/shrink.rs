//! The smallest case that still shows what was found: one thing after the other is taken out as long as it shows without it.

use paidan_calendar::Instant;
use paidan_engine::{Case, Decision};

use super::given::Given;
use super::laws;
use super::walk::over_time;
use super::{Ask, Subject};

/// The smallest case of which `shows` still says so.
pub(super) fn shrink(given: Given, shows: &mut dyn FnMut(&Given) -> bool) -> Given {
    let mut smallest = given;
    while let Some(smaller) = smallest.smaller().into_iter().find(&mut *shows) {
        smallest = smaller;
    }
    smallest
}

/// Whether a case as of a moment breaks a law.
pub(super) fn breaks<'c>(
    subject: &'c dyn Subject,
    ask: &mut dyn Ask<'c>,
    given: &Given,
    as_of: Instant,
    (code, place): (&str, &str),
) -> bool {
    let json = given.json();
    let Ok(case) = Case::from_json(json.as_bytes()) else { return false };
    if !subject.city().policy().manifest().covers(&case.jurisdiction) {
        return false;
    }
    let found = match ask.ask(&case, as_of, None) {
        Err(error) => laws::Breach::of_error(&error).into_iter().collect(),
        Ok(decision) => {
            let mut found = laws::breaches(&subject.city().policy().manifest().raw, &decision);
            if matches!(code, "check/next-check" | "check/row-gone" | "check/fault") {
                found.extend(over_time(ask, &case, &decision).unwrap_or_default());
            }
            found
        }
    };
    found.iter().any(|breach| breach.code == code && breach.place == place)
}

/// Whether the decision on a case shows something.
pub(super) fn decision<'c>(ask: &mut dyn Ask<'c>, given: &Given, as_of: Instant, shows: &dyn Fn(&Decision<'_>) -> bool) -> bool {
    let json = given.json();
    let Ok(case) = Case::from_json(json.as_bytes()) else { return false };
    ask.ask(&case, as_of, None).is_ok_and(|decision| shows(&decision))
}

/// Moments at which it may be simpler to look, the first that is late enough for what is to be shown.
pub(super) fn moments(given: &Given, as_of: Instant) -> Vec<Instant> {
    const DAYS: [i64; 5] = [0, 1, 10, 60, 200];
    let last = given.history.iter().filter_map(|event| Instant::parse_rfc3339(&event.at).ok()).max().unwrap_or(as_of);
    DAYS.iter().map(|days| Instant(last.0 + days * 86_400)).filter(|moment| *moment < as_of).chain([as_of]).collect()
}
