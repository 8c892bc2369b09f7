//! Local time: a list of (from instant, offset).

use crate::time::DAY_SECS;

/// Offsets in force. A region without summer time has one stretch; every question is then one addition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Zone {
    /// INVARIANT: not empty, `from` ascending, the first one without a beginning; offsets are whole minutes within a day.
    stretches: Vec<Stretch>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub from: i64,
    pub offset: i64,
}

impl Zone {
    /// The first stretch also holds before its own beginning. None unless `from` ascends and offsets are whole minutes under a day.
    pub fn new(mut stretches: Vec<Stretch>) -> Option<Zone> {
        let ascending = stretches.windows(2).all(|pair| pair[0].from < pair[1].from);
        let offsets = stretches.iter().all(|s| s.offset.abs() < DAY_SECS && s.offset % 60 == 0);
        // Local days would run backwards if an offset could jump by a day.
        let jumps = stretches.windows(2).all(|pair| (pair[0].offset - pair[1].offset).abs() < DAY_SECS / 2);
        stretches.first_mut()?.from = i64::MIN;
        (ascending && offsets && jumps).then_some(Zone { stretches })
    }

    pub fn stretches(&self) -> &[Stretch] {
        &self.stretches
    }

    /// The offset, if it is always the same.
    #[inline]
    pub fn fixed(&self) -> Option<i64> {
        if let [only] = self.stretches[..] { Some(only.offset) } else { None }
    }

    #[inline]
    pub fn offset(&self, t: i64) -> i64 {
        self.fixed().unwrap_or_else(|| {
            let next = self.stretches.partition_point(|s| s.from <= t);
            self.stretches[next.saturating_sub(1)].offset
        })
    }

    /// Day and second of the day. INVARIANT: callers' instants are within some thousand years.
    #[inline]
    pub fn local(&self, t: i64) -> (i32, i64) {
        let wall = t + self.offset(t);
        let day = wall.div_euclid(DAY_SECS);
        (day as i32, wall - day * DAY_SECS)
    }

    /// The instant of a local time: of two, the earlier; of none, when the clock is put forward over it.
    #[inline]
    pub fn instant(&self, day: i32, second: i64) -> i64 {
        let wall = i64::from(day) * DAY_SECS + second;
        if let Some(offset) = self.fixed() {
            return wall - offset;
        }
        for pair in self.stretches.windows(2) {
            let change = pair[1].from;
            if wall - pair[0].offset < change {
                return wall - pair[0].offset;
            }
            if wall - pair[1].offset < change {
                return change;
            }
        }
        wall - self.stretches.last().map_or(0, |last| last.offset)
    }

    /// The stretches that meet `[a, b)`, each cut to it.
    pub fn between(&self, a: i64, b: i64) -> impl Iterator<Item = (i64, i64, i64)> + '_ {
        let ends = self.stretches.iter().skip(1).map(|next| next.from).chain([i64::MAX]);
        self.stretches.iter().zip(ends).map(move |(s, end)| (a.max(s.from), b.min(end), s.offset)).filter(|(a, b, _)| a < b)
    }
}
