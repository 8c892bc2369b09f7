//! Import: the rows of another system's file become cases, by a mapping file that says which column lands where (docs/import.md).
//! A row that cannot be used is told and left out; the others are read. Memory does not grow with the file, but for 8 bytes a
//! case, by which a second one of the same name is found.

mod bytes;
mod check;
mod look;
mod make;
mod mapping;
mod plan;
mod report;
mod row;
mod rows;
mod scan;
mod take;
mod times;
mod values;
mod words;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;

use paidan_engine::Error;
use rustc_hash::FxHashSet;

use crate::error::wrong;
use look::Looks;
use make::Maker;
use row::Row;
use rows::{Next, Place, Rows};
use words::Words;

pub use plan::Mapping;
pub use report::{Column, Example, LeftOut, Report, Unknown};
pub use words::Judging;

/// What comes of a row.
#[derive(Debug)]
pub enum Told<'t> {
    /// Cases as lines of JSON, each with its line end.
    Cases(&'t [u8]),
    /// A row that was left out; the place says which.
    LeftOut(Error),
}

/// What is asked for beside the cases.
#[derive(Clone, Copy, Default)]
pub struct Asked<'v> {
    /// Words are held against those of the city that judges the case.
    pub judging: Option<&'v Judging<'v>>,
    /// What stands in each column is looked at.
    pub columns: bool,
}

/// By then a column has been seen in some row of JSON, or the mapping is wrong.
const ROWS_SETTLED: u64 = 1000;
/// Cases that are held back until then, in bytes.
const HELD_MAX: usize = 16 << 20;
/// Errors that are kept of each kind.
const EXAMPLES: usize = 3;

