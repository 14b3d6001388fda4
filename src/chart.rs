//! The statig chart of one conversation: the machine that decides. Handlers read the center and answer; they write nothing.
//!
//! `Live { Open, Active { Offered, InConversation }, Waiting, WrapUp }` and `Closed`. Data that exists only in a state
//! lives in that state. There are no entry or exit actions: what a transition does to queues, capacity, timers and
//! seats is worked out by `commit` from the state before and the state after, so no handler can forget it.

use statig::Outcome::Super;
use statig::blocking::{IntoStateMachine, State, Superstate};

use crate::action::{BotTurn, Contact, Handle, Supervise, Timer, Upkeep};
use crate::id::UserId;
use crate::phase::{Offer, Phase, Primary, Talk, WrapUp};
use crate::refusal::Code;
use crate::rule::Rule;
use crate::step::{Move, Step};

/// What reaches a conversation, by who sends it; a state declines a family explicitly.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Input {
    Supervisor(Supervise),
    Agent(Handle),
    Customer(Contact),
    Bot(BotTurn),
    System(Upkeep),
    Timer(Timer),
    /// The router offers the conversation to this agent.
    Router(UserId),
}

/// The chart. It has no storage of its own: a conversation's state is its [`Phase`], the rest is read through [`Step`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chart;

/// What several states have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Common {
    /// Offered and in conversation.
    Active,
    /// Every state but Closed.
    Live,
}

impl IntoStateMachine for Chart {
    type Event<'event> = Input;
    type Context<'context> = Step<'context>;
    type State = Phase;
    type Superstate<'state> = Common;

    fn initial() -> Phase {
        Phase::Open { first: None }
    }
}

impl State<Chart> for Phase {
    fn call_handler(&mut self, _: &mut Chart, event: &Input, context: &mut Step<'_>) -> Move {
        match self {
            Self::Open { first } => Chart::open(*first, context, event),
            Self::Offered(offer) => Chart::offered(offer, context, event),
            Self::InConversation(talk) => Chart::in_conversation(talk, context, event),
            Self::Waiting { last } => Chart::waiting(*last, context, event),
            Self::WrapUp(wrap) => Chart::wrap_up(wrap, context, event),
            Self::Closed { block } => Chart::closed(*block, context, event),
        }
    }

    fn superstate(&mut self) -> Option<Common> {
        match self {
            Self::Offered(_) | Self::InConversation(_) => Some(Common::Active),
            Self::Open { .. } | Self::Waiting { .. } | Self::WrapUp(_) => Some(Common::Live),
            Self::Closed { .. } => None,
        }
    }
}

impl Superstate<Chart> for Common {
    fn call_handler(&mut self, _: &mut Chart, event: &Input, context: &mut Step<'_>) -> Move {
        match self {
            Self::Active => Chart::active(context, event),
            Self::Live => Chart::live(context, event),
        }
    }

    fn superstate(&mut self) -> Option<Self> {
        match self {
            Self::Active => Some(Self::Live),
            Self::Live => None,
        }
    }
}

