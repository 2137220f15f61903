"""Errors and findings said again in another language.

The floors below raise errors with English messages, which the command line prints and a log keeps.
Their forms stand in the catalogs, marked as told by an error, with names for what varies; a message
is matched with them, and what varies is put into the translation.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from babel.messages.catalog import Catalog

#: How a catalog marks a form.
TOLD = "told by an error"
#: Longer texts are left as they are, and parts of parts down to this depth are looked at.
_LONGEST, _DEEPEST = 2000, 4
_COMMON = re.compile(r"found|expected|[\s:,\"'()]")
_FIELD = re.compile(r"\{(\w+)\}")


def forms_of(catalog: Catalog) -> dict[str, str]:
    """Return the forms of a catalog: English -> translation."""
    return {
        message.id: message.string
        for message in catalog
        if TOLD in message.auto_comments and isinstance(message.string, str) and message.string
    }


class Retelling:
    """Says messages again that have a known form.

    Parameters
    ----------
    forms : mapping of str to str
        English form -> translation, with the same names in braces.

    Examples
    --------
    >>> say = Retelling({"{file}: no such file": "{file}: tiedostoa ei ole"})
    >>> say("a.csv: no such file"), say("something else")
    ('a.csv: tiedostoa ei ole', 'something else')
    """

    def __init__(self, forms: Mapping[str, str]):
        # The form that says most itself is the likeliest, whatever nearly all say aside.
        known = sorted(forms.items(), key=lambda pair: _telling(pair[0]), reverse=True)
        self._forms = [(_constants(form), _pattern(form), text) for form, text in known]
        self._say = lru_cache(4096)(self._retold)

    def __call__(self, text: str) -> str:
        """Return a message in the other language, or as it is where its form is not known."""
        return text if len(text) > _LONGEST else self._say(text, 0)

    def _retold(self, text: str, depth: int) -> str:
        if depth > _DEEPEST or " " not in text:
            return text
        for constants, pattern, translation in self._forms:
            if _stand_in(constants, text) and (found := pattern.fullmatch(text)):
                said = {
                    name: self._say(part, depth + 1) for name, part in found.groupdict().items()
                }
                return _FIELD.sub(lambda field, said=said: said[field[1]], translation)
        return text


def _telling(form: str) -> tuple[int, int]:
    own = _FIELD.sub("", form)
    return len(_COMMON.sub("", own)), len(own)


def _constants(form: str) -> list[str]:
    return [part for part in _FIELD.split(form)[::2] if part]


def _stand_in(constants: Iterable[str], text: str) -> bool:
    at = 0
    for part in constants:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def _pattern(form: str) -> re.Pattern[str]:
    parts = _FIELD.split(form)
    fields = [f"(?P<{name}>.*?)" for name in parts[1::2]]
    texts = [re.escape(part) for part in parts[::2]]
    joined = "".join(text + field for text, field in zip(texts, [*fields, ""], strict=True))
    return re.compile(joined, re.DOTALL)
