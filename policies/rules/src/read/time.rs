//! `[profile]` and `[term]`.

use super::{Reader, title_or};
use crate::document::Node;
use crate::ids::List;
use crate::model::{DayClass, Index, NamedTerm, Profile};
use crate::shape::DAYS;
use crate::term::{Ending, Roll, Term, TimeUnit, WEEKS_MOST, minute_of_day};

const CLASSES: [DayClass; 4] = [DayClass::Workday, DayClass::MakeupWorkday, DayClass::Rest, DayClass::Statutory];

impl Reader<'_, '_> {
    pub(super) fn declared_profiles(&mut self) -> Vec<Profile> {
        self.root.each("profile").iter().map(|table| self.profile(table)).collect()
    }

    /// The declared profiles, and the one of all days if something names it.
    pub(super) fn all_profiles(&mut self) -> Vec<Profile> {
        let mut profiles = std::mem::take(&mut self.profiles);
        if self.ids.calendar_profile {
            let (id, title) = ("calendar".to_owned(), "自然日".to_owned());
            profiles.push(Profile { id, title, days: CLASSES.to_vec(), hours: Vec::new() });
        }
        profiles
    }

    fn profile(&mut self, table: &Node) -> Profile {
        let days = table.all("days");
        let class = |day: &Node| DAYS.iter().position(|word| *word == day.as_text()).map(|at| CLASSES[at]);
        let days: Vec<DayClass> = days.iter().filter_map(class).collect();
        if let (Some(node), 0) = (table.get("days"), plain_week(&days)) {
            let message = format!("no day of a plain week counts in {}", table.subject());
            self.add("rules/no-days", &node, message, "name `workday` or `rest`, or both: the other classes are rare days");
        }
        let mut hours: Vec<(u16, u16)> = Vec::new();
        for node in table.all("hours") {
            let read = node
                .as_text()
                .split_once('-')
                .and_then(|(opens, closes)| Some((minute_of_day(opens.trim(), false)?, minute_of_day(closes.trim(), true)?)));
            let before = hours.last().map_or(0, |last| last.1);
            match read {
                Some((opens, closes)) if before <= opens && opens < closes => hours.push((opens, closes)),
                Some(_) => {
                    let message = format!("`{}` does not come after what stands before it", node.as_text());
                    self.add(
                        "rules/hours",
                        &node,
                        message,
                        "hours ascend and do not overlap; a shift over midnight is two: `00:00-06:00`, `22:00-24:00`",
                    );
                }
                None => self.add("rules/hours", &node, format!("`{}` is no part of a day", node.as_text()), "`08:30-12:00`"),
            }
        }
        Profile { id: table.id().to_owned(), title: title_or(table, || table.id().to_owned()), days, hours }
    }

    pub(super) fn declared_terms(&mut self) {
        for table in self.root.each("term") {
            if let Some(term) = self.term(&table) {
                self.terms.push(term);
            }
        }
    }

