//! Reads response bodies up to a limit, with or without compression.

use std::io::Write;

use bytes::{Buf, Bytes, BytesMut};
use flate2::write::GzDecoder;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use thiserror::Error;

/// How many times a body may be compressed, as in curl.
const MAX_CODINGS: usize = 5;

/// The content codings that exist and that this client can't decode. Any other unknown word, such
/// as `none` or `utf-8`, isn't a coding and leaves the body unchanged.
const OTHER_CODINGS: [&str; 12] = [
    "aes128gcm",
    "br",
    "bzip2",
    "compress",
    "dcb",
    "dcz",
    "deflate",
    "exi",
    "lzma",
    "x-compress",
    "xz",
    "zstd",
];

/// What a response may weigh.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyLimits {
    pub(crate) headers: usize,
    pub(crate) compressed: usize,
    pub(crate) decoded: usize,
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self { headers: 64 << 10, compressed: 16 << 20, decoded: 64 << 20 }
    }
}

/// Why a body cannot be used.
#[derive(Debug, Error)]
pub enum BodyError {
    /// It is larger than this many bytes.
    #[error("the body exceeds this client's limit of {}", size(*.0))]
    TooLarge(usize),
    /// It has this compression, which was not requested.
    #[error("the body has a compression that was not requested ({0})")]
    UnknownEncoding(String),
    /// It is not compressed, although its headers say so.
    #[error("the headers declare a gzip body, but the body is not gzip")]
    NotCompressed,
    /// Bytes follow its compressed content.
    #[error("extra bytes follow the gzip body")]
    TrailingBytes,
    /// It can't be decompressed.
    #[error("the compressed body is damaged")]
    Damaged(#[source] std::io::Error),
}

/// A number of bytes in words.
fn size(bytes: usize) -> String {
    if bytes.is_multiple_of(1 << 20) {
        format!("{} MiB", bytes >> 20)
    } else {
        format!("{bytes} bytes")
    }
}

impl BodyError {
    /// Whether another transmission of the same body could be valid.
    pub(crate) fn may_be_transmission(&self) -> bool {
        matches!(self, Self::Damaged(_))
    }
}

/// Takes the chunks of a body as they arrive.
pub(crate) struct Body {
    reader: Reader,
    received: usize,
    /// The number of compression layers beyond those that `reader` decodes.
    inner_codings: usize,
    caps: BodyLimits,
}

enum Reader {
    Plain(BytesMut),
    Gzip(Box<Gunzip>),
}

impl Body {
    pub(crate) fn new(headers: &HeaderMap, caps: BodyLimits) -> Result<Self, BodyError> {
        let codings = gzip_codings(headers)?;
        let reader = match codings {
            0 => Reader::Plain(BytesMut::new()),
            _ => Reader::Gzip(Box::new(Gunzip::new(caps.decoded))),
        };
        Ok(Self { reader, received: 0, inner_codings: codings.saturating_sub(1), caps })
    }

    pub(crate) fn push(&mut self, chunk: &[u8]) -> Result<(), BodyError> {
        self.received += chunk.len();
        let cap = match self.reader {
            Reader::Plain(_) => self.caps.decoded,
            Reader::Gzip(_) => self.caps.compressed,
        };
        if self.received > cap {
            return Err(BodyError::TooLarge(cap));
        }
        match &mut self.reader {
            Reader::Plain(bytes) => {
                bytes.extend_from_slice(chunk);
                Ok(())
            }
            Reader::Gzip(gunzip) => gunzip.push(chunk),
        }
    }

    /// What is decoded so far and wasn't taken before.
    pub(crate) fn take(&mut self) -> Bytes {
        match &mut self.reader {
            Reader::Plain(bytes) => bytes.split().freeze(),
            // Only the whole can be decoded once more.
            Reader::Gzip(_) if self.inner_codings > 0 => Bytes::new(),
            Reader::Gzip(gunzip) => gunzip.take().into(),
        }
    }

    /// The whole body, decoded and without a byte order mark.
    pub(crate) fn finish(self) -> Result<Bytes, BodyError> {
        let mut body = self.finish_as_sent()?;
        if body.starts_with(b"\xEF\xBB\xBF") {
            body.advance(3);
        }
        Ok(body)
    }

