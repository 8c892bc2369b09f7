//! A plan is checked before it becomes a decision: never trust the guest. The numbers are those of wit/v1/README.md.

use crate::error::Error;
use crate::intern::Interned;
use crate::limits::Limits;
use crate::manifest::Manifest;
use crate::policy::contract as c;
use crate::rows::Resolved;

/// What a plan's positions must lie inside of.
struct Checker<'a> {
    manifest: &'a c::Manifest,
    case: &'a Interned,
}

type Checked = Result<(), Error>;

/// So deep may the areas lie that units are per: a `u8` says how deep.
const DEPTHS: usize = 1 << u8::BITS;

/// Checks every position and every invariant.
///
/// # Errors
/// `fault/plan`, with the place in the plan and what was expected.
pub(crate) fn check(plan: &c::Plan, case: &Interned, manifest: &Manifest, limits: &Limits) -> Checked {
    let checker = Checker { manifest: &manifest.raw, case };
    checker.sizes(plan, limits)?;
    checker.state(plan)?;
    checker.labels(plan)?;
    checker.route(&plan.route)?;
    for (i, row) in plan.clocks.iter().enumerate() {
        checker.row(i, row)?;
    }
    checker.pauses(plan)?;
    checker.escalations(plan)?;
    checker.rest(plan)
}

/// Checks what a refusal points at.
///
/// # Errors
/// `fault/plan`.
pub(crate) fn check_refusal(refusal: &c::Refusal, case: &Interned, manifest: &Manifest) -> Checked {
    let checker = Checker { manifest: &manifest.raw, case };
    checker.rule("refusal.rule", refusal.rule)?;
    checker.event("refusal.event", refusal.event)
}

/// P2 for what is known only once the pauses were found among the events.
///
/// # Errors
/// `fault/plan`.
pub(crate) fn check_pauses(rows: &[Resolved], limits: &Limits) -> Checked {
    let squares = rows.iter().map(|row| row.pauses().saturating_mul(row.pauses()));
    let work = squares.fold(0, usize::saturating_add);
    if work > limits.work_max { wrong("clocks", "its rows have too many pauses together") } else { Ok(()) }
}

#[cold]
fn wrong<T>(place: &str, text: impl std::fmt::Display) -> Result<T, Error> {
    Err(Error::new("fault/plan", format!("the policy's plan is wrong: {text}"))
        .at(format!("plan {place}"))
        .mend("this is the policy's fault, not the case's; run its native tests with this case"))
}

fn within(place: &str, list: &str, length: usize, index: impl Into<Option<u16>>) -> Checked {
    match index.into() {
        Some(i) if usize::from(i) >= length => wrong(place, format_args!("{list}[{i}], and there are {length}")),
        _ => Ok(()),
    }
}

