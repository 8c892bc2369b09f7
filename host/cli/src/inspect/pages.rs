//! The sections of a manifest as tables.

use std::io::Write;

use paidan_engine::contract::{
    Basis, ClockDef, DayClass, Ending, HoldsIf, InputDef, LadderDef, Name, OwedBy, Per, ProfileDef, Roll, RuleDef, RungPoint,
    TermDef, ValueKind,
};
use paidan_lab::titles::selectors;

use super::{Inspected, Section};
use crate::error::Outcome;
use crate::render::short;
use crate::table;
use crate::text::filled;

const QUOTE: usize = 60;

impl Inspected {
    pub fn section(&self, section: Section, out: &mut dyn Write) -> Outcome<()> {
        let m = self.manifest();
        let rows: Vec<Vec<String>> = match section {
            Section::Rules => m.rules.iter().map(|rule| self.rule(rule)).collect(),
            Section::Terms => m.terms.iter().map(|term| self.term(term)).collect(),
            Section::Clocks => m.clocks.iter().flat_map(|clock| self.clock(clock)).collect(),
            Section::Ladders => m.ladders.iter().flat_map(|ladder| self.ladder(ladder)).collect(),
            Section::Profiles => m.profiles.iter().map(|profile| self.profile(profile)).collect(),
            Section::Stages => m
                .stages
                .iter()
                .map(|stage| {
                    vec![
                        stage.id.clone(),
                        stage.title.clone(),
                        stage.national.clone(),
                        self.flag(stage.closed, self.words.closed),
                    ]
                })
                .collect(),
            Section::Groups => m
                .groups
                .iter()
                .map(|group| {
                    let flags = [
                        self.flag(group.required, self.words.required),
                        self.flag(group.many, self.words.many),
                        self.flag(group.ordered, self.words.ordered),
                    ];
                    vec![group.id.clone(), group.title.clone(), listed(&group.values), joined(flags)]
                })
                .collect(),
            Section::Units => m
                .units
                .iter()
                .map(|unit| {
                    let per = match unit.per {
                        Per::One => self.words.per[0].to_owned(),
                        Per::Area(depth) => filled(self.words.per[1], &[&(depth + 1)]),
                        Per::Body => self.words.per[2].to_owned(),
                    };
                    let level = unit.level.map_or("", |level| &m.levels[usize::from(level)].title);
                    vec![unit.id.clone(), unit.title.clone(), level.to_owned(), unit.line.clone(), per]
                })
                .collect(),
            Section::Inputs => m.inputs.iter().map(|input| self.input(input)).collect(),
            Section::Names => self.names(),
            Section::Categories => m.categories.iter().map(|it| vec![it.id.clone(), it.title.clone()]).collect(),
            Section::Limits => self.limits(),
        };
        // indented under the section's name
        table::print(
            &[],
            &[],
            rows.into_iter().map(|mut row| {
                row[0].insert_str(0, "  ");
                row
            }),
            out,
        )
    }

    fn flag(&self, on: bool, word: &str) -> String {
        if on { word.to_owned() } else { String::new() }
    }

    fn by(&self, rule: u16) -> String {
        format!("{} {}", self.words.rule, self.manifest().rules[usize::from(rule)].id)
    }

    fn rule(&self, rule: &RuleDef) -> Vec<String> {
        let words = self.words;
        let basis = match rule.basis {
            Basis::Quoted => 0,
            Basis::External => 1,
            Basis::Ours => 2,
            Basis::Unused => 3,
        };
        let text = match rule.basis {
            Basis::Quoted => format!("“{}”", short(&rule.quote, QUOTE)),
            Basis::External => format!("“{}” {}", short(&rule.quote, QUOTE), rule.source),
            Basis::Ours => short(&rule.note, 2 * QUOTE),
            Basis::Unused => format!("“{}” {}", short(&rule.quote, QUOTE), short(&rule.note, QUOTE)),
        };
        let fills = rule
            .fills
            .map_or_else(String::new, |other| format!("{} {}", words.fills, self.manifest().rules[usize::from(other)].id));
        let holds = if rule.conditions.is_empty() {
            String::new()
        } else {
            format!("{}{}", words.holds[usize::from(matches!(rule.holds, HoldsIf::Any))], listed(&rule.conditions))
        };
        vec![rule.id.clone(), rule.title.clone(), words.bases[basis].to_owned(), joined([text, fills, holds])]
    }

    fn term(&self, term: &TermDef) -> Vec<String> {
        let words = self.words;
        let profile = &self.manifest().profiles[usize::from(term.profile)];
        let ends = words.endings[match term.ends {
            Ending::Exact => 0,
            Ending::DayEnd => 1,
            Ending::Close => 2,
            Ending::PeriodEnd => 3,
        }];
        let roll = match term.roll {
            Roll::None => "",
            Roll::Next(_) => words.roll[0],
            Roll::Previous(_) => words.roll[1],
        };
        let cut_off = term.cut_off.map_or_else(String::new, |minute| format!("{} {}", words.cut_off, clock(minute)));
        let more = [roll.to_owned(), cut_off, self.flag(term.snaps, words.snaps), self.flag(term.repeats, words.repeats)];
        vec![term.id.clone(), term.title.clone(), profile.id.clone(), ends.to_owned(), joined(more), self.by(term.rule)]
    }

