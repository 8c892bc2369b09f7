//! The figures as people read them: a table for each measurement, its musts and aims beside what was found, and its picture.

use paidan_lab::chart::{Line, curves};

use crate::page::Found;
use crate::point::Figures;
use crate::replay::Way;

const ACROSS: i32 = 760;
const HIGH: i32 = 260;

/// A measurement's part of the page: its table, and its pictures by file name.
pub(crate) struct Part {
    pub(crate) table: String,
    pub(crate) pictures: Vec<(&'static str, String)>,
}

pub(crate) fn part(name: &str, found: &Found) -> Part {
    let points = |list: &str| found.get(list).map_or(&[][..], Vec::as_slice);
    match name {
        "corpus" => corpus(points("corpus")),
        "history" => history(points("history-progress"), points("history-returns")),
        "counties" => counties(points("counties")),
        "threads" => threads(points("threads")),
        "replay" => replay(Way::ALL.map(|way| points(way.name()))),
        _ => large(["large-ordinary", "large-catalogue", "large-rules"].map(points)),
    }
}

fn corpus(points: &[Figures]) -> Part {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return nothing() };
    let rows = points.iter().map(|p| {
        [
            thousands(p["at"]),
            thousands(p["per_second"]),
            micros(p["cpu_ns"] / p["at"]),
            format!("{} %", had(p)),
            mib(p["peak_bytes"]),
        ]
    });
    let table = table(["cases", "cases a second", "processor time a case", "of both cores it had", "peak memory"], rows);
    let slowest = points.iter().map(|p| p["per_second"]).min().unwrap_or_default();
    let more = last["peak_bytes"].saturating_sub(first["peak_bytes"]);
    let kept = first["corpus_bytes"];
    let said = [
        judged(
            "slowest",
            &format!("{} cases a second", thousands(slowest)),
            slowest >= 200_000,
            "200,000",
            slowest >= 300_000,
            "300,000",
        ),
        must("peak at the most cases over that at the fewest", &mib(more), more <= 32 << 20, "32 MiB"),
        match points.iter().map(had).min().unwrap_or_default() {
            95.. => "The machine was idle but for this.".to_owned(),
            share => format!(
                "**The machine was busy with other things**: the program had {share} % of its cores; read the processor time."
            ),
        },
        format!(
            "A case has {} bytes in the mean, its decision {}. Of the peak, {} are the texts of the cases, which this program holds.",
            thousands(kept / crate::DISTINCT),
            thousands(last["decisions_bytes"] / last["at"]),
            mib(kept),
        ),
    ];
    let line = |name: &str, value: fn(&Figures) -> u64| line(name, points, value);
    let speed = [line("processor time a case", |p| p["cpu_ns"] / p["at"] / 10)];
    let memory = [line("peak", |p| hundredths_mib(p["peak_bytes"]))];
    let labels = labels(points);
    Part {
        table: table + &said.join("\n\n") + "\n",
        pictures: vec![
            ("corpus-time.svg", curves(&labels, &speed, " µs", ACROSS, HIGH)),
            ("corpus-memory.svg", curves(&labels, &memory, " MiB", ACROSS, HIGH)),
        ],
    }
}

/// How much of the cores there were for the program, in percent.
fn had(point: &Figures) -> u64 {
    point["cpu_ns"] * 100 / (point["took_ns"] * crate::THREADS as u64)
}

fn history(progress: &[Figures], returns: &[Figures]) -> Part {
    let rows = progress.iter().zip(returns).map(|(p, r)| {
        let each = |f: &Figures| micros(f["all_ns"] / f["at"]);
        [
            p["at"].to_string(),
            micros(p["all_ns"]),
            each(p),
            micros(r["all_ns"]),
            each(r),
            thousands(r["rows"]),
            micros(r["decide_ns"]),
        ]
    });
    let table =
        table(["events", "progress: a case", "an event", "returns: a case", "an event", "obligations", "of that deciding"], rows);
    let said = [("progress", progress), ("returns", returns)].map(|(name, points)| {
        let [.., before, last] = points else { return String::new() };
        let growth = |value: fn(&Figures) -> u64| value(last) * 100 / value(before);
        let (events, cost) = (growth(|p| p["at"]), growth(|p| p["all_ns"]));
        must(
            &format!("{name}, from {} events to {}, {} ×", before["at"], last["at"], hundredths(events)),
            &format!("{} × the time", hundredths(cost)),
            cost <= events * 11 / 10,
            "be in proportion, or less (a tenth allowed)",
        )
    });
    let lines =
        [line("returns", returns, |p| p["all_ns"] / p["at"] / 10), line("progress", progress, |p| p["all_ns"] / p["at"] / 10)];
    Part {
        table: table + &said.join("\n\n") + "\n",
        pictures: vec![("history.svg", curves(&labels(progress), &lines, " µs an event", ACROSS, HIGH))],
    }
}

