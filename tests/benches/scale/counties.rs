//! As many policies as there are counties: Xining's component over and over, each with a manifest digest of its own, so that
//! neither its bytes nor its compiled code nor its image of memory is the file of another.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant as Clock;

use paidan_engine::{Case, City, Limits, Runtime};

use crate::corpus::{Corpus, as_of, city};
use crate::machine::{mappings, open_files, smaps, status};
use crate::point::{Figures, figures, nanos};

/// Calls for one policy after each other, as a service that sorts its work makes them.
const GROUP: u64 = 1000;
/// Groups at least, where there are fewer policies.
const GROUPS: usize = 600;
/// Groups in a turn: all policies and the few take turns, so that what else the machine does falls on both.
const TURN: usize = 20;
/// As many as a deployment of today has: what a call costs with them is what it is compared with.
const FEW: usize = 5;
/// Calls that go from policy to policy.
const MIXED: u64 = 300_000;

/// Where a county's component lies.
fn file(folder: &Path, number: usize) -> PathBuf {
    folder.join(format!("county-{number:04}.wasm"))
}

fn cache(folder: &Path) -> PathBuf {
    folder.join("cache")
}

/// Makes the components and compiles them into a cache, on all cores. What an earlier run left there is used again.
pub(crate) fn prepare(component: &[u8], digest: &str, folder: &Path, count: usize) {
    let places: Vec<usize> =
        component.windows(digest.len()).enumerate().filter(|(_, found)| *found == digest.as_bytes()).map(|(at, _)| at).collect();
    let [place] = places[..] else { panic!("the digest of the rules stands {} times in the component", places.len()) };
    fs::create_dir_all(folder).unwrap();
    // files of another engine or component lie there too
    if fs::read_dir(cache(folder)).is_ok_and(|files| files.count() > count) {
        fs::remove_dir_all(cache(folder)).unwrap();
    }
    let runtime = Runtime::new(Limits::default(), Some(cache(folder))).unwrap();
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return;
            }
            let mut bytes = component.to_vec();
            // a number in front of the digest: still 64 hexadecimal digits
            bytes[place..][..8].copy_from_slice(format!("{number:08x}").as_bytes());
            fs::write(file(folder, number), &bytes).unwrap();
            runtime.load(&bytes).unwrap_or_else(|e| panic!("{e}"));
        }
    };
    thread::scope(|scope| (0..crate::THREADS).for_each(|_| drop(scope.spawn(work))));
}

/// Loads so many, and calls them in groups and one after the other.
pub(crate) fn measure(folder: &Path, corpus: &Path, count: usize) -> Figures {
    let corpus = Corpus::read(corpus);
    let before = (status("VmRSS"), smaps("Private_Dirty"), open_files(), mappings());
    let began = Clock::now();
    let runtime = Runtime::new(Limits::default(), Some(cache(folder))).unwrap();
    let load = |number| city(runtime.load_file(&file(folder, number)).unwrap_or_else(|e| panic!("{e}")));
    let cities: Vec<City> = (0..count).map(load).collect();
    let loading = nanos(began.elapsed());
    let loaded = (status("VmRSS"), smaps("Private_Dirty"), open_files(), mappings());
    let (few, grouped) = grouped(&cities, &corpus);
    let after_groups = status("VmRSS") - before.0;
    let mixed = mixed(&cities, &corpus, MIXED);
    let after_mixed = status("VmRSS") - before.0;
    drop(cities);
    let began = Clock::now();
    let next = AtomicUsize::new(0);
    let work = || {
        let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed)).take_while(|number| *number < count);
        numbers.map(load).collect::<Vec<City>>()
    };
    let side_by_side = thread::scope(|scope| {
        let workers: Vec<_> = (0..crate::THREADS).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap().len()).sum::<usize>()
    });
    assert_eq!(side_by_side, count);
    let loading_by_two = nanos(began.elapsed());
    figures([
        ("load_ns", loading),
        ("load_by_two_ns", loading_by_two),
        ("resident_bytes", loaded.0 - before.0),
        ("private_bytes", loaded.1 - before.1),
        ("open_files", loaded.2 - before.2),
        ("mappings", loaded.3 - before.3),
        ("few_ns", few),
        ("grouped_ns", grouped),
        ("mixed_ns", mixed),
        ("resident_grouped_bytes", after_groups),
        ("resident_mixed_bytes", after_mixed),
        ("peak_bytes", status("VmHWM")),
    ])
}

/// What a call costs, read, decided and written, where a policy is asked a thousand times before the next is: of the first few
/// policies, and of all.
fn grouped(cities: &[City], corpus: &Corpus) -> (u64, u64) {
    let groups = cities.len().max(GROUPS);
    let few = cities.iter().take(FEW).cycle();
    let all = cities.iter().cycle();
    let (mut of_few, mut of_all) = (0, 0);
    for turn in (0..groups).step_by(TURN) {
        let length = TURN.min(groups - turn);
        of_few += turn_of(few.clone().skip(turn).take(length), corpus);
        of_all += turn_of(all.clone().skip(turn).take(length), corpus);
    }
    let calls = groups as u64 * GROUP;
    (of_few / calls, of_all / calls)
}

fn turn_of<'c>(cities: impl Iterator<Item = &'c City>, corpus: &Corpus) -> u64 {
    let (as_of, mut out) = (as_of(), Vec::new());
    let began = Clock::now();
    for city in cities {
        let mut batch = city.batch();
        for number in 0..GROUP {
            let case = Case::from_json(corpus.case(number)).unwrap();
            out.clear();
            batch.evaluate(&case, as_of).unwrap_or_else(|e| panic!("{e}")).write_json(&mut out);
        }
        drop(batch);
        city.policy().let_go();
    }
    nanos(began.elapsed())
}

/// The same, where the next call is always another policy's, on a fresh instance.
fn mixed(cities: &[City], corpus: &Corpus, calls: u64) -> u64 {
    let (as_of, mut out) = (as_of(), Vec::new());
    let began = Clock::now();
    for (city, number) in cities.iter().cycle().zip(0..calls) {
        let case = Case::from_json(corpus.case(number % GROUP)).unwrap();
        out.clear();
        city.evaluate(&case, as_of).unwrap_or_else(|e| panic!("{e}")).write_json(&mut out);
    }
    nanos(began.elapsed()) / calls
}
