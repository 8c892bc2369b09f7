//! Two cities' rules on one case. Where both say the same plan, and mean the same by it, no date has to be counted to know that their
//! decisions say the same.

use paidan_calendar::{Day, Instant};

use crate::batch::Batch;
use crate::case::Case;
use crate::city::City;
use crate::decision::Decision;
use crate::error::Error;
use crate::evaluate::{Grounds, Said, believe, conclude, take_in};
use crate::intern::Interned;
use crate::policy::contract as c;

/// Decides case after case by two versions of a city's rules, each on an instance of its own.
pub struct Pair<'c> {
    one: Batch<'c>,
    two: Batch<'c>,
    /// None: what one says cannot be compared with what the other says before it is written down.
    meant: Option<Meant>,
}

impl<'c> Pair<'c> {
    /// Of two cities; they may be the same.
    #[must_use]
    pub fn new(one: &'c City, two: &'c City) -> Self {
        // a superior is asked about what was decided
        let alone = one.superior().is_none() && two.superior().is_none();
        let manifests = alone.then(|| (one.policy().manifest(), two.policy().manifest()));
        let meant = manifests.and_then(|(one, two)| Meant::of(&one.raw, &two.raw));
        Pair { one: one.batch(), two: two.batch(), meant }
    }

    /// Both decisions of a case; none where it is certain without them that they say the same ([`Decision::says_the_same`]).
    ///
    /// # Errors
    /// As [`Batch::evaluate`], of the first that fails.
    pub fn evaluate_knowing<'a>(
        &mut self,
        case: &'a Case<'_>,
        as_of: Instant,
        known_at: Option<Day>,
    ) -> Result<Option<(Decision<'a>, Decision<'a>)>, Error>
    where
        'c: 'a,
    {
        let Self { one, two, meant } = self;
        let grounds = [one.city, two.city].map(|city| city.grounds(as_of, known_at));
        let Some(meant) = meant.as_ref().filter(|_| count_the_same(&grounds)) else {
            let first = one.evaluate_knowing(case, as_of, known_at)?;
            return Ok(Some((first, two.evaluate_knowing(case, as_of, known_at)?)));
        };
        // the same words in both: what is interned for one is interned for the other
        let interned = &mut one.desk.interned;
        let notes = take_in(case, &grounds[0], interned);
        if interned.known.is_empty() {
            return Ok(None);
        }
        let answer = one.asking.ask(one.city, interned.contract())?;
        let first_fuel = answer.fuel;
        let first = believe(answer, &grounds[0], interned)?;
        let answer = two.asking.ask(two.city, interned.contract())?;
        let fuel = [first_fuel, answer.fuel];
        let second = believe(answer, &grounds[1], interned)?;
        if meant.alike(&first, &second) && grounds.iter().all(|grounds| few_pauses(&first, interned, grounds)) {
            return Ok(None);
        }
        let judged = &mut one.desk.judged;
        let first = conclude(case, &grounds[0], interned, judged, first, (notes.clone(), fuel[0]))?;
        let second = conclude(case, &grounds[1], interned, judged, second, (notes, fuel[1]))?;
        Ok(Some((first, second)))
    }
}

