//! Reads the words of a statement that is the player's own: time and expectations.

use switchboard::notation::{Names, NotationError, NotationProblem};
use switchboard::{CalendarDay, ConversationId, Policy, PresenceId, ProfileId, QueueId, Rule, Timer, UserId};

/// The latest time that a script may name: ten years.
const TIME_MAX_D: u64 = 3_650;
/// The same in seconds.
const TIME_MAX_S: u64 = TIME_MAX_D * 86_400;

/// The words of a line with their columns; commas separate like blanks.
pub(super) struct Reader<'a> {
    pub(super) policy: &'a Policy,
    pub(super) names: &'a Names,
    words: Vec<(usize, String)>,
    place: usize,
    end: usize,
}

pub(super) type Read<T> = Result<T, NotationError>;

impl<'a> Reader<'a> {
    pub(super) fn new(policy: &'a Policy, names: &'a Names, line: &str) -> Self {
        let mut words = Vec::new();
        let mut word: Option<(usize, String)> = None;
        let mut quoted = false;
        for (place, letter) in line.chars().enumerate() {
            match letter {
                '"' => {
                    quoted = !quoted;
                    word.get_or_insert((place + 1, String::new()));
                }
                letter if !quoted && (letter.is_whitespace() || letter == ',') => words.extend(word.take()),
                letter => word.get_or_insert((place + 1, String::new())).1.push(letter),
            }
        }
        words.extend(word);
        Self { policy, names, words, place: 0, end: line.trim_end().chars().count() + 1 }
    }

    pub(super) fn peek(&self) -> Option<&str> {
        self.words.get(self.place).map(|(_, word)| &**word)
    }

    /// Takes the next words if they are these.
    pub(super) fn takes(&mut self, words: &str) -> bool {
        let count = words.split(' ').count();
        let fits = self.words.len() >= self.place + count
            && words.split(' ').zip(&self.words[self.place..]).all(|(word, (_, found))| word == found);
        if fits {
            self.place += count;
        }
        fits
    }

    /// The error that the next word is none of these.
    pub(super) fn unknown(&self, what: &'static str, expected: impl IntoIterator<Item = String>) -> NotationError {
        let word = self.words.get(self.place);
        NotationError {
            column: word.map_or(self.end, |(column, _)| *column),
            found: word.map(|(_, word)| word.clone()),
            problem: NotationProblem::Unknown(what),
            expected: expected.into_iter().collect(),
        }
    }

    /// The error that the next word is none of these fixed words.
    pub(super) fn expected(&self, words: &[&str]) -> NotationError {
        self.unknown("word", words.iter().map(|word| format!("`{word}`")))
    }

    /// Takes these words or fails.
    pub(super) fn must(&mut self, words: &str) -> Read<()> {
        if self.takes(words) { Ok(()) } else { Err(self.expected(&[words])) }
    }

    /// Nothing may follow.
    pub(super) fn end(&self) -> Read<()> {
        match self.words.get(self.place) {
            None => Ok(()),
            Some((column, word)) => Err(NotationError {
                column: *column,
                found: Some(word.clone()),
                problem: NotationProblem::TooMuch,
                expected: vec![String::from("the end of the line")],
            }),
        }
    }

    /// Takes the next word as what `find` makes of it.
    fn name<T>(
        &mut self,
        what: &'static str,
        find: impl FnOnce(&str) -> Option<T>,
        known: impl FnOnce() -> Vec<String>,
    ) -> Read<T> {
        match self.peek().and_then(find) {
            Some(found) => {
                self.place += 1;
                Ok(found)
            }
            None => Err(self.unknown(what, known())),
        }
    }

    pub(super) fn user(&mut self) -> Read<UserId> {
        let policy = self.policy;
        self.name("agent", |name| policy.user(name), || policy.users().iter().map(|user| user.name.clone()).collect())
    }

    /// The number of a time-out rule, from 1; its place, from 0.
    pub(super) fn timeout_rule(&mut self) -> Read<u8> {
        let find = |word: &str| word.parse::<u8>().ok().filter(|rule| (1..=8).contains(rule)).map(|rule| rule - 1);
        self.name("number of a time-out rule", find, || vec![String::from("1 to 8")])
    }

    pub(super) fn queue(&mut self) -> Read<QueueId> {
        let policy = self.policy;
        self.name(
            "queue",
            |name| policy.queue(name),
            || policy.queues().iter().map(|queue| queue.name.clone()).collect(),
        )
    }