    /// The rest of the body, decoded.
    pub(crate) fn finish_as_sent(self) -> Result<Bytes, BodyError> {
        Ok(match self.reader {
            Reader::Plain(bytes) => bytes.freeze(),
            // A body announced as gzip and then left out is an empty body, not a damaged one.
            Reader::Gzip(_) if self.received == 0 => Bytes::new(),
            Reader::Gzip(gunzip) => {
                let mut bytes = gunzip.finish()?;
                for _ in 0..self.inner_codings {
                    let mut inner = Gunzip::new(self.caps.decoded);
                    inner.push(&bytes)?;
                    bytes = inner.finish()?;
                }
                Bytes::from(bytes)
            }
        })
    }
}

/// How many times the headers declare gzip compression.
fn gzip_codings(headers: &HeaderMap) -> Result<usize, BodyError> {
    let mut gzip = 0;
    let values = headers.get_all(CONTENT_ENCODING).iter();
    for coding in values.filter_map(|value| value.to_str().ok()).flat_map(|list| list.split(',')) {
        let coding = coding.trim().to_ascii_lowercase();
        match coding.as_str() {
            "gzip" | "x-gzip" if gzip == MAX_CODINGS => {
                return Err(BodyError::UnknownEncoding("gzip, more than five times".to_owned()));
            }
            "gzip" | "x-gzip" => gzip += 1,
            other if OTHER_CODINGS.contains(&other) => {
                return Err(BodyError::UnknownEncoding(coding));
            }
            _ => {}
        }
    }
    Ok(gzip)
}

/// Decodes gzip up to a limit: one or more members, and zero bytes after the last.
struct Gunzip {
    decoder: GzDecoder<LimitedBuffer>,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing has come yet.
    Start,
    /// Inside a member.
    Member,
    /// A member is complete, and zero bytes followed.
    Padding,
}

impl Gunzip {
    fn new(cap: usize) -> Self {
        Self {
            decoder: GzDecoder::new(LimitedBuffer { bytes: Vec::new(), taken: 0, cap }),
            stage: Stage::Start,
        }
    }

    fn push(&mut self, mut chunk: &[u8]) -> Result<(), BodyError> {
        while let Some(first) = chunk.first() {
            match self.stage {
                Stage::Start if *first != 0x1F => return Err(BodyError::NotCompressed),
                Stage::Start => self.stage = Stage::Member,
                Stage::Member => {}
                Stage::Padding if chunk.iter().all(|byte| *byte == 0) => return Ok(()),
                Stage::Padding => return Err(BodyError::TrailingBytes),
            }
            let taken = self.decoder.write(chunk).map_err(|fault| self.fault(fault))?;
            chunk = chunk.get(taken..).unwrap_or_default();
            // The decoder reads nothing after the end of its member.
            if taken == 0 {
                self.end_member()?;
                self.stage = match chunk.first() {
                    Some(0x1F) => Stage::Member,
                    _ => Stage::Padding,
                };
            }
        }
        Ok(())
    }

    fn end_member(&mut self) -> Result<(), BodyError> {
        self.decoder.try_finish().map_err(|fault| self.fault(fault))?;
        let sink = std::mem::take(self.decoder.get_mut());
        self.decoder = GzDecoder::new(sink);
        Ok(())
    }

    fn finish(mut self) -> Result<Vec<u8>, BodyError> {
        if self.stage == Stage::Member {
            self.end_member()?;
        }
        Ok(self.take())
    }

    fn take(&mut self) -> Vec<u8> {
        let buffer = self.decoder.get_mut();
        buffer.taken += buffer.bytes.len();
        std::mem::take(&mut buffer.bytes)
    }

