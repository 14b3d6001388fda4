//! What the README shows is what the tool prints: its first example, and its script.

use switchboard_cli::{Console, Outcome, run};

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
    let mut console = Console { input: &mut input, out: &mut out, err: &mut err, interactive: false };
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
}

#[test]
fn the_script_of_the_readme_holds() {
    let (outcome, printed) = switchboard(&["play"], block("## A script"));
    assert_eq!((outcome, printed.lines().last()), (Outcome::Clean, Some("3 expectations, 0 failed")));
}
