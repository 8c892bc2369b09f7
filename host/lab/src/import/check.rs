//! Checks a mapping file: what it names is there, what it says fits together.

use std::collections::BTreeMap;

use encoding_rs::{Encoding, UTF_8};
use paidan_engine::{Error, nearest};
use rustc_hash::FxHashSet;
use toml::Spanned;

use super::mapping::{self, Document, EventKind, Fact, FactKind, Lines, MEND, Shape, Source};
use super::plan::{CasePlan, Column, Condition, EventPlan, Field, From, Landing, Map, Mapping, Take, TakeFact};
use super::times::{self, Times};
use crate::error::wrong_at;

/// The newest format of a mapping file that is read.
const FORMAT: i64 = 1;
/// In a map: whatever is not listed.
const OTHERS: &str = "*";

pub(super) struct Checker<'t> {
    lines: Lines<'t>,
    maps: BTreeMap<String, usize>,
    used: FxHashSet<usize>,
    plan: Vec<Landing>,
    columns: Vec<Column>,
    /// Of the event that is being read.
    list: Option<usize>,
    name: &'t str,
}

impl<'t> Checker<'t> {
    pub(super) fn new(name: &'t str, text: &'t str) -> Self {
        let (maps, used) = (BTreeMap::new(), FxHashSet::default());
        Checker { lines: Lines(text), maps, used, plan: Vec::new(), columns: Vec::new(), list: None, name }
    }

    fn wrong<T>(&self, at: &Spanned<T>, field: &str, text: impl Into<String>, mend: &str) -> Error {
        let line = self.lines.of(at.span().start);
        wrong_at("import/mapping", format!("line {line}, field {field}"), text, mend)
    }

    pub(super) fn mapping(mut self, document: &Document) -> Result<Mapping, Error> {
        if *document.format.get_ref() != FORMAT {
            let line = self.lines.of(document.format.span().start);
            let text = format!("the mapping is of format {}, and this program reads {FORMAT}", document.format.get_ref());
            return Err(wrong_at("import/mapping-format", format!("line {line}, field format"), text, MEND));
        }
        let (maps, entries) = self.maps(document);
        let (encoding, delimiter) = self.file(&document.file)?;
        let times = self.times(&document.time)?;
        let case = self.case(&document.case)?;
        if document.event.get_ref().is_empty() {
            return Err(self.wrong(
                &document.event,
                "event",
                "there is no event",
                "a case begins with an event such as `received`",
            ));
        }
        let mut named = BTreeMap::new();
        let events = document.event.get_ref().iter();
        let events = events.enumerate().map(|(n, event)| self.event(n, event, document.file.shape, &mut named));
        let events = events.collect::<Result<_, _>>()?;
        if let Some((map, _)) = self.maps.iter().find(|(_, map)| !self.used.contains(map)) {
            let text = format!("`[map.{map}]` is used by nothing");
            let mend = "name it: map = \"…\", or take it out";
            return Err(self.wrong(&document.map[map], &format!("map.{map}"), text, mend));
        }
        let empty = document.file.empty.iter().map(|text| text.trim().to_owned()).collect();
        let Checker { plan: landings, columns, .. } = self;
        let (name, shape) = (self.name.to_owned(), document.file.shape);
        Ok(Mapping { name, shape, encoding, delimiter, empty, times, columns, landings, maps, entries, case, events })
    }

    fn maps(&mut self, document: &Document) -> (Vec<Map>, Vec<String>) {
        let (mut maps, mut entries) = (Vec::new(), Vec::new());
        for (name, words) in &document.map {
            let mut map = Map::default();
            for (text, word) in words.get_ref() {
                let entry = (word.0.clone(), entries.len());
                entries.push(format!("map.{name} `{text}`"));
                if text == OTHERS { map.others = Some(entry) } else { drop(map.words.insert(text.trim().to_owned(), entry)) }
            }
            self.maps.insert(name.clone(), maps.len());
            maps.push(map);
        }
        (maps, entries)
    }

