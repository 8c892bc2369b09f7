//! Xining's policy linked into this program, asked in place of the component: what the same rules cost without a sandbox.
//!
//! The types on both sides are made from one WIT by two generators and differ only in name; copying them over, list by list, is
//! this side's counterpart of the copying into and out of the sandbox, and the rows of the policy alone show what it takes.

use paidan_engine::contract as host;
use paidan_sdk::contract as guest;

/// What the host asks, answered by the policy in this program.
pub(crate) fn xining(case: host::Case<'_>) -> Result<host::Plan, host::Refusal> {
    paidan_policy_xining::evaluate(case.over()).map(Over::over).map_err(Over::over)
}

/// A value of one side as a value of the other.
pub(crate) trait Over<T> {
    fn over(self) -> T;
}

macro_rules! same {
    ($($type:ty),*) => {$(
        impl Over<$type> for $type {
            #[inline(always)]
            fn over(self) -> $type {
                self
            }
        }
    )*};
}
same!(bool, u16, u32, i32, i64);

impl<A: Over<B>, B> Over<Option<B>> for Option<A> {
    #[inline(always)]
    fn over(self) -> Option<B> {
        self.map(Over::over)
    }
}
impl<A: Over<B>, B> Over<Vec<B>> for Vec<A> {
    #[inline(always)]
    fn over(self) -> Vec<B> {
        self.into_iter().map(Over::over).collect()
    }
}
impl<A: Over<B> + Copy, B> Over<Vec<B>> for &[A] {
    #[inline(always)]
    fn over(self) -> Vec<B> {
        self.iter().map(|value| value.over()).collect()
    }
}
impl Over<String> for &str {
    fn over(self) -> String {
        self.to_owned()
    }
}

macro_rules! records {
    ($($from:ident to $to:ident: $($name:ident { $($field:ident),* })*;)*) => {$($(
        impl Over<$to::$name> for $from::$name {
            #[inline(always)]
            fn over(self) -> $to::$name {
                $to::$name { $($field: self.$field.over()),* }
            }
        }
    )*)*};
}
macro_rules! cases {
    ($($from:ident to $to:ident: $($name:ident { $($case:ident $(($of:ident))?),* })*;)*) => {$($(
        impl Over<$to::$name> for $from::$name {
            #[inline(always)]
            fn over(self) -> $to::$name {
                match self { $($from::$name::$case $(($of))? => $to::$name::$case $(($of))?),* }
            }
        }
    )*)*};
}

impl Over<guest::Case> for host::Case<'_> {
    fn over(self) -> guest::Case {
        let host::Case { text, channel, kind, category, area, facts, history } = self;
        guest::Case {
            text: text.over(),
            channel,
            kind,
            category,
            area: area.over(),
            facts: facts.over(),
            history: history.over(),
        }
    }
}
records! {
    host to guest:
        Fact { of, key, value }
        Event { at, day, minute, class, kind, unit };
    guest to host:
        Plan { stage, closings, level, labels, route, clocks, pauses, escalations, actions, violations, measures, needs, asked }
        Label { group, value, set_by, proposed, rule }
        Route { mode, lead, accountable, others, rule }
        Part { role, body }
        Clock { kind, body, start, since, until, stop, due, rule }
        Pause { clock, begins, ends, cap, rule }
        Escalation { at, to, state, asked, answered, approver, rule }
        Action { kind, body, cause, rule }
        Violation { kind, body, event, rule }
        Measure { metric, body, event, counts, hit, rule }
        Need { what, rule }
        Asked { rule, conditions, event }
        Refusal { kind, rule, event };
}
cases! {
    host to guest:
        Key { Input(of), Actor, Level, Reason, Due, Supposed(of) }
        DayClass { Workday, MakeupWorkday, Rest, Statutory };
    guest to host:
        Body { Unit(of), ActorOf(of) }
        Anchor { Event(of), Fact(of), DueOf(of) }
        Due { Term(of), Event(of), Fact(of), Awaited(of), Unlimited }
        Needed { Input(of), Area(of), Category, Kind, Channel }
        EscalationState { NotEligible, Eligible, Requested, Approved, Denied, Exhausted }
        RefusalKind { NotApplicable, Contradictory };
}
