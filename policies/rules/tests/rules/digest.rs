//! The digest of a policy's sources.

use std::fs;

use paidan_rules::{Rules, digest};

use crate::{folder, small, text};

#[test]
fn line_ends_and_the_order_of_files_do_not_matter_but_texts_and_names_do() {
    let (rules, routes) = (text("small/rules.toml"), text("small/routes.csv"));
    let write = |name: &str, crlf: bool, mut files: Vec<(&str, &str)>| {
        let folder = folder(name);
        if crlf {
            files.reverse();
        }
        fs::create_dir_all(folder.join("src/deep")).unwrap();
        for (path, text) in files {
            let text = if crlf { text.replace('\n', "\r\n") } else { text.to_owned() };
            fs::write(folder.join(path), text).unwrap();
        }
        let sources = digest(&folder).unwrap();
        assert_eq!(Rules::read(&folder).unwrap().manifest_digest(), sources);
        sources
    };
    let files = vec![
        ("rules.toml", rules.as_str()),
        ("routes.csv", &routes),
        ("src/lib.rs", "fn a() {}\nfn b() {}\n"),
        ("src/deep/c.rs", "// c\n"),
    ];
    let unix = write("unix", false, files.clone());
    assert_eq!(unix.len(), 64);
    assert_eq!(unix, write("dos", true, files.clone()));

    let other = |at: usize, path: &'static str, text: &'static str| {
        let mut files = files.clone();
        files[at] = (path, text);
        write("other", false, files)
    };
    assert_ne!(unix, other(3, "src/deep/c.rs", "// d\n"), "another text");
    assert_ne!(unix, other(3, "src/c.rs", "// c\n"), "another path");
    assert_eq!(
        unix,
        write("notes", false, [files.as_slice(), &[("src/notes.txt", "no source")]].concat()),
        "what is no source does not count"
    );
}

#[test]
fn what_was_set_counts() {
    let (plain, mut one, mut other) = (small(), small(), small());
    one.set("term.d1", "2 working days").unwrap();
    one.set("input.difficulty.most", "3").unwrap();
    other.set("input.difficulty.most", "3").unwrap();
    assert_ne!(plain.manifest_digest(), other.manifest_digest());
    other.set("term.d1", "2 working days").unwrap();
    assert_eq!(one.manifest_digest(), other.manifest_digest(), "the order of settings does not matter");
}
