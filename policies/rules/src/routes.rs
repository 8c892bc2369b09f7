//! routes.csv, the dispatch catalogue (派单目录): which office for which category, where.

use std::collections::HashMap;

use crate::document::Lines;
use crate::errors::{Place, Report, suggest};
use crate::ids::{MOST, well_formed};
use crate::model::{Category, Index, Lists, Per, Route};

/// The first line of the file.
pub(crate) const HEADER: &str = "category,title,area,lead,co,fallback,basis";
const LEVELS_MOST: usize = 5;

/// Reads the rows, as far as they can be read.
pub(crate) fn read(text: &str, lists: &Lists, report: &mut Report) -> (Vec<Category>, Vec<Route>) {
    // a spreadsheet's mark of UTF-8
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines = Lines::of(text);
    let mut table = csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut catalogue = Catalogue {
        units: lists.units.iter().enumerate().map(|(i, unit)| (unit.id.as_str(), i)).collect(),
        areas: lists.areas.iter().enumerate().map(|(i, area)| (area.id.as_str(), i)).collect(),
        lists,
        found: HashMap::new(),
        categories: Vec::new(),
        rows: HashMap::new(),
        routes: Vec::new(),
        report,
    };
    let mut headed = false;
    // the reader only fails on bytes that are no text, and on rows of different lengths, which are looked at below
    for record in table.records().map_while(Result::ok) {
        // the reader's own lines are off by one where lines end in CRLF
        let start = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
        let ends = text.get(start..).map_or(0, |rest| rest.len() - rest.trim_start_matches(['\r', '\n']).len());
        let line = lines.number(start + ends);
        let cells: Vec<&str> = record.iter().collect();
        if !headed {
            headed = true;
            if cells.join(",") != HEADER {
                catalogue.add("routes/header", line, "", format!("the header is `{}`", cells.join(",")), format!("`{HEADER}`"));
                return (Vec::new(), Vec::new());
            }
        } else if let [category, title, area, lead, co, fallback, basis] = cells[..] {
            catalogue.row(line, category, title, area, [lead, co, fallback], basis);
        } else {
            let mend = "seven, as in the header; a text with a comma stands in double quotes";
            catalogue.add("routes/columns", line, "", format!("{} columns", cells.len()), mend);
        }
    }
    if !headed {
        catalogue.add("routes/header", 1, "", "the file is empty", format!("`{HEADER}`"));
    }
    catalogue.finish()
}

struct Found {
    position: Index,
    /// Line of the row for anywhere.
    anywhere: Option<usize>,
    first: usize,
    title: String,
}

struct Catalogue<'a> {
    units: HashMap<&'a str, usize>,
    areas: HashMap<&'a str, usize>,
    lists: &'a Lists,
    found: HashMap<String, Found>,
    /// Paths and parents, in order of first appearance.
    categories: Vec<(String, Option<Index>)>,
    rows: HashMap<(Index, Option<Index>), usize>,
    routes: Vec<Route>,
    report: &'a mut Report,
}

