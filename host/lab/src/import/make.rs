//! From a row to a case.

use paidan_calendar::Instant;
use paidan_engine::{Case, Error};

use super::mapping::FactKind;
use super::plan::{Condition, EventPlan, Mapping, TakeFact};
use super::row::{Bad, Cell, Row};
use super::take::{Fault, Made, Said, Taking, column_of, key_into, list_into, text_into};
use super::times::{Edge, Moment};
use super::values::{flag, is_rounded, shown, whole};
use crate::error::wrong_at;

/// Makes case after case, in the same buffers.
pub(super) struct Maker<'m> {
    mapping: &'m Mapping,
    pub(super) said: Said,
    /// Moments, and what is written of each event behind its number.
    events: Vec<(Instant, Vec<u8>)>,
    pub(super) line: Vec<u8>,
    /// Of the last case.
    pub(super) jurisdiction: String,
    pub(super) id: String,
}

impl<'m> Maker<'m> {
    pub(super) fn new(mapping: &'m Mapping) -> Self {
        let (line, jurisdiction, id) = (Vec::new(), String::new(), String::new());
        Maker { mapping, said: Said::default(), events: Vec::new(), line, jurisdiction, id }
    }

    /// Makes a line of the row: a case as docs/case-format.md has it, and the engine reads it.
    ///
    /// # Errors
    /// `import/…` with the column, `case/…` with the field.
    pub(super) fn make(&mut self, row: Row<'_>) -> Result<(), Error> {
        self.said.clear();
        self.line.clear();
        self.events.clear();
        let mapping = self.mapping;
        let mut taking = Taking { mapping, row, said: &mut self.said };
        let made = taking.case(&mut self.events, &mut self.line, &mut self.id, &mut self.jurisdiction);
        made.map_err(|Fault(bad, column)| {
            let place = column.map_or_else(String::new, |column| format!("column {}", mapping.shown(&mapping.columns[column])));
            wrong_at(bad.code, place, bad.text, bad.mend)
        })?;
        Case::from_json(&self.line).map(drop).map_err(|mut error| {
            // lines and columns of a text that nobody has seen say nothing
            error.place = error.place.split_once("field ").map_or_else(String::new, |(_, field)| format!("field {field}"));
            error
        })
    }
}

