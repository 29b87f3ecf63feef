"""M/M/5 in SimPy, as its own documentation would write it. usage: mm5_simpy.py CASES"""

import json
import random
import sys
import time

import simpy

CASES = int(sys.argv[1])


def customer(env, desk, log):
    queued = env.now
    with desk.request() as turn:
        yield turn
        started = env.now
        yield env.timeout(random.expovariate(1 / 60))
    log.append((queued, started, env.now))


def arrivals(env, desk, log):
    for _ in range(CASES):
        yield env.timeout(random.expovariate(270 / 3600))
        env.process(customer(env, desk, log))


random.seed(1)
began, log, env = time.process_time(), [], simpy.Environment()
env.process(arrivals(env, simpy.Resource(env, 5), log))
env.run()
took = time.process_time() - began
mean = sum(s - q for q, s, _ in log) / len(log)
print(json.dumps({"cases": CASES, "rows": len(log), "seconds": took, "check": mean}))
