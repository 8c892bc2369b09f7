//! From a file of cases to a sum: the first case that a city judges says which city it is of.

use std::borrow::Cow;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use paidan_engine::{Case, Error, Kind, Versions};
use paidan_lab::{Fold, Judged, Sum};
use serde::Deserialize;

use crate::cases_in::{self, Found, Place, Spot};
use crate::city::Cities;
use crate::error::{Exit, Outcome};
use crate::problems::Problems;

/// Cases of a file, and how they are judged.
#[derive(Clone, Copy)]
pub struct Corpus<'a> {
    pub file: &'a str,
    pub cities: &'a Cities,
    pub judged: Judged,
    pub workers: usize,
}

impl<'a> Corpus<'a> {
    /// Adds up the cases; none if there is not one that a city judges. `city`: the one it must be. `empty`: what is begun with.
    pub fn fold<S: Sum>(
        &self,
        city: Option<&'a Versions>,
        empty: impl Fn(&Versions) -> S,
        problems: &mut Problems,
    ) -> Outcome<Option<(&'a Versions, S)>> {
        let named = city.or_else(|| self.cities.versions(self.cities.only()?));
        let start = |city: &'a Versions| (city, Fold::<Spot, S>::start(city, self.judged, self.workers, empty(city)));
        let mut fold = named.map(start);
        let mut refused = 0_u64;
        // a case is recorded again and again, and counts once
        let mut seen = HashSet::new();
        cases_in::each(self.file, &mut |text, place| {
            let taken = text.and_then(|text| {
                let Found { text, place, recorded } = cases_in::case_in(text, place)?;
                if recorded && !seen.insert(id_of(text)) {
                    return Err(place.error(twice()));
                }
                if fold.is_none() {
                    fold = self.first(text, &place)?.map(start);
                }
                if let Some((_, fold)) = &mut fold {
                    fold.push(place.spot(), text);
                }
                Ok(())
            });
            if let Err(failure) = taken {
                refused += 1;
                problems.add(failure);
            }
            Ok(())
        })?;
        let Some((city, fold)) = fold else { return Ok(None) };
        let mut folded = fold.finish();
        (0..refused).for_each(|_| folded.sum.fail(Kind::Input));
        for (spot, error) in folded.errors {
            problems.add(spot.of(self.file).error(error));
        }
        problems.add_unseen(folded.more, folded.worst.map(Exit::of));
        Ok(Some((city, folded.sum)))
    }

    fn first(&self, text: &[u8], place: &Place<'_>) -> Outcome<Option<&'a Versions>> {
        let case = Case::from_json(text).map_err(|error| place.error(error))?;
        let position = self.cities.of(&case).map_err(|failure| place.failure(failure))?;
        Ok(self.cities.versions(position))
    }
}

/// Two cases have the same number if they have the same id; else hardly ever.
fn id_of(case: &[u8]) -> u64 {
    #[derive(Deserialize)]
    struct Id<'a> {
        #[serde(borrow)]
        id: Cow<'a, str>,
    }
    let mut hasher = DefaultHasher::new();
    match serde_json::from_slice::<Id<'_>>(case) {
        Ok(Id { id }) => id.hash(&mut hasher),
        // who decides it says what is wrong with it
        Err(_) => case.hash(&mut hasher),
    }
    hasher.finish()
}

fn twice() -> Error {
    Error {
        kind: Kind::Input,
        code: "corpus/twice",
        text: "a record of this case came before: a case counts once".to_owned(),
        place: String::new(),
        mend: "give one record of each case, the newest: docs/replay.md shows how it is taken".to_owned(),
    }
}