impl Catalogue<'_> {
    fn add(&mut self, code: &'static str, line: usize, column: &str, message: impl Into<String>, mend: impl Into<String>) {
        self.report.add(code, Place { line: Some(line), field: column.to_owned() }, message, mend);
    }

    fn row(&mut self, line: usize, path: &str, title: &str, area: &str, [leader, co, fallback]: [&str; 3], basis: &str) {
        let Some(category) = self.category(line, path) else { return };
        let area = match area {
            "" => None,
            code => Some(self.area(line, code)),
        };
        if let Some(first) = self.rows.insert((category, area), line) {
            let mend = format!("line {first} says it already; keep one of the two");
            self.add(
                "routes/duplicate-row",
                line,
                "category",
                format!("`{path}` stands here for the second time in this area"),
                mend,
            );
        }
        self.titled(line, path, title, area);
        if leader.is_empty() {
            self.add("routes/no-lead", line, "lead", format!("nobody leads `{path}`"), "name a unit");
        }
        let lead = self.unit(line, "lead", leader);
        let helpers: Vec<&str> = co.split(';').map(str::trim).filter(|id| !id.is_empty()).collect();
        if let Some((_, twice)) = helpers.iter().enumerate().find(|(i, id)| **id == leader || helpers[..*i].contains(id)) {
            self.add("routes/same-unit", line, "co", format!("`{twice}` stands here twice"), "name each unit once");
        }
        let co = helpers.iter().map(|id| self.unit(line, "co", id)).collect();
        let fallback = (!fallback.is_empty()).then(|| self.unit(line, "fallback", fallback));
        let quote = basis.strip_prefix("quoted:").map(|quote| quote.trim().to_owned());
        if basis != "ours" && quote.as_ref().is_none_or(String::is_empty) {
            self.add(
                "routes/no-basis",
                line,
                "basis",
                format!("`{basis}` is no basis"),
                "`quoted: ` and the document's words, or `ours`",
            );
        }
        self.routes.push(Route { category, area, lead, co, fallback, quote, line });
    }

    /// The position of a category; those above it get theirs first.
    fn category(&mut self, line: usize, path: &str) -> Option<Index> {
        if let Some(found) = self.found.get(path) {
            return Some(found.position);
        }
        if let Some(bad) = path.split('/').find(|part| !well_formed(part) || part.contains('_')) {
            let mend =
                "lower case letters, digits and single `-`, a letter first; levels are separated by `/`: `housing/title-deed`";
            self.add("routes/bad-category", line, "category", format!("`{bad}` cannot be a part of a category"), mend);
            return None;
        }
        if path.split('/').count() > LEVELS_MOST {
            let message = format!("`{path}` has {} levels", path.split('/').count());
            self.add("routes/too-deep", line, "category", message, format!("at most {LEVELS_MOST}"));
            return None;
        }
        let parent = match path.rsplit_once('/') {
            Some((above, _)) => Some(self.category(line, above)?),
            None => None,
        };
        let Some(position) = Index::try_from(self.categories.len()).ok().filter(|position| usize::from(*position) < MOST) else {
            self.add("routes/too-many", line, "category", "too many categories", format!("at most {MOST}"));
            return None;
        };
        self.categories.push((path.to_owned(), parent));
        self.found.insert(path.to_owned(), Found { position, anywhere: None, first: line, title: String::new() });
        Some(position)
    }

    fn area(&mut self, line: usize, code: &str) -> Index {
        if let Some(&position) = self.areas.get(code) {
            return position as Index;
        }
        let known: Vec<&str> = self.lists.areas.iter().map(|area| area.id.as_str()).collect();
        self.add(
            "routes/unknown-area",
            line,
            "area",
            format!("area `{code}` is not declared"),
            suggest("", "names.areas", &known),
        );
        0
    }

    fn unit(&mut self, line: usize, column: &str, id: &str) -> Index {
        match self.units.get(id) {
            Some(&position) => {
                if self.lists.units[position].per == Per::Body {
                    let mend = "only a ladder may name a unit per body; a row of the catalogue has no body yet";
                    self.add("routes/per-body", line, column, format!("unit `{id}` is one for each body"), mend);
                }
                position as Index
            }
            None if id.is_empty() => 0,
            None => {
                let known: Vec<&str> = self.lists.units.iter().map(|unit| unit.id.as_str()).collect();
                self.add(
                    "routes/unknown-unit",
                    line,
                    column,
                    format!("unit `{id}` is not declared"),
                    suggest(id, "units", &known),
                );
                0
            }
        }
    }

    /// The row for anywhere gives the category its title; others may repeat it, but not say another.
    fn titled(&mut self, line: usize, path: &str, title: &str, area: Option<Index>) {
        let Some(found) = self.found.get_mut(path) else { return };
        let known = found.title.clone();
        if area.is_none() {
            found.anywhere = Some(line);
        }
        if known.is_empty() {
            title.clone_into(&mut found.title);
        }
        if area.is_none() && title.is_empty() {
            self.add(
                "routes/no-title",
                line,
                "title",
                format!("`{path}` has no title"),
                "the Chinese title of the last part of the category",
            );
        } else if !known.is_empty() && !title.is_empty() && known != title {
            self.add(
                "routes/other-title",
                line,
                "title",
                format!("`{path}` is `{title}` here and `{known}` before"),
                "use one title",
            );
        }
    }

    fn finish(mut self) -> (Vec<Category>, Vec<Route>) {
        let mut categories: Vec<Category> = Vec::new();
        for (path, parent) in std::mem::take(&mut self.categories) {
            let Some(found) = self.found.get(&path) else { continue };
            let above = parent.and_then(|parent| categories.get(usize::from(parent)));
            let title = above.map_or(found.title.clone(), |above| format!("{}/{}", above.title, found.title));
            if found.anywhere.is_none() {
                let line = found.first;
                let mend = format!("add `{path},TITLE,,UNIT,,,ours`: cases of the categories below that nobody listed end there");
                self.add("routes/no-parent", line, "category", format!("`{path}` has no row with an empty area"), mend);
            }
            categories.push(Category { id: path, title, parent });
        }
        self.routes.sort_by_key(|route| (route.category, route.area));
        (categories, self.routes)
    }
}
