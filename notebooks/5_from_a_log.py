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
# # From a real log to a scenario · 从真实日志到情景
#
# The receipt phase of environmental permits in a Dutch municipality: 1,434 cases. The log belongs to others and is not
# part of this project; where it is missing, the cells below say so and do nothing.
#
# 荷兰某市环境许可的受理阶段，共1,434件。日志不属于本项目；如果没有该文件，下面的单元只作说明。

# %%
import os
import tempfile
from pathlib import Path

import sim

REPLICATIONS = int(os.environ.get("SHIXIAN_NOTEBOOK_REPLICATIONS", "20"))
LOG = Path("../../shared/data/receipt.csv")
HERE = LOG.exists()
FOLDER = tempfile.mkdtemp()
HERE or "The log is not here: a file receipt.csv of the 4TU data centre (CoSeLoG, WABO) would be read."

# %% [markdown]
# The office's own log under a target, as if it were a run: · 把真实日志当作一次运行来考核：

# %%
sim.audit(LOG, "elapsed <= 30 d share 0.95") if HERE else "not here"

# %% [markdown]
# A scenario learnt from the first 70% of the cases, and how well it predicts the rest:
#
# 从前70%的案件学得一个情景，并检验它对其余案件的预测：

# %%
fitted = sim.fit(LOG, f"{FOLDER}/receipt.yaml", replications=REPLICATIONS) if HERE else "not here"
fitted

# %% [markdown]
# The scenario is a file like any other: run it, change it, ask it. · 学得的情景与其他情景一样，可以运行、修改、提问。

# %%
run = sim.run(f"{FOLDER}/receipt.yaml", replications=REPLICATIONS) if HERE else None
run.plot.time_by_step() if HERE else "not here"
