"""Grades hunt, drive, judge and cases by mutants of the kernel that nobody here thought of: those of `cargo mutants`.

Every mutant stands in one build and is switched on by number, `SWITCHBOARD_MUTANT=17`; a healthy build stands beside it.
Python 3.10 or later with the packages `tree-sitter` and `tree-sitter-rust`:

    python3 -m venv VENV && VENV/bin/pip install tree-sitter tree-sitter-rust
    cargo mutants --list --json > LIST.json
    VENV/bin/python tests/mutants.py rewrite --list LIST.json --source . --to COPY
    cargo build --release --package switchboard-cli      # here, and in COPY: HEALTHY and MUTATED
    VENV/bin/python tests/mutants.py same --healthy HEALTHY --mutated MUTATED
    VENV/bin/python tests/mutants.py worlds --healthy HEALTHY --to WORLDS
    VENV/bin/python tests/mutants.py grade --healthy HEALTHY --mutated MUTATED --worlds WORLDS \\
        --plan COPY/mutants.json --sample 120 --rows ROWS.jsonl
    VENV/bin/python tests/mutants.py page --plan COPY/mutants.json --rows ROWS.jsonl

and for a second look at what was missed, by the driver and by all four:

    VENV/bin/python tests/mutants.py small --healthy HEALTHY --mutated MUTATED --worlds WORLDS --rows ROWS.jsonl --small SMALL.jsonl
    VENV/bin/python tests/mutants.py wide --healthy HEALTHY --to WIDE
    VENV/bin/python tests/mutants.py again --healthy HEALTHY --mutated MUTATED --worlds WORLDS --rows ROWS.jsonl --wide WIDE \\
        --again AGAIN.jsonl

`grade` goes on where ROWS.jsonl ends, so a larger `--sample` extends a smaller one: a sample is the beginning of one
shuffled list. What came out is in tests/mutants-instruments.md.
"""
import argparse
import bisect
import collections
import concurrent.futures
import json
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

VARIABLE = "SWITCHBOARD_MUTANT"
# What is copied: everything that the command is built from.
PARTS = ["Cargo.toml", "Cargo.lock", "README.md", "CHANGELOG.md", "src", "sims", "verify", "oracle", "reports", "cli",
         "coverage", "benches", "schemas", "tests"]
MODULE = '''//! Which mutant is on.

use core::sync::atomic::{AtomicU32, Ordering};

static ON: AtomicU32 = AtomicU32::new(0);

/// Switches one on; none is 0.
pub fn set(number: u32) {
    ON.store(number, Ordering::Relaxed);
}

/// Whether it is on.
#[inline(always)]
pub fn on(number: u32) -> bool {
    ON.load(Ordering::Relaxed) == number
}
'''
ROUNDS_MAX = 40
OPERATORS = ("binary_expression", "compound_assignment_expr")


# ---------------------------------------------------------------------------------------------------------------------
# Rewriting: one copy of the sources in which every mutant can be switched on.


def parser():
    import tree_sitter
    import tree_sitter_rust
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_rust.language()))


class Source:
    """A file, its tree, and where the mutants of it stand."""

    def __init__(self, text, tree):
        self.text, self.root = text, tree.root_node
        self.lines = [0]
        for line in text.split(b"\n"):
            self.lines.append(self.lines[-1] + len(line) + 1)
        self.functions = []
        self.walk(self.root, lambda node: self.functions.append(node) if node.type == "function_item" else None)

    def walk(self, node, visit):
        visit(node)
        for child in node.children:
            self.walk(child, visit)

    def at(self, place):
        """The byte of a line and a column in characters, both from one."""
        begin = self.lines[place["line"] - 1]
        line = self.text[begin:self.lines[place["line"]]].decode()
        return begin + len(line[:place["column"] - 1].encode())

    def smallest(self, begin, end, types):
        node, found = self.root.descendant_for_byte_range(begin, end), None
        while node is not None and found is None:
            found = node if node.type in types else None
            node = node.parent
        return found

    def constness(self, function):
        """The bytes of `const ` before a function, or nothing."""
        for child in function.children:
            if child.type == "function_modifiers":
                for word in child.children:
                    if word.type == "const":
                        return word.start_byte, word.end_byte + 1
        return None

    def function_at(self, byte):
        """The number of the innermost function around a byte."""
        inside = [number for number, node in enumerate(self.functions) if node.start_byte <= byte < node.end_byte]
        return min(inside, key=lambda number: self.functions[number].end_byte - self.functions[number].start_byte, default=None)


def placed(source, mutant):
    """What a mutant becomes: (kind, begin, end, text), or why it is left out."""
    begin, end = source.at(mutant["span"]["start"]), source.at(mutant["span"]["end"])
    genre, new = mutant["genre"], mutant["replacement"].encode()
    if genre == "FnValue":
        function = source.smallest(begin, end, ["function_item"])
        if b"impl " in (function.child_by_field_name("return_type").text if function.child_by_field_name("return_type") else b""):
            return "the value of a type that only its function names"
        body = function.child_by_field_name("body").start_byte + 1
        return "body", body, body, new
    if genre == "BinaryOperator":
        top = source.smallest(begin, end, OPERATORS)
        operator = top and next((child for child in top.children if child.start_byte == begin and child.end_byte == end), None)
        if operator is None:
            return "an operator of a condition with `let`"
        while top.parent is not None and top.parent.type == "binary_expression":
            top = top.parent
        return "choice", top.start_byte, top.end_byte, source.text[top.start_byte:begin] + new + source.text[end:top.end_byte]
    if genre == "UnaryOperator":
        node = source.smallest(begin, end, ["unary_expression"])
        if node is None or node.start_byte != begin:
            return "an operator that was not found"
        return "choice", begin, node.end_byte, source.text[end:node.end_byte]
    if genre == "StructField":
        node = source.smallest(begin, end, ["struct_expression"])
        after = end + (source.text[end:end + 1] == b",")
        return "choice", node.start_byte, node.end_byte, source.text[node.start_byte:begin] + source.text[after:node.end_byte]
    arm = source.smallest(begin, end, ["match_arm"])
    pattern = arm.child_by_field_name("pattern")
    guard = pattern.child_by_field_name("condition")
    if genre == "MatchArmGuard":
        return "guard", guard.start_byte, guard.end_byte, new
    if genre == "MatchArm":
        if guard is not None:
            return "guard", guard.start_byte, guard.end_byte, b"false"
        return "arm", pattern.end_byte, pattern.end_byte, b""
    return f"a kind that is not known, {genre}"


