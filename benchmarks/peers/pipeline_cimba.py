"""Nine steps with rework, fork and join in Cimba (its Python models, compiled for the engine in C), a process per
case. usage: pipeline_cimba.py CASES

Of each visit the log has the wait alone, as Cimba's datasets hold one number.
"""

import json
import math
import sys
import time

import cimba as cb

CASES = int(sys.argv[1])
MIN, DAY = 60.0, 86_400.0


def law(mean, cv):
    """Parameters of a lognormal."""
    sigma2 = math.log(1 + cv * cv)
    return math.log(mean) - sigma2 / 2, math.sqrt(sigma2)


APPLY_M, APPLY_S = law(15 * MIN, 0.5)
CHECK_M, CHECK_S = law(16 * MIN, 0.7)
CORRECT_M, CORRECT_S = law(2 * DAY, 0.6)
PLAN_M, PLAN_S = law(20 * MIN, 0.6)
ROAD_M, ROAD_S = law(3 * DAY, 0.4)
SURVEY_M, SURVEY_S = law(30 * MIN, 0.5)
DECIDE_M, DECIDE_S = law(6 * MIN, 0.5)
PAY_M, PAY_S = law(5 * MIN, 0.5)
HAND_M, HAND_S = law(3 * MIN, 0.5)
WINDOW, OFFICER, EXPERT, CREW, CASHIER = range(5)


class RoadPermit(cb.Model):
    office: cb.Ref["Office"]
    case: cb.Ref["Case"]

    @cb.process
    def branch(self):
        cb.hold(cb.random.lognormal(ROAD_M, ROAD_S))
        self.office.waits.record(0.0)
        self.case.done += 1
        if self.case.done == 2:
            cb.Process(self.case.pointer).resume(0)
        cb.release(self)


class Case(cb.Model):
    office: cb.Ref["Office"]
    done: int = 0
    pointer: int = 0

    @cb.process
    def run(self):
        office = self.office
        self.pointer = cb.this_process().pointer
        office.task(WINDOW, APPLY_M, APPLY_S)
        for _ in range(20):
            office.task(OFFICER, CHECK_M, CHECK_S)
            if cb.random.uniform(0.0, 1.0) >= 0.2:
                break
            cb.hold(cb.random.lognormal(CORRECT_M, CORRECT_S))
            office.waits.record(0.0)
        cb.spawn(RoadPermit, office=office, case=self)
        office.task(EXPERT, PLAN_M, PLAN_S)
        self.done += 1
        if self.done < 2:
            cb.suspend()
        office.task(CREW, SURVEY_M, SURVEY_S)
        office.task(OFFICER, DECIDE_M, DECIDE_S)
        office.task(CASHIER, PAY_M, PAY_S)
        office.task(WINDOW, HAND_M, HAND_S)
        cb.release(self)


class Pool(cb.Model):
    people: cb.Resource

    def __init__(self, staff: int):
        self.people = cb.Resource(capacity=staff)


class Office(cb.Model):
    cases: cb.Param[int]
    pools: list[Pool]
    waits: cb.Dataset
    mean_wait: cb.Output[float]
    rows: cb.Output[int]

    def __init__(self, cases: int):
        self.cases = cases
        self.pools = [Pool(n) for n in (4, 6, 5, 8, 2)]

    @cb.function
    def task(self, pool: int, m: float, s: float) -> None:
        queued = cb.now()
        self.pools[pool].people.acquire()
        self.waits.record(cb.now() - queued)
        cb.hold(cb.random.lognormal(m, s))
        self.pools[pool].people.release()

    @cb.process
    def arrivals(self):
        for _ in range(self.cases):
            cb.hold(cb.random.exponential(300.0))
            cb.spawn(Case, office=self)

    @cb.on_end
    def tell(self):
        self.mean_wait = self.waits.sample_mean()
        self.rows = self.waits.sample_count()


def run(cases: int):
    """Run one trial, and how long it took."""
    office = Office(cases)
    window = cb.Window(duration=cases * 600.0 + 400 * DAY)
    experiment = cb.Experiment(office, replications=1, window=window, seed=1)
    began = time.process_time()
    results = experiment.run()
    return time.process_time() - began, results[office]


run(100)  # compiles
took, found = run(CASES)
rows, mean = int(found.rows.values.item()), float(found.mean_wait.values.item())
print(json.dumps({"cases": CASES, "rows": rows, "seconds": took, "check": mean * rows / CASES}))
