//! More policies than this process may open files for. Limits are of a whole process, so each test starts one of its own: this
//! program, with one test in it.

use std::env;
use std::process::Command;

use paidan_engine::{Limits, Runtime, raise_open_files};

use crate::cache::Folder;
use crate::support::{at, city, component, outcome, read};

const SOFT: usize = 64;
const POLICIES: usize = 100;
const TASK: &str = "PAIDAN_OPEN_FILES_TASK";

/// What happens when so many policies are loaded under a low soft limit, as the child tells it.
fn told(task: &str) -> String {
    let command = format!("ulimit -Sn {SOFT} && exec \"$0\" --exact open_files::in_a_process_of_its_own --nocapture");
    let output = Command::new("sh").arg("-c").arg(command).arg(env::current_exe().unwrap()).env(TASK, task).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
    text.lines().find_map(|line| line.split_once("told: ")).unwrap_or_else(|| panic!("{text}")).1.to_owned()
}

/// The child; without a task there is nothing to do.
#[test]
fn in_a_process_of_its_own() {
    let Ok(task) = env::var(TASK) else { return };
    let folder = Folder::new("open-files");
    let cache = task.starts_with("cached").then(|| folder.path());
    // compiled and cached once: what is loaded after it is opened only
    drop(Runtime::new(Limits::default(), cache.clone()).unwrap().load(&component("xining")).unwrap());
    if task.ends_with("raised") {
        raise_open_files();
    }
    let runtime = Runtime::new(Limits::default(), cache).unwrap();
    let (bytes, mut loaded, mut end) = (component("xining"), Vec::new(), "all loaded".to_owned());
    for _ in 0..POLICIES {
        match runtime.load(&bytes) {
            Ok(policy) => loaded.push(city(policy).unwrap()),
            Err(error) => {
                end = format!("{}; mend: {}", outcome(Err::<String, _>(error.clone())), error.mend);
                break;
            }
        }
    }
    let case = read(r#"{"id":"1","jurisdiction":"630103","history":[{"at":"2026-11-09T09:00:00+08:00","kind":"received"}]}"#);
    for city in &loaded {
        city.evaluate(&case, at("2026-11-09T10:00:00+08:00")).unwrap();
    }
    let many = if loaded.len() == POLICIES {
        "all"
    } else if loaded.len() > SOFT / 2 {
        "most"
    } else {
        "few"
    };
    println!("told: {many} answer; {end}");
}

const SHORT: &str = "most answer; host/open-files: no more files can be opened: each loaded policy keeps one open; mend: load fewer \
    policies, or allow more: `ulimit -n 8192`, `LimitNOFILE=` of a service, or `raise_open_files` at the start of the program";

/// What is loaded goes on answering, and the error says what to do.
#[test]
fn too_many_policies_are_a_fault_of_the_host() {
    assert_eq!(told("cached"), SHORT);
    // an image of memory that lies in no file of ours is one of the kernel's
    assert_eq!(told("compiled"), SHORT);
}

#[test]
fn a_raised_limit_holds_them_all() {
    assert_eq!(told("cached raised"), "all answer; all loaded");
}
