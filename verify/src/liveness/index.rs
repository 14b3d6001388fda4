//! Which number a packed state has: an exact table, open addressing over the list of states.

use crate::Packed;

/// A slot that nothing is in.
const EMPTY: u64 = u64::MAX;

/// Keys in the order in which they came, and the way back from a key to its number.
///
/// A slot holds 32 bits of the spread key, so that most strangers are told apart without a look at the list, and the
/// number. Eight bytes a slot and between 1.6 and 3.2 slots a key, besides the list itself.
#[derive(Debug)]
pub(super) struct Index<K> {
    keys: Vec<K>,
    slots: Vec<u64>,
}

impl<K: Packed> Index<K> {
    pub(super) fn new() -> Self {
        Self { keys: Vec::new(), slots: vec![EMPTY; 64] }
    }

    pub(super) fn keys(&self) -> &[K] {
        &self.keys
    }

    pub(super) fn into_keys(self) -> Vec<K> {
        self.keys
    }

    /// Where the key is, or the slot it would go to.
    #[inline]
    fn probe(&self, key: K) -> Result<u32, usize> {
        let spread = key.spread();
        let mask = self.slots.len() - 1;
        let mut place = spread as usize & mask;
        loop {
            let slot = self.slots[place];
            if slot == EMPTY {
                return Err(place);
            }
            if (slot ^ spread) >> 32 == 0 && self.keys[slot as u32 as usize] == key {
                return Ok(slot as u32);
            }
            place = (place + 1) & mask;
        }
    }

    /// What is in the first slot of each of many keys. The reads do not wait for each other, as those of one key do.
    pub(super) fn glance(&self, keys: &[K], slots: &mut Vec<u64>) {
        let mask = self.slots.len() - 1;
        slots.clear();
        slots.extend(keys.iter().map(|key| self.slots[key.spread() as usize & mask]));
    }

    /// The number of a key, if a glance at it was enough.
    #[inline]
    pub(super) fn confirm(&self, key: K, slot: u64) -> Option<u32> {
        (slot != EMPTY && self.keys[slot as u32 as usize] == key).then_some(slot as u32)
    }

    #[inline]
    pub(super) fn find(&self, key: K) -> Option<u32> {
        self.probe(key).ok()
    }

    /// The number of a key, and whether it is new.
    #[inline]
    pub(super) fn insert(&mut self, key: K) -> (u32, bool) {
        match self.probe(key) {
            Ok(number) => (number, false),
            Err(place) => {
                let number = self.keys.len() as u32;
                self.slots[place] = key.spread() >> 32 << 32 | u64::from(number);
                self.keys.push(key);
                if self.keys.len() * 8 > self.slots.len() * 5 {
                    self.grow();
                }
                (number, true)
            }
        }
    }

    #[cold]
    fn grow(&mut self) {
        let mask = self.slots.len() * 2 - 1;
        self.slots.clear();
        self.slots.resize(mask + 1, EMPTY);
        for (number, key) in self.keys.iter().enumerate() {
            let spread = key.spread();
            let mut place = spread as usize & mask;
            while self.slots[place] != EMPTY {
                place = (place + 1) & mask;
            }
            self.slots[place] = spread >> 32 << 32 | number as u64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Index;

    #[test]
    fn a_key_has_one_number_however_often_it_comes() {
        let mut index = Index::new();
        for key in 0..10_000u64 {
            assert_eq!(index.insert(key * 64), (key as u32, true));
        }
        for key in 0..10_000u64 {
            assert_eq!(index.insert(key * 64), (key as u32, false));
            assert_eq!(index.find(key * 64 + 1), None);
        }
    }
}
