//! A calendar as it was known on some day.

use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

use crate::book::PlainWeek;
use crate::calendar::Layer;
use crate::class::{ClassSet, DayClass};
use crate::notice::Notice;
use crate::table::Table;
use crate::time::{Day, days_of};
use crate::zone::Zone;

/// The days as all notices published up to a day set them.
#[derive(Debug)]
pub struct View {
    week: PlainWeek,
    /// A Monday; `days` are whole weeks from it, as far as any notice reaches.
    first: i32,
    days: Vec<Known>,
    /// Which span of which notice set a day.
    sources: Vec<(Arc<Notice>, usize)>,
    /// Ranges of firmly known days, ascending, both ends included.
    firm: Vec<(i32, i32)>,
    digest: String,
    tables: [OnceLock<Table>; ClassSet::COUNT],
}

#[derive(Debug, Clone, Copy)]
struct Known {
    class: DayClass,
    /// Position in `sources`.
    source: Option<u32>,
}

/// The days before New Year that next year's notice may still set.
const UNSETTLED_DAYS: i32 = 7;

impl View {
    pub(crate) fn new(week: PlainWeek, zone: &Zone, layers: &[Layer], known_at: Day) -> View {
        let known = |layer: &Layer| layer.notices.iter().filter(|n| n.published <= known_at).cloned().collect::<Vec<_>>();
        let layers: Vec<Vec<Arc<Notice>>> = layers.iter().map(known).collect();
        let (first, mut days) = plain_days(week, &layers);
        let mut sources = Vec::new();
        for notice in layers.iter().flatten() {
            for (at, span) in notice.spans.iter().enumerate() {
                for day in span.from..=span.to {
                    let class = span.class.unwrap_or(week[Day(day).weekday_index()]);
                    days[(day - first) as usize] = Known { class, source: Some(sources.len() as u32) };
                }
                sources.push((notice.clone(), at));
            }
        }
        let firm = layers.iter().map(|layer| firm_ranges(layer)).reduce(|a, b| intersection(&a, &b)).unwrap_or_default();
        let digest = digest(week, zone, &layers);
        View { week, first, days, sources, firm, digest, tables: Default::default() }
    }

    /// Of any day: one that no notice sets has the class that its weekday has in a plain week.
    pub fn class(&self, day: Day) -> DayClass {
        self.known(day).map_or(self.week[day.weekday_index()], |known| known.class)
    }

    /// What the day is off, or worked, for: 国庆节.
    pub fn name(&self, day: Day) -> Option<&str> {
        let (notice, span) = self.source(day)?;
        Some(notice.spans[*span].name.as_str()).filter(|name| !name.is_empty())
    }

    /// The notice that set the day.
    pub fn notice(&self, day: Day) -> Option<&Notice> {
        self.source(day).map(|(notice, _)| notice.as_ref())
    }

    /// Hex SHA-256 over everything in this view on which a date can depend: the same however the notices were split over files,
    /// and whatever was published later.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The first and the last firmly known day; the first is after the last if there is none. A region may have gaps between.
    /// The last seven days of a year are not firm until the next year's notice is published, which may set them.
    pub fn covered(&self) -> (Day, Day) {
        let first = self.firm.first().map_or(Day(1), |(first, _)| Day(*first));
        let last = self.firm.last().map_or(Day(0), |(_, last)| Day(*last));
        (first, last)
    }

    pub fn is_covered(&self, day: Day) -> bool {
        self.is_firm(day.0, day.0)
    }

    /// Every day from `first` to `last`, if there is one, is firmly known.
    #[inline]
    pub(crate) fn is_firm(&self, first: i32, last: i32) -> bool {
        first > last || self.firm.iter().any(|range| range.0 <= first && last <= range.1)
    }

    /// Built when first asked for.
    #[inline]
    pub(crate) fn table(&self, set: ClassSet) -> &Table {
        self.tables[set.index()].get_or_init(|| {
            let listed: Vec<bool> = self.days.iter().map(|day| set.contains(day.class)).collect();
            Table::new(self.first, &listed, self.week.map(|class| set.contains(class)))
        })
    }

    fn known(&self, day: Day) -> Option<&Known> {
        let at = i64::from(day.0) - i64::from(self.first);
        usize::try_from(at).ok().and_then(|at| self.days.get(at))
    }

    fn source(&self, day: Day) -> Option<&(Arc<Notice>, usize)> {
        self.known(day)?.source.and_then(|at| self.sources.get(at as usize))
    }
}

/// Whole plain weeks around all days that the notices set, and their first Monday.
fn plain_days(week: PlainWeek, layers: &[Vec<Arc<Notice>>]) -> (i32, Vec<Known>) {
    let spans = || layers.iter().flatten().flat_map(|notice| &notice.spans);
    let (Some(first), Some(last)) = (spans().map(|s| s.from).min(), spans().map(|s| s.to).max()) else {
        return (days_of(2001, 1, 1), Vec::new());
    };
    let monday = first - Day(first).weekday_index() as i32;
    let weeks = (last - monday) / 7 + 1;
    let plain = week.map(|class| Known { class, source: None });
    (monday, plain.repeat(weeks as usize))
}

/// From New Year of the first to a week before New Year after the last of consecutive years that notices cover.
fn firm_ranges(notices: &[Arc<Notice>]) -> Vec<(i32, i32)> {
    let mut years: Vec<i32> = notices.iter().filter_map(|notice| notice.covers).collect();
    years.sort_unstable();
    years.dedup();
    let runs = years.chunk_by(|a, b| a + 1 == *b);
    let firm = |run: &[i32]| Some((days_of(*run.first()?, 1, 1), days_of(run.last()? + 1, 1, 1) - 1 - UNSETTLED_DAYS));
    runs.filter_map(firm).collect()
}

fn intersection(a: &[(i32, i32)], b: &[(i32, i32)]) -> Vec<(i32, i32)> {
    let cut = |x: &(i32, i32)| b.iter().map(|y| (x.0.max(y.0), x.1.min(y.1))).filter(|both| both.0 <= both.1).collect::<Vec<_>>();
    a.iter().flat_map(cut).collect()
}

fn digest(week: PlainWeek, zone: &Zone, layers: &[Vec<Arc<Notice>>]) -> String {
    let mut hash = Sha256::new();
    let mut line = |text: String| hash.update(text + "\n");
    line("paidan-calendar 1".into());
    line(format!("week {}", week.map(DayClass::as_str).join(" ")));
    zone.stretches().iter().for_each(|s| line(format!("zone {} {}", s.from, s.offset)));
    for (at, layer) in layers.iter().enumerate() {
        for notice in layer {
            line(format!("notice {at} {} {:?} {}", notice.published, notice.covers, notice.id));
            notice.spans.iter().for_each(|span| line(span.canonical()));
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
