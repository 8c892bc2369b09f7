//! What the kernel says of this process, and what the machine can do at all: the yardstick for threads.

use std::fs;
use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

const KIB: u64 = 1024;

/// A line of /proc/self/status, in bytes: `VmHWM`, `VmRSS`, `RssAnon`, `RssFile`.
pub(crate) fn status(line: &str) -> u64 {
    kib("/proc/self/status", line)
}

/// A line of /proc/self/smaps_rollup, in bytes: `Private_Dirty`, `Private_Clean`.
pub(crate) fn smaps(line: &str) -> u64 {
    kib("/proc/self/smaps_rollup", line)
}

fn kib(file: &str, line: &str) -> u64 {
    let text = fs::read_to_string(file).unwrap_or_else(|e| panic!("{file}: {e}; this measures on Linux"));
    let found =
        text.lines().find_map(|l| l.strip_prefix(line)?.strip_prefix(':')?.split_whitespace().next()?.parse::<u64>().ok());
    found.unwrap_or_else(|| panic!("{file} has no {line}")) * KIB
}

/// Processor time of all threads of this process so far.
pub(crate) fn cpu() -> Duration {
    let text = fs::read_to_string("/proc/self/stat").unwrap();
    // behind the name, which may hold blanks: user and system time are the 12th and 13th, in hundredths of a second
    let fields: Vec<&str> = text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: u64 = fields[11..13].iter().filter_map(|ticks| ticks.parse::<u64>().ok()).sum();
    Duration::from_millis(10 * ticks)
}

/// How many files are open, and how many mappings there are.
pub(crate) fn open_files() -> u64 {
    fs::read_dir("/proc/self/fd").unwrap().count() as u64
}

/// See [`open_files`].
pub(crate) fn mappings() -> u64 {
    fs::read_to_string("/proc/self/maps").unwrap().lines().count() as u64
}

/// How long that many threads take if each does the same work.
pub(crate) fn side_by_side(threads: usize, work: impl Fn() + Sync) -> Duration {
    let began = Instant::now();
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(&work))));
    began.elapsed()
}

/// Arithmetic in registers: nothing but the core itself.
pub(crate) fn arithmetic() {
    let mut x = black_box(88_172_645_463_325_252_u64);
    for _ in 0..100_000_000_u32 {
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
    }
    black_box(x);
}

/// Small pieces of memory, asked for and given back: the allocator and the caches too.
pub(crate) fn allocation() {
    let mut kept: Vec<Vec<u8>> = (0..512).map(|_| Vec::new()).collect();
    for i in 0..4_000_000_usize {
        kept[i * 167 % 512] = vec![i as u8; 16 + i * 31 % 240];
    }
    black_box(kept);
}
