//! What a policy says: collected here call by call, handed to the host as lists of positions.

use crate::contract::{self, Anchor, Body, Due, Needed};
use crate::ids::{Action, Clock, Input, Level, Metric, Mode, Role, Rule, Stage, Term, Unit, Value, Violation};
use crate::vocabulary::{Asked, Vocabulary};
use crate::{Case, Event, Held, Revisions, Round, RouteRow, Row};

/// The plan of one case.
#[derive(Debug)]
pub struct Plan {
    pub(crate) raw: contract::Plan,
    vocabulary: &'static Vocabulary,
    /// By M.rules, a bit each: which rules `fired` has said, and which were asked.
    said: Vec<[u64; 2]>,
    /// M.rules, and whether that rule is to hold whatever its conditions say.
    supposed: Option<(u16, bool)>,
}

/// In each element of `Plan::said`.
const FIRED: usize = 0;
const ASKED: usize = 1;

impl From<Unit> for Body {
    fn from(unit: Unit) -> Self {
        Self::Unit(unit.0)
    }
}
impl From<Term> for Due {
    fn from(term: Term) -> Self {
        Self::Term(term.0)
    }
}
impl From<Event<'_>> for Anchor {
    fn from(event: Event<'_>) -> Self {
        Self::Event(event.index)
    }
}
impl Due {
    /// A limit that a person still owes us.
    #[must_use]
    pub fn awaited(input: impl Input) -> Self {
        Self::Awaited(input.index())
    }
}

impl Plan {
    pub(crate) fn new(vocabulary: &'static Vocabulary, supposed: Option<(u16, bool)>) -> Self {
        let route = contract::Route { mode: 0, lead: None, accountable: None, others: Vec::new(), rule: 0 };
        let raw = contract::Plan {
            stage: 0,
            closings: Vec::new(),
            level: None,
            labels: Vec::with_capacity(4),
            route,
            clocks: Vec::with_capacity(16),
            pauses: Vec::new(),
            escalations: Vec::new(),
            actions: Vec::new(),
            violations: Vec::new(),
            measures: Vec::new(),
            needs: Vec::new(),
            asked: Vec::with_capacity(24),
        };
        Self { raw, vocabulary, said: vec![[0; 2]; vocabulary.rules.div_ceil(64)], supposed }
    }

    pub(crate) fn into_contract(self) -> contract::Plan {
        self.raw
    }

    // ---- rules ------------------------------------------------------------------------------------------------------

    /// Asks a rule by its named conditions, remembers how each went, and says whether it holds.
    pub fn ask<A: Asked>(&mut self, conditions: A) -> bool {
        self.asked::<A>(conditions.conditions(), None)
    }

    /// [`Plan::ask`], and remembers the event that decides.
    pub fn ask_at<A: Asked>(&mut self, conditions: A, event: Event<'_>) -> bool {
        self.asked::<A>(conditions.conditions(), Some(event.index))
    }

    fn asked<A: Asked>(&mut self, mut conditions: u32, event: Option<u16>) -> bool {
        if let Some((_, holds)) = self.supposed.filter(|(rule, _)| *rule == A::RULE.0) {
            conditions = if holds { A::EVERY } else { 0 };
        }
        self.tell(A::RULE, conditions, event);
        A::hold(conditions)
    }

    /// A rule without conditions applies. Rules that rows, labels and the route cite need not be said.
    pub fn fired(&mut self, rule: Rule) {
        // said once, however often: most of what a policy says of its rules is said again for each unit
        if self.is_first(rule, FIRED) {
            self.raw.asked.push(contract::Asked { rule: rule.0, conditions: 0, event: None });
        }
    }

    fn tell(&mut self, rule: Rule, conditions: u32, event: Option<u16>) {
        let asked = contract::Asked { rule: rule.0, conditions, event };
        // the same answer stands there once; only what was asked before can have it
        if self.is_first(rule, ASKED) || !self.raw.asked.contains(&asked) {
            self.raw.asked.push(asked);
        }
    }