/// Whether both count by the same calendar, as known on that day.
fn count_the_same(grounds: &[Grounds<'_>; 2]) -> bool {
    let [one, two] = grounds.each_ref().map(|grounds| grounds.know);
    let view = [one, two].map(|know| know.calendar.view(know.known_at).digest());
    one.known_at == two.known_at && one.calendar.id() == two.calendar.id() && view[0] == view[1]
}

/// Whether a plan's pauses, whichever events they are, cannot go over the limit on the host's work.
fn few_pauses(said: &Said, interned: &Interned, grounds: &Grounds<'_>) -> bool {
    let Said::Planned(plan) = said else { return true };
    let most = interned.history.len() + plan.pauses.len();
    plan.clocks.len().saturating_mul(most).saturating_mul(most) <= grounds.limits.work_max
}

/// Which terms and kinds of clocks mean the same in two manifests that have the same words in the same places.
struct Meant {
    terms: Vec<bool>,
    clocks: Vec<bool>,
}

impl Meant {
    /// None if a position in one manifest is another word in the other.
    fn of(one: &c::Manifest, two: &c::Manifest) -> Option<Self> {
        same_words(one, two).then(|| {
            let profile = |i: u16| one.profiles.get(usize::from(i)) == two.profiles.get(usize::from(i));
            let term = |(one, two): (&c::TermDef, &c::TermDef)| {
                let rolls = match one.roll {
                    c::Roll::None => true,
                    c::Roll::Next(i) | c::Roll::Previous(i) => profile(i),
                };
                one == two && rolls && profile(one.profile)
            };
            let terms: Vec<bool> = one.terms.iter().zip(&two.terms).map(term).collect();
            let by_term = |i: u16| terms.get(usize::from(i)) == Some(&true);
            let ladder = |i: u16| {
                let rung = |rung: &c::RungDef| match rung.at {
                    c::RungPoint::Percent(_) => true,
                    c::RungPoint::Before(term) | c::RungPoint::After(term) => by_term(term),
                };
                let ladders = (one.ladders.get(usize::from(i)), two.ladders.get(usize::from(i)));
                matches!(ladders, (Some(a), Some(b)) if a == b && profile(a.notify) && a.rungs.iter().all(rung))
            };
            let clock = |(one, two): (&c::ClockDef, &c::ClockDef)| {
                let caps = one.pauses.iter().filter_map(|pause| pause.cap).all(by_term);
                one == two && caps && one.ladder.is_none_or(ladder)
            };
            let clocks = one.clocks.iter().zip(&two.clocks).map(clock).collect();
            Meant { terms, clocks }
        })
    }

    /// Whether the same is said, and meant.
    fn alike(&self, one: &Said, two: &Said) -> bool {
        match (one, two) {
            (Said::Refused(one), Said::Refused(two)) => one == two,
            (Said::Planned(one), Said::Planned(two)) => {
                let mut caps = one.pauses.iter().filter_map(|pause| pause.cap);
                one == two && one.clocks.iter().all(|row| self.is_the_same(row)) && caps.all(|cap| self.term(cap))
            }
            _ => false,
        }
    }

    fn term(&self, term: u16) -> bool {
        self.terms.get(usize::from(term)) == Some(&true)
    }

    fn is_the_same(&self, row: &c::Clock) -> bool {
        let term = match row.due {
            c::Due::Term(term) => self.term(term),
            c::Due::Event(_) | c::Due::Fact(_) | c::Due::Awaited(_) | c::Due::Unlimited => true,
        };
        term && self.clocks.get(usize::from(row.kind)) == Some(&true)
    }
}

/// Whether every position that a case or a plan may hold stands for the same word, but for the ends of lists that only one has: a plan
/// that both say lies inside both. What a rule rests on is not compared, nor by how much a term or a ladder differs.
fn same_words(one: &c::Manifest, two: &c::Manifest) -> bool {
    let rule = |rule: &c::RuleDef| (rule.id.clone(), rule.conditions.len(), rule.holds);
    let rules = one.rules.iter().zip(&two.rules).all(|(one, two)| rule(one) == rule(two));
    let terms = one.terms.iter().zip(&two.terms).all(|(one, two)| one.id == two.id);
    let clocks = one.clocks.iter().zip(&two.clocks).all(|(one, two)| one.id == two.id);
    let reads = (one.reads_text, &one.channels, &one.kinds, &one.categories, &one.areas, &one.events, &one.reasons, &one.inputs)
        == (two.reads_text, &two.channels, &two.kinds, &two.categories, &two.areas, &two.events, &two.reasons, &two.inputs);
    let says = (&one.levels, &one.units, &one.stages, &one.groups, &one.modes, &one.roles)
        == (&two.levels, &two.units, &two.stages, &two.groups, &two.modes, &two.roles)
        && (&one.actions, &one.violations, &one.metrics) == (&two.actions, &two.violations, &two.metrics);
    rules && terms && clocks && reads && says
}