class Copy:
    """A file as it is written, with the bytes at which each mutant stands."""

    def __init__(self, source, mutants, stripped):
        self.source, self.out, self.size = source, [], 0
        self.alternatives, self.choices = [], []
        groups = collections.defaultdict(list)
        for number, (kind, begin, end, text) in mutants:
            # A guard stands around the operators of which it is made.
            groups[begin, -end, ["body", "arm", "guard", "choice"].index(kind), kind].append((number, text))
        edits = [(begin, -end, kind, members) for (begin, end, _, kind), members in sorted(groups.items())]
        for function in stripped:
            begin, end = source.constness(source.functions[function])
            edits.append((begin, end, "strip", []))
        edits.sort(key=lambda edit: (edit[0], -edit[1]))
        rest = self.render(edits, 0, len(source.text))
        assert not rest, rest
        self.text = b"".join(self.out)

    def put(self, text):
        self.out.append(text)
        self.size += len(text)

    def alternative(self, number, text):
        begin = self.size
        self.put(text)
        self.alternatives.append((begin, self.size, number))

    def render(self, edits, begin, end):
        """Writes the bytes from `begin` to `end`, with the edits that lie there; what is left lies behind."""
        while edits and edits[0][0] <= end and edits[0][1] <= end:
            at, until, kind, members = edits[0]
            edits = edits[1:]
            self.put(self.source.text[begin:at])
            begin = until
            if kind == "body":
                for number, text in members:
                    self.put(b" if crate::mutants::on(%d) { return " % number)
                    self.alternative(number, text)
                    self.put(b"; }")
            elif kind == "arm":
                self.put(b" if ")
                start = self.size
                self.put(b" && ".join(b"!crate::mutants::on(%d)" % number for number, _ in members))
                self.choices.append((start, self.size, [number for number, _ in members]))
            elif kind != "strip":
                start = self.size
                self.put(b"(if " + b" && ".join(b"!crate::mutants::on(%d)" % number for number, _ in members) + b" { ")
                condition = self.size
                inner = [edit for edit in edits if edit[1] <= until]
                self.render(inner, at, until)
                edits = edits[len(inner):]
                for place, (number, text) in enumerate(members, 1):
                    self.put(b" } else { " if place == len(members) else b" } else if crate::mutants::on(%d) { " % number)
                    self.alternative(number, text)
                self.put(b" })")
                self.choices.append((start, condition, [number for number, _ in members]))
                self.choices.append((start, self.size, [number for number, _ in members]))
        self.put(self.source.text[begin:end])
        return edits

    def blamed(self, begin, end):
        """The mutants in whose text the compiler's complaint stands; else those whose choice surrounds it."""
        inside = [(until - at, [number]) for at, until, number in self.alternatives if at <= begin and end <= until + 1]
        inside = inside or [(until - at, numbers) for at, until, numbers in self.choices if at <= begin and end <= until]
        return min(inside, default=(0, []))[1]


