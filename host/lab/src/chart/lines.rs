//! Shares over months, and other figures over sizes, as lines.

use super::canvas::{Ink, Side, TEXT, draw, width};
use super::step;

/// A line; labels without a figure are gaps.
#[derive(Debug, Clone)]
pub struct Line {
    /// What it is.
    pub name: String,
    /// Hundredths of the unit, a label each: of a percent where it is a share.
    pub values: Vec<Option<i64>>,
}

const WHOLE: i64 = 10_000;

/// Lines over labels. The axis shows the part of 0 to 100 % that the lines use, and says so by its numbers.
#[must_use]
pub fn lines(labels: &[String], lines: &[Line], across: i32, high: i32) -> String {
    let least = lines.iter().flat_map(|line| line.values.iter().flatten()).min();
    drawn(labels, lines, least.copied().unwrap_or(0), "%", (across, high))
}

/// Lines over labels, in a unit (` ms`). The axis begins at 0, so that heights can be compared.
#[must_use]
pub fn curves(labels: &[String], lines: &[Line], unit: &str, across: i32, high: i32) -> String {
    drawn(labels, lines, 0, unit, (across, high))
}

fn drawn(labels: &[String], lines: &[Line], low: i64, unit: &str, (across, high): (i32, i32)) -> String {
    let top = lines.iter().flat_map(|line| line.values.iter().flatten()).max().copied().unwrap_or(WHOLE);
    let by = step((top - low).max(100), 5).max(100);
    let low = (low.div_euclid(by) * by).max(0);
    let top = (top + by - 1).div_euclid(by) * by;
    let top = if top <= low { low + by } else { top };
    let names =
        lines.iter().map(|line| width(&line.name, TEXT)).max().unwrap_or(0) + width(" 100.00", TEXT) + width(unit, TEXT) + 14;
    let marks = width(&format!("{}{unit}", top / 100), TEXT) + 14;
    let (left, right, head, foot) = (marks.max(52), across - names, 12, 26);
    let room = i64::from(high - head - foot);
    let y = |value: i64| high - foot - i32::try_from((value - low) * room / (top - low)).unwrap_or(0);
    let gaps = i32::try_from(labels.len()).unwrap_or(1) - 1;
    let x = |i: i32| if gaps <= 0 { i32::midpoint(left, right) } else { left + 10 + (right - left - 20) * i / gaps };
    draw(across, high, |canvas| {
        for value in (0..=(top - low) / by).map(|n| low + n * by) {
            canvas.line(&[(left, y(value)), (right, y(value))], Ink::Grid, 1);
            canvas.text(&format!("{}{unit}", value / 100), (left - 6, y(value)), Side::Right, Ink::Faint, TEXT - 1);
        }
        let widest = labels.iter().map(|label| width(label, TEXT - 1) + 10).max().unwrap_or(0);
        let every = if gaps <= 0 { 1 } else { widest * gaps / (right - left - 20).max(1) + 1 };
        for (i, label) in (0..).zip(labels).filter(|(i, _)| i % every == 0) {
            canvas.text(label, (x(i), high - foot + 14), Side::Middle, Ink::Faint, TEXT - 1);
        }
        let mut ends: Vec<(i32, i32, String, Ink)> = Vec::new();
        for (line, ink) in lines.iter().zip(Ink::SERIES.iter().cycle()) {
            let mut run = Vec::new();
            for (i, value) in (0..).zip(&line.values) {
                match value {
                    Some(value) => {
                        run.push((x(i), y(*value)));
                        canvas.dot((x(i), y(*value)), *ink);
                    }
                    None => canvas.line(&std::mem::take(&mut run), *ink, 2),
                }
            }
            canvas.line(&run, *ink, 2);
            if let Some(last) = line.values.iter().rev().flatten().next() {
                let text = format!("{} {}.{:02}{unit}", line.name, last / 100, last % 100);
                ends.push((y(*last), y(*last), text, *ink));
            }
        }
        spread(&mut ends, head, high - foot);
        for (_, y, text, ink) in &ends {
            canvas.text(text, (right + 8, *y), Side::Left, *ink, TEXT);
        }
    })
}

/// Names at the ends of lines, moved apart where they would cover each other.
fn spread(ends: &mut [(i32, i32, String, Ink)], top: i32, bottom: i32) {
    const APART: i32 = TEXT + 4;
    ends.sort_by_key(|end| end.0);
    for i in 1..ends.len() {
        ends[i].1 = ends[i].1.max(ends[i - 1].1 + APART);
    }
    let mut floor = bottom;
    for end in ends.iter_mut().rev() {
        end.1 = end.1.min(floor).max(top);
        floor = end.1 - APART;
    }
}
