//! A replay as one page that a deputy mayor can read: figures, which rules change most, then each group with its sentence and cases.

use std::fmt::Write as _;
use std::io::Write;

use paidan_lab::chart::{Bar, bars};
use paidan_lab::replay::{Group, is_grave};

use super::values::Page;
use crate::error::Outcome;
use crate::page::{self, escaped, figure};
use crate::text::{filled, thousands};

const WIDE: i32 = 1040;
/// Bars of the chart, and units of a group.
const BARS: usize = 15;
const UNITS: usize = 10;

pub fn write(found: &Page<'_>, out: &mut dyn Write) -> Outcome<()> {
    let words = found.lang.replay();
    let mut html = String::with_capacity(32 << 10);
    page::begin(words.code, words.heading, &found.title(), &mut html);
    // writing to memory cannot fail, here and below
    if found.found.partial {
        let _ = writeln!(html, "<section><p>{}</p></section>", escaped(words.partial));
    }
    html.push_str("<section class=\"cards\">\n");
    for (what, count) in found.counts().into_iter().chain(found.newly()) {
        let _ =
            writeln!(html, "<div class=\"card\"><h3>{}</h3><p class=\"figure\">{}</p></div>", escaped(what), thousands(count));
    }
    html.push_str("</section>\n");
    let left_out = &found.found.left_out;
    let makers = found.makers();
    if !makers.is_empty() || !left_out.is_empty() {
        let left_out = left_out.iter().map(|(code, count)| format!("{code} {}", thousands(*count)));
        let listed: Vec<String> = makers.into_iter().chain(left_out).collect();
        let _ = writeln!(html, "<section class=\"note\">{}</section>", escaped(&listed.join(" · ")));
    }
    let groups = &found.found.groups;
    if groups.is_empty() {
        let _ = writeln!(html, "<section><p>{}</p></section>", escaped(words.nothing));
    } else {
        let bar = |group: &Group| Bar { label: found.head(group).join(" "), value: group.cases, text: thousands(group.cases) };
        let mut most: Vec<&Group> = groups.iter().collect();
        most.sort_by_key(|group| std::cmp::Reverse(group.cases));
        let most: Vec<Bar> = most.into_iter().take(BARS).map(bar).collect();
        let longest = most.iter().map(|bar| bar.value).max().unwrap_or(0);
        figure(words.chart, &bars(&most, longest, WIDE), &mut html);
    }
    for shown in groups.iter().take(found.top) {
        group(found, shown, &mut html);
    }
    let more = groups.len().saturating_sub(found.top);
    if more > 0 {
        let _ = writeln!(html, "<p class=\"note\">{}</p>", escaped(&filled(words.more, &[&thousands(more as u64)])));
    }
    page::end(&mut html);
    Ok(out.write_all(html.as_bytes())?)
}

fn group(found: &Page<'_>, group: &Group, html: &mut String) {
    let words = found.lang.replay();
    let grave = if is_grave(&group.alike) { " class=\"grave\"" } else { "" };
    let cases = filled(words.cases, &[&thousands(group.cases)]);
    let _ = writeln!(html, "<section{grave}>\n<h2>{} · {}</h2>", escaped(&found.head(group).join(" ")), escaped(&cases));
    if let Some((title, quote)) = found.rule(group) {
        let _ = writeln!(html, "<p>{} {}<q class=\"quote\">{}</q></p>", escaped(words.rule), escaped(&title), escaped(&quote));
    }
    for moved in found.moved(group) {
        let _ = writeln!(html, "<p>{}</p>", escaped(&moved));
    }
    let units = found.units(group);
    if !units.is_empty() {
        let shown: Vec<String> = units.iter().take(UNITS).map(|(unit, count)| format!("{unit} {}", thousands(*count))).collect();
        let rest = if units.len() > UNITS { " …" } else { "" };
        let _ = writeln!(html, "<p>{} {}{rest}</p>", escaped(words.units), escaped(&shown.join(words.comma)));
    }
    html.push_str("<div class=\"scroll\">\n<table>\n<thead><tr>");
    for head in words.columns {
        let _ = write!(html, "<th scope=\"col\">{}</th>", escaped(head));
    }
    html.push_str("</tr></thead>\n<tbody>\n");
    for example in &group.examples {
        html.push_str("<tr>");
        let (before, after) = (found.value(group, &example.before), found.value(group, &example.after));
        for cell in [&example.case, &example.as_of, &found.body(group, &example.unit), &before, &after] {
            let _ = write!(html, "<td>{}</td>", escaped(cell));
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table>\n</div>\n</section>\n");
}
