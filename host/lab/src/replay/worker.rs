//! Decides recorded cases again and holds each decision against another.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::mpsc::{Receiver, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};

use memchr::memmem::Finder;
use paidan_calendar::{Day, Instant};
use paidan_engine::{Batch, Case, City, Decision, Error, Manifest, Pair, Policy, Versions};

use super::block::{Asked, Block, Came, Decided, Done, Work};
use super::compare::compare;
use super::said::Said;
use super::{Against, Differing, Maker, Question};
use crate::error::{wrong, wrong_at};
use crate::record::{self, PolicyId, Reader, Record};

pub(super) fn work<T>(question: &Question, receive: &Mutex<Receiver<Work<T>>>, give: &SyncSender<Came<T>>) {
    let rules = Rules::of(&question.rules);
    let pairs = if let Against::Rules(others) = &question.against { Some(Pairs::of(others, &question.rules)) } else { None };
    let (makers, parts) = (Vec::new(), Parts::new());
    let decider = Decider { question, rules, pairs, parts, makers, new: Vec::new(), old: Vec::new() };
    let mut judge = Judge { reader: Reader::default(), decider };
    loop {
        // a worker that panicked held no lock while it decided
        let work = receive.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match work {
            Err(_) => return,
            Ok(Work::Block(block)) => {
                // nobody asks any more
                if give.send(Came::Done(vec![judge.block(block)])).is_err() {
                    return;
                }
            }
            Ok(Work::Source(reading)) => {
                let _ended = Ended(give);
                let (mut text, mut all) = (Vec::new(), Vec::new());
                let next = |text| reading.lock().unwrap_or_else(PoisonError::into_inner).next(text);
                while let Some(block) = next(text) {
                    let mut done = judge.block(block);
                    text = std::mem::take(&mut done.text);
                    all.push(done);
                    // who hears of it is not woken for each: that would cost those who decide their cores
                    if all.len() == AT_ONCE && give.send(Came::Done(std::mem::take(&mut all))).is_err() {
                        return;
                    }
                }
                if give.send(Came::Done(all)).is_err() {
                    return;
                }
            }
        }
    }
}

/// Says so when it goes, for whatever reason: nobody waits for a worker that panicked.
struct Ended<'g, T>(&'g SyncSender<Came<T>>);

impl<T> Drop for Ended<'_, T> {
    fn drop(&mut self) {
        // nobody asks any more
        let _ = self.0.send(Came::Ended);
    }
}

/// Blocks that a worker has done before it says so.
const AT_ONCE: usize = 8;

/// Makers that a worker remembers.
const MAKERS: usize = 100;

/// Rules that decide case after case.
struct Rules<'q> {
    versions: &'q Versions,
    /// Of each version.
    batches: Vec<Batch<'q>>,
}

impl<'q> Rules<'q> {
    fn of(versions: &'q Versions) -> Self {
        Rules { versions, batches: versions.all().iter().map(|(_, city)| city.batch()).collect() }
    }

    fn decide<'a>(&mut self, case: &'a Case<'_>, at: Instant, known_at: Option<Day>) -> Result<Decision<'a>, Error>
    where
        'q: 'a,
    {
        let position = self.versions.position(case)?;
        self.batches[position].evaluate_knowing(case, at, known_at)
    }

    /// The version that judges a case.
    fn city(&self, case: &Case<'_>) -> Result<&'q City, Error> {
        Ok(&self.versions.all()[self.versions.position(case)?].1)
    }

    /// What the newest version declares.
    fn manifest(&self) -> Option<&'q Manifest> {
        self.versions.all().last().map(|(_, newest)| newest.policy().manifest())
    }
}

/// Two cities' rules, side by side.
struct Pairs<'q> {
    before: &'q Versions,
    after: &'q Versions,
    /// By the versions that judge a case, row by row of `before`.
    pairs: Vec<Option<Pair<'q>>>,
}

impl<'q> Pairs<'q> {
    fn of(before: &'q Versions, after: &'q Versions) -> Self {
        let mut pairs = Vec::new();
        pairs.resize_with(before.all().len() * after.all().len(), || None);
        Pairs { before, after, pairs }
    }

    /// None: they certainly say the same.
    fn decide<'a>(
        &mut self,
        case: &'a Case<'_>,
        at: Instant,
        known_at: Option<Day>,
    ) -> Result<Option<(Decision<'a>, Decision<'a>)>, Error>
    where
        'q: 'a,
    {
        let Self { before, after, pairs } = self;
        let (one, two) = (before.position(case)?, after.position(case)?);
        let pair = &mut pairs[one * after.all().len() + two];
        let pair = pair.get_or_insert_with(|| Pair::new(&before.all()[one].1, &after.all()[two].1));
        pair.evaluate_knowing(case, at, known_at)
    }
}

fn other_city(place: &str, text: String) -> Error {
    wrong_at(
        "replay/other-city",
        place.to_owned(),
        text,
        "a replay is of one city: name it with --city, or give each city a corpus of its own",
    )
}

