"""Nine steps with rework, fork and join in salabim, a component per case. usage: pipeline_salabim.py CASES"""

import json
import math
import random
import sys
import time

import salabim as sim

CASES = int(sys.argv[1])
MIN, DAY = 60, 86_400
sim.yieldless(False)


def lognormal(mean, cv):
    sigma2 = math.log(1 + cv * cv)
    return random.lognormvariate(math.log(mean) - sigma2 / 2, math.sqrt(sigma2))


class Worker(sim.Component):
    def task(self, case, step, pool, takes):
        queued = self.env.now()
        yield self.request(pools[pool])
        started = self.env.now()
        yield self.hold(takes)
        self.release()
        log.append((case, step, queued, started, self.env.now()))

    def wait_for(self, case, step, takes):
        queued = self.env.now()
        yield self.hold(takes)
        log.append((case, step, queued, queued, self.env.now()))


class Plan(Worker):
    def process(self, case, done):
        yield from self.task(case, "plan_review", "expert", lognormal(20 * MIN, 0.6))
        done.set()


class Roads(Worker):
    def process(self, case, done):
        yield from self.wait_for(case, "road_permit", lognormal(3 * DAY, 0.4))
        done.set()


class Case(Worker):
    def process(self, k):
        yield from self.task(k, "apply", "window", lognormal(15 * MIN, 0.5))
        for _ in range(20):
            yield from self.task(k, "check_papers", "officer", lognormal(16 * MIN, 0.7))
            if random.random() >= 0.2:
                break
            yield from self.wait_for(k, "corrects_papers", lognormal(2 * DAY, 0.6))
        plan, roads = sim.State("plan"), sim.State("roads")
        Plan(case=k, done=plan)
        Roads(case=k, done=roads)
        yield self.wait(plan, roads, all=True)
        yield from self.task(k, "survey", "crew", lognormal(30 * MIN, 0.5))
        yield from self.task(k, "decide", "officer", lognormal(6 * MIN, 0.5))
        yield from self.task(k, "pay", "cashier", lognormal(5 * MIN, 0.5))
        yield from self.task(k, "hand_over", "window", lognormal(3 * MIN, 0.5))


class Arrivals(sim.Component):
    def process(self):
        for k in range(CASES):
            yield self.hold(random.expovariate(12 / 3600))
            Case(k=k)


random.seed(1)
began, log = time.process_time(), []
env = sim.Environment(random_seed=1)
staff = {"window": 4, "officer": 6, "expert": 5, "crew": 8, "cashier": 2}
pools = {name: sim.Resource(name, capacity=n) for name, n in staff.items()}
Arrivals()
env.run()
took = time.process_time() - began
mean = sum(s - q for _, _, q, s, _ in log) / CASES
print(json.dumps({"cases": CASES, "rows": len(log), "seconds": took, "check": mean}))
