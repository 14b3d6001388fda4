//! Faults that `dead.rs` finds.

use super::{BOB, CHATS, MESSAGE, expect, expect_codes};

const PROFILES: &str = "\n# Nobody listens in.";

/// `message` with these lines more.
fn message(more: &str) -> String {
    format!("{MESSAGE}\n{more}")
}

/// `chats` with these keys more.
fn chats(more: &str) -> String {
    format!("{{ name = \"chats\", kind = \"messaging\", {more} }}")
}

#[test]
fn routes_after_one_that_takes_all() {
    let more = ("queues = [\"chats\"]", "queues = [\"chats\", \"more\"]");
    let plain = (CHATS, &*format!("{CHATS}, {{ name = \"more\", kind = \"messaging\" }}"));
    let full = chats("overflow = [{ when = \"items\", limit = 5, action = \"end\" }]");
    let full = (CHATS, &*format!("{full}, {{ name = \"more\", kind = \"messaging\" }}"));
    let gold = (PROFILES, "profiles = [{ name = \"gold\", limit = 1 }]\n");
    let has = (BOB, "units = 90\nprofiles = { gold = true }\nqueues = [\"chats\"]");
    let route = |profiles: &str, queue: &str| format!("{{ profiles = [{profiles}], queue = \"{queue}\" }}");
    let routes = |first: &str, second: &str| message(&format!("routes = [{first}, {second}]"));
    let shadowed = routes(&route("", "chats"), &route("\"gold\"", "more"));
    let ordered = routes(&route("\"gold\"", "more"), &route("", "chats"));
    expect(&[
        // DIST-02: the first takes every conversation, and never overflows.
        (
            &[plain, has, more, gold, (MESSAGE, &shadowed)],
            &[
                "route-shadowed: route 2 of `message` is never reached: route 1 takes all that fits it, and its queue never \
                 overflows; expected it before route 1, or not at all",
                "- remove route 2 of `message`",
            ],
        ),
        (&[plain, has, more, gold, (MESSAGE, &ordered)], &[]),
        // DIST-02: where the first overflows, the second is asked.
        (&[full, has, more, gold, (MESSAGE, &shadowed)], &[]),
    ]);
}

#[test]
fn time_out_rules_after_one_that_ends_the_silence() {
    let rule = |kind: &str, after_s: i64, action: &str| {
        format!("{{ kind = \"{kind}-non-response\", after_s = {after_s}, action = \"{action}\" }}")
    };
    let rules = |rules: &[String]| message(&format!("timeout_rules = [{}]", rules.join(", ")));
    let customer = |after_s, action| rule("customer", after_s, action);
    let dead: &[&str] = &["timeout-rule-dead", "-"];
    expect_codes(&[
        // TIM-19: closed after ten minutes, so no message after twenty.
        (&[(MESSAGE, &rules(&[customer(600, "close"), customer(1200, "send-message")]))], dead),
        (&[(MESSAGE, &rules(&[customer(600, "send-message"), customer(1200, "close")]))], &[]),
        // In Waiting a message may still be sent and the conversation closed, but nothing is released (ST-21, ST-23).
        (&[(MESSAGE, &rules(&[customer(600, "to-waiting"), customer(1200, "release")]))], dead),
        (&[(MESSAGE, &rules(&[customer(600, "to-waiting"), customer(1200, "close")]))], &[]),
        // The agent's silence is another.
        (&[(MESSAGE, &rules(&[customer(600, "close"), rule("agent", 1200, "release")]))], &[]),
        // A tie goes to the better priority, here to the first of equals.
        (&[(MESSAGE, &rules(&[customer(600, "send-message"), customer(600, "close")]))], dead),
    ]);
}

