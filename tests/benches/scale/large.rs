//! Cities with a very large catalogue, or with very many rules: written from examples/new-city, built with `paidan build`, and
//! compared with the same city as it is there.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant as Clock;
use std::{env, fs};

use paidan_calendar::Instant;
use paidan_engine::{Case, Limits, Runtime};

use crate::corpus::city;
use crate::history::best;
use crate::machine::status;
use crate::point::{Figures, figures, nanos};

/// What is large about a city.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    /// examples/new-city as it is.
    Ordinary,
    /// Its catalogue has 20,000 rows more: 4,000 categories on three levels, each for anywhere and for four areas.
    Catalogue,
    /// 3,000 rules more, each asked of every case by code of its own; ten of them hold.
    Rules,
}

const AREAS: [&str; 4] = ["999901", "999902", "999903", "999904"];
const RULES: usize = 3000;

impl Size {
    pub(crate) const ALL: [Size; 3] = [Size::Ordinary, Size::Catalogue, Size::Rules];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Size::Ordinary => "ordinary",
            Size::Catalogue => "catalogue",
            Size::Rules => "rules",
        }
    }
}

/// Where the component of such a city is put.
pub(crate) fn component(size: Size, folder: &Path) -> PathBuf {
    folder.join(format!("scale-{}.wasm", size.name()))
}

/// Builds the city in a folder; how long that took, with everything built that cities have in common.
pub(crate) fn build(size: Size, root: &Path, folder: &Path) -> u64 {
    let name = format!("scale-{}", size.name());
    let city = folder.join(&name);
    write(size, root, &city);
    let program = env::current_exe().unwrap().ancestors().nth(2).unwrap().join("paidan");
    let began = Clock::now();
    let status = Command::new(&program)
        .args(["build", "--deployment"])
        .arg(root)
        .arg(&city)
        .current_dir(root)
        .stdout(Stdio::null())
        .status()
        .unwrap_or_else(|e| panic!("{}: {e}; run `make components`", program.display()));
    assert!(status.success(), "{name} does not build");
    let took = nanos(began.elapsed());
    // not among the policies that are served
    fs::rename(root.join(format!("target/policies/{name}.wasm")), component(size, folder)).unwrap();
    took
}

