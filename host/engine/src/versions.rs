//! Which rules judge a case: those in force on the day on which it was registered. Newer rules never reach back.

use paidan_calendar::{Day, Instant};

use crate::case::Case;
use crate::city::City;
use crate::error::Error;

/// The versions of a city's rules, each from a day on.
#[derive(Debug, Clone)]
pub struct Versions {
    /// INVARIANT: not empty; the days ascend, and only the first may lack one (from always on).
    list: Vec<(Option<Day>, City)>,
}

impl Versions {
    /// Rules that have been in force for ever.
    #[must_use]
    pub fn always(city: City) -> Self {
        Self { list: vec![(None, city)] }
    }

    /// Versions in any order; none: in force before the first day named.
    ///
    /// # Errors
    /// `load/versions` if there is none, or if two begin on the same day.
    pub fn new(mut list: Vec<(Option<Day>, City)>) -> Result<Self, Error> {
        list.sort_by_key(|(from, _)| *from);
        let from = |day: Option<Day>| day.map_or_else(|| "for ever".to_owned(), |day| format!("from {day}"));
        if let Some([(day, one), (_, other)]) = list.array_windows().find(|[one, other]| one.0 == other.0) {
            let [one, other] = [one, other].map(|city| &city.policy().manifest().raw.version);
            return Err(Error::new("load/versions", format!("{one} and {other} are both in force {}", from(*day)))
                .mend("each version but the first has a `from` of its own"));
        }
        if list.is_empty() {
            return Err(Error::new("load/versions", "a city without a version").mend("name at least one"));
        }
        Ok(Self { list })
    }

    /// The version that judges a case.
    ///
    /// # Errors
    /// `case/before-rules` if it was registered before any was in force.
    pub fn of(&self, case: &Case<'_>) -> Result<&City, Error> {
        self.position(case).map(|position| &self.list[position].1)
    }

    /// [`Versions::of`], as a position in [`Versions::all`].
    ///
    /// # Errors
    /// As [`Versions::of`].
    pub fn position(&self, case: &Case<'_>) -> Result<usize, Error> {
        self.in_force(case.registered_at())
    }

    /// The version that judges what was registered at a moment, as a position in [`Versions::all`].
    ///
    /// # Errors
    /// As [`Versions::of`].
    pub fn in_force(&self, registered: Instant) -> Result<usize, Error> {
        let in_force = |(from, city): &(Option<Day>, City)| from.is_none_or(|day| day <= city.calendar().local(registered).0);
        self.list.iter().rposition(in_force).ok_or_else(|| {
            let first = self.list.iter().find_map(|(from, _)| *from).map_or_else(String::new, |day| day.to_string());
            let day = self.list[0].1.calendar().local(registered).0;
            Error::new(
                "case/before-rules",
                format!("the case was registered on {day}, and no rules were in force before {first}"),
            )
            .mend("name the rules of before in paidan.toml, or name the policy with --policy")
        })
    }

    /// Every version with the day from which it is in force, oldest first.
    #[must_use]
    pub fn all(&self) -> &[(Option<Day>, City)] {
        &self.list
    }
}
