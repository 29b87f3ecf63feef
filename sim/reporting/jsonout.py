"""An answer in one language: texts that stand in both are replaced by the one asked for."""

from __future__ import annotations

from typing import Any

from sim.labels import Language

LANGUAGE_KEYS = {"en", "zh"}


def localised(value: Any, lang: Language) -> Any:
    """The same document with every ``{"en": ..., "zh": ...}`` replaced by its text in ``lang``.

    >>> localised({"target": {"en": "power", "zh": "接电"}}, "zh")
    {'target': '接电'}
    """
    if isinstance(value, dict):
        if value.keys() == LANGUAGE_KEYS and all(isinstance(v, str | list) for v in value.values()):
            return value[lang] or value["en"] or value["zh"]
        return {k: localised(v, lang) for k, v in value.items()}
    return [localised(v, lang) for v in value] if isinstance(value, list) else value
