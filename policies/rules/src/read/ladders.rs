//! `[ladder]`: what lateness leads to. A rung before or after the due makes a (hidden) term of its own.

use super::{Reader, title_or};
use crate::document::Node;
use crate::ids::{self, BODY, List};
use crate::model::{Index, Ladder, NamedTerm, Rung, RungPoint};
use crate::term::{Ending, Roll, Term, TimeUnit};

/// Orders rungs: the phase (percent, before, after), then how far on.
type Rank = (u8, u64);

impl Reader<'_, '_> {
    pub(super) fn ladders(&mut self) -> Vec<Ladder> {
        self.root.each("ladder").iter().map(|table| self.ladder(table)).collect()
    }

    fn ladder(&mut self, table: &Node) -> Ladder {
        let notify = self.find(List::Profile, table, "notify").unwrap_or(0);
        let mut last: Rank = (0, 0);
        let mut rungs = Vec::new();
        let nodes = table.all("rungs");
        let written: Vec<Node> = nodes.iter().filter_map(|node| node.get("id")).collect();
        ids::check_texts(&written, self.report);
        for node in &nodes {
            let (id, to) = (node.text("id"), self.told(node));
            let (action, rule) = (self.find(List::Action, node, "action"), self.rule(node));
            let term = format!("{}.rung.{id}", table.id());
            let Some((at, rank)) = node.get("at").and_then(|at| self.point(&at, &term, (notify, rule))) else { continue };
            if rank <= last {
                let message = format!("rung `{id}` of ladder `{}` comes no later than the one before it", table.id());
                self.add("rules/rung-order", node, message, "rungs ascend: percents, days before, `overdue`, days after");
            }
            last = rank;
            rungs.push(Rung { id, title: node.text("title"), at, to, action, rule });
        }
        Ladder { id: table.id().to_owned(), title: title_or(table, || table.id().to_owned()), notify, rungs }
    }

    /// Who is told: units, and `body` for the body that owes the clock.
    fn told(&mut self, rung: &Node) -> Vec<Option<Index>> {
        let Some(to) = rung.get("to") else { return vec![None] };
        let told = to.items();
        if told.is_empty() {
            self.add(
                "rules/nobody-told",
                &to,
                "the rung tells nobody",
                "name a unit, `body`, or several; leave `to` out for the body",
            );
        }
        ids::check_repeats(&told, self.report);
        let unit = |node: &Node| (node.as_text() != BODY).then(|| self.ids.find(List::Unit, node.as_text(), node, self.report));
        told.iter().map(unit).collect()
    }

    /// When a rung is reached, and its rank among others: the phase, then how far on. Terms get a (hidden) place of their own.
    fn point(&mut self, node: &Node, id: &str, (notify, rule): (Index, Index)) -> Option<(RungPoint, Rank)> {
        let text = node.as_text().trim();
        if let Some(percent) = text.strip_suffix('%') {
            let percent: u8 = percent.trim().parse().unwrap_or(0);
            if !(1..=99).contains(&percent) {
                self.add(
                    "rules/percent",
                    node,
                    format!("`{text}` is no part of a term"),
                    "1 % to 99 %; the whole term is `overdue`",
                );
                return None;
            }
            return Some((RungPoint::Percent(percent), (1, percent.into())));
        }
        let (before, length) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
            (Some(length), _) => (false, Some(length)),
            (_, Some(length)) => (true, Some(length)),
            _ if text == "overdue" => (false, None),
            _ => {
                if !text.is_empty() {
                    let mend = "`75 %`, `-1 working day`, `overdue` or `+1 working day`";
                    self.add("rules/rung", node, format!("`{text}` is not a point of a ladder"), mend);
                }
                return None;
            }
        };
        let term = match length {
            Some(length) => self.parsed(length.trim(), node)?,
            // no time at all after the due: in which days it is counted does not matter
            None => {
                let profile = self.profiles.get(usize::from(notify)).map_or("calendar", |profile| &profile.id).to_owned();
                let (amount, unit, ends) = (0, TimeUnit::Day, Ending::DayEnd);
                Term { amount, unit, profile, ends, roll: Roll::None, snaps: false, cut_off: None, repeats: false }
            }
        };
        if length.is_some() && term.amount == 0 {
            self.add("rules/rung", node, format!("`{text}` is the day of the due itself"), "`overdue`");
        }
        if before && term.unit != TimeUnit::Day {
            self.add(
                "rules/rung",
                node,
                format!("`{text}`: a rung before the due is counted in days"),
                "`-1 working day`, or a percentage",
            );
        }
        let far = u64::from(term.amount) * term.unit.minutes();
        let rank = if before { (2, u64::MAX - far) } else { (3, far) };
        let profile = self.ids.find(List::Profile, &term.profile, node, self.report);
        self.bounded(&term, node);
        let at = Index::try_from(self.terms.len()).unwrap_or(Index::MAX);
        let title = if term.amount == 0 { "到期".to_owned() } else { term.title(self.profile_title(&term.profile)) };
        self.terms.push(NamedTerm { id: id.to_owned(), title, term, profile, roll: None, rule, hidden: true });
        Some((if before { RungPoint::Before(at) } else { RungPoint::After(at) }, rank))
    }
}
