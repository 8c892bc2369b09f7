//! What authors read of tests.

use super::Lang;

impl Lang {
    pub fn test(self) -> &'static TestWords {
        match self {
            Lang::Zh => &ZH,
            Lang::En => &EN,
        }
    }
}

/// The strings, by what they say.
pub struct TestWords {
    /// What a case expects and what it got, each before its value.
    pub expected: &'static str,
    pub got: &'static str,
    pub nothing: &'static str,
    /// Four `{}`: cases, passed, failed, seconds.
    pub tested: &'static str,
    /// Heads: rules, times named, asked, held.
    pub covered: [&'static str; 4],
    pub never_named: &'static str,
    pub never_held: &'static str,
    pub one_way: &'static str,
    /// Before `true` or `false`, `met` or `missed`.
    pub never: &'static str,
    /// Two `{}`: rows used, rows.
    pub routes_used: &'static str,
    /// One `{}`: how many cases.
    pub other_readings: &'static str,
    /// Four `{}`: mutants, noticed, percent, refused at load.
    pub mutants: &'static str,
    /// Before the list.
    pub unnoticed: &'static str,
    /// One `{}`: how many values.
    pub updated: &'static str,
}

const ZH: TestWords = TestWords {
    expected: "期望",
    got: "实际",
    nothing: "无",
    tested: "共{}个用例：通过{}个，失败{}个（{}秒）",
    covered: ["规则", "点名", "问及", "成立"],
    never_named: "没有用例点名的规则",
    never_held: "从未成立的规则",
    one_way: "只走过一个方向的条件和时钟",
    never: "从未",
    routes_used: "派单目录：用到{}行，共{}行",
    other_readings: "{}个用例属于其他解释，用 --set 运行：",
    mutants: "变异检验：共{}处，用例察觉{}处（{}%）；另有{}处加载时即被拒绝",
    unnoticed: "没有用例察觉：",
    updated: "改写了{}处期望值",
};

const EN: TestWords = TestWords {
    expected: "expected",
    got: "got",
    nothing: "nothing",
    tested: "{} cases: {} passed, {} failed ({} s)",
    covered: ["rule", "named", "asked", "held"],
    never_named: "rules that no case names",
    never_held: "rules that never held",
    one_way: "conditions and clocks that only went one way",
    never: "never",
    routes_used: "catalogue: {} of {} rows used",
    other_readings: "{} cases of other readings, to be run with --set:",
    mutants: "mutants: {}, of which the cases notice {} ({} %); {} more are refused at load",
    unnoticed: "noticed by no case:",
    updated: "rewrote {} expected values",
};
