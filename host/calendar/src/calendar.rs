//! A calendar: zone, plain week, and the notices of its own and of the calendar it extends.

use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use crate::book::PlainWeek;
use crate::error::{self, CalendarError};
use crate::file;
use crate::notice::Notice;
use crate::time::{Day, Instant, Stamp};
use crate::view::View;
use crate::zone::Zone;

/// What kind of day each date is, and since when that was known. Immutable; a clone shares everything.
#[derive(Debug, Clone)]
pub struct Calendar {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    parts: Parts,
    /// The days on which anything was published, ascending, and the instants at which they begin.
    published: Vec<Day>,
    published_at: Vec<i64>,
    /// One before the first publication and one after each.
    views: Vec<OnceLock<View>>,
}

/// What a calendar is made of.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    pub id: String,
    pub title: String,
    pub zone: Zone,
    pub week: PlainWeek,
    /// The calendar extended first; a later layer's day wins.
    pub layers: Vec<Layer>,
}

/// The notices of one calendar, without those of the calendar that it extends.
#[derive(Debug, Clone)]
pub(crate) struct Layer {
    pub id: String,
    /// INVARIANT: in the order of [`Notice::order`].
    pub notices: Vec<Arc<Notice>>,
}

impl Calendar {
    /// Reads a calendar file. One that says `extends` needs the calendar it names as `base`; `file_name` is for messages.
    ///
    /// # Errors
    /// [`CalendarError`] for the first thing that is wrong.
    pub fn parse(file_name: &str, text: &str, base: Option<&Calendar>) -> Result<Calendar, CalendarError> {
        Calendar::assemble(file::read_calendar(file_name, text, base.map(|base| &base.shared.parts))?)
    }

    /// This calendar with the notices of a further file, which says `adds-to` and the id of this calendar or of one it extends.
    ///
    /// # Errors
    /// [`CalendarError`] for the first thing that is wrong.
    pub fn with_notice(&self, file_name: &str, text: &str) -> Result<Calendar, CalendarError> {
        Calendar::assemble(file::read_notices(file_name, text, &self.shared.parts)?)
    }

    /// Mainland China: the notices of 2007 to 2026. Its id is `cn`.
    pub fn cn() -> &'static Calendar {
        static CN: LazyLock<Calendar> =
            LazyLock::new(|| built_in(Calendar::parse("cn.toml", include_str!("../data/cn.toml"), None)));
        &CN
    }

    /// Ningxia's Eid al-Fitr and Corban over [`Calendar::cn`], 2019 to 2022. Its id is `cn-ningxia`.
    pub fn ningxia() -> &'static Calendar {
        static NINGXIA: LazyLock<Calendar> = LazyLock::new(|| {
            built_in(Calendar::parse("cn-ningxia.toml", include_str!("../data/cn-ningxia.toml"), Some(Calendar::cn())))
        });
        &NINGXIA
    }

    pub fn id(&self) -> &str {
        &self.shared.parts.id
    }

    pub fn title(&self) -> &str {
        &self.shared.parts.title
    }

    /// All notices, those of the calendar extended first, each calendar's by publication.
    pub fn notices(&self) -> impl Iterator<Item = &Notice> {
        self.shared.parts.layers.iter().flat_map(|layer| &layer.notices).map(Arc::as_ref)
    }

    /// The local day and the second of that day.
    pub fn local(&self, t: Instant) -> (Day, u32) {
        let (day, second) = self.zone().local(t.countable());
        (Day(day), second as u32)
    }

    /// The instant of a local time: of two (a clock put back), the earlier; of none, when the clock is put forward over it.
    pub fn instant(&self, day: Day, second: u32) -> Instant {
        Instant(self.zone().instant(day.0, second.into()))
    }

    /// RFC 3339 with this calendar's offset at that instant.
    pub fn format(&self, t: Instant) -> Stamp {
        let (day, second) = self.local(t);
        Stamp::new(day, second, self.zone().offset(t.countable()))
    }

    /// The calendar as known on that day: all notices published on or before it.
    pub fn view(&self, known_at: Day) -> &View {
        self.view_at(self.view_index(known_at))
    }

    #[inline]
    pub(crate) fn zone(&self) -> &Zone {
        &self.shared.parts.zone
    }

    pub(crate) fn week(&self) -> &PlainWeek {
        &self.shared.parts.week
    }

    /// How many publications were known on that day: the number of its view.
    pub(crate) fn view_index(&self, known_at: Day) -> usize {
        self.shared.published.partition_point(|published| *published <= known_at)
    }

    /// How many publications were known at `t`.
    #[inline]
    pub(crate) fn view_index_at(&self, t: i64) -> usize {
        match self.shared.published_at.last() {
            Some(last) if *last > t => self.view_index_before(t + 1),
            _ => self.shared.published_at.len(),
        }
    }

    /// How many publications were known before `t`.
    pub(crate) fn view_index_before(&self, t: i64) -> usize {
        self.shared.published_at.partition_point(|at| *at < t)
    }

    /// INVARIANT: callers' numbers come from [`Calendar::view_index`] or are smaller.
    #[inline]
    pub(crate) fn view_at(&self, index: usize) -> &View {
        let Shared { parts, published, views, .. } = &*self.shared;
        let known_at = index.checked_sub(1).map_or(Day(i32::MIN), |last| published[last]);
        views[index].get_or_init(|| View::new(parts.week, &parts.zone, &parts.layers, known_at))
    }

    /// When the publication that follows view `index` becomes known: the local midnight at which its day begins.
    pub(crate) fn next_publication(&self, index: usize) -> Option<i64> {
        self.shared.published_at.get(index).copied()
    }

    fn assemble(parts: Parts) -> Result<Calendar, CalendarError> {
        let notices = || parts.layers.iter().flat_map(|layer| &layer.notices);
        let mut published: Vec<Day> = notices().map(|notice| notice.published).collect();
        published.sort_unstable();
        published.dedup();
        let published_at = published.iter().map(|day| parts.zone.instant(day.0, 0)).collect();
        let views = std::iter::repeat_with(OnceLock::new).take(published.len() + 1).collect();
        let calendar = Calendar { shared: Arc::new(Shared { parts, published, published_at, views }) };
        calendar.check_past()?;
        Ok(calendar)
    }

    /// No notice may change a day before its own publication: a verdict already given would flip.
    fn check_past(&self) -> Result<(), CalendarError> {
        for notice in self.shared.parts.layers.iter().flat_map(|layer| &layer.notices) {
            let index = self.view_index(notice.published);
            let past = notice
                .spans
                .iter()
                .flat_map(|span| (span.from..=span.to.min(notice.published.0 - 1)).map(move |day| (span, Day(day))));
            for (span, day) in past {
                let (before, after) = (self.view_at(index - 1).class(day), self.view_at(index).class(day));
                if before != after {
                    let (field, published) = (format!("notice {}: days", notice.id), notice.published);
                    let (before, after) = (before.as_str(), after.as_str());
                    let found = format!("{day}, {before} until {published}, becomes {after}");
                    let kind = error::CHANGES_THE_PAST;
                    return Err(CalendarError::new(kind, &notice.file, Some(span.line), &field, &found));
                }
            }
        }
        Ok(())
    }
}

impl fmt::Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The shipped files are read by a test, so this cannot fail in a build that passed it.
fn built_in(parsed: Result<Calendar, CalendarError>) -> Calendar {
    parsed.unwrap_or_else(|error| unreachable!("{error}"))
}