    /// A line for the clock, one for each pause.
    fn clock(&self, clock: &ClockDef) -> Vec<Vec<String>> {
        let (m, words) = (self.manifest(), self.words);
        let owed = words.owed_by[usize::from(matches!(clock.owed_by, OwedBy::WholeCase))];
        let stops = match clock.stops.is_empty() {
            true => self.flag(clock.decided, words.decided),
            false => format!("{} {}", words.stops, selectors(self.manifest(), &clock.stops)),
        };
        let ladder =
            clock.ladder.map_or_else(String::new, |ladder| format!("{} {}", words.ladder, m.ladders[usize::from(ladder)].id));
        let more = joined([ladder, self.flag(clock.after_close, words.after_close)]);
        let first = vec![clock.id.clone(), clock.title.clone(), owed.to_owned(), stops, more, self.by(clock.rule)];
        let pauses = clock.pauses.iter().map(|pause| {
            let cap = pause.cap.map_or_else(String::new, |cap| format!("{} {}", words.cap, m.terms[usize::from(cap)].title));
            let span = format!("{} → {}", selectors(self.manifest(), &pause.begins), selectors(self.manifest(), &pause.ends));
            vec![String::new(), String::new(), format!("{} {}", words.pauses, pause.title), span, cap, self.by(pause.rule)]
        });
        std::iter::once(first).chain(pauses).collect()
    }

    fn ladder(&self, ladder: &LadderDef) -> Vec<Vec<String>> {
        let (m, words) = (self.manifest(), self.words);
        let notify = format!("{} {}", words.notify, m.profiles[usize::from(ladder.notify)].title);
        let first = vec![ladder.id.clone(), ladder.title.clone(), notify, String::new(), String::new(), String::new()];
        let rungs = ladder.rungs.iter().map(|rung| {
            let term = |term: u16| &m.terms[usize::from(term)];
            let at = match rung.at {
                RungPoint::Percent(percent) => filled(words.percent, &[&percent]),
                RungPoint::Before(t) => filled(words.before, &[&term(t).title]),
                RungPoint::After(t) if term(t).amount == 0 => words.overdue.to_owned(),
                RungPoint::After(t) => filled(words.after, &[&term(t).title]),
            };
            let told = |to: &Option<u16>| {
                to.map_or(words.owes.to_owned(), |unit| m.units[usize::from(unit)].title.replace("{}", words.owes))
            };
            let to = rung.to.iter().map(told).collect::<Vec<_>>().join(" + ");
            let action = rung.action.map_or_else(String::new, |action| m.actions[usize::from(action)].title.clone());
            vec![format!("  {}", rung.id), rung.title.clone(), at, to, action, self.by(rung.rule)]
        });
        std::iter::once(first).chain(rungs).collect()
    }

    fn profile(&self, profile: &ProfileDef) -> Vec<String> {
        let words = self.lang.words();
        let day = |class: &DayClass| {
            words.classes[match class {
                DayClass::Workday => 0,
                DayClass::MakeupWorkday => 1,
                DayClass::Rest => 2,
                DayClass::Statutory => 3,
            }]
        };
        let hours = profile
            .hours
            .iter()
            .map(|hours| format!("{}–{}", clock(hours.opens), clock(hours.closes)))
            .collect::<Vec<_>>()
            .join(" ");
        let hours = if hours.is_empty() { self.words.whole_day.to_owned() } else { hours };
        vec![profile.id.clone(), profile.title.clone(), profile.days.iter().map(day).collect::<Vec<_>>().join(" "), hours]
    }

    fn input(&self, input: &InputDef) -> Vec<String> {
        let words = self.words;
        let (kind, range) = match input.kind {
            ValueKind::Flag => (0, String::new()),
            ValueKind::Count => (1, format!("{}–{}", input.least, input.most)),
            ValueKind::Word => (2, listed(&input.words)),
            ValueKind::Time => (3, String::new()),
            ValueKind::Unit => (4, String::new()),
            ValueKind::Category => (5, String::new()),
        };
        let carrier = |event: &Option<u16>| event.map_or(words.on_case, |event| &self.manifest().events[usize::from(event)].id);
        let on = input.on.iter().map(carrier).collect::<Vec<_>>().join(" · ");
        vec![input.id.clone(), input.title.clone(), on, words.kinds[kind].to_owned(), range]
    }

    fn names(&self) -> Vec<Vec<String>> {
        let m = self.manifest();
        let lists = [
            ("levels", &m.levels),
            ("modes", &m.modes),
            ("roles", &m.roles),
            ("actions", &m.actions),
            ("violations", &m.violations),
            ("channels", &m.channels),
            ("kinds", &m.kinds),
            ("areas", &m.areas),
            ("reasons", &m.reasons),
            ("events", &m.events),
        ];
        let rows = lists.into_iter().flat_map(|(list, names)| {
            names
                .iter()
                .enumerate()
                .map(move |(i, it)| vec![if i == 0 { list.to_owned() } else { String::new() }, it.id.clone(), it.title.clone()])
        });
        rows.collect()
    }

    fn limits(&self) -> Vec<Vec<String>> {
        let l = self.policy.limits();
        let kib = |bytes: usize| filled(self.words.kib, &[&(bytes >> 10)]);
        let values = [
            l.fuel_max.to_string(),
            kib(l.memory_max_bytes),
            kib(l.output_max_bytes),
            kib(l.manifest_max_bytes),
            l.manifest_fuel_max.to_string(),
            l.list_max.to_string(),
            l.repeating_max.to_string(),
            kib(l.stack_max_bytes),
            l.instances_max.to_string(),
        ];
        self.words.limits.iter().zip(values).map(|(name, value)| vec![(*name).to_owned(), value]).collect()
    }
}

fn listed(names: &[Name]) -> String {
    names.iter().map(|it| format!("{} {}", it.id, it.title)).collect::<Vec<_>>().join(" · ")
}

fn joined<const N: usize>(parts: [String; N]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
}

pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}
