//! What people read of an import.

use super::Lang;

impl Lang {
    pub fn import(self) -> &'static ImportWords {
        match self {
            Lang::Zh => &ZH,
            Lang::En => &EN,
        }
    }

    /// What a word that nobody knows was to be.
    pub fn unknown_kind(self, what: &'static str) -> &'static str {
        let zh = match what {
            "jurisdiction" => "行政区划",
            "channel" => "渠道",
            "kind" => "类型",
            "category" => "分类",
            "area" => "区域",
            "event" => "事件",
            "unit" => "单位",
            "level" => "层级",
            "reason" => "事由",
            "fact" => "要素",
            "word" => "取值",
            other => other,
        };
        match self {
            Lang::Zh => zh,
            Lang::En => what,
        }
    }
}

/// The strings, by what they say.
pub struct ImportWords {
    pub dry_run: &'static str,
    /// Of the table of columns: name, where it lands, rows, different values, unknown, examples.
    pub columns: [&'static str; 6],
    pub unused: &'static str,
    pub comma: &'static str,
    /// `{}`: rows, cases.
    pub imported: &'static str,
    /// `{}`: rows.
    pub left_out: &'static str,
    pub empty: &'static str,
    pub rows: &'static str,
    pub cut_short: &'static str,
    /// `{}`: cities.
    pub all_known: &'static str,
    pub unknown: &'static str,
    /// No city judges any of the cases.
    pub unknown_to_all: &'static str,
    pub unasked_words: &'static str,
    /// `{}`: why.
    pub unasked: &'static str,
    /// `{}`: a word.
    pub meant: &'static str,
    /// `{}`: words that are not shown.
    pub more: &'static str,
    /// `{}`: how often.
    pub unknown_more: &'static str,
    pub idle: &'static str,
    pub failing: &'static str,
}

const ZH: ImportWords = ImportWords {
    dry_run: "试运行：没有写出案件。",
    columns: ["列", "去向", "行数", "不同值", "未知", "例"],
    unused: "（未使用）",
    comma: "、",
    imported: "共 {} 行，转换为 {} 件",
    left_out: "未导入 {} 行",
    empty: "空行 {} 行",
    rows: "{} 行",
    cut_short: "文件没有读完：此后的行无法读取，数目不明。",
    all_known: "对照 {}：没有未知词语。",
    unknown: "对照 {}：以下词语规则中没有，已照原样保留",
    unknown_to_all: "以下词语没有哪个城市认得，已照原样保留",
    unasked_words: "没有对照任何城市的词汇：在部署目录中运行，或用 --city 指明。",
    unasked: "没有对照词汇：{}",
    meant: "是否应为 {}？",
    more: "还有 {} 个；--dry-run --json 列出全部",
    unknown_more: "另有未知词语 {} 次，不同的词太多，未逐一列出",
    idle: "映射中没有用到的规则：",
    failing: "不能导入的行：",
};

const EN: ImportWords = ImportWords {
    dry_run: "A dry run: no case was written.",
    columns: ["column", "lands", "rows", "distinct", "unknown", "e.g."],
    unused: "(not used)",
    comma: ", ",
    imported: "{} rows, {} cases",
    left_out: "left out: {}",
    empty: "empty rows: {}",
    rows: "{} rows",
    cut_short: "The file was not read to its end: from there on nothing can be read, and nobody knows how much.",
    all_known: "Held against {}: no word is unknown.",
    unknown: "Held against {}: these words are not declared, and were kept",
    unknown_to_all: "No city knows these words; they were kept",
    unasked_words: "Words were held against no city: run this inside a deployment, or name one with --city.",
    unasked: "Words were not held against a city: {}",
    meant: "did you mean {}?",
    more: "{} more; --dry-run --json lists all",
    unknown_more: "unknown words another {} times: too many different ones to list",
    idle: "Rules of the mapping that apply to nothing:",
    failing: "Rows that fail:",
};
