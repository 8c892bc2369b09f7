//! Cases made to measure: what a city's hotline might have received, as JSON lines. A sample.toml says how often what happens; the
//! vocabulary is the manifest's, so a word that the policy does not know is found before a case is made. The same seed, file and
//! policy give the same bytes on every machine.

mod check;
mod dice;
mod head;
mod spec;
mod story;

use paidan_calendar::{Day, Instant};
use paidan_engine::{Batch, Case, City, Error};

use crate::error::wrong;
use dice::Dice;
use head::Head;
use story::{Parts, Story};

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
    city: &'a City,
    spec: &'a Spec,
    batch: Batch<'a>,
    order: Order,
    /// First day, and the number of days.
    days: (Day, u64),
    made: u64,
}

impl<'a> Sampler<'a> {
    /// Prepares cases of a city.
    ///
    /// # Errors
    /// `sample/range` if the last day comes before the first; `sample/word`, `sample/step` for a file that does not fit the policy.
    pub fn new(city: &'a City, spec: &'a Spec, order: Order) -> Result<Self, Error> {
        check::check(spec, &city.policy().manifest().raw)?;
        let (from, to) = (order.from.unwrap_or(spec.from), order.to.unwrap_or(spec.to));
        let days = u64::try_from(i64::from(to.0) - i64::from(from.0) + 1).ok().filter(|days| *days > 0);
        let Some(days) = days else {
            return Err(wrong(
                "sample/range",
                format!("{to} comes before {from}"),
                "name the first day with --from, the last with --to",
            ));
        };
        Ok(Sampler { city, spec, batch: city.batch(), order, days: (from, days), made: 0 })
    }

    /// The next case as a line of JSON; none when there are enough. They come in the order of their days.
    ///
    /// # Errors
    /// What the policy says when it is asked where a case goes.
    pub fn next_line(&mut self) -> Result<Option<String>, Error> {
        if self.made == self.order.count {
            return Ok(None);
        }
        let mut dice = Dice::new(self.order.seed, self.made);
        self.made += 1;
        let head = Head::draw(self.spec, self.city, self.day(), &mut dice);
        let id = format!("{}-{}-{:06}", self.city.policy().manifest().raw.id, self.order.seed, self.made);
        let parts = self.parts(&head, &id)?;
        let mut story = Story::new(self.spec, self.city, &head, parts);
        story.tell(&mut dice);
        Ok(Some(head.line(&id, story.events())))
    }

    /// The days pass evenly while cases are made.
    fn day(&self) -> Day {
        let passed = u128::from(self.made - 1) * u128::from(self.days.1) / u128::from(self.order.count.max(1));
        Day(self.days.0.0 + i32::try_from(passed).unwrap_or(0))
    }

    /// Whom the policy would send it to.
    fn parts(&mut self, head: &Head, id: &str) -> Result<Parts, Error> {
        let first = story::first(self.spec, self.city, head);
        let line = head.line(id, &[first]);
        let case = Case::from_json(line.as_bytes())?;
        let decision = self.batch.evaluate(&case, Instant(head.received.0 + 1))?;
        Ok(Parts::of(&decision))
    }
}
