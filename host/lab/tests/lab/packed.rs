//! Records as Parquet and back: the same bytes, whoever wrote the file; what is damaged is told of, row by row.

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use paidan_engine::Error;
use paidan_lab::Unzstd;
use paidan_lab::record::{ParquetRows, ParquetWriter, Parts, Row};

use crate::replayed::{CASE, question, recorded, records, replayed};
use crate::world::{DINGZHOU, XINING, YINCHUAN};

/// A file of a test's own.
fn file(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("packed");
    std::fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

fn pack<'l>(lines: impl IntoIterator<Item = &'l str>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = ParquetWriter::new(&mut bytes).unwrap();
    for line in lines {
        writer.push(Row::of(Parts::of(line.as_bytes()).unwrap()).unwrap()).unwrap();
    }
    writer.finish().unwrap();
    bytes
}

/// What is read: of each row its line or its error.
type Rows = Vec<(u64, Result<String, Error>)>;

fn unpack(name: &str, bytes: &[u8]) -> Result<Rows, Error> {
    let path = file(name);
    File::create(&path).unwrap().write_all(bytes).unwrap();
    rows(&path)
}

fn rows(path: &Path) -> Result<Rows, Error> {
    let mut found = Vec::new();
    ParquetRows::open(File::open(path).unwrap())?
        .each(&mut |row, line| {
            found.push((row, line.map(|line| String::from_utf8_lossy(line).into_owned())));
            Ok::<_, ()>(())
        })
        .unwrap();
    Ok(found)
}

fn lines(rows: Rows) -> Vec<String> {
    let numbered = rows.into_iter().zip(1..);
    numbered.map(|((row, line), number)| (row == number).then_some(line.unwrap()).unwrap()).collect()
}