    pub(super) fn presence(&mut self) -> Read<PresenceId> {
        let policy = self.policy;
        self.name(
            "presence",
            |name| policy.presence(name),
            || policy.presences().iter().map(|presence| presence.name.clone()).collect(),
        )
    }

    pub(super) fn profile(&mut self) -> Read<ProfileId> {
        let policy = self.policy;
        self.name(
            "profile",
            |name| policy.profile(name),
            || policy.profiles().iter().map(|profile| profile.name.clone()).collect(),
        )
    }

    pub(super) fn conversation(&mut self) -> Read<ConversationId> {
        let names = self.names;
        self.name("conversation", |name| names.id(name), || names.iter().map(|(name, _)| name.to_owned()).collect())
    }

    pub(super) fn timer(&mut self) -> Read<Timer> {
        self.name("timer", Timer::named, || Timer::ALL.iter().map(|timer| timer.name().to_owned()).collect())
    }

    pub(super) fn rule(&mut self) -> Read<Rule> {
        self.name("rule", Rule::with_id, || vec![String::from("an id that `switchboard rules` lists")])
    }

    pub(super) fn number(&mut self) -> Read<i64> {
        self.name("number", |word| word.parse().ok(), || vec![String::from("a whole number")])
    }

    /// A span such as `160 s` or `1 h 5 min`, in seconds.
    pub(super) fn span(&mut self) -> Read<u64> {
        self.span_between(0, 0)
    }

    /// An instant from `earliest` on: a span after `start`.
    pub(super) fn instant(&mut self, start: u64, earliest: u64) -> Read<u64> {
        self.span_between(start, earliest).map(|span| start + span)
    }

    /// A span that ends, counted from `start`, between `earliest` and the latest time there is.
    fn span_between(&mut self, start: u64, earliest: u64) -> Read<u64> {
        let first = self.place;
        let mut seconds = 0_u64;
        loop {
            let number: u64 =
                self.name("time", |word| word.parse().ok(), || vec![String::from("a time such as `160 s`")])?;
            let unit: u64 = self.name(
                "unit of time",
                |word| match word {
                    "s" => Some(1),
                    "min" => Some(60),
                    "h" => Some(3_600),
                    "d" => Some(86_400),
                    _ => None,
                },
                || ["s", "min", "h", "d"].map(String::from).to_vec(),
            )?;
            seconds = seconds.saturating_add(number.saturating_mul(unit));
            if self.peek().is_none_or(|word| word.parse::<u64>().is_err()) {
                break;
            }
        }
        let end = start.saturating_add(seconds);
        let expected = if end > TIME_MAX_S {
            let left = TIME_MAX_S - start.min(TIME_MAX_S);
            match start {
                0 => format!("a time up to {TIME_MAX_D} d"),
                _ => format!("{left} s at most, since time ends at {TIME_MAX_D} d"),
            }
        } else if end < earliest {
            format!("{earliest} s or later")
        } else {
            return Ok(seconds);
        };
        let words: Vec<&str> = self.words[first..self.place].iter().map(|(_, word)| &**word).collect();
        Err(NotationError {
            column: self.words[first].0,
            found: Some(words.join(" ")),
            problem: NotationProblem::Unknown("time"),
            expected: vec![expected],
        })
    }

    /// A date and a time such as `2026-12-24 08:00`, in minutes from 1970.
    pub(super) fn calendar(&mut self) -> Read<u64> {
        let day = self.name("date", CalendarDay::read, || vec![String::from("a date such as `2026-12-24`")])?;
        let time = |word: &str| {
            let (hours, minutes) = word.split_once(':')?;
            let (hours, minutes): (u64, u64) = (hours.parse().ok()?, minutes.parse().ok()?);
            (hours < 24 && minutes < 60).then_some(60 * hours + minutes)
        };
        let minute = self.name("time of day", time, || vec![String::from("a time such as `08:00`")])?;
        self.end()?;
        Ok(day.begins() + minute)
    }

    /// The rest of the words, as one text with single blanks.
    pub(super) fn rest(&mut self) -> String {
        let rest: Vec<&str> = self.words[self.place..].iter().map(|(_, word)| &**word).collect();
        let rest = rest.join(" ");
        self.place = self.words.len();
        rest
    }
}
