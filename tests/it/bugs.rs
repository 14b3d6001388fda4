//! Public bugs of real systems as cases: what went wrong there is refused or impossible here.

use std::collections::BTreeMap;
use std::fs;

use crate::cases::cases_in;

/// Where each bug was reported, in the order of their numbers.
const BUGS: [&str; 62] = [
    "RocketChat/Rocket.Chat#19352",
    "RocketChat/Rocket.Chat#18217",
    "RocketChat/Rocket.Chat#22206",
    "RocketChat/Rocket.Chat#37776",
    "RocketChat/Rocket.Chat#35722",
    "RocketChat/Rocket.Chat#21839",
    "RocketChat/Rocket.Chat#29062, #28252",
    "RocketChat/Rocket.Chat#22505",
    "RocketChat/Rocket.Chat#23404",
    "RocketChat/Rocket.Chat#22043",
    "RocketChat/Rocket.Chat#13008",
    "RocketChat/Rocket.Chat#32707",
    "RocketChat/Rocket.Chat#35414",
    "RocketChat/Rocket.Chat#24553",
    "RocketChat/Rocket.Chat#28905",
    "RocketChat/Rocket.Chat#18041",
    "RocketChat/Rocket.Chat#29402",
    "RocketChat/Rocket.Chat#26363",
    "RocketChat/Rocket.Chat#10172",
    "RocketChat/Rocket.Chat#19846",
    "RocketChat/Rocket.Chat#7397",
    "RocketChat/Rocket.Chat#13733, #18123",
    "RocketChat/Rocket.Chat#14525",
    "RocketChat/Rocket.Chat#35168",
    "chatwoot/chatwoot#10583",
    "chatwoot/chatwoot#7204",
    "chatwoot/chatwoot#10241",
    "chatwoot/chatwoot#10027",
    "chatwoot/chatwoot#15786",
    "chatwoot/chatwoot#13577",
    "chatwoot/chatwoot#5826",
    "chatwoot/chatwoot#9277",
    "zammad/zammad#4970",
    "zammad/zammad#2559",
    "zammad/zammad#3029",
    "zammad/zammad#3136",
    "zammad/zammad#649",
    "abhinavxd/libredesk#561",
    "abhinavxd/libredesk#385",
    "abhinavxd/libredesk#634",
    "LiveHelperChat/livehelperchat#1260",
    "LiveHelperChat/livehelperchat#1337",
    "signalwire/freeswitch#2540",
    "signalwire/freeswitch#2529",
    "signalwire/freeswitch#1973",
    "OpenSIPS/opensips#2679",
    "amazon-connect/amazon-connect-streams#952",
    "amazon-connect/amazon-connect-streams#241",
    "amazon-connect/amazon-connect-streams#272, #391",
    "twilio-professional-services/plugin-chat-sms-transfer#20",
    "twilio-professional-services/flex-project-template#153",
    "twilio-professional-services/flex-project-template#476",
    "techmatters/flex-plugins#116",
    "odoo/odoo#193535",
    "odoo/odoo#192378",
    "microsoft/omnichannel-chat-widget#773, #519",
    "MicrosoftDocs/dynamics-365-customer-engagement#2980",
    "Automattic/happychat-service#66",
    "experience.dynamics.com idea b5f15abd",
    "Zendesk article 5308501814042",
    "amazon-connect/amazon-connect-streams#865, #911",
    "twilio-professional-services/flex-project-template#748",
];

const NOT_RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/bugs/not-rules.md");

/// The numbers and the first lines of the cases, and the numbers and bugs of the list of those that are none.
fn covered() -> Vec<(usize, String)> {
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("`{text}` is no number of a bug"));
    let cases = cases_in("bugs").into_iter().map(|case| {
        let first = case.text.lines().next().unwrap_or_default();
        let cited = first.strip_prefix("# ").unwrap_or_else(|| panic!("{} cites nothing", case.path));
        (number(&case.name()[..2]), cited.to_owned())
    });
    let list = fs::read_to_string(NOT_RULES).expect("the list is there");
    let rows: Vec<(usize, String)> = list
        .lines()
        .filter_map(|line| line.strip_prefix("| "))
        .skip(1)
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            assert!(cells.len() == 4 && cells[2].len() > 80, "a row has a number, a bug and a reason: {row}");
            (number(cells[0]), cells[1].to_owned())
        })
        .collect();
    cases.chain(rows).collect()
}

#[test]
fn every_bug_is_a_case_or_is_listed_with_a_reason_once() {
    let mut times: BTreeMap<usize, usize> = BTreeMap::new();
    for (number, _) in covered() {
        *times.entry(number).or_default() += 1;
    }
    assert_eq!(times, (1..=BUGS.len()).map(|number| (number, 1)).collect());
}

#[test]
fn every_bug_is_cited() {
    for (number, cited) in covered() {
        let source = BUGS[number - 1];
        let rest = cited.strip_prefix(source).unwrap_or_else(|| panic!("{number}: `{cited}` does not cite {source}"));
        assert!(rest.starts_with(": ") && rest.len() > 20, "{number}: `{cited}` does not say what was wrong");
    }
}
