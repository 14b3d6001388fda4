//! Texts made wrong in the ways in which files go wrong.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// What stands in places where nobody expects it.
const ODD: [&[u8]; 24] = [
    b"\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b"\n",
    b"\r\n",
    b"<",
    b"</trace>",
    b"<event>",
    b"&amp;",
    b"&#x0;",
    b"null",
    b"-1",
    b"1e999",
    b"99999999999999999999",
    b"\xff\xfe",
    b"\xf0\x9f\x92\xa9",
    b"\0",
    b"''",
    b"NaN",
    b"9999-12-31T23:59:59Z",
    b"@.",
];

/// A text with some things wrong; `other` lends parts.
pub(crate) fn mutated(rng: &mut ChaCha8Rng, text: &[u8], other: &[u8]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for _ in 0..rng.random_range(1..=4) {
        let at = |rng: &mut ChaCha8Rng, bytes: &[u8]| rng.random_range(0..=bytes.len());
        let (one, two) = (at(rng, &bytes), at(rng, &bytes));
        let (from, to) = (one.min(two), one.max(two));
        let to = to.min(from + 200);
        match rng.random_range(0..9) {
            0 => bytes.truncate(from),
            1 => drop(bytes.drain(from..to)),
            2 => {
                let part = bytes[from..to].to_vec();
                bytes.splice(from..from, part);
            }
            3 if !bytes.is_empty() => {
                let place = from.min(bytes.len() - 1);
                bytes[place] ^= 1 << rng.random_range(0..8);
            }
            4 => drop(bytes.splice(from..from, ODD[rng.random_range(0..ODD.len())].iter().copied())),
            5 => drop(bytes.splice(from..to, ODD[rng.random_range(0..ODD.len())].iter().copied())),
            6 => swap_lines(rng, &mut bytes),
            7 if !other.is_empty() => {
                let start = rng.random_range(0..other.len());
                let end = (start + rng.random_range(1..100)).min(other.len());
                bytes.splice(from..to, other[start..end].iter().copied());
            }
            _ => swap_words(rng, &mut bytes),
        }
    }
    bytes
}

/// Two lines change places, or one comes twice.
fn swap_lines(rng: &mut ChaCha8Rng, bytes: &mut Vec<u8>) {
    let mut lines: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    let (one, two) = (rng.random_range(0..lines.len()), rng.random_range(0..lines.len()));
    match rng.random_bool(0.5) {
        true => lines.swap(one, two),
        false => lines.insert(one, lines[two].clone()),
    }
    *bytes = lines.join(&b'\n');
}

/// Two words in quotes change places.
fn swap_words(rng: &mut ChaCha8Rng, bytes: &mut Vec<u8>) {
    let mut words: Vec<Vec<u8>> = bytes.split(|byte| *byte == b'"').map(<[u8]>::to_vec).collect();
    let (one, two) = (rng.random_range(0..words.len()), rng.random_range(0..words.len()));
    words.swap(one, two);
    *bytes = words.join(&b'"');
}
