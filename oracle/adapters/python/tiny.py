"""A tiny contact center (one queue, live chats, units) that `switchboard drive` can step: see ../../PROTOCOL.md."""
import json
import sys

COST, UNITS = 50, {"ann": 100, "bob": 50}
MOVES = {  # what leads from where to where
    "arrival/new": {"new": "open"},
    "agent/accept": {"offered": "in-conversation"},
    "agent/end": {"in-conversation": "wrap-up"},
    "customer/end": {"open": "closed", "offered": "closed", "in-conversation": "wrap-up"},
}
POLICY = {
    "name": "tiny",
    "queues": [{"name": "chat", "kind": "messaging"}],
    "workstreams": [{"name": "web", "channel": "live-chat", "queue": "chat", "cost": COST}],
    "users": [{"name": name, "units": units, "queues": ["chat"]} for name, units in UNITS.items()],
}
HELLO = {"version": 1, "name": "tiny in Python", "policy": POLICY, "operations": ["router/queue", *MOVES],
         "answers": "done", "observes": ["state", "holder", "available", "line"]}
chats = {}  # by name, in the order of arrival: [state, holder]

def left(agent):
    return UNITS[agent] - COST * sum(holder == agent for _, holder in chats.values())

def step(actor, operation, conversation=None, by=None, **_):
    """Does what is asked; whether anything happened."""
    if actor == "router":
        chat = next((chat for chat in chats.values() if chat[0] == "open"), None)
        agent = next((agent for agent in UNITS if left(agent) >= COST), None)
        if chat and agent:
            chat[:] = ["offered", agent]
        return bool(chat and agent)
    chat = chats.setdefault(conversation, ["new", None])
    to = MOVES[f"{actor}/{operation}"].get(chat[0])
    if not to or (actor == "agent" and chat[1] != by):
        return False
    chat[:] = [to, None if to in ("open", "closed") else chat[1]]
    return True

def state():
    line = [name for name, chat in chats.items() if chat[0] == "open"]
    return {"conversations": [{"name": name, "state": at, "holder": who} for name, (at, who) in chats.items()],
            "people": [{"name": name, "available": left(name)} for name in UNITS],
            "queues": [{"name": "chat", "line": line}]}

for text in sys.stdin:
    ((asked, body),) = json.loads(text).items()
    if asked == "bye":
        break
    if asked == "hello":
        reply = {"hello": HELLO}
    elif asked == "reset":
        chats.clear()
        reply = {"ready": {}}
    else:
        reply = {"done" if step(**body["action"]) else "refused": {"id": body["id"], "state": state()}}
    print(json.dumps(reply), flush=True)
