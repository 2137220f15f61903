"""From what a person types to the nodes that it may mean.

A node is found by its id, by any of its names, by what it is called on the screen, and by its
name with what tells it apart in any order: ``Paris, France``, ``Paris FR``, ``paris texas``.
Case, accents, dashes and spaces do not count. Cities are found by their names in other languages
and by former ones as well, as far as the gazetteer knows the city: ``Danzig``, ``Pietari``. What the
tables call by a name comes before what the world once called so.
"""

import re
from collections.abc import Container, Iterator, Sequence
from functools import cached_property

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from graph_app.graph.frames import GraphFrame
from graph_app.i18n import LANGUAGES, Translator, get_translator
from graph_app.intake.places.country_names import country_code
from graph_app.intake.places.gazetteer import place_keys
from graph_app.intake.places.other_names import other_names
from graph_app.intake.places.regions import regions_of
from graph_app.model.words import fold
from graph_app.wording.names import node_names

#: Most nodes that are offered where a name is misspelled.
MOST_NEAR = 5
#: Least likeness of a name that is offered, of 100; and that of a name that holds the text.
_LIKE, _HOLDS = 72, 90
#: Shorter texts are not looked for inside names, nor at their beginnings in other languages.
_LEAST = 4
#: Most words after a name that may tell it apart.
_MOST_WORDS = 5
#: Longest text that can be a name with what tells it apart.
_LONGEST = 400
_MARKS = re.compile(r"[,;()\[\]/·]+")


class _Names:
    """Names in the form in which they are compared, each with the position of its node."""

    def __init__(self, keys: np.ndarray, at: np.ndarray):
        known = keys != ""
        order = np.argsort(keys[known], kind="stable")
        self.keys: list[str] = keys[known][order].tolist()
        self._sorted = np.array(self.keys, dtype=object)
        self._at = at[known][order]

    def whole(self, key: str) -> np.ndarray:
        """Return the positions of the nodes that have a name."""
        return self._between(key, "left", key, "right")

    def beginning(self, key: str) -> np.ndarray:
        """Return the positions of the nodes with a name that begins so."""
        return self._between(key, "left", f"{key}\U0010ffff", "right")

    def _between(self, low: str, one: str, high: str, other: str) -> np.ndarray:
        if not low:
            return self._at[:0]
        first = np.searchsorted(self._sorted, low, one)  # type: ignore[call-overload]
        last = np.searchsorted(self._sorted, high, other)  # type: ignore[call-overload]
        return np.unique(self._at[first:last])

    def like(self, key: str) -> Iterator[tuple[float, int]]:
        """Return likeness and position of each name that is like a text or holds it."""
        for _name, score, row in process.extract(
            key, self.keys, scorer=fuzz.ratio, score_cutoff=_LIKE, limit=50
        ):
            yield score, int(self._at[row])
        if len(key) >= _LEAST:
            for row, name in enumerate(self.keys):
                if key in name:
                    yield _HOLDS, int(self._at[row])