/// Reads a file row by row. Nothing is told of cases before it is certain that the file has the mapping's columns and one good row.
///
/// # Errors
/// Those of `take`, and what makes all of the file useless: `import/no-column`, `import/heads`, `import/nothing`,
/// `import/unreadable`, and `corpus/…` of compressed data. Where columns are looked at, a file without a good row is no error.
pub fn import<E: From<Error>>(
    source: impl Read,
    mapping: &Mapping,
    asked: Asked<'_>,
    take: &mut dyn FnMut(Told<'_>) -> Result<(), E>,
) -> Result<Report, E> {
    let mut rows = Rows::open(source, mapping)?;
    let mut import = Import::new(mapping, asked, &rows.heads);
    loop {
        let (place, next) = rows.next()?;
        let told = match next {
            Next::End => break,
            Next::Empty => {
                import.report.empty += 1;
                continue;
            }
            Next::Row(row) => import.row(row),
            Next::Bad(error) => Err(error),
            Next::Cut(error) => {
                import.report.cut_short = true;
                Err(error)
            }
        };
        import.report.rows += 1;
        if let Err(error) = told {
            take(Told::LeftOut(import.left_out(error, place)))?;
        }
        if import.report.cut_short {
            break;
        }
        import.give(&rows, take)?;
    }
    import.end(&rows, take)
}

/// What an import knows so far.
struct Import<'m, 'v> {
    mapping: &'m Mapping,
    maker: Maker<'m>,
    words: Option<Words<'m, 'v>>,
    looks: Option<Looks<'m>>,
    /// Columns of JSON that no row has had, and whether there was one that could be read.
    missing: Vec<usize>,
    is_read: bool,
    /// Lines that nobody was given yet.
    held: Vec<u8>,
    /// Hashes of jurisdiction and id.
    seen: FxHashSet<u64>,
    /// By landing, and by entry of a map: how often it was used.
    landed: Vec<u64>,
    entered: Vec<u64>,
    report: Report,
}

impl<'m, 'v> Import<'m, 'v> {
    fn new(mapping: &'m Mapping, asked: Asked<'v>, heads: &[String]) -> Self {
        // those of CSV have been found already; what the elements of a list have is known only where there is one
        let is_awaited = |column: &&usize| !mapping.columns[**column].optional && mapping.columns[**column].of.is_none();
        let all: Vec<usize> = (0..mapping.columns.len()).collect();
        Import {
            mapping,
            maker: Maker::new(mapping),
            words: asked.judging.map(|judging| Words::new(judging, &mapping.landings)),
            looks: asked.columns.then(|| Looks::new(mapping, heads)),
            missing: if heads.is_empty() { all.iter().filter(is_awaited).copied().collect() } else { Vec::new() },
            is_read: false,
            held: Vec::new(),
            seen: FxHashSet::default(),
            landed: vec![0; mapping.landings.len()],
            entered: vec![0; mapping.entries.len()],
            report: Report::default(),
        }
    }

    fn row(&mut self, row: Row<'_>) -> Result<(), Error> {
        self.is_read = true;
        self.missing.retain(|column| !row.has(*column, &self.mapping.columns));
        if let Some(looks) = &mut self.looks {
            looks.look(row);
        }
        self.maker.make(row)?;
        let Maker { said, line, id, jurisdiction, .. } = &self.maker;
        let mut hasher = DefaultHasher::new();
        (jurisdiction, id).hash(&mut hasher);
        if !self.seen.insert(hasher.finish()) {
            let text = format!("`{id}` of `{jurisdiction}` stands in an earlier row; that one counts");
            return Err(wrong("import/twice", text, "a case is one row; take one out, or give it an id of its own"));
        }
        if let Some(words) = &mut self.words {
            words.count(jurisdiction, said.words());
        }
        said.words().for_each(|(landing, _)| self.landed[landing] += 1);
        said.entries.iter().for_each(|entry| self.entered[*entry] += 1);
        self.held.extend(line);
        self.held.push(b'\n');
        self.report.cases += 1;
        Ok(())
    }

    fn left_out(&mut self, error: Error, place: Place) -> Error {
        let error = error.within(&place.to_string());
        let out = self.report.left_out.entry(error.code).or_default();
        out.rows += 1;
        if out.examples.len() < EXAMPLES {
            out.examples.push(Example { place: error.place.clone(), text: error.text.clone() });
        }
        error
    }

    /// Whether some row of JSON had each column.
    fn has_columns<R: Read>(&self, rows: &Rows<R>) -> Result<(), Error> {
        if self.missing.is_empty() || !self.is_read {
            return Ok(());
        }
        Err(self.mapping.no_column(self.missing.iter().copied(), rows.names()))
    }

    /// Gives out what is held, once the file is known to be the mapping's.
    fn give<R: Read, E: From<Error>>(
        &mut self,
        rows: &Rows<R>,
        take: &mut dyn FnMut(Told<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let waited = self.report.rows >= ROWS_SETTLED || self.held.len() > HELD_MAX;
        if waited {
            self.has_columns(rows)?;
        }
        // so much at a time that a call for it costs nothing
        const ENOUGH: usize = 64 << 10;
        if self.missing.is_empty() && self.held.len() >= ENOUGH {
            take(Told::Cases(&self.held))?;
            self.held.clear();
        }
        Ok(())
    }

    fn end<R: Read, E: From<Error>>(
        mut self,
        rows: &Rows<R>,
        take: &mut dyn FnMut(Told<'_>) -> Result<(), E>,
    ) -> Result<Report, E> {
        self.has_columns(rows)?;
        if self.report.cases == 0 && self.looks.is_none() {
            let counts = self.report.left_out.iter().map(|(code, out)| format!("{code} {}", out.rows)).collect::<Vec<_>>();
            let text = match self.report.rows {
                0 => "there is no row in the file".to_owned(),
                rows => format!("not one of {rows} rows became a case: {}", counts.join(", ")),
            };
            return Err(wrong("import/nothing", text, "`paidan import … --dry-run` shows where each column lands").into());
        }
        self.report.idle = self.idle();
        let unknown = self.words.as_ref().map(Words::unknown).unwrap_or_default();
        if let Some(looks) = self.looks.take() {
            self.report.columns = looks.columns(self.mapping, &unknown);
        }
        if let Some(words) = &self.words {
            (self.report.cities, self.report.unknown_more) = (words.cities(), words.more);
        }
        self.report.unknown = unknown.into_iter().map(|(_, word)| word).collect();
        if !self.held.is_empty() {
            take(Told::Cases(&self.held))?;
        }
        Ok(self.report)
    }

    /// What of the mapping nothing came to.
    fn idle(&self) -> Vec<String> {
        // a constant goes where its event or its case goes
        let rules = self.mapping.landings.iter().zip(&self.landed).filter(|(landing, _)| landing.column.is_some());
        let rules = rules.map(|(landing, count)| (&landing.name, *count));
        let entries = self.mapping.entries.iter().zip(&self.entered).map(|(entry, count)| (entry, *count));
        rules.chain(entries).filter(|(_, count)| *count == 0).map(|(name, _)| name.clone()).collect()
    }
}
