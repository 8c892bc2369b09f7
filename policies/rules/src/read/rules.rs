//! `[policy]` and `[rule]`.

use super::{Reader, title_or};
use crate::document::Node;
use crate::ids::{self, List};
use crate::model::{Basis, Policy, Rule};

/// Conditions are the bits of one integer.
const CONDITIONS_MOST: usize = 32;

impl<'d> Reader<'d, '_> {
    pub(super) fn policy(&mut self) -> Policy {
        let Some(table) = self.root.get("policy") else { return Policy::default() };
        for id in ["id", "calendar"].iter().filter_map(|key| table.get(key)) {
            ids::check_texts(&[id], self.report);
        }
        let jurisdictions = table.all("jurisdictions");
        for code in &jurisdictions {
            if !code.as_text().bytes().all(|b| b.is_ascii_digit()) {
                let message = format!("`{}` is not an administrative code", code.as_text());
                self.add("rules/jurisdiction", code, message, "digits, or the first of them: `6301`");
            }
        }
        if let (Some(list), true) = (table.get("jurisdictions"), jurisdictions.is_empty()) {
            self.add(
                "rules/jurisdiction",
                &list,
                "the policy holds nowhere",
                "name an administrative code, or its beginning: `6301`",
            );
        }
        if let Some(routes) = table.get("routes").filter(|routes| routes.as_text().contains(['/', '\\'])) {
            let message = format!("`{}` is not beside rules.toml", routes.as_text());
            self.add("rules/routes-elsewhere", &routes, message, "write a file name without a folder: `routes.csv`");
        }
        Policy {
            id: table.text("id"),
            title: table.text("title"),
            version: table.text("version"),
            jurisdictions: jurisdictions.iter().map(|code| code.as_text().to_owned()).collect(),
            calendar: table.text("calendar"),
            source: table.text("source"),
            routes: table.get("routes").map(|node| node.as_text().to_owned()),
            reads_text: table.flag("reads-text"),
        }
    }

    pub(super) fn rules(&mut self) -> Vec<Rule> {
        self.root.each("rule").iter().map(|table| self.rule_of(table)).collect()
    }

    fn rule_of(&mut self, table: &Node<'d>) -> Rule {
        let id = table.id().to_owned();
        let basis = self.basis(table);
        let fills = self.find(List::Rule, table, "fills");
        if let Some(own) = table.get("fills").filter(|node| node.as_text() == id) {
            self.add(
                "rules/fills-itself",
                &own,
                format!("rule `{id}` fills its own gap"),
                "name the rule whose gap it fills, or leave the key out",
            );
        }
        let quote = table.text("quote");
        let source = match basis {
            Basis::Ours => String::new(),
            _ if table.get("from").is_some() => table.text("from"),
            _ => self.root.get("policy").map_or(String::new(), |policy| policy.text("source")),
        };
        let note = if basis == Basis::Ours { table.text("ours") } else { table.text("unused") };
        let title = title_or(table, || if quote.is_empty() { id.clone() } else { quote.clone() });
        if let (Some(any), Some(_)) = (table.get("any"), table.get("all")) {
            self.add("rules/any-and-all", &any, format!("rule `{id}` has both `any` and `all`"), "make two rules of it");
        }
        let all = table.get("all").is_some();
        let conditions = self.conditions(table, if all { "all" } else { "any" });
        Rule { id, title, basis, quote, source, note, fills, conditions, all }
    }

    fn conditions(&mut self, table: &Node<'d>, key: &str) -> Vec<crate::model::Name> {
        let Some(node) = table.get(key) else { return Vec::new() };
        let entries = node.entries();
        match entries.len() {
            0 => self.add(
                "rules/no-conditions",
                &node,
                format!("`{key}` names no condition"),
                "leave it out: the rule then always holds when asked",
            ),
            n if n > CONDITIONS_MOST => {
                let message = format!("{} has {n} conditions", table.subject());
                self.add("rules/conditions", &node, message, format!("at most {CONDITIONS_MOST}: make two rules of it"));
            }
            _ => {}
        }
        self.inner(&entries, true)
    }

    /// Exactly one: a quote, a quote from elsewhere, a quote that is not applied, or our own reason.
    fn basis(&mut self, table: &Node) -> Basis {
        let [quote, from, ours, unused] = ["quote", "from", "ours", "unused"].map(|key| table.get(key));
        let subject = table.subject();
        match (quote, from, ours, unused) {
            (Some(_), _, None, Some(_)) => Basis::Unused,
            (Some(_), Some(_), None, None) => Basis::External,
            (Some(_), None, None, None) => Basis::Quoted,
            (None, None, Some(_), None) => {
                if !table.text("title").chars().any(is_chinese) {
                    let message = format!("{subject} is ours and has no Chinese title");
                    self.add("rules/untitled", table, message, "clerks read it where others show the quote: add `title = \"…\"`");
                }
                Basis::Ours
            }
            (_, _, Some(ours), _) => {
                let message = format!("{subject} has two bases");
                self.add(
                    "rules/two-bases",
                    &ours,
                    message,
                    "keep the quote, or `ours`; what fills a gap of a quoted rule is a rule of its own, with `fills`",
                );
                Basis::Ours
            }
            (None, ..) => {
                let message = format!("{subject} has no basis");
                self.add("rules/no-basis", table, message, "add `quote = '…'`, or `ours = \"why\"` with a Chinese title");
                Basis::Quoted
            }
        }
    }
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}
