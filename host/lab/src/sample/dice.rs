//! Chance that is the same everywhere: ChaCha8 by seed, a stream a case; whole numbers only.

use chacha20::ChaCha8Rng;
use chacha20::rand_core::{Rng, SeedableRng};

pub(super) struct Dice {
    chacha: ChaCha8Rng,
}

impl Dice {
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        let mut chacha = ChaCha8Rng::from_seed(key);
        chacha.set_stream(stream);
        Dice { chacha }
    }

    /// 0 to `n` − 1, each as likely as the other to some 2⁻⁶⁴ part.
    pub(super) fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.chacha.next_u64()) * u128::from(n)) >> 64) as u64
    }

    /// `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high - low + 1).unwrap_or(1).max(1);
        low + self.below(span).cast_signed()
    }

    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < u64::from(percent)
    }

    /// One of them by weight; none if all weigh nothing.
    pub(super) fn weighted<'w, T: ?Sized>(&mut self, items: impl Iterator<Item = (&'w T, u32)> + Clone) -> Option<&'w T> {
        let all: u64 = items.clone().map(|(_, weight)| u64::from(weight)).sum();
        let mut left = if all == 0 { return None } else { self.below(all) };
        items.into_iter().find_map(|(item, weight)| match left.checked_sub(weight.into()) {
            None => Some(item),
            Some(rest) => {
                left = rest;
                None
            }
        })
    }

    pub(super) fn one<'l, T>(&mut self, list: &'l [T]) -> Option<&'l T> {
        list.get(usize::try_from(self.below(list.len() as u64)).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All else here is whole numbers: the same dice give the same cases.
    #[test]
    fn dice_fall_the_same_everywhere() {
        let mut dice = Dice::new(7, 3);
        let fallen: Vec<u64> = (0..6).map(|_| dice.below(1000)).collect();
        // by a reading of the cipher's paper that is not the library's
        assert_eq!(fallen, [662, 504, 736, 43, 1, 636]);
        assert_eq!(Dice::new(7, 4).between(-5, -5), -5);
        let weights = [("never", 0), ("always", 3)];
        assert_eq!(dice.weighted(weights.iter().map(|(name, weight)| (*name, *weight))), Some("always"));
        assert_eq!(dice.weighted([("never", 0)].iter().map(|(name, weight)| (*name, *weight))), None);
    }
}