impl Chart {
    /// ST-45: queued and unassigned.
    fn open(first: Option<UserId>, context: &mut Step<'_>, event: &Input) -> Move {
        match *event {
            Input::Supervisor(operation) => match operation {
                Supervise::Monitor | Supervise::Join => context.refuse(Code::NobodyAssigned, Rule::SupMon02),
                Supervise::AssignToAgent { agent, over_presence, over_capacity } => {
                    context.assign_to_agent(agent, over_presence, over_capacity)
                }
                Supervise::AssignToQueue { queue } => context.assign_to_queue(queue),
                Supervise::TransferToAgent { agent } => context.transfer_open(agent),
                Supervise::TransferToQueue { .. } => context.refuse(Code::NobodyAssigned, Rule::SupXfer01),
                Supervise::Broadcast => context.broadcast(),
                Supervise::ReleaseRecord => context.release_record_elsewhere(),
                Supervise::Leave | Supervise::ForceClose | Supervise::RemoveRecord => Super,
            },
            Input::Agent(operation) => match operation {
                Handle::Pick => context.pick(),
                Handle::AssignRecord { agent } => context.assign_record(agent),
                Handle::Accept => context.refuse(Code::WrongState, Rule::Dist23),
                Handle::Reject
                | Handle::RefreshBrowser
                | Handle::End
                | Handle::CloseSession
                | Handle::Release
                | Handle::Reopen
                | Handle::TransferToAgent { .. }
                | Handle::TransferToQueue { .. }
                | Handle::TransferOutside
                | Handle::Consult { .. }
                | Handle::ConsultQueue { .. }
                | Handle::AcceptConsult
                | Handle::RejectConsult
                | Handle::LeaveConsult
                | Handle::EndConsult { .. }
                | Handle::Promote { .. }
                | Handle::AddToCustomer { .. }
                | Handle::MoveToWaiting
                | Handle::RaiseCall
                | Handle::HangUpLeg
                | Handle::Hold
                | Handle::Resume
                | Handle::Rejoin
                | Handle::ResolveRecord
                | Handle::Message
                | Handle::SuspendRule { .. }
                | Handle::ResumeRule { .. }
                | Handle::SetDisposition
                | Handle::CallOutside => context.refuse(Code::NobodyAssigned, Rule::S9NoRow),
            },
            Input::Customer(operation) => match operation {
                Contact::End => context.customer_leaves_queue(),
                Contact::Message => context.customer_writes(),
                Contact::Disconnect => context.customer_disconnects(),
                Contact::RequestCallback => context.request_callback(),
                Contact::HangUpLeg | Contact::Reconnect => Super,
            },
            Input::Timer(timer) => match timer {
                Timer::Disconnect => context.disconnect_limit_in_queue(),
                Timer::AutoClose => context.auto_close(),
                Timer::QueueWait => context.waited_too_long(),
                Timer::CallbackOffer => context.callback_is_offered(),
                Timer::CallbackExpiry => context.callback_expires(),
                Timer::Position => context.position_is_told(),
                Timer::Offer
                | Timer::OfferGrace
                | Timer::Consult
                | Timer::AgentLoss
                | Timer::WrapUpBlock
                | Timer::TransferWrapUp
                | Timer::FollowUp
                | Timer::OutsideCall
                | Timer::Bullseye => Super,
            },
            Input::System(operation) => match operation {
                Upkeep::TimeoutRuleClose => context.timeout_rule_closes(),
                Upkeep::RecordRemoved => context.record_removed(),
                Upkeep::RecordMoved { queue } => context.record_moved(queue),
                Upkeep::QueueEmptied => context.queue_emptied(),
                Upkeep::TimeoutRuleElapsed { rule } => context.timeout_rule_elapsed(rule),
                Upkeep::TimeoutRuleLastMinute { rule } => context.timeout_rule_last_minute(rule),
                Upkeep::TimeoutRuleToWaiting
                | Upkeep::TimeoutRuleRelease
                | Upkeep::DeclinePauseEnded { .. }
                | Upkeep::AgentLost { .. }
                | Upkeep::OfferNotDisplayed
                | Upkeep::AgentOnOutboundCall => Super,
            },
            Input::Router(agent) => context.route_to(agent, first),
            Input::Bot(_) => Super,
        }
    }

