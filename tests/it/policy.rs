//! What a policy may not be: each forbidden value and combination, with its place and the remedy, in a policy that is
//! sound but for it.

use switchboard::PolicySpec;

/// A policy that builds.
const SOUND: &str = r#"
queues = [{ name = "chats", kind = "messaging" }, { name = "calls", kind = "voice" }, { name = "cases", kind = "record" }]
profiles = [{ name = "spanish", limit = 2 }]
presences = [{ name = "At lunch", base = "Away" }]

[[workstreams]]
name = "web"
channel = "live-chat"
queue = "chats"
cost = 30

[[workstreams]]
name = "phone"
channel = "voice"
queue = "calls"
cost = 100

[[workstreams]]
name = "mail"
channel = "record"
queue = "cases"
cost = 12

[[users]]
name = "ann"
units = 100
queues = ["chats", "calls"]

[[users]]
name = "robo"
roles = ["bot"]
queues = ["chats"]
"#;

fn error(text: &str) -> Option<String> {
    let spec: PolicySpec = toml::from_str(text).expect("the policy is TOML of the right shape");
    spec.build().err().map(|error| error.to_string())
}

#[test]
fn the_policy_that_the_others_differ_from_is_sound() {
    assert_eq!(error(SOUND), None);
}

/// What is replaced in the sound policy, by what, and the error.
const FORBIDDEN: &[(&str, &str, &str)] = &[
    (
        "queue = \"chats\"",
        "queue = \"chat\"",
        "workstreams[0].queue: unknown queue `chat`, expected one of: chats, calls, cases",
    ),
    (
        "queue = \"chats\"",
        "queue = \"calls\"",
        "workstreams[0].queue: queue `calls` takes voice work, expected a messaging queue for channel live-chat (DIST-05)",
    ),
    (
        "channel = \"live-chat\"",
        "channel = \"chat\"",
        "workstreams[0].channel: unknown channel `chat`, expected one of: live-chat, persistent-chat, async, \
         custom-async, voice, record",
    ),
    ("cost = 30", "cost = -1", "workstreams[0].cost: cost is -1, expected 0 to 30000"),
    (
        "cost = 30",
        "cost = 30\nskill_matching = \"nearest\"",
        "workstreams[0].skill_matching: unknown skill matching `nearest`, expected one of: none, exact, closest",
    ),
    (
        "cost = 30",
        "cost = 30\nrequirement = \"french\"",
        "workstreams[0].requirement: unknown requirement `french`: there is none to name here",
    ),
    (
        "cost = 30",
        "cost = 30\ncredited_wait = -5",
        "workstreams[0].credited_wait: credited wait is -5, expected 0 to 1000000000",
    ),
    (
        "kind = \"messaging\" }",
        "kind = \"messaging\", method = \"longest-idle\" }",
        "queues[0].method: unknown method `longest-idle`, expected one of: highest-capacity, advanced-round-robin, \
         least-active, custom",
    ),
    (
        "kind = \"messaging\" }",
        "kind = \"messaging\", method = \"custom\" }",
        "queues[0].method: a custom method without rules gives work to nobody, expected one rule or more (DIST-18)",
    ),
    (
        "kind = \"messaging\" }",
        "kind = \"messaging\", rules = [{}] }",
        "queues[0].rules: an out-of-box method asks no rules, expected `method = \"custom\"` or no rules (DIST-18)",
    ),
    (
        "kind = \"record\" }",
        "kind = \"record\", method = \"least-active\" }",
        "queues[2].method: least active is not for record queues, expected another order (DIST-14)",
    ),
    (
        "kind = \"messaging\" }",
        "kind = \"messaging\", method = \"custom\", rules = [{}], levels = [{ groups = [] }] }",
        "queues[0].levels: levels do not go with a custom method, expected another method or no levels (DIST-21)",
    ),
    (
        "kind = \"messaging\" }",
        "kind = \"messaging\", levels = [{ groups = [], after_s = 30 }] }",
        "queues[0].levels[0].after_s: the first level is tried at once, expected `after_s = 0` (DIST-21)",
    ),
    (
        "kind = \"messaging\" }",
        "kind = \"messaging\", levels = [{ groups = [] }, { groups = [], after_s = 20 }] }",
        "queues[0].levels[1].after_s: a level is added at once or after 30 s or more, found 20 (DIST-21)",
    ),
    (
        "kind = \"messaging\" }",
        "kind = \"messaging\", levels = [{ groups = [] }, { groups = [] }, { groups = [], after_s = 29 }] }",
        "queues[0].levels[2].after_s: a level is added after 30 s or more, found 29 (DIST-21)",
    ),
    (
        "kind = \"messaging\" }",
        "kind = \"messaging\", levels = [{ groups = [] }, { groups = [], after_s = 40 }, { groups = [], after_s = 45 }] }",
        "queues[0].levels[2].after_s: expected 40 s as the level before, or 50 s or more (DIST-21)",
    ),
    (
        "name = \"ann\"",
        "name = \"ann\"\nskills = { french = 1 }",
        "users[0].skills.french: unknown skill `french`: there is none to name here",
    ),
    (
        "name = \"ann\"",
        "name = \"ann\"\ngroups = [\"experts\"]",
        "users[0].groups: unknown group `experts`: there is none to name here",
    ),
    (
        "cost = 30",
        "cost = 30\naffinity = true\ndistribution = \"pick\"",
        "workstreams[0].affinity: agents pick its conversations themselves, expected `affinity = false` (DIST-20)",
    ),
    (
        "cost = 100",
        "cost = 100\naffinity = true",
        "workstreams[1].affinity: channel voice has no affinity, expected `affinity = false` (DIST-20)",
    ),
    (
        "cost = 100",
        "cost = 100\ndistribution = \"pick\"",
        "workstreams[1].distribution: calls cannot be picked, expected `push` (DIST-30)",
    ),
    (
        "cost = 30",
        "cost = 30\nwaiting_min = 60",
        "workstreams[0].waiting_min: channel live-chat has no Waiting, expected no `waiting_min` (TIM-10, ST-43)",
    ),
    (
        "cost = 30",
        "cost = 30\nbot = \"robo\"\ndistribution = \"pick\"",
        "workstreams[0].bot: a bot needs a push workstream that is not for records (DIST-30, ST-70)",
    ),
    (
        "cost = 12",
        "cost = 12\nbot = \"robo\"",
        "workstreams[2].bot: a bot needs a push workstream that is not for records (DIST-30, ST-70)",
    ),
    ("cost = 30", "cost = 30\nbot = \"ann\"", "workstreams[0].bot: unknown bot `ann`, expected one of: robo"),
    (
        "cost = 30",
        "cost = 30\nwrap_up_block = \"sometimes\"",
        "workstreams[0].wrap_up_block: unknown wrap-up block `sometimes`, expected one of: always, never, a number of \
         seconds",
    ),
    (
        "cost = 30",
        "cost = 30\nwrap_up_block = 29",
        "workstreams[0].wrap_up_block: wrap-up block in seconds is 29, expected 30 to 3600",
    ),
    (
        "queues = [\"chats\", \"calls\"]",
        "queues = [\"chats\", \"chats\"]",
        "users[0].queues[1]: two queues are named `chats`, expected different names",
    ),
    ("name = \"robo\"", "name = \"ann\"", "users[1].name: two users are named `ann`, expected different names"),
    (
        "roles = [\"bot\"]",
        "roles = [\"robot\"]",
        "users[1].roles[0]: unknown role `robot`, expected one of: agent, supervisor, administrator, api-access, bot",
    ),
    ("name = \"calls\"", "name = \"chats\"", "queues[1].name: two queues are named `chats`, expected different names"),
    (
        "kind = \"voice\"",
        "kind = \"phone\"",
        "queues[1].kind: unknown queue kind `phone`, expected one of: messaging, record, voice",
    ),
    (
        "base = \"Away\"",
        "base = \"Lunch\"",
        "presences[0].base: unknown base presence `Lunch`, expected one of: Available, Busy, Do not disturb, Away, \
         Offline",
    ),
    (
        "name = \"At lunch\"",
        "name = \"Busy\"",
        "presences[0].name: two presences are named `Busy`, expected different names",
    ),
    (
        "limit = 2",
        "limit = 2, reset = \"weekly\"",
        "profiles[0].reset: unknown reset `weekly`, expected one of: immediate, end-of-day",
    ),
];

