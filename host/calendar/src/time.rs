//! Instants and local days, and how both are written.

use std::fmt;

pub(crate) const DAY_SECS: i64 = 86_400;
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2200;

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(pub i64);

/// A local date: days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(pub i32);

/// Why a text is not an instant or a day. The years 1970 to 2200 can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeError {
    /// Not of the shape `2026-02-25T10:00:00+08:00`, or `2026-02-25`.
    Shape,
    /// A time without its offset could be any of 26 hours.
    NoOffset,
    /// The shape is right, but there is no such date, time or offset: 30 February, 24:00, a leap second.
    NoSuchTime,
    /// Before 1970 or after 2200.
    OutOfRange,
}

impl fmt::Display for TimeError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            TimeError::Shape => "expected a time such as `2026-02-25T10:00:00+08:00` or a date such as `2026-02-25`",
            TimeError::NoOffset => "the offset is missing: write `2026-02-25T10:00:00+08:00`, not `2026-02-25T10:00:00`",
            TimeError::NoSuchTime => "there is no such date, time or offset",
            TimeError::OutOfRange => "the year must be 1970 to 2200",
        })
    }
}

impl std::error::Error for TimeError {}

impl Instant {
    /// Where given instants are cut: a day beyond the years that can be written, so that every offset fits.
    pub(crate) const EARLIEST: Instant = Instant(-DAY_SECS);
    pub(crate) const LATEST: Instant = Instant((days_of(2201, 1, 1) as i64 + 1) * DAY_SECS);

    /// RFC 3339 with an offset; a fraction of a second is dropped. `-00:00`, which says that the offset is unknown, is refused.
    ///
    /// # Errors
    /// [`TimeError`], which says what is wrong with the text but does not repeat it.
    pub fn parse_rfc3339(text: &str) -> Result<Instant, TimeError> {
        let bytes = text.as_bytes();
        let (date, clock) = (bytes.get(..10), bytes.get(11..19));
        let (Some(date), Some(clock), Some(b'T' | b't')) = (date, clock, bytes.get(10)) else {
            return Err(TimeError::Shape);
        };
        let day = parse_date(date)?;
        let &[h0, h1, b':', m0, m1, b':', s0, s1] = clock else {
            return Err(TimeError::Shape);
        };
        let (hour, minute, second) = (two(h0, h1)?, two(m0, m1)?, two(s0, s1)?);
        let mut rest = &bytes[19..];
        if let Some((b'.', fraction)) = rest.split_first() {
            let digits = fraction.iter().take_while(|b| b.is_ascii_digit()).count();
            if digits == 0 {
                return Err(TimeError::Shape);
            }
            rest = &fraction[digits..];
        }
        let offset = match *rest {
            [] => return Err(TimeError::NoOffset),
            [b'Z' | b'z'] => 0,
            [sign @ (b'+' | b'-'), h0, h1, b':', m0, m1] => {
                let (hours, minutes) = (two(h0, h1)?, two(m0, m1)?);
                let size = hours * 3600 + minutes * 60;
                if hours > 23 || minutes > 59 || (sign == b'-' && size == 0) {
                    return Err(TimeError::NoSuchTime);
                }
                if sign == b'-' { -size } else { size }
            }
            _ => return Err(TimeError::Shape),
        };
        if hour > 23 || minute > 59 || second > 59 {
            return Err(TimeError::NoSuchTime);
        }
        Ok(Instant(i64::from(day.0) * DAY_SECS + hour * 3600 + minute * 60 + second - offset))
    }

    /// Within some thousand years, so that no sum of it overflows.
    pub(crate) fn countable(self) -> i64 {
        self.0.clamp(-(1 << 44), 1 << 44)
    }

    pub(crate) fn sane(self) -> i64 {
        self.0.clamp(Instant::EARLIEST.0, Instant::LATEST.0)
    }
}

impl Day {
    /// A date such as `2026-02-25`.
    ///
    /// # Errors
    /// [`TimeError`], which does not repeat the text.
    pub fn parse(text: &str) -> Result<Day, TimeError> {
        parse_date(text.as_bytes())
    }

    /// The day of a date; months and days past the end of theirs are an error of the caller's and give a neighbouring date.
    pub(crate) const fn of(year: i32, month: i32, day: i32) -> Day {
        Day(days_of(year, month, day))
    }

    pub fn year(self) -> i32 {
        self.date().0
    }

    /// 1 for Monday to 7 for Sunday, as in ISO 8601.
    pub fn weekday(self) -> u8 {
        self.weekday_index() as u8 + 1
    }

