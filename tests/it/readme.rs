//! What the README shows is what the tool prints: its first example, and its script.

use switchboard_cli::{Console, Outcome, WIDTH, run};

/// The fenced block of the README that follows `before`.
fn block(before: &str) -> &'static str {
    let readme = include_str!("../../README.md");
    let after = readme.split_once(before).expect("the README has this sentence").1;
    let block = after.split_once("```text\n").expect("a block follows").1;
    block.split_once("```").expect("the block ends").0
}

fn switchboard(args: &[&str], input: &str) -> (Outcome, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut input = input.as_bytes();
    let args = std::iter::once("switchboard").chain(args.iter().copied()).map(Into::into);
    let mut console = Console { input: &mut input, out: &mut out, err: &mut err, interactive: false, width: WIDTH };
    let outcome = run(args, &mut console);
    (outcome, String::from_utf8(out).expect("the answer is text"))
}

#[test]
fn the_first_example_prints_the_answer_that_the_readme_quotes() {
    let (outcome, printed) = switchboard(&["simulate"], "");
    assert_eq!(outcome, Outcome::Clean);
    let quoted = block("answers in a sentence:");
    let at = printed.find(quoted.lines().next().expect("the quote has lines")).expect("the answer is printed");
    assert_eq!(&printed[at..at + quoted.len()], quoted);

    // What the answer says is found in the tables: level and wait of the tightest half hour, those who give up.
    let row = |name: &str| printed.lines().find(|line| line.starts_with(name)).expect("the row is printed");
    let tightest = row("18:00");
    assert!(tightest.contains(" 63 % [57, 69] ") && tightest.contains(" 40 s ["), "{tightest}");
    assert!(row("Gave up").contains(" 4.7 % [4.4, 4.9] "), "{}", row("Gave up"));
    assert!(row("Within 20 s").contains(" 88.0 % [87.0, 89.1] "), "{}", row("Within 20 s"));
    let steps = row("all but leave").split_whitespace().nth(3).and_then(|number| number.parse::<f64>().ok());
    assert!(printed.contains(&format!("step in {:.0} times a day", steps.expect("a number"))));
}

#[test]
fn the_script_of_the_readme_holds() {
    let (outcome, printed) = switchboard(&["play"], block("## A script"));
    assert_eq!((outcome, printed.lines().last()), (Outcome::Clean, Some("2 expectations, 0 failed")));
}

#[test]
fn the_script_of_the_readme_goes_beyond_capacity_and_prints_what_the_readme_shows() {
    let (_, printed) = switchboard(&["play"], block("## A script"));
    let quoted = block("Of the last assignment it says:");
    let at = printed.find(quoted.lines().next().expect("the quote has lines")).expect("the assignment is printed");
    assert_eq!(&printed[at..], quoted);
    assert!(quoted.contains("over units 10"), "{quoted}");
}

#[test]
fn the_switch_that_the_readme_quotes_is_printed() {
    let (outcome, printed) = switchboard(&["rules", "--switches"], "");
    assert_eq!(outcome, Outcome::Clean);
    let quoted = block("## The switches");
    assert!(printed.contains(quoted), "{quoted}");
}

#[test]
fn the_question_of_the_readme_is_answered_as_the_readme_shows() {
    let (outcome, printed) = switchboard(&["play"], block("This script\n"));
    let quoted = block("\nends with\n");
    assert_eq!(outcome, Outcome::Clean);
    assert_eq!(&printed[printed.find("     0 s  why c2").expect("the question is repeated")..], quoted);
}

#[test]
fn the_policy_of_the_readme_is_one_and_nothing_goes_wrong_in_it() {
    let readme = include_str!("../../README.md");
    let mut blocks = readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let policy = blocks.find(|block| block.starts_with("name = ")).expect("the README shows a policy");
    let folder = tempfile::tempdir().expect("there is room for a file");
    let file = folder.path().join("policy.toml");
    std::fs::write(&file, policy).expect("there is room for a file");
    let file = file.to_str().expect("test paths are text");
    let scope = "agents=2,conversations=2,operations=answers+talk+supervise";
    let (outcome, out) = switchboard(&["verify", file, "--scope", scope], "");
    assert_eq!(outcome, Outcome::Clean, "{out}");
}

#[test]
fn the_properties_of_the_readme_are_properties() {
    let readme = include_str!("../../README.md");
    let blocks = readme.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let properties: String = blocks.filter(|block| block.contains("[[properties]]")).collect();
    let policy = format!(
        "queues = [{{ name = \"vip\", kind = \"messaging\" }}]\nusers = [{{ name = \"ann\", queues = [\"vip\"] }}]\n{properties}"
    );
    let spec: switchboard::PolicySpec = toml::from_str(&policy).expect("the blocks are TOML");
    let built = spec.build().expect("the policy is valid");
    let read = switchboard_verify::properties::read(&spec, &built).expect("each is a property");
    assert_eq!(
        read.iter().map(|property| property.claim.name()).collect::<Vec<_>>(),
        ["always", "never", "sometimes", "leads_to"]
    );
}