    /// ST-46: a primary exists, but the offer waits for an answer.
    fn offered(offer: &Offer, context: &mut Step<'_>, event: &Input) -> Move {
        match *event {
            Input::Supervisor(operation) => match operation {
                Supervise::Monitor => context.monitor_offered(offer.agent),
                Supervise::Join => context.join_offered(),
                Supervise::AssignToAgent { agent, over_presence, over_capacity } => {
                    context.assign_offered(offer, agent, over_presence, over_capacity)
                }
                Supervise::AssignToQueue { .. } => context.refuse(Code::AlreadyAssigned, Rule::SupAssign01),
                Supervise::TransferToAgent { .. } | Supervise::TransferToQueue { .. } => {
                    context.refuse(Code::OfferPending, Rule::SupXfer15)
                }
                Supervise::Broadcast => context.broadcast_elsewhere(),
                Supervise::ReleaseRecord => context.release_record_elsewhere(),
                Supervise::Leave | Supervise::ForceClose | Supervise::RemoveRecord => Super,
            },
            Input::Agent(operation) => match operation {
                Handle::Pick => context.refuse(Code::AlreadyAssigned, Rule::Ag01),
                _ if context.actor != offer.agent => context.refuse(Code::NotThePrimary, Rule::Ag09),
                Handle::Accept => context.accept_offer(offer),
                Handle::Reject => context.reject(offer, false),
                Handle::RefreshBrowser => context.refresh_browser(offer),
                Handle::End
                | Handle::CloseSession
                | Handle::Release
                | Handle::Reopen
                | Handle::TransferToAgent { .. }
                | Handle::TransferToQueue { .. }
                | Handle::TransferOutside
                | Handle::Consult { .. }
                | Handle::ConsultQueue { .. }
                | Handle::AcceptConsult
                | Handle::RejectConsult
                | Handle::LeaveConsult
                | Handle::EndConsult { .. }
                | Handle::Promote { .. }
                | Handle::AddToCustomer { .. }
                | Handle::MoveToWaiting
                | Handle::RaiseCall
                | Handle::HangUpLeg
                | Handle::Hold
                | Handle::Resume
                | Handle::Rejoin
                | Handle::ResolveRecord
                | Handle::Message
                | Handle::SuspendRule { .. }
                | Handle::ResumeRule { .. }
                | Handle::AssignRecord { .. }
                | Handle::SetDisposition
                | Handle::CallOutside => context.refuse(Code::OfferPending, Rule::S9NoRow),
            },
            Input::Customer(operation) => match operation {
                Contact::End => context.customer_leaves_queue(),
                Contact::Message => context.customer_writes(),
                Contact::HangUpLeg | Contact::Disconnect | Contact::Reconnect | Contact::RequestCallback => Super,
            },
            Input::Timer(timer) => match timer {
                Timer::Offer => context.offer_ran_out(offer),
                Timer::OfferGrace => context.grace_ran_out(offer),
                Timer::Disconnect => context.disconnect_limit_in_queue(),
                Timer::AutoClose => context.auto_close_offered(offer),
                Timer::AgentLoss => context.lost_while_offered(offer),
                Timer::QueueWait => context.ran_out_while_offered(timer, Rule::Ovf11),
                Timer::CallbackExpiry => context.ran_out_while_offered(timer, Rule::Tim21),
                Timer::CallbackOffer => context.callback_is_offered(),
                Timer::Consult
                | Timer::WrapUpBlock
                | Timer::TransferWrapUp
                | Timer::Position
                | Timer::FollowUp
                | Timer::OutsideCall
                | Timer::Bullseye => Super,
            },
            Input::System(operation) => match operation {
                Upkeep::TimeoutRuleClose => context.timeout_rule_closes(),
                Upkeep::OfferNotDisplayed => context.offer_not_displayed(offer),
                Upkeep::AgentOnOutboundCall => context.on_outbound_call(offer),
                Upkeep::AgentLost { agent } => context.offered_agent_lost(offer, agent),
                Upkeep::TimeoutRuleElapsed { rule } => context.timeout_rule_elapsed(rule),
                Upkeep::TimeoutRuleLastMinute { rule } => context.timeout_rule_last_minute(rule),
                Upkeep::TimeoutRuleToWaiting
                | Upkeep::TimeoutRuleRelease
                | Upkeep::DeclinePauseEnded { .. }
                | Upkeep::RecordRemoved
                | Upkeep::RecordMoved { .. }
                | Upkeep::QueueEmptied => Super,
            },
            Input::Bot(_) | Input::Router(_) => Super,
        }
    }

