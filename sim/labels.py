"""Labels in two languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Label:
    """A text a person sees, in English and Chinese; a missing language falls back to the other."""

    en: str = ""
    zh: str = ""

    def __call__(self, lang: Language) -> str:
        """The text in ``lang``, or in the other language where it is missing."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)