    fn fault(&self, fault: std::io::Error) -> BodyError {
        match fault.kind() {
            std::io::ErrorKind::FileTooLarge => BodyError::TooLarge(self.decoder.get_ref().cap),
            std::io::ErrorKind::InvalidInput if self.decoder.header().is_none() => {
                BodyError::NotCompressed
            }
            _ => BodyError::Damaged(fault),
        }
    }
}

/// A buffer that refuses to grow over its limit, so that a bomb is noticed early.
#[derive(Default)]
struct LimitedBuffer {
    bytes: Vec<u8>,
    /// How many bytes were taken out.
    taken: usize,
    cap: usize,
}

impl Write for LimitedBuffer {
    fn write(&mut self, part: &[u8]) -> std::io::Result<usize> {
        if self.taken + self.bytes.len() + part.len() > self.cap {
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
    use http::HeaderValue;

    use super::*;

    const SMALL: BodyLimits = BodyLimits { headers: 1024, compressed: 1 << 20, decoded: 2 << 20 };

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn read(encoding: Option<&'static str>, body: &[u8]) -> Result<Bytes, BodyError> {
        read_in_chunks(encoding, body, 1000)
    }

    fn read_in_chunks(
        encodings: impl IntoIterator<Item = &'static str>,
        body: &[u8],
        size: usize,
    ) -> Result<Bytes, BodyError> {
        let encodings = encodings.into_iter().map(HeaderValue::from_static);
        let headers = encodings.map(|encoding| (CONTENT_ENCODING, encoding)).collect();
        let mut reader = Body::new(&headers, SMALL)?;
        for chunk in body.chunks(size) {
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
        assert!(matches!(read(Some("gzip"), &bomb), Err(BodyError::TooLarge(0x20_0000))));
        assert!(matches!(read(None, &vec![0; 3 << 20]), Err(BodyError::TooLarge(0x20_0000))));
    }

    #[test]
    fn damage_is_told_apart_from_size() {
        let whole = gzip(b"hello hello hello");
        let cut = &whole[..whole.len() - 6];
        assert!(matches!(read(Some("gzip"), cut), Err(BodyError::Damaged(_))));
        let mut wrong = whole.clone();
        let checksum = wrong.len() - 6;
        wrong[checksum] ^= 1;
        assert!(matches!(read(Some("gzip"), &wrong), Err(BodyError::Damaged(_))));
    }

    #[test]
    fn members_and_zero_bytes_after_them_are_read_however_they_are_cut() {
        let member = gzip(b"{\"a\":");
        let whole = [&member[..], &gzip(b"1}")[..], &[0; 16][..]].concat();
        for size in 1..whole.len() {
            assert_eq!(read_in_chunks(["gzip"], &whole, size).unwrap(), "{\"a\":1}", "{size}");
            let padded = [&whole[..], b"x"].concat();
            let trailing = read_in_chunks(["gzip"], &padded, size);
            assert!(matches!(trailing, Err(BodyError::TrailingBytes)), "{size}");
        }
    }

    #[test]
    fn a_plain_body_that_is_called_gzip_is_told_apart_from_a_damaged_one() {
        for body in ["{}", "{\"items\":[]}", "<html>", "\u{1F}{}"] {
            for size in [1, 100] {
                let read = read_in_chunks(["gzip"], body.as_bytes(), size);
                let fault = read.expect_err(body);
                let expected = !body.starts_with('\u{1F}');
                assert_eq!(matches!(fault, BodyError::NotCompressed), expected, "{body} {fault:?}");
            }
        }
    }

    #[test]
    fn words_that_are_no_coding_leave_the_body_as_it_is() {
        let text = b"{}";
        for plain in ["none", "utf-8", "identity", "", " , ", "identity, none", "UTF-8"] {
            assert_eq!(read(Some(plain), text).unwrap(), &text[..], "{plain}");
        }
        for once in ["identity, gzip", "gzip,identity", "GZIP", "x-gzip", "gzip, utf-8", ",gzip,"] {
            assert_eq!(read(Some(once), &gzip(text)).unwrap(), &text[..], "{once}");
        }
        let twice = gzip(&gzip(text));
        assert_eq!(read(Some("gzip, gzip"), &twice).unwrap(), &text[..]);
        assert_eq!(read_in_chunks(["gzip", "x-gzip"], &twice, 7).unwrap(), &text[..]);
        for other in ["br", "gzip, br", "zstd", "deflate", "gzip,gzip,gzip,gzip,gzip,gzip"] {
            assert!(
                matches!(read(Some(other), text), Err(BodyError::UnknownEncoding(_))),
                "{other}"
            );
        }
    }

    #[test]
    fn an_inner_bomb_is_stopped_too() {
        let bomb = gzip(&gzip(&vec![0; 32 << 20]));
        assert!(matches!(read(Some("gzip, gzip"), &bomb), Err(BodyError::TooLarge(0x20_0000))));
    }

    #[test]
    fn what_is_taken_early_counts_and_is_whole_in_the_end() {
        let text: Vec<u8> = (0..1_500_000_u32).map(|number| (number % 251) as u8).collect();
        for (encodings, body) in [
            (&[][..], text.clone()),
            (&["gzip"], gzip(&text)),
            (&["gzip", "gzip"], gzip(&gzip(&text))),
        ] {
            let values =
                encodings.iter().map(|it| (CONTENT_ENCODING, HeaderValue::from_static(it)));
            let headers = values.collect();
            let read = |caps| {
                let mut reader = Body::new(&headers, caps)?;
                let mut taken = Vec::new();
                for chunk in body.chunks(10_000) {
                    reader.push(chunk)?;
                    taken.extend_from_slice(&reader.take());
                }
                taken.extend_from_slice(&reader.finish_as_sent()?);
                Ok::<_, BodyError>(taken)
            };
            assert!(read(SMALL).unwrap() == text, "{encodings:?}");
            let limits = BodyLimits { decoded: text.len() - 1, ..SMALL };
            assert!(matches!(read(limits), Err(BodyError::TooLarge(_))), "{encodings:?}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_left_out() {
        assert_eq!(read(None, b"\xEF\xBB\xBF{}").unwrap(), "{}");
        assert_eq!(read(Some("gzip"), &gzip(b"\xEF\xBB\xBF{}")).unwrap(), "{}");
    }
}
