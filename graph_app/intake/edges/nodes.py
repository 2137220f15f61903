"""The distinct nodes at the ends of ties, gathered while rows stream by."""

import datetime
import hashlib
import re
from functools import reduce

import numpy as np
import pandas as pd

from graph_app.intake.edges.mapping import Mapping
from graph_app.intake.files.collecting import Collector
from graph_app.intake.files.values import dates, numbers
from graph_app.intake.places.country_names import country_codes_of
from graph_app.model.countries import outside_country
from graph_app.model.messages import Message
from graph_app.model.tables import COLUMNS, NODE_TABLES
from graph_app.model.texts import same_text
from graph_app.model.words import fold, on_one_line, slug

#: Columns of a gathered node: the meanings of an end, as text.
RAW = (
    *("kind", "name", "id", "country", "latitude", "longitude", "wikidata", "geonames", "body"),
    *("population", "short_name", "website", "part_of", "programme_kind", "organisation_kind"),
    *("start", "end"),
)
#: Those that tell two nodes apart.
TELLING = RAW[:8]
_MARK = "\x1f"

Raw = dict[str, pd.Series]

#: Longest name of a place, in characters; longer ones are prose.
LONGEST_NAME = 100
_VERB = re.compile(
    r"(?<=\s)(?:is|are|was|were|has|have|does|did|terminated|signed|twinned|cancelled|suspended|"
    r"no longer|see also)(?=\s|$)"
)
# Lower case, after folding. "Union" and "Community" alone are names of towns as well.
_ASSOCIATION = re.compile(
    r"^(?:douzelage|charter of .*|.*\b(?:association of|league of|union of|network of|federation of|"
    r"council of european|rural communities)\b.*)$"
)


class Nodes:
    """Distinct nodes, each with the row in which it first stood."""

    def __init__(self):
        self._codes: dict[str, int] = {}
        self._parts: list[pd.DataFrame] = []

    def add(self, raw: Raw, file: str, column: str) -> np.ndarray:
        """Return the code of the node in each row; new ones are kept.

        Parameters
        ----------
        raw : dict of str to pandas.Series of str
            The cells of each row: ``kind`` and those of the columns :data:`RAW` that are there,
            with row numbers as index.
        file, column : str
            Where they stand, for findings.

        Returns
        -------
        numpy.ndarray of int32, shape (n,)
        """
        local, distinct = pd.factorize(_keys(raw))
        known, before = self._codes, len(self._codes)
        codes = [known.setdefault(text, len(known)) for text in distinct.tolist()]
        codes = np.array(codes, dtype=np.int32)
        if len(known) > before:
            first = np.unique(local, return_index=True)[1]
            self._keep(raw, first[codes >= before], file, column)
        return codes[local]

    def _keep(self, raw: Raw, rows: np.ndarray, file: str, column: str) -> None:
        index = pd.RangeIndex(len(rows))
        blank = same_text("", index)
        kept = pd.DataFrame(
            {n: raw[n].iloc[rows].set_axis(index) if n in raw else blank for n in RAW}
        )
        numbers = raw["kind"].index.to_numpy()[rows]
        self._parts.append(kept.assign(file=file, column=column, row=numbers))

    def frame(self) -> pd.DataFrame:
        """Return the nodes, one row a code."""
        if not self._parts:
            columns = dict.fromkeys((*RAW, "file", "column"), pd.Series(dtype="str"))
            return pd.DataFrame(columns | {"row": pd.Series(dtype="int64")})
        return pd.concat(self._parts, ignore_index=True)


def _keys(raw: Raw) -> pd.Series:
    """Return a text for each row that is the same where all that tells nodes apart is."""
    parts = [raw[name] + f"{_MARK}{at}" for at, name in enumerate(TELLING) if name in raw]
    return reduce(lambda whole, part: whole + part, parts)


