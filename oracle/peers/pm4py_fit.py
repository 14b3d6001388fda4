"""Which traces of an XES log fit a relation between states, by pm4py's token replay; a peer for the judge, run as a process.

Usage: python pm4py_fit.py LOG.xes.gz < question.json

The question has `states` (activity to state), `begins` (states) and `steps` (pairs of states). Equal states in a row are
taken as one, any end is allowed. Printed is one line for each trace, its name and 1 where it fits, in the order of names.
"""

import gzip
import json
import os
import sys
import xml.etree.ElementTree as tree

os.environ.setdefault("PM4PY_DISABLE_BANNER", "1")
import pandas
import pm4py
from pm4py.objects.petri_net.obj import Marking, PetriNet
from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to

question = json.load(sys.stdin)
net = PetriNet("relation")
places = {name: PetriNet.Place(name) for name in ["begin", "end", *sorted(set(question["states"].values()))]}
net.places.update(places.values())


def transition(number, label, source, target):
    it = PetriNet.Transition(f"t{number}", label)
    net.transitions.add(it)
    add_arc_from_to(places[source], it, net)
    add_arc_from_to(it, places[target], net)


arcs = [("begin", to, to) for to in question["begins"]]
arcs += [(source, to, to) for source, to in question["steps"]]
arcs += [(state, "end", None) for state in sorted(set(question["states"].values()))]
for number, (source, target, label) in enumerate(arcs):
    transition(number, label, source, target)

# The log is read with the library of Python, so that pm4py judges sequences and nothing else is shared.
space = "{http://www.xes-standard.org/}"
variants = {}
with gzip.open(sys.argv[1]) as log:
    for trace in tree.parse(log).getroot().iter(space + "trace"):
        name = next(it.get("value") for it in trace.findall(space + "string") if it.get("key") == "concept:name")
        states = []
        for event in trace.findall(space + "event"):
            activity = next(it.get("value") for it in event if it.get("key") == "concept:name")
            state = question["states"][activity]
            if not states or states[-1] != state:
                states.append(state)
        variants.setdefault(tuple(states), []).append(name)

rows = [
    {"case:concept:name": f"{number:05}", "concept:name": state, "time:timestamp": pandas.Timestamp(place, unit="s", tz="UTC")}
    for number, states in enumerate(variants)
    for place, state in enumerate(states)
]
fits = pm4py.conformance_diagnostics_token_based_replay(
    pandas.DataFrame(rows), net, Marking({places["begin"]: 1}), Marking({places["end"]: 1})
)
print(len(variants), "variants", file=sys.stderr)
answers = {}
for (states, names), fit in zip(variants.items(), fits):
    for name in names:
        answers[name] = int(fit["trace_is_fit"])
for name in sorted(answers):
    print(f"{name}\t{answers[name]}")
