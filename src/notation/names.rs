//! The names of conversations in a script: `c1`, `c2`, and whatever else a line gives.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};

use crate::id::ConversationId;

/// A table of conversation names. Invariant: one name per conversation, one conversation per name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    by_name: BTreeMap<String, ConversationId>,
    by_id: BTreeMap<ConversationId, String>,
}

impl Names {
    /// No names yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a conversation a name; what either meant before is forgotten.
    pub fn give(&mut self, name: &str, id: ConversationId) {
        if let Some(old) = self.by_name.insert(name.to_string(), id) {
            self.by_id.remove(&old);
        }
        if let Some(old) = self.by_id.insert(id, name.to_string()).filter(|old| old != name) {
            self.by_name.remove(&old);
        }
    }

    /// The conversation of this name.
    #[must_use]
    pub fn id(&self, name: &str) -> Option<ConversationId> {
        self.by_name.get(name).copied()
    }

    /// The name of a conversation; one without a name gets its place from one, and its generation after the first.
    #[must_use]
    pub fn name(&self, id: ConversationId) -> String {
        match (self.by_id.get(&id), id.generation) {
            (Some(name), _) => name.clone(),
            (None, 0) => format!("c{}", u64::from(id.slot) + 1),
            (None, generation) => format!("c{}.{generation}", u64::from(id.slot) + 1),
        }
    }

    /// The names, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&str, ConversationId)> {
        self.by_name.iter().map(|(name, id)| (&**name, *id))
    }

    /// The first of `c1`, `c2`, … that nobody has.
    #[must_use]
    pub fn next(&self) -> String {
        (1_usize..)
            .map(|number| format!("c{number}"))
            .find(|name| !self.by_name.contains_key(name))
            .expect("a table in memory leaves numbers free")
    }
}
