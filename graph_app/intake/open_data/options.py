"""What a person may choose for an import of open data."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import pandas as pd

from graph_app.intake.open_data.keys import key_of, keys_of, place_name, place_names
from graph_app.intake.places.country_names import country_code
from graph_app.model.dates import first_day, is_partial_date
from graph_app.model.errors import SettingsError
from graph_app.model.messages import Message


@dataclass(frozen=True)
class Options:
    """Choices that every reader of open data understands.

    Parameters
    ----------
    retrieved : str
        The day the file was downloaded, ISO 8601; blank when not known.
    today : datetime.date
        The day from which the future counts; the clock's by default.
    through_organisations : bool
        A city takes part in a project when any organisation in it does. By default only when the
        file itself says that the organisation is a municipality or another public body.
    contacts : bool
        Take the contact persons of organisations. Never by default: they are personal data.
    city, country : str
        Take only the projects or networks with somebody from there; blank takes all.
    """

    retrieved: str = ""
    today: datetime.date = field(default_factory=datetime.date.today)
    through_organisations: bool = False
    contacts: bool = False
    city: str = ""
    country: str = ""

    def __post_init__(self) -> None:
        day = self.retrieved
        if day and (not is_partial_date(day) or first_day(day) > self.today):
            raise SettingsError.wrong(
                Message("retrieved"), day, Message("a day until {today}", today=self.today)
            )
        if self.country and not country_code(self.country):
            raise SettingsError.wrong(
                Message("country"), self.country, Message("a code such as FI")
            )


_WORDS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


def options_from(chosen: Mapping[str, Any]) -> Options:
    """Return the options, of which words such as ``yes`` and ``2026-11-24`` are read.

    Parameters
    ----------
    chosen : mapping of str to object
        Names of :class:`Options`; ``personal`` is another name of ``contacts``. No ``today`` is
        the clock's.

    Raises
    ------
    SettingsError
        If a name is unknown or a value has the wrong form.
    """
    values = {"contacts" if name == "personal" else name: v for name, v in chosen.items()}
    known = [field.name for field in fields(Options)]
    unknown = sorted(set(values) - set(known))
    if unknown:
        raise SettingsError(
            "option {unknown!r}: unknown, expected {known}", unknown=unknown[0], known=known
        )
    for switch in ("through_organisations", "contacts"):
        if switch not in values:
            continue
        word = str(values[switch]).strip().lower()
        if word not in _WORDS:
            raise SettingsError.wrong(switch, str(values[switch]), Message("yes or no"))
        values[switch] = _WORDS[word]
    name = "today"
    today = values.pop(name, None) or datetime.date.today()
    if isinstance(today, str):
        try:
            today = datetime.date.fromisoformat(today)
        except ValueError:
            raise SettingsError.wrong(name, today, Message("a day as YYYY-MM-DD")) from None
    return Options(today=today, **values)


def with_someone(rows: pd.DataFrame, by: str, options: Options) -> pd.DataFrame:
    """Return what has somebody from the chosen city and country; all when none is chosen.

    Parameters
    ----------
    rows : pandas.DataFrame
        Participants: ``city`` or ``name`` of the place, ``country`` (code), and the column ``by``.
    by : str
        Column that names what they take part in.
    options : Options
        What the person chose.
    """
    if not (options.city or options.country):
        return rows
    chosen = rows
    if options.country:
        chosen = chosen[chosen["country"] == country_code(options.country)]
    if options.city:
        place = place_names(chosen["city" if "city" in rows else "name"])
        chosen = chosen[keys_of(place) == key_of(place_name(options.city))]
    return rows[rows[by].isin(chosen[by])]


def is_before(end: pd.Series, start: pd.Series) -> np.ndarray:
    """Return where a partial date lies wholly before another; False where one is blank."""
    # Cut to the shorter one's length, 2018-05 and 2018 overlap.
    lengths = np.minimum(end.str.len(), start.str.len())
    earlier = np.zeros(len(end), dtype=bool)
    for length in (4, 7, 10):
        at = (lengths == length).to_numpy(dtype=bool)
        earlier |= at & (end.str.slice(0, length) < start.str.slice(0, length)).to_numpy(dtype=bool)
    return earlier


def status_of(
    start: pd.Series, end: pd.Series, today: datetime.date, stated: pd.Series | None = None
) -> pd.Series:
    """Return a tie's status: planned before its start, ended after its end, else what is stated.

    Parameters
    ----------
    start, end : pandas.Series of str
        Partial ISO dates or blank.
    today : datetime.date
        The day that counts as today.
    stated : pandas.Series of str, optional
        What the source says: ``active``, ``ended`` or blank.
    """
    now = pd.Series(today.isoformat(), index=end.index, dtype="str")
    status = pd.Series("", index=end.index, dtype="str") if stated is None else stated
    status = status.mask(is_before(end, now), "ended")
    return status.mask(is_before(now, start), "planned")
