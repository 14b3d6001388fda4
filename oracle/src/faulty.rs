//! Faulty implementations: the rules with one of them broken, as it was broken in a public bug of a real system.
//!
//! Each is the kernel with a small wrapper: it lies to the rules before a step, or bends what they leave behind, or
//! answers by itself. None of them knows a name of a policy, and what each does depends on the center and on the action
//! alone, so that it can be searched, driven, and run again. Whether a tool finds them grades the tool.

mod capacity;
mod handover;
mod hands;
mod life;
mod people;
mod router;
#[cfg(test)]
mod tests;
mod worlds;

use switchboard::{Action, Answer, ContactCenter, Event, PolicySpec};
use switchboard_verify::{Family, Kernel};

/// One faulty implementation.
#[derive(Debug, Clone, Copy)]
pub struct Fault {
    /// The name, in small letters with hyphens.
    pub name: &'static str,
    /// The family of what it breaks.
    pub family: Family,
    /// The public bug that it was made from, as repository and number.
    pub source: &'static str,
    /// What it does, in a sentence.
    pub sentence: &'static str,
    /// Whether a step depends on the conversation and the people that it is about, or on a queue and those who wait in
    /// it, alone, as every step of the rules does: only then do the tables of a checker fit it.
    pub is_local: bool,
    /// How many conversations it takes to see it.
    pub conversations: usize,
    step: fn(&mut ContactCenter, Action, &mut Vec<Event>) -> Answer,
    world: fn() -> PolicySpec,
}

impl Fault {
    /// Every faulty implementation, in the order of the families.
    pub const ALL: &'static [Self] = &CATALOGUE;

    /// The faulty implementation of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        CATALOGUE.iter().find(|fault| fault.name == name)
    }

    /// What answers actions with this fault.
    ///
    /// What was created stands in the events (`ConversationCreated`); [`ContactCenter::created`] may not know it.
    #[must_use]
    pub const fn kernel(&self) -> Faulty {
        Faulty { step: self.step }
    }

    /// A small policy under which it shows.
    #[must_use]
    pub fn world(&self) -> PolicySpec {
        (self.world)()
    }
}

/// The kernel with one fault.
#[derive(Debug, Clone, Copy)]
pub struct Faulty {
    step: fn(&mut ContactCenter, Action, &mut Vec<Event>) -> Answer,
}

impl Kernel for Faulty {
    fn apply(&self, center: &mut ContactCenter, action: Action, events: &mut Vec<Event>) -> Answer {
        let answer = (self.step)(center, action, events);
        if !answer.is_done() {
            events.clear();
        }
        answer
    }
}

/// Rows of the catalogue: name, family, source, step, world, whether it is local, conversations, sentence.
macro_rules! catalogue {
    ($($name:literal $family:ident $source:literal $step:path, $world:ident, $local:literal, $conversations:literal, $sentence:literal;)*) => {
        const CATALOGUE: [Fault; [$($name),*].len()] = [$(Fault {
            name: $name,
            family: Family::$family,
            source: $source,
            sentence: $sentence,
            is_local: $local,
            conversations: $conversations,
            step: $step,
            world: worlds::$world,
        }),*];
    };
}

