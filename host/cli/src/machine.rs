//! What the machine offers to pools of policy instances: address space, memory mappings, open files. Linux says so in /proc;
//! elsewhere nothing is known, and nothing is complained about.

use std::fs;

/// Instances reserve address space far beyond the memory they use; this much lets a small pool work.
const ADDRESS_SPACE: u64 = 8 << 30;
/// Each loaded policy is a file and a few mappings.
const OPEN_FILES: u64 = 1024;
const MAPPINGS: u64 = 65_530;

/// One finding: what is there, and the command that mends it if that is not enough.
pub struct Finding {
    pub what: &'static str,
    pub text: String,
    pub mend: Option<&'static str>,
}

pub fn findings() -> Vec<Finding> {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let number = |path: &str| fs::read_to_string(path).ok().and_then(|text| text.trim().parse::<u64>().ok());
    let mut found = Vec::new();
    if let Some(mode) = number("/proc/sys/vm/overcommit_memory") {
        found.push(Finding {
            what: "memory overcommit",
            text: format!("vm.overcommit_memory = {mode}"),
            // 2 charges reserved address space as if it were used
            mend: (mode == 2).then_some("sudo sysctl vm.overcommit_memory=0"),
        });
    }
    if let Some(space) = limit(&limits, "Max address space") {
        found.push(Finding {
            what: "address space",
            text: shown(space, |bytes| format!("{} MiB", bytes >> 20)),
            mend: (space < ADDRESS_SPACE).then_some("ulimit -v unlimited"),
        });
    }
    if let Some(files) = limit(&limits, "Max open files") {
        found.push(Finding {
            what: "open files",
            text: shown(files, |files| files.to_string()),
            mend: (files < OPEN_FILES).then_some("ulimit -n 4096"),
        });
    }
    if let Some(mappings) = number("/proc/sys/vm/max_map_count") {
        found.push(Finding {
            what: "memory mappings",
            text: mappings.to_string(),
            mend: (mappings < MAPPINGS).then_some("sudo sysctl vm.max_map_count=65530"),
        });
    }
    found
}

fn shown(limit: u64, number: impl Fn(u64) -> String) -> String {
    if limit == u64::MAX { "unlimited".to_owned() } else { number(limit) }
}

/// The soft limit of a line in /proc/self/limits: `Max open files   1024   4096   files`.
fn limit(limits: &str, name: &str) -> Option<u64> {
    let soft = limits.lines().find_map(|line| line.strip_prefix(name))?.split_whitespace().next()?;
    if soft == "unlimited" { Some(u64::MAX) } else { soft.parse().ok() }
}
