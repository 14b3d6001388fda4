//! Bots as primary: they end or ask for a human (ST-39, ST-71).

use super::{Move, Step};
use crate::event::{ClosureReason, StatusReason};
use crate::rule::Rule;

impl Step<'_> {
    /// ST-39.
    pub(crate) fn bot_ends(&mut self) -> Move {
        self.close(Rule::St39, StatusReason::ConversationEndedByBot, ClosureReason::BotEndConversation, None)
    }

    /// ST-71: the bot's session closes, a human one opens; an empty queue closes it (ST-73).
    pub(crate) fn bot_escalates(&mut self) -> Move {
        let queue = self.slot.queue;
        self.enter_queue(queue, Rule::St71, ClosureReason::BotTransferToAgent)
    }
}
