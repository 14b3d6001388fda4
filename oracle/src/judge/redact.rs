//! Stable pseudonyms for people and conversations, so that what is found can be shown to others.

use std::collections::BTreeMap;

use switchboard::Policy;

use crate::report::{Finding, Report};

/// Pseudonyms: `person-1` for the first person of the policy, `conversation-1` for the first conversation that is found.
#[derive(Debug, Clone, Default)]
pub struct Pseudonyms {
    known: BTreeMap<String, String>,
    conversations: usize,
    people: usize,
}

impl Pseudonyms {
    /// Pseudonyms for the people of a policy, in their order.
    #[must_use]
    pub fn new(policy: &Policy) -> Self {
        let mut pseudonyms = Self::default();
        policy.users().iter().for_each(|user| pseudonyms.person(&user.name));
        pseudonyms
    }

    /// A person who is not in the policy.
    pub fn person(&mut self, name: &str) {
        if !name.is_empty() && !self.known.contains_key(name) {
            self.people += 1;
            self.known.insert(name.to_owned(), format!("person-{}", self.people));
        }
    }

    fn conversation(&mut self, name: &str) {
        if !name.is_empty() && !self.known.contains_key(name) {
            self.conversations += 1;
            self.known.insert(name.to_owned(), format!("conversation-{}", self.conversations));
        }
    }

    /// A text with every known name replaced, wherever it stands as a word of its own; the longest name first.
    #[must_use]
    pub fn text(&self, text: &str) -> String {
        let mut names: Vec<(&String, &String)> = self.known.iter().collect();
        names.sort_by_key(|(name, _)| (std::cmp::Reverse(name.len()), (*name).clone()));
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let is_word = |character: char| character.is_alphanumeric() || character == '_';
        let mut before: Option<char> = None;
        while let Some(next) = rest.chars().next() {
            let free = before.is_none_or(|before| !is_word(before)) || !is_word(next);
            let found = names.iter().find(|(name, _)| {
                free && rest.strip_prefix(name.as_str()).is_some_and(|after| {
                    let ends = name.chars().next_back().is_some_and(is_word);
                    !ends || after.chars().next().is_none_or(|after| !is_word(after))
                })
            });
            match found {
                Some((name, pseudonym)) => {
                    out.push_str(pseudonym);
                    before = name.chars().next_back();
                    rest = &rest[name.len()..];
                }
                None => {
                    out.push(next);
                    before = Some(next);
                    rest = &rest[next.len_utf8()..];
                }
            }
        }
        out
    }

    /// Replaces names in everything that a report tells.
    pub fn report(&mut self, report: &mut Report) {
        report.people.iter().for_each(|name| self.person(name));
        let own = report.findings.iter().filter_map(|finding| finding.conversation.as_ref());
        own.chain(&report.conversations).for_each(|name| self.conversation(name));
        for finding in &mut report.findings {
            self.finding(finding);
        }
    }

    fn finding(&self, finding: &mut Finding) {
        let change = |text: &mut String| *text = self.text(text);
        finding.conversation.iter_mut().for_each(change);
        change(&mut finding.message);
        finding.legal.iter_mut().for_each(change);
        finding.believed.iter_mut().for_each(change);
        finding.nearest.iter_mut().for_each(change);
    }
}

#[cfg(test)]
mod tests {
    use super::Pseudonyms;

    #[test]
    fn names_are_replaced_where_they_are_words_and_the_same_name_always_alike() {
        let mut pseudonyms = Pseudonyms::default();
        pseudonyms.person("ann");
        pseudonyms.person("ann lee");
        pseudonyms.conversation("c1-2");
        assert_eq!(
            pseudonyms.text("`ann` and ann lee plan c1-2, not c1-22; hannah"),
            "`person-1` and person-2 plan conversation-1, not c1-22; hannah"
        );
    }
}
