"""Every sentence a command says, in English and Chinese.

The English sentence is its own key, as in a gettext catalogue, so that code reads like what it prints. A
sentence without a translation is shown in English; a test finds it.
"""

from __future__ import annotations

from sim.labels import Language
from sim.reporting.chinese import CHINESE


def say(lang: Language, text: str, /, **values: object) -> str:
    """The sentence in ``lang`` with its values filled in.

    >>> say("zh", "met")
    '达到'
    """
    found = CHINESE.get(text, text) if lang == "zh" else text
    return found.format(**values) if values else found


def counted(lang: Language, number: int, one: str, many: str) -> str:
    """A number with its noun: ``one`` and ``many`` contain ``{n}``."""
    return say(lang, one if number == 1 else many, n=number)
