//! Corpora that are large, compressed or broken.

use std::io::{Read, Write};

use paidan_engine::Kind;
use paidan_lab::report::{Options, Population};
use paidan_lab::{Unzstd, Zstd};

use crate::world::{AS_OF, Ordered, fold, made};

fn line(i: usize) -> String {
    Ordered::new("2024-03-12").done().called([Some(!i.is_multiple_of(3)); 3]).line(i)
}

#[test]
fn workers_change_nothing() {
    let lines = || (0..5000).map(line);
    let reports = [1, 2, 5].map(|workers| serde_json::to_string(&made(&fold(lines(), workers).sum, Options::default())).unwrap());
    assert_eq!(reports[0], reports[1]);
    assert_eq!(reports[0], reports[2]);
}

#[test]
fn what_cannot_be_counted_is_told_with_its_place_and_the_rest_is_counted() {
    let good = (0..1000).map(line);
    let lines = good.enumerate().map(|(i, line)| match i + 1 {
        7 => line.replace("kind", "knid"),
        500 => line.replace(r#""jurisdiction":"630103""#, r#""jurisdiction":"110105""#),
        _ => line,
    });
    let folded = fold(lines, 2);
    assert_eq!((folded.sum.counted(), folded.more, folded.worst), (998, 0, Some(Kind::Input)));
    let told: Vec<_> = folded.errors.iter().map(|(at, error)| (*at, error.code)).collect();
    assert_eq!(told, [(7, "case/unknown-key"), (500, "corpus/other-city")]);
    assert_eq!(made(&folded.sum, Options::default()).cases.bad, 2);
    let all_bad = fold((0..100).map(|_| "{}".to_owned()), 2);
    assert_eq!((all_bad.errors.len(), all_bad.more), (20, 80));
    let error = paidan_lab::report::report(&all_bad.sum, &Options { as_of: AS_OF.to_owned(), ..Options::default() });
    assert_eq!(error.unwrap_err().code, "report/empty");
}

fn read(bytes: &[u8]) -> Result<Vec<u8>, &'static str> {
    let mut all = Vec::new();
    match Unzstd::new(bytes).unwrap().read_to_end(&mut all) {
        Ok(_) => Ok(all),
        Err(error) => Err(error.get_ref().and_then(|e| e.downcast_ref::<paidan_engine::Error>()).unwrap().code),
    }
}

fn packed(text: &[u8]) -> Vec<u8> {
    let mut packed = Zstd::new(Vec::new()).unwrap();
    packed.write_all(text).unwrap();
    packed.finish().unwrap()
}

#[test]
fn compressed_data_is_read_whole_or_not_at_all() {
    let text: Vec<u8> = (0..3000).flat_map(|i| (line(i) + "\n").into_bytes()).collect();
    let packed = packed(&text);
    assert!(packed.len() < text.len());
    assert_eq!(read(&packed).as_ref(), Ok(&text));
    // frames behind each other, as `cat a.zst b.zst` and long-running writers make them, and one to be skipped
    let skipped = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3][..], &packed, &packed].concat();
    assert_eq!(read(&skipped), Ok([&text[..], &text].concat()));
    assert_eq!(read(&self::packed(b"")), Ok(Vec::new()));
    assert_eq!(read(b""), Err("corpus/cut-short"), "even nothing has a frame");
    for cut in [1, 3, 5, 11, packed.len() / 3, packed.len() - 5, packed.len() - 1] {
        assert_eq!(read(&packed[..cut]), Err("corpus/cut-short"), "after {cut} of {} bytes", packed.len());
    }
    assert_eq!(read(&skipped[..9]), Err("corpus/cut-short"));
    assert_eq!(read(&text), Err("corpus/not-zstd"));
    let mut damaged = packed.clone();
    damaged[packed.len() / 2] ^= 0x55;
    assert_eq!(read(&damaged), Err("corpus/not-zstd"));
}

#[test]
fn populations() {
    let csv = "district,year,residents\n630102,2022,400000\n630102, 2024 ,410000\n";
    let toml = "[630102]\n2022 = 400_000\n2024 = 410_000\n";
    let population = Population::read("p.csv", csv).unwrap();
    assert_eq!(population, Population::read("p.toml", toml).unwrap());
    // the year's, else the last one known before it
    assert_eq!([2022, 2023, 2024, 2026].map(|year| population.of("630102", year).unwrap().1), [2022, 2022, 2024, 2024]);
    assert_eq!(population.of("630102", 2021).unwrap_err().code, "report/population-missing");
    let codes = ["6301".to_owned()];
    assert_eq!(population.of_city(&codes, &["630102"], 2024).unwrap().0, 410_000);
    assert_eq!(population.of_city(&codes, &["630102", "630103"], 2024).unwrap_err().code, "report/population-missing");
    let bad = [
        ("p.csv", "district,people\n", "report/population", "p.csv, line 1"),
        ("p.csv", "district,year,residents\n630102,2022\n", "report/population", "p.csv, line 2"),
        ("p.csv", "district,year,residents\n630102,2022,0\n", "report/population-zero", "p.csv, line 2"),
        ("p.csv", "district,year,residents\n630102,2022,4e5\n", "report/population", "p.csv, line 2"),
        ("p.csv", "district,year,residents\n630102,2022,4\n630102,2022,4\n", "report/population", "p.csv, line 3"),
        ("p.toml", "[630102]\n2022 = 400_000\n2023 = 0\n", "report/population-zero", "p.toml, line 3"),
        ("p.toml", "[630102]\n2022 = \"x\"\n", "report/population", "p.toml, line 2"),
        ("p.toml", "[city]\n2022 = 4\n", "report/population", "p.toml, line 2"),
    ];
    for (name, text, code, place) in bad {
        let error = Population::read(name, text).unwrap_err();
        assert_eq!((error.code, error.place.as_str()), (code, place), "{text}");
    }
}