def check_nodes(
    nodes: pd.DataFrame, mapping: Mapping, notes: Collector, today: datetime.date
) -> pd.DataFrame:
    """Read the cells of gathered nodes and give them ids.

    Parameters
    ----------
    nodes : pandas.DataFrame
        As :meth:`Nodes.frame` gives them.
    mapping : Mapping
        Declares the forms of numbers and dates.
    notes : Collector
        Takes what is doubted.
    today : datetime.date
        The day of the import.

    Returns
    -------
    pandas.DataFrame
        The same rows in the columns of our tables, with ``draft`` (an id, blank where the node is
        refused) and ``refused`` (what would have been right).
    """
    out = nodes.copy()
    names = out["name"].map(on_one_line)
    out["name"] = names
    out["refused"] = [
        _refusal(name, kind)
        for name, kind in zip(names.tolist(), out["kind"].tolist(), strict=True)
    ]
    out["country"] = _countries(out, notes)
    for column, low_high in (("latitude", 90.0), ("longitude", 180.0), ("population", 1e10)):
        out[column] = _numbers(out, column, low_high, mapping, notes)
    out.loc[out["population"] <= 0, "population"] = np.nan
    _doubt_places(out, notes)
    for column in ("start", "end"):
        _node_dates(out, column, mapping, notes)
    _name_by_id(out, notes)
    for column, pattern in (("wikidata", r"Q[1-9]\d*"), ("geonames", r"[1-9]\d{0,9}")):
        fits = out[column].str.fullmatch(pattern).to_numpy(dtype=bool)
        out[column] = out[column].where(fits, "")
    fits = out["website"].str.fullmatch(r"https?://[^\s<>\"]{1,480}").to_numpy(dtype=bool)
    out["website"] = out["website"].where(fits, "")
    out["draft"] = _ids(out)
    out.loc[out["refused"] != "", "draft"] = ""
    return out


def _refusal(name: str, kind: str) -> Message | str:
    if not name:
        return Message("a name")
    words = name.split()
    sentence = len(words) > 3 and (name.endswith(".") or bool(_VERB.search(name.lower())))
    if kind == "city" and (len(name) > LONGEST_NAME or sentence):
        return Message("the name of one place, not prose")
    if len(name) > 300:
        return Message("at most {longest} characters", longest=300)
    if kind == "city" and _ASSOCIATION.match(fold(name)):
        return Message("a city, not an association")
    return ""


def _countries(nodes: pd.DataFrame, notes: Collector) -> pd.Series:
    codes = country_codes_of(nodes["country"])
    unknown = (codes == "") & (nodes["country"] != "")
    _note(nodes, unknown, "country", nodes["country"], Message("a country that is known"), notes)
    return codes


def _note(nodes, mask, what: str, found: pd.Series, expected: Message, notes: Collector) -> None:
    for at in np.flatnonzero(np.asarray(mask, dtype=bool)):
        place = f"{nodes['column'].iloc[at]}.{what}"
        notes.add(nodes["file"].iloc[at], nodes["row"].iloc[at], place, found.iloc[at], expected)


def _numbers(nodes, column: str, most: float, mapping: Mapping, notes: Collector) -> pd.Series:
    text = nodes[column]
    values, wrong = numbers(text, mapping.form.decimal, mapping.form.thousands)
    wrong |= (values.abs() > most).to_numpy()
    mark = mapping.form.decimal
    expected = Message(
        "a number up to {most:g} with the decimal mark {mark}, as declared", most=most, mark=mark
    )
    _note(nodes, wrong, column, text, expected, notes)
    return values.mask(wrong)


def _doubt_places(nodes: pd.DataFrame, notes: Collector) -> None:
    """Blank coordinates that cannot be right; the node and its ties stay."""
    latitude, longitude = nodes["latitude"], nodes["longitude"]
    half = latitude.isna() != longitude.isna()
    null_island = latitude.eq(0) & longitude.eq(0)
    outside = outside_country(nodes[["country", "latitude", "longitude"]])
    found = latitude.map("{:g}".format) + ", " + longitude.map("{:g}".format)
    doubted = np.asarray(null_island | half | outside, dtype=bool)
    for at in np.flatnonzero(doubted):
        where = nodes["country"].iloc[at] or Message("a country")
        expected = Message("coordinates inside {country}, or none", country=where)
        if half.iloc[at]:
            expected = Message("both coordinates or neither")
        said = f"{nodes['name'].iloc[at]}: {found.iloc[at]}"
        column = f"{nodes['column'].iloc[at]}.latitude"
        notes.add(nodes["file"].iloc[at], nodes["row"].iloc[at], column, said, expected)
    notes.count("coordinates doubted", doubted.sum())
    nodes.loc[doubted, ["latitude", "longitude"]] = np.nan


