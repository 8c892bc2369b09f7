//! Records written as Parquet: row group after row group, each of a size that is held in memory.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::mem;
use std::sync::Arc;

use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::ColumnPath;

use super::FORMAT;
use super::columns::{CONTRACT_KEY, CRC, FORMAT_KEY, KNOWN_AT, LONG, Row, schema};

/// A row group is written when it is this large: some 8,000 records, all of which are in memory until then.
const GROUP: usize = 32 << 20;
/// Values between two looks at whether a page is full: of long texts a page is soon full.
const STEP: usize = 64;

/// Writes records as rows. A file is whole only once [`ParquetWriter::finish`] has written its end.
pub struct ParquetWriter<W: Write + Send> {
    file: SerializedFileWriter<W>,
    /// The rows of the group that is not full yet.
    rows: Vec<Row>,
    bytes: usize,
    /// Versions of the contract that were met.
    contracts: BTreeSet<String>,
}

impl<W: Write + Send> ParquetWriter<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// What `sink` says.
    pub fn new(sink: W) -> io::Result<Self> {
        let properties = WriterProperties::builder()
            .set_created_by(concat!("paidan ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_write_batch_size(STEP);
        let long = |properties: WriterPropertiesBuilder, name: &str| {
            let column = ColumnPath::from(name);
            properties
                .set_column_dictionary_enabled(column.clone(), false)
                .set_column_statistics_enabled(column, EnabledStatistics::None)
        };
        let properties = LONG.into_iter().fold(properties, long).build();
        let file = SerializedFileWriter::new(sink, schema().map_err(failed)?, Arc::new(properties)).map_err(failed)?;
        Ok(ParquetWriter { file, rows: Vec::new(), bytes: 0, contracts: BTreeSet::new() })
    }

    /// The next record.
    ///
    /// # Errors
    /// What the sink says.
    pub fn push(&mut self, row: Row) -> io::Result<()> {
        self.bytes += row.texts.iter().flatten().map(ByteArray::len).sum::<usize>();
        if !self.contracts.contains(&row.contract) {
            self.contracts.insert(row.contract.clone());
        }
        self.rows.push(row);
        if self.bytes >= GROUP { self.flush().map_err(failed) } else { Ok(()) }
    }

    /// Column after column, as the format has it.
    fn flush(&mut self) -> Result<(), ParquetError> {
        let mut rows = mem::take(&mut self.rows);
        self.bytes = 0;
        let mut group = self.file.next_row_group()?;
        let mut texts = 0;
        while let Some(mut column) = group.next_column()? {
            match column.untyped() {
                ColumnWriter::ByteArrayColumnWriter(writer) => {
                    let column: Vec<_> = rows.iter_mut().map(|row| row.texts[texts].take()).collect();
                    let given: Vec<i16> = column.iter().map(|text| i16::from(text.is_some())).collect();
                    let values: Vec<ByteArray> = column.into_iter().flatten().collect();
                    let optional = writer.get_descriptor().max_def_level() > 0;
                    writer.write_batch(&values, optional.then_some(&given), None)?;
                    texts += 1;
                }
                ColumnWriter::Int64ColumnWriter(writer) => {
                    writer.write_batch(&rows.iter().map(|row| row.as_of).collect::<Vec<_>>(), None, None)?;
                }
                ColumnWriter::Int32ColumnWriter(writer) => {
                    let name = writer.get_descriptor().name().to_owned();
                    let values = rows.iter().map(|row| match name.as_str() {
                        KNOWN_AT => row.known_at,
                        CRC => row.crc,
                        _ => row.record,
                    });
                    let given = (name == CRC).then(|| vec![1; rows.len()]);
                    writer.write_batch(&values.collect::<Vec<_>>(), given.as_deref(), None)?;
                }
                // the schema has no others
                _ => {}
            }
            column.close()?;
        }
        group.close()?;
        rows.clear();
        self.rows = rows;
        Ok(())
    }

    /// Writes what is left, and the end of the file.
    ///
    /// # Errors
    /// What the sink says.
    pub fn finish(mut self) -> io::Result<()> {
        if !self.rows.is_empty() {
            self.flush().map_err(failed)?;
        }
        let contracts: Vec<String> = mem::take(&mut self.contracts).into_iter().collect();
        for (key, value) in [(FORMAT_KEY, FORMAT.to_string()), (CONTRACT_KEY, contracts.join(","))] {
            self.file.append_key_value_metadata(KeyValue::new(key.to_owned(), value));
        }
        self.file.close().map(drop).map_err(failed)
    }
}

/// Only the sink fails.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other),
    }
}