class Workshop:
    """The copy of the project, rewritten until it compiles."""

    def __init__(self, source, to, mutants, target):
        self.source, self.to, self.target, self.parse = source, to, target, parser()
        self.mutants, self.sources, self.kinds = mutants, {}, {}
        self.out, self.stripped, self.kept = {}, collections.defaultdict(set), set()
        for number, mutant in mutants.items():
            kind = placed(self.of(mutant["file"]), mutant)
            if isinstance(kind, str):
                self.out[number] = kind
            else:
                self.kinds[number] = kind
                self.strip(mutant["file"], kind[1])

    def of(self, file):
        if file not in self.sources:
            text = (self.source / file).read_bytes()
            self.sources[file] = Source(text, self.parse.parse(text))
        return self.sources[file]

    def strip(self, file, byte):
        """Takes `const` from the function around a byte; whether there was one to take."""
        function = self.of(file).function_at(byte)
        if function is None or (file, function) in self.kept or function in self.stripped[file]:
            return False
        if self.of(file).constness(self.of(file).functions[function]) is None:
            return False
        self.stripped[file].add(function)
        return True

    def keep(self, name):
        """A constant needs these functions: they stay `const`, and their mutants are left out."""
        done = False
        for file, functions in self.stripped.items():
            for function in list(functions):
                node = self.of(file).functions[function]
                if node.child_by_field_name("name").text.decode() == name:
                    functions.discard(function)
                    self.kept.add((file, function))
                    for number, (_, begin, _, _) in self.kinds.items():
                        if self.mutants[number]["file"] == file and node.start_byte <= begin < node.end_byte:
                            self.out.setdefault(number, "its function has to be `const`")
                    done = True
        return done

    def write(self):
        copies = {}
        by_file = collections.defaultdict(list)
        for number, kind in self.kinds.items():
            if number not in self.out:
                by_file[self.mutants[number]["file"]].append((number, kind))
        for file in set(by_file) | set(self.stripped):
            copies[file] = Copy(self.of(file), by_file[file], self.stripped[file])
            (self.to / file).write_bytes(copies[file].text)
        return copies

    def check(self):
        told = subprocess.run(
            ["cargo", "check", "--package", "switchboard-cli", "--message-format=json", "--offline"], cwd=self.to,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            env={**os.environ, "CARGO_TARGET_DIR": str(self.target), "RUSTFLAGS": "--cap-lints=warn"})
        lines = [json.loads(line) for line in told.stdout.splitlines() if line.startswith("{")]
        messages = [line["message"] for line in lines if line["reason"] == "compiler-message"]
        return [message for message in messages if message["level"] == "error" and message["spans"]]

    def compile(self):
        for turn in range(ROUNDS_MAX):
            copies = self.write()
            errors = self.check()
            print(f"round {turn + 1}: {len(self.kinds) - len(set(self.out) & set(self.kinds))} in, {len(errors)} errors", file=sys.stderr)
            if not errors:
                return
            done = False
            for error in errors:
                done |= self.mend(error, copies)
            if not done:
                raise SystemExit("\n".join(error["rendered"] for error in errors[:5]))
        raise SystemExit("it still does not compile")

    def mend(self, error, copies):
        span = next(span for span in error["spans"] if span["is_primary"])
        file = str(pathlib.PurePath(span["file_name"]))
        if (error["code"] or {}).get("code") == "E0015":
            text = (self.to / file).read_bytes()
            seen = Source(text, self.parse.parse(text)).function_at(span["byte_start"])
            if seen is not None and (file, seen) not in self.kept:
                if self.stripped[file] >= {seen}:
                    return True
                node = self.of(file).functions[seen]
                if self.of(file).constness(node) is not None:
                    self.stripped[file].add(seen)
                    return True
            name = re.search(r"`([^`]+)`", error["message"]).group(1).split("::")[-1]
            if self.keep(name):
                return True
        if file not in copies:
            return False
        blamed = copies[file].blamed(span["byte_start"], span["byte_end"])
        if (error["code"] or {}).get("code") == "E0004":
            # An arm with a guard covers nothing, and what is complained of is the match around it.
            match = self.parse.parse(copies[file].text).root_node.descendant_for_byte_range(span["byte_start"], span["byte_end"])
            while match.type != "match_expression":
                match = match.parent
            arms = [arm.child_by_field_name("pattern") for arm in match.child_by_field_name("body").named_children
                    if arm.type == "match_arm"]
            blamed = [number for begin, end, numbers in copies[file].choices for number in numbers
                      if self.kinds[number][0] == "arm" and any(arm.start_byte <= begin and end <= arm.end_byte for arm in arms)]
        for number in blamed:
            self.out.setdefault(number, "does not compile: " + error["message"].splitlines()[0])
        return bool(blamed)


def rewrite(arguments):
    source, to = arguments.source, arguments.to
    to.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        if (source / part).is_dir():
            shutil.rmtree(to / part, ignore_errors=True)
            shutil.copytree(source / part, to / part)
        elif (source / part).exists():
            shutil.copy2(source / part, to / part)
    library, main = to / "src/lib.rs", to / "cli/src/main.rs"
    (to / "src/mutants.rs").write_text(MODULE)
    library.write_text(library.read_text().replace("mod action;", "pub mod mutants;\nmod action;", 1))
    ask = f'''fn main() -> ExitCode {{
    if let Some(number) = std::env::var("{VARIABLE}").ok().and_then(|number| number.parse().ok()) {{
        switchboard::mutants::set(number);
    }}'''
    main.write_text(main.read_text().replace("fn main() -> ExitCode {", ask, 1))
    listed = json.loads(arguments.list.read_text())
    mutants = dict(enumerate(listed, 1))
    shop = Workshop(source, to, mutants, arguments.target or to / "target-check")
    shop.compile()
    plan = [{"number": number, "name": mutant["name"], "file": mutant["file"], "genre": mutant["genre"],
             "function": (mutant["function"] or {}).get("function_name"), "left_out": shop.out.get(number)}
            for number, mutant in mutants.items()]
    (to / "mutants.json").write_text(json.dumps(plan, indent=1) + "\n")
    reasons = collections.Counter((row["left_out"] or "in the copy").split(":")[0] for row in plan)
    print("\n".join(f"{many:5} {reason}" for reason, many in reasons.most_common()))


# ---------------------------------------------------------------------------------------------------------------------
# Grading: the four instruments, each a few commands.

SEED = 1
# A hunt of the rules themselves finds nothing in these.
HUNT_RUNS, DRIVE_STEPS = 1_024, 20_000
SECONDS_MAX, MEMORY_MAX = 60, 6 << 30
SCRIPT_BYTES = 15_000_000
# The worlds whose suites every mutant plays; those of the others take long, and play what is missed by everything.
SUITES = ["live-chats", "asynchronous-messages", "calls", "two-limits", "chats-to-pick"]
# The days whose logs are judged: as it comes with the tool, another preset and seed, weeks, and one that does more.
DAYS = [("day", []), ("day, preset seed", ["PRESET"]), ("week", ["sims/scenarios/week.toml"]),
        ("quiet Monday", ["sims/scenarios/quiet-monday.toml"]), ("rich day", ["tests/mutants-day.toml"])]


def limits():
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MAX, MEMORY_MAX))


