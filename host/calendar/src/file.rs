//! The TOML of calendar files.

use std::sync::Arc;

use serde::Deserialize;
use toml::{Spanned, Value};

use crate::book::PlainWeek;
use crate::calendar::{Layer, Parts};
use crate::class::DayClass;
use crate::error::{self, CalendarError};
use crate::notice::{DaySpan, Notice, parse_offset};
use crate::source::Source;
use crate::time::{Day, Instant};
use crate::zone::{Stretch, Zone};

const NOTICES_MAX: usize = 400;
const SPANS_MAX: usize = 100;
const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawCalendar {
    #[serde(rename = "format")]
    _format: i64,
    id: Spanned<String>,
    title: String,
    extends: Option<Spanned<String>>,
    weekend: Option<Spanned<Vec<String>>>,
    zone: Option<Spanned<Vec<RawStretch>>>,
    #[serde(default)]
    notice: Vec<Spanned<RawNotice>>,
}

/// A file of further notices for a calendar that is already there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawAddition {
    #[serde(rename = "format")]
    _format: i64,
    adds_to: Spanned<String>,
    notice: Vec<Spanned<RawNotice>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStretch {
    from: String,
    offset: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNotice {
    id: String,
    covers: Option<Spanned<i64>>,
    published: Spanned<Value>,
    #[serde(default)]
    approximate: bool,
    #[serde(default)]
    url: String,
    days: Vec<Spanned<String>>,
}

/// Reads a calendar; `base` is the one that it may extend.
pub(crate) fn read_calendar(file: &str, text: &str, base: Option<&Parts>) -> Result<Parts, CalendarError> {
    let source = Source::new(file, text);
    let raw: RawCalendar = source.read()?;
    let (zone, week, mut layers) = match &raw.extends {
        None => (read_zone(&source, &raw)?, read_week(&source, &raw)?, Vec::new()),
        Some(extends) => {
            let Some(base) = base.filter(|base| base.id == *extends.get_ref()) else {
                let found = format!("`{}`", extends.get_ref());
                return Err(source.error(error::UNKNOWN_BASE, extends, "extends", &found));
            };
            if let Some(zone) = &raw.zone {
                return Err(source.error(error::INHERITED, zone, "zone", "a value"));
            }
            if let Some(weekend) = &raw.weekend {
                return Err(source.error(error::INHERITED, weekend, "weekend", "a value"));
            }
            (base.zone.clone(), base.week, base.layers.clone())
        }
    };
    let id = raw.id.get_ref().clone();
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    let taken = layers.iter().any(|layer: &Layer| layer.id == id);
    if id.is_empty() || taken || !id.bytes().all(plain) {
        return Err(source.error(error::BAD_ID, &raw.id, "id", &format!("`{id}`")));
    }
    let mut layer = Layer { id: id.clone(), notices: Vec::new() };
    add_notices(&source, &mut layer, &raw.notice)?;
    layers.push(layer);
    Ok(Parts { id, title: raw.title, zone, week, layers })
}

/// Reads further notices of `to`, or of a calendar that it extends.
pub(crate) fn read_notices(file: &str, text: &str, to: &Parts) -> Result<Parts, CalendarError> {
    let source = Source::new(file, text);
    let raw: RawAddition = source.read()?;
    let mut parts = to.clone();
    let id = raw.adds_to.get_ref();
    let Some(layer) = parts.layers.iter_mut().find(|layer| layer.id == *id) else {
        let found = format!("`{id}`");
        return Err(source.error(error::UNKNOWN_BASE, &raw.adds_to, "adds-to", &found));
    };
    add_notices(&source, layer, &raw.notice)?;
    Ok(parts)
}

fn read_zone(source: &Source, raw: &RawCalendar) -> Result<Zone, CalendarError> {
    let Some(zone) = &raw.zone else {
        return Err(source.whole(error::MISSING_KEY, "zone", "no such key"));
    };
    let stretch = |raw: &RawStretch| {
        let from = Instant::parse_rfc3339(&raw.from).ok()?.0;
        Some(Stretch { from, offset: parse_offset(&raw.offset)? })
    };
    let stretches: Option<Vec<_>> = zone.get_ref().iter().map(stretch).collect();
    let bad = || source.error(error::BAD_ZONE, zone, "zone", "another value");
    stretches.and_then(Zone::new).ok_or_else(bad)
}

fn read_week(source: &Source, raw: &RawCalendar) -> Result<PlainWeek, CalendarError> {
    let Some(weekend) = &raw.weekend else {
        return Err(source.whole(error::MISSING_KEY, "weekend", "no such key"));
    };
    let bad = |found: &str| source.error(error::BAD_WEEKEND, weekend, "weekend", found);
    let mut week = [DayClass::Workday; 7];
    for day in weekend.get_ref() {
        match WEEKDAYS.iter().position(|name| name == day) {
            Some(at) if week[at] == DayClass::Workday => week[at] = DayClass::Rest,
            _ => return Err(bad(&format!("`{day}`"))),
        }
    }
    if week.contains(&DayClass::Workday) { Ok(week) } else { Err(bad("all seven days")) }
}

/// Adds the notices in their order; refuses those that say the same twice.
fn add_notices(source: &Source, layer: &mut Layer, raw: &[Spanned<RawNotice>]) -> Result<(), CalendarError> {
    if layer.notices.len() + raw.len() > NOTICES_MAX {
        return Err(source.whole(error::TOO_LARGE, "notice", "more notices"));
    }
    for raw in raw {
        let notice = read_notice(source, &layer.id, raw)?;
        if layer.notices.iter().any(|other| other.id == notice.id) {
            let found = format!("a second notice `{}`", notice.id);
            return Err(source.error(error::DUPLICATE_NOTICE, raw, "notice", &found));
        }
        for other in layer.notices.iter().filter(|other| other.published == notice.published) {
            let twice = |span: &&DaySpan| other.spans.iter().any(|set| set.meets(span));
            if let Some(span) = notice.spans.iter().find(twice) {
                return Err(duplicate_day(source, &notice.id, span, &other.id));
            }
        }
        let at = layer.notices.partition_point(|other| other.order() < notice.order());
        layer.notices.insert(at, Arc::new(notice));
    }
    Ok(())
}

fn read_notice(source: &Source, calendar: &str, spanned: &Spanned<RawNotice>) -> Result<Notice, CalendarError> {
    let raw = spanned.get_ref();
    let field = |key| format!("notice {}: {key}", raw.id);
    if raw.id.is_empty() || raw.id.chars().any(char::is_control) {
        return Err(source.error(error::BAD_ID, spanned, "notice: id", &format!("{:?}", raw.id)));
    }
    let published = match raw.published.get_ref() {
        Value::String(text) => Day::parse(text),
        value => Day::parse(&value.to_string()),
    };
    let published = published.map_err(|e| {
        let found = format!("`{}`: {e}", raw.published.get_ref());
        source.error(error::BAD_DATE, &raw.published, &field("published"), &found)
    })?;
    if let Some(year) = raw.covers.as_ref().filter(|year| !(1970..=2200).contains(year.get_ref())) {
        let found = format!("`{}`", year.get_ref());
        return Err(source.error(error::BAD_DATE, year, &field("covers"), &found));
    }
    if raw.days.len() > SPANS_MAX {
        return Err(source.error(error::TOO_LARGE, spanned, &field("days"), "more lines"));
    }
    let read = |text: &Spanned<String>| {
        let line = source.line(text.span().start);
        let bad = |found: String| source.at_line(error::BAD_DAY, line, &field("days"), &found);
        DaySpan::parse(text.get_ref(), line).map_err(bad)
    };
    let mut spans = raw.days.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    spans.sort_by_key(|span| span.from);
    if let Some(pair) = spans.windows(2).find(|pair| pair[0].meets(&pair[1])) {
        return Err(duplicate_day(source, &raw.id, &pair[1], &raw.id));
    }
    Ok(Notice {
        id: raw.id.clone(),
        calendar: calendar.into(),
        covers: raw.covers.as_ref().map(|year| *year.get_ref() as i32),
        published,
        approximate: raw.approximate,
        url: raw.url.clone(),
        file: source.file.into(),
        spans,
    })
}

fn duplicate_day(source: &Source, notice: &str, span: &DaySpan, other: &str) -> CalendarError {
    let found = format!("{} is set by `{other}` already", Day(span.from));
    source.at_line(error::DUPLICATE_DAY, span.line, &format!("notice {notice}: days"), &found)
}
