"""The distinct nodes at the ends of ties, gathered while rows are read."""

import datetime
import hashlib
import operator
import re
from functools import reduce

import numpy as np
import pandas as pd

from graph_app.intake.edges.mapping import END_MEANINGS, Mapping
from graph_app.intake.files.collecting import Collector
from graph_app.intake.files.values import dates, id_cells, numbers
from graph_app.intake.places.country_names import country_codes_of
from graph_app.model.countries import outside_country
from graph_app.model.messages import Message
from graph_app.model.schema import GEONAMES_ID, WIKIDATA_ID
from graph_app.model.tables import COLUMNS, NODE_TABLES
from graph_app.model.words import fold, on_one_line, slug

#: Columns of a gathered node: the meanings of an end, as text.
RAW = END_MEANINGS
#: Those by which two nodes differ.
IDENTITY = ("kind", "name", "id", "country", "latitude", "longitude", "wikidata", "geonames")
_MARK = "\x1f"

# What is not of this form is left out.
_PATTERNS = {
    "wikidata": WIKIDATA_ID,
    "geonames": GEONAMES_ID,
    "website": r"https?://[^\s<>\"]{1,480}",
}

Raw = dict[str, pd.Series]

#: Longest name of a place, in characters; longer ones are prose.
LONGEST_NAME = 100
_VERB = re.compile(
    r"(?<=\s)(?:is|are|was|were|has|have|does|did|terminated|signed|twinned|cancelled|suspended|"
    r"no longer|see also)(?=\s|$)"
)
# Lower case, after folding. "Union" and "Community" alone are names of towns as well.
_ASSOCIATION = re.compile(
    r"^(?:douzelage$|charter of )|\b(?:association of|league of|union of|network of|federation of|"
    r"council of european|rural communities)\b"
)
# What the last row of a list says, folded.
_TOTALS = frozenset(
    {
        *("total", "totals", "grand total", "total rows", "sum", "in total", "count", "subtotal"),
        *("yhteensa", "kaikki yhteensa", "summa", "totalt", "sammanlagt", "gesamt", "insgesamt"),
        *("summe", "totaal", "i alt", "ialt", "totale", "razem", "celkem", "osszesen", "kokku"),
    }
)


