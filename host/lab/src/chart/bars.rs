//! Bars beside their names, and columns by month.

use super::canvas::{Canvas, Ink, Side, TEXT, draw, fitting, width};
use super::step;

/// A bar with its name on the left and its figure behind it.
#[derive(Debug, Clone)]
pub struct Bar {
    /// Whose.
    pub label: String,
    /// How long.
    pub value: u64,
    /// The figure, as it is to be read.
    pub text: String,
}

const ROW: i32 = 26;

/// Horizontal bars under each other; the longest possible has the length `most`.
#[must_use]
pub fn bars(bars: &[Bar], most: u64, across: i32) -> String {
    let names = bars.iter().map(|bar| width(&bar.label, TEXT)).max().unwrap_or(0).min(across * 2 / 5) + 12;
    let texts = bars.iter().map(|bar| width(&bar.text, TEXT)).max().unwrap_or(0) + 12;
    let room = (across - names - texts).max(40);
    let height = ROW * i32::try_from(bars.len()).unwrap_or(0).max(1) + 4;
    draw(across, height, |canvas| {
        for (bar, y) in bars.iter().zip((0..).step_by(ROW as usize)) {
            let (top, middle) = (y + 4, y + 4 + (ROW - 6) / 2);
            let length = scaled(bar.value, most, room);
            canvas.text(&fitting(&bar.label, TEXT, names - 12), (names - 8, middle), Side::Right, Ink::Text, TEXT);
            canvas.rect((names, top), (names + length.max(1), top + ROW - 6), Ink::Blue);
            canvas.text(&bar.text, (names + length.max(1) + 6, middle), Side::Left, Ink::Faint, TEXT);
        }
    })
}

fn scaled(value: u64, most: u64, room: i32) -> i32 {
    let length = u128::from(value) * u128::from(room.max(0).cast_unsigned()) / u128::from(most.max(1));
    i32::try_from(length).unwrap_or(room).min(room)
}

/// Columns side by side over each label: `series` names them, `values[series][label]` are their heights.
#[must_use]
pub fn columns(labels: &[String], series: &[String], values: &[Vec<u64>], across: i32, high: i32) -> String {
    let most = values.iter().flatten().copied().max().unwrap_or(0).max(1);
    let by = step(i64::try_from(most).unwrap_or(i64::MAX), 5).cast_unsigned();
    let top = most.div_ceil(by) * by;
    let left = width(&top.to_string(), TEXT) + 14;
    let (head, foot) = (26, 26);
    let room = high - head - foot;
    let base = head + room;
    draw(across, high, |canvas| {
        legend(canvas, series, left);
        for value in (0..=top).step_by(usize::try_from(by).unwrap_or(usize::MAX)) {
            let y = base - scaled(value, top, room);
            canvas.line(&[(left, y), (across - 4, y)], Ink::Grid, 1);
            canvas.text(&value.to_string(), (left - 6, y), Side::Right, Ink::Faint, TEXT - 1);
        }
        let slots = i32::try_from(labels.len()).unwrap_or(1).max(1);
        let slot = (across - 4 - left) / slots;
        let n = i32::try_from(series.len()).unwrap_or(1).max(1);
        let wide = (slot * 7 / 10 / n).clamp(1, 46);
        // where names would run into each other, every second or third stands there
        let every = (labels.iter().map(|label| width(label, TEXT - 1) + 8).max().unwrap_or(0) / slot.max(1) + 1).max(1);
        for (i, label) in (0..).zip(labels) {
            let middle = left + slot * i + slot / 2;
            if i % every == 0 {
                canvas.text(label, (middle, base + 14), Side::Middle, Ink::Faint, TEXT - 1);
            }
            for (k, heights) in (0..).zip(values) {
                let value = heights.get(i as usize).copied().unwrap_or(0);
                let (x, y) = (middle - wide * n / 2 + wide * k, base - scaled(value, top, room));
                canvas.rect((x + 1, y), (x + wide - 1, base), Ink::SERIES[k as usize % Ink::SERIES.len()]);
                let text = value.to_string();
                if width(&text, TEXT - 2) <= wide + 6 {
                    canvas.text(&text, (x + wide / 2, y - 8), Side::Middle, Ink::Faint, TEXT - 2);
                }
            }
        }
    })
}

/// Colours and their names, in a line at the top.
pub(super) fn legend(canvas: &Canvas<'_>, names: &[String], left: i32) {
    let mut x = left;
    for (name, ink) in names.iter().zip(Ink::SERIES.iter().cycle()) {
        canvas.rect((x, 4), (x + 12, 14), *ink);
        canvas.text(name, (x + 18, 9), Side::Left, Ink::Text, TEXT);
        x += 18 + width(name, TEXT) + 24;
    }
}