    /// ST-46: somebody leads the conversation.
    fn in_conversation(talk: &Talk, context: &mut Step<'_>, event: &Input) -> Move {
        match *event {
            Input::Supervisor(operation) => match operation {
                Supervise::Monitor => context.monitor_talk(talk),
                Supervise::Join => context.join_talk(talk),
                Supervise::AssignToAgent { agent, over_presence, over_capacity } => {
                    context.assign_talk(talk, agent, over_presence, over_capacity)
                }
                Supervise::AssignToQueue { .. } => context.refuse(Code::AlreadyAssigned, Rule::SupAssign01),
                Supervise::TransferToAgent { agent } => context.supervisor_transfer(talk, agent),
                Supervise::TransferToQueue { queue } => context.supervisor_transfer_to_queue(talk, queue),
                Supervise::Broadcast => context.broadcast_elsewhere(),
                Supervise::ReleaseRecord => context.release_record(),
                Supervise::Leave | Supervise::ForceClose | Supervise::RemoveRecord => Super,
            },
            Input::Agent(operation) => context.in_talk(talk, operation),
            Input::Customer(operation) => match operation {
                Contact::End => context.customer_ends(talk),
                Contact::Message => context.customer_writes(),
                Contact::HangUpLeg => context.leg_ends(talk, Rule::Cap22),
                Contact::Disconnect | Contact::Reconnect | Contact::RequestCallback => Super,
            },
            Input::Timer(timer) => match timer {
                Timer::Offer => context.pending_ran_out(talk),
                Timer::OfferGrace => context.pending_grace_ran_out(talk),
                Timer::Disconnect => context.disconnect_limit_in_talk(talk),
                Timer::AgentLoss => context.agent_loss_limit(talk),
                Timer::AutoClose => context.auto_close_talk(talk),
                Timer::Consult => context.consult_ran_out(),
                Timer::WrapUpBlock
                | Timer::TransferWrapUp
                | Timer::QueueWait
                | Timer::CallbackOffer
                | Timer::CallbackExpiry
                | Timer::Position
                | Timer::FollowUp
                | Timer::Bullseye => Super,
                Timer::OutsideCall => context.outside_dropped(talk),
            },
            Input::System(operation) => match operation {
                Upkeep::TimeoutRuleClose => context.timeout_rule_closes(),
                Upkeep::TimeoutRuleToWaiting => context.timeout_rule_to_waiting(talk),
                Upkeep::TimeoutRuleRelease => context.timeout_rule_releases(talk),
                Upkeep::RecordRemoved => context.record_removed(),
                Upkeep::RecordMoved { queue } => context.record_moved(queue),
                Upkeep::AgentLost { agent } => context.agent_lost(talk, agent),
                Upkeep::OfferNotDisplayed => context.pending_not_displayed(talk),
                Upkeep::TimeoutRuleElapsed { rule } => context.timeout_rule_elapsed(rule),
                Upkeep::TimeoutRuleLastMinute { rule } => context.timeout_rule_last_minute(rule),
                Upkeep::QueueEmptied | Upkeep::DeclinePauseEnded { .. } | Upkeep::AgentOnOutboundCall => Super,
            },
            Input::Bot(turn) => match (talk.primary, turn) {
                (Primary::Bot(_), BotTurn::End) => context.bot_ends(),
                (Primary::Bot(_), BotTurn::Escalate) => context.bot_escalates(),
                (Primary::Agent(_) | Primary::Outside, BotTurn::End | BotTurn::Escalate) => Super,
            },
            Input::Router(_) => Super,
        }
    }

