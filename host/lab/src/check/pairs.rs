//! All pairs: rows in which every option of every factor meets every option of every other, for where all combinations are too many.
//!
//! Factors come in one after the other, the largest first: each row takes the option that meets most of what is not met yet, and
//! what is left over then gets rows of its own (the in-parameter-order strategy of Lei and Tai, 1998).

/// An option that is still free.
const FREE: u16 = u16::MAX;

/// What has not met yet, of a new factor with each earlier one.
struct Unmet {
    /// By earlier factor: by its option, then by the new one's.
    bits: Vec<Vec<bool>>,
    options: usize,
    left: usize,
}

impl Unmet {
    fn new(sizes: &[usize], options: usize) -> Self {
        let bits: Vec<Vec<bool>> = sizes.iter().map(|size| vec![true; size * options]).collect();
        Self { left: bits.iter().map(Vec::len).sum(), bits, options }
    }

    /// How many more pairs a row would meet by this option.
    fn gain(&self, row: &[u16], option: usize) -> usize {
        let new =
            |(factor, other): (usize, &u16)| *other != FREE && self.bits[factor][usize::from(*other) * self.options + option];
        row.iter().enumerate().filter(|pair| new(*pair)).count()
    }

    fn meet(&mut self, row: &[u16], option: usize) {
        for (factor, &other) in row.iter().enumerate().filter(|(_, other)| **other != FREE) {
            let bit = &mut self.bits[factor][usize::from(other) * self.options + option];
            self.left -= usize::from(std::mem::take(bit));
        }
    }
}

/// Rows of options, one a factor, in the order of `sizes`. The same sizes give the same rows.
pub(super) fn rows(sizes: &[usize]) -> Vec<Vec<u16>> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|factor| std::cmp::Reverse(sizes[*factor]));
    let sorted: Vec<usize> = order.iter().map(|factor| sizes[*factor]).collect();
    let Some((&first, _)) = sorted.split_first() else { return vec![Vec::new()] };
    let mut rows: Vec<Vec<u16>> = (0..first).map(|option| vec![option as u16]).collect();
    for (factor, &options) in sorted.iter().enumerate().skip(1) {
        let mut unmet = Unmet::new(&sorted[..factor], options);
        for (at, row) in rows.iter_mut().enumerate() {
            // where several are as good, each has its turn
            let turn = (0..options).map(|i| (at + i) % options);
            let best =
                turn.map(|option| (unmet.gain(row, option), option)).reduce(|best, one| if one.0 > best.0 { one } else { best });
            let (gain, option) = best.unwrap_or_default();
            if gain == 0 && unmet.left > 0 {
                row.push(FREE);
                continue;
            }
            unmet.meet(row, option);
            row.push(option as u16);
        }
        left_over(&mut rows, &mut unmet, factor);
    }
    for (at, row) in rows.iter_mut().enumerate() {
        for (option, size) in row.iter_mut().zip(&sorted).filter(|(option, _)| **option == FREE) {
            *option = (at % size) as u16;
        }
    }
    let back = |row: Vec<u16>| {
        let mut placed = vec![0; row.len()];
        order.iter().zip(row).for_each(|(factor, option)| placed[*factor] = option);
        placed
    };
    rows.into_iter().map(back).collect()
}

/// What no row has met yet goes where a row is free for it, else into a new one.
fn left_over(rows: &mut Vec<Vec<u16>>, unmet: &mut Unmet, factor: usize) {
    let mut open: Vec<usize> = (0..rows.len()).filter(|row| rows[*row].contains(&FREE)).collect();
    for other in 0..factor {
        for pair in 0..unmet.bits[other].len() {
            if !unmet.bits[other][pair] {
                continue;
            }
            let (one, option) = ((pair / unmet.options) as u16, (pair % unmet.options) as u16);
            let fits =
                |row: &Vec<u16>| (row[other] == FREE || row[other] == one) && (row[factor] == FREE || row[factor] == option);
            let found = open.iter().copied().find(|row| fits(&rows[*row])).unwrap_or_else(|| {
                rows.push(vec![FREE; factor + 1]);
                open.push(rows.len() - 1);
                rows.len() - 1
            });
            let row = &mut rows[found];
            (row[other], row[factor]) = (one, option);
            unmet.meet(&row[..factor], usize::from(option));
            if !row.contains(&FREE) {
                open.retain(|at| *at != found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_is_there() {
        let table: &[&[usize]] = &[&[], &[3], &[2, 2], &[2, 3, 4], &[1, 5, 1, 2], &[2; 13], &[40, 3, 3, 7, 1, 2, 2, 11, 4]];
        for sizes in table {
            let rows = rows(sizes);
            assert!(
                rows.iter()
                    .all(|row| row.len() == sizes.len() && row.iter().zip(*sizes).all(|(o, size)| usize::from(*o) < *size))
            );
            for (i, one) in sizes.iter().enumerate() {
                for (j, other) in sizes.iter().enumerate().skip(i + 1) {
                    for pair in 0..one * other {
                        let (a, b) = ((pair / other) as u16, (pair % other) as u16);
                        assert!(
                            rows.iter().any(|row| row[i] == a && row[j] == b),
                            "{sizes:?}: {a} of {i} never meets {b} of {j}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn few_rows_do() {
        // 2^13 combinations; the best that is known is 10 rows at least
        assert!(rows(&[2; 13]).len() <= 14);
        // no fewer than the product of the two largest
        assert!((440..=560).contains(&rows(&[40, 11, 7, 4, 3, 3, 2, 2]).len()));
    }
}