/// What is known of a record, whatever comes of it.
#[derive(Default)]
struct Known {
    identity: Option<u64>,
    maker: Option<Arc<Maker>>,
}

/// Two records have the same number if they are of the same case as of the same moment; else hardly ever.
fn identity(record: &Record<'_, '_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    (record.as_of.0, &*record.case.id).hash(&mut hasher);
    hasher.finish()
}

/// Who made a record; none if it is who decides it again. `known`: those that were met before.
fn maker(recorded: &PolicyId, policy: &Policy, known: &mut Vec<Arc<Maker>>) -> Result<Option<Arc<Maker>>, Error> {
    let same_rules = recorded.rules == policy.manifest().raw.digest;
    let PolicyId { version, rules, component, .. } = recorded;
    match (same_rules, component == policy.component_digest()) {
        (true, true) => Ok(None),
        (false, true) => Err(wrong_at(
            "record/digest",
            "field policy.rules".to_owned(),
            "the record names the component that decides it again, but not the rules of that component",
            "the record was changed; take it out, or record the case again",
        )),
        (_, false) => {
            let maker =
                |m: &&Arc<Maker>| (&m.component, &m.rules, &m.version, m.same_rules) == (component, rules, version, same_rules);
            if let Some(maker) = known.iter().find(maker) {
                return Ok(Some(Arc::clone(maker)));
            }
            let [version, rules, component] = [version, rules, component].map(String::clone);
            let maker = Arc::new(Maker { version, rules, component, same_rules });
            // who says a million digests is not kept a million times
            if known.len() < MAKERS {
                known.push(Arc::clone(&maker));
            }
            Ok(Some(maker))
        }
    }
}

fn other_rules(maker: &Maker) -> Error {
    let Maker { version, rules, .. } = maker;
    wrong_at(
        "replay/other-rules",
        "field policy.rules".to_owned(),
        format!("the record was made by rules {version} ({})", rules.get(..12).unwrap_or(rules)),
        "name the component that made it: --policy FILE.wasm; or leave --same-rules away to see what these rules say",
    )
}

struct Judge<'q> {
    reader: Reader,
    decider: Decider<'q>,
}

impl Judge<'_> {
    fn block<T>(&mut self, block: Block<T>) -> Done<T> {
        let Block { number, text, lines } = block;
        let mut bytes = 0;
        let decide = |Asked { name, number, line }| {
            let mut known = Known::default();
            let outcome = line.and_then(|line: Range<usize>| {
                bytes += line.len();
                self.line(&text[line], number, &mut known)
            });
            let outcome = outcome.map(|differing| differing.map(Box::new)).map_err(Box::new);
            Decided { name, identity: known.identity, maker: known.maker, outcome }
        };
        let lines = lines.into_iter().map(decide).collect();
        Done { number, lines, bytes, text }
    }

    /// What is other in a case; none: it is decided as before.
    fn line(&mut self, line: &[u8], number: u64, known: &mut Known) -> Result<Option<Differing>, Error> {
        if let Some(record) = self.reader.read(line)? {
            return self.decider.record(&record, number, known);
        }
        let ordered = match record::in_order(line) {
            // only what was recorded needs a record
            Err(error) if error.code == "record/none" && !matches!(self.decider.question.against, Against::Record) => {
                return self.decider.case(&Case::from_json(line)?, number);
            }
            ordered => ordered?,
        };
        match Reader::default().read(&ordered)? {
            Some(record) => self.decider.record(&record, number, known),
            None => Err(wrong("record/damaged", "the record cannot be read", "take it out, or record the case again")),
        }
    }
}

struct Decider<'q> {
    question: &'q Question,
    rules: Rules<'q>,
    pairs: Option<Pairs<'q>>,
    parts: Parts,
    /// Who else made records.
    makers: Vec<Arc<Maker>>,
    /// Decisions as JSON, used again from case to case.
    new: Vec<u8>,
    old: Vec<u8>,
}

