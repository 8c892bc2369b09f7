//! Files that stay open. A loaded policy keeps one: its image of memory is mapped anew into each slot of the pool that it runs in,
//! and the kernel asks for the file each time. Many systems start a process with room for 1,024.

use crate::error::Error;

/// Raises this process's soft limit of open files to its hard limit. For programs that load hundreds of policies: call it once, at
/// the start. A library does not do it unasked, for a program that waits for files with `select` breaks where one gets a number
/// over 1,023.
pub fn raise_open_files() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
        // where it is refused (a hard limit above the kernel's own), loading says what is short
        let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    }
}

/// Whether something failed for want of open files, of this process or of the machine.
pub(crate) fn is_short(error: &std::io::Error) -> bool {
    const EMFILE_ENFILE: [i32; 2] = [24, 23]; // the same on every Unix
    cfg!(unix) && error.raw_os_error().is_some_and(|code| EMFILE_ENFILE.contains(&code))
}

pub(crate) fn short() -> Error {
    Error::new("host/open-files", "no more files can be opened: each loaded policy keeps one open")
        .mend("load fewer policies, or allow more: `ulimit -n 8192`, `LimitNOFILE=` of a service, or `raise_open_files` at the start of the program")
}
