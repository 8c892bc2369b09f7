//! What people read of a replay.

use paidan_lab::replay::What;

use super::Lang;

impl Lang {
    pub fn replay(self) -> &'static ReplayWords {
        match self {
            Lang::Zh => &ZH,
            Lang::En => &EN,
        }
    }

    /// What of a decision is other.
    pub const fn what(self, what: What) -> &'static str {
        let (zh, en) = match what {
            What::Status => ("结论", "status"),
            What::Stage => ("环节", "stage"),
            What::Level => ("层级", "level"),
            What::Label => ("标签", "label"),
            What::Route => ("派单", "route"),
            What::Row => ("事项", "obligation"),
            What::Due => ("到期", "due"),
            What::State => ("状态", "state"),
            What::Supervision => ("督办", "supervision"),
            What::Escalation => ("提级", "escalation"),
            What::Action => ("待办", "action"),
            What::Violation => ("违规", "violation"),
            What::Measure => ("指标", "measure"),
            What::Need => ("缺要件", "missing input"),
            What::Reason => ("适用规则", "rule"),
            What::Note => ("提示", "note"),
            What::Other => ("其他", "other"),
        };
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// The strings, by what they say.
pub struct ReplayWords {
    /// For the page's `lang`.
    pub code: &'static str,
    pub heading: &'static str,
    pub chart: &'static str,
    /// Of a table of examples: case, as of, who, before, after.
    pub columns: [&'static str; 5],
    pub comma: &'static str,
    /// `{}`: the rules, what they are held against.
    pub title: &'static str,
    pub record: &'static str,
    /// `{}`: a moment.
    pub until: &'static str,
    /// Cases, the same, other, other as accepted, left out.
    pub counts: [&'static str; 5],
    /// `{}`: cases, version and digest of the rules that made the records, or digest of the component.
    pub other_rules: &'static str,
    pub other_build: &'static str,
    /// After too many makers.
    pub others: &'static str,
    pub partial: &'static str,
    pub nothing: &'static str,
    pub first: &'static str,
    /// Newly overdue, no longer overdue, ownerless, with nothing due, with something missing.
    pub newly: [&'static str; 5],
    /// `{}`: cases of a group.
    pub cases: &'static str,
    /// `{}`: dues, days and hours together.
    pub later: &'static str,
    pub earlier: &'static str,
    pub rule: &'static str,
    pub units: &'static str,
    pub example: &'static str,
    /// There was, or is, nothing of the kind.
    pub none: &'static str,
    pub there: &'static str,
    /// Of a route: mode, lead, accountable, others.
    pub route: [&'static str; 4],
    /// Of a superior.
    pub above: &'static str,
    /// `{}`: groups that are not shown.
    pub more: &'static str,
    /// `{}`: days, hours.
    pub days: &'static str,
    pub hours: &'static str,
    pub minutes: &'static str,
    pub seconds: &'static str,
}

const ZH: ReplayWords = ReplayWords {
    code: "zh-CN",
    heading: "规则变更影响",
    chart: "不同最多的方面（件）",
    columns: ["案件", "截至", "单位", "变更前", "变更后"],
    comma: "，",
    title: "{} 对照 {}",
    record: "当时的记录",
    until: "到 {} 若无人办理",
    counts: ["共", "相同", "不同", "不同但已认可", "未计入"],
    other_rules: "{} 件由其他规则记录：{}",
    other_build: "{} 件由同一规则的另一构建记录：{}",
    others: "其余",
    partial: "中途停止：以下只是已读部分的结果",
    nothing: "没有不同。",
    first: "先看：",
    newly: ["新增超期", "不再超期", "无人负责", "无事可办", "缺要件"],
    cases: "{} 件",
    later: "推迟 {} 项，共 {}",
    earlier: "提前 {} 项，共 {}",
    rule: "规则",
    units: "单位",
    example: "例",
    none: "无",
    there: "有",
    route: ["方式", "主办", "责任单位", "其他单位"],
    above: "上级",
    more: "还有 {} 组；--top 0 显示全部",
    days: "{}天",
    hours: "{}小时",
    minutes: "{}分",
    seconds: "{}秒",
};

const EN: ReplayWords = ReplayWords {
    code: "en",
    heading: "What the change does",
    chart: "What differs most (cases)",
    columns: ["case", "as of", "unit", "before", "after"],
    comma: ", ",
    title: "{} against {}",
    record: "what was recorded",
    until: "{} if nobody acts",
    counts: ["in all", "the same", "other", "other as accepted", "left out"],
    other_rules: "{} recorded by other rules: {}",
    other_build: "{} recorded by another build of the same rules: {}",
    others: "all the rest",
    partial: "stopped half-way: what follows is of the part that was read",
    nothing: "Nothing is other.",
    first: "look first:",
    newly: ["newly overdue", "no longer overdue", "without an owner", "with nothing due", "missing an input"],
    cases: "{}",
    later: "{} later, {} together",
    earlier: "{} earlier, {} together",
    rule: "rule",
    units: "units",
    example: "e.g.",
    none: "none",
    there: "there",
    route: ["mode", "lead", "accountable", "others"],
    above: "superior",
    more: "{} groups more; --top 0 shows all",
    days: "{} d",
    hours: "{} h",
    minutes: "{} min",
    seconds: "{} s",
};
