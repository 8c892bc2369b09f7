//! From counts to figures.

use std::collections::BTreeMap;

use paidan_engine::contract::{Manifest, Name};
use paidan_engine::{Error, Kind};

use crate::error::wrong;
use crate::titles;

use super::counts::{Counts, RateCount, Rows, percentile};
use super::figure::Hundredths;
use super::population::Population;
use super::rank::{Rules, rank};
use super::shape::*;
use super::tally::{Month, Slice, Tally};
use super::why::Why;

/// What a report is made with, beside the counts.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// As of when the cases were judged, as the report is to write it.
    pub as_of: String,
    /// For 万人诉求比.
    pub population: Option<Population>,
    /// 环比: the period before.
    pub previous: Option<Report>,
    /// The metric to rank by; none: the policy's first.
    pub rank_by: Option<String>,
    /// Who has fewer than this in the denominator gets no rank.
    pub rank_least: u64,
}

/// Makes a report of a city's counts, and says what is missing from it (`report/population-missing`).
///
/// # Errors
/// `report/empty`, `report/metric`, `report/other-city`.
pub fn report(tally: &Tally, options: &Options) -> Result<(Report, Vec<Error>), Error> {
    let manifest = tally.joined.manifest();
    if tally.counted() == 0 {
        return Err(tally.cases.none("report/empty"));
    }
    if let Some(previous) = options.previous.as_ref().filter(|previous| previous.city != manifest.id) {
        let text = format!("the report to compare with is of `{}`, this one of `{}`", previous.city, manifest.id);
        return Err(wrong("report/other-city", text, "compare a city with itself"));
    }
    let previous = options.previous.clone().map(|previous| aligned(previous, manifest));
    let mut maker =
        Maker { manifest, versions: tally.joined.versions(), options, previous: previous.as_ref(), problems: Vec::new() };
    let made = maker.make(tally)?;
    // a district without a population is told of once
    maker.problems.dedup_by(|a, b| a.text == b.text);
    Ok((made, maker.problems))
}

/// An earlier report may be of a version with other metrics: its rates in the order of these, none where it had none.
fn aligned(mut previous: Report, manifest: &Manifest) -> Report {
    let from: Vec<Option<usize>> =
        manifest.metrics.iter().map(|metric| previous.metrics.iter().position(|earlier| earlier.id == metric.id)).collect();
    let rows = [std::slice::from_mut(&mut previous.total), &mut previous.months, &mut previous.districts, &mut previous.units];
    for row in rows.into_iter().flatten() {
        let rates = from.iter().map(|from| from.and_then(|i| row.rates.get(i).cloned()).unwrap_or_else(|| rate(0, 0, None)));
        row.rates = rates.collect();
    }
    previous
}

struct Maker<'a> {
    manifest: &'a Manifest,
    versions: &'a [(String, String)],
    options: &'a Options,
    previous: Option<&'a Report>,
    problems: Vec<Error>,
}

/// What a row is called, and how many live there.
struct Head {
    key: String,
    title: String,
    residents: Option<(u64, i32)>,
}

