//! The cache of compiled components, one file each. It is native code that is run as it stands, so a file counts only if
//! nobody else could have written it, and if it is byte for byte what was put there.

use std::path::Path;

/// Whether the file is there and to be trusted; if not, whatever is wrong with it, the component is compiled again.
pub(crate) fn is_ours(file: &Path) -> std::io::Result<bool> {
    Ok(files::is_private(file) && is_whole(&std::fs::read(file)?))
}

/// Puts native code there, if the folder is private or can be made so.
pub(crate) fn write(file: &Path, mut native: Vec<u8>) -> std::io::Result<()> {
    let seal = seal(&native);
    // behind the code, where the loader does not look
    native.extend(seal.to_le_bytes());
    files::write(file, &native)
}

fn is_whole(bytes: &[u8]) -> bool {
    bytes.split_last_chunk().is_some_and(|(code, last)| seal(code).to_le_bytes() == *last)
}

/// Against bad disks and slips, not against an enemy: who could forge it could as well have replaced the program. A real
/// digest would take longer than all the rest of a load.
fn seal(bytes: &[u8]) -> u64 {
    use std::hash::Hasher;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(bytes);
    hasher.write_usize(bytes.len());
    hasher.finish()
}

#[cfg(unix)]
mod files {
    use std::fs::{DirBuilder, OpenOptions};
    use std::io::Write;
    use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
    use std::path::Path;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// Owned by this user and open to nobody else. Root may read everybody's files, and so must ask whose they are.
    fn private(meta: &std::fs::Metadata) -> bool {
        meta.uid() == rustix::process::geteuid().as_raw() && meta.mode() & 0o077 == 0
    }

    pub(super) fn is_private(file: &Path) -> bool {
        let folder = file.parent().and_then(|f| std::fs::metadata(f).ok());
        // not of what a link leads to: that may lie anywhere
        let meta = std::fs::symlink_metadata(file).ok();
        folder.is_some_and(|f| private(&f)) && meta.is_some_and(|m| m.is_file() && private(&m))
    }

    pub(super) fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
        let folder = file.parent().unwrap_or(Path::new("."));
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        if !private(&std::fs::metadata(folder)?) {
            return Ok(()); // what is put there would not be believed
        }
        // written aside, under a name that no other thread or process uses, and renamed: nobody ever reads half a file
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let aside = file.with_extension(format!("{}.{}.tmp", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)));
        let written = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(0o600)
            .open(&aside)
            .and_then(|mut f| f.write_all(bytes));
        let placed = written.and_then(|()| std::fs::rename(&aside, file));
        if placed.is_err() {
            let _ = std::fs::remove_file(&aside);
        }
        placed
    }
}

/// No cache where a folder cannot be made private.
#[cfg(not(unix))]
mod files {
    pub(super) fn is_private(_: &std::path::Path) -> bool {
        false
    }

    pub(super) fn write(_: &std::path::Path, _: &[u8]) -> std::io::Result<()> {
        Ok(())
    }
}
