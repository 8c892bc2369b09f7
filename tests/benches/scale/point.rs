//! A point of a measurement: a process of its own, so that no other point's memory or warmth is in it. The parent starts this
//! program once more with the point's name, and reads the figures from its last line.

use std::collections::BTreeMap;
use std::env;
use std::process::{Command, Stdio};
use std::time::Duration;

/// What was measured, each with its unit in its name: `peak_bytes`. Whole numbers: they are compared and printed, no more.
pub(crate) type Figures = BTreeMap<String, u64>;

pub(crate) fn figures<const N: usize>(of: [(&str, u64); N]) -> Figures {
    of.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

pub(crate) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

/// What a point's name begins with on the command line.
pub(crate) const MARK: &str = "point:";

/// Measures a point in a child. `first`: what its shell does first, such as limiting itself.
pub(crate) fn ask(name: &str, args: &[&str], first: &str) -> Figures {
    let program = env::current_exe().unwrap();
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{first}exec \"$0\" \"$@\"")).arg(program).arg(format!("{MARK}{name}")).args(args);
    let output = command.stderr(Stdio::inherit()).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{name} {args:?} failed: {text}");
    let found: Figures = serde_json::from_str(text.lines().last().unwrap_or_default()).unwrap_or_else(|e| panic!("{name}: {e}"));
    println!("  {name} {}: {}", args.join(" "), shown(&found));
    found
}

fn shown(figures: &Figures) -> String {
    figures.iter().map(|(name, value)| format!("{name} {value}")).collect::<Vec<_>>().join(", ")
}
