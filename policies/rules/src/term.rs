//! Terms as people write them: "3 working days", "same working day", "2 working hours", "1 calendar month".

use std::fmt;

/// What a term counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum TimeUnit {
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// Just under a hundred years.
pub(crate) const WEEKS_MOST: u32 = 5_200;

impl TimeUnit {
    /// All, from short to long.
    pub const ALL: [TimeUnit; 7] =
        [TimeUnit::Minute, TimeUnit::Hour, TimeUnit::Day, TimeUnit::Week, TimeUnit::Month, TimeUnit::Quarter, TimeUnit::Year];

    /// The word in a term, singular.
    #[must_use]
    pub fn word(self) -> &'static str {
        ["minute", "hour", "day", "week", "month", "quarter", "year"][self as usize]
    }

    /// The largest amount, if every minute counts: just under a hundred years, the bound of the calendar's walks.
    #[must_use]
    pub fn most(self) -> u32 {
        [52_000_000, 870_000, 36_400, WEEKS_MOST, 1_170, 390, 99][self as usize]
    }

    /// Whether terms of this unit count seconds, not days: no roll, no cut-off, no ending but the exact one.
    #[must_use]
    pub fn is_short(self) -> bool {
        self < TimeUnit::Day
    }

    /// Minutes, roughly: enough to order the rungs of a ladder.
    pub(crate) fn minutes(self) -> u64 {
        [1, 60, 1_440, 10_080, 43_200, 129_600, 525_600][self as usize]
    }
}

/// When on its last day a term ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// To the second.
    Exact,
    /// 24:00.
    DayEnd,
    /// Last closing of the profile.
    Close,
    /// End of the ISO week, month, quarter or year.
    PeriodEnd,
}

/// Where a term goes whose last day does not count; the profile's id.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Roll {
    None,
    Next(String),
    Previous(String),
}

/// A term: how much of which time, and how it begins and ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// 0: the same day, or the end of the same week, month, quarter or year.
    pub amount: u32,
    /// What the amount counts.
    pub unit: TimeUnit,
    /// Id of the profile whose days and hours count.
    pub profile: String,
    /// Default: exact for minutes and hours; the end of the period for "same calendar month" and the like; else of the day.
    pub ends: Ending,
    /// Default: none.
    pub roll: Roll,
    /// A start on a day that does not count, or after the cut-off, is deemed to happen at the next opening.
    pub snaps: bool,
    /// Minute of the day.
    pub cut_off: Option<u16>,
    /// Due again and again.
    pub repeats: bool,
}

/// Why a text is no term, and what to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermError {
    /// `rules/bad-term` or `rules/amount`.
    pub code: &'static str,
    /// What was found.
    pub message: String,
    /// What to write.
    pub mend: String,
}

impl fmt::Display for TermError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.message, self.mend)
    }
}

impl std::error::Error for TermError {}

impl Term {
    /// Reads "AMOUNT PROFILE UNIT", or "same PROFILE UNIT". Whether the profile exists is for the caller to say.
    ///
    /// # Errors
    /// The text has another form, or its amount is 0 or too large.
    pub fn parse(text: &str) -> Result<Term, TermError> {
        const FORM: &str =
            "write an amount, a profile and a unit: `3 working days`, `same working day`, `2 working hours`, `1 calendar month`";
        let wrong = |message: String| TermError { code: "rules/bad-term", message, mend: FORM.to_owned() };
        let words: Vec<&str> = text.split_whitespace().collect();
        let [amount, profile, unit] = words[..] else {
            return Err(wrong(match words[..] {
                [_, unit] if unit_named(unit).is_some() => format!("`{text}` does not say which days count"),
                _ => format!("`{text}` is not a term"),
            }));
        };
        let Some(unit) = unit_named(unit) else {
            return Err(wrong(format!("`{unit}` is not a unit of time")));
        };
        let amount = match amount {
            "same" if unit.is_short() => return Err(wrong(format!("`{text}`: only a day or a longer period can be the same"))),
            "same" => 0,
            digits if !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()) => match digits.parse::<u32>() {
                Ok(0) => return Err(wrong(format!("`{text}` is no time at all"))),
                Ok(n) if n <= unit.most() => n,
                _ => {
                    let (most, unit) = (unit.most(), unit.word());
                    let mend = format!("at most {most} {unit}s; an obligation without a limit is `unlimited` in lib.rs");
                    return Err(TermError { code: "rules/amount", message: format!("`{text}` is too long"), mend });
                }
            },
            other => return Err(wrong(format!("`{other}` is not an amount"))),
        };
        let ends = match unit {
            TimeUnit::Minute | TimeUnit::Hour => Ending::Exact,
            unit if amount == 0 && unit > TimeUnit::Day => Ending::PeriodEnd,
            _ => Ending::DayEnd,
        };
        let profile = profile.to_owned();
        Ok(Term { amount, unit, profile, ends, roll: Roll::None, snaps: false, cut_off: None, repeats: false })
    }

    /// The term in Chinese: 3个工作日, 当日（工作日）, 2个工作小时, 1天. `profile` is the title of a profile that is neither `working`
    /// nor `calendar`: 5天（窗口开放日）.
    #[must_use]
    pub fn title(&self, profile: &str) -> String {
        let working = self.profile == "working";
        let n = self.amount;
        let period = ["分钟", "小时", "日", "周", "月", "季度", "年"][self.unit as usize];
        let counted = ["分钟", "小时", "天", "周", "个月", "个季度", "年"][self.unit as usize];
        let each = if self.repeats { "每" } else { "" };
        let spoken = match (n, self.unit, working) {
            (0, ..) => format!("当{period}"),
            (1, TimeUnit::Day, true) if self.repeats => return "每个工作日".to_owned(),
            (_, TimeUnit::Day, true) => return format!("{each}{n}个工作日"),
            (_, TimeUnit::Hour, true) => return format!("{n}个工作小时"),
            // "every month", not "every 1 month"
            (1, ..) if self.repeats => format!("每{period}"),
            _ => format!("{each}{n}{counted}"),
        };
        match (working, self.unit.is_short()) {
            (true, true) => format!("{spoken}（工作时间）"),
            (true, false) => format!("{spoken}（工作日）"),
            _ if self.profile == "calendar" => spoken,
            _ => format!("{spoken}（{profile}）"),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.amount, &self.profile, self.unit.word()) {
            (0, profile, unit) => write!(f, "same {profile} {unit}"),
            (1, profile, unit) => write!(f, "1 {profile} {unit}"),
            (n, profile, unit) => write!(f, "{n} {profile} {unit}s"),
        }
    }
}

fn unit_named(word: &str) -> Option<TimeUnit> {
    let singular = word.strip_suffix('s').unwrap_or(word);
    TimeUnit::ALL.into_iter().find(|unit| unit.word() == singular)
}

/// "17:00" as minute of the day; "24:00" only where an interval may end.
pub(crate) fn minute_of_day(text: &str, midnight: bool) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |part: &str| (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse::<u16>().ok());
    let (hours, minutes) = (number(hours)??, number(minutes)??);
    let minute = hours * 60 + minutes;
    (minutes < 60 && (minute < 1_440 || midnight && minute == 1_440)).then_some(minute)
}
