//! Fixes in the text: comments and order stay.

use switchboard::PolicyStep;

use crate::analysis::patch::{PatchError, apply, diff};
use crate::analysis::{Edit, Fix, Value};

fn key(key: &str) -> PolicyStep {
    PolicyStep::Key(key.to_owned())
}

fn at(keys: &str) -> Vec<PolicyStep> {
    let steps = keys.split('.');
    steps.map(|step| step.parse().map_or_else(|_| key(step), PolicyStep::Index)).collect()
}

fn one(edit: Edit) -> Fix {
    Fix { title: String::from("test"), edits: vec![edit] }
}

fn set(path: &str, value: Value) -> Fix {
    one(Edit::Set { path: at(path), value })
}

fn add(path: &str, word: &str) -> Fix {
    one(Edit::Add { path: at(path), value: Value::Word(word.to_owned()) })
}

fn remove(path: &str) -> Fix {
    one(Edit::Remove { path: at(path) })
}

const TEXT: &str = r#"# A day.
name = "day"

[policy] # the rules
queues = [
    # first
    { name = "a" }, # about a
    { name = "b" }, # about b
    # third
    { name = "c" }, # about c
]
skills = ["x", "y"]

# The phone.
[[policy.workstreams]]
name = "phone"
cost = 100 # all

[[policy.workstreams]] # second
name = "chat"

[[arrivals]]
per_hour = 3
"#;

#[test]
fn each_form_of_toml_is_changed_in_its_place_and_nothing_else_moves() {
    for (fix, from, to) in [
        (set("workstreams.0.cost", Value::Number(90)), "cost = 100 # all", "cost = 90 # all"),
        (set("workstreams.1.cost", Value::Number(9)), "name = \"chat\"\n", "name = \"chat\"\ncost = 9\n"),
        (set("queues.1.everyone", Value::Truth(true)), "{ name = \"b\" }", "{ name = \"b\", everyone = true }"),
        (
            set("settings.monitor", Value::Truth(false)),
            "skills = [\"x\", \"y\"]\n",
            "skills = [\"x\", \"y\"]\nsettings = { monitor = false }\n",
        ),
        (add("skills", "z"), "\"y\"]", "\"y\", \"z\"]"),
        (add("workstreams.1.routes", "z"), "name = \"chat\"\n", "name = \"chat\"\nroutes = [\"z\"]\n"),
        (remove("skills.0"), "[\"x\", \"y\"]", "[\"y\"]"),
        (remove("skills.1"), "[\"x\", \"y\"]", "[\"x\"]"),
        (remove("workstreams.0.cost"), "cost = 100 # all\n", ""),
        (remove("queues.0"), "    # first\n    { name = \"a\" }, # about a\n", ""),
        (remove("queues.1"), "    { name = \"b\" }, # about b\n", ""),
        (remove("queues.2"), "    # third\n    { name = \"c\" }, # about c\n", ""),
        (remove("workstreams.0"), "# The phone.\n[[policy.workstreams]]\nname = \"phone\"\ncost = 100 # all\n\n", ""),
        (remove("workstreams.1"), "[[policy.workstreams]] # second\nname = \"chat\"\n\n", ""),
    ] {
        assert_eq!(TEXT.matches(from).count(), 1, "{from}");
        assert_eq!(apply(TEXT, &[key("policy")], &fix), Ok(TEXT.replace(from, to)), "{fix:?}");
    }
}

#[test]
fn a_value_more_goes_on_a_line_of_its_own_where_the_last_one_has_one() {
    let text = "skills = [\n    \"x\", # one\n    \"y\",\n]\n";
    let expected = "skills = [\n    \"x\", # one\n    \"y\",\n    \"z\",\n]\n";
    assert_eq!(apply(text, &[], &add("skills", "z")).as_deref(), Ok(expected));
}

#[test]
fn a_table_that_only_its_children_made_is_written_when_it_gets_a_value() {
    let text = "[[policy.users]]\nname = \"a\"\n";
    let expected = "[policy]\nname = \"p\"\n[[policy.users]]\nname = \"a\"\n";
    assert_eq!(apply(text, &[key("policy")], &set("name", Value::Word(String::from("p")))).as_deref(), Ok(expected));
}

#[test]
fn lists_within_lists_and_dotted_keys_are_found() {
    let text = "[policy]
settings.monitor = true # yes

[[policy.queues]]
name = \"a\"

# about the first
[[policy.queues.rules]]
units = 1

# about the second
[[policy.queues.rules]]
units = 2

[[policy.users]]
name = \"ann\"
profiles.gold = 0
";
    for (fix, from, to) in [
        (set("settings.monitor", Value::Truth(false)), "monitor = true # yes", "monitor = false # yes"),
        (set("settings.assign", Value::Truth(true)), "# yes\n", "# yes\nsettings.assign = true\n"),
        (remove("queues.0.rules.0"), "# about the first\n[[policy.queues.rules]]\nunits = 1\n\n", ""),
        (remove("queues.0.rules.1"), "# about the second\n[[policy.queues.rules]]\nunits = 2\n\n", ""),
        (remove("users.0.profiles.gold"), "profiles.gold = 0\n", ""),
        (set("users.0.profiles.gold", Value::Truth(true)), "profiles.gold = 0", "profiles.gold = true"),
    ] {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        assert_eq!(apply(text, &[key("policy")], &fix), Ok(text.replace(from, to)), "{fix:?}");
    }
}

#[test]
fn the_ends_of_lines_stay_as_they_are() {
    let fix = set("workstreams.0.cost", Value::Number(90));
    for text in [TEXT.to_owned(), TEXT.replace('\n', "\r\n")] {
        assert_eq!(apply(&text, &[key("policy")], &fix), Ok(text.replace("cost = 100", "cost = 90")));
    }
}

#[test]
fn a_place_that_is_not_there_is_refused() {
    for fix in [remove("queues.3"), remove("workstreams.2"), remove("name"), remove("skills.x")] {
        let error = apply(TEXT, &[key("policy")], &fix).expect_err("there is no such place");
        assert!(matches!(error, PatchError::NoPlace(_)), "{error}");
    }
    let error = apply(TEXT, &[key("policy")], &remove("queues.3.name")).expect_err("there is no such place");
    assert_eq!(
        error.to_string(),
        "the text has no `policy.queues[3].name`, expected the text that the fix was made for"
    );
    assert!(matches!(apply("x = ", &[], &remove("x")), Err(PatchError::NoToml(_))));
}

#[test]
fn the_difference_is_a_patch() {
    let after = apply(TEXT, &[key("policy")], &set("workstreams.0.cost", Value::Number(90))).expect("it is there");
    assert_eq!(
        diff(TEXT, &after, "day.toml"),
        "--- a/day.toml
+++ b/day.toml
@@ -14,7 +14,7 @@
 # The phone.
 [[policy.workstreams]]
 name = \"phone\"
-cost = 100 # all
+cost = 90 # all
 
 [[policy.workstreams]] # second
 name = \"chat\"
"
    );
}
