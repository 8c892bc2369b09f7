//! `[clock]`: kinds of obligation, and the events that stop and pause them.

use super::Reader;
use crate::document::Node;
use crate::ids::{self, List};
use crate::model::{Clock, Condition, Pause, Selector};

impl Reader<'_, '_> {
    pub(super) fn clocks(&mut self) -> Vec<Clock> {
        self.root.each("clock").iter().map(|table| self.clock(table)).collect()
    }

    fn clock(&mut self, table: &Node) -> Clock {
        Clock {
            id: table.id().to_owned(),
            title: table.text("title"),
            whole_case: table.text("owed-by") == "whole-case",
            stops: self.selectors(table, "stops"),
            decided: table.flag("decided"),
            pauses: self.pauses(&table.all("pauses")),
            ladder: self.find(List::Ladder, table, "ladder"),
            after_close: table.flag("after-close"),
            rule: self.rule(table),
        }
    }

    fn pauses(&mut self, tables: &[Node]) -> Vec<Pause> {
        let ids: Vec<Node> = tables.iter().filter_map(|table| table.get("id")).collect();
        ids::check_texts(&ids, self.report);
        let pause = |table: &Node| Pause {
            id: table.text("id"),
            title: table.text("title"),
            begins: self.selectors(table, "begins"),
            ends: self.selectors(table, "ends"),
            cap: self.find(List::Term, table, "cap"),
            rule: self.rule(table),
        };
        tables.iter().map(pause).collect()
    }

    fn selectors(&mut self, table: &Node, key: &str) -> Vec<Selector> {
        table.all(key).iter().filter_map(|node| self.selector(node)).collect()
    }

    /// `callback`, `callback[contacted=true]`, `suspended[reason=policy]`.
    fn selector(&mut self, node: &Node) -> Option<Selector> {
        let text = node.as_text();
        let (event, condition) = match text.split_once('[') {
            None => (text, None),
            Some((event, rest)) => match rest.strip_suffix(']').and_then(|rest| rest.split_once('=')) {
                Some(condition) => (event, Some(condition)),
                None => {
                    let mend = "`completed`, `callback[contacted=true]`, `suspended[reason=policy]`";
                    self.add("rules/selector", node, format!("`{text}` selects no event"), mend);
                    return None;
                }
            },
        };
        let position = self.ids.find(List::Event, event.trim(), node, self.report);
        let condition = match condition.map(|(key, value)| (key.trim(), value.trim())) {
            None => None,
            Some(("reason", value)) => Some(Condition::Reason(self.ids.find(List::Reason, value, node, self.report))),
            Some((key, value)) => {
                let input = self.ids.find(List::Input, key, node, self.report);
                let table = self.root.get("input").and_then(|inputs| inputs.get(key))?;
                if !table.all("on").iter().any(|on| on.as_text() == event.trim()) {
                    let message = format!("event `{}` does not carry input `{key}`", event.trim());
                    self.add("rules/selector", node, message, format!("the input needs `{}` in its `on`", event.trim()));
                }
                Some(Condition::Fact { input, value: self.selected(&table, value, node) })
            }
        };
        Some(Selector { event: position, condition })
    }
}