    /// Whether a rule is said in this way for the first time; from now on it was.
    fn is_first(&mut self, rule: Rule, way: usize) -> bool {
        let Some(words) = self.said.get_mut(usize::from(rule.0 / 64)) else { return true };
        let bit = 1 << (rule.0 % 64);
        let first = words[way] & bit == 0;
        words[way] |= bit;
        first
    }

    // ---- state and labels -------------------------------------------------------------------------------------------

    /// Where the case stands, and when it was closed: both from `entered` in rules.toml.
    pub fn stage(&mut self, case: &Case) -> Stage {
        let stage = case.stage();
        self.raw.stage = stage.0;
        self.raw.closings = case.closings().map(|e| e.index).collect();
        stage
    }

    /// At which level the case is.
    pub fn level(&mut self, level: Level) {
        self.raw.level = Some(level.0);
    }

    /// A label that the policy itself gives.
    pub fn label(&mut self, value: Value, rule: Rule) {
        self.push_label(value, None, None, rule);
    }

    /// A label that people may set: the value in force, who set it, and what the policy proposed, if that differs.
    pub fn label_revised(&mut self, values: &Revisions<Value>, proposed: Value, rule: Rule) {
        let (value, set_by) = values.latest();
        self.push_label(value, set_by, Some(proposed).filter(|p| *p != value), rule);
    }

    fn push_label(&mut self, value: Value, set_by: Option<u16>, proposed: Option<Value>, rule: Rule) {
        let label =
            contract::Label { group: value.group, value: value.value, set_by, proposed: proposed.map(|p| p.value), rule: rule.0 };
        self.raw.labels.push(label);
    }

    // ---- route ------------------------------------------------------------------------------------------------------

