//! A coverage as people read it: first what never happened, then how often the rest did.

use std::io::Write;

use paidan_lab::coverage::{Catalogue, Clock, Condition, Coverage, Rule, Words};
use paidan_lab::report::{Hundredths, Version};

use crate::error::Outcome;
use crate::table::Grid;
use crate::text::coverage::CoverageWords;
use crate::text::{Lang, filled};

/// A coverage in a language.
pub struct Pages<'a> {
    pub coverage: &'a Coverage,
    pub words: &'static CoverageWords,
    pub lang: Lang,
    /// Words of a list that are named, and rows of the catalogue.
    pub top: usize,
}

const NONE: &str = "–";

impl Pages<'_> {
    pub fn write(&self, out: &mut dyn Write) -> Outcome<()> {
        let Coverage { cases, .. } = self.coverage;
        writeln!(out, "{}", self.heading().join(" · "))?;
        writeln!(out, "{}", filled(self.lang.report().read, &[&cases.read, &cases.counted, &cases.needs_input]))?;
        let out_of_it = [cases.bad, cases.faults, cases.not_opened, cases.not_applicable, cases.contradictory];
        for (why, count) in self.lang.report().out.iter().zip(out_of_it).filter(|(_, count)| *count > 0) {
            writeln!(out, "{why}{}{count}", self.words.colon)?;
        }
        let grids = [self.never_asked(), self.never_held(), self.rules(), self.lacking(), self.carried()];
        let grids =
            grids.into_iter().chain([self.one_way(), self.clocks(), self.inputs(), self.unused()]).chain(self.catalogues());
        grids.filter(|grid| !grid.rows.is_empty() || grid.note.is_some()).try_for_each(|grid| grid.print(out))
    }

    fn heading(&self) -> Vec<String> {
        let (coverage, words) = (self.coverage, self.words);
        // the zone is the city's own, and people do not ask to the second
        let moment = coverage.as_of.get(..16).unwrap_or(&coverage.as_of).replace('T', " ");
        let cases = |judged: &Version| format!("{} ({})", judged.version, judged.cases);
        let versions = match &coverage.versions[..] {
            [] => coverage.version.clone(),
            several => several.iter().map(cases).collect::<Vec<_>>().join(", "),
        };
        vec![
            format!("{} {}", self.name(&coverage.city, &coverage.title), words.title),
            format!("{} {moment}", words.as_of),
            format!("{} {} {versions}", words.policy, coverage.city),
        ]
    }

    /// What people call something: its title in Chinese, in English its id.
    fn name<'n>(&self, id: &'n str, title: &'n str) -> &'n str {
        if self.lang == Lang::Zh && !title.is_empty() { title } else { id }
    }

    fn grid<const N: usize>(&self, title: &str, heads: [&str; N], right: &[usize], rows: Vec<Vec<String>>) -> Grid {
        let heads = heads.map(str::to_owned).to_vec();
        Grid { title: title.to_owned(), heads, right: right.to_vec(), rows, note: None }
    }

    fn never_asked(&self) -> Grid {
        let never = self.coverage.rules.iter().filter(|rule| rule.asked == 0);
        let rows = never.map(|rule| vec![rule.rule.clone(), rule.title.clone()]).collect();
        self.grid(self.words.never_asked, self.words.rule_alone, &[], rows)
    }

    fn never_held(&self) -> Grid {
        let never = self.coverage.rules.iter().filter(|rule| rule.asked > 0 && rule.held == 0);
        let row = |rule: &Rule| {
            let nearest = rule.nearest.as_ref();
            let case = nearest.map_or(NONE.to_owned(), |nearest| nearest.case.clone());
            // of a rule for which any one condition is enough, a case lacks all of them or none
            let lacked = nearest.filter(|_| !rule.any).map_or(NONE.to_owned(), |nearest| nearest.lacked.to_string());
            vec![rule.rule.clone(), rule.asked.to_string(), lacked, case, rule.title.clone()]
        };
        self.grid(self.words.never_held, self.words.nearest, &[1, 2], never.map(row).collect())
    }

    fn rules(&self) -> Grid {
        let held = self.coverage.rules.iter().filter(|rule| rule.held > 0);
        let row = |rule: &Rule| {
            let [asked, held, missed] = [rule.asked, rule.held, rule.missed].map(|cases| cases.to_string());
            let first = rule.first_held.clone().unwrap_or_default();
            vec![rule.rule.clone(), asked, held, missed, percent(rule.share_percent), first, rule.title.clone()]
        };
        self.grid(self.words.rules, self.words.rule, &[1, 2, 3, 4], held.map(row).collect())
    }

    /// What a rule that needs all of its conditions lacked where it did not hold: what it lacked most often first.
    fn lacking(&self) -> Grid {
        let mut rows = Vec::new();
        for rule in self.coverage.rules.iter().filter(|rule| rule.missed > 0 && !rule.any) {
            let mut failed: Vec<&Condition> = rule.conditions.iter().filter(|condition| condition.failed > 0).collect();
            failed.sort_by_key(|condition| std::cmp::Reverse(condition.failed));
            for (at, condition) in failed.into_iter().enumerate() {
                // a rule is named where it begins
                let (name, missed) = if at == 0 { (rule.rule.clone(), rule.missed.to_string()) } else { Default::default() };
                let share = percent(Hundredths::percent(condition.failed, rule.missed));
                let [failed, alone] = [condition.failed, condition.alone].map(|cases| cases.to_string());
                rows.push(vec![name, missed, condition.condition.clone(), failed, share, alone, condition.title.clone()]);
            }
        }
        let grid = self.grid(self.words.lacking, self.words.lacked, &[1, 3, 4, 5], rows);
        Grid { note: (!grid.rows.is_empty()).then(|| self.words.lacking_note.to_owned()), ..grid }
    }

    /// By which of its conditions a rule held for which one is enough.
    fn carried(&self) -> Grid {
        let mut rows = Vec::new();
        for rule in self.coverage.rules.iter().filter(|rule| rule.held > 0 && rule.any) {
            for (at, condition) in rule.conditions.iter().enumerate() {
                let (name, held) = if at == 0 { (rule.rule.clone(), rule.held.to_string()) } else { Default::default() };
                rows.push(vec![name, held, condition.condition.clone(), condition.yes.to_string(), condition.title.clone()]);
            }
        }
        self.grid(self.words.carried, self.words.carrier, &[1, 3], rows)
    }

    fn one_way(&self) -> Grid {
        let asked = self.coverage.rules.iter().flat_map(|rule| rule.conditions.iter().map(move |of| (rule, of)));
        let row = |(rule, of): (&Rule, &Condition)| {
            let [yes, no] = [of.yes, of.no];
            let (way, cases) = match (yes, no) {
                (0, 1..) => (self.words.ways[0], no),
                (1.., 0) => (self.words.ways[1], yes),
                _ => return None,
            };
            Some(vec![rule.rule.clone(), of.condition.clone(), way.to_owned(), cases.to_string(), of.title.clone()])
        };
        self.grid(self.words.one_way, self.words.condition, &[3], asked.filter_map(row).collect())
    }

    fn clocks(&self) -> Grid {
        let words = self.words;
        let row = |clock: &Clock| {
            let counts = [clock.rows, clock.met, clock.missed, clock.overdue].map(|rows| rows.to_string());
            let never: Vec<&str> = match (clock.rows, &clock.never[..]) {
                (0, _) => vec![words.no_row],
                (_, never) => never.iter().map(|way| words.never[usize::from(*way == "missed")]).collect(),
            };
            let rungs = clock.rungs.iter().map(|rung| format!("{} {}", rung.title, rung.fired));
            let mut row = vec![self.name(&clock.clock, &clock.title).to_owned()];
            row.extend(counts);
            row.extend([never.join(words.comma), rungs.collect::<Vec<_>>().join(words.comma)]);
            row
        };
        self.grid(words.clocks, words.clock, &[1, 2, 3, 4], self.coverage.clocks.iter().map(row).collect())
    }

    /// What decisions ask for.
    fn inputs(&self) -> Grid {
        let inputs = self.coverage.words.iter().filter(|list| list.list == "input").flat_map(|list| &list.words);
        let mut asked_for: Vec<_> = inputs.filter(|input| input.lacking.is_some_and(|cases| cases > 0)).collect();
        asked_for.sort_by_key(|input| std::cmp::Reverse(input.lacking));
        let row = |input: &&paidan_lab::coverage::Word| {
            let lacking = input.lacking.unwrap_or(0);
            vec![self.name(&input.word, &input.title).to_owned(), lacking.to_string(), input.cases.to_string()]
        };
        self.grid(self.words.inputs, self.words.input, &[1, 2], asked_for.iter().map(row).collect())
    }

    fn unused(&self) -> Grid {
        let row = |list: &Words| {
            let unused: Vec<&str> =
                list.words.iter().filter(|word| word.cases == 0).map(|word| self.name(&word.word, &word.title)).collect();
            let used = format!("{}/{}", list.words.len() - unused.len(), list.words.len());
            (!unused.is_empty()).then(|| vec![self.lang.list(list.list).to_owned(), used, self.named(&unused)])
        };
        self.grid(self.words.unused, self.words.list, &[1], self.coverage.words.iter().filter_map(row).collect())
    }

    /// As many as are shown, and how many more there are.
    fn named(&self, names: &[&str]) -> String {
        let shown = names[..names.len().min(self.top)].join(self.words.comma);
        match names.len().saturating_sub(self.top) {
            0 => shown,
            more => format!("{shown}{}{}", self.words.blank, filled(self.words.more, &[&more])),
        }
    }

    fn catalogues(&self) -> Vec<Grid> {
        let words = self.words;
        let area = |code: &Option<String>| {
            let areas = self.coverage.words.iter().filter(|list| list.list == "area").flat_map(|list| &list.words);
            let Some(code) = code else { return words.anywhere.to_owned() };
            areas.clone().find(|area| area.word == *code).map_or(code.as_str(), |area| self.name(code, &area.title)).to_owned()
        };
        let grid = |catalogue: &Catalogue| {
            let unused: Vec<_> = catalogue.rows.iter().filter(|row| row.cases == 0).collect();
            let title =
                filled(words.catalogue, &[&catalogue.version, &(catalogue.rows.len() - unused.len()), &catalogue.rows.len()]);
            let row = |row: &&paidan_lab::coverage::CatalogueRow| {
                vec![row.line.to_string(), self.name(&row.category, &row.title).to_owned(), area(&row.area)]
            };
            let more = unused.len().saturating_sub(self.top);
            let grid = self.grid(&title, words.row, &[0], unused.iter().take(self.top).map(row).collect());
            Grid { note: (more > 0).then(|| filled(words.more, &[&more])), ..grid }
        };
        self.coverage.catalogues.iter().map(grid).collect()
    }
}

fn percent(value: Option<Hundredths>) -> String {
    value.map_or_else(|| NONE.to_owned(), |value| format!("{value}%"))
}
