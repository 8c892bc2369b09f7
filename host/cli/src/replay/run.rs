//! A corpus read through: pushed case by case, or, if it is lines, read by those who decide.

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::available_parallelism;

use paidan_engine::Error;
use paidan_lab::replay::{Block, Question, Replay, Source, Told};

use super::{Asked, progress};
use crate::cases_in::{CaseLines, Place, Spot};
use crate::error::{Exit, Failure, Outcome};

/// So many lines that are no record, and not one before them that is: this is no corpus.
pub(super) const NONE_YET: usize = 1000;

/// A replay under way.
pub(super) struct Run<'a> {
    pub(super) asked: &'a Asked<'a>,
    pub(super) running: Option<(Question, Replay<Spot>)>,
    /// What stands before the first case that says which city the corpus is of.
    pub(super) before: Vec<(Spot, Error)>,
}

impl Run<'_> {
    /// A case or a record, read here.
    pub(super) fn take(&mut self, text: Outcome<&[u8]>, place: &Place<'_>, tell: &mut dyn FnMut(Told<'_, Spot>)) -> Outcome<()> {
        progress::go_on()?;
        let asked = text.and_then(|text| {
            if self.running.is_none() {
                let question = self.asked.question(text)?;
                let workers = available_parallelism().map_or(1, usize::from).min(16);
                let mut replay = Replay::start(&question, workers);
                self.before.drain(..).for_each(|(spot, error)| replay.refuse(spot, error, tell));
                self.running = Some((question, replay));
            }
            if let Some((_, replay)) = &mut self.running {
                replay.push(place.spot(), text, tell);
            }
            Ok(())
        });
        match (asked, &mut self.running) {
            (Err(failure), _) if failure.quiet || failure.exit != Exit::Input => return Err(failure),
            (Err(failure), Some((_, replay))) => replay.refuse(place.spot(), told(failure), tell),
            (Err(failure), None) if self.before.len() == NONE_YET => return Err(place.failure(failure)),
            (Err(failure), None) => self.before.push((place.spot(), told(failure))),
            (Ok(()), _) => {}
        }
        Ok(())
    }

    /// Lines: workers read them themselves, once it is known which city they are of.
    pub(super) fn lines(&mut self, mut lines: CaseLines, tell: &mut dyn FnMut(Told<'_, Spot>)) -> Outcome<()> {
        let mut text = Vec::new();
        while self.running.is_none() && lines.fill(&mut text)? {
            for (line, spot) in lines.found.drain(..) {
                let place = spot.of(&lines.file);
                self.take(line.map(|line| &text[line]).map_err(|error| place.error(error)), &place, tell)?;
            }
        }
        let Some((_, replay)) = &mut self.running else {
            return lines.none(&mut |text, place| self.take(text, place, tell));
        };
        let failed = Arc::default();
        replay.read(Lines { lines, failed: Arc::clone(&failed) }, tell);
        let failed = failed.lock().unwrap_or_else(PoisonError::into_inner).take();
        failed.map_or(Ok(()), Err)
    }
}

/// The lines of a corpus, for workers.
struct Lines {
    lines: CaseLines,
    /// Why they were not read to their end.
    failed: Arc<Mutex<Option<Failure>>>,
}

impl Source<Spot> for Lines {
    fn fill(&mut self, block: &mut Block<Spot>) -> bool {
        let more = progress::go_on().and_then(|()| self.lines.fill(&mut block.text)).unwrap_or_else(|failure| {
            self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(failure);
            false
        });
        for (line, spot) in self.lines.found.drain(..) {
            match line {
                Ok(line) => block.line(spot, line),
                Err(error) => block.refuse(spot, error),
            }
        }
        more
    }
}

/// As the lab tells of it.
fn told(failure: Failure) -> Error {
    let Failure { code, text, mend, .. } = failure;
    Error { kind: paidan_engine::Kind::Input, code, text, place: String::new(), mend }
}