/// Versions, superiors, cases that are hostile to whoever looks for a record's parts by their names.
#[test]
fn a_row_is_a_whole_record() {
    let mut all: Vec<String> = [(&*XINING, "xining"), (&*DINGZHOU, "dingzhou"), (&*YINCHUAN, "yinchuan")]
        .into_iter()
        .flat_map(|(versions, city)| records(versions, city, 150))
        .collect();
    let facts = r#""facts":{"decision":1,"run":2,"case":"\",\"decision\":{\"","record":true,"说明":"\\\"\n\t\u0000😀"}"#;
    let hostile = CASE.replacen(r#""facts":{"decision":1}"#, facts, 1);
    assert_ne!(hostile, CASE);
    all.push(recorded(&XINING, &hostile));
    all.push(recorded(&XINING, &CASE.replacen(r#""category":"housing/title-deed","#, "", 1)));
    // what other programs may leave away, or write in their own way
    all.push(all[0].replacen("+08:00\",\"known_at", "+08:30\",\"known_at", 1));
    let (record, _) = all[1].rsplit_once(",\"run\":").unwrap();
    all.push(format!("{record}}}"));
    let all: Vec<&str> = all.iter().map(|line| line.trim_end()).collect();
    let packed = pack(all.iter().copied());
    assert_eq!(lines(unpack("whole.parquet", &packed).unwrap()), all);
    assert_eq!(packed, pack(all.iter().copied()), "the same bytes whenever it is made");
    assert_eq!(unpack("none.parquet", &pack([])).unwrap(), []);
}

/// Row groups of a size that is held in memory.
#[test]
fn more_than_one_row_group() {
    let line = recorded(&XINING, CASE);
    let line = line.trim_end();
    let count = (80 << 20) / line.len();
    let numbered = (0..count).map(|number| line.replace("R-1", &format!("R-{number}")));
    let all: Vec<String> = numbered.collect();
    let packed = pack(all.iter().map(String::as_str));
    assert!(packed.len() * 15 < all.iter().map(String::len).sum(), "{}", packed.len());
    assert!(lines(unpack("groups.parquet", &packed).unwrap()) == all);
    // a page of the first group is damaged: its other rows, and all of the others, are there
    let mut damaged = packed;
    let middle = damaged.len() / 4;
    damaged[middle..middle + 64].fill(0x55);
    let found = unpack("damaged.parquet", &damaged).unwrap();
    assert_eq!(found.len(), count, "every row is told of");
    let lost: Vec<&(u64, Result<String, Error>)> = found.iter().filter(|(_, line)| line.is_err()).collect();
    assert!(!lost.is_empty() && lost.len() < count / 2, "{} of {count}", lost.len());
    for (row, error) in &lost {
        let error = error.as_ref().unwrap_err();
        assert_eq!((error.code, error.place.as_str()), ("corpus/damaged", "row group 1"), "row {row}: {error}");
    }
    let good = found.iter().filter_map(|(row, line)| Some((*row as usize, line.as_ref().ok()?)));
    assert!(good.into_iter().all(|(row, line)| *line == all[row - 1]));
}

/// A file that was not copied to its end, and one in which something was written over.
#[test]
fn what_is_broken_is_told() {
    let all: Vec<String> = records(&XINING, "xining", 3).iter().map(|line| line.trim_end().to_owned()).collect();
    let packed = pack(all.iter().map(String::as_str));
    for cut in 0..packed.len() {
        if cut < 64 || cut % 97 == 0 || cut > packed.len() - 64 {
            let code = unpack("cut.parquet", &packed[..cut]).unwrap_err().code;
            assert_eq!(code, if cut < 4 { "corpus/not-parquet" } else { "corpus/cut-short" }, "after {cut} of {}", packed.len());
        }
    }
    let mut told = 0;
    for at in 0..packed.len() {
        let mut damaged = packed.clone();
        damaged[at] ^= 1 << (at % 8);
        match unpack("flipped.parquet", &damaged) {
            Err(error) => assert!(!error.mend.is_empty(), "byte {at}: {error}"),
            Ok(found) => {
                told += usize::from(found.iter().any(|(_, line)| line.is_err()));
                for (row, line) in found {
                    // the run is not what a record is: it is never compared
                    let whole =
                        |line: &str| line.split_once(",\"run\":").map_or(line, |parts| parts.0).trim_end_matches('}').to_owned();
                    assert!(line.is_err() || whole(&line.unwrap()) == whole(&all[row as usize - 1]), "byte {at}, row {row}");
                }
            }
        }
    }
    assert!(told > packed.len() / 2, "{told} of {} bytes", packed.len());
}

/// Yesterday's records read tomorrow: files of each format and kind as they were written once, some as pandas and DuckDB wrote them again.
#[test]
fn kept_files_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab");
    for (format, files) in [("records-1", &["parquet", "pandas.parquet", "duckdb.parquet"][..]), ("records-2", &["parquet"])] {
        let kept = std::fs::read_to_string(folder.join(format!("{format}.jsonl"))).unwrap();
        let kept: Vec<String> = kept.lines().map(str::to_owned).collect();
        for kind in files {
            assert_eq!(lines(rows(&folder.join(format!("{format}.{kind}"))).unwrap()), kept, "{format}.{kind}");
        }
        let packed = std::fs::read(folder.join(format!("{format}.jsonl.zst"))).unwrap();
        let mut text = String::new();
        Unzstd::new(&packed[..]).unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text.lines().collect::<Vec<_>>(), kept);
        // and what is read is replayed, as the lines themselves are
        let found = replayed(&lines(rows(&folder.join(format!("{format}.parquet"))).unwrap()), &question(&XINING), 1);
        assert!(found.left_out.is_empty(), "{:?}", found.left_out);
        assert_eq!(found.sums.cases, kept.len() as u64);
    }
}

/// Whatever a warehouse did to a file: what is no record any more is told of, with what is wrong.
#[test]
fn what_is_no_file_of_records() {
    let all = records(&XINING, "xining", 2);
    let packed = pack(all.iter().map(String::as_str));
    // the names of columns stand in the footer, once in the schema and once a column
    let renamed = |from: &[u8], to: &[u8]| {
        let mut bytes = packed.clone();
        let at: Vec<usize> = (0..bytes.len() - from.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
        assert!(!at.is_empty());
        at.into_iter().for_each(|at| bytes[at..at + to.len()].copy_from_slice(to));
        unpack("renamed.parquet", &bytes)
    };
    let error = renamed(b"as_of_local", b"as_of_place").unwrap_err();
    assert_eq!(error.code, "corpus/columns");
    assert!(error.text.contains("`as_of_local`") && !error.text.contains("`decision`"), "{error}");
    let error = renamed(b"paidan.record\x18\x012", b"paidan.record\x18\x019").unwrap_err();
    assert_eq!((error.code, error.text.contains("format 9")), ("record/too-new", true));
}
