//! Why something is in no denominator.

use serde::{Deserialize, Serialize};

/// Why a case, or a row of a clock, does not count for a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// 不予受理: the request was not accepted.
    NotAccepted,
    /// 并案: the same matter counts once, where it came first.
    Merged,
    /// 撤回: the citizen took it back.
    Withdrawn,
    /// Something is missing without which the policy does not decide this.
    NeedsInput,
    /// Still being handled: nobody was to be asked yet.
    NotCompleted,
    /// 未回访: done, and nobody called.
    NoCallback,
    /// 回访未作答: there was a callback, and this question was not answered.
    Unanswered,
    /// The policy does not count it.
    LeftOut,
    /// Never sent to a unit.
    NotDispatched,
    /// A row whose limit has not passed yet.
    Running,
    /// A row that stands still.
    Paused,
    /// A row that has not begun.
    NotStarted,
    /// A row that was lifted before its limit.
    Lifted,
    /// A row whose limit people still owe.
    Awaited,
    /// A row without a limit.
    Unlimited,
}

impl Why {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Why; 15] = [
        Why::NotAccepted,
        Why::Merged,
        Why::Withdrawn,
        Why::NeedsInput,
        Why::NotCompleted,
        Why::NoCallback,
        Why::Unanswered,
        Why::LeftOut,
        Why::NotDispatched,
        Why::Running,
        Why::Paused,
        Why::NotStarted,
        Why::Lifted,
        Why::Awaited,
        Why::Unlimited,
    ];
}
