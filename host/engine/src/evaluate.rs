//! The one pipeline from a case to a decision. Pure: it reads no clock, file, environment or randomness.

use paidan_calendar::{Book, Instant, Knowledge};

use crate::case::Case;
use crate::check::{check, check_pauses, check_refusal};
use crate::decision::{Asked, CalendarId, Decision, PolicyId, Status, Trace};
use crate::error::Error;
use crate::intern::Interned;
use crate::limits::Limits;
use crate::manifest::Manifest;
use crate::outline::Outline;
use crate::parts::Note;
use crate::policy::{Answer, contract as c};
use crate::rows::Judged;
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

/// What a policy said of a case, checked.
#[allow(clippy::large_enum_variant)] // it lives for a moment, and a box would be an allocation a case
pub(crate) enum Said {
    /// Nothing had happened yet, and nobody was asked.
    NotOpened,
    Refused(c::Refusal),
    Planned(c::Plan),
}

/// What is filled anew for every case, and kept only for its memory.
#[derive(Default)]
pub(crate) struct Desk {
    pub(crate) interned: Interned,
    pub(crate) judged: Judged,
}

/// Decides a case; `ask` calls the policy, in whatever isolation.
///
/// # Errors
/// What `ask` says, and `fault/plan` for a plan that may not be believed.
pub(crate) fn decide<'a>(
    case: &'a Case<'_>,
    grounds: &Grounds<'a>,
    desk: &mut Desk,
    ask: impl FnOnce(c::Case<'_>) -> Result<Answer, Error>,
) -> Result<Decision<'a>, Error> {
    let Desk { interned, judged } = desk;
    let (mut notes, mut fuel) = (Vec::new(), 0);
    let said = say(case, grounds, interned, ask, &mut notes, &mut fuel)?;
    conclude(case, grounds, interned, judged, said, (notes, fuel))
}

/// From what a policy said, of the case that is interned, to a decision. `noted`: of the case, and what asking took.
///
/// # Errors
/// `fault/plan`.
pub(crate) fn conclude<'a>(
    case: &'a Case<'_>,
    grounds: &Grounds<'a>,
    interned: &Interned,
    judged: &mut Judged,
    said: Said,
    noted: (Vec<Note>, u64),
) -> Result<Decision<'a>, Error> {
    let Grounds { manifest, know, as_of, .. } = *grounds;
    let mut decision = blank(case, grounds, know.calendar.view(know.known_at).digest());
    (decision.notes, decision.trace.fuel) = noted;
    let writer = Writer { case, interned, manifest, calendar: know.calendar };
    match said {
        Said::NotOpened => decision.status = Status::NotOpened,
        Said::Refused(refusal) => {
            decision.status = refused(&refusal);
            decision.reasons = vec![writer.reason(refusal.rule)];
            decision.trace.asked = vec![Asked { rule: refusal.rule, conditions: 0, held: true }];
        }
        Said::Planned(plan) => {
            let resolved = judged.resolve(&plan, interned, manifest);
            check_pauses(&resolved, grounds.limits)?;
            judged.judge(&resolved, grounds.book, know, as_of);
            writer.plan(&mut decision, &plan, &resolved, &judged.judgements);
            decision.trace.rows = resolved;
        }
    }
    Ok(decision)
}

/// Says what a policy says of a case, in terms: [`decide`] without dates.
///
/// # Errors
/// As [`decide`].
pub(crate) fn outline<'a>(
    case: &'a Case<'_>,
    grounds: &Grounds<'a>,
    desk: &mut Desk,
    ask: impl FnOnce(c::Case<'_>) -> Result<Answer, Error>,
) -> Result<Outline<'a>, Error> {
    let interned = &mut desk.interned;
    let mut outline = Outline::of(&case.id);
    let said = say(case, grounds, interned, ask, &mut outline.notes, &mut 0)?;
    let Grounds { manifest, know, .. } = *grounds;
    let writer = Writer { case, interned, manifest, calendar: know.calendar };
    match said {
        Said::NotOpened => outline.status = Status::NotOpened,
        Said::Refused(refusal) => {
            outline.status = refused(&refusal);
            outline.rules = vec![writer.rule(refusal.rule)];
        }
        Said::Planned(plan) => writer.outline(&mut outline, &plan),
    }
    Ok(outline)
}

/// Interns the case, asks, and checks the answer.
fn say(
    case: &Case<'_>,
    grounds: &Grounds<'_>,
    interned: &mut Interned,
    ask: impl FnOnce(c::Case<'_>) -> Result<Answer, Error>,
    notes: &mut Vec<Note>,
    fuel: &mut u64,
) -> Result<Said, Error> {
    *notes = take_in(case, grounds, interned);
    if interned.known.is_empty() {
        return Ok(Said::NotOpened);
    }
    let answer = ask(interned.contract())?;
    *fuel = answer.fuel;
    believe(answer, grounds, interned)
}

/// Interns the case, and says what there is to note. If nothing of it is known yet, that is all.
pub(crate) fn take_in(case: &Case<'_>, grounds: &Grounds<'_>, interned: &mut Interned) -> Vec<Note> {
    let Grounds { manifest, know, as_of, .. } = *grounds;
    let set_aside = interned.start(case, as_of);
    if interned.known.is_empty() {
        return vec![Note::new("not-opened", "nothing had happened yet at the moment asked about")];
    }
    interned.fill(case, manifest, know.calendar.view(know.known_at), |t| know.calendar.local(t));
    let mut notes = std::mem::take(&mut interned.notes);
    if set_aside > 0 {
        let text = format!("{set_aside} event(s) lie after the moment asked about, or were recorded after it");
        notes.push(Note::new("set-aside", text));
    }
    if interned.known.iter().any(|&i| case.history[usize::from(i)].recorded_at.is_some()) {
        let text = "some events were typed in after they happened: an earlier decision may have been another";
        notes.push(Note::new("entered-late", text));
    }
    notes
}

/// Never without this check.
///
/// # Errors
/// `fault/plan`.
pub(crate) fn believe(answer: Answer, grounds: &Grounds<'_>, interned: &Interned) -> Result<Said, Error> {
    let manifest = grounds.manifest;
    match answer.plan {
        Err(refusal) => check_refusal(&refusal, interned, manifest).map(|()| Said::Refused(refusal)),
        Ok(plan) => check(&plan, interned, manifest, grounds.limits).map(|()| Said::Planned(plan)),
    }
}

fn refused(refusal: &c::Refusal) -> Status {
    match refusal.kind {
        c::RefusalKind::NotApplicable => Status::NotApplicable,
        c::RefusalKind::Contradictory => Status::Contradictory,
    }
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
