"""What is said in Chinese of a plan's map that cannot be used."""

SENTENCES = """
the name of a CSV file, for example measures.csv = CSV 文件名，例如 measures.csv
a table with the columns {} (there is no {}) = 含有 {} 各列的表（缺少 {}）
a mapping from the numbers of measures to answers = 从措施编号到回答的键值表
the number of a measure = 措施编号
no answer for measure {} = 措施 {} 没有回答
an answer for every measure of the table = 表中每项措施都有回答
one of targets, parameters and no_process = targets、parameters、no_process 之一
either targets or parameters, or no_process alone = targets 或 parameters，或者单独的 no_process
a scenario alone = 只写了情景
names of its ledger or its cards = 其参数表或措施卡中的名称
a list of names = 名称列表
names of scenarios, or a mapping from scenarios to names = 情景名称，或从情景到名称的键值表
a scenario with a target of measure {} = 含有措施 {} 目标的情景
the name of a target of {} = {} 中某个目标的名称
a number of the ledger or a card of {} = {} 的参数或措施卡
a scenario beside the map = 对照表同一文件夹中的情景
"""
