//! Faults that `duration.rs` finds.

use super::{CHATS, expect};

const CHAT: &str = "name = \"chat\"\nchannel = \"live-chat\"";

#[test]
fn durations_that_get_in_each_others_way() {
    let wait = |seconds: i64| {
        format!(
            "{{ name = \"chats\", kind = \"messaging\", wait_overflow = {{ seconds = {seconds}, action = \"end\" }} }}"
        )
    };
    let chat = |more: &str| format!("{CHAT}\n{more}");
    let limit = |channel: &str, minutes: i64| {
        format!("assign = true\nauto_close_min = {{ {channel} = {{ wrap-up = {minutes} }} }}")
    };
    let open = "assign = true\nauto_close_min = { live-chat = { open = 20 }, async = { open = 20 } }";
    let set = "assign = true";
    expect(&[
        // TIM-01: 20 minutes; 1,801 s are later than the second look of the scheduler (TIM-06).
        (
            &[(CHATS, &wait(1801)), (set, open)],
            &[
                "wait-overflow-never: queue `chats` overflows after 1801 s of waiting, but what is Open closes by itself after \
                 1200 s without a change, so only what is offered in between can overflow; expected a shorter time, or a longer \
                 limit of Open in `auto_close_min`",
                "- remove `wait_overflow` of `chats`",
            ],
        ),
        (&[(CHATS, &wait(1800)), (set, open)], &[]),
        // Asynchronous messages stay Open for 30 days (TIM-03).
        (&[(CHATS, &wait(1801))], &[]),
        // OVF-11, TIM-16: an offer rings 120 s.
        (
            &[(CHATS, &wait(120))],
            &[
                "wait-overflow-within-offer: queue `chats` overflows after 120 s, and the clock runs on while an offer of `chat`, \
                 `message` rings, up to 120 s: one missed offer and the conversation leaves the queue; expected more than 120 s, \
                 or a shorter `offer_s`",
            ],
        ),
        (&[(CHATS, &wait(121))], &[]),
        // TIM-11: 180 s.
        (
            &[(CHAT, &chat("offer_s = 181"))],
            &[
                "offer-outlives-customer: an offer of `chat` rings 181 s, but a live chat ends when its customer is disconnected \
                 for 180 s; expected `offer_s` up to 180, or a longer `disconnect_s`",
                "- let offers of `chat` ring 180 s",
            ],
        ),
        (&[(CHAT, &chat("offer_s = 180"))], &[]),
        // TIM-09: a limit of 10 minutes and a block of 15 close after 15, as in scenario 22 of the rule base.
        (
            &[(CHAT, &chat("wrap_up_block = 900")), (set, &limit("live-chat", 10))],
            &[
                "block-outlives-limit: Wrap-up of `chat` blocks capacity for 900 s, so it does not close by itself after its limit \
                 of 600 s, but after the block; expected a block up to 600 s, if the limit is meant",
                "- let Wrap-up of `chat` block for 600 s",
            ],
        ),
        (&[(CHAT, &chat("wrap_up_block = 600")), (set, &limit("live-chat", 10))], &[]),
        // POL-09 b and POL-07 b: outside live chat the limit alone closes, and closing ends the block.
        (
            &[
                ("channel = \"async\"\n", "channel = \"async\"\nwrap_up_block = 1800\n"),
                (set, &limit("async", 10)),
                ("name = \"fine\"", "switches = { POL-09 = \"b\", POL-07 = \"b\" }"),
            ],
            &[
                "block-cut-short: Wrap-up of `message` blocks capacity for 1800 s, but closes by itself after 600 s, which ends \
                 the block; expected a block up to 600 s",
                "- let Wrap-up of `message` block for 600 s",
            ],
        ),
        // POL-07 a, as in the preset: the block runs on.
        (
            &[
                ("channel = \"async\"\n", "channel = \"async\"\nwrap_up_block = 1800\n"),
                (set, &limit("async", 10)),
                ("name = \"fine\"", "switches = { POL-09 = \"b\" }"),
            ],
            &[],
        ),
    ]);
}