impl Decider<'_> {
    fn record(&mut self, record: &Record<'_, '_>, number: u64, known: &mut Known) -> Result<Option<Differing>, Error> {
        known.identity = Some(identity(record));
        let recorded = &record.head.policy;
        let id = self.rules.manifest().map_or("", |manifest| &manifest.raw.id);
        if recorded.id != id {
            return Err(other_city("field policy", format!("the case was decided by `{}`, not by `{id}`", recorded.id)));
        }
        let at = self.question.at.unwrap_or(record.as_of);
        let known_at = self.question.known_at.or_else(|| self.question.at.is_none().then_some(record.known_at));
        if !matches!(self.question.against, Against::Record) {
            return self.two(&record.case, at, known_at, number);
        }
        let decided = record.decided;
        // a decision names the first half of the digest
        let named = self.parts.rules(decided);
        if named.is_empty() || !recorded.rules.as_bytes().starts_with(named) {
            return Err(wrong_at(
                "record/digest",
                "field decision.policy.rules".to_owned(),
                "the decision was made by other rules than the record says",
                "the line was changed; take it out, or record the case again",
            ));
        }
        let maker = maker(recorded, self.rules.city(&record.case)?.policy(), &mut self.makers)?;
        if let Some(maker) = maker.as_ref().filter(|maker| self.question.same_rules && !maker.same_rules) {
            return Err(other_rules(maker));
        }
        let decision = self.rules.decide(&record.case, at, known_at)?;
        known.maker = maker;
        self.new.clear();
        decision.write_json(&mut self.new);
        if self.parts.is_same(decided, &self.new) {
            return Ok(None);
        }
        // as a text: what is read of bytes is looked over again text by text
        let said = std::str::from_utf8(decided).ok().and_then(|decided| {
            let mut said = serde_json::Deserializer::from_str(decided).into_iter::<Said<'_>>();
            said.next()?.ok()
        });
        let mut said = said.ok_or_else(|| {
            wrong("record/damaged", "the decision in the record cannot be read", "the line was cut off or changed; take it out")
        })?;
        if record.head.record < record::FORMAT {
            said.name_rungs(self.rules.city(&record.case)?, &record.case);
        }
        Ok(differing(&decision, &said, &self.new, number))
    }

    /// A case that was never decided.
    fn case(&mut self, case: &Case<'_>, number: u64) -> Result<Option<Differing>, Error> {
        if let Some(manifest) = self.rules.manifest().filter(|manifest| !manifest.covers(&case.jurisdiction)) {
            let text = format!("`{}` does not judge cases of `{}`", manifest.raw.id, &*case.jurisdiction);
            return Err(other_city("field jurisdiction", text));
        }
        let at = self.question.at.unwrap_or_else(|| case.last_known());
        self.two(case, at, self.question.known_at, number)
    }

    fn two(&mut self, case: &Case<'_>, at: Instant, known_at: Option<Day>, number: u64) -> Result<Option<Differing>, Error> {
        let Self { question, rules, pairs, new, old, .. } = self;
        let mut known = None;
        let (before, after) = match (pairs, &question.against) {
            (Some(pairs), _) => match pairs.decide(case, at, known_at)? {
                Some(two) => two,
                None => return Ok(None),
            },
            (None, Against::Later(until)) => {
                // nobody acts: what happened or was typed in since is not known
                let mut case = case.clone();
                case.history.retain(|event| event.known_at() <= at);
                if case.history.is_empty() {
                    return Ok(None);
                }
                let case = known.insert(case);
                let now = rules.decide(case, at, known_at)?;
                // nor is a notice that is published in between
                let known_at = Some(now.calendar.known_at);
                (now, rules.decide(case, *until, known_at)?)
            }
            (None, _) => return Ok(None),
        };
        if before.says_the_same(&after) {
            return Ok(None);
        }
        new.clear();
        after.write_json(new);
        old.clear();
        before.write_json(old);
        Ok(differing(&after, &said(old), new, number))
    }
}

/// What was just written, which can be read.
fn said(written: &[u8]) -> Said<'_> {
    std::str::from_utf8(written).ok().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn differing(decision: &Decision<'_>, before: &Said<'_>, after: &[u8], number: u64) -> Option<Differing> {
    let changes = compare(before, &said(after));
    let (case, as_of) = (decision.case.to_owned(), decision.as_of.to_string());
    (!changes.is_empty()).then_some(Differing { case, as_of, number, changes })
}

/// Where the parts of a decision's JSON stand that say who decided.
pub(super) struct Parts {
    policy: Finder<'static>,
    rules: Finder<'static>,
    contract: Finder<'static>,
}

impl Parts {
    fn new() -> Self {
        let [policy, rules, contract] = [",\"policy\":{", ",\"rules\":\"", ",\"contract\":\""].map(Finder::new);
        Parts { policy, rules, contract }
    }

    /// Whether two decisions are the same, byte by byte, but for who decided. `old` may go on behind its decision.
    fn is_same(&self, old: &[u8], new: &[u8]) -> bool {
        let parts = |text: &'_ [u8]| {
            // neither can stand in a text: a quote is escaped there
            let head = self.policy.find(text)?;
            let contract = head + self.contract.find(&text[head..])? + self.contract.needle().len();
            Some((head, contract + memchr::memchr(b'"', &text[contract..])?))
        };
        let (Some(old_parts), Some(new_parts)) = (parts(old), parts(new)) else { return false };
        old[..old_parts.0] == new[..new_parts.0] && old[old_parts.1..].starts_with(&new[new_parts.1..])
    }

    /// The digest of the rules by which a decision was made: its first half.
    fn rules<'t>(&self, text: &'t [u8]) -> &'t [u8] {
        until_quote(text, &self.rules).unwrap_or_default()
    }
}

/// What stands behind a mark, up to the next quote.
fn until_quote<'t>(text: &'t [u8], mark: &Finder<'_>) -> Option<&'t [u8]> {
    let rest = &text[mark.find(text)? + mark.needle().len()..];
    Some(&rest[..memchr::memchr(b'"', rest)?])
}
