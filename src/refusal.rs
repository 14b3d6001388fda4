//! Every way of saying no: a code of section 9 and the rule behind it. One `Display` holds the words.

use core::fmt;

use crate::rule::Rule;

macro_rules! codes {
    ($($variant:ident $code:literal $words:literal,)*) => {
        /// Why an operation was refused, in the codes of `domain.md` section 9.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $words] $variant,)*
        }

        impl Code {
            /// Every code, gates first, then cells, then conditions, each in the order in which they answer.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The two letters of section 9.
            #[must_use]
            pub const fn letters(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// What it means, in words.
            #[must_use]
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }

            /// The code with these two letters.
            #[must_use]
            pub fn lettered(letters: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.letters() == letters)
            }
        }
    };
}

codes! {
    ToggleOff "Gt" "the organisation has switched this operation off",
    RoleMissing "Gr" "the actor lacks the supervisor role",
    RoleBlocks "Ga" "the actor holds the role Omnichannel API access, which blocks assigning",
    NotVisible "Gv" "the conversation's queue is not one of the supervisor's own",
    Closed "Rz" "the conversation is closed",
    NoSuchState "Rx" "this state does not exist on this channel",
    WrongState "Rs" "the state of the conversation does not allow it",
    NobodyAssigned "Ru" "nobody is assigned",
    AlreadyAssigned "Ra" "the conversation is already assigned",
    OfferPending "Rp" "an offer is pending",
    WrongChannel "Rc" "this channel does not support it",
    Elevated "Re" "the chat was raised to voice or video",
    NotOffered "Rn" "the operation is not offered to this role, or not under this policy",
    HeldByBot "Rb" "a bot holds the conversation",
    NotThePrimary "Ro" "the actor is not the one this operation belongs to",
    OwnConversation "Cs" "the supervisor holds this conversation",
    SameQueue "Cq" "the conversation is already in that queue",
    QueueType "Ct" "that queue takes another kind of work",
    QueueClosed "Ch" "that queue is outside its operating hours",
    DirectTransferOff "Cd" "direct transfer is not enabled and no consult with that agent is running",
    AlreadyHolder "Ck" "that agent already has a part in the conversation",
    TargetIsBot "Cb" "a bot cannot be chosen",
    NotAMember "Cm" "that person is not an agent of the queue",
    Presence "Cp" "that agent's presence does not allow it",
    ProfileMissing "Cx" "that agent lacks a capacity profile of the conversation",
    Capacity "Cc" "that agent has no capacity left, and no override was given",
}

/// A refusal: the code, and the rule that says no. Nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Refusal {
    /// The code of section 9.
    pub code: Code,
    /// The rule that decided.
    pub rule: Rule,
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {} ({})", self.code.letters(), self.code.words(), self.rule.id())
    }
}

/// What the rules say to an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[must_use]
pub enum Answer {
    /// It happened; what happened is in [`ContactCenter::events`](crate::ContactCenter::events).
    Done,
    /// A legal repetition, or a fact without effect here: nothing has changed, by this rule.
    Unchanged(Rule),
    /// Not allowed: nothing has changed.
    Refused(Refusal),
}

impl Answer {
    /// A refusal with this code and rule.
    #[cfg_attr(feature = "coverage", track_caller)]
    pub fn refused(code: Code, rule: Rule) -> Self {
        #[cfg(feature = "coverage")]
        crate::rule::coverage::touch(rule);
        Self::Refused(Refusal { code, rule })
    }

    /// A repetition, or a fact without effect, by this rule.
    #[cfg_attr(feature = "coverage", track_caller)]
    pub fn unchanged(rule: Rule) -> Self {
        #[cfg(feature = "coverage")]
        crate::rule::coverage::touch(rule);
        Self::Unchanged(rule)
    }

    /// The answer without the effect of a rule that is switched off: what it refused is let pass without effect, and
    /// what it left unchanged counts as done.
    #[inline(always)]
    pub(crate) fn in_force(self) -> Self {
        match self {
            Self::Refused(Refusal { rule, .. }) if !rule.is_in_force() => Self::Unchanged(rule),
            Self::Unchanged(rule) if !rule.is_in_force() => Self::Done,
            Self::Refused(_) | Self::Unchanged(_) | Self::Done => self,
        }
    }

    /// Whether something happened.
    #[must_use]
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Done)
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => formatter.write_str("done"),
            Self::Unchanged(rule) => write!(formatter, "unchanged ({})", rule.id()),
            Self::Refused(refusal) => write!(formatter, "refused {refusal}"),
        }
    }
}
