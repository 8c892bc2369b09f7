//! Records read from Parquet, each as the line that it was made of. What other programs wrote again is read too: in another order of
//! columns or rows, with more columns, compressed otherwise.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

use paidan_calendar::Day;
use paidan_engine::Error;
use parquet::basic::{Compression, Type};
use parquet::column::reader::{ColumnReaderImpl, get_typed_column_reader};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::FileMetaData;
use parquet::file::reader::{ChunkReader, FileReader, RowGroupReader, SerializedFileReader};

use super::columns::{CRC, FORMAT_KEY, KNOWN_AT, MADE_OF, RECORD};
use super::{CalendarId, FORMAT, Head, Parts, PolicyId};
use crate::error::{wrong, wrong_at};

/// With which a Parquet file begins and ends.
pub const PARQUET: &[u8; 4] = b"PAR1";
/// The least that is one: a beginning, the length of its footer, an end.
const LEAST: u64 = 12;
/// Rows taken from each column at once.
const STEP: usize = 128;

/// What takes the records: a row's number from 1, and the record as a line, or why there is none.
pub type TakeRow<'t, E> = dyn FnMut(u64, Result<&[u8], Error>) -> Result<(), E> + 't;

/// The records of a Parquet file.
pub struct ParquetRows<R: ChunkReader> {
    file: SerializedFileReader<R>,
    texts: [usize; MADE_OF.len()],
    known_at: usize,
    record: usize,
    crc: Option<usize>,
}

impl<R: ChunkReader + 'static> ParquetRows<R> {
    /// Looks at the end of the file, where its columns are told of.
    ///
    /// # Errors
    /// `corpus/cut-short`, `corpus/not-parquet`, `corpus/columns`, `corpus/compression`, `record/too-new`.
    pub fn open(source: R) -> Result<Self, Error> {
        let length = source.len();
        let at = |start| source.get_bytes(start, PARQUET.len()).is_ok_and(|bytes| *bytes == *PARQUET);
        if !at(0) {
            let mend = "Parquet is told by its ending .parquet: rename the file if it is something else";
            return Err(wrong("corpus/not-parquet", "this is no Parquet: it does not begin with `PAR1`", mend));
        }
        if length < LEAST || !at(length - 4) {
            let mend = "copy it again, or make it again with `paidan records`: what a Parquet file holds is told at its end";
            return Err(wrong("corpus/cut-short", "the Parquet file ends early: its footer is missing", mend));
        }
        let file = guarded(|| SerializedFileReader::new(source)).map_err(|error| {
            let text = format!("the footer of the Parquet file cannot be read: {}", said(&error));
            wrong("corpus/not-parquet", text, "copy the file again, or make it again with `paidan records`")
        })?;
        not_newer(file.metadata().file_metadata())?;
        let mut missing = Vec::new();
        let mut column = |name, wanted| {
            column(file.metadata().file_metadata(), name, wanted).unwrap_or_else(|found| {
                missing.push(format!("`{name}`{found}"));
                0
            })
        };
        let texts = MADE_OF.map(|name| column(name, Type::BYTE_ARRAY));
        let (known_at, record) = (column(KNOWN_AT, Type::INT32), column(RECORD, Type::INT32));
        if !missing.is_empty() {
            let text = format!("the file holds no records: missing {}", missing.join(", "));
            let mend = "a Parquet file is one of records, as `paidan records` writes it; give cases as JSON lines";
            return Err(wrong("corpus/columns", text, mend));
        }
        let crc = self::column(file.metadata().file_metadata(), CRC, Type::INT32).ok();
        let rows = ParquetRows { file, texts, known_at, record, crc };
        rows.compression()?;
        Ok(rows)
    }

    /// Rows altogether.
    pub fn count(&self) -> u64 {
        self.file.metadata().file_metadata().num_rows().max(0) as u64
    }

    /// Only what can be read is begun with.
    fn compression(&self) -> Result<(), Error> {
        let columns = self.file.metadata().row_groups().iter().flat_map(|group| group.columns());
        match columns
            .map(|column| column.compression())
            .find(|by| !matches!(by, Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_)))
        {
            None => Ok(()),
            Some(by) => Err(wrong(
                "corpus/compression",
                format!("the Parquet file is compressed by {}", by.to_string().split('(').next().unwrap_or_default()),
                "write it again, compressed by Zstandard or Snappy",
            )),
        }
    }

    /// Gives every record as its line, with its row from 1, until `take` fails. Where a row group cannot be read on, an error for each
    /// row of it that is lost; the next group is read all the same.
    ///
    /// # Errors
    /// What `take` says.
    pub fn each<E>(&self, take: &mut TakeRow<'_, E>) -> Result<(), E> {
        let (mut before, mut line) = (0, Vec::new());
        for number in 0..self.file.num_row_groups() {
            let all = self.file.metadata().row_group(number).num_rows().max(0) as u64;
            let mut group = guarded(|| self.file.get_row_group(number).and_then(|group| Group::begin(self, &*group)));
            let mut done = 0;
            while done < all {
                let step = (all - done).min(STEP as u64);
                let read = match &mut group {
                    Ok(group) => guarded(|| group.read(step as usize)).err(),
                    Err(error) => Some(mem::replace(error, ParquetError::General(String::new()))),
                };
                if let Some(error) = read {
                    let lost = lost(number, &error);
                    for row in done..all {
                        take(before + row + 1, Err(lost.clone()))?;
                    }
                    break;
                }
                if let Ok(group) = &group {
                    for row in 0..step {
                        line.clear();
                        let made = group.line(row as usize, &mut line);
                        take(before + done + row + 1, made.map(|()| &line[..]))?;
                    }
                }
                done += step;
            }
            before += all;
        }
        Ok(())
    }
}

