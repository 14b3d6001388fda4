//! The words of a log as numbers: names of the policy first, then what else the kernel says, then what the log adds.

use switchboard::{Policy, PresenceId, ProfileId, QueueId, UserId, WorkstreamId};

/// A word as a number.
pub(crate) type Word = u32;

/// How many words a log may add; further ones are all the same word.
const ADDED_MAX: usize = 1 << 16;

/// Words and their numbers. Numbers are given in the order in which words come, so they depend on nothing else.
#[derive(Debug, Clone)]
pub(crate) struct Vocabulary {
    texts: Vec<Box<str>>,
    /// Open addressing: a place holds the number of a word and one more, or zero.
    table: Vec<u32>,
    own: usize,
    pub(crate) users: Vec<Word>,
    pub(crate) queues: Vec<Word>,
    pub(crate) workstreams: Vec<Word>,
    pub(crate) presences: Vec<Word>,
    /// The meaning of a word by its number, as far as the policy gives it one.
    meanings: Vec<Meaning>,
}

/// What a word names; the same word may name several things.
#[derive(Debug, Clone, Copy, Default)]
struct Meaning {
    user: Option<UserId>,
    queue: Option<QueueId>,
    workstream: Option<WorkstreamId>,
    presence: Option<PresenceId>,
    profile: Option<ProfileId>,
}

impl Vocabulary {
    /// The names of a policy.
    pub(crate) fn new(policy: &Policy) -> Self {
        let mut it = Self {
            texts: vec!["".into(), "…".into()],
            table: vec![0; 1 << 10],
            own: 0,
            users: Vec::new(),
            queues: Vec::new(),
            workstreams: Vec::new(),
            presences: Vec::new(),
            meanings: vec![Meaning::default(); 2],
        };
        for (place, user) in policy.users().iter().enumerate() {
            let word = it.word(&user.name);
            it.users.push(word);
            it.meanings[word as usize].user = Some(UserId::at(place));
        }
        for (place, queue) in policy.queues().iter().enumerate() {
            let word = it.word(&queue.name);
            it.queues.push(word);
            it.meanings[word as usize].queue = Some(QueueId::at(place));
        }
        for (place, stream) in policy.workstreams().iter().enumerate() {
            let word = it.word(&stream.name);
            it.workstreams.push(word);
            it.meanings[word as usize].workstream = Some(WorkstreamId::at(place));
        }
        for (place, presence) in policy.presences().iter().enumerate() {
            let word = it.word(&presence.name);
            it.presences.push(word);
            it.meanings[word as usize].presence = Some(PresenceId::at(place));
        }
        for (place, profile) in policy.profiles().iter().enumerate() {
            let word = it.word(&profile.name);
            it.meanings[word as usize].profile = Some(ProfileId::at(place));
        }
        it
    }

    /// From now on words are the log's.
    pub(crate) fn seal(&mut self) {
        self.own = self.texts.len();
    }

    /// The number of a word of the kernel, which is added if it is new.
    pub(crate) fn word(&mut self, text: &str) -> Word {
        self.find(text, false)
    }

    /// The number of a word of the log, which is added if it is new and there is room.
    pub(crate) fn heard(&mut self, text: &str) -> Word {
        self.find(text, true)
    }

    fn find(&mut self, text: &str, bounded: bool) -> Word {
        let mask = self.table.len() - 1;
        let mut place = hash(text.as_bytes()) as usize & mask;
        loop {
            match self.table[place] {
                0 => break,
                found if &*self.texts[found as usize - 1] == text => return found - 1,
                _ => place = (place + 1) & mask,
            }
        }
        if bounded && self.texts.len() >= self.own + ADDED_MAX {
            return Self::OTHER;
        }
        let word = self.texts.len() as u32;
        self.texts.push(text.into());
        self.meanings.push(Meaning::default());
        self.table[place] = word + 1;
        if self.texts.len() * 2 > self.table.len() {
            self.grow();
        }
        word
    }

    /// Stands for every word beyond those that are kept.
    pub(crate) const OTHER: Word = 1;

    fn grow(&mut self) {
        let mask = self.table.len() * 2 - 1;
        self.table = vec![0; mask + 1];
        for (number, text) in self.texts.iter().enumerate().skip(2) {
            let mut place = hash(text.as_bytes()) as usize & mask;
            while self.table[place] != 0 {
                place = (place + 1) & mask;
            }
            self.table[place] = number as u32 + 1;
        }
    }

    /// The word of a number.
    pub(crate) fn text(&self, word: Word) -> &str {
        self.texts.get(word as usize).map_or("…", |text| text)
    }

    fn meaning(&self, word: Word) -> Meaning {
        self.meanings.get(word as usize).copied().unwrap_or_default()
    }

    /// Whether a word is the log's own, of which the policy knows nothing.
    pub(crate) fn is_strange(&self, word: Word) -> bool {
        word as usize >= self.own && self.user(word).is_none()
    }

    pub(crate) fn user(&self, word: Word) -> Option<UserId> {
        self.meaning(word).user
    }

    pub(crate) fn queue(&self, word: Word) -> Option<QueueId> {
        self.meaning(word).queue
    }

    pub(crate) fn workstream(&self, word: Word) -> Option<WorkstreamId> {
        self.meaning(word).workstream
    }

    pub(crate) fn presence(&self, word: Word) -> Option<PresenceId> {
        self.meaning(word).presence
    }

    pub(crate) fn profile(&self, word: Word) -> Option<ProfileId> {
        self.meaning(word).profile
    }
}

/// Multiply and rotate, eight bytes at a time: the words of a log are short.
fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut eight = [0; 8];
        eight.copy_from_slice(chunk);
        state = (state ^ u64::from_le_bytes(eight)).wrapping_mul(FACTOR).rotate_left(29);
    }
    let mut eight = [0; 8];
    let rest = chunks.remainder();
    eight[..rest.len()].copy_from_slice(rest);
    state = (state ^ u64::from_le_bytes(eight)).wrapping_mul(FACTOR);
    state ^ (state >> 32)
}
