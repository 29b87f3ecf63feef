"""Labels in two languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


_OF_A_YEAR = re.compile(r"plan_(\d{4})")


@dataclass(frozen=True, slots=True)
class Label:
    """A text a person sees, in English and Chinese; a missing language falls back to the other."""

    en: str = ""
    zh: str = ""

    def __call__(self, lang: Language) -> str:
        """The text in ``lang``, or in the other language where it is missing."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)


def variant_label(name: str) -> Label:
    """A variant as a person reads it: a file gives it a name only.

    >>> variant_label("plan_2021")("en")
    'plan 2021'
    """
    if name == "today":
        return Label("today", "现状")
    if name == "what_if":
        return Label("what if", "假设方案")
    of_a_year = _OF_A_YEAR.fullmatch(name)
    words = name.replace("_", " ")
    return Label(words, f"{of_a_year[1]}年方案" if of_a_year else words)
