"""M/M/5 in Ciw. usage: mm5_ciw.py CASES"""

import json
import sys
import time

import ciw

CASES = int(sys.argv[1])
network = ciw.create_network(
    arrival_distributions=[ciw.dists.Exponential(rate=270 / 3600)],
    service_distributions=[ciw.dists.Exponential(rate=1 / 60)],
    number_of_servers=[5],
)
ciw.seed(1)
began = time.process_time()
run = ciw.Simulation(network)
run.simulate_until_max_customers(CASES)
log = run.get_all_records()
took = time.process_time() - began
mean = sum(r.waiting_time for r in log) / len(log)
print(json.dumps({"cases": CASES, "rows": len(log), "seconds": took, "check": mean}))
