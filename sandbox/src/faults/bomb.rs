//! A gzip bomb that is created as fast as it is sent.

use bytes::Bytes;
use flate2::{Compress, Compression, Crc, FlushCompress};

const BLOCK: usize = 1024 * 1024;
/// No name, no time, unknown system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// A valid JSON object of about `megabytes` MiB, compressed.
///
/// One block is compressed once and repeated. Blocks that end in a full flush are independent, and
/// their checksums can be combined.
pub(crate) fn gzip_bomb(megabytes: usize) -> Bytes {
    let mut bomb = HEADER.to_vec();
    let mut checksum = Crc::new();
    let block = vec![b'a'; BLOCK];
    let mut add = |plain: &[u8], times: usize, flush: FlushCompress| {
        let part = deflate(plain, flush);
        let mut part_checksum = Crc::new();
        part_checksum.update(plain);
        for _ in 0..times {
            bomb.extend_from_slice(&part);
            checksum.combine(&part_checksum);
        }
    };
    add(b"{\"items\":[],\"padding\":\"", 1, FlushCompress::Full);
    add(&block, megabytes, FlushCompress::Full);
    add(b"\"}", 1, FlushCompress::Finish);
    bomb.extend_from_slice(&checksum.sum().to_le_bytes());
    bomb.extend_from_slice(&checksum.amount().to_le_bytes());
    bomb.into()
}

fn deflate(plain: &[u8], flush: FlushCompress) -> Vec<u8> {
    let mut deflate = Compress::new(Compression::best(), false);
    let mut compressed = Vec::with_capacity(plain.len() / 100 + 128);
    // Compressing to memory that is large enough does not fail.
    let _ = deflate.compress_vec(plain, &mut compressed, flush);
    compressed
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn the_gzip_bomb_is_valid_gzip_of_valid_json() {
        let bomb = gzip_bomb(3);
        assert!(bomb.len() < 10_000);
        let mut plain = String::new();
        flate2::read::GzDecoder::new(&*bomb).read_to_string(&mut plain).expect("gzip");
        assert!(plain.len() > 3 * BLOCK);
        assert!(serde_json::from_str::<serde::de::IgnoredAny>(&plain).is_ok());
    }
}
