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
# # Quickstart · 快速上手
#
# One scenario, one question: will the time limits of the plan be kept? Everything that the command `sim run` tells is
# in the object that `sim.run` gives, and it draws itself.
#
# 一个情景，一个问题：方案的时限能否兑现？`sim.run` 返回的对象包含命令 `sim run` 的全部内容，并能直接作图。

# %%
import os

import sim

REPLICATIONS = int(os.environ.get("SHIXIAN_NOTEBOOK_REPLICATIONS", "20"))
SCENARIO = "../scenarios/changchun_2021/electricity_connection.yaml"

# %%
run = sim.run(SCENARIO, variant="plan_2021", replications=REPLICATIONS)
run

# %% [markdown]
# How long do single cases take, and how many do not keep the limit? · 单个案件用时多久，有多少超出时限？

# %%
run.plot.case_times(0)

# %% [markdown]
# Where does the time go, and when does one wait? · 时间用在哪里，什么时候要等？

# %%
run.plot.time_by_step("small_firm")

# %%
run.plot.waiting(0, lang="zh")

# %% [markdown]
# Every figure is a row of a table, every case a row of a DataFrame. · 每个数据是表中的一行，每件案件是 DataFrame 的一行。

# %%
run.measures.frame().query(
    "process == 'small_firm' and measure in ['elapsed', 'working_days', 'queueing', 'work']"
)

# %%
cases = run.cases.query("process == 'small_firm' and measured")
cases.groupby("line")["finished"].count() / cases["replication"].nunique()

# %% [markdown]
# `run.report("report.html")` writes all of it as one page, `run.workbook("report.xlsx")` as an Excel workbook.
#
# `run.report("report.html")` 写成一个网页，`run.workbook("report.xlsx")` 写成 Excel 工作簿。