    fn file(&self, file: &mapping::File) -> Result<(Option<&'static Encoding>, u8), Error> {
        let encoding = match &file.encoding {
            None => None,
            Some(label) => Some(Encoding::for_label(label.get_ref().as_bytes()).ok_or_else(|| {
                let text = format!("`{}` is no encoding", label.get_ref());
                self.wrong(label, "file.encoding", text, "such as \"utf-8\", \"gb18030\" or \"utf-16le\"")
            })?),
        };
        let delimiter = match &file.delimiter {
            None => b',',
            Some(text) => match (text.get_ref().as_bytes(), file.shape) {
                (&[byte], Shape::Csv) if byte.is_ascii() && !b"\"\r\n".contains(&byte) => byte,
                _ => {
                    let text = format!("`{}` is no delimiter", text.get_ref().escape_debug());
                    let mend = "one ASCII character, of CSV only: \",\", \";\", \"\\t\"";
                    return Err(self.wrong(
                        file.delimiter.as_ref().unwrap_or(&Spanned::new(0..0, String::new())),
                        "file.delimiter",
                        text,
                        mend,
                    ));
                }
            },
        };
        // what is UTF-8 anyway need not be decoded
        Ok((encoding.filter(|encoding| *encoding != UTF_8), delimiter))
    }

    fn times(&self, time: &mapping::Time) -> Result<Times, Error> {
        let zone = match &time.zone {
            None => None,
            Some(text) => Some(times::zone(text.get_ref()).ok_or_else(|| {
                let found = format!("`{}` is no zone", text.get_ref());
                self.wrong(text, "time.zone", found, "write the offset: \"+08:00\"")
            })?),
        };
        let mut times = Times::new(zone);
        const MEND: &str =
            "\"rfc3339\", \"seconds\", \"millis\", or a pattern such as \"%Y-%m-%d %H:%M:%S\" with zone = \"+08:00\"";
        for format in time.formats.iter().flatten() {
            times.add(format.get_ref()).map_err(|text| self.wrong(format, "time.formats", text, MEND))?;
        }
        if time.formats.as_ref().is_none_or(Vec::is_empty) {
            // a time that names its own offset needs nobody's help
            let _ = times.add("rfc3339");
        }
        Ok(times)
    }

    fn case(&mut self, case: &mapping::Case) -> Result<CasePlan, Error> {
        let mut facts = Vec::new();
        for (name, fact) in &case.facts {
            let field = |kind| Field::Fact { name: name.clone(), kind, on: None };
            facts.push(self.fact("case", "case", name, fact, field)?);
        }
        let mut many = |list: &[Spanned<Source>], field: &str, of: Field| {
            let each = list.iter().enumerate().map(|(n, source)| {
                // streets and communities are codes that no policy lists
                let of = if n > 0 && of == Field::Area { Field::Plain } else { of.clone() };
                let name = if n > 0 { format!("case.{field}[{n}]") } else { format!("case.{field}") };
                self.take(source, &name, &name, of, true)
            });
            each.collect::<Result<Vec<_>, _>>()
        };
        let category = many(&case.category, "category", Field::Category)?;
        let area = many(&case.area, "area", Field::Area)?;
        let mut one = |source: &Option<Spanned<Source>>, field: &str, of: Field| {
            source
                .as_ref()
                .map(|source| self.take(source, &format!("case.{field}"), &format!("case.{field}"), of, false))
                .transpose()
        };
        let (channel, kind) = (one(&case.channel, "channel", Field::Channel)?, one(&case.kind, "kind", Field::Kind)?);
        let title = one(&case.title, "title", Field::Plain)?;
        let description = one(&case.description, "description", Field::Plain)?;
        let id = self.take(&case.id, "case.id", "case.id", Field::Plain, false)?;
        let jurisdiction = self.take(&case.jurisdiction, "case.jurisdiction", "case.jurisdiction", Field::Jurisdiction, false)?;
        Ok(CasePlan { id, jurisdiction, channel, kind, category, area, title, description, facts })
    }