impl<'a> Taking<'a, '_> {
    fn case(
        &mut self,
        events: &mut Vec<(Instant, Vec<u8>)>,
        line: &mut Vec<u8>,
        id: &mut String,
        place: &mut String,
    ) -> Made<()> {
        let plan = &self.mapping.case;
        self.required(&plan.id, "id", id)?;
        if is_rounded(id) {
            let text = format!("`{id}` is no id: a spreadsheet has rounded the number");
            let mend = "export the column as text; the digits that are gone are in no file";
            return Err(Fault(Bad::new("import/bad-value", text, mend), column_of(&plan.id)));
        }
        self.required(&plan.jurisdiction, "jurisdiction", place)?;
        line.extend(b"{\"id\":");
        text_into(id, line);
        line.extend(b",\"jurisdiction\":");
        text_into(place, line);
        self.text("channel", plan.channel.as_ref(), line)?;
        self.text("kind", plan.kind.as_ref(), line)?;
        let category = self.list(&plan.category)?;
        if let (Some(take), false) = (plan.category.first(), category.is_empty()) {
            let path = category.join("/");
            self.said.say(take.landing, &path);
            key_into("category", line);
            text_into(&path, line);
        }
        let area = self.list(&plan.area)?;
        if let (Some(take), Some(coarsest)) = (plan.area.first(), area.first()) {
            self.said.say(take.landing, coarsest);
            key_into("area", line);
            list_into(&area, line);
        }
        self.text("title", plan.title.as_ref(), line)?;
        self.text("description", plan.description.as_ref(), line)?;
        self.facts(&plan.facts, line)?;
        for event in &self.mapping.events {
            self.events(event, events)?;
        }
        // of equal times those come first that stand first in the mapping
        events.sort_by_key(|(at, _)| *at);
        line.extend(b",\"history\":[");
        for (number, (_, event)) in (1_u32..).zip(&*events) {
            if number > 1 {
                line.push(b',');
            }
            line.extend(format!("{{\"seq\":{number},").as_bytes());
            line.extend(event);
        }
        line.extend(b"]}");
        Ok(())
    }

    fn events(&mut self, plan: &'a EventPlan, events: &mut Vec<(Instant, Vec<u8>)>) -> Made<()> {
        let Some((list, landing)) = plan.each else { return self.event(plan, events) };
        let elements = match self.cell(list)? {
            Cell::List(elements) => elements,
            Cell::Nothing => return Ok(()),
            Cell::Text(text) => {
                let found = format!("`{}` is no list", shown(&text));
                return Err(Fault(Bad::new("import/bad-value", found, "`each` names a list of objects"), Some(list)));
            }
        };
        self.said.say(landing, "");
        for element in elements {
            Taking { mapping: self.mapping, row: Row::Json(element), said: self.said }.event(plan, events)?;
        }
        Ok(())
    }

    /// What a rule makes of the row: nothing if there is no time, else an event, and one for each unit if there are several.
    fn event(&mut self, plan: &'a EventPlan, events: &mut Vec<(Instant, Vec<u8>)>) -> Made<()> {
        if let Some(condition) = &plan.when
            && !self.holds(condition)?
        {
            return Ok(());
        }
        let Some(at) = self.moment(&plan.at, Edge::First)? else { return Ok(()) };
        let Some(kind) = self.word(&plan.kind)? else { return Ok(()) };
        self.said.say(plan.at.landing, "");
        let units = plan.unit.as_ref().map_or(Ok(Vec::new()), |unit| self.list(std::slice::from_ref(unit)))?;
        let mut rest = Vec::new();
        for (field, take) in &plan.words {
            self.text(field, Some(take), &mut rest)?;
        }
        for (field, take) in &plan.times {
            let edge = if *field == "due_at" { Edge::Last } else { Edge::First };
            if let Some(Moment { text, .. }) = self.moment(take, edge)? {
                self.said.say(take.landing, "");
                key_into(field, &mut rest);
                text_into(&text, &mut rest);
            }
        }
        self.facts(&plan.facts, &mut rest)?;
        let units: Vec<_> = if units.is_empty() { vec![None] } else { units.into_iter().map(Some).collect() };
        for unit in units {
            let mut event = b"\"at\":".to_vec();
            text_into(&at.text, &mut event);
            key_into("kind", &mut event);
            text_into(&kind, &mut event);
            if let (Some(unit), Some(take)) = (unit, &plan.unit) {
                self.said.say(take.landing, &unit);
                key_into("unit", &mut event);
                text_into(&unit, &mut event);
            }
            event.extend(&rest);
            event.push(b'}');
            events.push((at.at, event));
        }
        Ok(())
    }

    fn holds(&mut self, condition: &Condition) -> Made<bool> {
        let holds = match (&condition.is, self.cell(condition.column)?) {
            (Some(is), Cell::Text(text)) => is.iter().any(|is| *is == *text),
            (Some(_), _) => false,
            (None, Cell::Nothing) => !condition.filled,
            (None, _) => condition.filled,
        };
        if holds {
            self.said.say(condition.landing, "");
        }
        Ok(holds)
    }

    fn facts(&mut self, facts: &'a [TakeFact], into: &mut Vec<u8>) -> Made<()> {
        let mut any = false;
        for fact in facts {
            let Some(value) = self.fact(fact)? else { continue };
            into.extend(if any { &b","[..] } else { b",\"facts\":{" });
            any = true;
            text_into(&fact.name, into);
            into.push(b':');
            into.extend(&value);
        }
        if any {
            into.push(b'}');
        }
        Ok(())
    }

    /// The value of a fact as JSON.
    fn fact(&mut self, fact: &'a TakeFact) -> Made<Option<Vec<u8>>> {
        let take = &fact.take;
        let mut json = Vec::new();
        if fact.kind == FactKind::Time {
            let Some(moment) = self.moment(take, Edge::Last)? else { return Ok(None) };
            self.said.say(take.landing, "");
            text_into(&moment.text, &mut json);
            return Ok(Some(json));
        }
        let Some(text) = self.one(take)? else { return Ok(None) };
        let bad = |(found, mend): (&str, &str)| {
            Fault(Bad::new("import/bad-value", format!("`{}` {found}", shown(&text)), mend), column_of(take))
        };
        match fact.kind {
            FactKind::Flag => json.extend(flag(&text).map_err(bad)?.to_string().into_bytes()),
            FactKind::Count => json.extend(whole(&text, fact.scale).map_err(bad)?.to_string().into_bytes()),
            FactKind::Word | FactKind::Unit | FactKind::Category | FactKind::Time => text_into(&text, &mut json),
        }
        let is_word = matches!(fact.kind, FactKind::Word | FactKind::Unit | FactKind::Category);
        self.said.say(take.landing, if is_word { &text } else { "" });
        Ok(Some(json))
    }
}