/// The second of two people of one name is blamed, and nobody whose name only begins alike.
#[test]
fn who_is_named_twice_is_found_among_those_whose_names_begin_alike() {
    let more = "[[users]]\nname = \"ann\"\n[[users]]\nname = \"an\"\n";
    assert_eq!(
        error(&format!("{SOUND}{more}")).as_deref(),
        Some("users[2].name: two users are named `ann`, expected different names")
    );
    let group = "[[users]]\nname = \"team\"\ncount = 2\n[[users]]\nname = \"team-2\"\n[[users]]\nname = \"te\"\n";
    assert_eq!(
        error(&format!("{SOUND}{group}")).as_deref(),
        Some("users[3].name: two users are named `team-2`, expected different names")
    );
}

#[test]
fn what_a_policy_may_not_be_is_told_with_its_place_and_what_may_be() {
    let wrong: Vec<(String, String)> = FORBIDDEN
        .iter()
        .filter_map(|(sound, forbidden, message)| {
            assert!(SOUND.contains(sound), "{sound} is no part of the sound policy");
            let found = error(&SOUND.replacen(sound, forbidden, 1)).unwrap_or_else(|| "it is accepted".to_owned());
            (found != *message).then(|| (found, (*message).to_owned()))
        })
        .collect();
    assert_eq!(wrong, []);
}

