//! Resident population by district and year: the denominator of 万人诉求比, which no case carries.
//!
//! CSV: `district,year,residents` a line. TOML: a table a district, `[630102]`, and in it `2023 = 459000`.

use std::collections::BTreeMap;

use paidan_engine::Error;

use crate::error::{wrong, wrong_at};

const CSV: [&str; 3] = ["district", "year", "residents"];
const MEND: &str = "CSV: a head `district,year,residents`, then 630102,2023,459000 a line; TOML: [630102], then 2023 = 459000";

/// Residents by administrative code and year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Population {
    by: BTreeMap<String, BTreeMap<i32, u64>>,
}

impl Population {
    /// Reads a file: TOML if its name ends so, else CSV.
    ///
    /// # Errors
    /// `report/population`, `report/population-zero`, with the line.
    pub fn read(name: &str, text: &str) -> Result<Self, Error> {
        let found = if name.ends_with(".toml") { Self::toml(text) } else { Self::csv(text) };
        found.map_err(|error| error.within(name))
    }

    fn csv(text: &str) -> Result<Self, Error> {
        let mut reader =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let bad = |error: csv::Error| {
            let line = error.position().map_or(1, csv::Position::line);
            wrong_at("report/population", format!("line {line}"), format!("this is no line of the table: {error}"), MEND)
        };
        let heads = reader.headers().map_err(bad)?.clone();
        if heads.iter().ne(CSV) {
            let found = heads.iter().collect::<Vec<_>>().join(",");
            return Err(wrong_at("report/population", "line 1".to_owned(), format!("the head is `{found}`"), MEND));
        }
        let mut all = Population::default();
        for record in reader.records() {
            let record = record.map_err(bad)?;
            let line = record.position().map_or(0, csv::Position::line);
            let field = |i: usize| record.get(i).unwrap_or_default();
            all.put(field(0), field(1), field(2).parse().ok(), line)?;
        }
        Ok(all)
    }

    fn toml(text: &str) -> Result<Self, Error> {
        type File = BTreeMap<String, BTreeMap<String, toml::Spanned<i64>>>;
        let line = |at: usize| text.get(..at).map_or(1, |before| before.matches('\n').count() + 1) as u64;
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line(span.start));
            wrong_at("report/population", format!("line {line}"), error.message().to_owned(), MEND)
        })?;
        let mut all = Population::default();
        for (district, years) in &file {
            for (year, residents) in years {
                all.put(district, year, u64::try_from(*residents.get_ref()).ok(), line(residents.span().start))?;
            }
        }
        Ok(all)
    }

    fn put(&mut self, district: &str, year: &str, residents: Option<u64>, line: u64) -> Result<(), Error> {
        let bad = |code, text: String, mend: &str| Err(wrong_at(code, format!("line {line}"), text, mend));
        let code = (1..=12).contains(&district.len()) && district.bytes().all(|b| b.is_ascii_digit());
        let year: Option<i32> = year.parse().ok().filter(|year| (1949..=2200).contains(year));
        let (true, Some(year), Some(residents)) = (code, year, residents) else {
            return bad("report/population", "a code, a year or a number of residents is none".to_owned(), MEND);
        };
        if residents == 0 {
            let text = format!("`{district}` has 0 residents in {year}");
            return bad("report/population-zero", text, "write how many people live there, or leave the line out");
        }
        if self.by.entry(district.to_owned()).or_default().insert(year, residents).is_some() {
            return bad("report/population", format!("`{district}` stands twice for {year}"), "one number a district and year");
        }
        Ok(())
    }

    /// Residents in a year, or in the last one before it that is known; and in which.
    ///
    /// # Errors
    /// `report/population-missing`.
    pub fn of(&self, district: &str, year: i32) -> Result<(u64, i32), Error> {
        let known = self.by.get(district).and_then(|years| years.range(..=year).next_back());
        known.map(|(year, residents)| (*residents, *year)).ok_or_else(|| {
            let text = format!("the population of `{district}` in {year} is not known, nor in any year before it");
            wrong("report/population-missing", text, format!("add a line for {district} to the population file"))
        })
    }

    /// Whether the file speaks of any of these districts; one that gives the city's number only does not.
    #[must_use]
    pub fn names_any(&self, districts: &[&str]) -> bool {
        districts.iter().any(|district| self.by.contains_key(*district))
    }

    /// Residents of a whole city: its own line, under its code filled up to six digits (6301 is 630100), or the sum of its districts.
    ///
    /// # Errors
    /// `report/population-missing`.
    pub fn of_city(&self, jurisdictions: &[String], districts: &[&str], year: i32) -> Result<(u64, i32), Error> {
        if let [code] = jurisdictions
            && let Ok(found) = self.of(&format!("{code:0<6}"), year)
        {
            return Ok(found);
        }
        let parts = districts.iter().map(|district| self.of(district, year)).collect::<Result<Vec<_>, _>>()?;
        let years = parts.iter().map(|(_, year)| *year);
        match years.min() {
            Some(oldest) => Ok((parts.iter().map(|(residents, _)| residents).sum(), oldest)),
            None => {
                let code = jurisdictions.first().map_or("", String::as_str);
                self.of(&format!("{code:0<6}"), year)
            }
        }
    }
}