class Ran:
    def __init__(self, command, mutant=0, folder=None, watch=None, seconds_max=SECONDS_MAX):
        """Runs a command with a mutant on; `watch` is asked of each line, and ends it where it says so."""
        begun = time.monotonic()
        with tempfile.TemporaryFile() as told:
            child = subprocess.Popen(
                [str(word) for word in command], cwd=folder, stdout=subprocess.PIPE, stderr=told, start_new_session=True,
                preexec_fn=limits, env={**os.environ, VARIABLE: str(mutant)})
            self.late = False

            def end(late=True):
                self.late = late
                os.killpg(child.pid, signal.SIGKILL)

            clock = threading.Timer(seconds_max, end)
            clock.start()
            self.seen, self.text = None, b""
            if watch is None:
                self.text = child.stdout.read()
            else:
                for line in child.stdout:
                    self.seen = watch(line)
                    if self.seen is not None:
                        end(late=False)
                        break
            self.code = child.wait()
            clock.cancel()
            told.seek(0)
            self.errors = told.read().decode(errors="replace")
        self.seconds = round(time.monotonic() - begun, 1)

    def died(self):
        return next((line for line in self.errors.splitlines() if "a defect of ours" in line), self.errors.strip()[-200:])


def verdict(how, what="", seconds=0.0, **more):
    """What an instrument says: how is `found`, `died`, `stopped`, `time` or `clean`."""
    return {"how": how, "what": what, "seconds": seconds, **more}


def hunted(tools, mutant, seed=SEED, runs=HUNT_RUNS, more=()):
    ran = Ran([tools.mutated, "hunt", "--until-first", "--threads", 1, "--seed", seed, "--runs", runs, "--format", "json",
               *more], mutant)
    if ran.late:
        return verdict("time", seconds=ran.seconds)
    if ran.code == 1:
        first = json.loads(ran.text)["findings"][0]
        return verdict("found", f"{first['property']}: {first['words']}", ran.seconds)
    return verdict("clean" if ran.code == 0 else "died", "" if ran.code == 0 else ran.died(), ran.seconds)


