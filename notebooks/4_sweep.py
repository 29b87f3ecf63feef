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
# # How many do I need? A sweep · 需要多少人：参数扫描
#
# The number of reviewers is varied; each value gets the verdict on every target. `sim staff` finds the cheapest
# staffing of several pools at once.
#
# 改变审核人员的数量，每个取值都得到各项目标的结论。`sim staff` 可同时为多个岗位求最省的人数。

# %%
import os
import tempfile

import sim

REPLICATIONS = int(os.environ.get("SHIXIAN_NOTEBOOK_REPLICATIONS", "20"))
SCENARIO = "../scenarios/changchun_2021/business_registration.yaml"
STORE = tempfile.mkdtemp()

# %%
found = sim.sweep(
    SCENARIO,
    {"numbers.tax_staff": [1, 2, 3]},
    variant="plan_2021",
    replications=REPLICATIONS,
    out=STORE,
)
found

# %%
found.plot(2)

# %%
found.plot(4, lang="zh")

# %% [markdown]
# Two things at once: the curve is drawn along one of them. · 同时改变两项：沿其中一项作图。

# %%
both = sim.sweep(
    SCENARIO,
    {"numbers.tax_staff": [1, 2], "numbers.insurance_staff": [1, 2]},
    variant="plan_2021",
    replications=REPLICATIONS,
    out=STORE,
)
both
