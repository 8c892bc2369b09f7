//! 定期排名: who did best in a month, by one rate.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::counts::Counts;
use super::figure::Hundredths;
use super::shape::{Ranked, Ranking};
use super::tally::Month;

/// By what, and who takes part.
pub(super) struct Rules<'a> {
    /// Position among the metrics, and its id.
    pub(super) metric: (usize, &'a str),
    pub(super) lower_is_better: bool,
    pub(super) least: u64,
}

/// Ranks the groups of each month, the months in order.
pub(super) fn rank<'t>(
    of: &str,
    months: impl Iterator<Item = (Month, &'t BTreeMap<String, Counts>)>,
    rules: &Rules<'_>,
    title: &dyn Fn(&str) -> String,
) -> Vec<Ranking> {
    let mut rankings: Vec<(Month, Ranking)> = Vec::new();
    for (month, groups) in months {
        let before = rankings.last().filter(|(earlier, _)| *earlier == month.before()).map(|(_, ranking)| ranking);
        let rows = ranked(groups, rules, title, before);
        let (metric, least) = (rules.metric.1.to_owned(), rules.least);
        rankings.push((month, Ranking { of: of.to_owned(), month: month.to_string(), metric, least, rows }));
    }
    rankings.into_iter().map(|(_, ranking)| ranking).collect()
}

fn ranked(
    groups: &BTreeMap<String, Counts>,
    rules: &Rules<'_>,
    title: &dyn Fn(&str) -> String,
    before: Option<&Ranking>,
) -> Vec<Ranked> {
    let shares = groups.iter().filter(|(key, _)| !key.is_empty()).filter_map(|(key, counts)| {
        let rate = counts.rates.get(rules.metric.0)?;
        (rate.counts > 0).then_some((key, rate.hits, rate.counts))
    });
    let mut shares: Vec<_> = shares.collect();
    let enough = |share: &(&String, u64, u64)| share.2 >= rules.least;
    let better = |a: &_, b: &_| if rules.lower_is_better { higher(b, a) } else { higher(a, b) };
    shares.sort_by(|a, b| {
        let (numbers, names) = ((b.2).cmp(&a.2), a.0.cmp(b.0));
        enough(b).cmp(&enough(a)).then_with(|| better(a, b)).then(numbers).then(names)
    });
    let mut rows: Vec<Ranked> = Vec::with_capacity(shares.len());
    for (i, share) in shares.iter().enumerate() {
        let (key, numerator, denominator) = *share;
        let rank = match i.checked_sub(1) {
            _ if !enough(share) => None,
            Some(above) if higher(&shares[above], share) == Ordering::Equal => rows[above].rank,
            _ => u32::try_from(i + 1).ok(),
        };
        let previous = before.and_then(|ranking| ranking.rows.iter().find(|row| row.key == *key));
        rows.push(Ranked {
            rank,
            previous_rank: previous.and_then(|row| row.rank),
            key: key.clone(),
            title: title(key),
            numerator,
            denominator,
            percent: Hundredths::percent(numerator, denominator),
        });
    }
    rows
}

/// The higher share first, without rounding.
fn higher(a: &(&String, u64, u64), b: &(&String, u64, u64)) -> Ordering {
    let cross = |x: u64, y: u64| u128::from(x) * u128::from(y);
    cross(b.1, a.2).cmp(&cross(a.1, b.2))
}