class Nodes:
    """Distinct nodes, each with the row in which it first appeared."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._parts: list[pd.DataFrame] = []

    def add(self, raw: Raw, file: str, column: str) -> np.ndarray:
        """Return the code of the node in each row, a new one for a new node.

        Parameters
        ----------
        raw : dict of str to pandas.Series of str
            The cells of each row: ``kind`` and those of the columns :data:`RAW` that are there,
            with row numbers as index.
        file, column : str
            Where they are written, for findings.

        Returns
        -------
        numpy.ndarray of int32, shape (n,)
        """
        parts = [raw[name] + f"{_MARK}{at}" for at, name in enumerate(IDENTITY) if name in raw]
        local, distinct = pd.factorize(reduce(operator.add, parts))
        known, before = self._codes, len(self._codes)
        found = [known.setdefault(text, len(known)) for text in distinct.tolist()]
        codes = np.array(found, dtype=np.int32)
        if len(known) > before:
            first = np.unique(local, return_index=True)[1]
            new = pd.DataFrame(raw).iloc[first[codes >= before]]
            new = new.reindex(columns=list(RAW), fill_value="").astype("str")
            self._parts.append(new.assign(file=file, column=column, row=new.index))
        return codes[local]

    def frame(self) -> pd.DataFrame:
        """Return the nodes, one row a code."""
        if not self._parts:
            columns = dict.fromkeys((*RAW, "file", "column"), pd.Series(dtype="str"))
            return pd.DataFrame(columns | {"row": pd.Series(dtype="int64")})
        return pd.concat(self._parts, ignore_index=True)


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
    out = nodes.assign(name=nodes["name"].map(on_one_line))
    out["refused"] = pd.Series(map(_refusal, out["name"], out["kind"]), out.index, dtype=object)
    codes = country_codes_of(out["country"])
    unknown = (codes == "") & (out["country"] != "")
    _note(out, unknown, "country", Message("a country that is known"), notes)
    out["country"] = codes
    for column, most in (("latitude", 90.0), ("longitude", 180.0), ("population", 1e10)):
        out[column] = _numbers(out, column, most, mapping, notes)
    out.loc[out["population"] <= 0, "population"] = np.nan
    _doubt_places(out, notes)
    for column in ("start", "end"):
        _node_dates(out, column, mapping, notes)
    _name_by_id(out, notes)
    for column, pattern in _PATTERNS.items():
        out[column] = id_cells(out[column], pattern)
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
    if kind == "city" and is_total(name):
        return Message("a city, not a total")
    if kind == "city" and _ASSOCIATION.search(fold(name)):
        return Message("a city, not an association")
    return ""


def is_total(name: str) -> bool:
    """Return whether a name is what the last row of a list says."""
    return fold(name).strip(" :.") in _TOTALS


def _note(
    nodes: pd.DataFrame,
    mask: np.ndarray | pd.Series,
    what: str,
    expected: Message,
    notes: Collector,
) -> None:
    """Add a finding for the cell of each node where the mask is set."""
    there = nodes.loc[np.asarray(mask, dtype=bool), ["file", "row", "column", what]]
    for node in there.to_dict("records"):
        notes.add(node["file"], node["row"], f"{node['column']}.{what}", node[what], expected)


def _numbers(
    nodes: pd.DataFrame, column: str, most: float, mapping: Mapping, notes: Collector
) -> pd.Series:
    mark = mapping.form.decimal
    values, wrong = numbers(nodes[column], mark, mapping.form.thousands)
    wrong |= (values.abs() > most).to_numpy()
    expected = Message(
        "a number up to {most:g} with the decimal mark {mark}, as declared", most=most, mark=mark
    )
    _note(nodes, wrong, column, expected, notes)
    return values.mask(wrong)


def _doubt_places(nodes: pd.DataFrame, notes: Collector) -> None:
    """Blank coordinates that cannot be right; the node and its ties stay."""
    latitude, longitude = nodes["latitude"], nodes["longitude"]
    half = latitude.isna() != longitude.isna()
    null_island = latitude.eq(0) & longitude.eq(0)
    outside = outside_country(nodes[["country", "latitude", "longitude"]])
    doubted = np.asarray(null_island | half | outside, dtype=bool)
    for node in nodes.assign(half=half)[doubted].to_dict("records"):
        where = node["country"] or Message("a country")
        expected = Message("coordinates inside {country}, or none", country=where)
        if node["half"]:
            expected = Message("both coordinates or neither")
        found = f"{node['name']}: {node['latitude']:g}, {node['longitude']:g}"
        notes.add(node["file"], node["row"], f"{node['column']}.latitude", found, expected)
    notes.count("coordinates doubted", doubted.sum())
    nodes.loc[doubted, ["latitude", "longitude"]] = np.nan


def _node_dates(nodes: pd.DataFrame, column: str, mapping: Mapping, notes: Collector) -> None:
    for end in ("from", "to"):
        here = (nodes["column"] == end).to_numpy(dtype=bool)
        form = mapping.dates.get(f"{end}.{column}", "iso")
        read, wrong = dates(nodes[column].where(here, ""), form)
        _note(nodes, wrong & here, column, Message("a date in the form {form}", form=form), notes)
        nodes[column] = nodes[column].where(~here, read)


def _name_by_id(nodes: pd.DataFrame, notes: Collector) -> None:
    """Report names that are ids: those of Wikidata name nobody else, numbers name no place."""
    unnamed = nodes["name"].str.fullmatch(_PATTERNS["wikidata"]).to_numpy(dtype=bool)
    _note(nodes, unnamed, "name", Message("a name; the Wikidata id stands for it"), notes)
    nodes["wikidata"] = nodes["wikidata"].where(~unnamed, nodes["name"])
    notes.count("unnamed", unnamed.sum())
    anonymous = nodes["name"].str.fullmatch(r"\d+").to_numpy(dtype=bool)
    expected = Message("names: numbers are matched to no place and serve for measures only")
    _note(nodes, anonymous & (anonymous.cumsum() == 1), "name", expected, notes)
    notes.count("nodes without a name", anonymous.sum())


def _ids(nodes: pd.DataFrame) -> list[str]:
    """Ids from the content: the same place has the same id in every portion and file."""
    rounded = {
        name: nodes[name].round(2).map("{:.2f}".format) for name in ("latitude", "longitude")
    }
    columns = ["kind", "name", "country", *rounded, "wikidata", "geonames", "id"]
    rows = nodes.assign(**rounded)[columns]
    return [_id(*row) for row in rows.itertuples(index=False, name=None)]


def _id(kind: str, name: str, country: str, *more: str) -> str:
    given = more[-1]
    if re.fullmatch(rf"{kind}:[a-z0-9]+(?:-[a-z0-9]+)*", given):
        return given
    whole = _MARK.join((fold(name), country, *more)).encode("utf-8", "replace")
    digest = hashlib.blake2b(whole, digest_size=5).hexdigest()
    parts = (slug(name)[:60].strip("-"), country.lower(), digest)
    return f"{kind}:{'-'.join(part for part in parts if part)}"


def node_frames(nodes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the tables of nodes of a draft; refused ones are in none, equal ids once.

    Parameters
    ----------
    nodes : pandas.DataFrame
        As :func:`check_nodes` gives them, with ``city`` (draft id of the seat) and ``part_of``.
    """
    usable = nodes[nodes["draft"] != ""].drop_duplicates("draft")
    frames = {}
    for table, kind in NODE_TABLES.items():
        rows = usable[usable["kind"] == kind]
        if rows.empty:
            continue
        own = {"programmes": "programme_kind", "organisations": "organisation_kind"}.get(table)
        rows = rows.assign(id=rows["draft"], kind=rows[own] if own else "")
        columns = [name for name in COLUMNS[table] if name in rows]
        more = ["body", "file", "row"] if kind == "city" else []
        frame = rows[columns + more].reset_index(drop=True)
        frames[table] = frame.rename(columns={"body": "also"})
    return frames
