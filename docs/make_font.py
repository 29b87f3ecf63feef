"""The font of the plots anew: python docs/make_font.py NotoSansCJK-Regular.ttc (Debian's fonts-noto-cjk).

Every character of GB 2312, Latin with accents, Greek, and the signs that our own texts use. The family is
renamed so that it never stands for, or is hidden by, a font of the machine.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Shixian Sans SC"
SIMPLIFIED = 2
"""The number of the Simplified Chinese face in the collection."""
SIGNS = "–—‘’“”…·×÷±≤≥≈≠−→←↑↓∞√∑‰€¥￥°²³½•■□▲△▼▽◆◇○●★☆✓✗①②③④⑤⑥⑦⑧⑨⑩ø"
NAMES = {1: FAMILY, 3: f"{FAMILY} subset of Noto Sans CJK SC", 4: FAMILY, 6: "ShixianSansSC", 16: FAMILY}
TARGET = Path(__file__).parents[1] / "sim" / "reporting" / "fonts" / "ShixianSansSC.otf"


def characters() -> set[int]:
    """The code points to keep."""
    found = {*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x370, 0x400)}
    found |= {*range(0x3000, 0x3020), *range(0xFF01, 0xFF5F), *map(ord, SIGNS)}
    pairs = (bytes((a, b)) for a in range(0xA1, 0xF8) for b in range(0xA1, 0xFF))
    return found | {ord(c) for pair in pairs for c in pair.decode("gb2312", "ignore")}


def made(source: str) -> TTFont:
    """The subset, without hints and layout tables: plots place each glyph by its width."""
    font = TTFont(source, fontNumber=SIMPLIFIED, recalcTimestamp=False)
    options = subset.Options(layout_features=[], hinting=False, name_IDs=["*"], notdef_outline=True)
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "GPOS", "GSUB", "GDEF", "DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters())
    cutter.subset(font)
    for record in list(font["name"].names):
        if record.nameID in NAMES:
            record.string = NAMES[record.nameID]
    font["CFF "].cff.fontNames = [NAMES[6]]
    return font


if __name__ == "__main__":
    made(sys.argv[1]).save(TARGET)
    print(TARGET, TARGET.stat().st_size)
