//! What a policy reads and says, beside rules and time: inputs, units, stages, groups, metrics.

use super::Reader;
use crate::document::Node;
use crate::errors::suggest;
use crate::ids::{self, CASE, List};
use crate::model::{Group, Index, Input, InputKind, Metric, Per, Stage, Switch, Unit};
use crate::shape::KINDS;

impl<'d> Reader<'d, '_> {
    pub(super) fn inputs(&mut self) -> Vec<Input> {
        self.root.each("input").iter().map(|table| self.input(table)).collect()
    }

    fn input(&mut self, table: &Node<'d>) -> Input {
        let kind = input_kind(table);
        let words = table.each("words");
        for (key, of) in [("words", InputKind::Word), ("least", InputKind::Count), ("most", InputKind::Count)] {
            if let Some(node) = table.get(key).filter(|_| kind != of) {
                let message = format!("{} is no {}, and has `{key}`", table.subject(), KINDS[of as usize]);
                self.add("rules/other-kind", &node, message, format!("leave `{key}` out, or change the kind"));
            }
        }
        let (low, high) = match kind {
            InputKind::Flag => (0, 1),
            InputKind::Word if !words.is_empty() => (0, words.len() as i64 - 1),
            _ => (0, i64::MAX),
        };
        let (least, most) = (table.whole("least").unwrap_or(low), table.whole("most").unwrap_or(high));
        if least > most {
            self.add("rules/least-above-most", table, format!("least {least} is above most {most}"), "exchange the two");
        }
        let on = self.carriers(table);
        let words = self.inner(&words, false);
        Input { id: table.id().to_owned(), title: table.text("title"), kind, on, words, least, most }
    }

    /// What carries an input: kinds of events, and `case` for the case itself.
    fn carriers(&mut self, table: &Node<'d>) -> Vec<Option<Index>> {
        let Some(on) = table.get("on") else { return vec![None] };
        let carriers = on.items();
        if carriers.is_empty() {
            let message = format!("nothing carries {}", table.subject());
            self.add("rules/no-carrier", &on, message, "name an event, `case`, or several; leave `on` out for the case");
        }
        ids::check_repeats(&carriers, self.report);
        let event = |node: &Node| (node.as_text() != CASE).then(|| self.ids.find(List::Event, node.as_text(), node, self.report));
        carriers.iter().map(event).collect()
    }

    pub(super) fn units(&mut self) -> Vec<Unit> {
        self.root.each("unit").iter().map(|table| self.unit(table)).collect()
    }

    fn unit(&mut self, table: &Node) -> Unit {
        let per = match table.get("per") {
            None => Per::One,
            Some(node) => match node.as_text().split_whitespace().collect::<Vec<_>>()[..] {
                ["one"] => Per::One,
                ["body"] => Per::Body,
                ["area", depth] if depth.parse::<u8>().is_ok_and(|depth| depth < 8) => Per::Area(depth.parse().unwrap_or(0)),
                _ => {
                    let message = format!("`per` cannot be `{}`", node.as_text());
                    self.add(
                        "rules/per",
                        &node,
                        message,
                        "`one`, `body`, or `area 0`, `area 1` … (the depth of the area, at most 7)",
                    );
                    Per::One
                }
            },
        };
        let title = table.text("title");
        if let Some(node) = table.get("title").filter(|_| per == Per::One && title.contains("{}")) {
            let mend = "add `per = \"area 0\"` or `per = \"body\"`, or write the name out";
            self.add("rules/per", &node, format!("`{{}}` in `{title}` stands for nothing: the unit is one body"), mend);
        }
        let level = self.find(List::Level, table, "level");
        let (line, receiver, ours) = (table.text("line"), table.flag("receiver"), table.flag("ours"));
        Unit { id: table.id().to_owned(), title, level, line, per, receiver, ours }
    }

    pub(super) fn stages(&mut self) -> Vec<Stage> {
        let tables = self.root.each("stage");
        if let (Some(section), true) = (self.root.get("stage"), tables.is_empty()) {
            self.add("rules/empty-section", &section, "there is no stage", "a case always stands in one: declare the first");
        }
        tables.iter().enumerate().map(|(i, table)| self.stage(table, i == 0)).collect()
    }

    fn stage(&mut self, table: &Node, first: bool) -> Stage {
        let events = table.all("entered");
        if events.is_empty() && !first {
            let message = format!("no event enters {}", table.subject());
            self.add("rules/never-entered", table, message, "add `entered = \"…\"`; only the first stage may have none");
        }
        let entered: Vec<Index> =
            events.iter().map(|node| self.ids.find(List::Event, node.as_text(), node, self.report)).collect();
        let (title, national) = (table.text("title"), table.text("national"));
        Stage { id: table.id().to_owned(), title, national, entered, closed: table.flag("closed") }
    }

    pub(super) fn groups(&mut self) -> Vec<Group> {
        self.root.each("group").iter().map(|table| self.group(table)).collect()
    }

    fn group(&mut self, table: &Node<'d>) -> Group {
        let values = table.each("values");
        let required = table.flag("required");
        if required && values.is_empty() {
            let message = format!("{} is required and has no values", table.subject());
            self.add("rules/no-values", table, message, "declare `values`, or leave `required` out");
        }
        let values = self.inner(&values, false);
        let (many, ordered) = (table.flag("many"), table.flag("ordered"));
        Group { id: table.id().to_owned(), title: table.text("title"), values, required, many, ordered }
    }

    pub(super) fn metrics(&mut self) -> Vec<Metric> {
        self.root.each("metric").iter().map(|table| self.metric(table)).collect()
    }

    fn metric(&mut self, table: &Node) -> Metric {
        let on_time_of = self.find(List::Clock, table, "on-time-of");
        let lower_is_better = table.flag("lower-is-better");
        Metric { id: table.id().to_owned(), title: table.text("title"), on_time_of, lower_is_better, rule: self.rule(table) }
    }

    pub(super) fn switches(&mut self) -> Vec<Switch> {
        let tables = self.root.each("switch");
        let read = |table: &Node<'d>| {
            let (id, title) = (table.id().to_owned(), table.text("title"));
            Switch { id, title, is: table.flag("is"), rule: self.rule(table) }
        };
        tables.iter().map(read).collect()
    }

    /// The value that a text stands for in a selector, by the kind of the input.
    pub(super) fn selected(&mut self, input: &Node, text: &str, node: &Node) -> i64 {
        let (kind, words) = (input_kind(input), input.each("words"));
        let words: Vec<&str> = words.iter().map(Node::id).collect();
        let (value, mend) = match kind {
            InputKind::Flag => (["false", "true"].iter().position(|word| *word == text), "`true` or `false`".to_owned()),
            InputKind::Word => (words.iter().position(|word| *word == text), suggest(text, "words", &words)),
            InputKind::Count => match text.parse::<i64>() {
                Ok(number) => return number,
                Err(_) => (None, "a whole number".to_owned()),
            },
            InputKind::Unit => match self.root.get("unit").and_then(|units| units.get(text)) {
                Some(unit) if unit.text("per") == "body" => (None, "what is somebody's is named by ladders alone".to_owned()),
                _ => return i64::from(self.ids.find(List::Unit, text, node, self.report)),
            },
            InputKind::Time | InputKind::Category => {
                let kind = KINDS[kind as usize];
                (None, format!("an event cannot be selected by a {kind}: let lib.rs decide, with `decided = true`"))
            }
        };
        if value.is_none() {
            self.add("rules/selector", node, format!("{} `{}` cannot be `{text}`", KINDS[kind as usize], input.id()), mend);
        }
        value.map_or(0, |value| value as i64)
    }
}

/// A kind that is not one was complained of by the check of the shape.
fn input_kind(table: &Node) -> InputKind {
    match table.text("kind").as_str() {
        "count" => InputKind::Count,
        "word" => InputKind::Word,
        "time" => InputKind::Time,
        "unit" => InputKind::Unit,
        "category" => InputKind::Category,
        _ => InputKind::Flag,
    }
}
