//! What is drawn on: rectangles, lines, texts and dots, by pixel. The only file that knows the drawing library.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// Colours with a meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Text,
    Faint,
    Grid,
    Blue,
    Green,
    Red,
    Amber,
    Violet,
    Grey,
    /// Days off behind a timeline.
    Rest,
    Holiday,
    Light,
    White,
}

impl Ink {
    fn colour(self) -> RGBColor {
        match self {
            Ink::Text => RGBColor(0x22, 0x2b, 0x36),
            Ink::Faint => RGBColor(0x5b, 0x67, 0x75),
            Ink::Grid => RGBColor(0xdd, 0xe2, 0xe8),
            Ink::Blue => RGBColor(0x2a, 0x6f, 0xb8),
            Ink::Green => RGBColor(0x2f, 0x8f, 0x5b),
            Ink::Red => RGBColor(0xc8, 0x3c, 0x36),
            Ink::Amber => RGBColor(0xd6, 0x8a, 0x1c),
            Ink::Violet => RGBColor(0x7a, 0x57, 0xb0),
            Ink::Grey => RGBColor(0xa4, 0xad, 0xb8),
            Ink::Rest => RGBColor(0xf1, 0xf3, 0xf6),
            Ink::Holiday => RGBColor(0xfb, 0xe9, 0xe7),
            Ink::Light => RGBColor(0xc9, 0xdc, 0xf0),
            Ink::White => RGBColor(0xff, 0xff, 0xff),
        }
    }

    /// Of several lines in one chart, in their order.
    pub(super) const SERIES: [Ink; 5] = [Ink::Blue, Ink::Green, Ink::Amber, Ink::Violet, Ink::Grey];
}

/// Where a text stands from its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Middle,
    Right,
}

/// Height of ordinary text.
pub(super) const TEXT: i32 = 13;

pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

/// Draws a picture of that size.
pub(super) fn draw(width: i32, height: i32, paint: impl FnOnce(&Canvas<'_>)) -> String {
    let mut svg = String::new();
    {
        let area =
            SVGBackend::with_string(&mut svg, (width.max(1).cast_unsigned(), height.max(1).cast_unsigned())).into_drawing_area();
        let canvas = Canvas { area };
        paint(&canvas);
        // here and below: a text in memory can always be written
        let _ = canvas.area.present();
    }
    svg
}

impl Canvas<'_> {
    pub(super) fn rect(&self, (x0, y0): (i32, i32), (x1, y1): (i32, i32), ink: Ink) {
        let _ = self.area.draw(&Rectangle::new([(x0, y0), (x1, y1)], ink.colour().filled()));
    }

    pub(super) fn frame(&self, (x0, y0): (i32, i32), (x1, y1): (i32, i32), ink: Ink) {
        let _ = self.area.draw(&Rectangle::new([(x0, y0), (x1, y1)], ink.colour().stroke_width(1)));
    }

    pub(super) fn line(&self, points: &[(i32, i32)], ink: Ink, width: u32) {
        let _ = self.area.draw(&PathElement::new(points.to_vec(), ink.colour().stroke_width(width)));
    }

    pub(super) fn shape(&self, points: &[(i32, i32)], ink: Ink) {
        let _ = self.area.draw(&Polygon::new(points.to_vec(), ink.colour().filled()));
    }

    pub(super) fn dot(&self, at: (i32, i32), ink: Ink) {
        let _ = self.area.draw(&Circle::new(at, 3, ink.colour().filled()));
    }

    pub(super) fn text(&self, text: &str, at: (i32, i32), side: Side, ink: Ink, size: i32) {
        let side = match side {
            Side::Left => HPos::Left,
            Side::Middle => HPos::Center,
            Side::Right => HPos::Right,
        };
        // the library writes sizes as heights of lines
        let style = ("sans-serif", size * 5 / 4).into_font().color(&ink.colour()).pos(Pos::new(side, VPos::Center));
        let _ = self.area.draw(&Text::new(text.to_owned(), at, style));
    }
}

/// About how wide a text is.
pub(super) fn width(text: &str, size: i32) -> i32 {
    text.chars().map(|c| if c.is_ascii() { size * 11 / 20 } else { size }).sum()
}

/// As much of a text as fits.
pub(super) fn fitting(text: &str, size: i32, most: i32) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let mut left = most - size;
    let mut cut: String = text
        .chars()
        .take_while(|c| {
            left -= if c.is_ascii() { size * 11 / 20 } else { size };
            left >= 0
        })
        .collect();
    cut.push('…');
    cut
}