    /// ST-44: waiting for the customer, nothing charged.
    fn waiting(last: Option<UserId>, context: &mut Step<'_>, event: &Input) -> Move {
        match *event {
            Input::Supervisor(operation) => match operation {
                Supervise::Monitor => context.monitor_waiting(last),
                Supervise::Join => context.join_without_customer(),
                Supervise::AssignToAgent { agent, over_presence, over_capacity } => {
                    context.assign_waiting(agent, over_presence, over_capacity)
                }
                Supervise::AssignToQueue { queue } => context.assign_waiting_to_queue(queue),
                Supervise::TransferToAgent { agent } => context.transfer_waiting(agent, last),
                Supervise::TransferToQueue { queue } => context.transfer_waiting_to_queue(queue),
                Supervise::Broadcast => context.broadcast_elsewhere(),
                Supervise::ReleaseRecord => context.release_record_elsewhere(),
                Supervise::Leave | Supervise::ForceClose | Supervise::RemoveRecord => Super,
            },
            Input::Agent(operation) => match operation {
                Handle::Pick => context.refuse(Code::WrongState, Rule::Ag01),
                _ if last != Some(context.actor) => context.refuse(Code::NotThePrimary, Rule::St53),
                Handle::Reopen => context.reopen(),
                Handle::SuspendRule { rule } => context.suspend_rule(rule),
                Handle::ResumeRule { rule } => context.resume_rule(rule),
                Handle::Accept
                | Handle::Reject
                | Handle::RefreshBrowser
                | Handle::End
                | Handle::CloseSession
                | Handle::Release
                | Handle::TransferToAgent { .. }
                | Handle::TransferToQueue { .. }
                | Handle::TransferOutside
                | Handle::Consult { .. }
                | Handle::ConsultQueue { .. }
                | Handle::AcceptConsult
                | Handle::RejectConsult
                | Handle::LeaveConsult
                | Handle::EndConsult { .. }
                | Handle::Promote { .. }
                | Handle::AddToCustomer { .. }
                | Handle::MoveToWaiting
                | Handle::RaiseCall
                | Handle::HangUpLeg
                | Handle::Hold
                | Handle::Resume
                | Handle::Rejoin
                | Handle::ResolveRecord
                | Handle::Message
                | Handle::AssignRecord { .. }
                | Handle::SetDisposition
                | Handle::CallOutside => context.refuse(Code::WrongState, Rule::S9NoRow),
            },
            Input::Customer(operation) => match operation {
                Contact::End => context.customer_ends_elsewhere(),
                Contact::Message => context.customer_revives(last),
                Contact::HangUpLeg | Contact::Disconnect | Contact::Reconnect | Contact::RequestCallback => Super,
            },
            Input::Timer(timer) => match timer {
                Timer::AutoClose => context.auto_close(),
                Timer::FollowUp => context.follow_up(),
                Timer::Offer
                | Timer::OfferGrace
                | Timer::Consult
                | Timer::Disconnect
                | Timer::AgentLoss
                | Timer::WrapUpBlock
                | Timer::TransferWrapUp
                | Timer::QueueWait
                | Timer::CallbackOffer
                | Timer::CallbackExpiry
                | Timer::Position
                | Timer::OutsideCall
                | Timer::Bullseye => Super,
            },
            Input::System(operation) => match operation {
                Upkeep::TimeoutRuleClose => context.timeout_rule_closes(),
                Upkeep::TimeoutRuleElapsed { rule } => context.timeout_rule_elapsed(rule),
                Upkeep::TimeoutRuleLastMinute { rule } => context.timeout_rule_last_minute(rule),
                Upkeep::TimeoutRuleToWaiting
                | Upkeep::TimeoutRuleRelease
                | Upkeep::DeclinePauseEnded { .. }
                | Upkeep::RecordRemoved
                | Upkeep::RecordMoved { .. }
                | Upkeep::AgentLost { .. }
                | Upkeep::OfferNotDisplayed
                | Upkeep::AgentOnOutboundCall
                | Upkeep::QueueEmptied => Super,
            },
            Input::Bot(_) | Input::Router(_) => Super,
        }
    }

