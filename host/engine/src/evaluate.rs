//! The one pipeline from a case to a decision. Pure: it reads no clock, file, environment or randomness.

use paidan_calendar::{Book, Instant, Knowledge};

use crate::case::Case;
use crate::check::{check, check_pauses, check_refusal};
use crate::decision::{CalendarId, Decision, PolicyId, Status, Trace};
use crate::error::Error;
use crate::intern::Interned;
use crate::limits::Limits;
use crate::manifest::Manifest;
use crate::parts::Note;
use crate::policy::{Answer, contract as c};
use crate::rows;
use crate::stamp::Stamp;
use crate::writer::Writer;

/// What a decision rests on beside the case.
pub(crate) struct Grounds<'a> {
    pub(crate) manifest: &'a Manifest,
    pub(crate) book: &'a Book,
    pub(crate) know: Knowledge<'a>,
    pub(crate) limits: &'a Limits,
    pub(crate) as_of: Instant,
}

/// Decides a case; `ask` calls the policy, in whatever isolation. `interned` is filled anew.
///
/// # Errors
/// What `ask` says, and `fault/plan` for a plan that may not be believed.
pub(crate) fn decide<'a>(
    case: &'a Case<'_>,
    grounds: &Grounds<'a>,
    interned: &mut Interned,
    ask: impl FnOnce(c::Case<'_>) -> Result<Answer, Error>,
) -> Result<Decision<'a>, Error> {
    let Grounds { manifest, know, as_of, .. } = *grounds;
    let view = know.calendar.view(know.known_at);
    let set_aside = interned.start(case, as_of);
    let mut decision = blank(case, grounds, view.digest());
    if interned.known.is_empty() {
        decision.status = Status::NotOpened;
        decision.notes.push(Note::new("not-opened", "nothing had happened yet at the moment asked about"));
        return Ok(decision);
    }
    interned.fill(case, manifest, view, |t| know.calendar.local(t));
    decision.notes = std::mem::take(&mut interned.notes);
    if set_aside > 0 {
        let text = format!("{set_aside} event(s) lie after the moment asked about, or were recorded after it");
        decision.notes.push(Note::new("set-aside", text));
    }
    if interned.known.iter().any(|&i| case.history[usize::from(i)].recorded_at.is_some()) {
        let text = "some events were typed in after they happened: an earlier decision may have been another";
        decision.notes.push(Note::new("entered-late", text));
    }
    let interned = &*interned;
    let answer = ask(interned.contract())?;
    decision.trace.fuel = answer.fuel;
    let writer = Writer { case, interned, manifest, calendar: know.calendar };
    match answer.plan {
        Err(refusal) => {
            check_refusal(&refusal, interned, manifest)?;
            decision.status = match refusal.kind {
                c::RefusalKind::NotApplicable => Status::NotApplicable,
                c::RefusalKind::Contradictory => Status::Contradictory,
            };
            decision.reasons = vec![writer.reason(refusal.rule)];
        }
        Ok(plan) => {
            check(&plan, interned, manifest, grounds.limits)?;
            let resolved = rows::resolve(&plan, interned, manifest);
            check_pauses(&resolved, grounds.limits)?;
            let judged = rows::judge(&resolved, grounds.book, know, as_of);
            writer.plan(&mut decision, &plan, &resolved, &judged);
            decision.trace.rows = resolved;
        }
    }
    Ok(decision)
}

fn blank<'a>(case: &'a Case<'_>, grounds: &Grounds<'a>, digest: &'a str) -> Decision<'a> {
    let raw = &grounds.manifest.raw;
    let calendar = grounds.know.calendar;
    Decision {
        case: &case.id,
        status: Status::Decided,
        as_of: Stamp { at: grounds.as_of, calendar },
        policy: PolicyId { id: &raw.id, version: &raw.version, rules: short(&raw.digest) },
        calendar: CalendarId { id: calendar.id(), known_at: grounds.know.known_at, view: short(digest) },
        contract: crate::CONTRACT,
        stage: None,
        supervised: None,
        level: None,
        labels: Vec::new(),
        route: None,
        clocks: Vec::new(),
        escalations: Vec::new(),
        actions: Vec::new(),
        violations: Vec::new(),
        measures: Vec::new(),
        needs: Vec::new(),
        reasons: Vec::new(),
        notes: Vec::new(),
        next_check: None,
        above: None,
        trace: Trace::default(),
    }
}

/// 128 bits of a digest are enough to tell two versions apart.
fn short(digest: &str) -> &str {
    digest.get(..32).unwrap_or(digest)
}
