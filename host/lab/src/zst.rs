//! Zstandard data as a reader and as a writer.

use std::io::{self, BufRead, Read, Write};

use zstd::stream::read::Decoder;
use zstd::stream::write::Encoder;

use crate::error::wrong;

/// Decompresses while it reads: every frame, one after the other, each held against its checksum. A stream that ends inside a frame,
/// or is damaged, is an error of kind `InvalidData` that holds a [`paidan_engine::Error`] (`corpus/cut-short`, `corpus/not-zstd`).
pub struct Unzstd<R>(Decoder<'static, R>);

impl<R: BufRead> Unzstd<R> {
    /// Reads compressed bytes from `source`.
    ///
    /// # Errors
    /// Where there is no memory for it.
    pub fn new(source: R) -> io::Result<Self> {
        Decoder::with_buffer(source).map(Unzstd)
    }
}

impl<R: BufRead> Read for Unzstd<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).map_err(|error| {
            // what the machine says of a file is passed on
            if error.raw_os_error().is_some() || error.kind() == io::ErrorKind::Interrupted {
                return error;
            }
            let told = if error.kind() == io::ErrorKind::UnexpectedEof {
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
        })
    }
}

/// Compresses while it writes, as one frame with a checksum. It is whole only once [`Zstd::finish`] has written its end.
pub struct Zstd<W: Write>(Encoder<'static, W>);

impl<W: Write> Zstd<W> {
    /// Writes compressed bytes to `sink`, at the level that the `zstd` program takes by itself.
    ///
    /// # Errors
    /// Where there is no memory for it.
    pub fn new(sink: W) -> io::Result<Self> {
        let mut encoder = Encoder::new(sink, zstd::DEFAULT_COMPRESSION_LEVEL)?;
        encoder.include_checksum(true)?;
        Ok(Zstd(encoder))
    }

    /// Writes what is left, and the end of the frame.
    ///
    /// # Errors
    /// What the sink says.
    pub fn finish(self) -> io::Result<W> {
        self.0.finish()
    }
}

impl<W: Write> Write for Zstd<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
