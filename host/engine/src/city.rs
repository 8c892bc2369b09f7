//! A city: a policy, the calendar by which it counts, and the ways to ask it.

use std::sync::Arc;

use paidan_calendar::{self as cal, Book, Calendar, Day, Instant, Knowledge};

use crate::batch::{Asking, Batch};
use crate::case::Case;
use crate::decision::Decision;
use crate::error::Error;
use crate::evaluate::{Desk, Grounds, decide, outline};
use crate::outline::Outline;
use crate::policy::{Answer, Policy, contract as c};
use crate::superior::Superior;
use crate::versions::Versions;

/// A policy with its calendar. Shared by threads; replace it by putting another one in its place (an `Arc` does), while
/// others still evaluate against the old one.
#[derive(Debug, Clone)]
pub struct City {
    inner: Arc<Inner>,
    pub(crate) superior: Option<Arc<Superior>>,
}

#[derive(Debug)]
struct Inner {
    policy: Policy,
    calendar: Calendar,
    book: Book,
}

impl City {
    /// Puts a policy and its calendar together. `calendars`: those that are here; the policy names one.
    ///
    /// # Errors
    /// `load/calendar` if the named one is missing, `load/manifest` if a profile, term or ladder cannot work with it.
    pub fn new(policy: Policy, calendars: &[&Calendar]) -> Result<Self, Error> {
        let raw = &policy.manifest().raw;
        match calendars.iter().find(|k| k.id() == raw.calendar) {
            Some(calendar) => Self::by(policy, calendar),
            None => {
                let here: Vec<&str> = calendars.iter().map(|k| k.id()).collect();
                let text = format!("`{}` counts by the calendar `{}`, which is not here", raw.id, raw.calendar);
                Err(Error::new("load/calendar", text).mend(format!("here: {}; paidan.toml names further files", here.join(", "))))
            }
        }
    }

    /// A policy by a calendar, whatever its id.
    fn by(policy: Policy, calendar: &Calendar) -> Result<Self, Error> {
        let raw = &policy.manifest().raw;
        let book = Book::new(
            raw.profiles.iter().map(profile).collect(),
            raw.terms.iter().map(term).collect(),
            raw.ladders.iter().map(ladder).collect(),
            calendar,
        )
        .map_err(|e| {
            Error::new("load/manifest", format!("the manifest of `{}` is wrong: {e}", raw.id))
                .mend("mend the profile, term or ladder in rules.toml")
        })?;
        Ok(Self { inner: Arc::new(Inner { policy, calendar: calendar.clone(), book }), superior: None })
    }

    /// The city as it stands below a superior, at one of the superior's levels (`county`): the superior's rules are asked about
    /// every case too, and [`Decision::above`] is what they say.
    ///
    /// # Errors
    /// `load/superior` if the superior has no such level, or nothing above it.
    pub fn below(self, superior: Versions, level: &str) -> Result<Self, Error> {
        Ok(Self { superior: Some(Arc::new(Superior::new(superior, level)?)), ..self })
    }

    /// The city by another policy: its calendar and its superior stay.
    ///
    /// # Errors
    /// As [`City::new`]: the policy may name another calendar, or terms that cannot work with it.
    pub fn with_policy(&self, policy: Policy) -> Result<Self, Error> {
        Ok(Self { superior: self.superior.clone(), ..Self::new(policy, &[self.calendar()])? })
    }

    /// The city by another calendar, whatever its id: what would a notice change? Its superior stays as it is.
    ///
    /// # Errors
    /// `load/manifest` if a profile, term or ladder of the policy cannot work with it.
    pub fn with_calendar(&self, calendar: &Calendar) -> Result<Self, Error> {
        Ok(Self { superior: self.superior.clone(), ..Self::by(self.inner.policy.clone(), calendar)? })
    }

    /// The superior's rules, if the city stands below one.
    #[must_use]
    pub fn superior(&self) -> Option<&Versions> {
        self.superior.as_deref().map(|superior| &superior.versions)
    }

    /// Every version of every superior, the nearest first.
    #[must_use]
    pub fn superiors(&self) -> Vec<&City> {
        let above = self.superior().into_iter().flat_map(Versions::all);
        above.flat_map(|(_, city)| std::iter::once(city).chain(city.superiors())).collect()
    }