    /// 0 for Monday. 1970-01-01 was a Thursday.
    pub(crate) fn weekday_index(self) -> usize {
        (i64::from(self.0) + 3).rem_euclid(7) as usize
    }

    /// Year, month and day of the proleptic Gregorian calendar.
    // Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms" (2022): years begin on 1 March,
    // and are counted from so far back that nothing is negative; then each division is one multiplication.
    pub(crate) const fn date(self) -> (i32, i32, i32) {
        const ERAS: i64 = 14_700; // of 400 years
        let days = 4 * (self.0 as i64 + 719_468 + ERAS * 146_097) as u64 + 3;
        let (century, of_century) = (days / 146_097, (days % 146_097) as u32 / 4);
        let years = 2_939_745 * (4 * of_century + 3) as u64;
        let (year, of_year) = ((years >> 32) as u32, years as u32 / 2_939_745 / 4);
        let months = 2_141 * of_year + 197_913;
        let (month, day) = (months >> 16, (months & 0xffff) / 2_141 + 1);
        let next = of_year >= 306; // January and February
        let year = 100 * century as i64 + year as i64 - 400 * ERAS + next as i64;
        (year as i32, if next { month - 12 } else { month } as i32, day as i32)
    }
}

impl Day {
    /// `2026-02-25` in ASCII; of years outside 0000 to 9999 the nearest date that can be written.
    pub fn digits(self) -> [u8; 10] {
        let mut digits = [0; 10];
        digits.copy_from_slice(&Stamp::new(self, 0, 0).0[..10]);
        digits
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

pub(crate) const fn days_of(year: i32, month: i32, day: i32) -> i32 {
    let y = if month <= 2 { year - 1 } else { year };
    let (era, yoe) = (y.div_euclid(400), y.rem_euclid(400));
    let doy = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

/// The last day of the month.
pub(crate) const fn month_days(year: i32, month: i32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn parse_date(date: &[u8]) -> Result<Day, TimeError> {
    let &[y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = date else {
        return Err(TimeError::Shape);
    };
    let year = (two(y0, y1)? * 100 + two(y2, y3)?) as i32;
    let (month, day) = (two(m0, m1)? as i32, two(d0, d1)? as i32);
    if !YEARS.contains(&year) {
        return Err(TimeError::OutOfRange);
    }
    if !(1..=12).contains(&month) || day < 1 || day > month_days(year, month) {
        return Err(TimeError::NoSuchTime);
    }
    Ok(Day::of(year, month, day))
}

fn two(tens: u8, ones: u8) -> Result<i64, TimeError> {
    if tens.is_ascii_digit() && ones.is_ascii_digit() {
        Ok(i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
    } else {
        Err(TimeError::Shape)
    }
}

/// An instant as RFC 3339 with an offset, 25 characters, written without the formatting machinery: it is on the hot path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp([u8; 25]);

/// 00 to 99.
const TWO_DIGITS: [[u8; 2]; 100] = {
    let mut digits = [[0; 2]; 100];
    let mut n = 0;
    while n < 100 {
        digits[n] = [b'0' + n as u8 / 10, b'0' + n as u8 % 10];
        n += 1;
    }
    digits
};

impl Stamp {
    /// `second` of the local `day`; `offset` in seconds, whole minutes. Years outside 0000 to 9999 give the nearest date that can be written.
    pub(crate) fn new(day: Day, second: u32, offset: i64) -> Stamp {
        const FIRST: Day = Day::of(0, 1, 1);
        const LAST: Day = Day::of(9999, 12, 31);
        let (year, month, date) = day.clamp(FIRST, LAST).date();
        let (year, minutes) = (year as u32, offset.unsigned_abs() as u32 / 60);
        let mut bytes = *b"0000-00-00T00:00:00+00:00";
        let mut put = |at: usize, n: u32| bytes[at..at + 2].copy_from_slice(&TWO_DIGITS[n as usize % 100]);
        put(0, year / 100);
        put(2, year % 100);
        put(5, month as u32);
        put(8, date as u32);
        put(11, second / 3600);
        put(14, second / 60 % 60);
        put(17, second % 60);
        put(20, minutes / 60);
        put(23, minutes % 60);
        bytes[19] = if offset < 0 { b'-' } else { b'+' };
        Stamp(bytes)
    }

    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default() // always ASCII
    }

    /// [`Stamp::as_str`] as bytes.
    pub const fn as_bytes(&self) -> &[u8; 25] {
        &self.0
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