impl Maker<'_> {
    fn make(&mut self, tally: &Tally) -> Result<Report, Error> {
        let (manifest, before) = (self.manifest, self.previous);
        let (mut all, mut districts, mut units) = (Counts::default(), BTreeMap::new(), BTreeMap::new());
        for slice in tally.months.values() {
            all.add(slice.all.clone());
            gather(&mut districts, &slice.districts);
            gather(&mut units, &slice.units);
        }
        let year = tally.months.keys().next_back().map_or(0, |month| month.year);
        let here: Vec<&str> = districts.keys().map(String::as_str).filter(|code| !code.is_empty()).collect();
        let rankings = self.rankings(tally)?;
        let head = self.city(manifest.id.clone(), manifest.title.clone(), &here, year);
        let total = self.row(head, all, before.map(|report| &report.total));
        let months = self.months(tally, &here);
        let by_district = self.options.population.as_ref().filter(|population| population.names_any(&here));
        let district = |maker: &mut Self, key: &str| {
            let of = by_district.filter(|_| !key.is_empty()).map(|population| population.of(key, year));
            Head { key: key.to_owned(), title: maker.area(key), residents: maker.known(of) }
        };
        let unit = |maker: &mut Self, key: &str| Head { key: key.to_owned(), title: maker.unit(key), residents: None };
        let districts = self.rows(districts, before.map(|report| &report.districts), district);
        let units = self.rows(units, before.map(|report| &report.units), unit);
        let counted = tally.counted();
        let topics = |counts: &BTreeMap<String, u64>, list: &[Name], before: Option<&Vec<Topic>>| {
            let mut topics: Vec<Topic> =
                counts.iter().map(|(id, n)| topic(id, titles::name(list, id), *n, counted, before)).collect();
            topics.sort_by(|a, b| b.count.value.cmp(&a.count.value).then_with(|| a.id.cmp(&b.id)));
            topics
        };
        Ok(Report {
            report: FORMAT,
            city: manifest.id.clone(),
            title: manifest.title.clone(),
            version: manifest.version.clone(),
            rules: manifest.digest.get(..32).unwrap_or(&manifest.digest).to_owned(),
            versions: self.judged_by(tally),
            as_of: self.options.as_of.clone(),
            period: tally.days.map(|(first, last)| Period { first: first.to_string(), last: last.to_string() }),
            previous: before.and_then(|report| report.period.clone()),
            cases: tally.cases.clone(),
            metrics: manifest.metrics.iter().map(|metric| self.metric(metric)).collect(),
            total,
            months,
            districts,
            units,
            rankings,
            clocks: manifest.clocks.iter().zip(&tally.clocks).map(|(kind, rows)| clock(&kind.id, &kind.title, rows)).collect(),
            categories: topics(&tally.categories, &manifest.categories, before.map(|report| &report.categories)),
            kinds: topics(&tally.kinds, &manifest.kinds, before.map(|report| &report.kinds)),
            channels: topics(&tally.channels, &manifest.channels, before.map(|report| &report.channels)),
            labels: self.labels(tally),
        })
    }

    /// Where there are several versions: how many cases each of them judged.
    fn judged_by(&self, tally: &Tally) -> Vec<Version> {
        let several = self.versions.len() > 1;
        let versions = self.versions.iter().filter(|_| several);
        let cases = |version: &String| tally.versions.get(version).copied().unwrap_or(0);
        versions
            .map(|(version, rules)| Version { version: version.clone(), rules: rules.clone(), cases: cases(version) })
            .collect()
    }

    fn metric(&self, metric: &paidan_engine::contract::MetricDef) -> Metric {
        let clock = metric.on_time_of.map(|clock| self.manifest.clocks[usize::from(clock)].id.clone());
        let (id, title) = (metric.id.clone(), metric.title.clone());
        Metric { id, title, on_time_of: clock, lower_is_better: metric.lower_is_better }
    }

    fn area(&self, code: &str) -> String {
        titles::name(&self.manifest.areas, code).to_owned()
    }

    fn unit(&self, body: &str) -> String {
        titles::body(self.manifest, body, "")
    }

    /// A number of residents, or one complaint more.
    fn known(&mut self, found: Option<Result<(u64, i32), Error>>) -> Option<(u64, i32)> {
        found?.map_err(|error| self.problems.push(error)).ok()
    }

    fn city(&mut self, key: String, title: String, districts: &[&str], year: i32) -> Head {
        let codes = &self.manifest.jurisdictions;
        let declared: Vec<&str> = self.manifest.areas.iter().map(|area| area.id.as_str()).collect();
        let districts = if declared.is_empty() { districts } else { &declared };
        let of = self.options.population.as_ref().map(|population| population.of_city(codes, districts, year));
        Head { key, title, residents: self.known(of) }
    }

    /// Each month beside the one before it: of this corpus, or of the earlier report.
    fn months(&mut self, tally: &Tally, districts: &[&str]) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for (month, slice) in &tally.months {
            let before = month.before().to_string();
            let earlier = self.previous.and_then(|report| report.months.iter().find(|row| row.key == before));
            let here = rows.last().filter(|row| row.key == before).cloned();
            let head = self.city(month.to_string(), String::new(), districts, month.year);
            let row = self.row(head, slice.all.clone(), here.as_ref().or(earlier));
            rows.push(row);
        }
        rows
    }

    /// Most cases first.
    fn rows(
        &mut self,
        groups: BTreeMap<String, Counts>,
        before: Option<&Vec<Row>>,
        head: impl Fn(&mut Self, &str) -> Head,
    ) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for (key, counts) in groups {
            let (head, before) = (head(self, &key), before.and_then(|rows| rows.iter().find(|row| row.key == key)));
            rows.push(self.row(head, counts, before));
        }
        rows.sort_by(|a, b| b.received.value.cmp(&a.received.value).then_with(|| a.key.cmp(&b.key)));
        rows
    }

    fn row(&self, head: Head, counts: Counts, before: Option<&Row>) -> Row {
        let per_10k = head.residents.and_then(|(residents, year)| {
            let value = Hundredths::share(counts.accepted, residents, 10_000)?;
            let previous = before.and_then(|row| Some(row.per_10k?.value));
            let change = previous.map(|previous| value.since(previous));
            Some(PerTenThousand { accepted: counts.accepted, residents, year, value, previous, change })
        });
        let rates = counts.rates.iter().enumerate().map(|(i, of)| {
            let mut rate = rate(of.hits, of.counts, before.and_then(|row| row.rates.get(i)));
            rate.excluded = excluded(&of.excluded);
            rate.late = late(of);
            rate
        });
        let mut returned_cases = rate(counts.returned_cases, counts.dispatched_cases, before.map(|row| &row.returned_cases));
        let never = counts.received.saturating_sub(counts.dispatched_cases);
        returned_cases.excluded = excluded(&BTreeMap::from([(Why::NotDispatched, never)]));
        Row {
            received: count(counts.received, before.map(|row| row.received)),
            accepted: count(counts.accepted, before.map(|row| row.accepted)),
            not_accepted: excluded(&counts.left_out),
            closed: count(counts.closed, before.map(|row| row.closed)),
            per_10k,
            rates: rates.collect(),
            returned_cases,
            returned_dispatches: rate(counts.returns, counts.dispatches, before.map(|row| &row.returned_dispatches)),
            overdue: Overdue { cases: counts.overdue_cases, rows: counts.overdue_rows },
            key: head.key,
            title: head.title,
        }
    }

    fn rankings(&self, tally: &Tally) -> Result<Vec<Ranking>, Error> {
        let metrics = &self.manifest.metrics;
        let position = match &self.options.rank_by {
            None if metrics.is_empty() => return Ok(Vec::new()),
            None => 0,
            Some(id) => metrics.iter().position(|metric| metric.id == *id || metric.title == *id).ok_or_else(|| {
                let known: Vec<&str> = metrics.iter().map(|metric| metric.id.as_str()).collect();
                let text = format!("`{}` has no metric `{id}`", self.manifest.id);
                Error { kind: Kind::Input, ..wrong("report/metric", text, format!("there are: {}", known.join(", "))) }
            })?,
        };
        let rules = Rules {
            metric: (position, &metrics[position].id),
            lower_is_better: metrics[position].lower_is_better,
            least: self.options.rank_least,
        };
        let months =
            |of: fn(&Slice) -> &BTreeMap<String, Counts>| tally.months.iter().map(move |(m, s): (&Month, _)| (*m, of(s)));
        let mut all = rank("district", months(|slice| &slice.districts), &rules, &|code| self.area(code));
        all.extend(rank("unit", months(|slice| &slice.units), &rules, &|body| self.unit(body)));
        Ok(all)
    }

    fn labels(&self, tally: &Tally) -> Vec<Group> {
        let before = self.previous;
        let group = |def: &paidan_engine::contract::GroupDef| {
            let counts = tally.labels.get(&def.id);
            let before =
                before.and_then(|report| report.labels.iter().find(|group| group.id == def.id)).map(|group| &group.values);
            let of = |value: &Name| counts.and_then(|counts| counts.get(&value.id)).copied().unwrap_or(0);
            let labelled = def.values.iter().map(of).sum();
            let values = def.values.iter().map(|value| topic(&value.id, &value.title, of(value), labelled, before));
            Group { id: def.id.clone(), title: def.title.clone(), labelled, values: values.collect() }
        };
        self.manifest.groups.iter().map(group).collect()
    }
}

