//! Response bodies: read under a cap, compressed and not.

use std::io::Write;

use bytes::{Bytes, BytesMut};
use flate2::write::MultiGzDecoder;
use thiserror::Error;

/// What a response may weigh.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Caps {
    pub(crate) headers: usize,
    pub(crate) compressed: usize,
    pub(crate) decoded: usize,
}

impl Default for Caps {
    fn default() -> Self {
        Self { headers: 64 << 10, compressed: 16 << 20, decoded: 64 << 20 }
    }
}

/// Why a body cannot be used.
#[derive(Debug, Error)]
pub(crate) enum BodyFault {
    #[error("the body is larger than {0} MiB, the most this client reads")]
    TooLarge(usize),
    #[error("the body is compressed in a way that was not asked for ({0})")]
    UnknownEncoding(String),
    #[error("the compressed body is damaged")]
    Damaged(#[source] std::io::Error),
}

/// Takes the chunks of a body as they arrive.
pub(crate) enum Body {
    Plain { bytes: BytesMut, cap: usize },
    Gzip { decoder: Box<MultiGzDecoder<Capped>>, received: usize, cap: usize },
}

impl Body {
    pub(crate) fn new(encoding: Option<&str>, caps: Caps) -> Result<Self, BodyFault> {
        match encoding.map(|name| name.trim().to_ascii_lowercase()).as_deref() {
            None | Some("" | "identity") => {
                Ok(Self::Plain { bytes: BytesMut::new(), cap: caps.decoded })
            }
            Some("gzip" | "x-gzip") => Ok(Self::Gzip {
                decoder: Box::new(MultiGzDecoder::new(Capped {
                    bytes: Vec::new(),
                    cap: caps.decoded,
                })),
                received: 0,
                cap: caps.compressed,
            }),
            Some(other) => Err(BodyFault::UnknownEncoding(other.to_owned())),
        }
    }

    pub(crate) fn push(&mut self, chunk: &[u8]) -> Result<(), BodyFault> {
        match self {
            Self::Plain { bytes, cap } => {
                if bytes.len() + chunk.len() > *cap {
                    return Err(BodyFault::TooLarge(*cap >> 20));
                }
                bytes.extend_from_slice(chunk);
            }
            Self::Gzip { decoder, received, cap } => {
                *received += chunk.len();
                if *received > *cap {
                    return Err(BodyFault::TooLarge(*cap >> 20));
                }
                decoder.write_all(chunk).map_err(|fault| gzip_fault(decoder.get_ref(), fault))?;
            }
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<Bytes, BodyFault> {
        match self {
            Self::Plain { bytes, .. } => Ok(bytes.freeze()),
            // A body announced as gzip and then left out is an empty body, not a damaged one.
            Self::Gzip { received: 0, .. } => Ok(Bytes::new()),
            Self::Gzip { mut decoder, .. } => match decoder.try_finish() {
                Ok(()) => Ok(Bytes::from(std::mem::take(&mut decoder.get_mut().bytes))),
                Err(fault) => Err(gzip_fault(decoder.get_ref(), fault)),
            },
        }
    }
}

fn gzip_fault(sink: &Capped, fault: std::io::Error) -> BodyFault {
    if fault.kind() == std::io::ErrorKind::FileTooLarge {
        BodyFault::TooLarge(sink.cap >> 20)
    } else {
        BodyFault::Damaged(fault)
    }
}

/// A buffer that refuses to grow past its cap, so that a bomb is noticed while it unfolds.
pub(crate) struct Capped {
    bytes: Vec<u8>,
    cap: usize,
}

impl Write for Capped {
    fn write(&mut self, part: &[u8]) -> std::io::Result<usize> {
        if self.bytes.len() + part.len() > self.cap {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    const SMALL: Caps = Caps { headers: 1024, compressed: 1 << 20, decoded: 2 << 20 };

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(encoding: Option<&str>, body: &[u8]) -> Result<Bytes, BodyFault> {
        let mut reader = Body::new(encoding, SMALL)?;
        for chunk in body.chunks(1000) {
            reader.push(chunk)?;
        }
        reader.finish()
    }

    #[test]
    fn plain_and_compressed_come_out_alike() {
        let text = b"{\"items\":[]}".repeat(1000);
        assert_eq!(read(None, &text).unwrap(), text);
        assert_eq!(read(Some("gzip"), &gzip(&text)).unwrap(), text);
        assert_eq!(read(Some("gzip"), b"").unwrap(), Bytes::new());
    }

    #[test]
    fn a_bomb_is_stopped_at_the_cap() {
        let bomb = gzip(&vec![0; 32 << 20]);
        assert!(bomb.len() < SMALL.compressed);
        assert!(matches!(read(Some("gzip"), &bomb), Err(BodyFault::TooLarge(2))));
        assert!(matches!(read(None, &vec![0; 3 << 20]), Err(BodyFault::TooLarge(2))));
    }

    #[test]
    fn damage_is_told_apart_from_size() {
        let whole = gzip(b"hello hello hello");
        let cut = &whole[..whole.len() - 6];
        assert!(matches!(read(Some("gzip"), cut), Err(BodyFault::Damaged(_))));
        assert!(matches!(read(Some("gzip"), b"no gzip at all"), Err(BodyFault::Damaged(_))));
        assert!(matches!(read(Some("br"), b"x"), Err(BodyFault::UnknownEncoding(_))));
    }
}