fn counties(points: &[Figures]) -> Part {
    let Some(most) = points.last() else { return nothing() };
    let rows = points.iter().map(|p| {
        [
            thousands(p["at"]),
            millis(p["load_ns"]),
            millis(p["load_by_two_ns"]),
            mib(p["resident_bytes"]),
            mib(p["resident_grouped_bytes"]),
            mib(p["resident_mixed_bytes"]),
            mib(p["private_bytes"]),
            kib(p["private_bytes"] / p["at"]),
            thousands(p["open_files"]),
            micros(p["grouped_ns"]),
            share(p["grouped_ns"], p["few_ns"]),
            micros(p["mixed_ns"]),
        ]
    });
    let heads = [
        "policies",
        "all loaded",
        "by two threads",
        "resident",
        "after groups",
        "after mixed calls",
        "private",
        "private, each",
        "open files",
        "a call, grouped",
        "beside five, same run",
        "a call, mixed",
    ];
    let (memory, time) = (most["resident_bytes"], most["load_ns"]);
    let dearer = most["grouped_ns"] * 1000 / most["few_ns"].max(1);
    let said = [
        judged("resident, the most policies", &mib(memory), memory <= 500 << 20, "500 MiB", memory <= 250 << 20, "250 MiB"),
        must(
            "the same once each has been called a thousand times and let go",
            &mib(most["resident_grouped_bytes"]),
            most["resident_grouped_bytes"] <= 500 << 20,
            "500 MiB",
        ),
        judged("loaded from the cache", &millis(time), time <= 5_000_000_000, "5 s", time <= 2_000_000_000, "2 s"),
        must("a grouped call, of all and of five", &share(most["grouped_ns"], most["few_ns"]), dearer <= 1200, "+20 %"),
        format!(
            "Loaded under a soft limit of {} open files, which the program raised for itself.",
            thousands(crate::FILES.into())
        ),
    ];
    let resident = [
        line("after mixed calls", points, |p| hundredths_mib(p["resident_mixed_bytes"])),
        line("after groups", points, |p| hundredths_mib(p["resident_grouped_bytes"])),
        line("loaded", points, |p| hundredths_mib(p["resident_bytes"])),
        line("private", points, |p| hundredths_mib(p["private_bytes"])),
    ];
    let call = [line("mixed", points, |p| p["mixed_ns"] / 10), line("grouped", points, |p| p["grouped_ns"] / 10)];
    let labels = labels(points);
    Part {
        table: table(heads, rows) + &said.join("\n\n") + "\n",
        pictures: vec![
            ("policies-memory.svg", curves(&labels, &resident, " MiB", ACROSS, HIGH)),
            ("policies-call.svg", curves(&labels, &call, " µs", ACROSS, HIGH)),
        ],
    }
}

fn threads(points: &[Figures]) -> Part {
    let Some(p) = points.first() else { return nothing() };
    let ratio = p["ratio_thousandths"];
    let times = |thousandths: u64| format!("{} ×", hundredths(thousandths / 10));
    let row = |name: &str, ratio: &str| [name.to_owned(), String::new(), String::new(), times(p[ratio])];
    let rows = [
        [
            "cases: read, decided, written".to_owned(),
            thousands(p["one_per_second"]),
            thousands(p["two_per_second"]),
            times(ratio),
        ],
        row("the same by processor time, as on idle cores", "processor_ratio_thousandths"),
        row("yardstick: arithmetic in registers", "arithmetic_ratio_thousandths"),
        row("yardstick: small allocations", "allocation_ratio_thousandths"),
    ];
    let said = judged("two threads over one", &times(ratio), ratio >= 1800, "1.8 ×", ratio >= 1950, "1.95 ×");
    Part {
        table: table(["", "one thread, a second", "two threads, a second", "faster by"], rows) + &said + "\n",
        pictures: Vec::new(),
    }
}

