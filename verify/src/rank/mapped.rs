//! A bitmap in a file, mapped into memory. The only place of this crate that is not checked by the compiler alone.
#![expect(unsafe_code, reason = "a mapped file is memory that the compiler does not know")]

use std::io;
use std::path::Path;
use std::sync::atomic::AtomicU64;

use memmap2::MmapMut;

/// Words in a file without a name, which is gone when the program ends, however it ends.
#[derive(Debug)]
pub(crate) struct Mapped {
    map: MmapMut,
}

impl Mapped {
    /// So many words, all zero.
    pub(crate) fn new(folder: &Path, words: usize) -> io::Result<Self> {
        let bytes = words.checked_mul(size_of::<AtomicU64>()).ok_or(io::ErrorKind::OutOfMemory)?;
        let file = tempfile::tempfile_in(folder)?;
        file.set_len(bytes as u64)?;
        // SAFETY: the file has no name and nobody else has it open, so nobody else writes to it or makes it shorter
        // while it is mapped.
        let map = unsafe { MmapMut::map_mut(&file)? };
        Ok(Self { map })
    }

    /// The words.
    pub(crate) fn words(&self) -> &[AtomicU64] {
        let words = self.map.len() / size_of::<AtomicU64>();
        // SAFETY: a mapping begins at a page, so it is aligned, and has `words` times eight bytes, all of them set; any
        // bytes are a word. It lives as long as `self`. All who write to it do so by what is handed out here, atomically.
        unsafe { std::slice::from_raw_parts(self.map.as_ptr().cast(), words) }
    }
}
