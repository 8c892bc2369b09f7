//! Zstandard data as a reader: every frame of it, one after the other, each held against its checksum.

use std::io::{self, BufRead, Read};

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use crate::error::wrong;

/// Decompresses while it reads. A stream that ends inside a frame, or is damaged, is an error of kind `InvalidData` that holds
/// a [`paidan_engine::Error`] (`corpus/cut-short`, `corpus/not-zstd`).
pub struct Unzstd<R> {
    source: Watched<R>,
    decoder: FrameDecoder,
    inside: bool,
}

/// Remembers that somebody wanted more than there was.
struct Watched<R> {
    inner: R,
    ran_out: bool,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.ran_out |= read == 0 && !into.is_empty();
        Ok(read)
    }
}

impl<R: BufRead> Unzstd<R> {
    /// Reads compressed bytes from `source`.
    pub fn new(source: R) -> Self {
        Unzstd { source: Watched { inner: source, ran_out: false }, decoder: FrameDecoder::new(), inside: false }
    }

    fn broken(&self, error: &impl std::fmt::Display) -> io::Error {
        let told = if self.source.ran_out {
            wrong(
                "corpus/cut-short",
                "the compressed data ends early",
                "make the file again, or copy it again: `zstd -t FILE` tests it",
            )
        } else {
            let text = format!("this is no Zstandard data, or it is damaged: {error}");
            wrong("corpus/not-zstd", text, "name the file without .zst if it is not compressed; `zstd -t FILE` tests it")
        };
        io::Error::new(io::ErrorKind::InvalidData, told)
    }

    /// Begins the next frame; false at the end of the data.
    fn begin(&mut self) -> io::Result<bool> {
        loop {
            if self.source.inner.fill_buf()?.is_empty() {
                return Ok(false);
            }
            match self.decoder.reset(&mut self.source) {
                Ok(()) => {
                    self.inside = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    let skipped = io::copy(&mut (&mut self.source).take(length.into()), &mut io::sink())?;
                    self.source.ran_out |= skipped < length.into();
                    if self.source.ran_out {
                        return Err(self.broken(&"a frame to be skipped"));
                    }
                }
                Err(error) => return Err(self.broken(&error)),
            }
        }
    }
}

impl<R: BufRead> Read for Unzstd<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.inside && !self.begin()? {
                return Ok(0);
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let step = self.decoder.decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1));
                if let Err(error) = step {
                    return Err(self.broken(&error));
                }
            }
            let read = self.decoder.read(into)?;
            if self.decoder.is_finished() && self.decoder.can_collect() == 0 {
                self.inside = false;
                let said = self.decoder.get_checksum_from_data();
                if said.is_some() && said != self.decoder.get_calculated_checksum() {
                    return Err(self.broken(&"its checksum is another"));
                }
            }
            if read > 0 || into.is_empty() {
                return Ok(read);
            }
        }
    }
}
