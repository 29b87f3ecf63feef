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
# # The litigation question · 诉讼需要多久
#
# Measure 44 says: commercial disputes within 100 days. Days of what? To the judgment, to the final decision, or until
# the money is there? And whose days are they?
#
# 措施44：商业纠纷100天以内。是到判决、到裁判生效，还是到款项到账？这些天数又在谁手里？

# %%
import os

import sim

REPLICATIONS = int(os.environ.get("SHIXIAN_NOTEBOOK_REPLICATIONS", "20"))
SCENARIO = "../scenarios/changchun_2021/commercial_litigation.yaml"

# %%
plan = sim.run(SCENARIO, variant="plan_2021", replications=REPLICATIONS)
plan

# %%
plan.plot.case_times(0)

# %%
plan.plot.case_times(2)

# %% [markdown]
# The court holds the case for less than half of the time. · 案件在法院手里的时间不到一半。

# %%
plan.plot.time_by_holder()

# %% [markdown]
# What the reform changes, case by case under the same luck: · 改革带来的变化（相同随机条件下逐件比较）：

# %%
difference = sim.compare(SCENARIO, "today", "plan_2021", replications=REPLICATIONS)
difference.plot(lang="zh")
