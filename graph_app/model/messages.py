"""Messages: a template and its values, put into words in the language of whoever reads them."""

import string
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce, total_ordering
from numbers import Integral, Real
from typing import Any


@total_ordering
@dataclass(frozen=True, init=False)
class Message:
    """A template in English, which is its id in the catalogs, and values for its fields.

    Parameters
    ----------
    template : str
        English text with named fields. A field says how to write a number, e.g. ``{n:,}``, and
        ``{name!r}`` puts a text in quotes.
    **values : object
        A value for each field: a text, a number, a message, or several of these. An error or a
        finding counts as its message; anything else as its text.

    Examples
    --------
    >>> seconds = Message("{n:,} seconds", n=1500)
    >>> str(Message("{host}: no answer within {time}", host="a.example", time=seconds))
    'a.example: no answer within 1,500 seconds'
    """

    template: str
    values: tuple[tuple[str, object], ...]

    def __init__(self, template: str, /, **values: object):
        object.__setattr__(self, "template", template)
        pairs = ((name, _plain(value)) for name, value in sorted(values.items()))
        object.__setattr__(self, "values", tuple(pairs))

    def __str__(self) -> str:
        return self.in_words(str, format)

    def __lt__(self, other: object) -> bool:
        return str(self) < str(other)

    def in_words(
        self,
        translate: Callable[[str], str],
        number: Callable[[float, str], str],
        public: bool = False,
    ) -> str:
        """Return the text of the message.

        Parameters
        ----------
        translate : callable
            Gives the translation of a template.
        number : callable
            Writes a number by a format specification such as ``,`` or ``.1f``.
        public : bool
            Whether for readers of the pages, who see no :class:`ServerText`.
        """
        template = translate(self.template)
        words = _Words(translate, number, public)
        return words.vformat(template, (), dict(self.values)) if self.values else template


class ServerText(str):
    """A text that only whoever keeps the server may read: a path, an address, a driver's words.

    Logs and the command line show it; pages show what takes its place.

    Parameters
    ----------
    text : object
        The whole text.
    public : str or Message
        What readers see of it.

    Examples
    --------
    >>> said = Message("The store in {shown} is away.", shown=ServerText("/srv/x/var", "var"))
    >>> str(said), said.in_words(str, format, public=True)
    ('The store in /srv/x/var is away.', 'The store in var is away.')
    """

    public: "str | Message"

    def __new__(cls, text: object, public: "str | Message") -> "ServerText":
        """Make a text that has another for readers."""
        made = super().__new__(cls, text)
        made.public = public
        return made

    def __getnewargs__(self) -> "tuple[str, str | Message]":  # type: ignore[override]
        return str(self), self.public


def path_text(path: object) -> ServerText:
    """Return a path of the server, of which readers see the last name only."""
    return ServerText(path, str(path).replace("\\", "/").rstrip("/").rpartition("/")[2] or "/")


class _Words(string.Formatter):
    """Puts values into a template, each in the language of the template."""

    def __init__(
        self,
        translate: Callable[[str], str],
        number: Callable[[float, str], str],
        public: bool,
    ):
        self._translate, self._number, self._public = translate, number, public

    def convert_field(self, value: object, conversion: str | None) -> object:
        if self._public and isinstance(value, ServerText):
            value = value.public
        return super().convert_field(value, conversion)

    def format_field(self, value: object, spec: str) -> str:
        if self._public and isinstance(value, ServerText):
            value = value.public
        if isinstance(value, Message):
            return value.in_words(self._translate, self._number, self._public)
        if isinstance(value, tuple):
            return ", ".join(self.format_field(one, spec) for one in value)
        return self._number(value, spec) if isinstance(value, int | float) else format(value, spec)


def _plain(value: object) -> object:
    """Return a value that can be hashed, compared and sent to another process."""
    value = getattr(value, "message", value)
    if isinstance(value, Message | str):
        return value
    if isinstance(value, Real) and not isinstance(value, bool):
        return int(value) if isinstance(value, Integral) else float(value)
    if isinstance(value, Iterable):
        return tuple(_plain(one) for one in value)
    return "" if value is None else str(value)


def either(choices: Iterable[Any]) -> Message:
    """Return the message that names choices; a single one is the choice itself.

    Examples
    --------
    >>> str(either(["a", "b", "c"]))
    'a or b or c'
    """
    named: Message = reduce(
        lambda one, other: Message("{one} or {other}", one=one, other=other), choices
    )
    return named
