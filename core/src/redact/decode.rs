//! Undoes encodings in which a text may repeat a secret, and keeps positions.

use std::ops::Range;

/// How many nested encodings are undone.
pub(crate) const MAX_LEVELS: usize = 4;

/// HTML's names of ASCII punctuation.
#[rustfmt::skip]
const HTML_NAMES: [(&str, u8); 39] = [
    ("amp", b'&'), ("apos", b'\''), ("ast", b'*'), ("bsol", b'\\'), ("colon", b':'),
    ("comma", b','), ("commat", b'@'), ("dash", b'-'), ("dollar", b'$'), ("equals", b'='),
    ("excl", b'!'), ("grave", b'`'), ("gt", b'>'), ("hat", b'^'), ("hyphen", b'-'),
    ("lbrace", b'{'), ("lbrack", b'['), ("lcub", b'{'), ("lowbar", b'_'), ("lpar", b'('),
    ("lsqb", b'['), ("lt", b'<'), ("midast", b'*'), ("num", b'#'), ("percnt", b'%'),
    ("period", b'.'), ("plus", b'+'), ("quest", b'?'), ("quot", b'"'), ("rbrace", b'}'),
    ("rbrack", b']'), ("rcub", b'}'), ("rpar", b')'), ("rsqb", b']'), ("semi", b';'), ("sol", b'/'),
    ("underbar", b'_'), ("verbar", b'|'), ("vert", b'|'),
];

/// Replaces a decoded character beyond ASCII, which no secret contains.
const OTHER: u8 = 0xff;

/// The first byte, in UTF-8, of the full-width forms of ASCII.
const WIDE: u8 = 0xef;

/// The longest name of an HTML entity.
const LONGEST_NAME: usize = 31;

/// Which encodings to undo.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Undo {
    All,
    /// An equals sign is one.
    AllButQuotedPrintable,
}

/// A text of which one level of encoding was undone.
pub(crate) struct Decoded {
    pub(crate) bytes: Vec<u8>,
    /// Whether quoted-printable was undone.
    pub(crate) has_quoted_printable: bool,
    /// The position of a decoded byte, and of its encoded form in the text before.
    escapes: Vec<(usize, Range<usize>)>,
}