fn replay([record, by_one, two, edited]: [&[Figures]; 4]) -> Part {
    let (Some(few), Some(many), Some(alone), Some(both)) = (record.first(), record.last(), by_one.last(), two.last()) else {
        return nothing();
    };
    let ways = [
        ("against what was recorded", record),
        ("the same, on one core", by_one),
        ("two components, alike", two),
        ("two components, a term of one edited", edited),
    ];
    let rows = ways.into_iter().flat_map(|(name, points)| {
        points.iter().map(move |p| {
            [
                name.to_owned(),
                thousands(p["at"]),
                thousands(p["differ"]),
                thousands(p["per_second"]),
                micros(p["cpu_ns"] / p["at"]),
                mib(p["peak_bytes"]),
            ]
        })
    });
    let table = table(["replay", "records", "differ", "records a second", "processor time a record", "peak memory"], rows);
    let each = |p: &Figures| p["took_ns"] * 1000 / p["at"];
    let (dearer, more) = (each(many) * 100 / each(few).max(1), many["peak_bytes"] * 100 / few["peak_bytes"].max(1));
    let said = [
        must(
            "against what was recorded, 1,000,000",
            &thousands(many["per_second"]),
            many["per_second"] >= 200_000,
            "200,000 a second",
        ),
        must(
            "two components, alike, 1,000,000",
            &thousands(both["per_second"]),
            both["per_second"] >= 150_000,
            "150,000 a second",
        ),
        must("peak memory", &mib(many["peak_bytes"]), many["peak_bytes"] <= 512 << 20, "512 MiB"),
        must("peak memory over that of 100,000", &format!("{more} %"), more <= 110, "110 %"),
        must("a record's time at 1,000,000 over that at 100,000", &format!("{dearer} %"), dearer <= 115, "115 %"),
        must(
            "two cores over one",
            &format!("{} ×", hundredths(each(alone) * 100 / each(many).max(1))),
            each(alone) * 10 >= each(many) * 18,
            "1.8 ×",
        ),
    ];
    Part { table: table + &said.join("\n\n") + "\n", pictures: Vec::new() }
}

fn large([ordinary, catalogue, rules]: [&[Figures]; 3]) -> Part {
    let rows = [("as the template has it", ordinary), ("20,000 catalogue rows more", catalogue), ("3,000 rules more", rules)];
    let rows = rows.into_iter().filter_map(|(name, points)| {
        let p = points.first()?;
        Some([
            name.to_owned(),
            thousands(p["rules"]),
            thousands(p["categories"]),
            kib(p["component_bytes"]),
            seconds(p["build_ns"]),
            millis(p["compile_ns"]),
            millis(p["load_ns"]),
            kib(p["resident_bytes"]),
            micros(p["all_ns"]),
            micros(p["strict_ns"]),
        ])
    });
    let heads = [
        "city",
        "rules",
        "categories",
        "component",
        "`paidan build`",
        "first load",
        "load, cached",
        "resident",
        "a case, batch",
        "a case, strict",
    ];
    Part { table: table(heads, rows), pictures: Vec::new() }
}

fn nothing() -> Part {
    Part { table: "Not measured yet.\n".to_owned(), pictures: Vec::new() }
}

fn line(name: &str, points: &[Figures], value: impl Fn(&Figures) -> u64) -> Line {
    Line { name: name.to_owned(), values: points.iter().map(|p| i64::try_from(value(p)).ok()).collect() }
}

fn labels(points: &[Figures]) -> Vec<String> {
    points.iter().map(|p| thousands(p["at"])).collect()
}

fn table<const N: usize>(heads: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let mut text = format!("| {} |\n|---{}|\n", heads.join(" | "), "|--:".repeat(N - 1));
    rows.into_iter().for_each(|row| text += &format!("| {} |\n", row.join(" | ")));
    text + "\n"
}

fn judged(what: &str, found: &str, met: bool, least: &str, reached: bool, aim: &str) -> String {
    let verdict = if reached { "reached" } else { "**missed**" };
    must(what, found, met, least).trim_end_matches('.').to_owned() + &format!("; aim {aim}: {verdict}.")
}

fn must(what: &str, found: &str, met: bool, bound: &str) -> String {
    format!("{what}: {found}; must {bound}: {}.", if met { "met" } else { "**missed**" })
}

fn thousands(value: u64) -> String {
    let digits = value.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).unwrap_or_default()).collect();
    groups.join(",")
}

fn hundredths(value: u64) -> String {
    format!("{}.{:02}", thousands(value / 100), value % 100)
}

fn micros(nanos: u64) -> String {
    format!("{} µs", hundredths(nanos / 10))
}

fn millis(nanos: u64) -> String {
    format!("{} ms", hundredths(nanos / 10_000))
}

fn seconds(nanos: u64) -> String {
    format!("{} s", thousands(nanos / 1_000_000_000))
}

fn hundredths_mib(bytes: u64) -> u64 {
    (bytes * 100) >> 20
}

fn mib(bytes: u64) -> String {
    format!("{} MiB", hundredths(hundredths_mib(bytes)))
}

fn kib(bytes: u64) -> String {
    format!("{} KiB", thousands(bytes >> 10))
}

/// How much dearer one is than the other.
fn share(one: u64, other: u64) -> String {
    let per_mille = one as i64 * 1000 / (other as i64).max(1) - 1000;
    format!("{}{}.{} %", if per_mille < 0 { "−" } else { "+" }, per_mille.abs() / 10, per_mille.abs() % 10)
}
