"""What the shipped fonts can draw. Under PDF/UA one character without a glyph stops a whole report, so each such
character is written as its code, ⟨U+6F22⟩, before anything is set."""

import unicodedata
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont

MARKS_PER_LETTER = 4
LINE_ENDS = {"\r": "\n", "\u2028": "\n", "\u2029": "\n", "\t": " "}
# Inter is the last word: whatever the text font lacks falls back to it, cluster by cluster.
FONT_FOLDERS = (("fontpkg_inter", "Inter[opsz,wght].ttf"), ("fontpkg_source_serif_4", "SourceSerif4[opsz,wght].ttf"))


def font_folders() -> list[Path]:
    """The folders that hold the fonts of every report."""
    return [Path(str(files(package))) / "files" for package, _ in FONT_FOLDERS]


@lru_cache(maxsize=1)
def drawable() -> frozenset[str]:
    """Every character that Inter draws, less what is invisible or has no agreed meaning (controls, private use)."""
    with TTFont(font_folders()[0] / FONT_FOLDERS[0][1], lazy=True) as font:
        covered = {chr(code) for code in font.getBestCmap()}
    return frozenset(c for c in covered if not unicodedata.category(c).startswith("C"))


class Printable:
    """Makes text printable and counts what had to be replaced."""

    def __init__(self) -> None:
        self.replaced = 0

    def tree(self, value: object) -> object:
        """The same JSON value with every text in it printable; keys are ours and stay."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self.tree(entry) for key, entry in value.items()}
        if isinstance(value, list | tuple):
            return [self.tree(entry) for entry in value]
        return value

    def text(self, text: str) -> str:
        """The text with codes for what cannot be drawn; line ends become newlines, tabs spaces."""
        if text.isascii() and text.isprintable():
            return text
        covered = drawable()
        written: list[str] = []
        marks = 0
        for character in text.replace("\r\n", "\n"):
            character = LINE_ENDS.get(character, character)
            mark = unicodedata.combining(character) or unicodedata.category(character).startswith("M")
            if mark and character in covered:
                marks += 1
                if marks <= MARKS_PER_LETTER:
                    written.append(character)
                continue
            self._flush(written, marks)
            marks = 0
            if character == "\n" or character in covered:
                written.append(character)
            else:
                self.replaced += 1
                written.append(f"⟨U+{ord(character):04X}⟩")
        self._flush(written, marks)
        return "".join(written)

    def _flush(self, written: list[str], marks: int) -> None:
        """Marks pile up over one letter until they cover the lines above, so only the first few are drawn."""
        if marks > MARKS_PER_LETTER:
            over = marks - MARKS_PER_LETTER
            self.replaced += over
            written.append(_("⟨%(count)s more marks⟩") % {"count": over})