    /// ST-53: ended; its agent finishes.
    fn wrap_up(wrap: &WrapUp, context: &mut Step<'_>, event: &Input) -> Move {
        match *event {
            Input::Supervisor(operation) => match operation {
                Supervise::Monitor => context.monitor_wrap_up(wrap.agent),
                Supervise::Join => context.join_without_customer(),
                Supervise::AssignToAgent { .. } | Supervise::AssignToQueue { .. } => {
                    context.refuse(Code::WrongState, Rule::SupAssign01)
                }
                Supervise::TransferToAgent { .. } | Supervise::TransferToQueue { .. } => {
                    context.refuse(Code::WrongState, Rule::SupXfer01)
                }
                Supervise::Broadcast => context.broadcast_elsewhere(),
                Supervise::ReleaseRecord => context.release_record_elsewhere(),
                Supervise::Leave | Supervise::ForceClose | Supervise::RemoveRecord => Super,
            },
            Input::Agent(operation) => match operation {
                Handle::Pick => context.refuse(Code::WrongState, Rule::Ag01),
                _ if context.actor != wrap.agent => context.refuse(Code::NotThePrimary, Rule::St53),
                Handle::CloseSession => context.close_after_wrap_up(wrap),
                Handle::SetDisposition => context.set_disposition(),
                Handle::Accept
                | Handle::Reject
                | Handle::RefreshBrowser
                | Handle::End
                | Handle::Release
                | Handle::Reopen
                | Handle::TransferToAgent { .. }
                | Handle::TransferToQueue { .. }
                | Handle::TransferOutside
                | Handle::Consult { .. }
                | Handle::ConsultQueue { .. }
                | Handle::AcceptConsult
                | Handle::RejectConsult
                | Handle::LeaveConsult
                | Handle::EndConsult { .. }
                | Handle::Promote { .. }
                | Handle::AddToCustomer { .. }
                | Handle::MoveToWaiting
                | Handle::RaiseCall
                | Handle::HangUpLeg
                | Handle::Hold
                | Handle::Resume
                | Handle::Rejoin
                | Handle::ResolveRecord
                | Handle::Message
                | Handle::SuspendRule { .. }
                | Handle::ResumeRule { .. }
                | Handle::AssignRecord { .. }
                | Handle::CallOutside => context.refuse(Code::WrongState, Rule::S9NoRow),
            },
            Input::Customer(operation) => match operation {
                Contact::End => context.customer_ends_elsewhere(),
                Contact::Message => context.customer_writes_in_wrap_up(wrap),
                Contact::HangUpLeg | Contact::Disconnect | Contact::Reconnect | Contact::RequestCallback => Super,
            },
            Input::Timer(timer) => match timer {
                Timer::WrapUpBlock => context.block_ends(wrap),
                Timer::AutoClose => context.auto_close(),
                Timer::Offer
                | Timer::OfferGrace
                | Timer::Consult
                | Timer::Disconnect
                | Timer::AgentLoss
                | Timer::TransferWrapUp
                | Timer::QueueWait
                | Timer::CallbackOffer
                | Timer::CallbackExpiry
                | Timer::Position
                | Timer::FollowUp
                | Timer::OutsideCall
                | Timer::Bullseye => Super,
            },
            Input::System(_) | Input::Bot(_) | Input::Router(_) => Super,
        }
    }

