//! Other rule engines, in a program of their own (tests/peers): what its dependencies switch on in crates that we use too touches
//! nobody here, nor ours there. It takes its turns when it is told to.

use std::cell::RefCell;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use paidan_engine::{Case, Outline};
use serde_json::{Value, json};

use crate::Measurement;
use crate::corpus::Corpus;
use crate::paidan::Subject;

/// A program for each corpus.
pub(crate) struct Peers(Vec<Peer>);

struct Peer {
    corpus: &'static Corpus,
    engines: Vec<String>,
    talk: RefCell<Talk>,
}

struct Talk {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Talk {
    fn answer(&mut self) -> Value {
        let mut line = String::new();
        let read = self.from.read_line(&mut line).unwrap();
        assert!(read > 0, "the program of the peers has ended");
        serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"))
    }

    fn ask(&mut self, question: &str) -> Value {
        writeln!(self.to, "{question}").unwrap();
        self.to.flush().unwrap();
        self.answer()
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        let _ = writeln!(self.to, "quit");
        let _ = self.child.wait();
    }
}

impl Peers {
    pub(crate) fn start(program: &Path, corpora: &'static [Corpus], scratch: &Path) -> Self {
        fs::create_dir_all(scratch).unwrap();
        Self(corpora.iter().map(|corpus| Peer::start(program, corpus, scratch)).collect())
    }

    /// Everybody gives the same answers, case by case, or nothing is measured.
    pub(crate) fn check(&self, subject: &Subject) {
        for peer in &self.0 {
            let ours: Vec<Value> = peer.corpus.lines().map(|line| ours(subject, line)).collect();
            for engine in &peer.engines {
                let theirs = peer.talk.borrow_mut().ask(&format!("answers {engine}"));
                let theirs = theirs.as_array().unwrap_or_else(|| panic!("{engine}: {theirs}"));
                assert_eq!(ours.len(), theirs.len(), "{engine}");
                for (ours, theirs) in ours.iter().zip(theirs) {
                    assert_eq!(ours, theirs, "{engine}, {}", peer.corpus.name);
                }
            }
        }
    }

    pub(crate) fn measurements(&self) -> impl Iterator<Item = Measurement<'_>> {
        self.0.iter().flat_map(|peer| {
            let count = peer.corpus.lines().count();
            peer.engines.iter().map(move |engine| {
                let question = format!("turn {engine} {count}");
                Measurement::new("plan", peer.corpus.name, engine, move || {
                    let answer = peer.talk.borrow_mut().ask(&question);
                    let ns = answer["ns"].as_u64().unwrap_or_else(|| panic!("{engine}: {answer}"));
                    Duration::from_nanos(ns) / count as u32
                })
            })
        })
    }
}

impl Peer {
    fn start(program: &Path, corpus: &'static Corpus, scratch: &Path) -> Self {
        let file = scratch.join(format!("{}.jsonl", corpus.name));
        fs::write(&file, &corpus.text).unwrap();
        let mut child = Command::new(program)
            .arg(&file)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{}: {e}; `make bench` builds it", program.display()));
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut talk = Talk { child, to, from };
        let ready = talk.answer();
        let engines = ready["ready"].as_array().unwrap().iter().map(|e| e["engine"].as_str().unwrap().to_owned()).collect();
        Self { corpus, engines, talk: RefCell::new(talk) }
    }
}

/// Our outline, in the form in which answers are compared.
fn ours(subject: &Subject, line: &str) -> Value {
    let case = Case::from_json(line.as_bytes()).unwrap();
    let Outline { case: id, labels, route, rows, rules, .. } = subject.city.outline(&case, case.last_known()).unwrap();
    let label = |group: &str| labels.iter().find(|l| l.group == group).map(|l| l.value);
    let route = route.unwrap();
    let others: Vec<Value> = route.others.iter().map(|part| json!([part.role, part.unit])).collect();
    let rows: Vec<Value> =
        rows.iter().map(|row| json!([row.kind, row.body, row.start, row.until, row.term, row.since])).collect();
    json!({
        "case": id, "tier": label("tier"), "matter": label("matter"), "mode": route.mode, "lead": route.lead,
        "accountable": route.accountable, "others": others, "rows": rows, "rules": rules,
    })
}