impl Checker<'_> {
    fn rule(&self, place: &str, index: u16) -> Checked {
        within(place, "rules", self.manifest.rules.len(), index)
    }

    fn event(&self, place: &str, index: impl Into<Option<u16>>) -> Checked {
        within(place, "history", self.case.history.len(), index)
    }

    /// P1: a declared unit that is one body or one of an area, or a body that the case names.
    fn body(&self, place: &str, body: Option<c::Body>) -> Checked {
        match body {
            None => Ok(()),
            Some(c::Body::ActorOf(event)) => {
                self.event(place, event)?;
                match self.case.said(event, c::Key::Actor) {
                    Some(_) => Ok(()),
                    None => wrong(place, format_args!("history[{event}] names no actor")),
                }
            }
            Some(c::Body::Unit(unit)) => {
                within(place, "units", self.manifest.units.len() + self.case.strangers.len(), unit)?;
                match self.manifest.units.get(usize::from(unit)).map(|u| (u.per, &u.id)) {
                    Some((c::Per::Body, id)) => wrong(place, format_args!("`{id}` is somebody's, and only a ladder says whose")),
                    _ => Ok(()),
                }
            }
        }
    }

    /// P2: no list is longer than the limits allow, and few rows are followed occurrence by occurrence.
    fn sizes(&self, plan: &c::Plan, limits: &Limits) -> Checked {
        let lengths = [
            ("closings", plan.closings.len()),
            ("labels", plan.labels.len()),
            ("route.others", plan.route.others.len()),
            ("clocks", plan.clocks.len()),
            ("pauses", plan.pauses.len()),
            ("escalations", plan.escalations.len()),
            ("actions", plan.actions.len()),
            ("violations", plan.violations.len()),
            ("measures", plan.measures.len()),
            ("needs", plan.needs.len()),
            ("asked", plan.asked.len()),
        ];
        if let Some((list, n)) = lengths.iter().find(|(_, n)| *n > limits.list_max) {
            return wrong(list, format_args!("{n} entries, at most {} are allowed", limits.list_max));
        }
        let repeats = |t: u16| self.manifest.terms.get(usize::from(t)).is_some_and(|t| t.repeats);
        let repeating = plan.clocks.iter().filter(|row| matches!(row.due, c::Due::Term(t) if repeats(t))).count();
        if repeating > limits.repeating_max {
            return wrong("clocks", format_args!("{repeating} repeating rows, at most {} are allowed", limits.repeating_max));
        }
        // the host's own work, which no fuel covers
        let (rows, events) = (plan.clocks.len(), self.case.history.len());
        if rows * events > limits.work_max {
            return wrong("clocks", format_args!("{rows} rows for {events} events are too many together"));
        }
        Ok(())
    }

    /// P3: the stage exists, and the closings ascend.
    fn state(&self, plan: &c::Plan) -> Checked {
        within("stage", "stages", self.manifest.stages.len(), plan.stage)?;
        within("level", "levels", self.manifest.levels.len(), plan.level)?;
        for &closing in &plan.closings {
            self.event("closings", closing)?;
        }
        if plan.closings.is_sorted_by(|a, b| a < b) { Ok(()) } else { wrong("closings", "they do not ascend") }
    }

    /// P4: every required group has a label, and only groups that say so have several.
    fn labels(&self, plan: &c::Plan) -> Checked {
        for (i, label) in plan.labels.iter().enumerate() {
            let place = "labels";
            within(place, "groups", self.manifest.groups.len(), label.group)?;
            let group = &self.manifest.groups[usize::from(label.group)];
            within(place, &group.id, group.values.len(), label.value)?;
            within(place, &group.id, group.values.len(), label.proposed)?;
            self.event(place, label.set_by)?;
            self.rule(place, label.rule)?;
            if !group.many && plan.labels[..i].iter().any(|l| l.group == label.group) {
                return wrong(place, format_args!("two labels of `{}`", group.id));
            }
        }
        for (i, group) in self.manifest.groups.iter().enumerate() {
            let needed = group.required && !plan.needs_of_group() && !plan.labels.iter().any(|l| usize::from(l.group) == i);
            if needed {
                return wrong("labels", format_args!("no label of `{}`, which is required", group.id));
            }
        }
        Ok(())
    }

    fn route(&self, route: &c::Route) -> Checked {
        within("route.mode", "modes", self.manifest.modes.len(), route.mode)?;
        self.rule("route.rule", route.rule)?;
        self.body("route.lead", route.lead)?;
        self.body("route.accountable", route.accountable)?;
        for part in &route.others {
            within("route.others", "roles", self.manifest.roles.len(), part.role)?;
            self.body("route.others", Some(part.body))?;
        }
        Ok(())
    }

    /// P5: a row has a body exactly when its kind is owed by one; it starts before it ends; what it counts from and to exists.
    fn row(&self, i: usize, row: &c::Clock) -> Checked {
        let place = "clocks";
        within(place, "clocks", self.manifest.clocks.len(), row.kind)?;
        let kind = &self.manifest.clocks[usize::from(row.kind)];
        self.rule(place, row.rule)?;
        self.body(place, row.body)?;
        for event in [row.since, row.until, row.stop] {
            self.event(place, event)?;
        }
        if row.body.is_none() != matches!(kind.owed_by, c::OwedBy::WholeCase) {
            return wrong(place, format_args!("row {i} (`{}`): a body is named exactly when the kind is owed by one", kind.id));
        }
        if row.stop.is_some() && !kind.decided {
            return wrong(place, format_args!("row {i} (`{}`) says what stops it, and its kind is not `decided`", kind.id));
        }
        let start = match row.start {
            c::Anchor::Event(e) => {
                self.event(place, e)?;
                Some(e)
            }
            c::Anchor::Fact(f) => self.time_fact(place, f).map(|()| None)?,
            c::Anchor::DueOf(r) if usize::from(r) >= i => {
                return wrong(place, format_args!("row {i} starts with the due of row {r}, which does not come before it"));
            }
            c::Anchor::DueOf(_) => None,
        };
        if start.zip(row.since).is_some_and(|(a, b)| b < a) || start.max(row.since).zip(row.until).is_some_and(|(a, b)| b <= a) {
            return wrong(place, format_args!("row {i} (`{}`) ends before it begins", kind.id));
        }
        match row.due {
            c::Due::Term(t) => within(place, "terms", self.manifest.terms.len(), t),
            c::Due::Event(e) => {
                self.event(place, e)?;
                match self.case.said(e, c::Key::Due) {
                    Some(_) => Ok(()),
                    None => wrong(place, format_args!("row {i} is due by the limit of history[{e}], which carries none")),
                }
            }
            c::Due::Fact(f) => self.time_fact(place, f),
            c::Due::Awaited(input) => within(place, "inputs", self.manifest.inputs.len(), input),
            c::Due::Unlimited => Ok(()),
        }
    }

    fn time_fact(&self, place: &str, fact: u16) -> Checked {
        within(place, "facts", self.case.facts.len(), fact)?;
        let kind = match self.case.facts[usize::from(fact)].key {
            c::Key::Input(key) => Some(self.manifest.inputs[usize::from(key)].kind),
            _ => None,
        };
        match kind {
            Some(c::ValueKind::Time) => Ok(()),
            _ => wrong(place, format_args!("facts[{fact}] is no time")),
        }
    }

    /// P6: only rows whose kind says `decided` are paused by the plan.
    fn pauses(&self, plan: &c::Plan) -> Checked {
        for pause in &plan.pauses {
            within("pauses", "rows", plan.clocks.len(), pause.clock)?;
            self.event("pauses", pause.begins)?;
            self.event("pauses", pause.ends)?;
            within("pauses", "terms", self.manifest.terms.len(), pause.cap)?;
            self.rule("pauses", pause.rule)?;
            let kind = &self.manifest.clocks[usize::from(plan.clocks[usize::from(pause.clock)].kind)];
            if !kind.decided {
                return wrong("pauses", format_args!("`{}` is paused, and its kind is not `decided`", kind.id));
            }
            if pause.ends.is_some_and(|e| e <= pause.begins) {
                return wrong("pauses", "a pause ends before it begins");
            }
        }
        Ok(())
    }

    /// P7: one level at a time, and only an approval moves the case.
    fn escalations(&self, plan: &c::Plan) -> Checked {
        let levels = self.manifest.levels.len();
        for step in &plan.escalations {
            let place = "escalations";
            within(place, "levels", levels, step.at)?;
            within(place, "levels", levels, step.to)?;
            self.event(place, step.asked)?;
            self.event(place, step.answered)?;
            self.body(place, step.approver)?;
            self.rule(place, step.rule)?;
            let top = usize::from(step.at) + 1 == levels;
            if step.to.is_some_and(|to| to != step.at + 1)
                || step.to.is_none() && !top && !matches!(step.state, c::EscalationState::NotEligible)
            {
                return wrong(place, "a step goes up by exactly one level");
            }
            if top && matches!(step.state, c::EscalationState::Requested | c::EscalationState::Approved) {
                return wrong(place, "there is no level above the top");
            }
            if matches!(step.state, c::EscalationState::Approved | c::EscalationState::Denied) && step.answered.is_none() {
                return wrong(place, "an answered step names the event that answered it");
            }
        }
        let approved = plan.escalations.iter().filter(|s| matches!(s.state, c::EscalationState::Approved));
        match approved.filter_map(|s| s.to).max().zip(plan.level) {
            Some((to, level)) if level != to => wrong("level", "the case is not at the level to which it was last escalated"),
            _ => Ok(()),
        }
    }

    /// P1 for everything else.
    fn rest(&self, plan: &c::Plan) -> Checked {
        for action in &plan.actions {
            within("actions", "actions", self.manifest.actions.len(), action.kind)?;
            self.body("actions", action.body)?;
            self.event("actions", action.cause)?;
            self.rule("actions", action.rule)?;
        }
        for violation in &plan.violations {
            within("violations", "violations", self.manifest.violations.len(), violation.kind)?;
            self.body("violations", violation.body)?;
            self.event("violations", violation.event)?;
            self.rule("violations", violation.rule)?;
        }
        for measure in &plan.measures {
            within("measures", "metrics", self.manifest.metrics.len(), measure.metric)?;
            self.body("measures", measure.body)?;
            self.event("measures", measure.event)?;
            self.rule("measures", measure.rule)?;
        }
        for need in &plan.needs {
            match need.what {
                c::Needed::Input(input) => within("needs", "inputs", self.manifest.inputs.len(), input)?,
                c::Needed::Area(depth) => within("needs", "areas", DEPTHS, depth)?,
                c::Needed::Category | c::Needed::Kind | c::Needed::Channel => {}
            }
            self.rule("needs", need.rule)?;
        }
        for asked in &plan.asked {
            self.rule("asked", asked.rule)?;
            self.event("asked", asked.event)?;
            let conditions = self.manifest.rules[usize::from(asked.rule)].conditions.len();
            if asked.conditions.checked_shr(conditions as u32).unwrap_or(0) != 0 {
                return wrong("asked", format_args!("a condition held that the rule does not have ({conditions} are declared)"));
            }
        }
        Ok(())
    }
}

impl c::Plan {
    /// A required label may be missing while a need says why.
    fn needs_of_group(&self) -> bool {
        !self.needs.is_empty()
    }
}
