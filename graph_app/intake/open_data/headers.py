"""Names of columns across releases: one field of ours, every name a publisher has given it.

Names are compared without regard to case, accents, spaces and punctuation, so that
``Participating countries`` is ``Participating Countries``, and the curly apostrophe of
``Partner’s ID`` is the straight one. Further columns are left out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph_app.model.errors import TableError
from graph_app.model.messages import Message, either
from graph_app.model.words import fold

_NOT_NAME = re.compile(r"[^a-z0-9]+")


def plain_header(name: str) -> str:
    """Return the letters and digits of a column's name, the form in which names are compared.

    Examples
    --------
    >>> plain_header("Partner’s ID if not PIC"), plain_header("Project_EU_Budget")
    ('partnersidifnotpic', 'projecteubudget')
    """
    return _NOT_NAME.sub("", fold(name))


def as_named(*names: str) -> dict[str, tuple[str, ...]]:
    """Return fields that are called as their columns."""
    return {name: (name,) for name in names}


@dataclass(frozen=True, eq=False)
class Layout:
    """The columns of one official file.

    Parameters
    ----------
    title : Message
        What the file is, for messages.
    fields : mapping of str to tuple of str
        Field of ours -> every name it has had. A name that ends in ``*`` is the beginning of one.
    required : tuple of str
        Fields without which the file is another one.
    """

    title: Message
    fields: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]

    def columns(self, header: Iterable[str]) -> dict[str, str]:
        """Return the column of each field that a header has; of several, the first name counts."""
        plain: dict[str, str] = {}
        for column in header:
            plain.setdefault(plain_header(column), column)
        found: dict[str, str] = {}
        for field, names in self.fields.items():
            columns = filter(None, (_find(plain, name) for name in names))
            found.update(zip([field], columns, strict=False))
        return found

    def fits(self, header: Iterable[str]) -> bool:
        """Return whether a header has every required field."""
        return set(self.required) <= set(self.columns(header))

    def checked(self, file: str, header: Iterable[str]) -> dict[str, str]:
        """Return the column of each field.

        Raises
        ------
        TableError
            If a required field is missing; names what was found and what it may be called.
        """
        header = list(header)
        found = self.columns(header)
        missing = [field for field in self.required if field not in found]
        if missing:
            raise TableError(
                "{file}: found the columns {shown}, expected {names} ({title})",
                file=file,
                shown=[column[:40] for column in header[:8]],
                names=either(repr(name) for name in self.fields[missing[0]]),
                title=self.title,
            )
        return found


def _find(plain: Mapping[str, str], name: str) -> str | None:
    start = plain_header(name)
    if not name.endswith("*"):
        return plain.get(start)
    return next((column for key, column in plain.items() if key.startswith(start)), None)
