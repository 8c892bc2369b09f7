//! Of each rule: in how many cases it was asked, held and missed, and what was lacking.

use std::sync::Arc;

use paidan_calendar::Instant;
use paidan_engine::contract::RuleDef;
use paidan_engine::{Asked, Case};

/// Of a rule.
#[derive(Debug, Clone, Default)]
pub(super) struct OfRule {
    /// Cases that asked it at least once.
    pub(super) asked: u64,
    /// Of them, those in which it held at least once.
    pub(super) held: u64,
    /// In the order of the manifest.
    pub(super) conditions: Vec<OfCondition>,
    /// The earliest case in which it held.
    pub(super) first: Option<Example>,
    /// Of the cases that missed it the one that lacked the fewest conditions; of several the earliest.
    pub(super) nearest: Option<Example>,
}

/// Of a condition of a rule: cases.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OfCondition {
    /// It was so in one asking at least.
    pub(super) yes: u64,
    /// It was not so in one asking at least.
    pub(super) no: u64,
    /// The rule was missed, and where it came nearest this was lacking.
    pub(super) failed: u64,
    /// Nothing else was.
    pub(super) alone: u64,
}

/// A case to look at. The smallest is taken, so that neither the order of a corpus nor the number of workers decides which.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Example {
    /// Conditions that it lacked.
    pub(super) lacked: u32,
    began: Instant,
    pub(super) case: Arc<str>,
}

impl Example {
    /// Puts a case into a place, if it is a better one than what stands there.
    fn offer(place: &mut Option<Example>, lacked: u32, began: Instant, case: &str) {
        if place.as_ref().is_none_or(|known| (lacked, began, case) < (known.lacked, known.began, &*known.case)) {
            *place = Some(Example { lacked, began, case: case.into() });
        }
    }

    fn merge(own: &mut Option<Example>, other: Option<Example>) {
        *own = own.take().into_iter().chain(other).min();
    }
}

/// Of all rules of a policy.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    pub(super) counts: Vec<OfRule>,
    /// What the case at hand made of each rule; empty between cases.
    here: Vec<Here>,
    /// The rules that it asked.
    touched: Vec<usize>,
}

/// What a case made of a rule.
#[derive(Debug, Clone, Copy, Default)]
struct Here {
    touched: bool,
    /// It was asked, or rested upon, itself: what fills its gap then says nothing of it.
    own: bool,
    held: bool,
    /// A rule that fills its gap held.
    filled: bool,
    /// Conditions that were once so, once not.
    yes: u32,
    no: u32,
    /// Those that the nearest asking lacked, if it was asked itself.
    lacked: Option<u32>,
}

impl Rules {
    pub(super) fn nothing(defs: &[RuleDef]) -> Self {
        let count =
            |rule: &RuleDef| OfRule { conditions: vec![OfCondition::default(); rule.conditions.len()], ..OfRule::default() };
        Rules { counts: defs.iter().map(count).collect(), here: vec![Here::default(); defs.len()], touched: Vec::new() }
    }

    /// A case, with what its decision asked.
    pub(super) fn add(&mut self, defs: &[RuleDef], case: &Case<'_>, asked: &[Asked]) {
        asked.iter().for_each(|asked| self.note(defs, *asked));
        let began = case.history.first().map_or_else(Instant::default, |event| event.at);
        for rule in self.touched.drain(..) {
            let (here, count) = (std::mem::take(&mut self.here[rule]), &mut self.counts[rule]);
            count.asked += 1;
            let held = if here.own { here.held } else { here.filled };
            if held {
                count.held += 1;
                Example::offer(&mut count.first, 0, began, &case.id);
            }
            // a rule that holds lacks nothing, however often it was asked in vain
            let lacked = here.lacked.filter(|_| !held);
            if let Some(lacked) = lacked {
                Example::offer(&mut count.nearest, lacked.count_ones(), began, &case.id);
            }
            let lacked = lacked.unwrap_or(0);
            for (at, condition) in count.conditions.iter_mut().enumerate() {
                let of = |mask: u32| u64::from(mask >> at & 1);
                condition.yes += of(here.yes);
                condition.no += of(here.no);
                condition.failed += of(lacked);
                condition.alone += of(lacked) * u64::from(lacked.count_ones() == 1);
            }
        }
    }

    fn note(&mut self, defs: &[RuleDef], asked: Asked) {
        let rule = usize::from(asked.rule);
        let Some(def) = defs.get(rule) else { return };
        // a sentence without a number is applied by the rule that gives it one; a chain is never longer than there are rules
        let fills = std::iter::successors(Some(rule), |rule| defs.get(*rule)?.fills.map(usize::from)).take(defs.len());
        for rule in fills {
            let here = &mut self.here[rule];
            if !std::mem::replace(&mut here.touched, true) {
                self.touched.push(rule);
            }
            here.filled |= asked.held;
        }
        let here = &mut self.here[rule];
        here.own = true;
        here.held |= asked.held;
        // what a row or a label rests on holds without having been asked
        if asked.held && asked.conditions == 0 {
            return;
        }
        let all = u32::MAX.checked_shr(32 - def.conditions.len() as u32).unwrap_or(0);
        let lacked = !asked.conditions & all;
        here.yes |= asked.conditions;
        here.no |= lacked;
        if !asked.held && here.lacked.is_none_or(|known| lacked.count_ones() < known.count_ones()) {
            here.lacked = Some(lacked);
        }
    }

