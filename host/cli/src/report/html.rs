//! A report as one page that needs nothing else: figures large, charts, then every table.

use std::fmt::Write as _;
use std::io::Write;

use paidan_lab::chart::{Bar, Line, bars, columns, lines};
use paidan_lab::report::{Count, Hundredths, Rate};

use super::By;
use super::grids::{Pages, percent, signed};
use crate::error::Outcome;
use crate::page::{self, escaped, figure};
use crate::table::Grid;
use crate::text::filled;

/// Of a chart over the whole width, and of one of two side by side.
const WIDE: i32 = 1040;
const HALF: i32 = 505;

pub fn write(pages: &Pages<'_>, by: By, out: &mut dyn Write) -> Outcome<()> {
    let (words, heading) = (pages.words, pages.heading());
    let mut page = String::with_capacity(64 << 10);
    let (title, rest) = heading.split_first().map_or(("", &[][..]), |(title, rest)| (title.as_str(), rest));
    page::begin(words.code, title, &rest.join(" · "), &mut page);
    cards(pages, &mut page);
    trends(pages, &mut page);
    let groups = if by == By::City { By::District } else { by };
    compared(pages, groups, &mut page);
    for grid in pages.grids(by) {
        table(&grid, &mut page);
    }
    // writing to memory cannot fail, here and below
    let _ = write!(page, "<section class=\"notes\">\n<h2>{}</h2>\n<ol>\n", words.notes);
    for note in words.how {
        let _ = writeln!(page, "<li>{}</li>", escaped(note));
    }
    page.push_str("</ol>\n</section>\n");
    page::end(&mut page);
    Ok(out.write_all(page.as_bytes())?)
}

/// The figures of the whole city.
fn cards(pages: &Pages<'_>, page: &mut String) {
    let (words, total) = (pages.words, &pages.report.total);
    page.push_str("<section class=\"cards\">\n");
    let mut card = |name: &str, figure: &str, unit: &str, below: &str, change: Option<String>| {
        let change = change.map_or_else(String::new, |change| {
            let way = if change.starts_with('-') { "down" } else { "up" };
            format!("<p class=\"change {way}\">{}</p>", escaped(&filled(words.against, &[&change])))
        });
        let _ = writeln!(
            page,
            "<div class=\"card\"><h3>{}</h3><p class=\"figure\">{}<small>{}</small></p>{change}<p class=\"of\">{}</p></div>",
            escaped(name),
            escaped(figure),
            escaped(unit),
            escaped(below)
        );
    };
    let grown = |count: Count| count.change_pct.map(|change| format!("{}%", signed(change)));
    if let Some(ratio) = total.per_10k {
        let below = format!("{} / {}{}{}{}", ratio.accepted, ratio.residents, words.brackets[0], ratio.year, words.brackets[1]);
        card(words.per_10k, &ratio.value.to_string(), words.per_10k_unit, &below, ratio.change.map(signed));
    }
    let points = |change: Option<Hundredths>| change.map(|change| format!("{} {}", signed(change), words.points));
    for (name, rate) in pages.rates(total).take(pages.report.metrics.len() + 1) {
        let Rate { numerator, denominator, .. } = rate;
        card(&name, &percent(rate.percent), "", &format!("{numerator} / {denominator}"), points(rate.change_pp));
    }
    card(words.received, &total.received.value.to_string(), "", "", grown(total.received));
    card(words.closed, &total.closed.value.to_string(), "", "", grown(total.closed));
    let rows = filled(words.overdue_rows, &[&total.overdue.cases, &total.overdue.rows]);
    card(words.overdue, &total.overdue.cases.to_string(), "", &rows, None);
    page.push_str("</section>\n");
}

