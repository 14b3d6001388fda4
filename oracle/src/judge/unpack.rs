//! Logs that are compressed, told by how they begin.

use std::io::{self, BufRead, BufReader, Read};

/// How much of a log is looked at to tell its format.
const HEAD_MAX: usize = 1 << 16;

/// A log as text, whether or not it is compressed with gzip.
///
/// # Errors
///
/// Where its beginning cannot be read.
pub fn unpacked<'a>(input: impl Read + 'a) -> io::Result<Box<dyn BufRead + 'a>> {
    let mut input = BufReader::with_capacity(HEAD_MAX, input);
    if input.fill_buf()?.starts_with(&[0x1F, 0x8B]) {
        let unpacked = flate2::bufread::MultiGzDecoder::new(input);
        return Ok(Box::new(BufReader::with_capacity(HEAD_MAX, unpacked)));
    }
    Ok(Box::new(input))
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read, Write};

    use super::unpacked;

    #[test]
    fn a_log_reads_the_same_compressed_or_not() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(b"one\ntwo\n").expect("it is read");
        for bytes in [b"one\ntwo\n".to_vec(), packed.finish().expect("it is read")] {
            let mut text = String::new();
            unpacked(Cursor::new(bytes)).expect("it is read").read_to_string(&mut text).expect("it is read");
            assert_eq!(text, "one\ntwo\n");
        }
    }
}
