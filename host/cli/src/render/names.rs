//! From the ids of a decision to what people call them: titles in Chinese, in English the ids themselves.

use paidan_calendar::{Calendar, Instant};
use paidan_engine::contract::{Manifest, Name};
use paidan_lab::titles;

use crate::text::Lang;

/// The titles of a policy.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    pub manifest: &'a Manifest,
    /// Of the city below, on a superior's page: its offices are known there by name only.
    pub below: Option<&'a Manifest>,
    pub lang: Lang,
}

impl Names<'_> {
    pub fn stage(&self, id: &str) -> String {
        self.title(id, self.manifest.stages.iter().map(|it| (&it.id, &it.title)))
    }

    pub fn level(&self, id: &str) -> String {
        self.name(id, &self.manifest.levels)
    }

    pub fn mode(&self, id: &str) -> String {
        self.name(id, &self.manifest.modes)
    }

    pub fn role(&self, id: &str) -> String {
        self.name(id, &self.manifest.roles)
    }

    pub fn action(&self, id: &str) -> String {
        self.name(id, &self.manifest.actions)
    }

    pub fn violation(&self, id: &str) -> String {
        self.name(id, &self.manifest.violations)
    }

    pub fn input(&self, id: &str) -> String {
        self.title(id, self.manifest.inputs.iter().map(|it| (&it.id, &it.title)))
    }

    pub fn metric(&self, id: &str) -> String {
        self.title(id, self.manifest.metrics.iter().map(|it| (&it.id, &it.title)))
    }

    pub fn clock(&self, id: &str) -> String {
        self.title(id, self.manifest.clocks.iter().map(|it| (&it.id, &it.title)))
    }

    pub fn term(&self, id: &str) -> String {
        self.title(id, self.manifest.terms.iter().map(|it| (&it.id, &it.title)))
    }

    pub fn rule(&self, id: &str) -> String {
        self.title(id, self.manifest.rules.iter().map(|it| (&it.id, &it.title)))
    }

    pub fn group(&self, id: &str) -> String {
        self.title(id, self.manifest.groups.iter().map(|it| (&it.id, &it.title)))
    }

    pub fn value(&self, group: &str, id: &str) -> String {
        let values = self.manifest.groups.iter().filter(|it| it.id == group).flat_map(|it| &it.values);
        self.title(id, values.map(|it| (&it.id, &it.title)))
    }

    pub fn category(&self, path: &str) -> String {
        let below = self.below.filter(|_| !self.manifest.categories.iter().any(|it| it.id == path));
        self.name(path, &below.unwrap_or(self.manifest).categories)
    }

    /// Who: a unit, one of an area (`community@630103001005`), somebody's (`leader@housing`), or a name as the case wrote it.
    pub fn body(&self, body: impl ToString) -> String {
        let body = body.to_string();
        if self.lang == Lang::En {
            return body;
        }
        let title = |manifest| titles::body(manifest, &body, self.lang.case().some_area);
        match self.below {
            // what has no title here has one there
            Some(below) if title(self.manifest) == body => title(below),
            _ => title(self.manifest),
        }
    }

    fn name(&self, id: &str, list: &[Name]) -> String {
        self.title(id, list.iter().map(|it| (&it.id, &it.title)))
    }

    fn title<'t>(&self, id: &str, mut list: impl Iterator<Item = (&'t String, &'t String)>) -> String {
        match self.lang {
            Lang::En => id.to_owned(),
            Lang::Zh => list.find(|(it, title)| *it == id && !title.is_empty()).map_or(id, |(_, title)| title).to_owned(),
        }
    }
}

/// How moments are written: local, with the weekday, and the year only where it is not the one everything is about.
#[derive(Clone, Copy)]
pub struct Moments<'a> {
    calendar: &'a Calendar,
    year: i32,
    lang: Lang,
}

impl<'a> Moments<'a> {
    pub fn new(calendar: &'a Calendar, about: Instant, lang: Lang) -> Moments<'a> {
        Moments { calendar, year: calendar.local(about).0.year(), lang }
    }

    /// `2026-11-12 周四 23:59:59`
    pub fn whole(&self, at: Instant) -> String {
        let (day, second) = self.calendar.local(at);
        let (hours, minutes, seconds) = (second / 3600, second / 60 % 60, second % 60);
        let clock =
            if seconds == 0 { format!("{hours:02}:{minutes:02}") } else { format!("{hours:02}:{minutes:02}:{seconds:02}") };
        format!("{day} {} {clock}", self.lang.words().weekday(day.weekday()))
    }

    /// `11-12 周四 23:59:59`
    pub fn short(&self, at: Instant) -> String {
        let whole = self.whole(at);
        match self.calendar.local(at).0.year() == self.year {
            true => whole.split_once('-').map_or(whole.clone(), |(_, rest)| rest.to_owned()),
            false => whole,
        }
    }

    /// `11-12 周四`
    pub fn day(&self, day: paidan_calendar::Day) -> String {
        let date = day.to_string();
        let date = if day.year() == self.year { date.split_once('-').map_or(date.as_str(), |(_, rest)| rest) } else { &date };
        format!("{date} {}", self.lang.words().weekday(day.weekday()))
    }
}
