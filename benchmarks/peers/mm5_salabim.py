"""M/M/5 in salabim. usage: mm5_salabim.py CASES"""

import json
import sys
import time

import salabim as sim

CASES = int(sys.argv[1])
sim.yieldless(False)


class Customer(sim.Component):
    def process(self):
        queued = self.env.now()
        yield self.request(desk)
        started = self.env.now()
        yield self.hold(sim.Exponential(60).sample())
        self.release()
        log.append((queued, started, self.env.now()))


class Arrivals(sim.Component):
    def process(self):
        for _ in range(CASES):
            yield self.hold(sim.Exponential(3600 / 270).sample())
            Customer()


began, log = time.process_time(), []
env = sim.Environment(random_seed=1)
desk = sim.Resource("desk", capacity=5)
Arrivals()
env.run()
took = time.process_time() - began
mean = sum(s - q for q, s, _ in log) / len(log)
print(json.dumps({"cases": CASES, "rows": len(log), "seconds": took, "check": mean}))
