//! Makes a component of a compiled module, and puts it where the deployment looks for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sha2::{Digest, Sha256};
use wit_component::ComponentEncoder;

use crate::error::{Exit, Failure, Outcome};

/// A component on disk.
pub struct Component {
    pub bytes: usize,
    /// Hex SHA-256 of the bytes. Differs between compilers; the digest of the rules does not.
    pub digest: String,
    /// Whether the bytes are others than before.
    pub changed: bool,
}

/// Encodes `module` into `file`. Where that changes its bytes, the old ones stay beside it as `<id>.previous.wasm`.
pub fn write(module: &Path, file: &Path) -> Outcome<Component> {
    let core = fs::read(module).map_err(|error| Failure::file("read", module, error))?;
    let bytes = encode(&core).map_err(|error| {
        Failure::new("cli/no-component", Exit::Refused, format!("{} makes no component: {error:#}", module.display()))
            .mend("the policy exports its contract with `paidan_sdk::export!`, and imports nothing")
    })?;
    let old = fs::read(file).ok();
    let changed = old.as_ref() != Some(&bytes);
    if changed {
        if old.is_some() {
            replace(&previous(file), |to| fs::copy(file, to).map(|_| ()))?;
        }
        replace(file, |to| fs::write(to, &bytes))?;
    } else {
        // It is as fresh as its sources now, also where those were only touched.
        let _ = fs::File::options().append(true).open(file).and_then(|file| file.set_modified(SystemTime::now()));
    }
    Ok(Component { bytes: bytes.len(), digest: hex(&Sha256::digest(&bytes)), changed })
}

/// Where the bytes before these are kept.
pub fn previous(file: &Path) -> PathBuf {
    file.with_extension("previous.wasm")
}

fn encode(core: &[u8]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    Ok(ComponentEncoder::default().module(core)?.validate(true).encode()?)
}

/// Writes beside the file and renames: who reads it meanwhile sees the old or the new one, whole.
fn replace(file: &Path, write: impl FnOnce(&Path) -> std::io::Result<()>) -> Outcome<()> {
    let beside = file.with_extension(format!("{}.tmp", std::process::id()));
    let folder = file.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)
        .and_then(|()| write(&beside))
        .and_then(|()| fs::rename(&beside, file))
        .map_err(|error| Failure::file("write", file, error))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
