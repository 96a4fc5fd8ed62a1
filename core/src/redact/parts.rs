//! Finds parts of secrets in a text, also with separators between their letters and digits.
//!
//! Only ASCII letters and digits are compared, without case. So a line break, a blank, a colon or a character of
//! another alphabet of base64 within a secret hides nothing. One pass over the text looks up each run
//! of [`PIECE`] letters and digits. If one is a piece of a secret, the comparison continues to both sides.

use std::ops::Range;

use zeroize::Zeroizing;

/// The minimum number of letters and digits of a redacted part.
pub(crate) const LEAST_PART: usize = 12;

/// The minimum number of letters of a redacted part without a digit.
const LEAST_PART_OF_LETTERS: usize = 24;

/// The minimum length of a secret that is also redacted inside of words, and of which a part is
/// redacted if the rest was cut off.
pub(crate) const UNMISTAKABLE: usize = 16;

/// Every long enough part contains a complete piece of this length of a secret.
const PIECE: usize = LEAST_PART / 2;

/// The lowest bytes of a window, with the last letters and digits of a text.
const WINDOW: u64 = (1 << (8 * PIECE)) - 1;

/// How many bits tell which windows are worth a search, and how many of a hash's number one of them.
const FILTER_BITS: u32 = 16;

/// Folds differences of encodings: case, and the characters in which base64 alphabets differ.
pub(crate) fn fold(byte: u8) -> u8 {
    match byte {
        b'-' | b' ' => b'+',
        b'_' => b'/',
        _ => byte.to_ascii_lowercase(),
    }
}

/// A form of a secret, and the part of it that is searched for.
pub(crate) struct Form {
    /// All of it, folded.
    folded: Zeroizing<Vec<u8>>,
    /// Its letters and digits, and their positions in the form.
    letters: Zeroizing<Vec<u8>>,
    places: Vec<usize>,
    /// How many of the letters and digits are secret: an id at the end may be public.
    secret: usize,
}

impl Form {
    /// A form whose first bytes up to this length are secret.
    pub(crate) fn new(form: &[u8], secret: usize) -> Self {
        let folded: Zeroizing<Vec<u8>> =
            Zeroizing::new(form.iter().map(|byte| fold(*byte)).collect());
        let places: Vec<usize> =
            (0..).zip(form).filter(|(_, byte)| is_letter(**byte)).map(|(at, _)| at).collect();
        let letters = folded.iter().copied().filter(|byte| is_letter(*byte)).collect();
        let secret = places.partition_point(|place| *place < secret);
        Self { folded, letters: Zeroizing::new(letters), places, secret }
    }

    /// Whether any 16 bytes have enough letters and digits for recognition by those alone.
    pub(crate) fn has_enough_letters(&self) -> bool {
        let enough = |part: &[u8]| part.iter().filter(|it| is_letter(**it)).count() >= LEAST_PART;
        self.folded.len() >= UNMISTAKABLE && self.folded.windows(UNMISTAKABLE).all(enough)
    }

    /// The part of a text that is part of this form, around a piece that ends at a position of the
    /// text.
    fn around(&self, text: &[u8], end: usize, piece: usize) -> Option<Range<usize>> {
        let (before, after) = text.split_at_checked(end)?;
        let letters_of = |place: usize, byte: u8| is_letter(byte).then(|| (place, fold(byte)));
        let earlier = (0..end).zip(before).rev().filter_map(|(at, byte)| letters_of(at, *byte));
        let later = (end..).zip(after).filter_map(|(at, byte)| letters_of(at, *byte));
        let (known_before, known_after) = self.letters.split_at_checked(piece + PIECE)?;
        let back = earlier.zip(known_before.iter().rev()).take_while(|((_, a), b)| a == *b);
        let (first, count_back) = back.fold((end, 0), |(_, count), ((at, _), _)| (at, count + 1));
        let on = later.zip(known_after).take_while(|((_, a), b)| a == *b);
        let (last, count_on) = on.fold((end, 0), |(_, count), ((at, _), _)| (at + 1, count + 1));
        let from = known_before.len() - count_back;
        let to = known_before.len() + count_on;
        let part = self.letters.get(from..to.min(self.secret))?;
        // A part without a digit may be made of words, such as those of a secret like "my-refresh-token".
        let is_whole = from == 0 && to == self.letters.len();
        let is_distinct =
            is_whole || part.len() >= LEAST_PART_OF_LETTERS || part.iter().any(u8::is_ascii_digit);
        (part.len() >= LEAST_PART && is_distinct)
            .then(|| self.with_signs(text, first..last, from..to))
    }