    /// ST-41: terminal. Only a custom block that outlives it may still end (POL-07 a).
    fn closed(block: Option<UserId>, context: &mut Step<'_>, event: &Input) -> Move {
        match *event {
            Input::Supervisor(_) => context.refuse(Code::Closed, Rule::SupG05),
            Input::Agent(_) | Input::Bot(_) => context.refuse(Code::Closed, Rule::St41),
            Input::Customer(operation) => match (context.never_occurs(event), operation) {
                (Some(rule), _) => context.no_such_event(rule),
                (None, Contact::Message) => context.unchanged(Rule::St42),
                (
                    None,
                    Contact::End
                    | Contact::HangUpLeg
                    | Contact::Disconnect
                    | Contact::Reconnect
                    | Contact::RequestCallback,
                ) => context.unchanged(Rule::St41),
            },
            Input::Timer(Timer::WrapUpBlock) if block.is_some() => context.block_ends_after_closed(),
            Input::Timer(Timer::TransferWrapUp) => context.transfer_wrap_up_ends(),
            Input::Timer(
                Timer::Offer
                | Timer::OfferGrace
                | Timer::Consult
                | Timer::Disconnect
                | Timer::AgentLoss
                | Timer::WrapUpBlock
                | Timer::AutoClose
                | Timer::QueueWait
                | Timer::CallbackOffer
                | Timer::CallbackExpiry
                | Timer::Position
                | Timer::FollowUp
                | Timer::OutsideCall
                | Timer::Bullseye,
            ) => context.unchanged(Rule::S9Timer),
            Input::System(Upkeep::RecordMoved { queue }) if context.is_record() => match Rule::St49.holds() {
                true => context.unchanged(Rule::St49),
                false => context.record_moved(queue),
            },
            Input::System(_) => match context.never_occurs(event) {
                Some(rule) => context.no_such_event(rule),
                None => context.unchanged(Rule::St41),
            },
            Input::Router(_) => context.unchanged(Rule::St41),
        }
    }

    /// What offered and in conversation have in common.
    fn active(context: &mut Step<'_>, event: &Input) -> Move {
        match *event {
            Input::Customer(Contact::Disconnect) => context.customer_disconnects(),
            Input::Customer(Contact::Reconnect) => context.customer_reconnects(),
            Input::Customer(Contact::End | Contact::HangUpLeg | Contact::Message | Contact::RequestCallback)
            | Input::Supervisor(_)
            | Input::Agent(_)
            | Input::Bot(_)
            | Input::System(_)
            | Input::Timer(_)
            | Input::Router(_) => Super,
        }
    }

    /// What every state but Closed has in common: force close, leaving, record removal, and what has no row.
    fn live(context: &mut Step<'_>, event: &Input) -> Move {
        match *event {
            Input::Supervisor(Supervise::ForceClose) => context.force_close(),
            Input::Supervisor(Supervise::RemoveRecord) => context.remove_record(),
            Input::Supervisor(Supervise::Leave) => context.leave(),
            Input::Supervisor(
                Supervise::Monitor
                | Supervise::Join
                | Supervise::AssignToAgent { .. }
                | Supervise::AssignToQueue { .. }
                | Supervise::TransferToAgent { .. }
                | Supervise::TransferToQueue { .. }
                | Supervise::Broadcast
                | Supervise::ReleaseRecord,
            )
            | Input::Agent(_) => context.refuse(Code::WrongState, Rule::S9NoRow),
            Input::Customer(Contact::Disconnect) => context.customer_disconnects_elsewhere(),
            Input::Customer(Contact::Reconnect) => context.customer_reconnects(),
            Input::Customer(Contact::HangUpLeg) => context.no_such_event(Rule::Cap22),
            Input::Customer(Contact::RequestCallback) => context.request_callback_elsewhere(),
            Input::Customer(Contact::End | Contact::Message) => context.unchanged(Rule::S9NoRow),
            Input::Timer(Timer::TransferWrapUp) => context.transfer_wrap_up_ends(),
            Input::Timer(Timer::Bullseye) => context.next_level(),
            Input::Timer(
                Timer::Offer
                | Timer::OfferGrace
                | Timer::Consult
                | Timer::Disconnect
                | Timer::AgentLoss
                | Timer::WrapUpBlock
                | Timer::AutoClose
                | Timer::QueueWait
                | Timer::CallbackOffer
                | Timer::CallbackExpiry
                | Timer::Position
                | Timer::FollowUp
                | Timer::OutsideCall,
            ) => context.unchanged(Rule::S9Timer),
            Input::System(Upkeep::DeclinePauseEnded { agent }) => context.decline_pause_ends(agent),
            Input::System(operation) => context.no_effect(operation),
            Input::Bot(_) => context.refuse(Code::NotThePrimary, Rule::St51),
            Input::Router(_) => context.refuse(Code::AlreadyAssigned, Rule::St45),
        }
    }
}
