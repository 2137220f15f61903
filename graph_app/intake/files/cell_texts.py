"""Cells without what nobody sees or means: invisible characters, escapes, errors of a workbook."""

import re

#: What a workbook shows where a formula fails; a CSV saved from it has the same texts.
ERRORS = frozenset(
    {
        *("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"),
        *("#FIELD!", "#BLOCKED!", "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#GETTING_DATA", "#PYTHON!"),
        # As Finnish, Swedish, German, French and Spanish versions write them.
        *("#PUUTTUU!", "#PUUTTUU", "#VIITTAUS!", "#ARVO!", "#JAKO/0!", "#NIMI?", "#LUKU!"),
        *("#TYHJÄ!", "#SAKNAS!", "#SAKNAS", "#REFERENS!", "#VÄRDEFEL!", "#DIVISION/0!", "#NAMN?"),
        *("#OGILTIGT!", "#SKÄRNING!", "#NV", "#BEZUG!", "#WERT!", "#ZAHL!", "#VALEUR!", "#NOM?"),
        *("#N/D", "#NOMBRE!", "#VALOR!", "#NOME?"),
    }
)
# Zero-width characters, marks of direction, soft hyphens, byte order marks.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
# These join letters in Arabic and Indic scripts, and mean nothing in others.
_JOINERS = re.compile("[\u200c\u200d]")
_JOINED_SCRIPTS = re.compile("[\u0590-\u109f\u1780-\u18af\U0001f000-\U0001faff\u2600-\u27bf]")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# ECMA-376, Part 1, 22.4.2.4: a character that XML cannot hold; an underscore is _x005F_.
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ENDS = re.compile(r"\r\n?")
_ODD = re.compile(
    "[\u00a0\u00ad\u034f\u061c\u1680\u180e\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000\ufeff]|"
    "_x[0-9A-Fa-f]{4}_|(?:^|\x1f)[ ]?#"
)


def has_odd(cells: list[str]) -> bool:
    """Tell whether a row may hold what :func:`plain_cell` changes or what is an error."""
    return _ODD.search("\x1f".join(cells)) is not None


def plain_cell(cell: str) -> tuple[str, bool]:
    r"""Return a cell as it is meant, and whether invisible characters were taken out of it.

    No-break and thin spaces become spaces; ``_x000D_`` becomes the end of a line that it stands for.

    Examples
    --------
    >>> plain_cell("Pécs\u200b"), plain_cell("145\u00a0000"), plain_cell("a_x000D_b")
    (('Pécs', True), ('145 000', False), ('a\nb', False))
    """
    if "_x" in cell:
        cell = _ENDS.sub("\n", without_escapes(cell))
    seen = _INVISIBLE.sub("", cell)
    if not _JOINED_SCRIPTS.search(seen):
        seen = _JOINERS.sub("", seen)
    return _SPACES.sub(" ", seen), len(seen) < len(cell)


def without_escapes(cell: str) -> str:
    r"""Return a text of a workbook with the characters that escapes stand for.

    Examples
    --------
    >>> without_escapes("a_x000D_b"), without_escapes("_x005F_x000D_")
    (('a\rb', '_x000D_'))
    """
    return _halves(_ESCAPE.sub(_escaped, cell)) if "_x" in cell else cell


def is_error(cell: str) -> bool:
    """Tell whether a cell is the error of a formula."""
    return cell.startswith("#") and cell.strip().upper() in ERRORS


def _escaped(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _halves(text: str) -> str:
    """Join halves of characters beyond U+FFFF, each of which has an escape of its own."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