    pub(super) fn merge(&mut self, other: Rules) {
        for (own, other) in self.counts.iter_mut().zip(other.counts) {
            own.asked += other.asked;
            own.held += other.held;
            for (own, other) in own.conditions.iter_mut().zip(other.conditions) {
                own.add(other);
            }
            Example::merge(&mut own.first, other.first);
            Example::merge(&mut own.nearest, other.nearest);
        }
    }
}

impl OfCondition {
    pub(super) fn add(&mut self, other: OfCondition) {
        self.yes += other.yes;
        self.no += other.no;
        self.failed += other.failed;
        self.alone += other.alone;
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use paidan_engine::contract::{Basis, HoldsIf, Name};

    use super::*;

    /// A rule that needs so many conditions.
    fn def(id: &str, conditions: &[&str], fills: Option<u16>) -> RuleDef {
        let condition = |id: &&str| Name { id: (*id).to_owned(), title: String::new() };
        RuleDef {
            id: id.to_owned(),
            title: String::new(),
            basis: Basis::Ours,
            quote: String::new(),
            source: String::new(),
            note: String::new(),
            fills,
            conditions: conditions.iter().map(condition).collect(),
            holds: HoldsIf::All,
        }
    }

    /// Askings of one case, and what is counted of the rules a, b and c.
    #[test]
    fn one_case() {
        // b fills the gap of a; c and d fill each other's, which nobody forbids
        let defs = [
            def("a", &[], None),
            def("b", &["x", "y", "z"], Some(0)),
            def("c", &[], Some(3)),
            def("d", &[], Some(2)),
            def("e", &[], Some(1)),
        ];
        let asked = |rule: u16, conditions: u32, held: bool| Asked { rule, conditions, held };
        // asked, held, conditions of b as yes no failed alone
        type Want<'w> = (&'w str, &'w [Asked], [(u64, u64); 4], &'w str);
        let table: &[Want<'_>] = &[
            ("nothing", &[], [(0, 0); 4], "0000 0000 0000"),
            (
                "a near miss is one of what is filled too",
                &[asked(1, 0b011, false)],
                [(1, 0), (1, 0), (0, 0), (0, 0)],
                "1000 1000 0111",
            ),
            ("two are lacking", &[asked(1, 0b001, false)], [(1, 0), (1, 0), (0, 0), (0, 0)], "1000 0110 0110"),
            (
                "the asking that came nearest counts, of equal ones the first",
                &[asked(1, 0b001, false), asked(1, 0b110, false), asked(1, 0b011, false)],
                [(1, 0), (1, 0), (0, 0), (0, 0)],
                "1111 1100 1100",
            ),
            (
                "what held once was not missed",
                &[asked(1, 0b001, false), asked(1, 0b111, true)],
                [(1, 1), (1, 1), (0, 0), (0, 0)],
                "1000 1100 1100",
            ),
            (
                "what is rested upon was not asked for its conditions",
                &[asked(1, 0, true)],
                [(1, 1), (1, 1), (0, 0), (0, 0)],
                "0000 0000 0000",
            ),
            (
                "what was asked itself does not hold because what fills its gap does",
                &[asked(1, 0b011, false), asked(4, 0, true)],
                [(1, 1), (1, 0), (0, 0), (0, 0)],
                "1000 1000 0111",
            ),
            ("a ring of fills ends", &[asked(2, 0, true)], [(0, 0), (0, 0), (1, 1), (1, 1)], "0000 0000 0000"),
        ];
        let json = br#"{"id":"1","jurisdiction":"1","history":[{"at":"2026-11-09T09:00:00+08:00","kind":"received"}]}"#;
        let case = Case::from_json(json).unwrap();
        for (name, asked, counted, conditions) in table {
            let mut rules = Rules::nothing(&defs);
            rules.add(&defs, &case, asked);
            let got: Vec<(u64, u64)> = rules.counts[..4].iter().map(|rule| (rule.asked, rule.held)).collect();
            assert_eq!(got, counted, "{name}");
            let of = |of: &OfCondition| [of.yes, of.no, of.failed, of.alone].map(|n| n.to_string()).concat();
            let got: Vec<String> = rules.counts[1].conditions.iter().map(of).collect();
            assert_eq!(got.join(" "), *conditions, "{name}");
        }
    }
}
