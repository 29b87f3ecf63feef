# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Queue times · 排队时间
#
# When do people wait at the windows, and what would one more window change?
#
# 什么时候在窗口排队？多开一个窗口会怎样？

# %%
import os

import sim

REPLICATIONS = int(os.environ.get("SHIXIAN_NOTEBOOK_REPLICATIONS", "20"))
SCENARIO = "../scenarios/changchun_2021/business_registration.yaml"

# %%
today = sim.run(SCENARIO, replications=REPLICATIONS)
today.plot.pools()

# %%
today.plot.queue("window")

# %% [markdown]
# The queue of each step, from the event log itself (hours from joining the queue to the start).
#
# 各环节的排队时间，直接取自事件日志（从排队到开始，小时）。

# %%
visits = today.events.dropna(subset=["started", "pool"])
hours = (visits["started"] - visits["queued"]).dt.total_seconds() / 3600
hours.groupby(visits["step"], observed=True).describe(percentiles=[0.5, 0.9])[
    ["count", "mean", "50%", "90%"]
].round(2)

# %% [markdown]
# The same week with one more window: every case has the same luck, so the difference is the window's.
#
# 同样的案件、同样的运气，只多一个窗口：差异就来自这个窗口。

# %%
more = sim.run(SCENARIO, settings={"pools.window.staff": 3}, replications=REPLICATIONS)
more.plot.queue("window")

# %%
[run["pools"]["window"]["queue_time"] for run in (today, more)]
