//! What is wrong with a manifest.

use rustc_hash::FxHashSet;

use crate::policy::contract as c;

/// The first thing that is: where, and what.
pub(super) fn wrong(manifest: &c::Manifest) -> Option<(String, String)> {
    let mut checker = Checker { errors: Vec::new(), lengths: Lengths::of(manifest) };
    checker.manifest(manifest);
    checker.errors.into_iter().next()
}

const ID_MAX: usize = 200;
const TEXT_MAX: usize = 8 << 10;
const RUNGS_MAX: usize = 32;

/// Ids stand in decisions, logs and file names: nothing in them that would have to be escaped there.
fn is_id(text: &str) -> bool {
    (1..=ID_MAX).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// As much of a text as an error can hold: a liar's may be megabytes.
pub(super) fn shown(text: &str) -> String {
    let cut: String = text.chars().filter(|c| !c.is_control()).take(40).collect();
    if cut.len() < text.len() { cut + "…" } else { cut }
}

/// How long each list is that positions point into.
struct Lengths {
    rules: usize,
    events: usize,
    reasons: usize,
    inputs: usize,
    levels: usize,
    units: usize,
    profiles: usize,
    terms: usize,
    clocks: usize,
    ladders: usize,
    actions: usize,
}

impl Lengths {
    fn of(m: &c::Manifest) -> Self {
        Self {
            rules: m.rules.len(),
            events: m.events.len(),
            reasons: m.reasons.len(),
            inputs: m.inputs.len(),
            levels: m.levels.len(),
            units: m.units.len(),
            profiles: m.profiles.len(),
            terms: m.terms.len(),
            clocks: m.clocks.len(),
            ladders: m.ladders.len(),
            actions: m.actions.len(),
        }
    }
}

struct Checker {
    errors: Vec<(String, String)>,
    lengths: Lengths,
}

impl Checker {
    fn wrong(&mut self, place: impl Into<String>, text: impl Into<String>) {
        self.errors.push((place.into(), text.into()));
    }

    fn within(&mut self, place: &str, list: &str, length: usize, index: impl Into<Option<u16>>) {
        if let Some(i) = index.into().filter(|i| usize::from(*i) >= length) {
            self.wrong(place, format!("it points at {list}[{i}], and there are {length}"));
        }
    }

    fn ids<'a>(&mut self, list: &str, ids: impl Iterator<Item = &'a str>) {
        let mut seen = FxHashSet::default();
        for (i, id) in ids.enumerate() {
            if !is_id(id) {
                self.wrong(
                    format!("{list}[{i}].id"),
                    format!("`{}` is no id: 1 to {ID_MAX} characters of ASCII without blanks", shown(id)),
                );
            } else if !seen.insert(id) {
                self.wrong(format!("{list}[{i}].id"), format!("`{id}` is declared twice"));
            } else if i > usize::from(u16::MAX / 2) {
                return self.wrong(list, "the list is longer than positions reach");
            }
        }
    }

    /// A short list of positions in which nothing stands twice, and which is not empty.
    fn named_once(&mut self, place: &str, list: &[Option<u16>], what: &str) {
        let distinct: FxHashSet<_> = list.iter().collect();
        if distinct.len() != list.len() {
            self.wrong(place, format!("{what} is said twice"));
        } else if list.is_empty() {
            self.wrong(place, format!("{what} is an empty list"));
        }
    }

    /// Ids and titles of a list.
    fn names(&mut self, list: &str, names: &[c::Name]) {
        self.ids(list, names.iter().map(|n| n.id.as_str()));
        self.texts(list, names.iter().map(|n| &n.title));
    }

    /// A quote stands in every decision that rests on it.
    fn texts<'a>(&mut self, list: &str, texts: impl Iterator<Item = &'a String>) {
        for (i, text) in texts.enumerate().filter(|(_, t)| t.len() > TEXT_MAX) {
            self.wrong(format!("{list}[{i}]"), format!("a text of {} bytes, at most {TEXT_MAX} are allowed", text.len()));
        }
    }

    fn manifest(&mut self, m: &c::Manifest) {
        for (what, id) in [("id", &m.id), ("version", &m.version), ("calendar", &m.calendar)] {
            if !is_id(id) {
                self.wrong(what, format!("`{}` is no id: 1 to {ID_MAX} characters of ASCII without blanks", shown(id)));
            }
        }
        if m.digest.len() != 64 || !m.digest.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)) {
            self.wrong("digest", "it is no SHA-256 in hex");
        }
        let code = |j: &String| (1..=12).contains(&j.len()) && j.bytes().all(|b| b.is_ascii_digit());
        if m.jurisdictions.is_empty() || !m.jurisdictions.iter().all(code) {
            self.wrong("jurisdictions", "there is none, or one that is no administrative code");
        }
        let lists: [(&str, &Vec<c::Name>); 11] = [
            ("channels", &m.channels),
            ("kinds", &m.kinds),
            ("categories", &m.categories),
            ("areas", &m.areas),
            ("events", &m.events),
            ("reasons", &m.reasons),
            ("levels", &m.levels),
            ("modes", &m.modes),
            ("roles", &m.roles),
            ("actions", &m.actions),
            ("violations", &m.violations),
        ];
        for (list, names) in lists {
            self.names(list, names);
        }
        self.texts("title", [&m.title].into_iter());
        self.ids("rules", m.rules.iter().map(|r| r.id.as_str()));
        self.ids("inputs", m.inputs.iter().map(|r| r.id.as_str()));
        self.ids("units", m.units.iter().map(|r| r.id.as_str()));
        self.ids("stages", m.stages.iter().map(|r| r.id.as_str()));
        self.ids("groups", m.groups.iter().map(|r| r.id.as_str()));
        self.ids("profiles", m.profiles.iter().map(|r| r.id.as_str()));
        self.ids("terms", m.terms.iter().map(|r| r.id.as_str()));
        self.ids("clocks", m.clocks.iter().map(|r| r.id.as_str()));
        self.ids("ladders", m.ladders.iter().map(|r| r.id.as_str()));
        self.ids("metrics", m.metrics.iter().map(|r| r.id.as_str()));
        for (what, empty) in [("rules", m.rules.is_empty()), ("stages", m.stages.is_empty()), ("modes", m.modes.is_empty())] {
            if empty {
                self.wrong(what, "the list is empty");
            }
        }
        self.reads(m);
        self.says(m);
        self.time(m);
    }

    fn reads(&mut self, m: &c::Manifest) {
        for (i, rule) in m.rules.iter().enumerate() {
            self.within(&format!("rules[{i}].fills"), "rules", self.lengths.rules, rule.fills);
            if rule.conditions.len() > 32 {
                self.wrong(format!("rules[{i}].conditions"), "a rule has at most 32 conditions");
            }
            self.names(&format!("rules[{i}].conditions"), &rule.conditions);
            self.texts(&format!("rules[{i}]"), [&rule.title, &rule.quote, &rule.source, &rule.note].into_iter());
            let (text, field) = match rule.basis {
                c::Basis::Quoted | c::Basis::External => (&rule.quote, "quote"),
                c::Basis::Ours | c::Basis::Unused => (&rule.note, "note"),
            };
            if text.trim().is_empty() {
                self.wrong(format!("rules[{i}].{field}"), format!("rule `{}` has no basis", rule.id));
            }
        }
        for (i, input) in m.inputs.iter().enumerate() {
            let on = format!("inputs[{i}].on");
            for carrier in &input.on {
                self.within(&on, "events", self.lengths.events, *carrier);
            }
            self.named_once(&on, &input.on, &format!("what carries `{}`", input.id));
            self.names(&format!("inputs[{i}].words"), &input.words);
            if input.least > input.most {
                self.wrong(
                    format!("inputs[{i}]"),
                    format!("`{}` is at least {} and at most {}", input.id, input.least, input.most),
                );
            }
        }
    }

    fn says(&mut self, m: &c::Manifest) {
        for (i, unit) in m.units.iter().enumerate() {
            self.within(&format!("units[{i}].level"), "levels", self.lengths.levels, unit.level);
        }
        for (i, group) in m.groups.iter().enumerate() {
            self.names(&format!("groups[{i}].values"), &group.values);
            if group.values.is_empty() {
                self.wrong(format!("groups[{i}].values"), "the list is empty");
            }
        }
        for (i, metric) in m.metrics.iter().enumerate() {
            self.within(&format!("metrics[{i}].on-time-of"), "clocks", self.lengths.clocks, metric.on_time_of);
            self.within(&format!("metrics[{i}].rule"), "rules", self.lengths.rules, metric.rule);
        }
    }

    fn time(&mut self, m: &c::Manifest) {
        for (i, term) in m.terms.iter().enumerate() {
            let place = format!("terms[{i}]");
            self.within(&place, "rules", self.lengths.rules, term.rule);
            self.within(&place, "profiles", self.lengths.profiles, term.profile);
            if let c::Roll::Next(p) | c::Roll::Previous(p) = term.roll {
                self.within(&place, "profiles", self.lengths.profiles, p);
            }
        }
        for (i, clock) in m.clocks.iter().enumerate() {
            let place = format!("clocks[{i}]");
            self.within(&place, "rules", self.lengths.rules, clock.rule);
            self.within(&place, "ladders", self.lengths.ladders, clock.ladder);
            self.selectors(&place, &clock.stops, m);
            self.ids(&format!("{place}.pauses"), clock.pauses.iter().map(|pause| pause.id.as_str()));
            for pause in &clock.pauses {
                self.within(&place, "rules", self.lengths.rules, pause.rule);
                self.within(&place, "terms", self.lengths.terms, pause.cap);
                self.selectors(&place, &pause.begins, m);
                self.selectors(&place, &pause.ends, m);
            }
        }
        for (i, ladder) in m.ladders.iter().enumerate() {
            let place = format!("ladders[{i}]");
            self.within(&place, "profiles", self.lengths.profiles, ladder.notify);
            if ladder.rungs.len() > RUNGS_MAX {
                self.wrong(place.as_str(), format!("a ladder has at most {RUNGS_MAX} rungs"));
            }
            self.ids(&format!("{place}.rungs"), ladder.rungs.iter().map(|rung| rung.id.as_str()));
            for (r, rung) in ladder.rungs.iter().enumerate() {
                self.within(&place, "rules", self.lengths.rules, rung.rule);
                let to = format!("{place}.rungs[{r}].to");
                rung.to.iter().for_each(|unit| self.within(&to, "units", self.lengths.units, *unit));
                self.named_once(&to, &rung.to, &format!("who is told by `{}`", rung.id));
                self.within(&place, "actions", self.lengths.actions, rung.action);
                if let c::RungPoint::Before(t) | c::RungPoint::After(t) = rung.at {
                    self.within(&place, "terms", self.lengths.terms, t);
                }
            }
        }
    }

    fn selectors(&mut self, place: &str, list: &[c::Selector], m: &c::Manifest) {
        for s in list {
            self.within(place, "events", self.lengths.events, s.event);
            match s.condition {
                Some(c::SelectorCondition::Reason(r)) => self.within(place, "reasons", self.lengths.reasons, r),
                Some(c::SelectorCondition::Fact(f)) => {
                    self.within(place, "inputs", self.lengths.inputs, f.input);
                    if m.inputs.get(usize::from(f.input)).is_some_and(|i| !i.on.contains(&Some(s.event))) {
                        self.wrong(place, format!("a selector asks events[{}] for an input that they do not carry", s.event));
                    }
                }
                None => {}
            }
        }
    }
}
