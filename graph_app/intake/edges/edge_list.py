"""Rows and a mapping to a draft, portion by portion."""

import datetime
import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from graph_app.intake.edges.cells import Cells, joined, named_columns
from graph_app.intake.edges.mapping import Mapping, personal_columns
from graph_app.intake.edges.nodes import RAW, Nodes, check_nodes, node_frames
from graph_app.intake.edges.tie_types import TYPES
from graph_app.intake.files.collecting import Collector
from graph_app.intake.files.readers import Rows, open_rows, unpacked
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.project.contacts import Contacts
from graph_app.model.errors import TableError
from graph_app.model.messages import Message
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.words import slug

_TEXTS = ("start", "end", "status", "note")


def read_edges(
    paths: Iterable[Path | str],
    mapping: Mapping,
    progress: Progress | None = None,
    today: datetime.date | None = None,
) -> Draft:
    """Read tables of ties.

    Parameters
    ----------
    paths : iterable of path
        Files, or zips of files.
    mapping : Mapping
        What their columns mean.
    progress : Progress, optional
        Called after each portion; may stop the import.
    today : datetime.date, optional
        A tie that begins later is refused unless its status is planned; the clock's day by default.

    Returns
    -------
    Draft
        Tables of nodes, relations and the one source. Cities carry ``geonames`` (an id of the
        gazetteer) and ``also`` (the name of the body) beside our columns; cities and relations
        ``file`` and ``row``, where they were read.

    Raises
    ------
    TableError
        If a file cannot be read at all or has not the columns of the mapping.
    CancelledError
        If the person stopped the import.
    """
    reading = _Reading(mapping, today, progress)
    with unpacked(paths) as files:
        if not files:
            raise TableError("import: found no file, expected at least one")
        for at, path in enumerate(files):
            with open_rows(path, mapping.form, named_columns(mapping)) as rows:
                reading.read(rows, at, len(files))
    return reading.draft()


def read_table(
    rows: Rows,
    mapping: Mapping,
    progress: Progress | None = None,
    today: datetime.date | None = None,
) -> Draft:
    """Read ties from rows that are open already; see :func:`read_edges`."""
    reading = _Reading(mapping, today, progress)
    reading.read(rows, 0, 1)
    return reading.draft()


