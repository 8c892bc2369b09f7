//! A case's limits as bars over days: what ran when, what was late, where the due and the rungs of a ladder are.

use super::canvas::{Canvas, Ink, Side, TEXT, draw, fitting, width};

/// What is to be drawn. Moments are seconds of one zone; texts are as people are to read them.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// Over everything.
    pub title: String,
    /// The days that are shown, one after the other.
    pub days: Vec<Day>,
    /// The moment asked about, and what is to stand there.
    pub now: Option<(i64, String)>,
    /// The limits.
    pub rows: Vec<Row>,
    /// Under everything: what a colour means.
    pub legend: Vec<(Shade, String)>,
}

/// A day.
#[derive(Debug, Clone)]
pub struct Day {
    /// Its first second.
    pub begins: i64,
    /// The first after it.
    pub ends: i64,
    /// Drawn behind everything.
    pub shade: Option<Shade>,
    /// `11-09`
    pub label: String,
    /// Begins a week: the labels that remain where days are narrow.
    pub weekly: bool,
}

/// A limit.
#[derive(Debug, Clone)]
pub struct Row {
    /// What is owed.
    pub label: String,
    /// By whom.
    pub owed_by: String,
    /// Its bar, in pieces.
    pub pieces: Vec<Piece>,
    /// The due, with its text.
    pub due: Option<(i64, String)>,
    /// Rungs of the ladder.
    pub marks: Vec<Mark>,
}

/// A part of a bar.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct Piece {
    pub begins: i64,
    pub ends: i64,
    pub shade: Shade,
}

/// A rung.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    /// When.
    pub at: i64,
    /// Whether it was reached.
    pub fired: bool,
}

/// What a colour means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shade {
    /// Done in time.
    Met,
    /// Running.
    Running,
    /// After the due.
    Late,
    /// Standing still.
    Paused,
    /// Lifted, or without a limit.
    Idle,
    /// A day off.
    Rest,
    /// A statutory holiday.
    Holiday,
    /// The due.
    Due,
    /// A rung.
    Rung,
}

impl Shade {
    fn ink(self) -> Ink {
        match self {
            Shade::Met => Ink::Green,
            Shade::Running => Ink::Blue,
            Shade::Late => Ink::Red,
            Shade::Paused => Ink::Light,
            Shade::Idle => Ink::Grey,
            Shade::Rest => Ink::Rest,
            Shade::Holiday => Ink::Holiday,
            Shade::Due => Ink::Text,
            Shade::Rung => Ink::Amber,
        }
    }
}

const ACROSS: i32 = 1120;
const ROW: i32 = 42;
const HEAD: i32 = 74;
const FOOT: i32 = 44;
const SMALL: i32 = TEXT - 2;

/// Draws it.
#[must_use]
pub fn timeline(of: &Timeline) -> String {
    let names = of.rows.iter().map(|row| width(&row.label, TEXT).max(width(&row.owed_by, SMALL))).max().unwrap_or(0);
    let left = names.clamp(60, 250) + 24;
    let begins = of.days.first().map_or(0, |day| day.begins);
    let ends = of.days.last().map_or(1, |day| day.ends).max(begins + 1);
    let room = i64::from(ACROSS - left - 160);
    let x = |at: i64| left + i32::try_from((at.clamp(begins, ends) - begins) * room / (ends - begins)).unwrap_or(0);
    let high = HEAD + ROW * i32::try_from(of.rows.len()).unwrap_or(0) + FOOT;
    let base = high - FOOT;
    draw(ACROSS, high, |canvas| {
        canvas.rect((0, 0), (ACROSS, high), Ink::White);
        canvas.text(&fitting(&of.title, TEXT + 2, ACROSS - 40), (16, 20), Side::Left, Ink::Text, TEXT + 2);
        days(canvas, of, base, &x);
        for (row, top) in of.rows.iter().zip((HEAD..).step_by(ROW as usize)) {
            canvas.line(&[(12, top), (x(ends), top)], Ink::Grid, 1);
            let middle = top + ROW / 2;
            if row.owed_by.is_empty() {
                canvas.text(&fitting(&row.label, TEXT, left - 24), (12, middle), Side::Left, Ink::Text, TEXT);
            } else {
                canvas.text(&fitting(&row.label, TEXT, left - 24), (12, middle - 8), Side::Left, Ink::Text, TEXT);
                canvas.text(&fitting(&row.owed_by, SMALL, left - 24), (12, middle + 9), Side::Left, Ink::Faint, SMALL);
            }
            bar(canvas, row, top, &x);
        }
        canvas.line(&[(12, base), (x(ends), base)], Ink::Grid, 1);
        if let Some((now, text)) = &of.now {
            for y in (HEAD - 8..base).step_by(8) {
                canvas.line(&[(x(*now), y), (x(*now), y + 4)], Ink::Red, 1);
            }
            let half = width(text, SMALL) / 2;
            canvas.text(text, (x(*now).clamp(half + 4, ACROSS - half - 4), HEAD - 34), Side::Middle, Ink::Red, SMALL);
            canvas.line(&[(x(*now), HEAD - 27), (x(*now), HEAD - 22)], Ink::Red, 1);
        }
        legend(canvas, of, base + 24);
    })
}

