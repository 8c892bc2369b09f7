//! `peers FILE.jsonl`: reads the cases, says which engines there are, and answers commands on standard input, a line each.
//!
//! `answers ENGINE`: what it says of every case. `turn ENGINE N`: the next N cases, timed. `read ENGINE N`: the same, but the
//! case is only read. `quit`.

use std::io::{BufRead, Write, stdin, stdout};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use peers::Peer;
use peers::answer::Answer;
use serde_json::json;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("peers: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// One engine at work: where it is in the corpus, and the buffer that it writes to.
struct Turns {
    peer: Peer,
    next: usize,
    out: Vec<u8>,
}

fn run() -> Result<()> {
    let file = std::env::args().nth(1).context("usage: peers FILE.jsonl")?;
    let text = std::fs::read_to_string(&file).with_context(|| file.clone())?;
    let cases: Vec<&[u8]> = text.lines().map(str::as_bytes).collect();
    ensure!(!cases.is_empty(), "{file} has no cases");
    let mut all: Vec<Turns> = peers::all()?.into_iter().map(|peer| Turns { peer, next: 0, out: Vec::new() }).collect();
    let ready: Vec<_> =
        all.iter().map(|t| json!({ "engine": t.peer.name, "version": t.peer.version, "path": t.peer.path })).collect();
    say(&json!({ "ready": ready }).to_string())?;
    for line in stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split_whitespace().collect();
        let mut engine = |name: &str| -> Result<usize> {
            all.iter_mut().position(|t| t.peer.name == name).with_context(|| format!("there is no engine `{name}`"))
        };
        match words[..] {
            ["answers", name] => {
                let at = engine(name)?;
                say(&answers(&mut all[at].peer, &cases)?)?;
            }
            [what @ ("turn" | "read"), name, count] => {
                let at = engine(name)?;
                let count = count.parse().with_context(|| format!("`{count}` is no number of cases"))?;
                say(&turn(&mut all[at], &cases, count, what == "read")?)?;
            }
            ["quit"] => return Ok(()),
            _ => bail!("`{line}` is none of: answers ENGINE, turn ENGINE N, read ENGINE N, quit"),
        }
    }
    Ok(())
}

fn say(line: &str) -> Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

fn answers(peer: &mut Peer, cases: &[&[u8]]) -> Result<String> {
    let mut answers = Vec::new();
    for case in cases {
        let mut out = Vec::new();
        peer.engine.plan(case, &mut out).with_context(|| format!("{}: {}", peer.name, String::from_utf8_lossy(case)))?;
        answers.push(Answer::read(&out).context(peer.name)?);
    }
    Ok(serde_json::to_string(&answers)?)
}

fn turn(turns: &mut Turns, cases: &[&[u8]], count: usize, only_read: bool) -> Result<String> {
    let mut bytes = 0;
    let began = Instant::now();
    for _ in 0..count {
        let case = cases[turns.next];
        turns.next = (turns.next + 1) % cases.len();
        if only_read {
            turns.peer.engine.read(case)?;
        } else {
            turns.out.clear();
            turns.peer.engine.plan(case, &mut turns.out)?;
            bytes += turns.out.len();
        }
    }
    let ns = began.elapsed().as_nanos();
    Ok(json!({ "ns": u64::try_from(ns)?, "bytes": bytes }).to_string())
}
