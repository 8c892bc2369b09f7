//! What a check found, for a terminal: what is wrong first, each with the command that shows it.

use std::io::Write;
use std::path::Path;

use paidan_engine::contract::Manifest;
use paidan_lab::check::{Change, Checked, Example, Finding, Gridded, Said, Severity};

use super::{Against, Report, case_file};
use crate::error::Outcome;
use crate::text::check::CheckWords;
use crate::text::{Lang, filled};

/// How it is told.
pub struct Page<'a> {
    pub lang: Lang,
    pub file: &'a Path,
    /// Where the cases were written.
    pub cases: Option<&'a Path>,
}

impl Page<'_> {
    fn words(&self) -> &'static CheckWords {
        self.lang.check()
    }

    pub(super) fn write(&self, report: &Report, manifest: &Manifest, out: &mut dyn Write) -> Outcome<()> {
        let (words, checked) = (self.words(), &report.checked);
        writeln!(out, "{} {}  {}", checked.policy, checked.version, manifest.title)?;
        let grids = checked.grids.iter().map(|grid| self.grid(grid));
        let own = (checked.own > 0).then(|| filled(words.own, &[&thousands(checked.own as u128)]));
        writeln!(out, "  {}", grids.chain(own).collect::<Vec<_>>().join(" · "))?;
        writeln!(out, "  {}", self.counts(checked))?;
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            self.findings(checked, severity, out)?;
        }
        self.explained(checked, out)?;
        if let Some(against) = &report.against {
            self.against(against, checked, out)?;
        }
        Ok(writeln!(out)?)
    }

    fn grid(&self, grid: &Gridded) -> String {
        let words = self.words();
        let of = words.grids[["inputs", "sequences", "histories"].iter().position(|of| *of == grid.of).unwrap_or(0)];
        match grid.all {
            true => filled(words.all, &[&of, &thousands(grid.cases.into())]),
            false => filled(words.pairs, &[&of, &thousands(grid.cases.into()), &roughly(grid.combinations)]),
        }
    }

    fn counts(&self, checked: &Checked) -> String {
        let words = self.words();
        let severities = [Severity::Error, Severity::Warning, Severity::Note];
        let mut counts: Vec<String> = severities
            .into_iter()
            .zip(words.severities)
            .map(|(severity, name)| format!("{name} {}", checked.open(severity).count()))
            .collect();
        let explained = checked.findings.iter().filter(|finding| finding.explained.is_some()).count();
        counts.extend((explained > 0).then(|| format!("{} {explained}", words.explained)));
        counts.join(" · ")
    }

    /// Those that have a case of their own one by one; of the others a line each under their code.
    fn findings(&self, checked: &Checked, severity: Severity, out: &mut dyn Write) -> Outcome<()> {
        let name = self.words().severities[severity as usize];
        let open = (1..).zip(&checked.findings).filter(|(_, found)| found.severity == severity && found.explained.is_none());
        let open: Vec<(usize, &Finding)> = open.collect();
        for alike in open.chunk_by(|one, other| one.1.code == other.1.code) {
            let code = alike[0].1.code;
            writeln!(out, "\n{name} {code}  {}", self.lang.finding(code).0)?;
            if severity == Severity::Note {
                let places = alike.iter().map(|(_, finding)| joined([place(finding), self.told(finding)]));
                writeln!(out, "  {}", places.collect::<Vec<_>>().join(" · "))?;
                continue;
            }
            for (number, finding) in alike {
                self.finding(finding, checked, *number, out)?;
            }
        }
        Ok(())
    }

    fn finding(&self, finding: &Finding, checked: &Checked, number: usize, out: &mut dyn Write) -> Outcome<()> {
        let words = self.words();
        let cases = if finding.cases > 0 { filled(words.cases, &[&thousands(finding.cases.into())]) } else { String::new() };
        writeln!(out, "  {}", joined([place(finding), self.told(finding), cases]))?;
        let Some(example) = &finding.example else { return Ok(()) };
        writeln!(out, "    {}", self.command(example, checked, number, finding.code))?;
        Ok(())
    }

    /// What is to be said of it beyond what its code says.
    fn told(&self, finding: &Finding) -> String {
        let template = self.lang.finding(finding.code).1;
        if finding.details.is_empty() {
            return String::new();
        }
        if template.matches("{}").count() == 1 {
            return filled(template, &[&finding.details.join(self.words().comma)]);
        }
        let details: Vec<&dyn std::fmt::Display> =
            finding.details.iter().map(|detail| detail as &dyn std::fmt::Display).collect();
        filled(template, &details)
    }

    /// To be pasted into a shell.
    fn command(&self, example: &Example, checked: &Checked, number: usize, code: &str) -> String {
        let Example { as_of, case, beside } = example;
        let file = self.file.display();
        if let Some(folder) = self.cases {
            let path = case_file(folder, &checked.policy, number, code);
            return format!("paidan evaluate {} --policy {file} --at {as_of} --explain", path.display());
        }
        let quoted = |json: String| format!("'{}'", json.replace('\'', "'\\''"));
        let cases: Vec<String> = beside.iter().chain([case]).map(|case| quoted(case.json())).collect();
        format!("printf '%s\\n' {} | paidan evaluate - --policy {file} --at {as_of}", cases.join(" "))
    }

    fn explained(&self, checked: &Checked, out: &mut dyn Write) -> Outcome<()> {
        let mut explained = checked.findings.iter().filter_map(|finding| Some((finding, finding.explained.as_ref()?))).peekable();
        if explained.peek().is_some() {
            writeln!(out, "\n{}", self.words().explained)?;
        }
        let mut before: Option<(&str, &str)> = None;
        for (finding, because) in explained {
            // a reason for many is said once
            if before != Some((finding.code, because)) {
                writeln!(out, "  {}  {because}", finding.code)?;
                before = Some((finding.code, because));
            }
            writeln!(out, "    {}", place(finding))?;
        }
        Ok(())
    }

    fn against(&self, against: &Against, checked: &Checked, out: &mut dyn Write) -> Outcome<()> {
        let words = self.words();
        writeln!(out, "\n{}", filled(words.against, &[&checked.version, &against.version]))?;
        if against.changes.is_empty() {
            writeln!(out, "  {}", words.nothing)?;
        }
        for change in &against.changes {
            writeln!(out, "  {}", self.change(change))?;
        }
        Ok(())
    }

    fn change(&self, change: &Change) -> String {
        let words = self.words();
        let of = format!("{} {}", self.lang.list(change.list), change.id);
        let of = if change.title.is_empty() { of } else { format!("{of} {}", change.title) };
        let grave = if change.severity == Severity::Warning { words.severities[1] } else { "" };
        let said = |said: &Said| {
            let text = match self.lang {
                Lang::Zh => &said.chinese,
                Lang::En => &said.written,
            };
            if text.is_empty() { words.empty.to_owned() } else { text.clone() }
        };
        let told = match (&change.field, &change.before, &change.after) {
            (Some(field), Some(before), Some(after)) => {
                // of a term its length is all that is told, of everything else which part
                let field = if *field == "is" { String::new() } else { format!(" {}", self.lang.field(field)) };
                format!("{of}{field}{}{} → {}", words.colon, said(before), said(after))
            }
            (_, _, None) => format!("{of}{}{}", words.colon, words.removed),
            _ => format!("{of}{}{}", words.colon, words.added),
        };
        if grave.is_empty() { told } else { format!("{told}  [{grave}]") }
    }
}

fn joined<const N: usize>(parts: [String; N]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ")
}

fn place(finding: &Finding) -> String {
    format!("{} {}", finding.place, finding.title).trim_end().to_owned()
}

fn thousands(number: u128) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(" ")
}

/// `5.9e7`: nobody reads twenty digits.
fn roughly(number: u128) -> String {
    let digits = number.to_string();
    match digits.len() {
        ..=7 => thousands(number),
        length => format!("{}.{}e{}", &digits[..1], &digits[1..2], length - 1),
    }
}