    fn event(
        &mut self,
        number: usize,
        event: &mapping::Event,
        shape: Shape,
        named: &mut BTreeMap<String, usize>,
    ) -> Result<EventPlan, Error> {
        let place = format!("event[{number}]");
        let base = match event.kind.get_ref() {
            EventKind::Is(kind) => kind.clone(),
            EventKind::From(_) => "event".to_owned(),
        };
        let times = named.entry(base.clone()).or_default();
        *times += 1;
        // a second rule for the same kind of event is told apart
        let name = if *times > 1 { format!("{base}#{times}") } else { base.clone() };
        let each = match &event.each {
            None => None,
            Some(source) if shape == Shape::Csv => {
                let text = "a row of CSV has no lists";
                return Err(self.wrong(source, &format!("{place}.each"), text, "name each column in an event of its own"));
            }
            Some(source) => {
                let take = self.take(source, &format!("{place}.each"), &format!("{name}.each"), Field::Plain, false)?;
                match take.from {
                    From::Column(column) => Some((column, take.landing)),
                    From::Value(_) => {
                        return Err(self.wrong(source, &format!("{place}.each"), "a constant is no list", MEND));
                    }
                }
            }
        };
        self.list = each.map(|(column, _)| column);
        let when = event.when.as_ref().map(|when| self.when(when, &place, &name)).transpose()?;
        let kind = match event.kind.get_ref() {
            EventKind::Is(kind) => Source { value: Some(kind.clone()), ..Source::default() },
            EventKind::From(source) => source.clone(),
        };
        let kind = Spanned::new(event.kind.span(), kind);
        let kind = self.take(&kind, &format!("{place}.kind"), &format!("{name}.kind"), Field::Event, false)?;
        let mut one = |source: &Option<Spanned<Source>>, field: &str, of: Field, many: bool| {
            let (place, name) = (format!("{place}.{field}"), format!("{name}.{field}"));
            source.as_ref().map(|source| self.take(source, &place, &name, of, many)).transpose()
        };
        let unit = one(&event.unit, "unit", Field::Unit, true)?;
        let mut words = Vec::new();
        for (field, source, of) in [
            ("actor", &event.actor, Field::Plain),
            ("level", &event.level, Field::Level),
            ("reason", &event.reason, Field::Reason),
        ] {
            words.extend(one(source, field, of, false)?.map(|take| (field, take)));
        }
        let mut times = Vec::new();
        for (field, source) in [("due_at", &event.due_at), ("recorded_at", &event.recorded_at)] {
            times.extend(one(source, field, Field::Plain, false)?.map(|take| (field, take)));
        }
        let at = self.take(&event.at, &format!("{place}.at"), &format!("{name}.at"), Field::Plain, false)?;
        let mut facts = Vec::new();
        for (fact_name, fact) in &event.facts {
            let field = |kind| match event.kind.get_ref() {
                EventKind::Is(on) => Field::Fact { name: fact_name.clone(), kind, on: Some(on.clone()) },
                // of which kind the event is only its row says
                EventKind::From(_) => Field::Plain,
            };
            facts.push(self.fact(&place, &name, fact_name, fact, field)?);
        }
        self.list = None;
        Ok(EventPlan { kind, each, when, at, unit, words, times, facts })
    }

    fn when(&mut self, when: &Spanned<mapping::When>, place: &str, name: &str) -> Result<Condition, Error> {
        let mapping::When { column, is, filled, optional } = when.get_ref();
        if is.is_some() == filled.is_some() {
            let mend = "when = { column = \"…\", is = [\"…\"] }, or when = { column = \"…\", filled = true }";
            return Err(self.wrong(when, &format!("{place}.when"), "a condition has either `is` or `filled`", mend));
        }
        let line = self.lines.of(when.span().start);
        let column = self.column(column, *optional, line);
        let landing = self.landing(Field::Plain, format!("{name}.when"), Some(column));
        Ok(Condition { landing, column, is: is.clone(), filled: filled.unwrap_or(true) })
    }

