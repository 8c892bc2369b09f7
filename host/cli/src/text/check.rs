//! What authors read of a check.

use super::Lang;

impl Lang {
    pub fn check(self) -> &'static CheckWords {
        match self {
            Lang::Zh => &ZH,
            Lang::En => &EN,
        }
    }

    /// What a finding of a code means, and how its details are told.
    pub fn finding(self, code: &str) -> (&'static str, &'static str) {
        let table = if self == Lang::Zh { FINDINGS_ZH } else { FINDINGS_EN };
        table.iter().find(|(known, ..)| *known == code).map_or(("", "{}"), |(_, meaning, details)| (*meaning, *details))
    }

    /// A list of the manifest.
    pub fn list(self, list: &'static str) -> &'static str {
        if self == Lang::En {
            return list;
        }
        LISTS_ZH.iter().find(|(known, _)| *known == list).map_or(list, |(_, name)| name)
    }

    /// Of an entry.
    pub fn field(self, field: &'static str) -> &'static str {
        if self == Lang::En {
            return field;
        }
        FIELDS_ZH.iter().find(|(known, _)| *known == field).map_or(field, |(_, name)| name)
    }
}

/// The strings, by what they say.
pub struct CheckWords {
    pub comma: &'static str,
    pub colon: &'static str,
    /// Error, warning, note.
    pub severities: [&'static str; 3],
    pub explained: &'static str,
    /// What a case says of itself, what happens while a unit has it, all of it together.
    pub grids: [&'static str; 3],
    /// `{}`: of what, cases.
    pub all: &'static str,
    /// `{}`: of what, cases, combinations.
    pub pairs: &'static str,
    /// `{}`: cases.
    pub own: &'static str,
    pub cases: &'static str,
    /// `{}`: this version, the other one.
    pub against: &'static str,
    pub nothing: &'static str,
    pub added: &'static str,
    pub removed: &'static str,
    pub empty: &'static str,
}

const ZH: CheckWords = CheckWords {
    comma: "、",
    colon: "：",
    severities: ["错误", "警告", "提示"],
    explained: "已说明",
    grids: ["要素", "三步经过", "任意经过"],
    all: "{} {} 件（全部组合）",
    pairs: "{} {} 件（两两组合，全部为 {}）",
    own: "本市案例 {} 件",
    cases: "（{} 件）",
    against: "{} 对照此前的 {}",
    nothing: "没有不同。",
    added: "新增",
    removed: "删除",
    empty: "无",
};

const EN: CheckWords = CheckWords {
    comma: ", ",
    colon: ": ",
    severities: ["error", "warning", "note"],
    explained: "explained",
    grids: ["inputs", "sequences", "histories"],
    all: "{}: {} cases (all combinations)",
    pairs: "{}: {} cases (all pairs; {} combinations)",
    own: "the city's own: {} cases",
    cases: "({} cases)",
    against: "{} against {} before",
    nothing: "Nothing is other.",
    added: "added",
    removed: "removed",
    empty: "none",
};

/// Codes, what they mean, and their details.
#[rustfmt::skip]
const FINDINGS_ZH: &[(&str, &str, &str)] = &[
    ("check/fault", "政策出错或方案不可信", "{}"),
    ("check/ownerless", "未结案件无责任单位", ""),
    ("check/unclocked", "未结案件无任何时限", ""),
    ("check/no-lead", "未结案件无主办单位", ""),
    ("check/not-applicable", "本辖区案件被拒绝受理", ""),
    ("check/awaited-unasked", "时限待补而未提示补充", ""),
    ("check/need-without-row", "提示补充的要素没有对应待补时限", ""),
    ("check/rows-overlap", "同一事项同时有两个时限", "{} 与 {}"),
    ("check/label-disputed", "无人改定而所定与所拟不同", "所拟为 {}"),
    ("check/part-twice", "同一单位在派单中重复", "{}"),
    ("check/action-twice", "同一待办重复", "{}"),
    ("check/due-before-start", "到期早于起算", "起算 {}，到期 {}"),
    ("check/ladder-order", "督办次序颠倒", "{}，{}"),
    ("check/warned-at-once", "一起算即预警，预警期长于时限", "{}"),
    ("check/tier-order", "有轻重的分级与时限次序不一", "{}：{} 到期 {}，{} 到期 {}；而 {}、{} 之间相反"),
    ("check/next-check", "下次检查时间不准", "{}"),
    ("check/row-gone", "已有事项消失", "起算 {}"),
    ("check/rule-unasked", "从未用到的规则", ""),
    ("check/rule-unreachable", "从未成立的规则", "从未满足：{}"),
    ("check/condition-never-true", "从未满足的条件", ""),
    ("check/condition-never-false", "总是满足的条件", ""),
    ("check/never-met", "从未办成的节点", ""),
    ("check/unused", "声明了而从未用到", ""),
    ("check/unit-named-only", "只有案件提到、规则从不派往的单位", ""),
    ("check/input-idle", "不影响任何决定的输入要素", ""),
    ("check/event-idle", "不影响任何决定的事件", ""),
    ("check/category-idle", "不影响任何决定的类别", ""),
    ("check/word-idle", "不影响任何决定的词", ""),
    ("check/undeclared", "本市案例使用了未声明的词", "可能是 {}"),
    ("check/duplicate", "重名", "同 {}"),
    ("check/same-term", "同一时限有两个名称", "同 {}"),
    ("check/stale-explanation", "已说明的问题不再存在", "{}"),
];

#[rustfmt::skip]
const FINDINGS_EN: &[(&str, &str, &str)] = &[
    ("check/fault", "the policy fails, or its plan may not be believed", "{}"),
    ("check/ownerless", "an open case for which nobody answers", ""),
    ("check/unclocked", "an open case in which nothing is due", ""),
    ("check/no-lead", "an open case that nobody leads", ""),
    ("check/not-applicable", "a case of its own jurisdiction is refused as not its business", ""),
    ("check/awaited-unasked", "a row waits for an input and nobody is asked for it", ""),
    ("check/need-without-row", "an input is asked for and no row ever waits for it", ""),
    ("check/rows-overlap", "two open rows for one obligation", "{} and {}"),
    ("check/label-disputed", "a label is given and another proposed, though nobody set one", "proposed: {}"),
    ("check/part-twice", "a body stands twice in a route", "{}"),
    ("check/action-twice", "the same action is asked for twice", "{}"),
    ("check/due-before-start", "due before the start", "start {}, due {}"),
    ("check/ladder-order", "rungs are reached in another order than they stand in", "{}, {}"),
    ("check/warned-at-once", "a warning is reached as soon as the row starts", "{}"),
    ("check/tier-order", "of an ordered group, graver is now shorter and now longer", "{}: {} due {}, {} due {}; between {} and {} it is the other way"),
    ("check/next-check", "nothing changes at the next check, or something does before it", "{}"),
    ("check/row-gone", "an obligation was taken back", "start {}"),
    ("check/rule-unasked", "rules that nothing reaches", ""),
    ("check/rule-unreachable", "rules that are asked and never hold", "never fulfilled: {}"),
    ("check/condition-never-true", "conditions that no case fulfils", ""),
    ("check/condition-never-false", "conditions that every case fulfils", ""),
    ("check/never-met", "clocks of which no row was ever met", ""),
    ("check/unused", "declared, and no decision ever says it", ""),
    ("check/unit-named-only", "units that only cases name", ""),
    ("check/input-idle", "inputs that change no decision", ""),
    ("check/event-idle", "events that change no decision", ""),
    ("check/category-idle", "categories that change no decision", ""),
    ("check/word-idle", "words that change no decision", ""),
    ("check/undeclared", "the city's own cases use words that are not declared", "perhaps {}"),
    ("check/duplicate", "one title for two", "as {}"),
    ("check/same-term", "one term under two names", "as {}"),
    ("check/stale-explanation", "explained, and not found any more", "{}"),
];

#[rustfmt::skip]
const LISTS_ZH: &[(&str, &str)] = &[
    ("policy", "政策"), ("term", "时限"), ("clock", "节点"), ("ladder", "督办阶梯"), ("rung", "督办一级"), ("profile", "计时方式"), ("rule", "规则"),
    ("unit", "单位"), ("label", "分类标签"), ("input", "输入要素"), ("group", "分类标签"), ("stage", "阶段"), ("metric", "指标"), ("levels", "层级"),
    ("level", "层级"), ("channel", "渠道"), ("kind", "诉求类型"), ("category", "类别"), ("area", "区域"), ("event", "事件"),
    ("reason", "原因"), ("mode", "派单方式"), ("role", "角色"), ("action", "待办"), ("violation", "违规"),
];

#[rustfmt::skip]
const FIELDS_ZH: &[(&str, &str)] = &[
    ("title", "名称"), ("jurisdictions", "管辖"), ("calendar", "日历"), ("reads-text", "读取正文"), ("ends", "截止"), ("roll", "顺延"),
    ("snaps", "起算顺移"), ("cut-off", "截单"), ("repeats", "循环"), ("rule", "依据"), ("owed-by", "责任方"), ("stops", "完成于"),
    ("decided", "由程序判定"), ("pauses", "暂停"), ("ladder", "督办"), ("after-close", "结案后仍计"), ("notify", "提醒时段"),
    ("at", "到达"), ("to", "提醒"), ("action", "待办"), ("days", "日"), ("hours", "时段"), ("basis", "来源"), ("quote", "原文"), ("source", "出处"), ("note", "说明"),
    ("fills", "补"), ("conditions", "条件"), ("level", "层级"), ("line", "条线"), ("per", "每"), ("receiver", "接哨员"),
    ("kind", "类型"), ("on", "所在事件"), ("words", "取值"), ("range", "范围"), ("values", "取值"), ("required", "必有"),
    ("many", "可多个"), ("ordered", "有轻重"), ("national", "国家环节"), ("closed", "已结"), ("on-time-of", "按期率"), ("order", "次序"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_told_in_both_languages() {
        for (code, ..) in paidan_lab::check::FINDINGS {
            let told = [Lang::Zh, Lang::En].map(|lang| lang.finding(code));
            assert!(told.iter().all(|(meaning, _)| !meaning.is_empty()), "{code}");
            let blanks = told.map(|(_, details)| details.matches("{}").count());
            assert_eq!(blanks[0], blanks[1], "{code}");
        }
        assert_eq!(FINDINGS_ZH.len(), paidan_lab::check::FINDINGS.len());
    }
}