def driven(tools, mutant, policy=None, steps=DRIVE_STEPS, seed=SEED):
    # Where the driver is killed nobody stops what it started, so that has a limit of its own.
    child = ["timeout", 2 * SECONDS_MAX * max(1, steps // DRIVE_STEPS), tools.mutated, "drive", "--serve"]
    chosen = ["--policy", policy] if policy else []
    ran = Ran([tools.healthy, "drive", "--steps", steps, "--seed", seed, "--shrink-steps", 2_000, "--format", "json", *chosen,
               "--", *child], mutant, seconds_max=SECONDS_MAX * max(1, steps // DRIVE_STEPS))
    if ran.late:
        return verdict("time", seconds=ran.seconds)
    if ran.code == 1:
        shown = json.loads(ran.text)["divergence"]
        said = f"{shown.get('rules_say', '')} / {shown.get('implementation_says', '')}"
        silent = "did not answer" in said or "in time" in said
        return verdict("time" if silent else "found", said[:300], ran.seconds)
    return verdict("clean" if ran.code == 0 else "died", "" if ran.code == 0 else ran.errors.strip()[-300:], ran.seconds)


def judged(tools, mutant, days=DAYS):
    seconds, differs, stopped = 0.0, [], None
    with tempfile.TemporaryDirectory() as folder:
        for name, given in days:
            log = pathlib.Path(folder) / "log.jsonl"
            scenario = tools.scenario(given)
            ran = Ran([tools.mutated, "simulate", *scenario, "--replications", 1, "--threads", 1, "--events", log], mutant)
            seconds += ran.seconds
            if ran.late:
                return verdict("time", f"{name}: the simulation does not end", seconds, differs=differs)
            if ran.code not in (0, 1) or not log.exists():
                # The simulator keeps books of its own, and stops where they do not agree; what it logs elsewhere is judged.
                how = "stopped" if ran.code == 1 else "died"
                stopped = stopped or (how, f"{name}: {ran.died() if how == 'died' else ran.errors.splitlines()[0][:200]}")
                continue
            if log.read_bytes() == tools.log(name, scenario):
                continue
            differs.append(name)
            ran = Ran([tools.healthy, "judge", log, *(["--scenario", *scenario] if scenario else [])])
            seconds += ran.seconds
            if ran.late or ran.code not in (0, 3):
                first = next((line for line in ran.text.decode().splitlines() if "log.jsonl:" in line), "")
                return verdict("found" if ran.code == 1 else "died", f"{name}: {first.split('log.jsonl:')[-1]}", seconds, differs=differs)
    how, what = stopped or ("clean", "")
    return verdict(how, what, round(seconds, 1), differs=differs)


def played(tools, mutant, suites=None):
    seconds = 0.0
    for script in tools.scripts if suites is None else suites:
        place = f"{script.name}:".encode()
        ran = Ran([tools.mutated, "play", script.name], mutant, script.parent, lambda line: line if line.startswith(place) else None)
        seconds = round(seconds + ran.seconds, 1)
        name = f"{script.parent.name}"
        if ran.seen is not None:
            return verdict("found", f"{name}: {ran.seen.decode().strip()}", seconds)
        if ran.late:
            return verdict("time", name, seconds)
        if ran.code != 0:
            return verdict("found" if ran.code == 2 else "died", f"{name}: {ran.died()}", seconds)
    return verdict("clean", "", seconds)


INSTRUMENTS = {"hunt": hunted, "drive": driven, "judge": judged, "cases": played}


class Tools:
    def __init__(self, arguments):
        self.healthy, self.mutated = (tool.resolve() for tool in (arguments.healthy, arguments.mutated))
        self.worlds = arguments.worlds.resolve()
        scripts = sorted(self.worlds.glob("*/batch-*.case"), key=lambda it: (int(it.stem.split("-")[1]), it.parent.name))
        self.scripts = [script for script in scripts if script.parent.name in SUITES]
        self.others = [script for script in scripts if script.parent.name not in SUITES]
        self.root = pathlib.Path(__file__).resolve().parent.parent
        self.logs, self.lock = {}, threading.Lock()

    def scenario(self, given):
        if given == ["PRESET"]:
            path = self.worlds / "day-seed.toml"
            if not path.exists():
                text = (self.root / "sims/scenarios/default.toml").read_text()
                path.write_text(text.replace('preset = "current"', 'preset = "seed"'))
            return [path]
        return [self.root / name for name in given]

    def log(self, name, scenario):
        """The log of the rules themselves."""
        with self.lock:
            if name not in self.logs:
                with tempfile.TemporaryDirectory() as folder:
                    log = pathlib.Path(folder) / "log.jsonl"
                    Ran([self.healthy, "simulate", *scenario, "--replications", 1, "--threads", 1, "--events", log])
                    self.logs[name] = log.read_bytes()
            return self.logs[name]


def toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml(one)}" for key, one in value.items() if one is not None) + " }"
    return json.dumps(value)


def worlds(arguments):
    """The worlds of the scoreboard, as the faulty implementations there tell them, and the suite of each as a few scripts."""
    listed = subprocess.run([arguments.healthy, "hunt", "--fault", "list"], capture_output=True, text=True, check=True)
    policies = {}
    for line in (line for line in listed.stdout.splitlines() if not line.startswith(" ")):
        told = subprocess.run([arguments.healthy, "drive", "--serve", "--fault", line.split()[0]], text=True, check=True,
                              capture_output=True, input='{"hello":{"version":1}}\n{"bye":{}}\n')
        policy = json.loads(told.stdout.splitlines()[0])["hello"]["policy"]
        # As on the scoreboard: an agent is asked no more after one decline.
        policy.setdefault("settings", {})["decline_limit"] = 1
        policies[policy["name"]] = policy
    for name, policy in policies.items():
        folder = arguments.to / re.sub(r"\W+", "-", name)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "policy.toml").write_text("".join(f"{key} = {toml(value)}\n" for key, value in policy.items()))
        told = subprocess.run([arguments.healthy, "cases", folder / "policy.toml", "--whole", "--criterion", arguments.criterion,
                               "--format", "json"], capture_output=True, text=True)
        suite = json.loads(told.stdout)
        people = [user["name"] for user in policy["users"] if "bot" not in (user.get("roles") or [])]
        signs = "".join(f'agent "{name}" signs in\n' for name in people)
        batch, size, number = [], 0, 0
        for case in suite["cases"] + [None]:
            lines = [] if case is None else [line for step in case["steps"] for line in
                                             (step["action"], *(f"expect {it}" for it in step["expect"]))]
            text = "" if case is None else f"--- {case['number']}\n{signs}" + "\n".join(lines) + "\n"
            if batch and (case is None or size + len(text) > SCRIPT_BYTES):
                (folder / f"batch-{number}.case").write_text("policy policy.toml\n" + "".join(batch))
                batch, size, number = [], 0, number + 1
            batch.append(text)
            size += len(text)
        print(f"{name}: {suite['tests']} tests, {suite['steps']} steps, {number} scripts", flush=True)


# What small policies that use everything are made of; each takes a part of it, and answers of the switches by chance.
WIDE_STREAMS = [
    {"channel": "live-chat", "queue": "skilled", "cost": 40, "skill_matching": "exact", "requirement": "gas", "class": "gold"},
    {"channel": "live-chat", "queue": "skilled", "cost": 40, "skill_matching": "closest", "requirement": "both"},
    {"channel": "live-chat", "queue": "levels", "cost": 60, "max_concurrency": 1, "pick_from_push": True},
    {"channel": "persistent-chat", "queue": "levels", "cost": 30, "wrap_up_block": 60, "decline_pause_s": 60, "affinity": True},
    {"channel": "async", "queue": "rules", "cost": 30, "follow_up_min": 5, "pick_from_push": True,
     "timeout_rules": [{"kind": "customer-non-response", "after_s": 120, "action": "to-waiting"},
                       {"kind": "agent-non-response", "after_s": 180, "action": "release"}]},
    {"channel": "custom-async", "queue": "rules", "cost": 20, "profiles": ["daily"], "distribution": "pick"},
    {"channel": "voice", "queue": "calls", "cost": 60, "profiles": ["alone"], "disposition_required": True},
    {"channel": "voice", "queue": "calls", "cost": 100, "allowed_presences": ["Available", "Busy", "Do not disturb"]},
    {"channel": "record", "queue": "mail", "profiles": ["daily"], "cost": 10},
    {"channel": "live-chat", "queue": "front", "cost": 50, "bot": "robot", "auto_assign": True, "wrap_up_block": "never"},
]
WIDE_QUEUES = {
    "skilled": {"kind": "messaging", "method": "advanced-round-robin", "priorities": [{"class": "gold"}, {"sort": "newest"}]},
    "levels": {"kind": "messaging", "levels": [{"groups": ["one"]}, {"groups": ["two"], "after_s": 30}]},
    "rules": {"kind": "messaging", "method": "custom", "priority": 2, "rules": [
        {"presences": ["Available"], "groups": ["one"], "units": 60}, {"presences": ["Available", "Busy"], "units": 60, "order": "profile-capacity"}]},
    "calls": {"kind": "voice", "callback": True, "position_text": True, "priority": 1,
              "wait_overflow": {"seconds": 60, "action": "queue", "queue": "calls-2"}},
    "calls-2": {"kind": "voice", "overflow": [{"when": "items", "limit": 2, "action": "end"}]},
    "mail": {"kind": "record"},
    "front": {"kind": "messaging", "method": "advanced-round-robin"},
}


# Small policies, each about something that the code of a missed mutant asks for.
AIMED = [
    {"name": "bound", "switches": {"POL-50": "b"}, "workstream": {"max_concurrency": 1, "cost": 10}},
    {"name": "price", "workstream": {"profiles": ["daily"], "cost": 10}, "queue": {"method": "highest-capacity"}},
    {"name": "direct", "switches": {"POL-16b": "b"}},
    {"name": "nearest", "workstream": {"requirement": "both", "skill_matching": "exact"},
     "queue": {"method": "custom", "rules": [{"presences": ["Available", "Busy"], "units": 40, "skills": True, "order": "nearest-proficiency"}]}},
    {"name": "proficient", "workstream": {"requirement": "both"},
     "queue": {"method": "custom", "rules": [{"presences": ["Available", "Busy"], "units": 40, "order": "nearest-proficiency"}]}},
    {"name": "exact", "workstream": {"requirement": "gas", "skill_matching": "exact"}},
    {"name": "consults", "settings": {"direct_transfer": False}},
    {"name": "sessions", "switches": {"POL-28": "b"}, "settings": {"session_cap": 1}, "workstream": {"cost": 10}},
    {"name": "no-units", "units": 0, "workstream": {"cost": 0, "profiles": ["daily"]}},
    {"name": "blocking", "units": 0, "blocking": True, "workstream": {"cost": 0, "profiles": ["daily"]}},
    {"name": "defaults", "presence": "Away"},
    {"name": "levels", "groups": ["one", "two"], "queue": {"levels": [{"groups": ["one"]}, {"groups": ["two"], "after_s": 30}]}},
    {"name": "callbacks", "workstream": {"channel": "voice", "cost": 10}, "queue": {"kind": "voice", "callback": True}},
    {"name": "declines", "switches": {"POL-27": "b"}, "settings": {"decline_limit": 3}},
    {"name": "pending", "switches": {"POL-01": "d", "POL-02": "b", "POL-03": "b", "POL-05": "b"}},
    {"name": "many", "many": 140, "workstream": {"requirement": "gas", "skill_matching": "exact"}},
]


def aimed(want):
    people = [{"name": name, "units": want.get("units", units), "queues": ["front", "back"], "skills": skills,
               "profiles": {"daily": limit}} for name, units, skills, limit in
              [("ann", 100, {"gas": 50, "power": 10}, 1), ("bob", 140, {"gas": 60, "power": 90}, 2), ("cid", 180, {"gas": 20}, 3)]]
    if "presence" in want:
        people[0]["default_presence"] = want["presence"]
    for person, group in zip(people, want.get("groups", [])):
        person["groups"] = [group]
    if "many" in want:
        people += [{"name": "many", "count": want["many"], "units": 100, "queues": ["front"], "skills": {"gas": 50}}]
    queue, stream = want.get("queue", {}), want.get("workstream", {})
    return {
        "name": want["name"], "switches": want.get("switches", {}), "skills": ["gas", "power"],
        "settings": {"monitor": True, "assign": True, "transfer": True, "force_close": True, "direct_transfer": True,
                     **want.get("settings", {})},
        "requirements": [{"name": "gas", "skills": {"gas": 40}}, {"name": "both", "skills": {"gas": 50, "power": 20}}],
        "profiles": [{"name": "daily", "limit": 2, "blocking": want.get("blocking", False)}], "groups": want.get("groups", []),
        "queues": [{"name": name, "kind": "messaging", **(queue if name == "front" else {"kind": queue.get("kind", "messaging")})}
                   for name in ["front", "back"]],
        "workstreams": [{"name": "work", "channel": "live-chat", "queue": "front", "cost": 40, **stream},
                        # What nobody has room for stands before what somebody could have.
                        *([{"name": "large", "channel": "voice", "queue": "front", "cost": 900}] if queue.get("callback") else []),
                        {"name": "other", "channel": stream.get("channel", "live-chat"), "queue": "back", "cost": 40}],
        "users": people + [{"name": "sue", "roles": ["supervisor"], "queues": ["front", "back"]}],
    }


def wide(arguments):
    """Policies for a second look at what everything missed."""
    told = subprocess.run([arguments.healthy, "rules", "--switches"], capture_output=True, text=True, check=True).stdout
    switches, current = {}, None
    for line in told.splitlines():
        if match := re.match(r"(POL-\w+) ", line):
            current = switches.setdefault(match[1], [])
        elif (match := re.match(r"    ([a-z]) [a-z]", line)) and current is not None:
            current.append(match[1])
    arguments.to.mkdir(parents=True, exist_ok=True)
    for want in AIMED:
        policy = aimed(want)
        file = arguments.to / f"aimed-{want['name']}.toml"
        file.write_text("".join(f"{key} = {toml(value)}\n" for key, value in policy.items() if value))
    dice, number = random.Random(SEED), 0
    while number < arguments.policies:
        streams = dice.sample(WIDE_STREAMS, dice.choice([1, 2, 3]))
        names = sorted({stream["queue"] for stream in streams} | ({"calls-2"} if any(it["queue"] == "calls" for it in streams) else {"front"}))
        chance = dice.choice([0, 0.05, 0.15])
        policy = {
            "name": f"wide {number + 1}", "preset": dice.choice(["seed", "current"]),
            "switches": {key: dice.choice(options) for key, options in switches.items() if dice.random() < chance},
            "settings": {"monitor": True, "assign": True, "transfer": True, "force_close": True, "direct_transfer": True,
                         "decline_limit": dice.choice([1, 2, 3]), "session_cap": dice.choice([2, 10]),
                         "missed_offers_set_inactive": dice.random() < 0.5, "rejected_offers_set_dnd": dice.random() < 0.5},
            "groups": ["one", "two"], "skills": ["gas", "power"],
            "requirements": [{"name": "gas", "skills": {"gas": 40}}, {"name": "both", "skills": {"gas": 60, "power": 20}}],
            "classes": [{"name": "gold", "credited_wait": 600}],
            "profiles": [{"name": "alone", "limit": 1, "blocking": True}, {"name": "daily", "limit": 2, "reset": "end-of-day"}],
            "queues": [{"name": name, **WIDE_QUEUES[name]} for name in names],
            "workstreams": [{"name": f"w{place}", **stream} for place, stream in enumerate(streams, 1)],
            "users": [
                {"name": "ann", "units": 100, "queues": names, "groups": ["one"], "skills": {"gas": 80, "power": 50},
                 "profiles": {"alone": True, "daily": True}},
                {"name": "bob", "units": 150, "queues": names, "groups": ["two"], "skills": {"gas": 45}, "profiles": {"daily": 1, "alone": True}},
                {"name": "cid", "units": dice.choice([0, 100]), "queues": names[:2], "skills": {"gas": 70, "power": 10}, "profiles": {"daily": 1},
                 "roles": ["agent", "supervisor"] if dice.random() < 0.3 else ["agent"]},
                {"name": "sue", "roles": ["supervisor"], "queues": names},
                {"name": "robot", "roles": ["bot"], "queues": names},
            ],
        }
        if dice.random() < 0.4:
            policy["switches"]["POL-50"] = "b"
        if dice.random() < 0.3:
            policy["switches"] |= {"POL-03": "b", "POL-01": dice.choice("bcd"), "POL-02": dice.choice("bcd")}
        if number == 0:
            # So many are ready that the router asks its sets of people.
            policy["users"] += [{"name": "many", "count": 140, "units": 100, "queues": names, "groups": ["two"],
                                 "skills": {"gas": 50}, "profiles": {"alone": True, "daily": 1}}]
        file = arguments.to / f"wide-{number + 1:02}.toml"
        file.write_text("".join(f"{key} = {toml(value)}\n" for key, value in policy.items() if value))
        ran = Ran([arguments.healthy, "drive", "--policy", file, "--steps", 1_000, "--", arguments.healthy, "drive", "--serve"])
        hunted = Ran([arguments.healthy, "hunt", file, "--runs", 256, "--threads", 1])
        # Answers that exclude each other make no policy, and where the rules themselves break something there is no telling.
        number += ran.code == 0 and hunted.code == 0
        if ran.code == 0 and hunted.code != 0:
            print(f"{file}:", "\n".join(hunted.text.decode().splitlines()[:14]))
            shutil.copy(file, file.with_suffix(f".{dice.getstate()[1][-1]}.broken"))
        if ran.code not in (0, 2):
            print(ran.text.decode(), ran.errors)
        elif ran.code == 2 and arguments.verbose:
            print(ran.errors.strip())


def first(tries):
    """The first that notices it; what is tried is named."""
    for name, one in tries:
        came = one()
        if came["how"] != "clean":
            return {**came, "what": f"{name}: {came['what']}"}
    return verdict("clean")


def small(arguments):
    """What the driver missed in the mixed day, driven in the small worlds of the suites."""
    tools = Tools(arguments)
    done = {json.loads(line)["number"] for line in arguments.small.read_text().splitlines()} if arguments.small.exists() else set()
    rows = [json.loads(line) for line in arguments.rows.read_text().splitlines()]
    missed = [row for row in rows if row["number"] not in done and row["drive"]["how"] == "clean"]
    lock = threading.Lock()

    def look(row):
        policies = [arguments.worlds / name / "policy.toml" for name in SUITES]
        came = first([(it.parent.name, lambda it=it: driven(tools, row["number"], it)) for it in policies])
        with lock, arguments.small.open("a") as lines:
            lines.write(json.dumps({"number": row["number"], "name": row["name"], "drive": came}) + "\n")

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        list(pool.map(look, missed))


def again(arguments):
    """A second look at what everything missed: more seeds, other policies, the other suites."""
    tools = Tools(arguments)
    done = {json.loads(line)["number"] for line in arguments.again.read_text().splitlines()} if arguments.again.exists() else set()
    rows = [json.loads(line) for line in arguments.rows.read_text().splitlines()]
    done |= {int(number) for number in arguments.without.split(",") if number}
    missed = [row for row in rows if row["number"] not in done and all(row[name]["how"] == "clean" for name in INSTRUMENTS)]
    policies, lock = sorted(arguments.wide.glob("*.toml")), threading.Lock()

    def look(row):
        mutant = row["number"]
        seeds = [(f"seed {seed}", lambda seed=seed: hunted(tools, mutant, seed, 2_048)) for seed in (2, 3)]
        hunts = [(policy.stem, lambda policy=policy: hunted(tools, mutant, 1, 128, [policy])) for policy in policies]
        steps = lambda policy: 3 * DRIVE_STEPS if policy.stem.startswith("aimed") else DRIVE_STEPS
        drives = [(policy.stem, lambda policy=policy: driven(tools, mutant, policy, steps(policy))) for policy in policies]
        drives.append(("the mixed day", lambda: driven(tools, mutant, None, 100_000, 2)))
        came = {"drive": first(drives), "hunt": first(hunts + seeds)}
        # The suites take longest, and are played where that is all that is left.
        noticed = any(it["how"] != "clean" for it in came.values())
        came["cases"] = verdict("not run") if noticed else played(tools, mutant, tools.others)
        with lock, arguments.again.open("a") as lines:
            lines.write(json.dumps({"number": mutant, "name": row["name"], **came}) + "\n")
        print(row["name"], *(f"{name}={came[name]['how']}" for name in came), flush=True)

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        list(pool.map(look, missed))


def same(arguments):
    """With no mutant on both builds do the same, and every instrument is content."""
    tools = Tools(arguments)
    for words in [["simulate", "--seed", 1, "--format", "json"], ["hunt", "--runs", 512, "--format", "json"]]:
        healthy, mutated = Ran([tools.healthy, *words]), Ran([tools.mutated, *words])
        print(" ".join(map(str, words)) + ":", "the same" if healthy.text == mutated.text and healthy.text else "DIFFERENT")
    for name, instrument in INSTRUMENTS.items():
        print(f"{name}: {instrument(tools, 0)}", flush=True)


def viable(plan, seed):
    """The numbers of all that compile, shuffled."""
    numbers = [row["number"] for row in plan if row["left_out"] is None]
    random.Random(seed).shuffle(numbers)
    return numbers


def grade(arguments):
    tools = Tools(arguments)
    plan = json.loads(arguments.plan.read_text())
    names = {row["number"]: row["name"] for row in plan}
    done = set()
    if arguments.rows.exists():
        done = {json.loads(line)["number"] for line in arguments.rows.read_text().splitlines()}
    asked = [number for number in viable(plan, arguments.sample_seed)[:arguments.sample] if number not in done]
    lock = threading.Lock()

    def one(number):
        row = {"number": number, "name": names[number]}
        row |= {name: instrument(tools, number) for name, instrument in INSTRUMENTS.items()}
        with lock, arguments.rows.open("a") as rows:
            rows.write(json.dumps(row) + "\n")
        print(names[number], *(f"{name}={row[name]['how']}" for name in INSTRUMENTS), flush=True)

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for done in pool.map(one, asked):
            pass


def page(arguments):
    plan = json.loads(arguments.plan.read_text())
    by_number = {row["number"]: row for row in plan}
    rows = [json.loads(line) for line in arguments.rows.read_text().splitlines()]
    order = {number: place for place, number in enumerate(viable(plan, arguments.sample_seed))}
    rows.sort(key=lambda row: order[row["number"]])
    caught = lambda row, name: row[name]["how"] != "clean"
    names = list(INSTRUMENTS)
    print("| | " + " | ".join(f"`{name}`" for name in names) + " | any of them |\n|---|" + "--:|" * (len(names) + 1))
    for title, hows in [("found", ["found"]), ("the simulation stopped by itself", ["stopped"]), ("died", ["died"]),
                        ("time limit", ["time"]), ("noticed in all", ["found", "stopped", "died", "time"])]:
        cells = [sum(row[name]["how"] in hows for row in rows) for name in names]
        anybody = sum(any(caught(row, name) for name in names) for row in rows) if len(hows) == 4 else ""
        print(f"| {title} | " + " | ".join(map(str, cells)) + f" | {anybody} |")
    only = [sum(caught(row, name) and not any(caught(row, other) for other in names if other != name) for row in rows) for name in names]
    print("| noticed by nobody else | " + " | ".join(map(str, only)) + " | |")
    for title, key in [("file", "file"), ("change", "genre")]:
        print(f"\n| {title} | mutants | " + " | ".join(f"`{name}`" for name in names) + " | any |\n|---|--:|" + "--:|" * (len(names) + 1))
        groups = collections.defaultdict(list)
        for row in rows:
            groups[by_number[row["number"]][key]].append(row)
        for group, members in sorted(groups.items()):
            cells = [sum(caught(row, name) for row in members) for name in names]
            cells.append(sum(any(caught(row, name) for name in names) for row in members))
            print(f"| {group} | {len(members)} | " + " | ".join(map(str, cells)) + " |")
    families = collections.Counter(row["hunt"]["what"].split(":")[0] for row in rows if row["hunt"]["how"] == "found")
    print("\n" + ", ".join(f"{family} {many}" for family, many in families.most_common()))
    print("\n| mutant | " + " | ".join(f"`{name}`" for name in names) + " |\n|---|" + "---|" * len(names))
    words = {"found": "found", "stopped": "stopped", "died": "died", "time": "time", "clean": "-"}
    for row in rows:
        cells = [words[row[name]["how"]] for name in names]
        if row["hunt"]["how"] == "found":
            cells[0] = row["hunt"]["what"].split(":")[0]
        print(f"| {row['name'].replace('|', chr(92) + '|')} | " + " | ".join(cells) + " |")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = arguments.add_subparsers(required=True)

    def command(run, *needed, **more):
        one = commands.add_parser(run.__name__)
        one.set_defaults(run=run)
        for name in needed:
            one.add_argument(f"--{name}", type=pathlib.Path, required=True)
        for name, (kind, default) in more.items():
            one.add_argument(f"--{name.replace('_', '-')}", type=kind, default=default)

    command(rewrite, "list", "source", "to", target=(pathlib.Path, None))
    command(worlds, "healthy", "to", criterion=(str, "transitions"))
    command(same, "healthy", "mutated", "worlds")
    command(grade, "healthy", "mutated", "worlds", "plan", "rows", sample=(int, 120), sample_seed=(int, SEED), jobs=(int, 2))
    command(wide, "healthy", "to", policies=(int, 16), verbose=(int, 0))
    command(small, "healthy", "mutated", "worlds", "rows", "small", jobs=(int, 2))
    command(again, "healthy", "mutated", "worlds", "rows", "wide", "again", without=(str, ""), jobs=(int, 2))
    command(page, "plan", "rows", sample_seed=(int, SEED))
    given = arguments.parse_args()
    given.run(given)


if __name__ == "__main__":
    main()