    /// Adds the signs around a part that the secret has there, too, and the padding behind its end.
    fn with_signs(&self, text: &[u8], part: Range<usize>, letters: Range<usize>) -> Range<usize> {
        let place = |letter: Option<usize>| letter.and_then(|at| self.places.get(at)).copied();
        let first = place(Some(letters.start)).unwrap_or_default();
        let last = place(letters.end.checked_sub(1)).map_or(0, |last| last + 1);
        let lead = self.folded.get(..first).unwrap_or_default().iter().rev();
        let lead = lead.take_while(|byte| !is_letter(**byte));
        let before = text.get(..part.start).unwrap_or_default().iter().rev();
        let before = before.zip(lead).take_while(|(a, b)| fold(**a) == **b).count();
        let trail = self.folded.get(last..).unwrap_or_default().iter();
        let trail = trail.take_while(|byte| !is_letter(**byte));
        let rest = text.get(part.end..).unwrap_or_default();
        let mut after = rest.iter().zip(trail).take_while(|(a, b)| fold(**a) == **b).count();
        if letters.end == self.letters.len() {
            after += rest.iter().skip(after).take_while(|byte| **byte == b'=').count();
        }
        part.start - before..part.end + after
    }
}

/// A piece, its secret, and its position in the form.
type Piece = (u64, usize, usize, usize);

/// All pieces of all secrets.
pub(crate) struct Pieces {
    /// In order.
    pieces: Zeroizing<Vec<Piece>>,
    filter: Vec<u64>,
}

impl Pieces {
    pub(crate) fn of<'a>(secrets: impl IntoIterator<Item = &'a [Form]>) -> Self {
        let mut pieces = Zeroizing::new(Vec::new());
        let mut filter = vec![0; (1 << FILTER_BITS) / 64];
        for (secret, forms) in secrets.into_iter().enumerate() {
            for (number, form) in forms.iter().enumerate() {
                let secret_letters = form.letters.get(..form.secret).unwrap_or_default();
                for (at, piece) in secret_letters.chunks_exact(PIECE).enumerate() {
                    let window = piece.iter().fold(0, |window, byte| with(window, *byte));
                    let (word, bit) = place_of(window);
                    if let Some(word) = filter.get_mut(word) {
                        *word |= bit;
                    }
                    pieces.push((window, secret, number, at * PIECE));
                }
            }
        }
        pieces.sort_unstable();
        Self { pieces, filter }
    }

    /// Finds each part of a text that is part of a secret, with its secret.
    pub(crate) fn find<'a>(
        &self,
        text: &[u8],
        form: impl Fn(usize, usize) -> Option<&'a Form>,
        mut tell: impl FnMut(usize, Range<usize>),
    ) {
        if self.pieces.is_empty() {
            return;
        }
        let mut window = 0;
        let mut told = 0;
        for (at, byte) in text.iter().enumerate() {
            if !is_letter(*byte) {
                continue;
            }
            window = with(window, byte.to_ascii_lowercase());
            let (word, bit) = place_of(window);
            if at < told || self.filter.get(word).is_none_or(|word| word & bit == 0) {
                continue;
            }
            let first = self.pieces.partition_point(|(piece, ..)| *piece < window);
            let equal = self.pieces.iter().skip(first).take_while(|(piece, ..)| *piece == window);
            for (_, secret, number, piece) in equal {
                let around = form(*secret, *number).and_then(|it| it.around(text, at + 1, *piece));
                if let Some(part) = around {
                    told = told.max(part.end);
                    tell(*secret, part);
                }
            }
        }
    }
}

impl Default for Pieces {
    fn default() -> Self {
        Self::of([])
    }
}

fn is_letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

/// The window after one more letter.
fn with(window: u64, letter: u8) -> u64 {
    (window << 8 | u64::from(letter)) & WINDOW
}

/// The position of a window in the filter: word and bit.
fn place_of(window: u64) -> (usize, u64) {
    let hash = window.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - FILTER_BITS);
    (usize::try_from(hash / 64).unwrap_or_default(), 1 << (hash % 64))
}
