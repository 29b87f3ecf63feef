"""Which column is what: guessed from the usual names in English and Chinese, or as the user says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sim.errors import Complaint, InputError, Place, nearest_name
from sim.labels import Label

ROLES: dict[str, Label] = {
    "case": Label(en="case", zh="案件"),
    "activity": Label(en="activity", zh="环节"),
    "queued": Label(en="queued", zh="进入排队"),
    "start": Label(en="start", zh="开始"),
    "end": Label(en="end", zh="结束"),
    "lifecycle": Label(en="lifecycle", zh="状态"),
    "resource": Label(en="person", zh="人员"),
    "pool": Label(en="group", zh="岗位"),
    "process": Label(en="process", zh="流程"),
    "holder": Label(en="holder", zh="持有方"),
    "outcome": Label(en="outcome", zh="结果"),
    "date": Label(en="date", zh="日期"),
    "arrived": Label(en="arrived", zh="到达"),
    "finished": Label(en="finished", zh="办结"),
    "closed": Label(en="closed", zh="结案"),
    "replication": Label(en="replication", zh="重复"),
}
"""What a column can be."""

_NAMES: dict[str, str] = {
    "case": "case_concept_name case_id caseid case trace trace_id case_number case_no tracking_number "
    "application_id application_no request_id file_number 案件编号 案件号 案号 办件编号 业务编号 业务流水号 "
    "申请编号 受理编号 流水号 编号",
    "activity": "concept_name activity activity_name task task_name step event event_name "
    "环节 环节名称 活动 步骤 事项 操作 办理环节",
    "queued": "enable_time enable_timestamp enabled queued queue_start 进入时间 到达环节时间",
    "start": "start_timestamp start_time start starttime started begin begin_time time_start serv_start "
    "service_start 开始时间 开始 办理开始时间",
    "end": "end_timestamp end_time end endtime complete_timestamp completion_time completed complete ended "
    "finish_time serv_end service_end time_timestamp timestamp time "
    "结束时间 完成时间 结束 办理时间 时间 操作时间",
    "lifecycle": "lifecycle_transition lifecycle transition",
    "resource": "org_resource resource resource_name user employee worker server lane person "
    "人员 办理人 经办人 操作人 处理人 窗口",
    "pool": "org_role role pool 岗位 角色",
    "process": "process",
    "holder": "holder",
    "outcome": "outcome",
    "date": "date 日期",
    "arrived": "arrived arrive arrival arrival_time submitted_date submitted received_date received_at "
    "date_received submission_date 申请时间 申请日期 受理时间 受理日期 到达时间 取号时间",
    "closed": "enddate end_date closed_date closed date_closed close_date closing_date "
    "结案日期 结案时间 办结日期 办结时间",
    "replication": "replication",
}

_OF_CASES = {"closed", "arrived", "process", "replication"}
"""Roles whose column may say ``case:`` before its name."""

_BESIDE_EVENTS = {"arrived", "date"}
"""Guessed of a column of cases only where each row is a whole case, but for our own ``case:arrived``."""


def plain(name: str) -> str:
    """A column's name as it is compared: lower case, words joined with one underscore."""
    return re.sub(r"[\W_]+", "_", name.strip().lower()).strip("_")


def guessed(header: Sequence[str]) -> dict[str, str]:
    """The column of each role whose usual name occurs; the likelier name wins, each column has one role."""
    names: dict[str, str] = {}
    for column in header:
        names.setdefault(plain(column), column)
    found: dict[str, str] = {}
    for role, usual in _NAMES.items():
        for name in usual.split():
            named = names.get(name) or (names.get(f"case_{name}") if role in _OF_CASES else None)
            if named is not None and named not in found.values():
                found[role] = named
                break
    if "activity" in found:
        for role in _BESIDE_EVENTS & found.keys():
            name = plain(found[role])
            if name.startswith("case_") and name != "case_arrived":
                del found[role]
    return found


def chosen(header: Sequence[str], given: Mapping[str, str], file: str) -> dict[str, str]:
    """The column of each role: guesses, and over them what the user says (an empty column drops a guess).

    Raises `InputError` for a role or a column that does not exist, with the nearest name.
    """
    wrong: list[Complaint] = []
    found = guessed(header)
    for role, column in given.items():
        place = Place(f"--column {role}={column}", 1)
        if role not in ROLES:
            near = nearest_name(role, ROLES)
            wrong.append(Complaint("", role, f"one of {', '.join(ROLES)}", near, place))
        elif column and column not in header:
            near = nearest_name(column, header)
            wrong.append(Complaint("", column, f"a column of {file}: {', '.join(header[:40])}", near, place))
        else:
            found = {r: c for r, c in found.items() if c != column or not column}
            found.pop(role, None)
            if column:
                found[role] = column
    if wrong:
        raise InputError(wrong)
    return found


def demand(header: Sequence[str], found: Mapping[str, str], file: str) -> None:
    """Raise `InputError` where the columns that every log needs are not there."""
    missing = []
    if "activity" in found and "case" not in found:
        missing.append(("case", "a column that tells which case an event belongs to"))
    if not found.keys() & {"end", "start", "closed", "finished"}:
        missing.append(("end", "a column with instants: when each event happened"))
    if "activity" not in found and not found.keys() & {"arrived", "start", "queued"}:
        missing.append(("activity", "a column that tells what was done, or when each case arrived"))
    if missing:
        columns = ", ".join(header[:40])
        raise InputError(
            Complaint(
                "",
                f"the columns {columns}",
                f"{what}: --column {role}=NAME",
                nearest_name(role, header),
                Place(file, 1),
            )
            for role, what in missing
        )
