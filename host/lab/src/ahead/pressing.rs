//! The obligations that fall due soonest: so many are kept, whatever the size of the corpus, and always the same.

use std::collections::BinaryHeap;

use paidan_calendar::Instant;

use super::obligation::Obligation;

/// What falls due comes before what is overdue already, for it can still be averted; then the earlier due, then the case. The fields
/// are in the order that they are compared in: two that are equal are the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) overdue: bool,
    pub(super) due: Instant,
    pub(super) case: String,
    pub(super) kind: String,
    pub(super) body: String,
    pub(super) category: String,
    pub(super) term: String,
    pub(super) start: Option<Instant>,
    pub(super) provisional: bool,
    pub(super) round: bool,
    pub(super) rule: String,
    /// Position of the version of the rules that judged the case.
    pub(super) version: usize,
}

/// The first ones of many.
#[derive(Debug, Clone)]
pub(super) struct Pressing {
    most: usize,
    /// The last of them on top.
    first: BinaryHeap<Entry>,
}

impl Pressing {
    pub(super) fn new(most: usize) -> Self {
        Pressing { most, first: BinaryHeap::new() }
    }

    /// Names an obligation of a case, if it is among the first.
    pub(super) fn offer(
        &mut self,
        obligation: &Obligation<'_>,
        (overdue, due): (bool, Instant),
        case: &paidan_engine::Case<'_>,
        version: usize,
    ) {
        let comes_later = self.first.peek().is_some_and(|last| (last.overdue, last.due) < (overdue, due));
        if self.first.len() >= self.most && (comes_later || self.most == 0) {
            return;
        }
        let clock = obligation.clock;
        self.push(Entry {
            overdue,
            due,
            case: case.id.to_string(),
            kind: clock.kind.to_owned(),
            body: obligation.body.clone(),
            category: case.category.as_deref().unwrap_or_default().to_owned(),
            term: clock.term.unwrap_or_default().to_owned(),
            start: clock.start.map(|start| start.at),
            provisional: obligation.provisional,
            round: obligation.round,
            rule: clock.rule.to_owned(),
            version,
        });
    }

    fn push(&mut self, entry: Entry) {
        self.first.push(entry);
        if self.first.len() > self.most {
            self.first.pop();
        }
    }

    pub(super) fn merge(&mut self, other: Pressing) {
        other.first.into_iter().for_each(|entry| self.push(entry));
    }

    /// In their order; nothing is left here.
    pub(super) fn sorted(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.first).into_sorted_vec()
    }
}