/// Ownership that moves only at accept leaves nothing to reopen: POL-03 b excludes POL-01 a and POL-02 a.
#[test]
fn switches_that_exclude_each_other_are_told() {
    let with = |switches: &str| error(&format!("preset = \"seed\"\nswitches = {{ {switches} }}\n{SOUND}"));
    let clash = |name: &str| {
        Some(format!(
            "switches.POL-03: POL-03 b (ownership moves at accept) and {name} (the conversation reopens) exclude each \
             other, expected POL-01 and POL-02 among b, c and d"
        ))
    };
    assert_eq!(with("POL-03 = \"b\", POL-01 = \"a\", POL-02 = \"b\""), clash("POL-01 a"));
    assert_eq!(with("POL-03 = \"b\", POL-01 = \"b\", POL-02 = \"a\""), clash("POL-02 a"));
    assert_eq!(with("POL-03 = \"b\", POL-01 = \"b\", POL-02 = \"b\""), None);
    assert_eq!(
        error(&format!("switches = {{ POL-42 = \"b\" }}\n{}", SOUND.replacen("cost = 30", "cost = 0", 1))),
        Some(
            "workstreams[0].cost: a conversation that costs nothing is rejected under POL-42 b, expected a cost of 1 or \
             more"
                .to_owned()
        )
    );
    let blocked = SOUND.replacen("cost = 30", "cost = 30\nwrap_up_block = 59", 1);
    assert_eq!(
        error(&format!("preset = \"seed\"\n{blocked}")).as_deref(),
        Some("workstreams[0].wrap_up_block: wrap-up block in seconds is 59, expected 60 to 3600")
    );
    assert_eq!(error(&format!("preset = \"current\"\n{blocked}")), None);
    assert_eq!(
        error(&format!("preset = \"old\"\n{SOUND}")),
        Some("preset: unknown preset `old`, expected one of: seed, current".to_owned())
    );
}

#[test]
fn what_distribution_may_not_be_told_is_answered_with_the_remedy() {
    let with = |lines: &str| error(&format!("{lines}\n{SOUND}"));
    assert_eq!(
        with("contacts = [{ name = \"Gil\", preferred = [\"robo\"] }]").as_deref(),
        Some("contacts[0].preferred[0]: unknown agent `robo`, expected one of: ann")
    );
    assert_eq!(
        with("contacts = [{ name = \"Gil\", preferred = [] }]").as_deref(),
        Some("contacts[0].preferred: number of preferred agents is 0, expected 1 to 3")
    );
    assert_eq!(
        with("skills = [\"a\"]\nrequirements = [{ name = \"r\", skills = { a = 0 } }]").as_deref(),
        Some("requirements[0].skills.a: proficiency is 0, expected 1 to 100")
    );
    assert_eq!(
        with("skills = [\"a\"]\nrequirements = [{ name = \"r\", skills = {} }]").as_deref(),
        Some("requirements[0].skills: number of required skills is 0, expected 1 to 100")
    );
    assert_eq!(
        with("settings = { items_per_cycle = 0 }").as_deref(),
        Some("settings.items_per_cycle: items per cycle is 0, expected 1 to 1000000")
    );
    assert_eq!(
        with("settings = { preferred_fallback = \"anybody\" }").as_deref(),
        Some(
            "settings.preferred_fallback: unknown fallback of preferred agents `anybody`, expected one of: next-best, \
             nobody"
        )
    );
    let least = SOUND.replacen("kind = \"messaging\" }", "kind = \"messaging\", method = \"least-active\" }", 1);
    assert_eq!(
        error(&format!("preset = \"seed\"\n{least}")).as_deref(),
        Some("queues[0].method: least active is for voice queues under POL-29 a, expected another order or POL-29 b")
    );
    assert_eq!(error(&format!("preset = \"current\"\n{least}")), None);
}