    /// How the case is sent out.
    pub fn route(&mut self, mode: Mode, rule: Rule) -> Route<'_> {
        self.raw.route.mode = mode.0;
        self.raw.route.rule = rule.0;
        Route { route: &mut self.raw.route }
    }

    /// Who answers for the case, whoever handles it.
    pub fn accountable(&mut self, body: impl Into<Body>) {
        self.raw.route.accountable = Some(body.into());
    }

    /// Who leads, where that is not the route's own lead: the unit that holds the case. It is then no co-handler of itself.
    pub fn lead(&mut self, body: impl Into<Body>) {
        let body = body.into();
        self.raw.route.lead = Some(body);
        self.raw.route.others.retain(|part| part.body != body);
    }

    // ---- obligations ------------------------------------------------------------------------------------------------

    /// A row owed by the unit of a holding, from the event that began it to the event that ended it.
    pub fn owes<'p>(&'p mut self, kind: Clock, held: &Held<'_>) -> Row<'p> {
        let mut row = self.row(kind, Some(held.unit), held.began).until(held.until);
        row.ended = held.end();
        row
    }

    /// A row owed by a body, from an event.
    pub fn owed_by(&mut self, kind: Clock, body: impl Into<Body>, start: impl Into<Anchor>) -> Row<'_> {
        self.row(kind, Some(body.into()), start)
    }

    /// A row owed by the whole case.
    pub fn whole(&mut self, kind: Clock, start: impl Into<Anchor>) -> Row<'_> {
        self.row(kind, None, start)
    }

    /// A row owed by the whole case, for a round; of a kind that is `decided`, for the last unit's completion fulfils it.
    pub fn owes_round<'p>(&'p mut self, kind: Clock, round: &Round<'_>) -> Row<'p> {
        let mut row = self.row(kind, None, round.began).until(round.until).stop(round.done);
        row.ended = round.end;
        row
    }

    fn row(&mut self, kind: Clock, body: Option<Body>, start: impl Into<Anchor>) -> Row<'_> {
        let rule = self.vocabulary.clock_rules.get(usize::from(kind.0)).copied().unwrap_or(0);
        let clock = contract::Clock {
            kind: kind.0,
            body,
            start: start.into(),
            since: None,
            until: None,
            stop: None,
            due: Due::Unlimited,
            rule,
        };
        Row { plan: self, clock, ended: None }
    }

    /// A pause of a row that code decided (the row's position is what [`Row::due`] returned). `cap`: it ends by itself after that.
    pub fn pause(&mut self, clock: u16, begins: Event<'_>, ends: Option<Event<'_>>, cap: Option<Term>, rule: Rule) {
        let (begins, ends) = (begins.index, ends.map(|e| e.index));
        self.raw.pauses.push(contract::Pause { clock, begins, ends, cap: cap.map(|term| term.0), rule: rule.0 });
    }

    // ---- everything else --------------------------------------------------------------------------------------------

    /// Something to be done.
    pub fn act(&mut self, kind: Action, body: Option<Body>, cause: Option<Event<'_>>, rule: Rule) {
        self.raw.actions.push(contract::Action { kind: kind.0, body, cause: cause.map(|e| e.index), rule: rule.0 });
    }

    /// What an event did against a rule; the unit that it names did it.
    pub fn violation(&mut self, kind: Violation, event: Event<'_>, rule: Rule) {
        self.raw.violations.push(contract::Violation { kind: kind.0, body: None, event: event.index, rule: rule.0 });
    }

    /// [`Plan::violation`] of another than the unit that the event names.
    pub fn violation_by(&mut self, kind: Violation, body: impl Into<Body>, event: Event<'_>, rule: Rule) {
        let body = Some(body.into());
        self.raw.violations.push(contract::Violation { kind: kind.0, body, event: event.index, rule: rule.0 });
    }

    /// The case's part in a rate: in the denominator if the question was answered, in the numerator if with yes.
    pub fn measure(&mut self, metric: Metric, answer: Option<bool>, rule: Rule) {
        self.push_measure(metric, None, None, answer, rule);
    }

    /// [`Plan::measure`] of what was answered with an event: the part of `body`; none: of who answers for the case.
    pub fn measure_of(&mut self, metric: Metric, body: Option<Body>, asked: (Event<'_>, Option<bool>), rule: Rule) {
        self.push_measure(metric, body, Some(asked.0.index), asked.1, rule);
    }

    fn push_measure(&mut self, metric: Metric, body: Option<Body>, event: Option<u16>, answer: Option<bool>, rule: Rule) {
        let (counts, hit) = (answer.is_some(), answer == Some(true));
        self.raw.measures.push(contract::Measure { metric: metric.0, body, event, counts, hit, rule: rule.0 });
    }

    /// An input that is missing and matters.
    pub fn need(&mut self, input: impl Input, rule: Rule) {
        self.need_of(Needed::Input(input.index()), rule);
    }

    /// Anything that is missing and matters: an input, or what the case itself does not say.
    pub fn need_of(&mut self, what: Needed, rule: Rule) {
        self.raw.needs.push(contract::Need { what, rule: rule.0 });
    }

    /// One step of the capability ladder.
    pub fn escalation(&mut self, step: contract::Escalation) {
        self.raw.escalations.push(step);
    }
}

/// The route being built.
#[derive(Debug)]
pub struct Route<'p> {
    route: &'p mut contract::Route,
}

impl Route<'_> {
    /// 主办.
    pub fn lead(self, body: impl Into<Body>) -> Self {
        self.route.lead = Some(body.into());
        self
    }

    /// Another part in it: co-handler, fallback …
    pub fn with(self, role: Role, body: impl Into<Body>) -> Self {
        self.route.others.push(contract::Part { role: role.0, body: body.into() });
        self
    }

    /// What the catalogue says: lead, co-handlers, fallback.
    pub fn row(self, row: &RouteRow, co: Role, fallback: Role) -> Self {
        let mut route = self.lead(Unit(row.lead));
        for unit in row.co {
            route = route.with(co, Unit(*unit));
        }
        match row.fallback {
            Some(unit) => route.with(fallback, Unit(unit)),
            None => route,
        }
    }
}
