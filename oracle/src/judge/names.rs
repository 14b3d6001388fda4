//! The names of conversations: a log's own, bound to the ids that the kernel gives.

use std::collections::BTreeMap;

use switchboard::ConversationId;

/// Keys from here on are of names that do not look like ours.
const FOREIGN: i64 = 1 << 62;
/// How many foreign names are kept before those that nobody needs are forgotten.
const FOREIGN_MAX: usize = 1 << 17;

/// The names of conversations in a log as numbers. A name such as `c12-3` is a number by itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Keys {
    numbers: BTreeMap<Box<str>, i64>,
    texts: BTreeMap<i64, Box<str>>,
    given: i64,
}

impl Keys {
    /// The number of a name.
    pub(crate) fn key(&mut self, text: &str) -> i64 {
        if let Some(own) = own(text) {
            return own;
        }
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        let key = FOREIGN + self.given;
        self.given += 1;
        self.numbers.insert(text.into(), key);
        self.texts.insert(key, text.into());
        key
    }

    /// The name of a number.
    pub(crate) fn text(&self, key: i64) -> String {
        match self.texts.get(&key) {
            Some(text) => text.to_string(),
            None if (0..FOREIGN).contains(&key) => format!("c{}-{}", key >> 32, key & 0xFFFF_FFFF),
            None => "a conversation without a name".to_owned(),
        }
    }

    /// Forgets names that are not needed, once there are many.
    pub(crate) fn forget_but(&mut self, needed: impl Fn(i64) -> bool) {
        if self.texts.len() >= FOREIGN_MAX {
            self.texts.retain(|key, _| needed(*key));
            self.numbers.retain(|_, key| needed(*key));
        }
    }
}

/// A name as event files of `simulate` have it, and only as they write it.
fn own(text: &str) -> Option<i64> {
    let (slot, generation) = text.strip_prefix('c')?.split_once('-')?;
    let number = |digits: &str| -> Option<u32> {
        let plain = digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
        if plain { digits.parse().ok() } else { None }
    };
    let (slot, generation) = (number(slot)?, number(generation)?);
    (slot < 1 << 30).then_some(i64::from(slot) << 32 | i64::from(generation))
}

/// Which conversation of the log is which of the kernel.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Names {
    ids: BTreeMap<i64, ConversationId>,
    /// By slot; [`Self::NAMELESS`] where nobody lives or the log has not told the name.
    keys: Vec<i64>,
    /// Conversations whose name the log has not told yet.
    nameless: Vec<ConversationId>,
}

impl Names {
    /// Stands for the name of a conversation that has none.
    pub(crate) const NAMELESS: i64 = -1;

    pub(crate) fn key(&self, id: ConversationId) -> i64 {
        self.keys.get(id.index()).copied().unwrap_or(Self::NAMELESS)
    }

    pub(crate) fn id(&self, key: i64) -> Option<ConversationId> {
        self.ids.get(&key).copied()
    }

    pub(crate) fn bind(&mut self, id: ConversationId, key: Option<i64>) {
        if self.keys.len() <= id.index() {
            self.keys.resize(id.index() + 1, Self::NAMELESS);
        }
        self.nameless.retain(|other| *other != id);
        self.keys[id.index()] = key.unwrap_or(Self::NAMELESS);
        match key {
            Some(key) => drop(self.ids.insert(key, id)),
            None => self.nameless.push(id),
        }
    }

    /// As [`bind`](Self::bind), of a conversation that begins: a name that somebody has already is not its own.
    pub(crate) fn bind_new(&mut self, id: ConversationId, key: Option<i64>) {
        self.bind(id, key.filter(|key| !self.ids.contains_key(key)));
    }

    pub(crate) fn release(&mut self, id: ConversationId) {
        let key = self.key(id);
        if self.ids.get(&key) == Some(&id) {
            self.ids.remove(&key);
        }
        self.nameless.retain(|other| *other != id);
        if let Some(place) = self.keys.get_mut(id.index()) {
            *place = Self::NAMELESS;
        }
    }

    /// Conversations whose name the log has not told yet.
    pub(crate) fn nameless(&self) -> &[ConversationId] {
        &self.nameless
    }

    /// The ids that have names, by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (i64, ConversationId)> + '_ {
        self.ids.iter().map(|(key, id)| (*key, *id))
    }
}

#[cfg(test)]
mod tests {
    use super::Keys;

    #[test]
    fn names_come_back_as_they_were_written() {
        let mut keys = Keys::default();
        for name in ["c0-0", "c12-3", "c012-3", "c1-", "a call", "", "c4294967295-0", "c1-4294967295"] {
            let key = keys.key(name);
            assert_eq!(keys.text(key), name);
            assert_eq!(keys.key(name), key);
        }
    }
}
