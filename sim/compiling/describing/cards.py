"""[describing] The cards of a variant, and what each changes, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.compiling.describing.lines import Page
from sim.compiling.describing.speech import Speech
from sim.expressions import ExpressionError, parse, render
from sim.paths import PathError, locate
from sim.scenario import ChangeModel, ReformModel

_FIELDS = {
    "takes": ("time", "用时"),
    "staff": ("people", "人数"),
    "again": ("chance of another round", "重来概率"),
    "share": ("share", "占比"),
    "fee": ("fee", "收费"),
    "documents": ("papers", "材料"),
    "trip": ("comes in person", "到场"),
    "by": ("by", "办理人"),
    "when": ("only if", "条件"),
    "within": ("limit", "时限"),
    "value": ("value", "取值"),
}


def cards(page: Page, say: Speech) -> None:
    """The variant's cards in order; for ``today`` the variants there are."""
    document = say.document
    chosen = document.variants.get(say.scenario.variant)
    if chosen is None:
        _others(page, say)
        return
    count = "1 card" if len(chosen) == 1 else f"{len(chosen)} cards"
    page.heading(say(f"What the variant changes ({count})", f"本方案的改革措施（{len(chosen)}项）"))
    for i, name in enumerate(chosen, start=1):
        card = document.reforms.get(name)
        if card is not None:
            page.item(f"{i}.", _title(say, name, card), 2)
            for text in (t for change in card.change for t in changed(say, change)):
                page.item("-", text, 5)


def _others(page: Page, say: Speech) -> None:
    if not say.document.variants:
        return
    page.heading(say("Variants", "可选方案"))
    for name, chosen in say.document.variants.items():
        titles = [_title(say, n, card) for n in chosen if (card := say.document.reforms.get(n)) is not None]
        page.item("-", f"{name}{say(': ', '：')}{say('; ', '；').join(titles)}", 2)


def _title(say: Speech, name: str, card: ReformModel) -> str:
    plan = say.listed(list(card.plan))
    measure = say(f" (measure {plan})", f"（方案第{plan}条）") if card.plan else ""
    begins = say(f", from {card.since}", f"，{card.since} 起") if card.since else ""
    return say.label(card.label, name) + measure + begins


def changed(say: Speech, change: ChangeModel) -> Iterator[str]:
    """One change of a card, in one line per thing that it changes."""
    value: Any = getattr(change, change.verb)
    match change.verb:
        case "set":
            for path, new in value.items():
                yield f"{_where(say, path)}{_before(say, path)} → {_value(say, path, new)}"
        case "remove":
            yield say(f"no more {_step(say, value)}", f"取消：{_step(say, value)}")
        case "replace":
            for step, steps in value.items():
                yield say(
                    f"instead of {_step(say, step)}: {_names(say, steps)}",
                    f"{_step(say, step)}改为：{_names(say, steps)}",
                )
        case "insert":
            yield _inserted(say, value)
        case "in_parallel":
            steps = value.get("steps", ()) if isinstance(value, Mapping) else value
            listed = say.listed([_step(say, s) for s in steps])
            yield say(f"at once instead of one after another: {listed}", f"由先后改为同时：{listed}")
        case "as_one":
            listed = say.listed([_step(say, s) for s in value.get("steps", ())])
            name = _step(say, str(value.get("name", "")))
            yield say(f"one step instead of {listed}: {name}", f"{listed}合并为一个环节：{name}")
        case "merge_pools":
            listed = say.listed([say.pool(p) for p in value.get("from", ())])
            into = say.pool(str(value.get("into", "")))
            yield say(f"one pool of {listed}: {into}", f"{listed}合并为：{into}")
        case _:
            step, to = _step(say, str(value.get("step", ""))), say.pool(str(value.get("to", "")))
            yield say(f"{step} is now done by {to}", f"{step}改由{to}办理")


def _inserted(say: Speech, value: Mapping[str, Any]) -> str:
    side = "before" if "before" in value else "after"
    names, step = _names(say, value.get("steps", ())), _step(say, str(value.get(side, "")))
    return say(
        f"{side} {step}, in addition: {names}", f"在{step}之{'前' if side == 'before' else '后'}增加：{names}"
    )


def _names(say: Speech, steps: Any) -> str:
    """The names of steps that a card brings, as they stand in its text."""
    return say.listed([_raw_name(say, s) for s in steps]) or say("nothing", "无")


def _raw_name(say: Speech, step: Any) -> str:
    if not isinstance(step, Mapping) or not step:
        return str(step)
    label = step.get("label")
    if isinstance(label, Mapping):
        return str(label.get(say.lang) or next(iter(label.values()), ""))
    return str(label or next(iter(step.values()))).replace("_", " ")


def _step(say: Speech, reference: str) -> str:
    """A step by its label, wherever it still is; else its name in words."""
    return say.step_label(reference.rpartition(".")[2])


def _where(say: Speech, path: str) -> str:
    """What a path leads to: the thing by its label, and the field."""
    parts = path.split(".")
    field = say(*_FIELDS[parts[-1]]) if parts[-1] in _FIELDS else parts[-1].replace("_", " ")
    if parts[0] == "pools" and len(parts) > 1:
        thing = say.pool(parts[1])
    elif parts[0] == "numbers" and len(parts) > 1:
        return parts[1].replace("_", " ")
    elif "steps" in parts[:-1]:
        step, *inside = parts[parts.index("steps") + 1 : -1] or [parts[-1]]
        branch = [
            say.branch_label(step, p) for p in inside if p not in ("branches", "steps", "escalate", "then")
        ]
        thing = say(": ", "：").join([say.step_label(step), *branch])
    elif parts[0] == "processes" and len(parts) > 1:
        thing = say.process(parts[1])
    else:
        thing = say.listed([p.replace("_", " ") for p in parts[1:-1]])
    return say(f"{thing}, {field}", f"{thing}的{field}") if thing else field


def _before(say: Speech, path: str) -> str:
    """What stood there before, where today's scenario is known and has it."""
    try:
        spot = locate(say.today.tree, path) if say.today is not None else None
    except PathError:
        return ""
    if spot is None or not spot.exists:
        return ""
    old = spot.value
    old = old["value"] if path.startswith("numbers.") and isinstance(old, Mapping) and "value" in old else old
    return f"{say(': ', '：')}{_value(say, path, old)}"


def _value(say: Speech, path: str, new: Any) -> str:
    """A new value as it is told elsewhere."""
    if isinstance(new, bool):
        return say("yes", "是") if new else say("no", "否")
    if new is None:
        return say("none", "无")
    if isinstance(new, Mapping):
        return say(", ", "，").join(
            f"{say.plain_name(str(k))} {_value(say, f'{path}.share', v)}" for k, v in new.items()
        )
    if isinstance(new, list | tuple):
        return say.listed([_value(say, path, v) for v in new])
    try:
        expr = parse(new)
    except ExpressionError:
        return str(new)
    last = path.rpartition(".")[2]
    if last in ("share", "again", "absent"):
        return say.share(expr)
    if last in ("by", "at_close", "order", "calendar", "clock", "holder"):
        return render(expr).replace("_", " ")
    if last == "takes" and say.is_task(path.split(".")[-2]):
        return say.work(expr)
    return say.span(expr) if say.is_distribution(expr) or last in ("takes", "within") else say.number(expr)


__all__ = ["cards", "changed"]
