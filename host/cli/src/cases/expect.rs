//! What a case expects of its decision: a part of it, key by key. Keys that the format does not have and ids that the policy
//! does not declare are refused here, so that no expectation is true by a slip of the pen.

mod clock;

use paidan_calendar::Calendar;

use super::document::{Node, Text};
use super::known::{Known, unknown};
use super::moments;
use crate::error::Outcome;

/// One thing that must be so.
pub struct Expectation {
    /// As the file writes it, below `expect`: where `--update` finds it.
    pub written: Vec<String>,
    pub what: What,
    pub want: Want,
}

/// Of what part of the decision it speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A field at the top: `status`, `stage` …
    Top(String),
    /// A field of the route.
    Route(String),
    /// The units that have this role in the route.
    Role(String),
    /// A field of one entry of a list, or one within it (`rounds`, `missed`); without a way the entry itself.
    Entry { list: &'static List, key: String, nth: usize, way: Vec<String> },
    /// The ids of a whole list.
    Ids { list: &'static str, id: &'static str },
    /// Rules that held.
    Fired,
    /// Rules that did not.
    NotFired,
}

/// A list of the decision whose entries are named by an id.
#[derive(Debug, PartialEq, Eq)]
pub struct List {
    pub name: &'static str,
    pub id: &'static str,
    /// What a bare text or number stands for.
    short: &'static str,
    fields: &'static [&'static str],
}

const LISTS: [List; 4] = [
    List { name: "labels", id: "group", short: "value", fields: &["value", "set_by", "proposed", "rule"] },
    List {
        name: "clocks",
        id: "kind",
        short: "state",
        fields: &[
            "state",
            "term",
            "start",
            "since",
            "until",
            "due",
            "ended",
            "late",
            "late_at_birth",
            "provisional",
            "rounds",
            "marks",
            "rule",
        ],
    },
    List { name: "escalations", id: "at", short: "state", fields: &["to", "state", "asked", "answered", "approver", "rule"] },
    List { name: "measures", id: "metric", short: "hit", fields: &["body", "event", "counts", "hit", "rule"] },
];
const TOP: [&str; 5] = ["status", "stage", "supervised", "level", "next_check"];
const IDS: [(&str, &str); 4] = [("actions", "kind"), ("violations", "kind"), ("needs", "input"), ("notes", "code")];
const TIMES: [&str; 7] = ["start", "due", "ended", "last_missed", "at", "notify_at", "next_check"];
/// Instead of a value: there is no such thing.
pub const ABSENT: &str = "absent";

/// A value that is expected, or found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Want {
    Text(String),
    Whole(i64),
    Flag(bool),
    /// In any order.
    List(Vec<String>),
}

impl std::fmt::Display for Want {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Want::Text(text) => f.write_str(text),
            Want::Whole(number) => write!(f, "{number}"),
            Want::Flag(flag) => write!(f, "{flag}"),
            Want::List(items) => write!(f, "[{}]", items.join(", ")),
        }
    }
}

/// Reads `expect`. `case`: the case's JSON, for the bodies that only it names.
pub(super) fn read(node: &Node<'_>, known: &Known<'_>, calendar: &Calendar, case: &str) -> Outcome<Vec<Expectation>> {
    let mut reader = Reader { known, calendar, case, found: Vec::new() };
    let mut names: Vec<&str> = TOP.into_iter().chain(LISTS.iter().map(|list| list.name)).chain(IDS.map(|list| list.0)).collect();
    names.extend(["route", "fired", "not_fired"]);
    for entry in node.known(&names)? {
        let list = LISTS.iter().find(|list| list.name == entry.key());
        match (entry.key(), list) {
            (_, Some(list)) => entry.entries()?.iter().try_for_each(|named| reader.named(list, named))?,
            ("route", _) => reader.route(&entry)?,
            ("fired", _) => reader.rules(&entry, What::Fired)?,
            ("not_fired", _) => reader.rules(&entry, What::NotFired)?,
            (key, _) if TOP.contains(&key) => reader.value(&entry, What::Top(key.to_owned()))?,
            (key, _) => {
                let (list, id) = IDS.into_iter().find(|list| list.0 == key).unwrap_or(IDS[0]);
                let texts = entry.texts()?;
                texts
                    .iter()
                    .try_for_each(|text| known.check(list, &text.text).map_err(|said| unknown(&entry, said, text.line)))?;
                let want = Want::List(texts.into_iter().map(|text| text.text).collect());
                reader.push(&entry, What::Ids { list, id }, want);
            }
        }
    }
    Ok(reader.found)
}

struct Reader<'a> {
    known: &'a Known<'a>,
    calendar: &'a Calendar,
    case: &'a str,
    found: Vec<Expectation>,
}