#[test]
fn what_the_pages_advise_against_is_told_apart_from_what_is_probably_wrong() {
    let spec: PolicySpec = serde_json::from_str(
        r#"{
            "profiles": [{ "name": "p", "limit": 2 }],
            "queues": [{ "name": "Q1", "kind": "messaging" }],
            "workstreams": [{ "name": "chat", "channel": "live-chat", "queue": "Q1", "cost": 30, "profiles": ["p"] }],
            "users": [{ "name": "A", "units": 90, "queues": ["Q1"] }, { "name": "B", "units": 100, "queues": ["Q1"] }]
        }"#,
    )
    .expect("a policy");
    let policy = spec.build().expect("a policy that holds");
    let advice: Vec<&str> = policy.advice().iter().map(|advice| &*advice.text).collect();
    // CAP-04: 100 units are three conversations of 30 and 10 units that nothing can use; 90 are three.
    assert_eq!(
        advice,
        [
            "a conversation of `chat` costs units and carries profiles: an agent needs room in both; use one of the two \
             (CAP-02)",
            "`B` has 100 units, and conversations of `chat` cost 30: 10 of them are of no use for it; give a multiple \
             (CAP-04)",
        ]
    );
    assert_eq!(policy.warnings(), []);
}

#[test]
fn time_out_rules_are_for_channels_that_wait_and_say_what_is_wrong() {
    let with = |channel: &str, rules: &str| {
        let text = format!(
            "preset = \"seed\"\nqueues = [{{ name = \"Q1\", kind = \"messaging\" }}]\n\
             users = [{{ name = \"A\", units = 30, queues = [\"Q1\"] }}]\n\
             [[workstreams]]\nname = \"s\"\nchannel = \"{channel}\"\nqueue = \"Q1\"\ntimeout_rules = [{rules}]\n"
        );
        let spec: PolicySpec = toml::from_str(&text).expect("a policy as written");
        spec.build().map(|policy| policy.workstreams()[0].timeout_rules.len()).map_err(|error| error.to_string())
    };
    let rule = |kind: &str, after_s: i64, action: &str| {
        format!("{{ kind = \"{kind}\", after_s = {after_s}, action = \"{action}\" }}")
    };
    let sound = rule("agent-non-response", 60, "release");
    assert_eq!(with("persistent-chat", &sound), Ok(1));
    assert_eq!(with("async", &vec![sound.clone(); 8].join(", ")), Ok(8));
    assert_eq!(
        with("live-chat", &sound),
        Err("workstreams[0].timeout_rules: channel live-chat has no time-out rules, expected none (TIM-19)".to_owned())
    );
    assert_eq!(
        with("async", &vec![sound; 9].join(", ")),
        Err("workstreams[0].timeout_rules: number of time-out rules is 9, expected 0 to 8".to_owned())
    );
    assert_eq!(
        with("async", &rule("silence", 60, "close")),
        Err("workstreams[0].timeout_rules[0].kind: unknown time-out rule `silence`, expected one of: \
             customer-non-response, agent-non-response"
            .to_owned())
    );
    assert_eq!(
        with("async", &rule("agent-non-response", 60, "shout")),
        Err("workstreams[0].timeout_rules[0].action: unknown action of a time-out rule `shout`, expected one of: \
             send-message, close, to-waiting, release"
            .to_owned())
    );
    assert_eq!(
        with("async", &rule("agent-non-response", 0, "close")),
        Err("workstreams[0].timeout_rules[0].after_s: seconds of silence is 0, expected 1 to 315360000".to_owned())
    );
}
