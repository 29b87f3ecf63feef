"""What is said in Chinese of a log or a model of others that cannot be read."""

# ruff: noqa: E501 (a template stands on one line)

SENTENCES = """
a log, CSV, XES or Excel ({}) = 日志文件：CSV、XES 或 Excel（{}）
a NUL byte = NUL 字节
a text file = 文本文件
a log with a line of column names = 第一行为列名的日志
a line of {} characters or more ({} cells) = 一行达 {} 个字符以上（{} 个单元格）
at most {} columns = 最多 {} 列
{} columns = {} 列
1 to {} columns = 1 到 {} 列
a cell of more than {} characters = 一个单元格超过 {} 个字符
rows of cells (is a quotation mark left open?) = 由单元格组成的行（引号是否没有闭合？）
text in {} = 以 {} 编码的文本
the encoding {} = 编码 {}
an encoding such as utf-8 or gb18030 = 编码，例如 utf-8 或 gb18030
a damaged packed file ({}) = 损坏的压缩文件（{}）
a whole .gz file = 完整的 .gz 文件
more than {} bytes = 超过 {} 字节
at most {} bytes = 最多 {} 字节
{} bytes = {} 字节
a workbook of at most {} bytes = 最多 {} 字节的工作簿
{} packed bytes that unpack to more than {} = 压缩文件 {} 字节，解压后超过 {} 字节
a log that unpacks to at most {} times its size = 解压后不超过压缩大小 {} 倍的日志
an Excel workbook = Excel 工作簿
a workbook without a sheet = 没有工作表的工作簿
a sheet with a log = 含日志的工作表
a well-formed XES file = 格式正确的 XES 文件
a XES file, <log> = XES 文件（<log>）
a document type or entity = 文档类型或实体声明
XES without a DOCTYPE = 不含 DOCTYPE 的 XES
an element without end = 没有结束的元素
elements of at most {} bytes = 每个元素最多 {} 字节
elements nested {} deep = 元素嵌套 {} 层
at most {} levels = 最多 {} 层
more attributes = 更多属性
at most {} distinct ones = 最多 {} 种
a time zone such as Asia/Shanghai or Europe/Amsterdam = 时区，例如 Asia/Shanghai 或 Europe/Amsterdam
no rows = 没有任何行
{} rows, none usable ({}) = {} 行，均不可用（{}）
events, with the columns {} = 事件（列：{}）
the columns {} = 列：{}
a column that tells which case an event belongs to: {} = 说明事件属于哪个案件的列：{}
a column with instants: when each event happened: {} = 事件发生时间的列：{}
a column that tells what was done, or when each case arrived: {} = 环节名称列，或案件到达时间列：{}
a column of {}: {} = {} 的一列：{}
one of {} = 其中之一：{}
an activity of the log = 日志中的环节
a date column of cases: {} = 案件的日期列：{}
a log with a date column of cases = 含案件日期列的日志
a target such as {} or {} = 目标，例如 {} 或 {}
a measure of cases: a log does not tell who was on duty, and it is one history = 案件的指标：日志没有在岗信息，且只是一段历史
a target without it: a log is one history = 不含此项的目标：日志只是一段历史
"""
