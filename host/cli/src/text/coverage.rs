//! What people read of a coverage.

use super::Lang;

impl Lang {
    pub fn coverage(self) -> &'static CoverageWords {
        match self {
            Lang::Zh => &ZH,
            Lang::En => &EN,
        }
    }
}

/// The strings, by what they say.
pub struct CoverageWords {
    pub title: &'static str,
    pub as_of: &'static str,
    pub policy: &'static str,
    pub colon: &'static str,
    pub comma: &'static str,
    /// Before a bracket.
    pub blank: &'static str,
    pub never_asked: &'static str,
    pub rule_alone: [&'static str; 2],
    pub never_held: &'static str,
    /// Rule, asked, lacked, nearest case, title.
    pub nearest: [&'static str; 5],
    pub rules: &'static str,
    /// Rule, asked, held, missed, held of all cases, first case, title.
    pub rule: [&'static str; 7],
    pub lacking: &'static str,
    /// Rule, missed, condition, failed, share, alone, title.
    pub lacked: [&'static str; 7],
    pub lacking_note: &'static str,
    pub carried: &'static str,
    /// Rule, held, condition, so, title.
    pub carrier: [&'static str; 5],
    pub one_way: &'static str,
    /// Rule, condition, way, cases, title.
    pub condition: [&'static str; 5],
    /// Never so, always so.
    pub ways: [&'static str; 2],
    pub clocks: &'static str,
    /// Clock, rows, met, missed, overdue, never, rungs.
    pub clock: [&'static str; 7],
    pub no_row: &'static str,
    /// Never met, never missed.
    pub never: [&'static str; 2],
    pub inputs: &'static str,
    /// Input, asked for, given.
    pub input: [&'static str; 3],
    pub unused: &'static str,
    /// List, used of all, the unused.
    pub list: [&'static str; 3],
    /// `{}`: how many.
    pub more: &'static str,
    /// `{}`: version, rows used, rows.
    pub catalogue: &'static str,
    /// Line, category, area.
    pub row: [&'static str; 3],
    pub anywhere: &'static str,
}

const ZH: CoverageWords = CoverageWords {
    title: "规则覆盖",
    as_of: "截至",
    policy: "政策",
    colon: "：",
    comma: "、",
    blank: "",
    never_asked: "从未问及的规则",
    rule_alone: ["规则", "名称"],
    never_held: "问及而从未成立的规则",
    nearest: ["规则", "问及", "最少差几条", "最接近的案件", "名称"],
    rules: "成立过的规则（件）",
    rule: ["规则", "问及", "成立", "未成立", "成立占全部", "最早成立的案件", "名称"],
    lacking: "未成立时缺哪一条（件）",
    lacked: ["规则", "未成立", "条件", "缺此条", "占未成立", "只缺此条", "名称"],
    lacking_note: "一件案件多次问及同一规则的，以差得最少的一次为准。满足任一条件即成立的规则，未成立时条条都缺，不列。",
    carried: "满足任一条件即成立的，由哪一条成立（件，可兼有）",
    carrier: ["规则", "成立", "条件", "满足", "名称"],
    one_way: "只走过一个方向的条件",
    condition: ["规则", "条件", "方向", "件数", "名称"],
    ways: ["从未满足", "总是满足"],
    clocks: "时限（项）",
    clock: ["时限", "项数", "按时", "超期", "其中未办", "从未", "督办触发"],
    no_row: "从未起算",
    never: ["从未按时", "从未超期"],
    inputs: "待补充的要素（件）",
    input: ["要素", "待补", "已给"],
    unused: "从未用到的词",
    list: ["词表", "用到/共有", "从未用到"],
    more: "（另有{}项，见 --top 0 或 --format json）",
    catalogue: "派单目录（{}）：用到{}行，共{}行；从未用到的",
    row: ["行号", "类别", "区域"],
    anywhere: "不限",
};

const EN: CoverageWords = CoverageWords {
    title: "coverage",
    as_of: "as of",
    policy: "policy",
    colon: ": ",
    comma: ", ",
    blank: " ",
    never_asked: "rules that were never asked",
    rule_alone: ["rule", ""],
    never_held: "rules that were asked and never held",
    nearest: ["rule", "asked", "least lacking", "nearest case", ""],
    rules: "rules that held (cases)",
    rule: ["rule", "asked", "held", "missed", "held of all", "first case", ""],
    lacking: "what a rule lacked where it did not hold (cases)",
    lacked: ["rule", "missed", "condition", "lacking", "of missed", "only this", ""],
    lacking_note: "Of a case that asked a rule more than once, the asking that came nearest. Rules for which any one condition is enough lack all of them, and are not listed.",
    carried: "by which condition a rule held for which one is enough (cases; there may be several)",
    carrier: ["rule", "held", "condition", "so", ""],
    one_way: "conditions that only went one way",
    condition: ["rule", "condition", "way", "cases", ""],
    ways: ["never so", "always so"],
    clocks: "limits (rows)",
    clock: ["limit", "rows", "met", "missed", "not done", "never", "rungs fired"],
    no_row: "never begun",
    never: ["never met", "never missed"],
    inputs: "inputs that decisions ask for (cases)",
    input: ["input", "asked for", "given"],
    unused: "words that were never used",
    list: ["list", "used/all", "never used"],
    more: "({} more: --top 0, or --format json)",
    catalogue: "catalogue of {}: {} of {} rows used; never used are",
    row: ["line", "category", "area"],
    anywhere: "anywhere",
};
