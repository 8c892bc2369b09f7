//! Cases made to measure: what a city's hotline might have received, as JSON lines. A sample.toml says how often what happens; the
//! vocabulary is the manifest's, so a word that the policy does not know is found before a case is made. The same seed, file and
//! policy give the same bytes on every machine.

mod check;
mod dice;
mod head;
mod spec;
mod story;
mod words;

use paidan_calendar::{Day, Instant};
use paidan_engine::{Batch, Case, Error, Versions};

use crate::error::wrong;
use dice::Dice;
use head::{Head, moment};
use story::{Event, Parts, Story};
use words::Words;

pub use spec::Spec;

/// How many, and of when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// Cases.
    pub count: u64,
    /// What chance begins with.
    pub seed: u64,
    /// First and last day of registration; none: those of the sample.toml.
    pub from: Option<Day>,
    /// As `from`.
    pub to: Option<Day>,
}

/// Makes case after case.
pub struct Sampler<'a> {
    versions: &'a Versions,
    spec: &'a Spec,
    /// Of each version.
    batches: Vec<Batch<'a>>,
    order: Order,
    /// First day, and the number of days.
    days: (Day, u64),
    made: u64,
}

impl<'a> Sampler<'a> {
    /// Prepares cases of a city. A case is one of the version that is in force on its day: what that does not know (a channel, a
    /// category, a step) does not happen in it.
    ///
    /// # Errors
    /// `sample/range` if the last day comes before the first; `sample/word`, `sample/step` for a file that does not fit the rules.
    pub fn new(versions: &'a Versions, spec: &'a Spec, order: Order) -> Result<Self, Error> {
        check::check(spec, &Words::of_all(versions))?;
        let (from, to) = (order.from.unwrap_or(spec.from), order.to.unwrap_or(spec.to));
        let days = u64::try_from(i64::from(to.0) - i64::from(from.0) + 1).ok().filter(|days| *days > 0);
        let Some(days) = days else {
            return Err(wrong(
                "sample/range",
                format!("{to} comes before {from}"),
                "name the first day with --from, the last with --to",
            ));
        };
        let batches = versions.all().iter().map(|(_, city)| city.batch()).collect();
        Ok(Sampler { versions, spec, batches, order, days: (from, days), made: 0 })
    }

    /// The next case as a line of JSON; none when there are enough. They come in the order of their days.
    ///
    /// # Errors
    /// What the policy says when it is asked where a case goes; `case/before-rules` for a day before all of them.
    pub fn next_line(&mut self) -> Result<Option<String>, Error> {
        if self.made == self.order.count {
            return Ok(None);
        }
        let mut dice = Dice::new(self.order.seed, self.made);
        self.made += 1;
        let Some((_, newest)) = self.versions.all().last() else { return Ok(None) };
        let received = moment(self.spec, newest, self.day(), &mut dice);
        let id = format!("{}-{}-{:06}", newest.policy().manifest().raw.id, self.order.seed, self.made);
        let position = self.versions.in_force(received)?;
        let city = &self.versions.all()[position].1;
        let words = Words::of(city);
        let head = Head::draw(self.spec, city, &words, received, &mut dice);
        let batch = &mut self.batches[position];
        let mut ask = |events: &[Event], at: Instant| parts(batch, &head.line(&id, events), at);
        let parts = ask(&[story::first(self.spec, city, received)], received)?;
        let mut story = Story::new(self.spec, city, &words, &head, parts);
        story.tell(&mut ask, &mut dice)?;
        Ok(Some(head.line(&id, story.events())))
    }

    /// The days pass evenly while cases are made.
    fn day(&self) -> Day {
        let passed = u128::from(self.made - 1) * u128::from(self.days.1) / u128::from(self.order.count.max(1));
        Day(self.days.0.0 + i32::try_from(passed).unwrap_or(0))
    }
}

/// Whom the policy sends a case to that has come so far.
fn parts(batch: &mut Batch<'_>, line: &str, at: Instant) -> Result<Parts, Error> {
    let case = Case::from_json(line.as_bytes())?;
    Ok(Parts::of(&batch.evaluate(&case, Instant(at.0 + 1))?))
}
