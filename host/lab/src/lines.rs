//! Lines of a stream, some at a time, in memory that can be handed on: read where they are worked on, they need not be copied.

use std::io::{Error, ErrorKind, Read, Result};
use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

/// Bytes read at once: few enough to be still in a core's cache when they are worked on.
const CHUNK: usize = 128 << 10;
/// A longer line is passed over: whoever forgets line ends must not fill the memory.
pub const LINE_MAX: usize = 16 << 20;

/// Reads a stream by lines.
#[derive(Debug)]
pub struct Lines<R> {
    stream: R,
    /// The beginning of a line that was read with those before it.
    rest: Vec<u8>,
    ended: bool,
    /// What the stream said when lines had been found that are given first.
    failed: Option<Error>,
}

/// Where a line stands in its text, with its line end if it has one. None: it was longer than [`LINE_MAX`], and is not there.
pub type Line = Option<Range<usize>>;

impl<R: Read> Lines<R> {
    #[allow(missing_docs)]
    pub fn new(stream: R) -> Self {
        Self { stream, rest: Vec::new(), ended: false, failed: None }
    }

    /// Fills `text` with whole lines and says where they stand: as many as came at once, at least one. False: there was none left.
    /// `text` may be longer than its lines: its memory is used again from call to call.
    ///
    /// # Errors
    /// What the stream says. The lines before are given first.
    pub fn next(&mut self, text: &mut Vec<u8>, lines: &mut Vec<Line>) -> Result<bool> {
        lines.clear();
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        if text.len() > 16 * CHUNK {
            // one long line does not keep its memory for ever
            *text = Vec::new();
        }
        let mut filled = self.rest.len();
        text.resize(text.len().max(filled + CHUNK), 0);
        text[..filled].copy_from_slice(&self.rest);
        self.rest.clear();
        // a line that is passed over leaves what stands behind it
        let (mut begins, mut passes_over) = (0, false);
        let ends = loop {
            if self.ended {
                break filled;
            }
            text.resize(text.len().max(filled + CHUNK), 0);
            let read = match self.stream.read(&mut text[filled..filled + CHUNK]) {
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.ended = true;
                    if lines.is_empty() {
                        return Err(error);
                    }
                    self.failed = Some(error);
                    begins = filled;
                    break filled;
                }
            };
            self.ended = read == 0;
            let new = filled..filled + read;
            filled = new.end;
            if passes_over {
                match memchr(b'\n', &text[new.clone()]) {
                    Some(end) => (begins, passes_over) = (new.start + end + 1, false),
                    None => filled = 0,
                }
            }
            let searched = new.start.max(begins);
            if let Some(last) = text.get(searched..filled).and_then(|new| memrchr(b'\n', new)) {
                break searched + last + 1;
            }
            if filled.saturating_sub(begins) > LINE_MAX {
                lines.push(None);
                (filled, begins, passes_over) = (0, 0, true);
            }
        };
        let mut from = begins;
        let line_ends = memchr_iter(b'\n', &text[begins..ends]).map(|end| begins + end + 1);
        // the last of a stream may have no end
        for end in line_ends.chain([ends]) {
            if end > from {
                lines.push((end - from <= LINE_MAX).then_some(from..end));
                from = end;
            }
        }
        self.rest.extend_from_slice(&text[ends..filled]);
        Ok(!lines.is_empty())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Gives as many bytes at once as it is told, and may break off.
    struct Slow<'a> {
        text: &'a [u8],
        sizes: Vec<usize>,
        breaks: bool,
    }

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> Result<usize> {
            if self.breaks && self.text.is_empty() {
                return Err(ErrorKind::InvalidData.into());
            }
            let size = self.sizes.pop().unwrap_or(into.len()).min(into.len()).min(self.text.len());
            let (now, later) = self.text.split_at(size);
            into[..size].copy_from_slice(now);
            self.text = later;
            Ok(size)
        }
    }

    fn read(text: &[u8], sizes: Vec<usize>) -> Vec<Option<Vec<u8>>> {
        let (mut lines, mut buffer, mut found, mut all) =
            (Lines::new(Slow { text, sizes, breaks: false }), Vec::new(), Vec::new(), Vec::new());
        while lines.next(&mut buffer, &mut found).unwrap() {
            all.extend(found.iter().map(|line| line.clone().map(|line| buffer[line].to_vec())));
        }
        assert!(!lines.next(&mut buffer, &mut found).unwrap(), "and no more behind the last");
        all
    }

    proptest! {
        #[test]
        fn however_they_come_they_are_the_same_lines(
            text in prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'a'), any::<u8>()], 0..300),
            sizes in prop::collection::vec(1_usize..40, 0..100),
        ) {
            let split: Vec<_> = text.split_inclusive(|byte| *byte == b'\n').map(|line| Some(line.to_vec())).collect();
            prop_assert_eq!(read(&text, sizes), split);
        }
    }

    #[test]
    fn a_line_without_end_is_passed_over_and_those_around_it_are_read() {
        let long = vec![b'x'; LINE_MAX + 5];
        for (name, text, found) in [
            (
                "between others",
                [b"one\n", &long[..], b"\ntwo\nthree"].concat(),
                vec![Some("one\n"), None, Some("two\n"), Some("three")],
            ),
            ("alone", long.clone(), vec![None]),
            ("last", [b"one\n", &long[..], b"\n"].concat(), vec![Some("one\n"), None]),
            ("twice", [&long[..], b"\n", &long[..], b"\nend\n"].concat(), vec![None, None, Some("end\n")]),
            ("much longer", [&long[..], &long[..], b"\nend"].concat(), vec![None, Some("end")]),
        ] {
            let found: Vec<_> = found.into_iter().map(|line| line.map(|line| line.as_bytes().to_vec())).collect();
            for sizes in [Vec::new(), vec![9999; 3500]] {
                assert!(read(&text, sizes) == found, "{name}");
            }
        }
    }

    #[test]
    fn what_came_before_a_stream_broke_off_is_given_first() {
        let long = vec![b'x'; LINE_MAX + 5];
        for (text, before) in [(&b"one\ntw"[..], 1), (b"tw", 0), (b"", 0), (&[&long[..], b"\ntw"].concat(), 1)] {
            let mut lines = Lines::new(Slow { text, sizes: Vec::new(), breaks: true });
            let (mut buffer, mut found, mut told) = (Vec::new(), Vec::new(), 0);
            let error = loop {
                match lines.next(&mut buffer, &mut found) {
                    Ok(more) => assert!(more),
                    Err(error) => break error,
                }
                told += found.len();
            };
            assert_eq!((error.kind(), told), (ErrorKind::InvalidData, before));
            assert!(!lines.next(&mut buffer, &mut found).unwrap());
        }
    }
}