    fn fact(
        &mut self,
        place: &str,
        of: &str,
        name: &str,
        fact: &Spanned<Fact>,
        field: impl Fn(FactKind) -> Field,
    ) -> Result<TakeFact, Error> {
        let (place, kind) = (format!("{place}.facts.{name}"), fact.get_ref().kind);
        let scale = match fact.get_ref().scale {
            None => 1,
            Some(scale) if kind == FactKind::Count && (1..=1_000_000).contains(&scale) => scale,
            Some(_) => {
                let text = "a scale is a whole number from 1 to 1 000 000, and only a count has one";
                return Err(self.wrong(fact, &place, text, "scale = 100 makes cents of yuan"));
            }
        };
        let source = Spanned::new(fact.span(), fact.get_ref().source());
        let take = self.take(&source, &place, &format!("{of}.facts.{name}"), field(kind), false)?;
        Ok(TakeFact { name: name.to_owned(), kind, scale, take })
    }

    /// Checks where a value comes from.
    fn take(&mut self, source: &Spanned<Source>, place: &str, name: &str, field: Field, many: bool) -> Result<Take, Error> {
        let Source { column, otherwise, split, optional, .. } = source.get_ref();
        let map = self.check(source, place, many)?;
        let (from, at) = match (column, &source.get_ref().value) {
            (Some(column), _) => {
                let at = self.column(column, *optional, self.lines.of(source.span().start));
                (From::Column(at), Some(at))
            }
            (None, value) => (From::Value(value.clone().unwrap_or_default()), None),
        };
        let landing = self.landing(field, name.to_owned(), at);
        Ok(Take { from, map, otherwise: otherwise.clone(), split: split.clone(), landing })
    }

    /// Whether the parts of a source fit together; its map.
    fn check(&mut self, source: &Spanned<Source>, place: &str, many: bool) -> Result<Option<usize>, Error> {
        let Source { column, value, map, otherwise, split, optional } = source.get_ref();
        let wrong = |text: &str, mend: &str| Err(self.wrong(source, place, text, mend));
        match (column, value) {
            (Some(column), None) if column.trim().is_empty() => return wrong("the name of the column is empty", MEND),
            (Some(_), None) => {}
            (None, Some(_)) if map.is_some() || otherwise.is_some() || split.is_some() || *optional => {
                return wrong("a constant needs nothing beside it", "{ value = \"…\" } alone");
            }
            (None, Some(value)) if value.trim().is_empty() => return wrong("the constant is empty", MEND),
            (None, Some(_)) => {}
            _ => return wrong("a value comes from a column or is a constant", "{ column = \"…\" } or { value = \"…\" }"),
        }
        if split.as_ref().is_some_and(|split| !many || split.is_empty()) {
            return wrong("only `category`, `area` and `unit` take several values from a column", "split = \";\" of those");
        }
        let Some(name) = map else { return Ok(None) };
        if let Some(map) = self.maps.get(name) {
            self.used.insert(*map);
            return Ok(Some(*map));
        }
        let near = nearest(name, self.maps.keys().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!(", did you mean `{near}`?"));
        wrong(&format!("there is no map `{name}`{near}"), &format!("write [map.{name}] with a line a word"))
    }

    fn landing(&mut self, field: Field, name: String, column: Option<usize>) -> usize {
        self.plan.push(Landing { field, name, column });
        self.plan.len() - 1
    }

    fn column(&mut self, name: &str, optional: bool, line: usize) -> usize {
        let (of, name) = (self.list, name.trim());
        if let Some(known) = self.columns.iter().position(|column| column.of == of && column.name == name) {
            // who needs it decides
            self.columns[known].optional &= optional;
            return known;
        }
        let path = name.split('.').map(str::to_owned).collect();
        self.columns.push(Column { of, name: name.to_owned(), optional, line, path });
        self.columns.len() - 1
    }
}
