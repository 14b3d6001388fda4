//! The two bitmaps, in memory or in files.

use std::path::PathBuf;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;

use crate::rank::mapped::Mapped;

/// Bytes of both bitmaps for each word of the index.
pub(crate) const BYTES_PER_WORD: u64 = 16;

/// Where bitmaps are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Store {
    /// In memory.
    Memory,
    /// In files without a name in this folder, mapped into memory: for bitmaps that are larger than memory.
    Folder(PathBuf),
}

/// One bitmap.
#[derive(Debug)]
enum Bits {
    Memory(Vec<AtomicU64>),
    File(Mapped),
}

impl Bits {
    fn words(&self) -> &[AtomicU64] {
        match self {
            Self::Memory(words) => words,
            Self::File(mapped) => mapped.words(),
        }
    }
}

/// The bitmaps of a search; see the [engine](crate::rank) for what they mean.
#[derive(Debug)]
pub(crate) struct Bitmaps {
    old: Bits,
    young: Bits,
}

impl Bitmaps {
    /// Two bitmaps with nothing set.
    pub(crate) fn new(words: u64, store: &Store) -> Result<Self, String> {
        let words = usize::try_from(words).map_err(|_| format!("{words} words cannot be addressed"))?;
        let bits = || match store {
            Store::Memory => Ok(Bits::Memory((0..words).map(|_| AtomicU64::new(0)).collect())),
            Store::Folder(folder) => Mapped::new(folder, words)
                .map(Bits::File)
                .map_err(|error| format!("cannot keep bitmaps in `{}`: {error}", folder.display())),
        };
        Ok(Self { old: bits()?, young: bits()? })
    }

    /// Sets a point of the first level; 1 if it was not set.
    pub(crate) fn begin(&self, index: u64) -> u64 {
        let bit = 1 << (index % 64);
        u64::from(self.old()[(index / 64) as usize].fetch_or(bit, Relaxed) & bit == 0)
    }

    /// Those that stay as they are during a level.
    pub(crate) fn old(&self) -> &[AtomicU64] {
        self.old.words()
    }

    /// Those that fill.
    pub(crate) fn young(&self) -> &[AtomicU64] {
        self.young.words()
    }

    /// Makes the next level this level.
    pub(crate) fn swap(&mut self) {
        std::mem::swap(&mut self.old, &mut self.young);
    }
}