/// The library is not made for damaged files: what would end the program is an error like others.
fn guarded<T>(read: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, ParquetError> {
    // nothing that it may have left half-done is used again
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| Err(ParquetError::General("it contradicts itself".to_owned())))
}

/// A file of a newer format may have other columns: that is said first.
fn not_newer(about: &FileMetaData) -> Result<(), Error> {
    let said = about.key_value_metadata().into_iter().flatten().find(|pair| pair.key == FORMAT_KEY);
    match said.and_then(|pair| pair.value.as_ref()?.parse::<u32>().ok()).filter(|format| *format > FORMAT) {
        None => Ok(()),
        Some(newer) => Err(wrong(
            "record/too-new",
            format!("the file holds records of format {newer}, and this program reads up to {FORMAT}"),
            "read it with the program that wrote it, or a newer one",
        )),
    }
}

/// Where a column stands; or what is wrong with it.
fn column(about: &FileMetaData, name: &str, wanted: Type) -> Result<usize, &'static str> {
    let columns = about.schema_descr().columns();
    let at = columns.iter().position(|column| column.path().string() == name).ok_or("")?;
    let flat = columns[at].max_rep_level() == 0 && columns[at].max_def_level() <= 1;
    if columns[at].physical_type() == wanted && flat { Ok(at) } else { Err(" (which is there, but of another type)") }
}

/// Without what the library puts before every error.
fn said(error: &ParquetError) -> String {
    let text = error.to_string();
    ["Parquet error: ", "EOF: ", "External: "]
        .iter()
        .fold(&*text, |text, head| text.strip_prefix(head).unwrap_or(text))
        .to_owned()
}

fn lost(group: usize, error: &ParquetError) -> Error {
    wrong_at(
        "corpus/damaged",
        format!("row group {}", group + 1),
        format!("the file is damaged from here to the end of the row group: {}", said(error)),
        "copy the file again, or make it again with `paidan records`; the other row groups are read",
    )
}

/// A row group, some rows at a time.
struct Group {
    texts: Vec<Column<ByteArrayType>>,
    known_at: Column<Int32Type>,
    record: Column<Int32Type>,
    crc: Option<Column<Int32Type>>,
}