fn write(size: Size, root: &Path, city: &Path) {
    let template = root.join("examples/new-city");
    let read = |name: &str| fs::read_to_string(template.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let put = |name: &str, text: &str| {
        let file = city.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        // what has not changed keeps its date, and the build its results
        if fs::read_to_string(&file).ok().as_deref() != Some(text) {
            fs::write(file, text).unwrap();
        }
    };
    put("Cargo.toml", &read("Cargo.toml").replace("../../policies", &root.join("policies").display().to_string()));
    put("Cargo.lock", &read("Cargo.lock"));
    put("build.rs", &read("build.rs"));
    let (mut rules, mut routes, mut code) = (read("rules.toml"), read("routes.csv"), read("src/lib.rs"));
    let areas = AREAS[2..].iter().map(|area| format!("{area} = \"{area}区\"\n")).collect::<String>();
    rules = inserted(&rules, "999902 = \"西区\"\n", &areas);
    match size {
        Size::Ordinary => {}
        Size::Catalogue => routes += &catalogue(),
        Size::Rules => {
            rules = inserted(&rules, "[rule]", &declared()).replacen(
                "[input]\n",
                "[input]\ndepth = { kind = \"count\", title = \"水深\" }\n",
                1,
            );
            code = inserted(&code, "plan.stage(case);", "\n        asked(case, plan);") + &asked();
        }
    }
    put("rules.toml", &rules);
    put("routes.csv", &routes);
    put("src/lib.rs", &code);
}

/// `more` behind the line that begins with `mark`.
fn inserted(text: &str, mark: &str, more: &str) -> String {
    let at = text.find(mark).unwrap_or_else(|| panic!("{mark} is not in the template"));
    let end = text[at..].find('\n').map_or(text.len(), |length| at + length + 1);
    let (before, after) = text.split_at(end);
    format!("{before}{more}{}{after}", if more.ends_with('\n') { "" } else { "\n" })
}

/// 4,000 categories with five rows each.
fn catalogue() -> String {
    let units = ["housing", "water", "heating", "traffic"];
    let mut text = String::new();
    let mut row = |path: &str, title: &str| {
        writeln!(text, "{path},{title},,{},,housing,ours", units[path.len() % units.len()]).unwrap();
        for (area, unit) in AREAS.iter().zip(units) {
            writeln!(text, "{path},,{area},{unit},,,ours").unwrap();
        }
    };
    // 40 × (1 + 9 × (1 + 10)) = 4,000
    for a in 0..40 {
        row(&format!("l{a:02}"), &format!("大类{a}"));
        for b in 0..9 {
            row(&format!("l{a:02}/m{b}"), &format!("中类{b}"));
            (0..10).for_each(|c| row(&format!("l{a:02}/m{b}/s{c}"), &format!("小类{c}")));
        }
    }
    text
}

fn declared() -> String {
    (0..RULES).fold(String::new(), |mut text, n| {
        writeln!(
            text,
            "depth-{n:04} = {{ title = \"积水第{n}档\", quote = '积水深度超过{n}毫米的，由属地街道在规定时限内到场处置', \
             all = {{ deep = \"超过\", calm = \"没有危险\" }} }}"
        )
        .unwrap();
        text
    })
}

/// A function that asks each of the rules, as an author would write a few of them. The case names a depth of 10; the limits
/// stand in no order, so that none follows from another.
fn asked() -> String {
    let mut text =
        "\nfn asked(case: &Case, plan: &mut Plan) {\n    let depth = case.count(input::DEPTH).unwrap_or(0);\n".to_owned();
    for n in 0..RULES {
        let limit = n * 1777 % RULES;
        writeln!(text, "    plan.ask(when::Depth{n:04} {{ deep: depth > {limit}, calm: !case.yes(input::DANGER) }});").unwrap();
    }
    text + "}\n"
}

const CASE: &str = r#"{"id":"L-1","jurisdiction":"999901","channel":"phone","category":"utilities/outage/water","area":["999901"],"facts":{"depth":10},"history":[
{"seq":1,"at":"2026-11-09T09:00:00+08:00","kind":"received"},
{"seq":2,"at":"2026-11-09T09:20:00+08:00","kind":"dispatched","unit":"water"},
{"seq":3,"at":"2026-11-10T09:20:00+08:00","kind":"completed","unit":"water"}]}"#;

/// What the city costs to load, to keep and to ask. A case of the large catalogue has a category from its middle.
pub(crate) fn measure(size: Size, component: &Path, cache: &Path) -> Figures {
    let text = match size {
        Size::Catalogue => CASE.replace("utilities/outage/water", "l20/m4/s5"),
        _ => CASE.to_owned(),
    };
    let runtime = Runtime::new(Limits::default(), Some(cache.to_owned())).unwrap();
    let load = || city(runtime.load_file(component).unwrap_or_else(|e| panic!("{e}")));
    // without a cache: what an earlier run has compiled does not count
    let fresh = Runtime::new(Limits::default(), None).unwrap();
    let began = Clock::now();
    drop(fresh.load_file(component).unwrap_or_else(|e| panic!("{e}")));
    let compiling = nanos(began.elapsed());
    load();
    let loading = best(|| drop(load()));
    let before = status("VmRSS");
    let city = load();
    let resident = status("VmRSS").saturating_sub(before);
    let as_of = Instant::parse_rfc3339("2026-11-11T09:00:00+08:00").unwrap();
    let (mut batch, mut out) = (city.batch(), Vec::new());
    let all = best(|| {
        let case = Case::from_json(text.as_bytes()).unwrap();
        out.clear();
        batch.evaluate(&case, as_of).unwrap_or_else(|e| panic!("{e}")).write_json(&mut out);
    });
    let strict = best(|| {
        let case = Case::from_json(text.as_bytes()).unwrap();
        out.clear();
        city.evaluate(&case, as_of).unwrap().write_json(&mut out);
    });
    figures([
        ("component_bytes", fs::metadata(component).unwrap().len()),
        ("rules", city.policy().manifest().raw.rules.len() as u64),
        ("categories", city.policy().manifest().raw.categories.len() as u64),
        ("compile_ns", compiling),
        ("load_ns", loading),
        ("resident_bytes", resident),
        ("all_ns", all),
        ("strict_ns", strict),
        ("decision_bytes", out.len() as u64),
    ])
}