fn gather(into: &mut BTreeMap<String, Counts>, from: &BTreeMap<String, Counts>) {
    from.iter().for_each(|(key, counts)| into.entry(key.clone()).or_default().add(counts.clone()));
}

fn count(value: u64, before: Option<Count>) -> Count {
    let previous = before.map(|count| count.value);
    Count { value, previous, change_pct: previous.and_then(|previous| Hundredths::grown(value, previous)) }
}

fn rate(numerator: u64, denominator: u64, before: Option<&Rate>) -> Rate {
    let percent = Hundredths::percent(numerator, denominator);
    let previous_percent = before.and_then(|rate| rate.percent);
    let change_pp = percent.zip(previous_percent).map(|(now, before)| now.since(before));
    Rate { numerator, denominator, percent, previous_percent, change_pp, excluded: Vec::new(), late: None }
}

fn late(of: &RateCount) -> Option<Late> {
    days_late(&of.late)
}

fn days_late(of: &BTreeMap<u32, u64>) -> Option<Late> {
    let (p50_days, p90_days) = (percentile(of, 50)?, percentile(of, 90)?);
    Some(Late { rows: of.values().sum(), p50_days, p90_days, most_days: *of.keys().next_back()? })
}

fn excluded(of: &BTreeMap<Why, u64>) -> Vec<Excluded> {
    of.iter().filter(|(_, count)| **count > 0).map(|(why, count)| Excluded { why: *why, count: *count }).collect()
}

fn clock(id: &str, title: &str, rows: &Rows) -> ClockRow {
    ClockRow {
        id: id.to_owned(),
        title: title.to_owned(),
        met: rows.met,
        missed: rows.missed,
        overdue: rows.overdue,
        on_time_percent: Hundredths::percent(rows.met, rows.met + rows.missed),
        excluded: excluded(&rows.excluded),
        late: days_late(&rows.late),
    }
}

fn topic(id: &str, title: &str, value: u64, of: u64, before: Option<&Vec<Topic>>) -> Topic {
    // what the earlier report does not name did not come then
    let earlier = before.map(|topics| topics.iter().find(|topic| topic.id == id).map_or(Count::default(), |topic| topic.count));
    Topic { id: id.to_owned(), title: title.to_owned(), count: count(value, earlier), percent: Hundredths::percent(value, of) }
}