def _node_dates(nodes: pd.DataFrame, column: str, mapping: Mapping, notes: Collector) -> None:
    for end in ("from", "to"):
        here = (nodes["column"] == end).to_numpy(dtype=bool)
        form = mapping.dates.get(f"{end}.{column}", "iso")
        read, wrong = dates(nodes[column].where(here, ""), form)
        expected = Message("a date in the form {form}", form=form)
        _note(nodes, wrong & here, column, nodes[column], expected, notes)
        nodes[column] = nodes[column].where(~here, read)


def _name_by_id(nodes: pd.DataFrame, notes: Collector) -> None:
    """Where the id stands for a name that is not known: keep it, say so."""
    unnamed = nodes["name"].str.fullmatch(r"Q[1-9]\d*").to_numpy(dtype=bool)
    expected = Message("a name; the Wikidata id stands for it")
    _note(nodes, unnamed, "name", nodes["name"], expected, notes)
    nodes["wikidata"] = nodes["wikidata"].where(~unnamed, nodes["name"])
    notes.count("unnamed", unnamed.sum())
    anonymous = nodes["name"].str.fullmatch(r"\d+").to_numpy(dtype=bool)
    if anonymous.any():
        at = int(np.argmax(anonymous))
        notes.add(
            nodes["file"].iloc[at],
            nodes["row"].iloc[at],
            f"{nodes['column'].iloc[at]}.name",
            nodes["name"].iloc[at],
            Message("names: numbers are matched to no place and serve for measures only"),
        )
        notes.count("nodes without a name", anonymous.sum())


def _ids(nodes: pd.DataFrame) -> list[str]:
    """Ids from the content: the same place has the same id in every portion and file."""
    latitude = nodes["latitude"].round(2).map("{:.2f}".format)
    longitude = nodes["longitude"].round(2).map("{:.2f}".format)
    columns = [
        nodes["kind"], nodes["name"], nodes["country"], latitude, longitude, nodes["wikidata"],
        nodes["geonames"], nodes["id"],
    ]  # fmt: skip
    return [_id(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def _id(kind: str, name: str, country: str, *telling: str) -> str:
    given = telling[-1]
    if re.fullmatch(rf"{kind}:[a-z0-9]+(?:-[a-z0-9]+)*", given):
        return given
    digest = hashlib.blake2b(digest_size=5)
    digest.update(_MARK.join((fold(name), country, *telling)).encode("utf-8", "replace"))
    parts = (slug(name)[:60].strip("-"), country.lower(), digest.hexdigest())
    return f"{kind}:{'-'.join(part for part in parts if part)}"


def node_frames(nodes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of nodes of a draft; refused ones are in none, equal ids once.

    Parameters
    ----------
    nodes : pandas.DataFrame
        As :func:`check_nodes` gives them, with ``city`` (draft id of the seat) and ``part_of``.
    """
    kept = nodes[nodes["draft"] != ""].drop_duplicates("draft")
    frames = {}
    for table, kind in NODE_TABLES.items():
        rows = kept[kept["kind"] == kind]
        if rows.empty:
            continue
        own = {"programmes": "programme_kind", "organisations": "organisation_kind"}.get(table)
        rows = rows.assign(id=rows["draft"], kind=rows[own] if own else "")
        columns = [name for name in COLUMNS[table] if name in rows]
        more = ["geonames", "body", "file", "row"] if kind == "city" else []
        frame = rows[columns + more].reset_index(drop=True)
        frames[table] = frame.rename(columns={"body": "also"})
    return frames