    /// The policy.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.inner.policy
    }

    /// The calendar.
    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.inner.calendar
    }

    pub(crate) fn book(&self) -> &Book {
        &self.inner.book
    }

    /// Decides a case as of a moment, by the calendar as it was known then, on a fresh instance: nothing that an earlier
    /// case left can touch it.
    ///
    /// # Errors
    /// `fault/…` where the policy fails or goes over its limits, `host/pool` where no instance is free. The next case is
    /// unharmed.
    pub fn evaluate<'a>(&'a self, case: &'a Case<'_>, as_of: Instant) -> Result<Decision<'a>, Error> {
        self.evaluate_knowing(case, as_of, None)
    }

    /// [`City::evaluate`] by the calendar as it was known on another day.
    ///
    /// # Errors
    /// As [`City::evaluate`].
    pub fn evaluate_knowing<'a>(
        &'a self,
        case: &'a Case<'_>,
        as_of: Instant,
        known_at: Option<Day>,
    ) -> Result<Decision<'a>, Error> {
        let decision = decide(case, &self.grounds(as_of, known_at), &mut Desk::default(), |raw| self.ask_fresh(raw))?;
        decision.with_above(self.policy().manifest(), self.superior.as_deref(), |versions| {
            let city = versions.of(case)?;
            Ok((city, city.evaluate_knowing(case, as_of, known_at)?))
        })
    }

    /// What the policy says of a case in terms, before any date is counted, on a fresh instance. Its own rules only: a superior is
    /// not asked.
    ///
    /// # Errors
    /// As [`City::evaluate`].
    pub fn outline<'a>(&'a self, case: &'a Case<'_>, as_of: Instant) -> Result<Outline<'a>, Error> {
        outline(case, &self.grounds(as_of, None), &mut Desk::default(), |raw| self.ask_fresh(raw))
    }

    /// An evaluator that keeps its instance from case to case, for bulk work.
    #[must_use]
    pub fn batch(&self) -> Batch<'_> {
        Batch::new(self, Asking::default())
    }

    /// A batch that asks `policy` in place of the component: the same rules linked into this program, for a debugger or to measure
    /// what the sandbox costs. What it answers is checked all the same; nothing limits what it uses.
    pub fn native<'c>(&'c self, policy: impl FnMut(c::Case<'_>) -> Result<c::Plan, c::Refusal> + 'c) -> Batch<'c> {
        Batch::new(self, Asking::native(Box::new(policy)))
    }

    pub(crate) fn ask_fresh(&self, raw: c::Case<'_>) -> Result<Answer, Error> {
        self.inner.policy.instance()?.evaluate(raw, self.inner.policy.limits().fuel_max)
    }

    pub(crate) fn knowledge(&self, as_of: Instant, known_at: Option<Day>) -> Knowledge<'_> {
        let calendar = &self.inner.calendar;
        Knowledge { calendar, known_at: known_at.unwrap_or_else(|| calendar.local(as_of).0) }
    }

    pub(crate) fn grounds(&self, as_of: Instant, known_at: Option<Day>) -> Grounds<'_> {
        Grounds {
            manifest: self.inner.policy.manifest(),
            book: &self.inner.book,
            know: self.knowledge(as_of, known_at),
            limits: self.inner.policy.limits(),
            as_of,
        }
    }
}

fn profile(def: &c::ProfileDef) -> cal::Profile {
    let day = |d: &c::DayClass| match d {
        c::DayClass::Workday => cal::DayClass::Workday,
        c::DayClass::MakeupWorkday => cal::DayClass::MakeupWorkday,
        c::DayClass::Rest => cal::DayClass::Rest,
        c::DayClass::Statutory => cal::DayClass::Statutory,
    };
    cal::Profile { days: def.days.iter().map(day).collect(), hours: def.hours.iter().map(|h| (h.opens, h.closes)).collect() }
}

fn term(def: &c::TermDef) -> cal::Term {
    cal::Term {
        amount: def.amount,
        unit: match def.unit {
            c::TimeUnit::Minute => cal::Unit::Minute,
            c::TimeUnit::Hour => cal::Unit::Hour,
            c::TimeUnit::Day => cal::Unit::Day,
            c::TimeUnit::Week => cal::Unit::Week,
            c::TimeUnit::Month => cal::Unit::Month,
            c::TimeUnit::Quarter => cal::Unit::Quarter,
            c::TimeUnit::Year => cal::Unit::Year,
        },
        profile: def.profile.into(),
        ends: match def.ends {
            c::Ending::Exact => cal::Ending::Exact,
            c::Ending::DayEnd => cal::Ending::DayEnd,
            c::Ending::Close => cal::Ending::Close,
            c::Ending::PeriodEnd => cal::Ending::PeriodEnd,
        },
        roll: match def.roll {
            c::Roll::None => cal::Roll::None,
            c::Roll::Next(p) => cal::Roll::Next(p.into()),
            c::Roll::Previous(p) => cal::Roll::Previous(p.into()),
        },
        snaps: def.snaps,
        cut_off: def.cut_off,
        repeats: def.repeats,
    }
}

fn ladder(def: &c::LadderDef) -> cal::Ladder {
    let rung = |r: &c::RungDef| cal::Rung {
        at: match r.at {
            c::RungPoint::Percent(p) => cal::RungPoint::Percent(p),
            c::RungPoint::Before(t) => cal::RungPoint::Before(t.into()),
            c::RungPoint::After(t) => cal::RungPoint::After(t.into()),
        },
    };
    cal::Ladder { notify: def.notify.into(), rungs: def.rungs.iter().map(rung).collect() }
}
