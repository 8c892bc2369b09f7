//! Case after case on one instance.

use paidan_calendar::{Day, Instant};

use crate::case::Case;
use crate::city::City;
use crate::decision::Decision;
use crate::error::{Error, nearest};
use crate::evaluate::{Desk, decide, outline};
use crate::intern::Supposed;
use crate::outline::Outline;
use crate::policy::{Answer, Instance, contract as c};

/// One case in this many is decided a second time on a fresh instance.
const RECHECK: u64 = 256;

/// Evaluates case after case on one instance, with the same bytes as [`City::evaluate`].
///
/// After a fault the instance is dropped and the case is asked again on a fresh one, so that a fault is always the case's
/// own. The second case of a batch and one in 256 from then on is decided twice, and a difference is the fault
/// `fault/keeps-state`: a policy that remembers is refused, not trusted.
pub struct Batch<'c> {
    pub(crate) city: &'c City,
    pub(crate) asking: Asking<'c>,
    pub(crate) desk: Desk,
    /// By the superior's versions.
    above: Vec<Option<Batch<'c>>>,
}

impl<'c> Batch<'c> {
    pub(crate) fn new(city: &'c City, asking: Asking<'c>) -> Self {
        Batch { city, asking, desk: Desk::default(), above: Vec::new() }
    }

    /// Decides a case as of a moment.
    ///
    /// # Errors
    /// As [`City::evaluate`], and `fault/keeps-state`.
    pub fn evaluate<'a>(&mut self, case: &'a Case<'_>, as_of: Instant) -> Result<Decision<'a>, Error>
    where
        'c: 'a,
    {
        self.evaluate_knowing(case, as_of, None)
    }

    /// From now on, what if a rule held, or did not, whatever its conditions say? Every decision says so in its notes. A superior's
    /// rules are as they are.
    ///
    /// # Errors
    /// `case/unknown-rule` where the policy does not ask that rule by conditions.
    pub fn suppose(&mut self, rule: &str, holds: bool) -> Result<(), Error> {
        let raw = &self.city.policy().manifest().raw;
        let asked = || raw.rules.iter().filter(|rule| !rule.conditions.is_empty()).map(|rule| rule.id.as_str());
        let Some((position, _)) = (0..).zip(&raw.rules).find(|(_, def)| def.id == rule && !def.conditions.is_empty()) else {
            let guess = nearest(rule, asked()).map_or_else(String::new, |near| format!("did you mean `{near}`? "));
            return Err(Error::new("case/unknown-rule", format!("`{}` asks no rule `{rule}` by conditions", raw.id))
                .mend(format!("{guess}it asks: {}", asked().collect::<Vec<_>>().join(", "))));
        };
        self.desk.interned.supposed = Some(Supposed { rule: position, holds });
        Ok(())
    }

    /// [`City::outline`] on the batch's instance.
    ///
    /// # Errors
    /// As [`Batch::evaluate`].
    pub fn outline<'a>(&mut self, case: &'a Case<'_>, as_of: Instant) -> Result<Outline<'a>, Error>
    where
        'c: 'a,
    {
        let Self { city, asking, desk, .. } = self;
        let city: &'c City = city;
        outline(case, &city.grounds(as_of, None), desk, |raw| asking.ask(city, raw))
    }

    /// [`Batch::evaluate`] by the calendar as it was known on another day.
    ///
    /// # Errors
    /// As [`Batch::evaluate`].
    pub fn evaluate_knowing<'a>(
        &mut self,
        case: &'a Case<'_>,
        as_of: Instant,
        known_at: Option<Day>,
    ) -> Result<Decision<'a>, Error>
    where
        'c: 'a,
    {
        let Self { city, asking, desk, above } = self;
        let city: &'c City = city;
        let decision = decide(case, &city.grounds(as_of, known_at), desk, |raw| asking.ask(city, raw))?;
        decision.with_above(city.policy().manifest(), city.superior.as_deref(), |versions| {
            let position = versions.position(case)?;
            let city = &versions.all()[position].1;
            above.resize_with(versions.all().len(), || None);
            let batch = above[position].get_or_insert_with(|| city.batch());
            Ok((city, batch.evaluate_knowing(case, as_of, known_at)?))
        })
    }
}

/// A policy linked into the program.
pub(crate) type Native<'c> = Box<dyn FnMut(c::Case<'_>) -> Result<c::Plan, c::Refusal> + 'c>;

/// The instance that answers one case after the other, or what answers in its place.
#[derive(Default)]
pub(crate) struct Asking<'c> {
    instance: Option<Instance>,
    asked: u64,
    native: Option<Native<'c>>,
}

impl<'c> Asking<'c> {
    /// What answers in the place of a component.
    pub(crate) fn native(policy: Native<'c>) -> Self {
        Asking { native: Some(policy), ..Asking::default() }
    }

    pub(crate) fn ask(&mut self, city: &City, raw: c::Case<'_>) -> Result<Answer, Error> {
        if let Some(native) = &mut self.native {
            return Ok(Answer { plan: native(raw), fuel: 0 });
        }
        let policy = city.policy();
        let mut instance = match self.instance.take() {
            Some(instance) => instance,
            None => policy.instance()?,
        };
        let recheck = self.asked % RECHECK == 1;
        self.asked += 1;
        match instance.evaluate(raw.clone(), policy.limits().fuel_max) {
            Ok(answer) if recheck => {
                // the batch goes on with the fresh instance: it never needs a second place in the pool
                drop(instance);
                let mut fresh = policy.instance()?;
                if fresh.evaluate(raw, policy.limits().fuel_max)?.plan != answer.plan {
                    return Err(Error::new(
                        "fault/keeps-state",
                        format!("`{}` answered otherwise on a fresh instance", policy.manifest().raw.id),
                    )
                    .mend("a policy remembers nothing between cases: look for a `static` that is written to"));
                }
                self.instance = Some(fresh);
                Ok(answer)
            }
            Ok(answer) => {
                self.instance = Some(instance);
                Ok(answer)
            }
            Err(_) => {
                drop(instance);
                city.ask_fresh(raw)
            }
        }
    }
}
