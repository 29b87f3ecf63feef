"""M/M/5 in Cimba (its Python models, compiled for the engine in C), a process per case. usage: mm5_cimba.py CASES

Of each case the log has the wait alone, as Cimba's datasets hold one number.
"""

import json
import sys
import time

import cimba as cb

CASES = int(sys.argv[1])


class Customer(cb.Model):
    office: cb.Ref["Office"]

    @cb.process
    def visit(self):
        queued = cb.now()
        self.office.desk.acquire()
        self.office.waits.record(cb.now() - queued)
        cb.hold(cb.random.exponential(60.0))
        self.office.desk.release()
        cb.release(self)


class Office(cb.Model):
    cases: cb.Param[int]
    desk: cb.Resource = cb.Resource(capacity=5)
    waits: cb.Dataset
    mean_wait: cb.Output[float]
    rows: cb.Output[int]

    def __init__(self, cases: int):
        self.cases = cases

    @cb.process
    def arrivals(self):
        for _ in range(self.cases):
            cb.hold(cb.random.exponential(3600.0 / 270.0))
            cb.spawn(Customer, office=self)

    @cb.on_end
    def tell(self):
        self.mean_wait = self.waits.sample_mean()
        self.rows = self.waits.sample_count()


def run(cases: int):
    """Run one trial, and how long it took."""
    office = Office(cases)
    window = cb.Window(duration=cases * 3600 / 270 * 2 + 1e6)
    experiment = cb.Experiment(office, replications=1, window=window, seed=1)
    began = time.process_time()
    results = experiment.run()
    return time.process_time() - began, results[office]


run(100)  # compiles
took, found = run(CASES)
rows, mean = int(found.rows.values.item()), float(found.mean_wait.values.item())
print(json.dumps({"cases": CASES, "rows": rows, "seconds": took, "check": mean}))