fn days(canvas: &Canvas<'_>, of: &Timeline, base: i32, x: &dyn Fn(i64) -> i32) {
    let wide = of.days.first().map_or(0, |day| x(day.ends) - x(day.begins));
    let label = of.days.iter().map(|day| width(&day.label, SMALL)).max().unwrap_or(0) + 8;
    let mut free = 0;
    for day in &of.days {
        let (from, to) = (x(day.begins), x(day.ends));
        if let Some(shade) = day.shade {
            canvas.rect((from, HEAD - 4), (to, base), shade.ink());
        }
        if wide >= label {
            canvas.text(&day.label, (i32::midpoint(from, to), HEAD - 14), Side::Middle, Ink::Faint, SMALL);
        } else if day.weekly && from >= free {
            canvas.line(&[(from, HEAD - 8), (from, base)], Ink::Grid, 1);
            canvas.text(&day.label, (from + 2, HEAD - 14), Side::Left, Ink::Faint, SMALL);
            free = from + label;
        }
    }
}

fn bar(canvas: &Canvas<'_>, row: &Row, top: i32, x: &dyn Fn(i64) -> i32) {
    let (y0, y1) = (top + 12, top + ROW - 12);
    for piece in &row.pieces {
        let from = x(piece.begins);
        canvas.rect((from, y0), (x(piece.ends).max(from + 2), y1), piece.shade.ink());
    }
    for mark in &row.marks {
        let (at, y) = (x(mark.at), y0 - 2);
        let triangle = [(at - 5, y - 8), (at + 5, y - 8), (at, y)];
        if mark.fired {
            canvas.shape(&triangle, Ink::Amber);
        } else {
            canvas.line(&[triangle[0], triangle[1], triangle[2], triangle[0]], Ink::Amber, 1);
        }
    }
    if let Some((due, text)) = &row.due {
        let at = x(*due);
        canvas.rect((at - 1, y0 - 4), (at + 1, y1 + 4), Ink::Text);
        let end = row.pieces.iter().map(|piece| x(piece.ends)).max().unwrap_or(at).max(at);
        canvas.text(text, (end + 6, i32::midpoint(y0, y1)), Side::Left, Ink::Faint, SMALL);
    }
}

fn legend(canvas: &Canvas<'_>, of: &Timeline, y: i32) {
    let mut x = 16;
    for (shade, name) in &of.legend {
        match shade {
            Shade::Due => canvas.rect((x + 5, y - 8), (x + 7, y + 8), Ink::Text),
            Shade::Rung => canvas.shape(&[(x + 1, y - 5), (x + 11, y - 5), (x + 6, y + 4)], Ink::Amber),
            _ => canvas.rect((x, y - 5), (x + 12, y + 5), shade.ink()),
        }
        if matches!(shade, Shade::Rest | Shade::Holiday) {
            canvas.frame((x, y - 5), (x + 12, y + 5), Ink::Grid);
        }
        canvas.text(name, (x + 17, y), Side::Left, Ink::Faint, SMALL);
        x += 17 + width(name, SMALL) + 18;
    }
}