#[test]
fn assignment_rules_that_are_never_reached_or_match_nobody() {
    let custom = |rules: &str| chats(&format!("method = \"custom\", rules = [{rules}]"));
    let groups = (PROFILES, "groups = [\"one\", \"two\"]\n");
    let bob = (BOB, &*format!("{BOB}\ngroups = [\"one\"]"));
    expect_codes(&[
        // DIST-18: the first rule asks less, so it matches whomever the second would.
        (&[(CHATS, &custom("{ units = 10 }, { units = 30, presences = [\"Available\"] }"))], &["rule-shadowed", "-"]),
        (&[(CHATS, &custom("{ units = 30, presences = [\"Available\"] }, { units = 10 }"))], &[]),
        (&[(CHATS, &custom("{ skills = true }, { units = 1 }"))], &[]),
        (
            &[(CHATS, &custom("{ presences = [\"Available\", \"Busy\"] }, { presences = [\"Busy\"] }"))],
            &["rule-shadowed", "-"],
        ),
        // Nobody of the queue is in group two, and nobody has 91 units.
        (
            &[(CHATS, &custom("{ groups = [\"two\"] }, { groups = [\"one\"] }, { units = 91 }")), groups, bob],
            &["rule-matches-nobody", "-", "rule-matches-nobody", "-"],
        ),
    ]);
}

#[test]
fn buckets_that_stay_empty() {
    let priorities = |buckets: &str| chats(&format!("priorities = [{buckets}]"));
    expect_codes(&[
        // PRIO-04: first match wins.
        (&[(CHATS, &priorities("{ sort = \"newest\" }, { workstream = \"chat\" }"))], &["bucket-shadowed", "-"]),
        (&[(CHATS, &priorities("{ workstream = \"chat\" }, { sort = \"newest\" }"))], &[]),
        // DIST-05: calls never come to a messaging queue.
        (&[(CHATS, &priorities("{ workstream = \"phone\" }"))], &["bucket-never-matched", "-"]),
    ]);
}

#[test]
fn levels_that_add_nobody_or_come_too_late() {
    let groups = (PROFILES, "groups = [\"one\", \"two\"]\n");
    let one = (BOB, &*format!("{BOB}\ngroups = [\"one\"]"));
    let both = (
        BOB,
        &*format!(
            "{BOB}\ngroups = [\"one\"]\n[[users]]\nname = \"eve\"\nunits = 90\nqueues = [\"chats\"]\ngroups = [\"two\"]"
        ),
    );
    let levels = |more: &str| {
        chats(&format!("{more}levels = [{{ groups = [\"one\"] }}, {{ groups = [\"two\"], after_s = 200 }}]"))
    };
    let empty = chats("levels = [{ groups = [\"two\"] }, { groups = [\"one\"], after_s = 200 }]");
    let end = |seconds: i64| format!("wait_overflow = {{ seconds = {seconds}, action = \"end\" }}, ");
    expect_codes(&[
        // DIST-21: nobody of the queue is in group two.
        (&[(CHATS, &levels("")), groups, one], &["level-adds-nobody", "-"]),
        (&[(CHATS, &levels("")), groups, both], &[]),
        // The second may not take the place of the first, which is tried at once.
        (&[(CHATS, &empty), groups, one], &["level-adds-nobody"]),
        // OVF-10: ended after 180 s.
        (&[(CHATS, &levels(&end(180))), groups, both], &["level-too-late", "-"]),
        (&[(CHATS, &levels(&end(300))), groups, both], &[]),
    ]);
}

#[test]
fn preferred_agents_who_are_not_there() {
    let eve = (BOB, &*format!("{BOB}\n[[users]]\nname = \"eve\"\nunits = 90\nqueues = []"));
    let contact = |preferred: &str| format!("contacts = [{{ name = \"iris\", preferred = [{preferred}] }}]\n");
    expect_codes(&[
        // DIST-19: eve is in no queue at all, which is told too.
        (&[eve, (PROFILES, &contact("\"eve\", \"bob-1\""))], &["agent-gets-nothing", "preferred-not-member", "-"]),
        (&[eve, (PROFILES, &contact("\"eve\""))], &["agent-gets-nothing", "preferred-not-member"]),
        (&[(PROFILES, &contact("\"bob-2\""))], &[]),
    ]);
}