    fn term(&mut self, table: &Node) -> Option<NamedTerm> {
        let rule = self.rule(table);
        let is = table.get("is")?;
        let mut term = self.parsed(is.as_text(), &is)?;
        let profile = self.ids.find(List::Profile, &term.profile, &is, self.report);
        for (key, node) in ["ends", "roll", "cut-off", "snaps"].iter().filter_map(|key| Some((key, table.get(key)?))) {
            // `exact` is what such a term does anyway
            if term.unit.is_short() && node.as_text() != "exact" {
                let message = format!("`{key}` means nothing for `{term}`, which is counted to the second");
                self.add("rules/hour-term", &node, message, "leave it out, or count in days");
            }
        }
        term.ends = match table.text("ends").as_str() {
            "exact" => Ending::Exact,
            "day-end" => Ending::DayEnd,
            "close" => Ending::Close,
            "period-end" => Ending::PeriodEnd,
            _ => term.ends,
        };
        if let Some(node) = table.get("ends") {
            let (of_period, no_period) = (term.ends == Ending::PeriodEnd, term.unit == TimeUnit::Day);
            if of_period && no_period {
                let mend = "count in weeks, months, quarters or years, or write `day-end`";
                self.add("rules/period", &node, format!("`{term}` has no period to end"), mend);
            } else if term.amount == 0 && !of_period && !no_period {
                self.add("rules/period", &node, format!("`{term}` ends with its period"), "leave `ends` out");
            }
        }
        if let Some(node) = table.get("repeats").filter(|_| table.flag("repeats") && (term.unit.is_short() || term.amount == 0)) {
            self.add("rules/period", &node, format!("`{term}` cannot repeat"), "only terms of one day or longer do");
        }
        let roll = table.get("roll").and_then(|node| self.roll(&node, &mut term));
        term.cut_off = table.get("cut-off").and_then(|node| self.cut_off(&node));
        (term.snaps, term.repeats) = (table.flag("snaps"), table.flag("repeats"));
        self.bounded(&term, &is);
        let title = title_or(table, || term.title(self.profile_title(&term.profile)));
        Some(NamedTerm { id: table.id().to_owned(), title, term, profile, roll, rule, hidden: false })
    }

    pub(super) fn parsed(&mut self, text: &str, node: &Node) -> Option<Term> {
        if text.is_empty() {
            return None;
        }
        Term::parse(text).map_err(|error| self.add(error.code, node, error.message, error.mend)).ok()
    }

    pub(super) fn profile_title<'a>(&'a self, id: &'a str) -> &'a str {
        self.profiles.iter().find(|profile| profile.id == id).map_or(id, |profile| &profile.title)
    }

    /// Where few minutes count, the hundred years that the calendar walks are used up sooner.
    pub(super) fn bounded(&mut self, term: &Term, node: &Node) {
        let Some(profile) = self.profiles.iter().find(|profile| profile.id == term.profile) else { return };
        let days = plain_week(&profile.days);
        let open: u64 = profile.hours.iter().map(|(opens, closes)| u64::from(closes - opens)).sum();
        let minutes = days * if profile.hours.is_empty() { 1_440 } else { open };
        let a_week = match term.unit {
            TimeUnit::Minute => minutes,
            TimeUnit::Hour => minutes / 60,
            TimeUnit::Day => days,
            _ => return,
        };
        let most = a_week * u64::from(WEEKS_MOST);
        if u64::from(term.amount) > most && days > 0 {
            let (message, unit) = (format!("`{term}` is too long"), term.unit.word());
            self.add("rules/amount", node, message, format!("at most {most} {unit}s, which are a hundred years by that profile"));
        }
    }

    fn roll(&mut self, node: &Node, term: &mut Term) -> Option<Index> {
        let (way, profile) = node.as_text().split_once(' ').unwrap_or((node.as_text(), ""));
        term.roll = match way {
            "next" => Roll::Next(profile.trim().to_owned()),
            "previous" => Roll::Previous(profile.trim().to_owned()),
            _ => Roll::None,
        };
        if term.roll == Roll::None || profile.trim().is_empty() {
            self.add(
                "rules/roll",
                node,
                format!("`{}` is not a roll", node.as_text()),
                "`next working` or `previous working`: the way, and a profile",
            );
            return None;
        }
        Some(self.ids.find(List::Profile, profile.trim(), node, self.report))
    }

    fn cut_off(&mut self, node: &Node) -> Option<u16> {
        let minute = minute_of_day(node.as_text(), false);
        if minute.is_none() {
            self.add("rules/cut-off", node, format!("`{}` is no time of day", node.as_text()), "hours and minutes: `17:00`");
        }
        minute
    }
}

/// How many days of a week without holidays count.
fn plain_week(days: &[DayClass]) -> u64 {
    let of = |class, number| if days.contains(&class) { number } else { 0 };
    of(DayClass::Workday, 5) + of(DayClass::Rest, 2)
}
