//! The tables of a report, as texts: the same on a terminal and on a page.

use paidan_lab::report::{Count, Excluded, Hundredths, Late, PerTenThousand, Ranking, Rate, Report, Row, Topic, Version, Why};

use super::By;
use crate::table::Grid;
use crate::text::report::ReportWords;
use crate::text::{Lang, filled};

/// A report in a language.
pub struct Pages<'a> {
    pub report: &'a Report,
    pub words: &'static ReportWords,
    pub lang: Lang,
    /// Rows of a long table.
    pub top: usize,
}

const NONE: &str = "–";

impl Pages<'_> {
    /// City, period, moment.
    pub fn heading(&self) -> Vec<String> {
        let (report, words) = (self.report, self.words);
        let name = self.name(&report.city, &report.title);
        let mut lines = vec![format!("{name} {}", words.title)];
        if let Some(period) = &report.period {
            lines.push(filled(words.period, &[&period.first, &period.last]));
        }
        // the zone is the city's own, and people do not ask to the second
        let moment = report.as_of.get(..16).unwrap_or(&report.as_of).replace('T', " ");
        lines.push(format!("{} {moment}", words.as_of));
        let cases = |judged: &Version| format!("{} ({})", judged.version, judged.cases);
        let versions = match &report.versions[..] {
            [] => report.version.clone(),
            several => several.iter().map(cases).collect::<Vec<_>>().join(", "),
        };
        lines.push(format!("{} {} {versions}", words.policy, report.city));
        if let Some(period) = &report.previous {
            lines.push(filled(words.previous, &[&period.first, &period.last]));
        }
        lines
    }

    /// What people call something: its title in Chinese, in English its id.
    pub fn name(&self, id: &str, title: &str) -> String {
        match (id, self.lang) {
            ("", _) => self.words.unknown.to_owned(),
            (_, Lang::Zh) if !title.is_empty() => title.to_owned(),
            _ => id.to_owned(),
        }
    }

    pub fn grids(&self, by: By) -> Vec<Grid> {
        let mut all = vec![self.summary()];
        if by != By::City {
            all.push(self.groups(by));
        }
        all.extend(self.rankings(by));
        all.extend(self.topics());
        all.push(self.clocks());
        all.push(self.excluded());
        all.into_iter().filter(|grid| !grid.rows.is_empty()).collect()
    }

    fn summary(&self) -> Grid {
        let (words, total) = (self.words, &self.report.total);
        let mut rows = Vec::new();
        let mut count = |name: &str, count: Count| {
            let before = count.previous.map_or_else(String::new, |n| n.to_string());
            rows.push(vec![name.to_owned(), count.value.to_string(), String::new(), before, percent_signed(count.change_pct)]);
        };
        count(words.received, total.received);
        count(words.accepted, total.accepted);
        count(words.closed, total.closed);
        if let Some(ratio) = total.per_10k {
            rows.push(self.ratio(ratio));
        }
        for (name, rate) in self.rates(total) {
            let of = format!("{}/{}", rate.numerator, rate.denominator);
            let before = rate.previous_percent.map_or_else(String::new, |before| format!("{before}%"));
            let change = rate.change_pp.map_or_else(String::new, |change| format!("{} {}", signed(change), words.points));
            rows.push(vec![name, percent(rate.percent), of, before, change]);
        }
        let overdue = filled(words.overdue_rows, &[&total.overdue.cases, &total.overdue.rows]);
        rows.push(vec![words.overdue.to_owned(), overdue, String::new(), String::new(), String::new()]);
        for (metric, rate) in self.report.metrics.iter().zip(&total.rates) {
            if let Some(late) = rate.late {
                let days = filled(words.days, &[&late.p50_days, &late.p90_days]);
                let name = filled(words.late, &[&self.name(&metric.id, &metric.title)]);
                rows.push(vec![name, days, String::new(), String::new(), String::new()]);
            }
        }
        let heads = words.figures.map(str::to_owned).to_vec();
        Grid { title: words.summary.to_owned(), heads, right: vec![1, 2, 3, 4], rows, note: None }
    }

    fn ratio(&self, ratio: PerTenThousand) -> Vec<String> {
        let before = ratio.previous.map_or_else(String::new, |n| n.to_string());
        vec![
            self.words.per_10k.to_owned(),
            ratio.value.to_string(),
            format!("{}/{}", ratio.accepted, ratio.residents),
            before,
            ratio.change.map_or_else(String::new, signed),
        ]
    }

    /// The rates of a row with their names, returns included.
    pub fn rates<'r>(&'r self, row: &'r Row) -> impl Iterator<Item = (String, &'r Rate)> + 'r {
        let metrics = self.report.metrics.iter().map(|metric| self.name(&metric.id, &metric.title)).zip(&row.rates);
        metrics.chain([
            (self.words.returned_cases.to_owned(), &row.returned_cases),
            (self.words.returned_dispatches.to_owned(), &row.returned_dispatches),
        ])
    }

    /// The rows of a grouping, with their names.
    pub fn of(&self, by: By) -> Vec<(String, &Row)> {
        let rows = match by {
            By::Month => &self.report.months,
            By::District => &self.report.districts,
            By::Unit => &self.report.units,
            By::City => return vec![(self.words.city.to_owned(), &self.report.total)],
        };
        rows.iter().map(|row| (self.name(&row.key, &row.title), row)).collect()
    }

    pub fn groups(&self, by: By) -> Grid {
        let words = self.words;
        let position = match by {
            By::Month | By::City => 0,
            By::District => 1,
            By::Unit => 2,
        };
        let ratio = by != By::Unit && self.report.total.per_10k.is_some();
        let mut heads = vec![words.by[position].to_owned(), words.received.to_owned(), words.closed.to_owned()];
        heads.extend(ratio.then(|| words.per_10k.to_owned()));
        heads.extend(self.rates(&self.report.total).take(self.report.metrics.len() + 1).map(|(name, _)| name));
        heads.extend([words.overdue_short, words.late_short].map(str::to_owned));
        let line = |name: String, row: &Row| {
            let mut cells = vec![name, counted(row.received), counted(row.closed)];
            cells.extend(
                ratio.then(|| row.per_10k.map_or_else(|| NONE.to_owned(), |ratio| with(ratio.value.to_string(), ratio.change))),
            );
            let rates = self.rates(row).take(self.report.metrics.len() + 1);
            cells.extend(rates.map(|(_, rate)| with(percent(rate.percent), rate.change_pp)));
            cells.push(row.overdue.cases.to_string());
            cells.push(late(row.rates.iter().find_map(|rate| rate.late)));
            cells
        };
        let groups = self.of(by);
        let more = groups.len().saturating_sub(if by == By::Month { groups.len() } else { self.top });
        let shown = groups.len() - more;
        let mut rows: Vec<_> = groups.into_iter().take(shown).map(|(name, row)| line(name, row)).collect();
        rows.push(line(words.city.to_owned(), &self.report.total));
        let right = (1..heads.len()).collect();
        Grid { title: words.rows_of[position].to_owned(), heads, right, rows, note: self.more(more) }
    }

    fn more(&self, more: usize) -> Option<String> {
        (more > 0).then(|| filled(self.words.more, &[&more]))
    }

    /// The ranking of the last month, of what the report is by; of districts and units if by neither.
    fn rankings(&self, by: By) -> Vec<Grid> {
        let last = self.report.months.last().map_or("", |row| row.key.as_str());
        let wanted = |ranking: &&Ranking| {
            ranking.month == last
                && match by {
                    By::Unit => ranking.of == "unit",
                    By::District => ranking.of == "district",
                    By::Month | By::City => true,
                }
        };
        self.report.rankings.iter().filter(wanted).map(|ranking| self.ranking(ranking)).collect()
    }

    pub fn ranking(&self, ranking: &Ranking) -> Grid {
        let words = self.words;
        let metric = self.report.metrics.iter().find(|metric| metric.id == ranking.metric);
        let lowest = |metric: &paidan_lab::report::Metric| if metric.lower_is_better { words.lowest } else { "" };
        let by = metric.map_or_else(String::new, |metric| self.name(&metric.id, &metric.title) + lowest(metric));
        let rank = |rank: Option<u32>| rank.map_or_else(|| NONE.to_owned(), |rank| rank.to_string());
        let row = |row: &paidan_lab::report::Ranked| {
            let of = format!("{}/{}", row.numerator, row.denominator);
            vec![rank(row.rank), rank(row.previous_rank), self.name(&row.key, &row.title), percent(row.percent), of]
        };
        let rows = ranking.rows.iter().take(self.top).map(row).collect();
        let unranked = ranking.rows.iter().any(|row| row.rank.is_none());
        let note = unranked.then(|| format!("{NONE} {}", filled(words.too_few, &[&ranking.least])));
        let of = words.by[if ranking.of == "unit" { 2 } else { 1 }];
        let note = [note, self.more(ranking.rows.len().saturating_sub(self.top))];
        let note: Vec<String> = note.into_iter().flatten().collect();
        Grid {
            title: filled(words.ranking, &[&ranking.month, &of, &by]),
            heads: words.ranks.map(str::to_owned).to_vec(),
            right: vec![0, 1, 3, 4],
            rows,
            note: (!note.is_empty()).then(|| note.join(" · ")),
        }
    }

    fn topics(&self) -> Vec<Grid> {
        let (report, words) = (self.report, self.words);
        let grid = |title: String, topics: &[Topic], most: usize| {
            let mut heads = vec![words.item.to_owned()];
            heads.extend(words.counts[..2].iter().map(|head| (*head).to_owned()));
            let compared = topics.iter().any(|topic| topic.count.previous.is_some());
            heads.extend(compared.then(|| words.counts[2].to_owned()));
            let row = |topic: &Topic| {
                let mut cells = vec![self.name(&topic.id, &topic.title), topic.count.value.to_string(), percent(topic.percent)];
                cells.extend(compared.then(|| percent_signed(topic.count.change_pct)));
                cells
            };
            let rows = topics.iter().take(most).map(row).collect();
            Grid { title, heads, right: vec![1, 2, 3], rows, note: self.more(topics.len().saturating_sub(most)) }
        };
        let mut all = vec![
            grid(words.topics.to_owned(), &report.categories, self.top),
            grid(words.kinds.to_owned(), &report.kinds, usize::MAX),
            grid(words.channels.to_owned(), &report.channels, usize::MAX),
        ];
        for group in report.labels.iter().filter(|group| group.labelled > 0) {
            let title = format!("{}{}{}", words.labels, words.colon, self.name(&group.id, &group.title));
            all.push(grid(title, &group.values, usize::MAX));
        }
        all
    }

    fn clocks(&self) -> Grid {
        let words = self.words;
        let rows = self.report.clocks.iter().filter(|clock| clock.met + clock.missed > 0 || !clock.excluded.is_empty());
        let rows = rows.map(|clock| {
            let open: u64 = clock.excluded.iter().map(|excluded| excluded.count).sum();
            let name = self.name(&clock.id, &clock.title);
            let [met, missed, overdue] = [clock.met, clock.missed, clock.overdue].map(|n| n.to_string());
            vec![name, met, missed, overdue, percent(clock.on_time_percent), late(clock.late), open.to_string()]
        });
        let mut heads = vec![words.item.to_owned()];
        heads.extend(words.clock.map(str::to_owned));
        Grid { title: words.clocks.to_owned(), heads, right: (1..7).collect(), rows: rows.collect(), note: None }
    }

    /// What is in no denominator: of everything first, then rate by rate.
    pub fn excluded(&self) -> Grid {
        let (words, report) = (self.words, self.report);
        let cases = &report.cases;
        let out = [cases.bad, cases.faults, cases.not_opened, cases.not_applicable, cases.contradictory];
        let mut rows = Vec::new();
        for (why, count) in words.out.iter().zip(out).filter(|(_, count)| *count > 0) {
            rows.push(vec![words.cases_out.to_owned(), (*why).to_owned(), count.to_string()]);
        }
        let mut listed = |name: &str, excluded: &[Excluded]| {
            for excluded in excluded {
                rows.push(vec![name.to_owned(), self.why(excluded.why).to_owned(), excluded.count.to_string()]);
            }
        };
        if report.total.per_10k.is_some() {
            listed(words.per_10k, &report.total.not_accepted);
        }
        for (name, rate) in self.rates(&report.total) {
            listed(&name, &rate.excluded);
        }
        // a name stands where it begins
        for i in (1..rows.len()).rev() {
            if rows[i][0] == rows[i - 1][0] {
                rows[i][0].clear();
            }
        }
        let note = filled(words.read, &[&cases.read, &cases.counted, &cases.needs_input]);
        let heads = words.excluding.map(str::to_owned).to_vec();
        Grid { title: words.excluded.to_owned(), heads, right: vec![2], rows, note: Some(note) }
    }

    fn why(&self, why: Why) -> &'static str {
        Why::ALL.iter().zip(self.words.why).find(|(it, _)| **it == why).map_or(NONE, |(_, text)| text)
    }
}

pub fn percent(value: Option<Hundredths>) -> String {
    value.map_or_else(|| NONE.to_owned(), |value| format!("{value}%"))
}

pub fn signed(value: Hundredths) -> String {
    if value.0 > 0 { format!("+{value}") } else { value.to_string() }
}

fn percent_signed(value: Option<Hundredths>) -> String {
    value.map_or_else(String::new, |value| format!("{}%", signed(value)))
}

/// A figure with its change behind it.
fn with(figure: String, change: Option<Hundredths>) -> String {
    change.map_or(figure.clone(), |change| format!("{figure} {}", signed(change)))
}

fn counted(count: Count) -> String {
    count.change_pct.map_or(count.value.to_string(), |change| format!("{} {}%", count.value, signed(change)))
}

fn late(late: Option<Late>) -> String {
    late.map_or_else(|| NONE.to_owned(), |late| format!("{}/{}", late.p50_days, late.p90_days))
}