/// Month by month, where there is more than one.
fn trends(pages: &Pages<'_>, page: &mut String) {
    let (words, months) = (pages.words, &pages.report.months);
    if months.len() < 2 {
        return;
    }
    let labels: Vec<String> = months.iter().map(|row| row.key.clone()).collect();
    let counts = [months.iter().map(|row| row.received.value).collect(), months.iter().map(|row| row.closed.value).collect()];
    let names = [words.received.to_owned(), words.closed.to_owned()];
    figure(words.trend_counts, &columns(&labels, &names, &counts, WIDE, 260), page);
    let line = |(i, metric): (usize, &paidan_lab::report::Metric)| Line {
        name: pages.name(&metric.id, &metric.title),
        values: months.iter().map(|row| row.rates.get(i)?.percent.map(|percent| percent.0)).collect(),
    };
    let rates: Vec<Line> = pages.report.metrics.iter().enumerate().map(line).collect();
    if !rates.is_empty() {
        figure(words.trend_rates, &lines(&labels, &rates, WIDE, 280), page);
    }
}

/// Hot topics beside the groups, and the groups' rates.
fn compared(pages: &Pages<'_>, by: By, page: &mut String) {
    let (words, most) = (pages.words, pages.top.min(12));
    let longest = |bars: &[Bar]| bars.iter().map(|bar| bar.value).max().unwrap_or(0);
    let topic = |topic: &paidan_lab::report::Topic| Bar {
        label: pages.name(&topic.id, &topic.title),
        value: topic.count.value,
        text: format!("{} · {}", topic.count.value, percent(topic.percent)),
    };
    let topics: Vec<Bar> = pages.report.categories.iter().take(most).map(topic).collect();
    let groups = pages.of(by);
    let received = groups.iter().take(most).map(|(name, row)| Bar {
        label: name.clone(),
        value: row.received.value,
        text: row.received.value.to_string(),
    });
    let received: Vec<Bar> = received.collect();
    page.push_str("<div class=\"pair\">\n");
    figure(words.topics, &bars(&topics, longest(&topics), HALF), page);
    let position = match by {
        By::Unit => 2,
        By::Month => 0,
        By::District | By::City => 1,
    };
    let title = format!("{}{}{}", words.rows_of[position], words.colon, words.received);
    figure(&title, &bars(&received, longest(&received), HALF), page);
    page.push_str("</div>\n");
    if by == By::Month {
        return; // the lines above say it
    }
    page.push_str("<div class=\"pair\">\n");
    for (i, metric) in pages.report.metrics.iter().enumerate() {
        let rated = groups.iter().take(most).filter_map(|(name, row)| {
            let rate = row.rates.get(i)?;
            let value = rate.percent?;
            let text = format!("{value}% · {}/{}", rate.numerator, rate.denominator);
            Some(Bar { label: name.clone(), value: value.0.unsigned_abs(), text })
        });
        let mut rated: Vec<Bar> = rated.collect();
        // the best first; equals as the table has them
        rated.sort_by_key(|bar| std::cmp::Reverse(bar.value));
        if !rated.is_empty() {
            let title = format!("{}{}{}", words.rows_of[position], words.colon, pages.name(&metric.id, &metric.title));
            figure(&title, &bars(&rated, 10_000, HALF), page);
        }
    }
    page.push_str("</div>\n");
}

fn table(grid: &Grid, page: &mut String) {
    let _ = write!(page, "<section>\n<h2>{}</h2>\n<div class=\"scroll\">\n<table>\n<thead><tr>", escaped(&grid.title));
    let class = |column: usize| if grid.right.contains(&column) { " class=\"n\"" } else { "" };
    for (i, head) in grid.heads.iter().enumerate() {
        let _ = write!(page, "<th scope=\"col\"{}>{}</th>", class(i), escaped(head));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for row in &grid.rows {
        page.push_str("<tr>");
        for (i, cell) in row.iter().enumerate() {
            let _ = write!(page, "<td{}>{}</td>", class(i), escaped(cell));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n</div>\n");
    if let Some(note) = &grid.note {
        let _ = writeln!(page, "<p class=\"note\">{}</p>", escaped(note));
    }
    page.push_str("</section>\n");
}
