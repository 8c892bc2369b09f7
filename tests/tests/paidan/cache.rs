//! The cache of compiled components. Native code is run without further checks, so a file that anybody else could have
//! written, or that is not byte for byte what was put there, is compiled again.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::process;

use paidan_engine::{Policy, Runtime};

use crate::support::{at, city, component, limits, read};

/// A folder of a test's own, gone with it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("paidan-{}-{name}", process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.clone()
    }

    /// The one file in it.
    pub(crate) fn only(&self) -> PathBuf {
        let files: Vec<_> = fs::read_dir(&self.0).unwrap().map(|e| e.unwrap().path()).collect();
        let [file] = &files[..] else { panic!("expected one file, found {files:?}") };
        file.clone()
    }

    fn load(&self) -> Policy {
        Runtime::new(limits(), Some(self.path())).unwrap().load(&component("xining")).unwrap()
    }

    /// Which file lies there: a new one has another number.
    fn file_number(&self) -> u64 {
        fs::metadata(self.only()).unwrap().ino()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn works(policy: Policy) {
    let case = read(r#"{"id":"1","jurisdiction":"630103","history":[{"at":"2026-11-09T09:00:00+08:00","kind":"received"}]}"#);
    city(policy).unwrap().evaluate(&case, at("2026-11-09T10:00:00+08:00")).unwrap();
}

#[test]
fn a_second_load_compiles_nothing() {
    let folder = Folder::new("second");
    works(folder.load());
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(folder.path()), mode(folder.only())), (0o700, 0o600));
    let first = folder.file_number();
    works(folder.load());
    assert_eq!(first, folder.file_number(), "it was written again");
}

/// Something done to the cache after which its file must not be used.
type Harm = (&'static str, fn(&Folder));

const HARMS: &[Harm] = &[
    ("a byte of code changed", |f| change(f, |bytes| bytes[0x2000] ^= 1)),
    ("the last byte changed", |f| change(f, |bytes| *bytes.last_mut().unwrap() ^= 1)),
    ("cut off", |f| change(f, |bytes| bytes.truncate(bytes.len() / 2))),
    ("lengthened", |f| change(f, |bytes| bytes.extend([0; 64]))),
    ("emptied", |f| change(f, Vec::clear)),
    ("others may write the file", |f| fs::set_permissions(f.only(), Permissions::from_mode(0o666)).unwrap()),
    ("others may read the file", |f| fs::set_permissions(f.only(), Permissions::from_mode(0o644)).unwrap()),
    ("replaced by a link", |f| {
        let (file, aside) = (f.only(), f.path().with_extension("aside"));
        fs::rename(&file, &aside).unwrap();
        std::os::unix::fs::symlink(aside, file).unwrap();
    }),
];

fn change(folder: &Folder, how: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(folder.only()).unwrap();
    how(&mut bytes);
    // in place: the file keeps its number and its mode
    fs::write(folder.only(), bytes).unwrap();
}

#[test]
fn a_file_that_was_touched_is_compiled_again() {
    for (what, harm) in HARMS {
        let folder = Folder::new("harm");
        folder.load();
        let good = fs::read(folder.only()).unwrap();
        harm(&folder);
        let harmed = fs::symlink_metadata(folder.only()).unwrap().ino();
        works(folder.load());
        let again = fs::symlink_metadata(folder.only()).unwrap();
        assert!(again.is_file() && again.ino() != harmed, "{what}: the file was used");
        assert_eq!(again.permissions().mode() & 0o777, 0o600, "{what}");
        assert_eq!(good, fs::read(folder.only()).unwrap(), "{what}");
        let _ = fs::remove_file(folder.path().with_extension("aside"));
    }
}

/// A folder that others may enter is no cache: what lies there is neither used nor written.
#[test]
fn a_folder_that_is_not_private_is_no_cache() {
    let folder = Folder::new("open");
    folder.load();
    let first = folder.file_number();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o777)).unwrap();
    change(&folder, |bytes| bytes[0x2000] ^= 1);
    works(folder.load());
    assert_eq!(first, folder.file_number(), "something was written into a folder of everybody's");
}

/// What another user left there is not used, also by root, who may read everything.
#[test]
fn a_file_of_somebody_else_is_not_used() {
    let folder = Folder::new("other");
    folder.load();
    let first = folder.file_number();
    if std::os::unix::fs::chown(folder.path(), Some(65534), None).is_err() {
        return; // only root can make such a folder
    }
    std::os::unix::fs::chown(folder.only(), Some(65534), None).unwrap();
    change(&folder, |bytes| bytes[0x2000] ^= 1);
    works(folder.load());
    assert_eq!(first, folder.file_number(), "something was written into a folder of somebody else's");
}

/// Many at once, on an empty cache: everybody gets a policy that works, and one good file is left.
#[test]
fn many_at_once_leave_one_good_file() {
    let folder = Folder::new("many");
    for round in 0..3 {
        std::thread::scope(|s| {
            for _ in 0..8 {
                s.spawn(|| works(folder.load()));
            }
        });
        let first = folder.file_number();
        works(folder.load());
        assert_eq!(first, folder.file_number(), "round {round} left a bad file");
        fs::remove_file(folder.only()).unwrap();
    }
}

/// The same with processes.
#[test]
fn processes_share_a_cache() {
    let program = std::env::current_exe().unwrap().ancestors().nth(2).unwrap().join("paidan");
    assert!(program.is_file(), "{} is missing: run `make components guests`", program.display());
    let folder = Folder::new("processes");
    let evaluate = || {
        let mut command = process::Command::new(&program);
        command.args(["evaluate", "tests/cases/short.json", "--json", "--city", "xining", "--at", "2026-11-11T16:00:00+08:00"]);
        command.current_dir(crate::support::root()).env("PAIDAN_CACHE", folder.path());
        command.stdout(process::Stdio::piped()).spawn().unwrap()
    };
    let outputs: Vec<_> = [(); 6].map(|()| evaluate()).into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    assert!(outputs.iter().all(|o| o.status.success() && !o.stdout.is_empty() && o.stdout == outputs[0].stdout));
    let first = folder.file_number();
    assert!(evaluate().wait_with_output().unwrap().status.success());
    assert_eq!(first, folder.file_number(), "they left a bad file");
}

/// The code comes back from the file, under the feet of whoever runs it.
#[test]
fn what_was_let_go_of_decides_the_same() {
    let folder = Folder::new("let-go");
    drop(folder.load());
    let city = city(folder.load()).unwrap();
    let case = read(r#"{"id":"1","jurisdiction":"630103","history":[{"at":"2026-11-09T09:00:00+08:00","kind":"received"}]}"#);
    let decide = || city.evaluate(&case, at("2026-11-09T10:00:00+08:00")).unwrap().to_json();
    let before = decide();
    std::thread::scope(|scope| {
        let deciding = scope.spawn(|| (0..2000).all(|_| decide() == before));
        while !deciding.is_finished() {
            city.policy().let_go();
        }
        assert!(deciding.join().unwrap());
    });
}
