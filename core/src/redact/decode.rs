//! Undoes the encodings in which a text may repeat a secret, and keeps track of positions.

use std::ops::Range;

/// HTML's names of ASCII punctuation.
const HTML_NAMES: [(&str, u8); 33] = [
    ("amp", b'&'),
    ("apos", b'\''),
    ("ast", b'*'),
    ("bsol", b'\\'),
    ("colon", b':'),
    ("comma", b','),
    ("commat", b'@'),
    ("dollar", b'$'),
    ("equals", b'='),
    ("excl", b'!'),
    ("grave", b'`'),
    ("gt", b'>'),
    ("Hat", b'^'),
    ("lbrace", b'{'),
    ("lcub", b'{'),
    ("lowbar", b'_'),
    ("lpar", b'('),
    ("lsqb", b'['),
    ("lt", b'<'),
    ("num", b'#'),
    ("percnt", b'%'),
    ("period", b'.'),
    ("plus", b'+'),
    ("quest", b'?'),
    ("quot", b'"'),
    ("rbrace", b'}'),
    ("rcub", b'}'),
    ("rpar", b')'),
    ("rsqb", b']'),
    ("semi", b';'),
    ("sol", b'/'),
    ("verbar", b'|'),
    ("vert", b'|'),
];

/// A text of which one level of encoding was undone.
pub(crate) struct Decoded {
    pub(crate) bytes: Vec<u8>,
    /// Where a decoded byte is, and what stood for it in the text before.
    escapes: Vec<(usize, Range<usize>)>,
}

impl Decoded {
    /// The part of the text before that a part of this one stands for.
    pub(crate) fn source(&self, part: &Range<usize>) -> Range<usize> {
        let start = self.source_of(part.start).start;
        let end = part.end.checked_sub(1).map_or(start, |last| self.source_of(last).end);
        start..end
    }

    fn source_of(&self, at: usize) -> Range<usize> {
        let before = self.escapes.partition_point(|(position, _)| *position <= at);
        match before.checked_sub(1).and_then(|index| self.escapes.get(index)) {
            Some((position, source)) if *position == at => source.clone(),
            Some((position, source)) => {
                let start = source.end + (at - position - 1);
                start..start + 1
            }
            None => at..at + 1,
        }
    }
}

/// Undoes one level of percent encoding, HTML entities, backslash escapes and the zero bytes of UTF-16;
/// `None` if the text has none of them.
pub(crate) fn decode(text: &[u8]) -> Option<Decoded> {
    let mut decoded = Decoded { bytes: Vec::new(), escapes: Vec::new() };
    let mut copied = 0;
    let mut at = 0;
    let has_zeros = memchr::memchr(0, text).is_some();
    let next = |rest: &[u8]| {
        if has_zeros {
            rest.iter().position(|byte| matches!(byte, 0 | b'%' | b'&' | b'\\'))
        } else {
            memchr::memchr3(b'%', b'&', b'\\', rest)
        }
    };
    while let Some(found) = text.get(at..).and_then(next) {
        at += found;
        let Some((byte, length)) = text.get(at..).and_then(escape) else {
            at += 1;
            continue;
        };
        decoded.bytes.extend_from_slice(text.get(copied..at).unwrap_or_default());
        decoded.escapes.push((decoded.bytes.len(), at..at + length));
        decoded.bytes.push(byte);
        at += length;
        copied = at;
    }
    if decoded.escapes.is_empty() {
        return None;
    }
    decoded.bytes.extend_from_slice(text.get(copied..).unwrap_or_default());
    Some(decoded)
}

/// The ASCII character that an escape at the start of a text stands for, and the escape's length.
fn escape(text: &[u8]) -> Option<(u8, usize)> {
    match text {
        [0, byte, ..] if byte.is_ascii_graphic() => Some((*byte, 2)),
        [b'%', b'u' | b'U', rest @ ..] => Some((hexadecimal(rest.get(..4)?)?, 6)),
        [b'%', rest @ ..] => Some((hexadecimal(rest.get(..2)?)?, 3)),
        [b'\\', b'u' | b'U', b'{', rest @ ..] => {
            let digits = rest.iter().take(8).position(|byte| *byte == b'}')?;
            Some((hexadecimal(rest.get(..digits)?)?, 4 + digits))
        }
        [b'\\', b'u', rest @ ..] => Some((hexadecimal(rest.get(..4)?)?, 6)),
        [b'\\', b'x', rest @ ..] => Some((hexadecimal(rest.get(..2)?)?, 4)),
        [b'\\', escaped, ..] if escaped.is_ascii_punctuation() => Some((*escaped, 2)),
        [b'&', b'#', b'x' | b'X', rest @ ..] => {
            let digits = count(rest, u8::is_ascii_hexdigit);
            Some((hexadecimal(rest.get(..digits)?)?, 3 + digits + semicolon(rest, digits)))
        }
        [b'&', b'#', rest @ ..] => {
            let digits = count(rest, u8::is_ascii_digit);
            let text = std::str::from_utf8(rest.get(..digits)?).ok()?;
            Some((ascii(text.parse().ok()?)?, 2 + digits + semicolon(rest, digits)))
        }
        [b'&', rest @ ..] => HTML_NAMES.iter().find_map(|(name, byte)| {
            let after = rest.strip_prefix(name.as_bytes())?;
            after.starts_with(b";").then_some((*byte, 2 + name.len()))
        }),
        _ => None,
    }
}

/// How many digits of a number begin a text; more than eight are none of ASCII's.
fn count(text: &[u8], is_digit: impl Fn(&u8) -> bool) -> usize {
    text.iter().take(8).take_while(|byte| is_digit(byte)).count()
}

/// Browsers do without the semicolon.
fn semicolon(text: &[u8], at: usize) -> usize {
    usize::from(text.get(at) == Some(&b';'))
}

fn hexadecimal(digits: &[u8]) -> Option<u8> {
    let are_digits = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
    let text = std::str::from_utf8(digits).ok().filter(|_| are_digits)?;
    ascii(u32::from_str_radix(text, 16).ok()?)
}

fn ascii(code: u32) -> Option<u8> {
    u8::try_from(code).ok().filter(u8::is_ascii)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_of_a_character_is_undone_and_found_again() {
        for plus in [
            "%2B", "%2b", "%u002B", "&#43;", "&#043;", "&#x2B;", "&#X2b", "&plus;", "\\u002b",
            "\\u{2b}", "\\x2B", "\\+", "\0+",
        ] {
            let text = format!("é{plus}xy");
            let decoded = decode(text.as_bytes()).unwrap();
            assert_eq!(decoded.bytes, "é+xy".as_bytes(), "{plus}");
            let start = "é".len();
            let source = decoded.source(&(start..start + 2));
            assert_eq!(&text[source], format!("{plus}x"));
        }
        for none in ["", "100%", "%zz", "a & b", "&amp", "&#;", "&#x;", "\\u12", "\\", "&#99999;"] {
            assert!(decode(none.as_bytes()).is_none(), "{none}");
        }
    }
}
