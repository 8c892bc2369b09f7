//! What people read of what lies ahead of a corpus.

use super::Lang;

impl Lang {
    pub fn ahead(self) -> &'static AheadWords {
        match self {
            Lang::Zh => &ZH,
            Lang::En => &EN,
        }
    }
}

/// The strings, by what they say.
pub struct AheadWords {
    /// `{}`: from when, up to when.
    pub title: &'static str,
    pub policy: &'static str,
    /// `{}`: the day as of which the calendar was known.
    pub known_at: &'static str,
    /// `{}`: cases read, counted, of them lacking something, with something open, obligations open.
    pub cases: &'static str,
    /// `{}`: obligations and cases overdue, obligations and cases falling due, of them with nothing overdue yet, obligations and cases
    /// overdue by then.
    pub sums: &'static str,
    /// `{}`: how many of those falling due.
    pub provisional: &'static str,
    /// `{}`: warnings that go out.
    pub reminders: &'static str,
    /// Before obligations that are due later or have no due: later, paused, awaited, unlimited.
    pub without: &'static str,
    pub rest: [&'static str; 4],
    /// Before cases that are in no figure: bad, faults, not opened, not applicable, contradictory.
    pub out: &'static str,
    pub outs: [&'static str; 5],
    /// `{}`: so many.
    pub obligations: &'static str,
    pub counted: &'static str,
    /// By unit, clock, day, case.
    pub by: [&'static str; 4],
    /// Of a table of groups: who or what, open, overdue.
    pub unit: &'static str,
    pub clock: &'static str,
    pub open: &'static str,
    pub overdue: &'static str,
    /// After the days that have a column.
    pub after: &'static str,
    pub by_then: &'static str,
    pub overdue_cases: &'static str,
    /// `{}`: numbers of rungs.
    pub rungs: &'static str,
    pub awaited: &'static str,
    pub paused: &'static str,
    pub city: &'static str,
    /// Nobody answers.
    pub nobody: &'static str,
    /// Day, falls due, of them provisional, overdue when it is over.
    pub days: [&'static str; 4],
    /// `{}`: how many are shown, of how many.
    pub pressing: &'static str,
    pub nothing: &'static str,
    /// Due, left, case, who, what, term, rule.
    pub list: [&'static str; 7],
    /// Behind a due that comes round again.
    pub round: &'static str,
    pub reasons: &'static str,
    /// `{}`: rows, obligations that are not shown.
    pub more_rows: &'static str,
    pub more: &'static str,
    /// Between rules, whose titles have commas.
    pub semicolon: &'static str,
    pub comma: &'static str,
    pub full_stop: &'static str,
}

const ZH: AheadWords = AheadWords {
    title: "若无人办理：自 {} 至 {}",
    policy: "政策",
    known_at: "放假安排截至 {} 已知",
    cases: "读入 {} 件，计入 {} 件（{} 件待补充信息），其中 {} 件共有 {} 项未办。",
    sums: "已超期 {} 项（{} 件）；其间到期 {} 项（{} 件，其中 {} 件此前没有超期）；届时超期 {} 项（{} 件）。",
    provisional: "其间到期的有 {} 项到期日为暂定：所涉日期的放假安排尚未公布。",
    reminders: "其间发出预警 {} 次（预警不是督办）。",
    without: "届时还未超期：",
    rest: ["此后到期", "暂停计时", "待定限", "不限时"],
    out: "不在任何数字之内：",
    outs: ["无法读取或不属本市", "政策出错", "尚未发生", "不属本政策", "案情自相矛盾"],
    obligations: "{} 项",
    counted: "{} 件",
    by: ["按单位（项）", "按事项（项）", "按日（项）", "逐项：其间到期的在前，已超期的在后"],
    unit: "单位",
    clock: "事项",
    open: "未办",
    overdue: "已超期",
    after: "此后",
    by_then: "届时超期",
    overdue_cases: "涉及件数",
    rungs: "新达督办（第{}级）",
    awaited: "待定限",
    paused: "暂停",
    city: "全市",
    nobody: "无责任单位",
    days: ["日期", "到期", "其中暂定", "日终累计超期"],
    pressing: "最急的 {} 项（其间到期共 {} 项）",
    nothing: "其间没有到期的事项。",
    list: ["到期", "剩余/超期", "诉求", "责任方", "事项", "时限", "依据"],
    round: "每期一次",
    reasons: "依据",
    more_rows: "另有 {} 行；--top 0 显示全部",
    more: "另有 {} 项；--top 0 显示全部",
    semicolon: "；",
    comma: "，",
    full_stop: "。",
};

const EN: AheadWords = AheadWords {
    title: "if nobody acts: from {} until {}",
    policy: "policy",
    known_at: "holidays as known on {}",
    cases: "{} cases read, {} counted ({} of them lacking something); {} of them have {} obligations open.",
    sums: "Overdue already: {} ({} cases). Falling due until then: {} ({} cases, {} of them with nothing overdue yet). Overdue by then: {} ({} cases).",
    provisional: "{} of those falling due have a provisional due: the holidays it rests on are not published yet.",
    reminders: "Warnings that go out until then: {} (a warning is no supervision).",
    without: "Not overdue by then: ",
    rest: ["due later", "paused", "limit awaited", "without limit"],
    out: "In no figure: ",
    outs: ["not readable, or of another city", "fault of the policy", "not begun yet", "not this policy's", "contradictory"],
    obligations: "{}",
    counted: "{}",
    by: [
        "by unit (obligations)",
        "by what is owed (obligations)",
        "by day (obligations)",
        "each obligation: what falls due first, then what is overdue already",
    ],
    unit: "unit",
    clock: "what is owed",
    open: "open",
    overdue: "overdue",
    after: "after",
    by_then: "by then",
    overdue_cases: "cases",
    rungs: "rungs {} reached",
    awaited: "awaited",
    paused: "paused",
    city: "whole city",
    nobody: "nobody",
    days: ["day", "falls due", "provisional", "overdue at its end"],
    pressing: "the {} most pressing (of {} that fall due)",
    nothing: "Nothing falls due until then.",
    list: ["due", "left/over", "case", "who", "what", "term", "rule"],
    round: "each time",
    reasons: "rules",
    more_rows: "{} rows more; --top 0 shows all",
    more: "{} more; --top 0 shows all",
    semicolon: "; ",
    comma: ", ",
    full_stop: ".",
};
