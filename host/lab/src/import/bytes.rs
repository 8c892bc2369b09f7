//! The bytes of a file as UTF-8, whatever they were written in; and never more of them for one row than a row may have.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};
use paidan_engine::Error;

use crate::error::wrong;

/// A longer row is an error: a quote that is never closed must not fill the memory.
pub(super) const ROW_MAX: u64 = 16 << 20;
const CHUNK: usize = 64 << 10;

/// Text as UTF-8. What the encoding does not have comes out as U+FFFD.
pub(super) struct Text<R> {
    source: R,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    /// Of `raw`: what is not decoded yet.
    left: std::ops::Range<usize>,
    out: Vec<u8>,
    /// Of `out`: what nobody has taken yet.
    ready: std::ops::Range<usize>,
    ended: bool,
    /// Bytes that were given out since the last row.
    given: u64,
}

impl<R: Read> Text<R> {
    /// A byte order mark says the encoding; else it is the one that was named; else UTF-8.
    pub(super) fn new(source: R, named: Option<&'static Encoding>) -> io::Result<Self> {
        let (raw, out) = (vec![0; CHUNK], vec![0; CHUNK * 3]);
        let mut text = Text { source, decoder: None, raw, left: 0..0, out, ready: 0..0, ended: false, given: 0 };
        while text.left.end < 3 && !text.ended {
            text.read_on()?;
        }
        let marked = Encoding::for_bom(&text.raw[text.left.clone()]);
        text.left.start += marked.map_or(0, |(_, length)| length);
        let encoding = marked.map(|(encoding, _)| encoding).or(named).filter(|encoding| *encoding != UTF_8);
        text.decoder = encoding.map(Encoding::new_decoder_without_bom_handling);
        Ok(text)
    }

    /// The next row begins.
    pub(super) fn begin_row(&mut self) {
        self.given = 0;
    }

    fn read_on(&mut self) -> io::Result<()> {
        if self.left.is_empty() {
            self.left = 0..0;
        }
        let read = self.source.read(&mut self.raw[self.left.end..])?;
        self.ended |= read == 0;
        self.left.end += read;
        Ok(())
    }

    fn decode(&mut self) -> io::Result<()> {
        while self.ready.is_empty() {
            if self.left.is_empty() && !self.ended {
                self.read_on()?;
            }
            let ended = self.left.is_empty() && self.ended;
            let Some(decoder) = &mut self.decoder else { return Ok(()) };
            let (result, read, written, _) = decoder.decode_to_utf8(&self.raw[self.left.clone()], &mut self.out, ended);
            self.left.start += read;
            self.ready = 0..written;
            if ended && result == CoderResult::InputEmpty {
                // asked once more, a decoder that has ended would complain
                self.decoder = None;
                self.left = 0..0;
                return Ok(());
            }
        }
        Ok(())
    }
}

impl<R: Read> BufRead for Text<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.given > ROW_MAX {
            return Err(io::Error::new(io::ErrorKind::InvalidData, too_large()));
        }
        if self.decoder.is_some() && self.ready.is_empty() {
            self.decode()?;
        }
        if !self.ready.is_empty() {
            return Ok(&self.out[self.ready.clone()]);
        }
        if self.decoder.is_none() && self.left.is_empty() && !self.ended {
            self.read_on()?;
        }
        Ok(&self.raw[self.left.clone()])
    }

    fn consume(&mut self, amount: usize) {
        self.given += amount as u64;
        if self.ready.is_empty() { self.left.start += amount } else { self.ready.start += amount }
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = {
            let buffer = self.fill_buf()?;
            let length = buffer.len().min(into.len());
            into[..length].copy_from_slice(&buffer[..length]);
            length
        };
        self.consume(length);
        Ok(length)
    }
}

pub(super) fn too_large() -> Error {
    wrong(
        "import/too-large",
        "the row is longer than 16 MiB",
        "a quote or a bracket that is never closed takes the rest of the file with it; what stands before it was read",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{GB18030, GBK};

    /// Gives a byte at a time: no part of a character comes with another.
    struct Slowly<'b>(&'b [u8]);

    impl Read for Slowly<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let Some((first, rest)) = self.0.split_first().filter(|_| !into.is_empty()) else { return Ok(0) };
            into[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[test]
    fn text_in_its_encoding() {
        const TEXT: &str = "工单编号,标题\r\n1,“漏水”\r\n";
        let utf16 = |bytes: fn(u16) -> [u8; 2], mark: [u8; 2]| {
            mark.into_iter().chain(TEXT.encode_utf16().flat_map(bytes)).collect::<Vec<u8>>()
        };
        let cases: &[(Vec<u8>, Option<&'static Encoding>, &str)] = &[
            (TEXT.into(), None, TEXT),
            (format!("\u{feff}{TEXT}").into(), None, TEXT),
            (format!("\u{feff}{TEXT}").into(), Some(GBK), TEXT),
            (GBK.encode(TEXT).0.into_owned(), Some(GBK), TEXT),
            (GB18030.encode("𠮷,1\n").0.into_owned(), Some(GBK), "𠮷,1\n"),
            (utf16(u16::to_le_bytes, [0xff, 0xfe]), None, TEXT),
            (utf16(u16::to_be_bytes, [0xfe, 0xff]), None, TEXT),
            (Vec::new(), Some(GBK), ""),
            (vec![b'a'], None, "a"),
            (vec![0xef, 0xbb], Some(GBK), "锘"),
            // cut off in the middle of a character
            (GBK.encode("水").0[..1].to_vec(), Some(GBK), "\u{fffd}"),
        ];
        for (bytes, named, expected) in cases {
            let mut read = String::new();
            Text::new(&bytes[..], *named).and_then(|mut text| text.read_to_string(&mut read)).unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(read, *expected, "{bytes:?}");
            let mut slowly = String::new();
            Text::new(Slowly(bytes), *named)
                .and_then(|mut text| text.read_to_string(&mut slowly))
                .unwrap_or_else(|e| panic!("{e}"));
            assert_eq!(slowly, *expected, "a byte at a time: {bytes:?}");
        }
    }

    #[test]
    fn a_row_without_an_end_is_given_up() {
        let mut text = Text::new(io::repeat(b'a'), None).unwrap_or_else(|e| panic!("{e}"));
        let mut taken = Vec::new();
        let told = text.read_to_end(&mut taken).is_err_and(|error| error.get_ref().is_some_and(|inner| inner.is::<Error>()));
        assert!(told, "it has no end");
        assert!((taken.len() as u64) < ROW_MAX + 2 * CHUNK as u64);
    }
}
