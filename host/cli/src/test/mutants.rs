//! `test --mutants`: whether the cases notice when one thing in the rules is wrong.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use paidan_engine::{Batch, City};
use paidan_lab::mutants::{Change, Mutant, mutants};
use serde::Serialize;

use crate::cases::{Case, notices};
use crate::error::Outcome;

/// What the cases proved, as `--json` prints it.
#[derive(Serialize)]
pub struct Proof {
    /// Mutants that a host takes.
    pub made: usize,
    pub noticed: usize,
    /// Mutants that are no rules at all and that the host refuses at load.
    pub refused: usize,
    pub unnoticed: Vec<Unnoticed>,
}

/// What could be wrong without any case failing.
#[derive(Serialize)]
pub struct Unnoticed {
    pub place: String,
    pub from: String,
    pub to: String,
}

impl Proof {
    /// Whole percent that were noticed, rounded down: 95 is reached or it is not.
    pub fn percent(&self) -> usize {
        Proof::of_all(std::iter::once(self))
    }

    /// [`Proof::percent`] of several policies together.
    pub fn of_all<'p>(proofs: impl Iterator<Item = &'p Proof>) -> usize {
        let (made, noticed) = proofs.fold((0, 0), |sum, proof| (sum.0 + proof.made, sum.1 + proof.noticed));
        (100 * noticed).checked_div(made).unwrap_or(100)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Noticed,
    Unnoticed,
    Refused,
}

/// Runs each mutant until a case notices it.
pub fn prove(city: &City, cases: &[&Case]) -> Outcome<Proof> {
    let mutants = mutants(&city.policy().manifest().raw);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut fates = Vec::new();
        while let Some((at, mutant)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, mutants.get(at)?))) {
            fates.push((at, fate(city, cases, mutant)?));
        }
        Ok(fates)
    };
    let mut fates = thread::scope(|scope| {
        let workers = thread::available_parallelism().map_or(1, usize::from).min(16);
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let done = running.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        done.collect::<Outcome<Vec<_>>>()
    })?
    .concat();
    fates.sort_unstable_by_key(|(at, _)| *at);
    let count = |wanted: Fate| fates.iter().filter(|(_, fate)| *fate == wanted).count();
    let unnoticed = fates.iter().filter(|(_, fate)| *fate == Fate::Unnoticed).map(|(at, _)| {
        let Mutant { place, from, to, .. } = mutants[*at].clone();
        Unnoticed { place, from, to }
    });
    let (noticed, refused) = (count(Fate::Noticed), count(Fate::Refused));
    Ok(Proof { made: mutants.len() - refused, noticed, refused, unnoticed: unnoticed.collect() })
}

fn fate(city: &City, cases: &[&Case], mutant: &Mutant) -> Outcome<Fate> {
    let changed = match &mutant.change {
        Change::Number(number) => {
            let policy = city.policy().with_manifest(number.put(&city.policy().manifest().raw));
            match policy.and_then(|policy| city.with_policy(policy)) {
                Ok(changed) => changed,
                Err(_) => return Ok(Fate::Refused),
            }
        }
        Change::Outcome { .. } => city.clone(),
    };
    let mut batch = changed.batch();
    if let Change::Outcome { rule, holds } = &mutant.change {
        batch.suppose(rule, *holds)?;
    }
    let noticed = |batch: &mut Batch<'_>| cases.iter().any(|case| notices(&changed, batch, case));
    Ok(if noticed(&mut batch) { Fate::Noticed } else { Fate::Unnoticed })
}
