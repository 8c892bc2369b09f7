//! Runs a case in every way that must give the same: strict and in a batch, and as of every moment of its history.

use std::time::{Duration, Instant as Stopwatch};

use paidan_engine::{Batch, City, Error};
use serde_json::Value;

use super::compare::{Mismatch, compare};
use super::file::Case;
use super::ratchet::{Ratchet, moments};
use super::{Coverage, rules};

/// Runs cases against a city.
pub struct Runner<'c> {
    city: &'c City,
    batch: Batch<'c>,
    pub coverage: Coverage,
}

/// Whether a case fails with these rules: what it expects is not so, or there is no decision at all.
pub fn notices(city: &City, batch: &mut Batch<'_>, case: &Case) -> bool {
    let Ok(read) = paidan_engine::Case::from_json(case.json.as_bytes()) else { return true };
    let Ok(decision) = batch.evaluate(&read, case.at) else { return true };
    let manifest = &city.policy().manifest().raw;
    let said = serde_json::from_str(&decision.to_json()).unwrap_or_default();
    !compare(&case.expect, &said, &rules::held(&decision, manifest)).is_empty()
        || !rules::check(case, &decision, manifest).is_empty()
}

/// How a case went.
pub struct Ran {
    pub time: Duration,
    pub mismatches: Vec<Mismatch>,
    /// What is wrong beside the expectations.
    pub problems: Vec<String>,
    /// The policy, or the machine, failed.
    pub fault: Option<Error>,
    /// The decision as of the case's moment.
    pub decision: Value,
}

impl Ran {
    pub fn passed(&self) -> bool {
        self.mismatches.is_empty() && self.problems.is_empty() && self.fault.is_none()
    }
}

impl<'c> Runner<'c> {
    pub fn new(city: &'c City, coverage: Coverage) -> Self {
        Runner { city, batch: city.batch(), coverage }
    }

    pub fn run(&mut self, case: &Case) -> Ran {
        let watch = Stopwatch::now();
        let mut ran =
            Ran { time: Duration::ZERO, mismatches: Vec::new(), problems: Vec::new(), fault: None, decision: Value::Null };
        if let Err(error) = self.fill(case, &mut ran) {
            ran.fault = Some(error);
        }
        ran.time = watch.elapsed();
        ran
    }

    fn fill(&mut self, case: &Case, ran: &mut Ran) -> Result<(), Error> {
        let read = paidan_engine::Case::from_json(case.json.as_bytes())?;
        let decision = self.city.evaluate(&read, case.at)?;
        let json = decision.to_json();
        ran.decision = serde_json::from_str(&json).unwrap_or_default();
        let manifest = &self.city.policy().manifest().raw;
        ran.mismatches = compare(&case.expect, &ran.decision, &rules::held(&decision, manifest));
        ran.problems = rules::check(case, &decision, manifest);
        self.coverage.add(self.city, case, &read, &decision);
        if self.batch.evaluate(&read, case.at)?.to_json() != json {
            ran.problems.push("the decision in a batch is another than on a fresh instance: the policy keeps state".to_owned());
        }
        let mut ratchet = Ratchet::default();
        for (as_of, news) in moments(&read, case.at) {
            if news {
                ratchet.forgive();
            }
            ran.problems.extend(ratchet.turn(&self.batch.evaluate(&read, as_of)?));
        }
        Ok(())
    }
}
