//! One thread and two, in rounds that take turns; beside the cases two yardsticks that know nothing of Paidan, for two cores of a
//! shared machine are not always two.

use paidan_engine::City;

use crate::corpus::{Corpus, decide};
use crate::machine::{allocation, arithmetic, cpu, side_by_side};
use crate::point::{Figures, figures, nanos};

const ROUNDS: usize = 9;
const CASES: u64 = 300_000;

/// Cases per second, and by how much two threads are faster than one, in thousandths: the median of the rounds.
pub(crate) fn measure(city: &City, corpus: &Corpus) -> Figures {
    let yardstick = |work: fn()| {
        let [one, two] = [1, 2].map(|threads| nanos(side_by_side(threads, work)));
        2000 * one / two
    };
    let (mut ratios, mut ones, mut twos): (Vec<[u64; 4]>, _, _) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let [(one, bytes, cpu), (two, same, cpu_of_two)] = [1, 2].map(|threads| {
            let before = cpu();
            let (took, bytes) = decide(city, corpus, CASES, threads);
            (nanos(took), bytes, nanos(cpu() - before))
        });
        assert_eq!(bytes, same, "two threads decided otherwise than one");
        ratios.push([1000 * one / two, yardstick(arithmetic), yardstick(allocation), 2000 * cpu / cpu_of_two]);
        ones.push(per_second(CASES, one));
        twos.push(per_second(CASES, two));
    }
    let ratio = |which: usize| median(ratios.iter().map(|round| round[which]).collect());
    figures([
        ("one_per_second", median(ones)),
        ("two_per_second", median(twos)),
        ("ratio_thousandths", ratio(0)),
        ("processor_ratio_thousandths", ratio(3)),
        ("arithmetic_ratio_thousandths", ratio(1)),
        ("allocation_ratio_thousandths", ratio(2)),
    ])
}

pub(crate) fn per_second(cases: u64, nanos: u64) -> u64 {
    u64::try_from(u128::from(cases) * 1_000_000_000 / u128::from(nanos.max(1))).unwrap_or(u64::MAX)
}

fn median(mut values: Vec<u64>) -> u64 {
    values.sort_unstable();
    values[values.len() / 2]
}