class _Reading:
    def __init__(self, mapping: Mapping, today: datetime.date | None, progress: Progress | None):
        self._mapping = mapping
        self._today = today or datetime.date.today()
        self._progress = progress or Progress()
        self._notes = Collector()
        self._nodes = Nodes()
        self._contacts = Contacts()
        self._parts: list[pd.DataFrame] = []
        self._files: list[str] = []
        self._read = 0
        self._rejected = 0

    def read(self, rows: Rows, at: int, files: int) -> None:
        cells = Cells(self._mapping, rows, self._notes, self._today)
        self._files.append(rows.name)
        for frame, uneven in rows.portions():
            for number, width in uneven:
                expected = Message("{n} cells, as in the header", n=len(rows.header))
                self._notes.add(rows.name, number, "", Message("{n} cells", n=width), expected)
            self._rejected += len(uneven)
            self._read += len(frame) + len(uneven)
            parts = cells.pieces(frame)
            if len(parts) > 1:
                kept = np.concatenate([part.index.to_numpy() for part in parts])
                self._rejected += len(frame) - len(np.unique(kept))
            for piece, part in enumerate(parts):
                if len(part):
                    self._portion(cells, part, rows.name, piece)
            self._say(rows)
            self._progress.step((at + rows.share()) / files, self._read)
        self._say(rows)
        for what, n in rows.counts.items():
            self._notes.count(what, n)
        left_out = personal_columns(rows.header)
        if left_out and not self._mapping.personal:
            self._notes.count("columns of personal data left out", len(left_out))

    def _say(self, rows: Rows) -> None:
        for row, column, found, expected in rows.take_remarks():
            self._notes.add(rows.name, row, column, found, expected)

    def _portion(self, cells: Cells, frame: pd.DataFrame, file: str, piece: int) -> None:
        tie = cells.tie(frame)
        self._rejected += len(frame) - len(tie)
        frame = frame.loc[tie.index] if len(tie) < len(frame) else frame
        kinds = {end: cells.kind(frame, tie, end) for end in ("from", "to")}
        for end, kind in kinds.items():
            raw = cells.end(frame, kind, end)
            regions = cells.with_countries(raw, end)
            tie["note"] = joined(tie["note"], regions) if (regions != "").any() else tie["note"]
            tie[end] = self._nodes.add(raw, file, end)
            persons = cells.contact(frame, end) if self._mapping.personal else {}
            if persons:
                self._contacts.add(tie[end].to_numpy(), persons, file)
        body = cells.as_body(frame, kinds["from"])
        if body is not None:
            tie["note"] = joined(tie["note"], body)
        tie["row"] = tie.index.to_numpy(dtype=np.int32)
        tie["piece"] = np.int32(piece)
        tie["file"] = np.int16(len(self._files) - 1)
        self._parts.append(tie.reset_index(drop=True))

    def draft(self) -> Draft:
        ties = pd.concat(self._parts or [pd.DataFrame()], ignore_index=True)
        self._parts.clear()
        name, read = self._files[0], self._read
        notes = self._notes
        if ties.empty:
            none = Message("{name}: found no usable row among {read:,}", name=name, read=read)
            if not notes.findings:
                raise TableError(none)
            raise TableError("{none}; first: {first}", none=none, first=notes.findings[0])
        nodes = self._checked_nodes()
        ties = self._usable(ties, nodes)
        if ties.empty:
            raise TableError(
                "{name}: found no usable tie among {read:,} rows; first: {first}",
                name=name,
                read=read,
                first=notes.findings[0],
            )
        ids = nodes["draft"].astype("str").reset_index(drop=True)
        used = np.union1d(ties["from"], ties["to"])
        source = _source(self._mapping)
        frames = node_frames(_with_references(nodes, used))
        frames["relations"] = self._relations(ties, ids, source["id"])
        frames["sources"] = pd.DataFrame([source])
        persons = self._contacts.frame(nodes["draft"].to_numpy(), source["id"], notes)
        if len(persons):
            frames["contacts"] = persons[persons["node"].isin(ids.take(used))]
        return Draft(
            frames, tuple(notes.findings), self._read, self._rejected, dict(notes.counts),
            both_ways=self._mapping.both_ways,
        )  # fmt: skip

    def _checked_nodes(self) -> pd.DataFrame:
        """Check the gathered nodes, with the seats of organisations and the wholes of programmes."""
        raw = self._nodes.frame()
        count = len(raw)
        bodies = (raw["kind"] == "organisation") & (raw["body"] != "")
        seats = raw[bodies].assign(kind="city", body="")
        raw.loc[bodies, "name"] = raw.loc[bodies, "body"]
        wholes = raw[(raw["part_of"] != "")].drop_duplicates(["kind", "part_of"])
        blank = dict.fromkeys(set(RAW) - {"kind", "name"}, "") | {"programme_kind": "funding"}
        wholes = wholes.assign(name=wholes["part_of"]).assign(**blank)
        every = pd.concat([raw, seats, wholes], ignore_index=True)
        nodes = check_nodes(every, self._mapping, self._notes, self._today)
        nodes["city"] = ""
        seat_rows = np.arange(count, count + len(seats))
        nodes.loc[np.flatnonzero(bodies), "city"] = nodes["draft"].to_numpy()[seat_rows]
        of = dict(zip(wholes["name"], nodes["draft"].to_numpy()[count + len(seats) :], strict=True))
        nodes["part_of"] = [of.get(name, "") for name in nodes["part_of"].tolist()]
        nodes["gathered"] = np.arange(len(nodes)) < count
        return nodes

    def _usable(self, ties: pd.DataFrame, nodes: pd.DataFrame) -> pd.DataFrame:
        """Leave out ties with a refused end, between wrong kinds, or from a node to itself."""
        refused = nodes["refused"].to_numpy(dtype=object)
        drafts = pd.factorize(nodes["draft"])[0]
        reason = np.full(len(ties), "", dtype=object)
        found = np.zeros(len(ties), dtype=np.int32)
        for end in ("to", "from"):
            codes = ties[end].to_numpy()
            bad = (refused != "")[codes]
            reason[bad] = refused[codes[bad]]
            found[bad] = codes[bad]
        turned = self._turned(ties, nodes["kind"], reason)
        same = (drafts[ties["from"]] == drafts[ties["to"]]) & (reason == "")
        reason[same] = Message("two places; one of this name is tied to itself")
        found[same] = ties["from"][same]
        self._notes.count("ties of a node to itself", same.sum())
        wrong = reason != ""
        refused_ties = np.flatnonzero(wrong)
        self._rejected += len(refused_ties)
        for at in refused_ties:
            file, name = self._files[ties["file"].iloc[at]], nodes["name"].iloc[found[at]]
            self._notes.add(file, ties["row"].iloc[at], "", name, reason[at])
        self._notes.count("ties turned round", turned)
        return ties[~wrong].reset_index(drop=True) if wrong.any() else ties

    def _turned(self, ties: pd.DataFrame, kinds: pd.Series, reason: np.ndarray) -> int:
        """Turn ties round whose type runs the other way; refuse those it cannot join at all."""
        codes, distinct = pd.factorize(kinds)
        size = len(distinct)
        ends = codes[ties["from"]] * size + codes[ties["to"]]
        case = ties["type"].to_numpy(dtype=np.int64) * size**2 + ends
        free, turned = reason == "", 0
        for one in np.unique(case[free]):
            name = TYPES[one // size**2]
            a, b = distinct[one // size % size], distinct[one % size]
            if RELATION_TYPES[name].allows(a, b):
                continue
            mask = (case == one) & free
            if RELATION_TYPES[name].allows(b, a):
                swapped = ties.loc[mask, ["to", "from"]].to_numpy()
                ties.loc[mask, ["from", "to"]] = swapped
                turned += int(mask.sum())
            else:
                reason[mask] = Message(
                    "another type than {name} between a {a} and a {b}", name=name, a=a, b=b
                )
        return turned

    def _relations(self, ties: pd.DataFrame, ids: pd.Series, source_id: str) -> pd.DataFrame:
        source, files = slug(self._mapping.name), list(enumerate(self._files))
        marks = [hashlib.blake2b(f"{at}{name}".encode(), digest_size=3) for at, name in files]
        prefixes = [f"{source}-{mark.hexdigest()}-" for mark in marks]
        # Each name once: two folders may contain files of one name.
        names = [
            name if self._files.count(name) == 1 else f"{name} ({at + 1})" for at, name in files
        ]

        def chosen(texts: list[str] | pd.Series, codes: pd.Series) -> pd.Series:
            return pd.Series(texts, dtype="str").take(codes.to_numpy()).set_axis(ties.index)

        # Several ties of one row, each with a name of a cell that lists them.
        more = ("-" + ties["piece"].astype("str")).astype("str")
        piece = more.where(ties["piece"] > 0, "")
        return ties[[*_TEXTS, "row"]].assign(
            id=chosen(prefixes, ties["file"]) + ties["row"].astype("str") + piece,
            source=chosen(ids, ties["from"]),
            target=chosen(ids, ties["to"]),
            type=chosen(TYPES, ties["type"]),
            source_id=source_id,
            file=chosen(names, ties["file"]),
        )


def _with_references(nodes: pd.DataFrame, used: np.ndarray) -> pd.DataFrame:
    """Return the nodes that a tie uses, the seats and wholes of these, and no others."""
    direct = nodes["gathered"].to_numpy() & np.isin(np.arange(len(nodes)), used)
    referred = {*nodes.loc[direct, "city"].unique(), *nodes.loc[direct, "part_of"].unique()} - {""}
    return nodes[direct | nodes["draft"].isin(referred)]


def _source(mapping: Mapping) -> dict[str, str]:
    blank = {"title": mapping.name, "publisher": "", "url": "", "published": ""}
    known = {name: mapping.source.get(name, text) for name, text in blank.items()}
    return {"id": f"source:{slug(mapping.name)}"} | known
