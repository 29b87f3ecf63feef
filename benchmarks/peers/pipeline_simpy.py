"""Nine steps with rework, fork and join in SimPy, a process per case. usage: pipeline_simpy.py CASES"""

import json
import math
import random
import sys
import time

import simpy

CASES = int(sys.argv[1])
MIN, DAY = 60, 86_400


def lognormal(mean, cv):
    sigma2 = math.log(1 + cv * cv)
    return random.lognormvariate(math.log(mean) - sigma2 / 2, math.sqrt(sigma2))


class Office:
    def __init__(self, env):
        self.env, self.log = env, []
        staff = {"window": 4, "officer": 6, "expert": 5, "crew": 8, "cashier": 2}
        self.pools = {name: simpy.Resource(env, n) for name, n in staff.items()}

    def task(self, case, step, pool, takes):
        queued = self.env.now
        with self.pools[pool].request() as turn:
            yield turn
            started = self.env.now
            yield self.env.timeout(takes)
        self.log.append((case, step, queued, started, self.env.now))

    def wait(self, case, step, takes):
        queued = self.env.now
        yield self.env.timeout(takes)
        self.log.append((case, step, queued, queued, self.env.now))

    def case(self, k):
        env = self.env
        yield from self.task(k, "apply", "window", lognormal(15 * MIN, 0.5))
        for _ in range(20):
            yield from self.task(k, "check_papers", "officer", lognormal(16 * MIN, 0.7))
            if random.random() >= 0.2:
                break
            yield from self.wait(k, "corrects_papers", lognormal(2 * DAY, 0.6))
        plan = env.process(self.task(k, "plan_review", "expert", lognormal(20 * MIN, 0.6)))
        roads = env.process(self.wait(k, "road_permit", lognormal(3 * DAY, 0.4)))
        yield plan & roads
        yield from self.task(k, "survey", "crew", lognormal(30 * MIN, 0.5))
        yield from self.task(k, "decide", "officer", lognormal(6 * MIN, 0.5))
        yield from self.task(k, "pay", "cashier", lognormal(5 * MIN, 0.5))
        yield from self.task(k, "hand_over", "window", lognormal(3 * MIN, 0.5))

    def arrivals(self):
        for k in range(CASES):
            yield self.env.timeout(random.expovariate(12 / 3600))
            self.env.process(self.case(k))


random.seed(1)
began, env = time.process_time(), simpy.Environment()
office = Office(env)
env.process(office.arrivals())
env.run()
took, log = time.process_time() - began, office.log
mean = sum(s - q for _, _, q, s, _ in log) / CASES
print(json.dumps({"cases": CASES, "rows": len(log), "seconds": took, "check": mean}))
