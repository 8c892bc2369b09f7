//! Charts as SVG texts: bars, columns, lines, and a case's limits over days. Everything is placed by whole pixels, so the same
//! figures give the same bytes; no font is read: the width of a text is reckoned, a Chinese character as wide as it is high.

mod bars;
mod canvas;
mod lines;
mod timeline;

pub use bars::{Bar, bars, columns};
pub use lines::{Line, curves, lines};
pub use timeline::{Day, Mark, Piece, Row, Shade, Timeline, timeline};

/// The smallest step of 1, 2 or 5 × 10ⁿ by which an axis of that length has at most `steps` lines.
pub(crate) fn step(length: i64, steps: i64) -> i64 {
    let fits = |step: &i64| length.div_euclid(*step) < steps.max(1);
    (0..18).flat_map(|n| [1, 2, 5].map(|digit| digit * 10_i64.pow(n))).find(fits).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_steps() {
        // length, at most so many steps, step
        for (length, steps, expected) in
            [(0, 5, 1), (4, 5, 1), (9, 5, 2), (100, 5, 50), (99, 5, 20), (31_295, 5, 10_000), (1, 1, 2)]
        {
            assert_eq!(step(length, steps), expected, "{length} in {steps}");
        }
    }
}