impl Decoded {
    /// The part of the text before that corresponds to a part of this one.
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

/// Undoes one level of percent encoding, quoted-printable, HTML entities and line breaks, backslash
/// escapes, bytes as `0x5a`, full-width letters and the zero bytes of UTF-16; `None` if the text has none of them.
pub(crate) fn decode(text: &[u8], undo: Undo) -> Option<Decoded> {
    // Most texts have none, and this check is faster than the search.
    memchr::memchr3(b'%', b'&', b'\\', text)
        .or_else(|| memchr::memchr3(0, b'<', b'=', text))
        .or_else(|| memchr::memchr(WIDE, text))
        .or_else(|| memchr::memmem::find(text, b"0x"))
        .or_else(|| memchr::memmem::find(text, b"0X"))?;
    let mut decoded =
        Decoded { bytes: Vec::new(), has_quoted_printable: false, escapes: Vec::new() };
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) =
        text.get(at..).and_then(|rest| rest.iter().position(|byte| begins_escape(*byte)))
    {
        at += found;
        let is_equals_sign = text.get(at) == Some(&b'=');
        let rest = text.get(at..).filter(|_| undo == Undo::All || !is_equals_sign);
        let Some((byte, length)) = rest.and_then(escape) else {
            at += 1;
            continue;
        };
        decoded.has_quoted_printable |= is_equals_sign;
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

fn begins_escape(byte: u8) -> bool {
    matches!(byte, 0 | b'%' | b'&' | b'0' | b'<' | b'=' | b'\\' | WIDE)
}

/// The byte of an escape at the start of a text, and the escape's length.
fn escape(text: &[u8]) -> Option<(u8, usize)> {
    match text {
        [0, byte, ..] if byte.is_ascii_graphic() => Some((*byte, 2)),
        [b'%', b'u' | b'U', rest @ ..] => Some((hexadecimal(rest.get(..4)?)?, 6)),
        [b'%' | b'=', rest @ ..] => Some((hexadecimal(rest.get(..2)?)?, 3)),
        [b'0', b'x' | b'X', rest @ ..] => {
            Some((hexadecimal(rest.get(..2)?)?, 4 + to_next_byte(rest.get(2..)?)))
        }
        [WIDE, 0xbc, low @ 0x81..=0xbf, ..] => Some((low - 0x60, 3)),
        [WIDE, 0xbd, low @ 0x80..=0x9e, ..] => Some((low - 0x20, 3)),
        [b'<', rest @ ..] => line_break(rest),
        [b'\\', rest @ ..] => backslash_escape(rest),
        [b'&', b'#', b'x' | b'X', rest @ ..] => {
            let digits = count(rest, u8::is_ascii_hexdigit);
            Some((hexadecimal(rest.get(..digits)?)?, 3 + digits + semicolon(rest, digits)))
        }
        [b'&', b'#', rest @ ..] => {
            let digits = count(rest, u8::is_ascii_digit);
            let text = std::str::from_utf8(rest.get(..digits)?).ok()?;
            Some((ascii(text.parse().ok()?), 2 + digits + semicolon(rest, digits)))
        }
        [b'&', rest @ ..] => {
            let letters = rest.iter().take(LONGEST_NAME).take_while(|it| it.is_ascii_alphabetic());
            let (name, after) = rest.split_at_checked(letters.count())?;
            let is_entity = name.len() > 1 && after.starts_with(b";");
            let known =
                HTML_NAMES.iter().find(|(known, _)| name.eq_ignore_ascii_case(known.as_bytes()));
            is_entity.then_some((known.map_or(OTHER, |(_, byte)| *byte), name.len() + 2))
        }
        _ => None,
    }
}

/// The length of the separator between two bytes of a list such as `0x5a, 0x6b`.
fn to_next_byte(text: &[u8]) -> usize {
    let between = text.iter().take(2).take_while(|byte| matches!(byte, b',' | b' ')).count();
    let is_followed = matches!(text.get(between..), Some([b'0', b'x' | b'X', ..]));
    if is_followed { between } else { 0 }
}

/// The escape after a backslash, as in JSON, JavaScript, C and shells.
fn backslash_escape(rest: &[u8]) -> Option<(u8, usize)> {
    match rest {
        [b'u' | b'U' | b'x', b'{', rest @ ..] => {
            let digits = rest.iter().take(8).position(|byte| *byte == b'}')?;
            Some((hexadecimal(rest.get(..digits)?)?, 4 + digits))
        }
        [b'u', rest @ ..] => Some((hexadecimal(rest.get(..4)?)?, 6)),
        [b'U', rest @ ..] => Some((hexadecimal(rest.get(..8)?)?, 10)),
        [b'x', rest @ ..] => Some((hexadecimal(rest.get(..2)?)?, 4)),
        [b'0'..=b'7', ..] => {
            // A shell's octal number starts with a zero, and has up to three more digits.
            let most = if rest.starts_with(b"0") { 4 } else { 3 };
            let digits = rest.iter().take(most).take_while(|it| matches!(it, b'0'..=b'7')).count();
            let text = std::str::from_utf8(rest.get(..digits)?).ok()?;
            Some((ascii(u32::from_str_radix(text, 8).ok()?), 1 + digits))
        }
        [b'b' | b'f' | b'n' | b'r' | b't' | b'v', ..] => Some((b'\n', 2)),
        [escaped, ..] if escaped.is_ascii_punctuation() => Some((*escaped, 2)),
        _ => None,
    }
}

/// A place where HTML breaks a line, or may break it: `<br>`, `<wbr>`.
fn line_break(rest: &[u8]) -> Option<(u8, usize)> {
    let end = rest.iter().take(8).position(|byte| *byte == b'>')?;
    let name = rest.get(..end)?.trim_ascii_end();
    let name = name.strip_suffix(b"/").unwrap_or(name).trim_ascii_end();
    let is_break = [&b"br"[..], b"wbr"].iter().any(|known| name.eq_ignore_ascii_case(known));
    is_break.then_some((b'\n', end + 2))
}

/// The number of digits at the start of a text. More than eight aren't a character.
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
    Some(ascii(u32::from_str_radix(text, 16).ok()?))
}

fn ascii(code: u32) -> u8 {
    u8::try_from(code).ok().filter(u8::is_ascii).unwrap_or(OTHER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_of_a_character_is_undone_and_found_again() {
        for plus in [
            "%2B",
            "%2b",
            "%u002B",
            "&#43;",
            "&#043;",
            "&#x2B;",
            "&#X2b",
            "&plus;",
            "\\u002b",
            "\\u{2b}",
            "\\x2B",
            "\\+",
            "\0+",
            "=2B",
            "\\53",
            "\\053",
            "\\0053",
            "\\U0000002b",
            "&PLUS;",
            "0x2b",
            "0X2B",
            "＋",
        ] {
            let text = format!("é{plus}xy");
            let decoded = decode(text.as_bytes(), Undo::All).unwrap();
            assert_eq!(decoded.bytes, "é+xy".as_bytes(), "{plus}");
            let start = "é".len();
            let source = decoded.source(&(start..start + 2));
            assert_eq!(&text[source], format!("{plus}x"));
        }
        for none in ["", "100%", "%zz", "a & b", "&amp", "&#;", "&#x;", "\\u12", "\\", "a=b", "<b>"]
        {
            assert!(decode(none.as_bytes(), Undo::All).is_none(), "{none}");
        }
    }

    #[test]
    fn what_is_between_characters_is_no_letter_of_a_secret() {
        for between in [
            "&shy;",
            "&#8203;",
            "&#x200b;",
            "&zwnj;",
            "\\u200b",
            "\\n",
            "\\r\\n",
            "<br>",
            "<BR />",
            "<wbr/>",
            "%E2%80%8B",
            "=E2=80=8B",
            "\\xAD",
            "\\342",
        ] {
            let decoded = decode(format!("a{between}b").as_bytes(), Undo::All).unwrap();
            assert_eq!(decoded.bytes.iter().filter(|byte| byte.is_ascii_alphanumeric()).count(), 2);
            assert_eq!(
                decoded.source(&(0..decoded.bytes.len())),
                0..between.len() + 2,
                "{between}"
            );
        }
    }
}