catalogue! {
    "two-agents-take-one" K1 "RocketChat/Rocket.Chat#22206" handover::two_take_one, chats, true, 1,
        "who picks what somebody else has already gets it too";
    "router-overwrites-a-hand" K1 "abhinavxd/libredesk#385" router::overwrites_a_hand, chats, false, 1,
        "a search of the queue takes away what a supervisor has just assigned";
    "second-assignment-slips-in" K1 "RocketChat/Rocket.Chat#37776" router::second_assignment, chats, false, 1,
        "what rings at one agent is assigned to another as well";
    "transferring-agent-never-leaves" K1 "twilio-professional-services/plugin-chat-sms-transfer#20"
        handover::consultant_by_transfer, chats, true, 1,
        "an agent who has handed a conversation over stays in it";
    "router-workers-race" K2 "RocketChat/Rocket.Chat#19352" router::workers_race, chats, true, 2,
        "a second worker of the router sees the room that the first has taken";
    "ringing-takes-no-capacity" K2 "experience.dynamics.com idea b5f15abd" router::ringing_is_free, chats, false, 2,
        "capacity is taken at acceptance, so more is offered to who is rung";
    "no-limit-is-no-bound" K2 "chatwoot/chatwoot#13577" router::no_limit, without_limit, true, 1,
        "an agent for whom no limit is set gets everything";
    "one-limit-of-several" K2 "RocketChat/Rocket.Chat#35722" router::one_limit_of_several, profiles, true, 2,
        "of units and profiles the router asks the units only";
    "held-chats-count" K2 "RocketChat/Rocket.Chat#29062" router::held_chats_count, messages, false, 2,
        "what waits for its customer still counts against the limit";
    "away-stays-in-the-turn" K3 "abhinavxd/libredesk#561" router::away_in_the_turn, chats, true, 1,
        "the router does not look whether an agent is away";
    "transfer-to-the-absent" K3 "RocketChat/Rocket.Chat#13008" handover::transfer_to_the_absent, chats, true, 1,
        "a transfer may go to somebody whose presence does not allow it";
    "owner-who-left" K3 "chatwoot/chatwoot#7204" handover::owner_who_left, messages, true, 1,
        "a conversation that comes back sticks to an owner who is not there";
    "another-topics-agents" K4 "zammad/zammad#649" router::every_topic, teams, true, 1,
        "agents of one topic receive the chats of another";
    "transfer-beyond-the-team" K4 "abhinavxd/libredesk#634" handover::beyond_the_team, teams, true, 1,
        "a conversation is given to somebody who may not answer it";
    "nobody-is-woken" K5 "chatwoot/chatwoot#15786" router::nobody_is_woken, chats, true, 1,
        "the queue is not tried again when somebody becomes free";
    "last-out-of-wrap-up" K5 "OpenSIPS/opensips#2679" router::last_out_of_wrap_up, chats, false, 2,
        "the first agent out of wrap-up waits for the last one";
    "toggled-once-sees-nothing" K5 "RocketChat/Rocket.Chat#29402" handover::toggled_once, chats, true, 1,
        "who has changed presence once can pick nothing any more";
    "newest-first" K6 "chatwoot/chatwoot#10583" router::newest_first, chats, true, 2,
        "a slot that becomes free goes to the newest of the queue";
    "whoever-polls-first" K6 "LiveHelperChat/livehelperchat#1260" router::whoever_polls, chats, true, 2,
        "what an agent gets depends on which agent asks first and not on who waits longest";
    "slots-for-ever" K7 "odoo/odoo#192378" handover::slots_for_ever, chats, true, 1,
        "a conversation that is over uses a slot of its agent for ever";
    "forwarded-but-charged" K7 "RocketChat/Rocket.Chat#23404" handover::forwarded_but_charged, chats, true, 1,
        "an agent who sends a conversation to a queue stays charged for it";
    "reserved-for-nothing" K7 "signalwire/freeswitch#2540" handover::reserved_for_nothing, chats, true, 1,
        "an agent who does not take an offer stays reserved for it";
    "ghost-call" K7 "odoo/odoo#193535" handover::ghost_call, calls, true, 1,
        "a call that ended with a lost agent keeps the agent's capacity";
    "answered-for-hours" K7 "signalwire/freeswitch#1973" handover::answered_for_hours, calls, true, 1,
        "a call stays answered after the customer has hung up";
    "released-while-in-the-room" K7 "Automattic/happychat-service#66" capacity::released_early, chats, true, 1,
        "capacity is given back while the agent is still in the conversation";
    "cold-transfer-to-nobody" K8 "twilio-professional-services/flex-project-template#476"
        handover::cold_transfer, chats, true, 1,
        "a transfer that nobody answers leaves a conversation that nobody has";
    "nobody-is-in-control" K8 "techmatters/flex-plugins#116" handover::nobody_in_control, chats, true, 1,
        "after a rejected transfer neither agent has the conversation";
    "forward-to-the-full-does-nothing" K8 "RocketChat/Rocket.Chat#22043" handover::forward_to_the_full, chats, true, 1,
        "sending a conversation to a queue where nobody is free does nothing, without a word";
    "lost-agent-keeps-it" K8 "RocketChat/Rocket.Chat#22505" handover::lost_agent_keeps_it, chats, true, 1,
        "a conversation stays with an agent who is gone for too long";
    "joined-after-the-end" K9 "RocketChat/Rocket.Chat#35414" life::joined_after_the_end, chats, true, 1,
        "what is closed can be joined";
    "reopened-by-a-message" K9 "chatwoot/chatwoot#10027" life::reopened_by_a_message, chats, true, 1,
        "a customer's message opens again what is closed";
    "closed-reappears" K9 "RocketChat/Rocket.Chat#14525" life::closed_reappears, chats, true, 1,
        "what was closed long ago is back in the queue";
    "ringing-for-nobody" K10 "signalwire/freeswitch#2529" life::ringing_for_nobody, chats, true, 1,
        "an agent is still rung after the customer has left";
    "timer-of-another-state" K10 "chatwoot/chatwoot#10241" life::timer_of_another_state, messages, true, 1,
        "a clock that belongs to another state closes what waits for its customer";
    "status-ends-wrap-up" K10 "amazon-connect/amazon-connect-streams#952" life::status_ends_wrap_up, chats, false, 1,
        "an agent who changes presence while wrapping up closes the conversation";
    "nobody-can-join" K11 "RocketChat/Rocket.Chat#24553" people::nobody_can_join, chats, true, 1,
        "a supervisor who monitors cannot join";
    "coach-stays" K11 "twilio-professional-services/flex-project-template#748" handover::coach_stays, chats, true, 1,
        "a supervisor who has left is still shown in the conversation";
    "monitoring-mutes" K12 "amazon-connect/amazon-connect-streams#865" people::monitoring_mutes, calls, true, 1,
        "who is watched is put on hold";
    "available-by-itself" K13 "RocketChat/Rocket.Chat#19846" people::available_by_itself, chats, true, 1,
        "who went away is available again without doing anything";
    "closed-browser-is-routable" K13 "RocketChat/Rocket.Chat#10172" people::closed_browser, chats, true, 1,
        "who closes the browser is still given work";
    "one-of-several-ends" K13 "twilio-professional-services/flex-project-template#153"
        people::one_of_several_ends, roomy, true, 2,
        "the end of one of several conversations makes an agent available";
    "closed-from-two-tabs" K14 "RocketChat/Rocket.Chat#35168" life::closed_from_two_tabs, chats, true, 1,
        "who ends what somebody else has just ended gets an error";
    "closed-a-second-time" K14 "microsoft/omnichannel-chat-widget#773" life::closed_twice, chats, true, 1,
        "the customer's End after the agent's closes the session a second time";
    "message-opens-another" K14 "RocketChat/Rocket.Chat#13733" life::message_opens_another, chats, false, 1,
        "each message to a closed conversation opens another one";
    "two-facts-one-told" K15 "chatwoot/chatwoot#9277" people::two_facts_one_told, chats, true, 1,
        "a change of state is not told when the owner changes in the same step";
    "missed-is-told-as-rejected" K15 "amazon-connect/amazon-connect-streams#272" people::missed_is_rejected, chats, true, 1,
        "an offer that nobody answered is told as one that was rejected";
    "no-role-needed" K16 "RocketChat/Rocket.Chat#28905" people::no_role_needed, chats, true, 1,
        "an agent without the role gets into the conversation of another";
    "ended-goes-on" K17 "zammad/zammad#2559" life::ended_goes_on, persistent, true, 1,
        "a customer who writes after the agent's End goes on talking";
    "replies-on-one-channel" K17 "RocketChat/Rocket.Chat#26363" life::replies_on_one_channel, persistent, true, 1,
        "a customer's answer resumes what waits on some channels only";
    "a-call-waits" K18 "MicrosoftDocs/dynamics-365-customer-engagement#2980" life::a_call_waits, calls, true, 1,
        "a call waits for its customer, as only messages can";
    "limit-of-another-department" K18 "RocketChat/Rocket.Chat#21839" router::another_department, departments, false, 2,
        "what an agent has of one queue counts against the limit of another";
    "pull-is-ignored" K18 "RocketChat/Rocket.Chat#7397" router::pull_is_ignored, pick, true, 1,
        "what is for agents to pick is pushed to somebody";
}
