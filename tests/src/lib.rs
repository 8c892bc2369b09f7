//! What the measurements in benches/ share. The tests are in tests/, hostile policies in guests/.

use std::fs;

/// Processor, kernel, and whether there is swap, with which fresh instances are cleared the slower way.
#[must_use]
pub fn machine() -> String {
    let read = |file: &str| fs::read_to_string(file).unwrap_or_default();
    let cpu = read("/proc/cpuinfo")
        .lines()
        .find_map(|l| l.strip_prefix("model name")?.split_once(": ").map(|(_, m)| m.to_owned()))
        .unwrap_or_default();
    let swap = if read("/proc/swaps").lines().count() > 1 { "swap" } else { "no swap" };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{cpu}, {cores} cores, Linux {}, {swap}", read("/proc/sys/kernel/osrelease").trim())
}
