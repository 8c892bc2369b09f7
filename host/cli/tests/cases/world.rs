//! The repository's deployment, its component of Xining, and copies of the policy with other cases.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use paidan_calendar::Calendar;
use paidan_engine::{City, Limits, Runtime};
use paidan_rules::Rules;

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

pub static RULES: LazyLock<Rules> =
    LazyLock::new(|| Rules::read(&root().join("policies/xining")).unwrap_or_else(|errors| panic!("{errors}")));

pub static XINING: LazyLock<City> = LazyLock::new(|| city("xining"));

/// A city as it is built, by the national calendar.
pub fn city(name: &str) -> City {
    let component = root().join("target/policies").join(format!("{name}.wasm"));
    let runtime = Runtime::new(Limits::default(), None).unwrap();
    let policy = runtime.load_file(&component).unwrap_or_else(|error| panic!("{error}"));
    City::new(policy, &[Calendar::cn()]).unwrap()
}

/// What a run printed, and its exit code.
pub struct Ran {
    pub out: String,
    pub err: String,
    pub code: i32,
}

pub fn paidan(args: &[&str]) -> Ran {
    let output = Command::new(env!("CARGO_BIN_EXE_paidan"))
        .args(args)
        .args(if args.contains(&"--lang") { &[][..] } else { &["--lang", "en"] })
        .arg("--deployment")
        .arg(root())
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { out: text(&output.stdout), err: text(&output.stderr), code: output.status.code().unwrap() }
}

/// Xining's folder under another roof, with one file of cases of its own: its name and its sources are the same, so its component is.
pub struct Copy {
    pub folder: PathBuf,
    pub file: PathBuf,
}

pub fn copy(name: &str, cases: &str) -> Copy {
    copy_as(name, "xining", cases)
}

/// The same in a folder of another name, which no component was made of.
pub fn copy_as(name: &str, folder: &str, cases: &str) -> Copy {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("cases-{name}")).join(folder);
    let _ = fs::remove_dir_all(&folder);
    let xining = root().join("policies/xining");
    for part in ["src", "cases"] {
        fs::create_dir_all(folder.join(part)).unwrap();
    }
    for file in ["rules.toml", "routes.csv", "src/lib.rs"] {
        fs::copy(xining.join(file), folder.join(file)).unwrap();
    }
    let file = folder.join("cases/own.toml");
    fs::write(&file, cases).unwrap();
    Copy { folder, file }
}

impl Copy {
    pub fn test(&self, args: &[&str]) -> Ran {
        let folder = self.folder.to_str().unwrap();
        paidan(&[&["test", folder], args].concat())
    }
}