impl Reader<'_> {
    fn push(&mut self, node: &Node<'_>, what: What, want: Want) {
        self.found.push(Expectation { written: node.path.clone(), what, want });
    }

    fn rules(&mut self, node: &Node<'_>, what: What) -> Outcome<()> {
        let rules = self.known.rules(node, &node.texts()?)?;
        self.push(node, what, Want::List(rules));
        Ok(())
    }

    fn bodies(&self, node: &Node<'_>) -> Outcome<Vec<String>> {
        let bodies = node.texts()?;
        let known = |body: &Text| self.known.body(&body.text, self.case).map_err(|said| unknown(node, said, body.line));
        bodies.iter().try_for_each(known)?;
        Ok(bodies.into_iter().map(|body| body.text).collect())
    }

    fn route(&mut self, node: &Node<'_>) -> Outcome<()> {
        let roles = self.known.ids("roles");
        let names: Vec<&str> = ["mode", "lead", "accountable", "rule"].into_iter().chain(roles.iter().copied()).collect();
        for field in node.known(&names)? {
            if field.is_list() {
                let units = self.bodies(&field)?;
                self.push(&field, What::Role(field.key().to_owned()), Want::List(units));
                continue;
            }
            match field.key() {
                "mode" => self.known.check("modes", field.text()?),
                "rule" => self.known.check("rules", field.text()?),
                _ if field.text()? == ABSENT => Ok(()),
                _ => self.known.body(field.text()?, self.case),
            }
            .map_err(|said| unknown(&field, said, field.line()))?;
            self.value(&field, What::Route(field.key().to_owned()))?;
        }
        Ok(())
    }

    /// `labels.tier`, `clocks."handle housing #2"`: an entry by its id, and by the body that owes it.
    fn named(&mut self, list: &'static List, node: &Node<'_>) -> Outcome<()> {
        let (key, nth) = match node.key().rsplit_once(" #") {
            Some((key, nth)) => (key, nth.parse::<usize>().ok().and_then(|n| n.checked_sub(1))),
            None => (node.key(), Some(0)),
        };
        let Some(nth) = nth else {
            return Err(node
                .wrong("cases/unknown-key", "what stands behind `#` is no number from 1")
                .mend("further rows of a kind: `handle housing #2`"));
        };
        let (id, body) = key.split_once(' ').map_or((key, None), |(id, body)| (id, Some(body)));
        self.known
            .check(list.name, id)
            .and_then(|()| body.map_or(Ok(()), |body| self.known.body(body, self.case)))
            .map_err(|said| unknown(node, said, node.line()))?;
        let entry = |way: &[&str]| {
            let way = way.iter().map(|step| (*step).to_owned()).collect();
            What::Entry { list, key: key.to_owned(), nth, way }
        };
        if node.as_text() == Some(ABSENT) {
            self.push(node, entry(&[]), Want::Text(ABSENT.to_owned()));
        } else if node.is_table() {
            for field in node.known(list.fields)? {
                match clock::parts(field.key()).filter(|_| list.name == "clocks") {
                    Some(parts) => self.parts(&field, parts, &entry)?,
                    None if field.key() == "marks" => self.marks(&field, id, &entry)?,
                    None => self.value(&field, entry(&[field.key()]))?,
                }
            }
        } else {
            self.value(node, entry(&[list.short]))?;
        }
        Ok(())
    }

    fn value(&mut self, node: &Node<'_>, what: What) -> Outcome<()> {
        let want = match (node.as_whole(), node.as_flag()) {
            (Some(number), _) => Want::Whole(number),
            (_, Some(flag)) => Want::Flag(flag),
            _ => Want::Text(node.text()?.to_owned()),
        };
        match &want {
            Want::Text(text) if TIMES.contains(&node.key()) && text != ABSENT => return self.time(node, text, what),
            _ => {}
        }
        let checked = match (node.key(), &want) {
            (_, Want::Text(text)) if text == ABSENT => Ok(()),
            ("rule", Want::Text(rule)) => self.known.check("rules", rule),
            ("action", Want::Text(action)) => self.known.check("actions", action),
            ("body", Want::Text(body)) => self.known.body(body, self.case),
            (of @ ("stage" | "level"), Want::Text(id)) => self.known.check(of, id),
            _ => Ok(()),
        };
        checked.map_err(|said| unknown(node, said, node.line()))?;
        self.push(node, what, want);
        Ok(())
    }

    fn time(&mut self, node: &Node<'_>, text: &str, what: What) -> Outcome<()> {
        let Some(at) = moments::instant(text, self.calendar) else {
            return Err(node.wrong("cases/bad-time", &format!("`{text}` is no time")).mend("local time: `2026-11-09 09:00:00`"));
        };
        let local = moments::local(self.calendar.format(at).as_str()).unwrap_or_else(|| text.to_owned());
        self.push(node, what, Want::Text(local));
        Ok(())
    }
}
