"""Hunts a planted fault with Hypothesis: two children of `switchboard drive --serve`, the rules and the fault, asked the same.

    python3 hypothesis_hunt.py PATH/TO/switchboard FAULT      prints runs until found, and the length of the shrunk run

Peer of `switchboard hunt` in `cargo bench --bench hunt`. A step is one of the actions that two sign-ins and the words below
make; conversations are named by when they came.
"""
import json
import subprocess
import sys

from hypothesis import HealthCheck, Phase, given, settings, strategies as st

TOOL, FAULT = sys.argv[1:3]


class Child:
    def __init__(self, *more):
        self.process = subprocess.Popen([TOOL, "drive", "--serve", *more], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, message):
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


faulty, rules = Child("--fault", FAULT), Child()
policy = faulty.ask({"hello": {"version": 1}})["hello"]["policy"]
rules.ask({"hello": {"version": 1}})
agents = [it["name"] for it in policy["users"] if "supervisor" not in (it.get("roles") or []) and "bot" not in (it.get("roles") or [])]
bosses = [it["name"] for it in policy["users"] if "supervisor" in (it.get("roles") or [])]
queues = [it["name"] for it in policy["queues"]]
streams = [(it["name"], it["queue"]) for it in policy["workstreams"]]
names = st.sampled_from(["c1", "c2", "c3", "c4"])
ACTIONS = st.one_of(
    st.sampled_from(streams).map(lambda it: {"actor": "arrival", "operation": "new", "workstream": it[0], "queue": it[1]}),
    st.sampled_from(queues).map(lambda queue: {"actor": "router", "operation": "queue", "queue": queue}),
    st.sampled_from(agents).map(lambda agent: {"actor": "router", "operation": "agent", "agent": agent}),
    st.builds(lambda who, do, of: {"actor": "agent", "operation": do, "by": who, "conversation": of}, st.sampled_from(agents),
              st.sampled_from(["pick", "accept", "reject", "end", "close-session", "release", "reopen", "move-to-waiting"]), names),
    st.builds(lambda who, whom, of: {"actor": "agent", "operation": "transfer-to-agent", "by": who, "agent": whom, "conversation": of},
              st.sampled_from(agents), st.sampled_from(agents), names),
    st.builds(lambda who, do, whom, of: {"actor": "supervisor", "operation": do, "by": who, "agent": whom, "conversation": of},
              st.sampled_from(bosses or agents), st.sampled_from(["assign-to-agent", "transfer-to-agent", "force-close"]),
              st.sampled_from(agents), names),
    st.builds(lambda do, of: {"actor": "customer", "operation": do, "conversation": of},
              st.sampled_from(["end", "message", "disconnect", "reconnect"]), names),
    st.builds(lambda who, do: {"actor": "desk", "operation": do, "by": who}, st.sampled_from(agents),
              st.sampled_from(["sign-in", "sign-out", "connection-lost", "connection-restored"])),
)
runs, found, shortest = 0, None, None


def differs(actions):
    for child in (faulty, rules):
        child.ask({"reset": {"seed": 1, "policy": policy}})
    created, number = 0, 0
    signs = [{"actor": "desk", "operation": "sign-in", "by": agent} for agent in agents]
    for place, action in enumerate(signs + actions):
        action = dict(action)
        if action["actor"] == "arrival":
            if created >= 4:
                continue
            created += 1
            action["conversation"] = f"c{created}"
        elif action.get("conversation") and int(action["conversation"][1:]) > created:
            continue
        number += 1
        step = {"step": {"id": number, "words": action["operation"], "action": action, "observe": True}}
        one, other = faulty.ask(step), rules.ask(step)
        if "unsupported" in other:
            raise SystemExit(f"no step of the protocol: {action}: {other}")
        if one != other:
            return place + 1 - len(signs)
    return None


@settings(max_examples=20000, deadline=None, database=None, derandomize=True, phases=[Phase.generate, Phase.shrink],
          suppress_health_check=list(HealthCheck))
@given(st.lists(ACTIONS, max_size=60))
def hunt(actions):
    global runs, found, shortest
    runs += 1
    place = differs(actions)
    if place is not None:
        found = found or runs
        shortest = len(actions) if shortest is None else min(shortest, len(actions))
        raise AssertionError


try:
    hunt()
except AssertionError:
    pass
print(f"{found}, {shortest}" if found else "not found")
