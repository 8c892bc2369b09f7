//! What is wrong with a folder of rules: all findings at once, each with its place and what would mend it.

use std::fmt;

pub use crate::codes::CODES;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable, e.g. `rules/unknown-ladder`; every code stands in [`CODES`].
    pub code: &'static str,
    /// What was found, and what was expected.
    pub message: String,
    /// The file, as the caller named it.
    pub file: String,
    /// From 1; none where the file itself is the matter.
    pub line: Option<usize>,
    /// `[clock.handle] ladder`, or a column of routes.csv; may be empty.
    pub field: String,
    /// What to write instead; may be empty.
    pub mend: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: {}\n  --> {}", self.code, self.message, self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if !self.field.is_empty() {
            write!(f, "  {}", self.field)?;
        }
        if !self.mend.is_empty() {
            write!(f, "\n  mend: {}", self.mend)?;
        }
        Ok(())
    }
}

/// Everything that is wrong, in the order of the files. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errors(pub Vec<Finding>);

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, finding) in self.0.iter().enumerate() {
            if i > 0 {
                f.write_str("\n\n")?;
            }
            write!(f, "{finding}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Errors {}

/// Where a finding stands.
pub(crate) struct Place {
    pub line: Option<usize>,
    pub field: String,
}

/// Collects the findings of one file.
pub(crate) struct Report {
    file: String,
    pub findings: Vec<Finding>,
}

impl Report {
    pub(crate) fn new(file: &str) -> Report {
        Report { file: file.to_owned(), findings: Vec::new() }
    }

    pub(crate) fn add(&mut self, code: &'static str, at: impl Into<Place>, message: impl Into<String>, mend: impl Into<String>) {
        debug_assert!(CODES.iter().any(|(known, _)| *known == code), "`{code}` is not listed");
        debug_assert!(CODES.iter().any(|(known, _)| *known == code), "`{code}` is not listed");
        let Place { line, field } = at.into();
        let (message, mend) = (message.into(), mend.into());
        self.findings.push(Finding { code, message, file: self.file.clone(), line, field, mend });
    }

    /// The findings in the order of the lines; of equal ones the first.
    pub(crate) fn finish(mut self) -> Vec<Finding> {
        self.findings.sort_by_key(|finding| finding.line);
        self.findings.dedup();
        self.findings
    }
}

/// "did you mean `late`? declared: late, early": the near miss first, then what there is.
pub(crate) fn suggest(found: &str, what: &str, known: &[&str]) -> String {
    const SHOWN: usize = 12;
    let near = known
        .iter()
        .map(|name| (strsim::osa_distance(found, name), name))
        .filter(|(distance, name)| *distance <= (name.chars().count() / 3).clamp(1, 3))
        .min();
    let guess = near.map(|(_, name)| format!("did you mean `{name}`? ")).unwrap_or_default();
    let list = match known.len() {
        0 => "none".to_owned(),
        n if n > SHOWN => format!("{} and {} more", known[..SHOWN].join(", "), n - SHOWN),
        _ => known.join(", "),
    };
    format!("{guess}{what}: {list}")
}
