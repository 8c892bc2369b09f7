//! What clerks and authors read, in Chinese and in English: the one table of strings of the command line.

pub mod ahead;
pub mod case;
pub mod check;
pub mod coverage;
pub mod import;
pub mod inspect;
pub mod replay;
pub mod report;
pub mod test;

use paidan_calendar::DayClass;

/// The language of the output; errors and help are English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

/// The strings, by what they say.
pub struct Words {
    /// From Monday.
    pub weekdays: [&'static str; 7],
    /// By class: workday, make-up workday, rest, statutory.
    pub classes: [&'static str; 4],
    pub date: &'static str,
    pub weekday: &'static str,
    pub class: &'static str,
    pub name: &'static str,
    pub what: &'static str,
    pub why: &'static str,
    pub start: &'static str,
    pub term: &'static str,
    pub due: &'static str,
    pub calendar: &'static str,
    pub known_at: &'static str,
    /// The day of the start.
    pub started: &'static str,
    pub deemed: &'static str,
    /// `{}`: which one.
    pub counted: &'static str,
    /// `{}`: hours and minutes.
    pub worked: &'static str,
    pub skipped: &'static str,
    pub paused: &'static str,
    /// Weeks, months … after the start.
    pub period: &'static str,
    pub rolled: &'static str,
    pub ends: &'static str,
    pub open: &'static str,
    /// Two `{}`: days left out, and of them counted.
    pub omitted: &'static str,
    /// Nobody gave the day a class of its own: `plain` is the week's.
    pub plain: &'static str,
    /// Between a holiday and the notice that says so.
    pub notice: &'static str,
    pub provisional: &'static str,
    pub firm: &'static str,
}

const ZH: Words = Words {
    weekdays: ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
    classes: ["工作日", "调休上班日", "休息日", "法定节假日"],
    date: "日期",
    weekday: "星期",
    class: "类别",
    name: "名称",
    what: "计时",
    why: "说明",
    start: "起算",
    term: "时限",
    due: "到期",
    calendar: "日历",
    known_at: "截至该日已知",
    started: "起算",
    deemed: "视为自此日起算",
    counted: "计入，第{}日",
    worked: "计入 {}",
    skipped: "不计",
    paused: "暂停，不计",
    period: "期满之日",
    rolled: "顺延至此日",
    ends: "到期",
    open: "暂停尚未结束，到期日未定",
    omitted: "略去{}日，其中计入{}日",
    plain: "常规周历",
    notice: "，依据：",
    provisional: "暂定：所涉日期的放假安排尚未公布",
    firm: "确定",
};

const EN: Words = Words {
    weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
    classes: ["workday", "make-up workday", "rest day", "statutory holiday"],
    date: "date",
    weekday: "day",
    class: "class",
    name: "name",
    what: "clock",
    why: "why",
    start: "start",
    term: "term",
    due: "due",
    calendar: "calendar",
    known_at: "as known at",
    started: "start",
    deemed: "deemed to start here",
    counted: "counted, day {}",
    worked: "counted {}",
    skipped: "skipped",
    paused: "paused, not counted",
    period: "end of the period",
    rolled: "rolled to here",
    ends: "due",
    open: "a pause is open: the due is not known",
    omitted: "{} days left out, {} of them counted",
    plain: "the plain week",
    notice: ", by ",
    provisional: "provisional: the holidays it rests on are not published yet",
    firm: "firm",
};

/// A string with its `{}` filled, one after the other.
pub fn filled(template: &str, values: &[&dyn std::fmt::Display]) -> String {
    let mut parts = template.split("{}");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.zip(values).fold(first, |text, (part, value)| format!("{text}{value}{part}"))
}

/// `1,234,567`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

impl Lang {
    pub fn words(self) -> &'static Words {
        match self {
            Lang::Zh => &ZH,
            Lang::En => &EN,
        }
    }
}

impl Words {
    pub fn class(&self, class: DayClass) -> &'static str {
        self.classes[match class {
            DayClass::Workday => 0,
            DayClass::MakeupWorkday => 1,
            DayClass::Rest => 2,
            DayClass::Statutory => 3,
        }]
    }

    /// `weekday`: 1 for Monday to 7 for Sunday.
    pub fn weekday(&self, weekday: u8) -> &'static str {
        self.weekdays[usize::from(weekday.clamp(1, 7)) - 1]
    }
}
