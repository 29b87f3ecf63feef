"""Nine steps with rework, fork and join in Prosimos: BPMN and JSON parameters. usage: pipeline_prosimos.py CASES

What differs: waits are timer events, which Prosimos writes into its log like tasks; it has no bound on rounds of
rework (they end by chance); durations keep within 0 and 100 days. The log is written to a CSV file, since
Prosimos does not keep it otherwise; reading the model is not timed.
"""

import csv
import json
import math
import random
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import numpy
from prosimos.simulation_engine import run_simulation

CASES = int(sys.argv[1])
MIN, DAY = 60, 86_400
STAFF = {"window": 4, "officer": 6, "expert": 5, "crew": 8, "cashier": 2}
TASKS = {
    "apply": ("window", 15 * MIN, 0.5), "check_papers": ("officer", 16 * MIN, 0.7),
    "plan_review": ("expert", 20 * MIN, 0.6), "survey": ("crew", 30 * MIN, 0.5),
    "decide": ("officer", 6 * MIN, 0.5), "pay": ("cashier", 5 * MIN, 0.5), "hand_over": ("window", 3 * MIN, 0.5),
}  # fmt: skip
WAITS = {"corrects_papers": (2 * DAY, 0.6), "road_permit": (3 * DAY, 0.4)}
FLOWS = [
    ("start", "apply"), ("apply", "again"), ("again", "check_papers"), ("check_papers", "is_complete"),
    ("is_complete", "corrects_papers"), ("corrects_papers", "again"), ("is_complete", "fork"),
    ("fork", "plan_review"), ("fork", "road_permit"), ("plan_review", "join"), ("road_permit", "join"),
    ("join", "survey"), ("survey", "decide"), ("decide", "pay"), ("pay", "hand_over"), ("hand_over", "end"),
]  # fmt: skip
GATEWAYS = {
    "again": "exclusiveGateway", "is_complete": "exclusiveGateway", "fork": "parallelGateway",
    "join": "parallelGateway",
}  # fmt: skip
ALWAYS = [{"from": "MONDAY", "to": "SUNDAY", "beginTime": "00:00:00", "endTime": "23:59:59.999999"}]


def bpmn():
    """The model."""
    nodes = ['<startEvent id="start"/>', '<endEvent id="end"/>']
    nodes += [f'<task id="{name}" name="{name}"/>' for name in TASKS]
    nodes += [f'<{kind} id="{name}" name="{name}"/>' for name, kind in GATEWAYS.items()]
    nodes += [
        f'<intermediateCatchEvent id="{name}" name="{name}"><timerEventDefinition/></intermediateCatchEvent>'
        for name in WAITS
    ]
    nodes += [f'<sequenceFlow id="{a}-{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in FLOWS]
    head = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="permit">'
    return head + "".join(nodes) + "</process></definitions>"


def lognormal(mean, cv):
    """A duration."""
    given = (mean, (mean * cv) ** 2, 0, 100 * DAY)
    return {"distribution_name": "lognorm", "distribution_params": [{"value": x} for x in given]}


def parameters():
    """Who does what, and how long it takes."""
    arrivals = (3600 / 12, 0, 100 * DAY)
    return {
        "resource_profiles": [
            {"id": pool, "name": pool, "resource_list": [
                {"id": pool, "name": pool, "cost_per_hour": 1, "amount": n, "calendar": "always"}]}
            for pool, n in STAFF.items()
        ],
        "resource_calendars": [{"id": "always", "name": "always", "time_periods": ALWAYS}],
        "arrival_time_calendar": ALWAYS,
        "arrival_time_distribution": {
            "distribution_name": "expon", "distribution_params": [{"value": x} for x in arrivals]},
        "task_resource_distribution": [
            {"task_id": name, "resources": [{"resource_id": pool, **lognormal(mean, cv)}]}
            for name, (pool, mean, cv) in TASKS.items()
        ],
        "event_distribution": [{"event_id": name, **lognormal(*law)} for name, law in WAITS.items()],
        "gateway_branching_probabilities": [{"gateway_id": "is_complete", "probabilities": [
            {"path_id": "is_complete-corrects_papers", "value": 0.2}, {"path_id": "is_complete-fork", "value": 0.8}]}],
    }  # fmt: skip


random.seed(1)
numpy.random.seed(1)
with tempfile.TemporaryDirectory() as folder:
    model, given, log = (Path(folder) / name for name in ("permit.bpmn", "permit.json", "log.csv"))
    model.write_text(bpmn())
    given.write_text(json.dumps(parameters()))
    began = time.process_time()
    run_simulation(
        str(model), str(given), CASES, log_out_path=str(log), starting_at="2021-01-04T00:00:00+00:00",
        is_event_added_to_log=True,
    )  # fmt: skip
    took = time.process_time() - began
    with log.open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["activity"] in TASKS or r["activity"] in WAITS]
instant = datetime.fromisoformat
waited = math.fsum(
    (instant(r["start_time"]) - instant(r["enable_time"])).total_seconds() for r in rows if r["activity"] in TASKS
)
print(json.dumps({"cases": CASES, "rows": len(rows), "seconds": took, "check": waited / CASES}))
