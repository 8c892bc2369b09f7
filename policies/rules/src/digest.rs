//! The digest of a policy's sources: the same on every machine, whatever compiler built the component.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

/// SHA-256 in hex over `rules.toml`, the catalogue it names, and every `src/**/*.rs` of a policy's folder: each file's path
/// (with `/`) and text (line ends as LF), in the order of the paths.
///
/// # Errors
/// A file that cannot be read.
pub fn digest(folder: &Path) -> io::Result<String> {
    let mut files = BTreeMap::new();
    let rules = fs::read(folder.join("rules.toml"))?;
    if let Some(name) = std::str::from_utf8(&rules).ok().and_then(crate::set::routes_name) {
        files.insert(name.clone(), fs::read(folder.join(name))?);
    }
    files.insert("rules.toml".to_owned(), rules);
    if folder.join("src").is_dir() {
        sources(&folder.join("src"), "src", &mut files)?;
    }
    Ok(of(files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()))))
}

fn sources(folder: &Path, under: &str, files: &mut BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(|name| format!("{under}/{name}")) else { continue };
        if entry.file_type()?.is_dir() {
            sources(&entry.path(), &name, files)?;
        } else if name.ends_with(".rs") {
            files.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// The digest of files, in whatever order they come.
pub(crate) fn of<'a>(files: impl Iterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut files: Vec<_> = files.collect();
    files.sort_unstable();
    let mut hash = Sha256::new();
    for (path, bytes) in files {
        let text = unix_lines(bytes);
        // lengths, so that no two folders give the same bytes
        hash.update((path.len() as u64).to_le_bytes());
        hash.update(path);
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    hex(hash)
}

/// A digest that also covers what was set; with nothing set the digest itself.
pub(crate) fn with_sets(sources: &str, sets: &BTreeMap<String, String>) -> String {
    if sets.is_empty() {
        return sources.to_owned();
    }
    let mut hash = Sha256::new();
    hash.update(sources);
    for (path, text) in sets {
        hash.update(format!("\n{path}={text}"));
    }
    hex(hash)
}

fn unix_lines(bytes: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes.len());
    for (i, byte) in bytes.iter().enumerate() {
        if *byte != b'\r' || bytes.get(i + 1) != Some(&b'\n') {
            text.push(*byte);
        }
    }
    text
}

fn hex(hash: Sha256) -> String {
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