class NodeFinder:
    """Finds the nodes of a graph by what a person types.

    Parameters
    ----------
    graph : GraphFrame
        The whole graph.
    tr : Translator
        The reader's language.
    """

    def __init__(self, graph: GraphFrame, tr: Translator):
        self.graph, self.tr = graph, tr
        self.labels = node_names(graph, tr)

    @cached_property
    def _own(self) -> _Names:
        """Names in the tables, and what nodes are called."""
        nodes = self.graph.nodes
        columns = [nodes["name"], nodes["name_fi"], nodes["name_sv"], nodes["short_name"]]
        names = pd.concat([*columns, self.labels]).astype(object).fillna("").astype("str")
        at = np.tile(np.arange(len(nodes)), len(columns) + 1)
        return _names(names, at)

    @cached_property
    def _others(self) -> _Names:
        """Names of cities in other languages and of other times."""
        nodes = self.graph.nodes
        rows = other_names(nodes[nodes["kind"].eq("city")])
        at = pd.Index(nodes["id"]).get_indexer(pd.Index(rows["id"]))
        return _Names(rows["key"].to_numpy(dtype=object), at)

    def named(self, text: str, among: Container[str] | None = None) -> list[str]:
        """Return the ids of the nodes that a text names; several where it does not decide.

        Parameters
        ----------
        text : str
            Id or name, perhaps with what tells it apart.
        among : container of str, optional
            Ids of the nodes that may be meant; all by default.
        """
        text = text.strip()
        if text in self.graph.position and (among is None or text in among):
            return [text]
        readings = list(_readings(text))
        for names in (lambda: self._own, lambda: self._others):
            for name, rest in readings:
                found = self._ids(names().whole(_key(name)), among)
                found = [node for node in found if self._says(node, rest)]
                if found:
                    return found
        return []

    def beginning(self, text: str, among: Container[str] | None = None) -> list[str]:
        """Return the ids of the nodes with a name that begins so, those of the tables first."""
        key = _key(text)
        found = self._ids(self._own.beginning(key), among)
        if len(key) >= _LEAST:
            found += self._ids(self._others.beginning(key), among)
        return list(dict.fromkeys(found))

    def near(self, text: str, among: Container[str] | None = None) -> list[str]:
        """Return the ids of up to five nodes whose names are nearest to a text, the nearest first."""
        best: dict[int, float] = {}
        text = text.strip()[:_LONGEST]
        for key in dict.fromkeys((_key(_MARKS.split(text)[0]), _key(text))):
            for names in (self._own, self._others) if key else ():
                for score, at in names.like(key):
                    best[at] = max(score, best.get(at, 0.0))
        # "Paris, Germany": the name is right, and what is to tell it apart is not.
        for name, _rest in _readings(text):
            best |= {int(at): 100.0 for at in self._own.whole(_key(name))}
        found = self._ids(np.array(sorted(best), dtype=int), among)
        likeness = {node: best[self.graph.position[node]] for node in found}
        return sorted(found, key=lambda node: (-likeness[node], self.label(node)))[:MOST_NEAR]

    def meant(self, text: str, among: Container[str]) -> tuple[str | None, list[str]]:
        """Return the node that a text means, or none and those that may be meant, the likeliest first.

        Parameters
        ----------
        text : str
            What was typed: a name, the beginning of one, or a misspelled one.
        among : container of str
            Ids of the nodes that may be meant.
        """
        found = self.named(text, among) or self.beginning(text, among)
        if len(found) == 1:
            return found[0], []
        if not found:
            return None, self.near(text, among)
        ties = self.graph.degree
        best = sorted(found, key=lambda node: (-ties[self.graph.position[node]], self.label(node)))
        return None, best[:MOST_NEAR]

    def by_other_words(self, text: str) -> list[str]:
        """Return the ids of the nodes that a text names, or whose names in any language begin so."""
        return list(dict.fromkeys([*self.named(text), *self.beginning(text)]))

    def label(self, node: str) -> str:
        """Return what a node is called."""
        return str(self.labels.iat[self.graph.position[node]])

    def _ids(self, at: np.ndarray, among: Container[str] | None) -> list[str]:
        ids = [str(node) for node in self.graph.ids[at]]
        return ids if among is None else [node for node in ids if node in among]

    # --- what tells a node apart --------------------------------------------------------------

    def _says(self, node: str, words: Sequence[str]) -> bool:
        """Return whether words, taken one or several at a time, are all true of a node."""
        return not words or any(
            self._is_true(node, " ".join(words[:n])) and self._says(node, words[n:])
            for n in range(1, len(words) + 1)
        )

    def _is_true(self, node: str, said: str) -> bool:
        row = self.graph.nodes.iloc[self.graph.position[node]]
        country, start = row["country"], row["start"]
        if isinstance(country, str) and country == country_code(said):
            return True
        if isinstance(start, str) and start[:4] == said:
            return True
        folded = fold(said)
        if folded in {fold(get_translator(one).kind(row["kind"])) for one in LANGUAGES}:
            return True
        if row["kind"] == "city":
            return folded in self._region(node)
        return any(place in self.graph.position and self._is_called(place, folded)
                   for place in (row["city"], row["secretariat"]))  # fmt: skip

    def _is_called(self, node: str, folded: str) -> bool:
        row = self.graph.nodes.iloc[self.graph.position[node]]
        names = (row["name"], row["name_fi"], row["name_sv"])
        return folded in {fold(name) for name in names if isinstance(name, str)} or (
            row["country"] == country_code(folded)
        )

    def _region(self, node: str) -> set[str]:
        nodes = self.graph.nodes
        rows = regions_of(nodes.iloc[[self.graph.position[node]]])
        return {fold(text) for text in (*rows["code"], *rows["name"])}


def _key(text: str) -> str:
    return str(place_keys(pd.Series([text[:_LONGEST]], dtype="str")).iloc[0])


def _names(names: pd.Series, at: np.ndarray) -> _Names:
    return _Names(place_keys(names.reset_index(drop=True)).to_numpy(dtype=object), at)


def _readings(text: str) -> Iterator[tuple[str, list[str]]]:
    """Return how a text may be read: as a name, and as a name and words that tell it apart."""
    yield text, []
    if len(text) > _LONGEST:
        return
    words = _MARKS.sub(" , ", text).split()
    marks = [at for at, word in enumerate(words) if word == ","]
    plain = [word for word in words if word != ","]
    cuts = [at for at in (marks[0] if marks else 0,) if at]
    cuts += [n for n in range(len(plain) - 1, 0, -1) if n not in cuts]
    for cut in cuts:
        if len(plain) - cut <= _MOST_WORDS:
            yield " ".join(plain[:cut]), plain[cut:]