impl Group {
    fn begin<R: ChunkReader>(rows: &ParquetRows<R>, group: &dyn RowGroupReader) -> Result<Self, ParquetError> {
        Ok(Group {
            texts: rows.texts.iter().map(|at| Column::begin(group, *at)).collect::<Result<_, _>>()?,
            known_at: Column::begin(group, rows.known_at)?,
            record: Column::begin(group, rows.record)?,
            crc: rows.crc.map(|at| Column::begin(group, at)).transpose()?,
        })
    }

    fn read(&mut self, rows: usize) -> Result<(), ParquetError> {
        self.texts.iter_mut().try_for_each(|column| column.read(rows))?;
        self.known_at.read(rows)?;
        self.record.read(rows)?;
        self.crc.as_mut().map_or(Ok(()), |column| column.read(rows))
    }

    /// A row as the line that it was made of.
    fn line(&self, row: usize, line: &mut Vec<u8>) -> Result<(), Error> {
        let text =
            |column: usize| self.texts[column].rows[row].as_ref().map(ByteArray::data).ok_or_else(|| empty(MADE_OF[column]));
        let word = |column| {
            let text = std::str::from_utf8(text(column)?);
            text.map(str::to_owned).map_err(|_| broken(MADE_OF[column], "is no UTF-8"))
        };
        let known_at = self.known_at.rows[row].ok_or_else(|| empty(KNOWN_AT))?;
        let record = self.record.rows[row].ok_or_else(|| empty(RECORD))?;
        let head = Head {
            record: u32::try_from(record).map_err(|_| broken(RECORD, "is below zero"))?,
            as_of: word(0)?,
            known_at: Day(known_at).to_string(),
            policy: PolicyId { id: word(1)?, version: word(2)?, rules: word(3)?, component: word(4)? },
            calendar: CalendarId { id: word(5)?, view: word(6)? },
            contract: word(7)?,
            engine: word(8)?,
        };
        let run = self.texts[11].rows[row].as_ref().map(|run| run.data().to_vec());
        let parts = Parts { head, case: text(9)?.to_vec(), decision: text(10)?.to_vec(), run };
        parts.write_record(line);
        let wanted = self.crc.as_ref().and_then(|column| column.rows[row]);
        if wanted.is_some_and(|crc| crc.cast_unsigned() != crc32fast::hash(line)) {
            return Err(broken(CRC, "says that the record is not what was written"));
        }
        line.clear();
        parts.write(line);
        Ok(())
    }
}

fn empty(column: &str) -> Error {
    broken(column, "is empty")
}

fn broken(column: &str, what: &str) -> Error {
    let mend = "the row was changed, or the file is damaged: copy it again, or take the row out";
    wrong_at("record/damaged", format!("column {column}"), format!("`{column}` {what}"), mend)
}

/// A column, some rows at a time.
struct Column<T: DataType> {
    reader: ColumnReaderImpl<T>,
    optional: bool,
    values: Vec<T::T>,
    given: Vec<i16>,
    /// Those that were read last.
    rows: Vec<Option<T::T>>,
}

impl<T: DataType> Column<T> {
    fn begin(group: &dyn RowGroupReader, at: usize) -> Result<Self, ParquetError> {
        let reader = get_typed_column_reader(group.get_column_reader(at)?);
        let optional = group.metadata().column(at).column_descr().max_def_level() > 0;
        Ok(Column { reader, optional, values: Vec::new(), given: Vec::new(), rows: Vec::new() })
    }

    fn read(&mut self, rows: usize) -> Result<(), ParquetError> {
        self.values.clear();
        self.given.clear();
        let given = self.optional.then_some(&mut self.given);
        let (read, ..) = self.reader.read_records(rows, given, None, &mut self.values)?;
        if read < rows {
            return Err(ParquetError::General(format!("a column has {read} rows where {rows} more are told of")));
        }
        let mut values = self.values.drain(..);
        self.rows.clear();
        if self.optional {
            self.rows.extend(self.given.iter().map(|given| if *given > 0 { values.next() } else { None }));
        } else {
            self.rows.extend(values.map(Some));
        }
        Ok(())
    }
}
