"""What a person may choose for an import of open data."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from graph_app.intake.open_data.keys import key_of, keys_of, place_name, place_names
from graph_app.intake.places.country_names import country_code
from graph_app.model.dates import first_day, is_partial_date
from graph_app.model.errors import SettingsError
from graph_app.model.messages import Message


@dataclass(frozen=True)
class Options:
    """Choices that every importer of open data understands.

    Parameters
    ----------
    retrieved : str
        The day the file was downloaded, ISO 8601; blank when not known.
    today : datetime.date, optional
        The day from which the future counts; the clock's by default.
    through_organisations : bool
        A city takes part in a project when any organisation in it does. By default only when the
        file itself says that the organisation is a municipality or another public body.
    contacts : bool
        Take the contact persons of organisations. Never by default: they are personal data.
    city, country : str
        Keep only the projects or networks with somebody from there; blank keeps all.
    """

    retrieved: str = ""
    today: datetime.date | None = None
    through_organisations: bool = False
    contacts: bool = False
    city: str = ""
    country: str = ""

    def __post_init__(self):
        object.__setattr__(self, "today", self.today or datetime.date.today())
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


def options_from(chosen: Mapping[str, object]) -> Options:
    """Return the options; words such as ``yes`` and ``2026-11-24`` stand for what they say.

    Parameters
    ----------
    chosen : mapping of str to object
        Names of :class:`Options`; ``personal`` is another name of ``contacts``.

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
    for name in ("through_organisations", "contacts"):
        if name in values:
            values[name] = _yes_or_no(name, values[name])
    if isinstance(values.get("today"), str):
        values["today"] = _day("today", values["today"])
    return Options(**values)


def _yes_or_no(name: str, value: object) -> bool:
    word = str(value).strip().lower()
    if word not in _WORDS:
        raise SettingsError.wrong(name, str(value), Message("yes or no"))
    return _WORDS[word]


def _day(name: str, text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise SettingsError.wrong(name, text, Message("a day as YYYY-MM-DD")) from None


def with_someone(rows: pd.DataFrame, by: str, options: Options) -> pd.DataFrame:
    """Keep what has somebody from the chosen city and country; all when none is chosen.

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
    chosen = np.ones(len(rows), dtype=bool)
    if options.country:
        chosen &= (rows["country"] == country_code(options.country)).to_numpy()
    if options.city:
        place = rows["city"] if "city" in rows else rows["name"]
        chosen &= (keys_of(place_names(place)) == key_of(place_name(options.city))).to_numpy()
    return rows[rows[by].isin(set(rows[by][chosen])).to_numpy()]


def is_before(end: pd.Series, start: pd.Series) -> np.ndarray:
    """Tell where a partial date lies wholly before another; False where one is blank."""
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
