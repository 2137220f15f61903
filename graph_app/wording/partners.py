"""Suggested partners as sentences and tables, for the screen and the command line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from graph_app.analysis.partners.exclusions import RULES
from graph_app.analysis.partners.model import WEIGHTS
from graph_app.analysis.partners.ranking import PartnerRanking, Reason
from graph_app.analysis.partners.signals import MEANINGS, SIGNALS
from graph_app.graph.citations import cited_sources
from graph_app.i18n import Translator
from graph_app.model.words import N_
from graph_app.wording.memberships import listed
from graph_app.wording.names import node_name, node_names

#: More names than this are counted.
_MOST_NAMES = 5
#: A reason that adds less than this to the score carries no weight.
WEIGHTLESS = 0.005

#: Rule of a filter -> what it leaves out.
RULE_WORDS: Mapping[str, str] = {
    "tied": N_("have a tie already"),
    "past": N_("had a tie that is ended, suspended or dormant"),
    "country": N_("by country"),
    "size": N_("by size"),
    "network": N_("by network"),
}
#: Share of the hidden partners among the first 50 suggestions in the test of docs/partners.md, by this
#: ranking and by the best single signal: on the public lists, and on the tables in data/.
TESTED: Mapping[str, tuple[float, float]] = {"lists": (0.187, 0.105), "data": (0.603, 0.760)}


@dataclass(frozen=True)
class Suggestion:
    """What is said of one candidate.

    Parameters
    ----------
    node : str
        Node id.
    rank : int
        Place, from 1.
    name, country : str
        As the reader's language has them.
    score : float
        The score.
    share : float
        The score as a share of the best, between 0 and 1.
    heavy, light : tuple of str
        Reasons that carry weight in this ranking, and those that carry none.
    weak : tuple of str
        Weak points.
    """

    node: str
    rank: int
    name: str
    country: str
    score: float
    share: float
    heavy: tuple[str, ...]
    light: tuple[str, ...]
    weak: tuple[str, ...]


#: Reason or weak point -> what is said of a candidate, with names, numbers or the city that asks.
_TEXTS: Mapping[str, str] = {
    "partners": N_("Both are partner cities of {names}"),
    "networks": N_("Both belong to {names}"),
    "others": N_("Both have a tie to {names}"),
    "size": N_("Similar size: {a} and {b} inhabitants"),
    "sizes": N_("Very different size: {a} and {b} inhabitants"),
    "distance": N_("{n} km away"),
    "far": N_("Far away: {n} km"),
    "nothing_common": N_("No common partner, network or programme is known"),
    "no_partners": N_("No partner city of it is known here"),
    "no_population": N_("Its population is not known: counted as of average likeness"),
    "own_population": N_("The population of {city} is not known: size says nothing"),
    "no_place": N_("Its coordinates are not known: counted as at an average distance"),
    "own_place": N_("The coordinates of {city} are not known: distance says nothing"),
}


class PartnerWords:
    """The words for a ranking in one language.

    Parameters
    ----------
    ranking : PartnerRanking
        The suggestions.
    tr : Translator
        The reader's language.
    sources : pandas.DataFrame
        Table of sources, for their titles.
    """

    def __init__(self, ranking: PartnerRanking, tr: Translator, sources: pd.DataFrame):
        self.ranking, self.tr = ranking, tr
        self.graph = ranking.graph.frame
        self.sources = cited_sources(sources)

    def name(self, node: str) -> str:
        """Return the name of a node."""
        return node_name(self.graph, node, self.tr)

    def reasons(self, other: str) -> tuple[list[str], list[str]]:
        """Return the sentences that carry weight in this ranking, and those that carry none."""
        found = self.ranking.reasons(other)
        heavy = [r for r in found if r.contribution >= WEIGHTLESS]
        light = [r for r in found if r.contribution < WEIGHTLESS]
        return [self.sentence(r, other) for r in heavy], [self.sentence(r, other) for r in light]

    def weak_points(self, other: str) -> list[str]:
        """Return the weak points as sentences."""
        return [self.sentence(point, other) for point in self.ranking.weak_points(other)]

    def suggestion(self, other: str) -> Suggestion:
        """Return all that is said of one candidate."""
        scores = self.ranking.table["score"]
        score, best = float(scores[other]), float(scores.iloc[0])
        code = self.graph.nodes["country"].iloc[self.graph.position[other]]
        heavy, light = map(tuple, self.reasons(other))
        return Suggestion(
            node=other,
            rank=int(self.ranking.table["rank"][other]),
            name=self.name(other),
            country=self.tr.country(None if pd.isna(code) else code),
            score=score,
            share=min(1.0, max(0.0, score / max(best, 1e-9))),
            heavy=heavy,
            light=light,
            weak=tuple(self.weak_points(other)),
        )

    def sentence(self, reason: Reason, other: str) -> str:
        """Return one reason or weak point of a candidate as a sentence."""
        key, values = reason.key, reason.values
        if key not in _TEXTS:
            return str(getattr(self, f"_{key}")(values, other))
        if key in ("partners", "networks", "others"):
            return self.tr(_TEXTS[key], names=self.names(values))
        a, b = ([self.tr.number(value) for value in values] * 2 + ["", ""])[:2]
        return self.tr(_TEXTS[key], a=a, b=b, n=a, city=self.name(self.ranking.city))

    def names(self, nodes: Sequence[str]) -> str:
        """List names of nodes: the first few, and how many more."""
        first = [self.name(node) for node in nodes[:_MOST_NAMES]]
        more = len(nodes) - len(first)
        if more:
            first.append(self.tr.ngettext("{n} more", "{n} more", more))
        return listed(first, self.tr)

    # --- sentences that take more than a text ---------------------------------------------------

    def _chain(self, values: Sequence[str], other: str) -> str:
        way = " – ".join(map(self.name, (self.ranking.city, *values, other)))
        return self.tr("A chain of partner cities leads there: {way}", way=way)

    def _themes(self, values: Sequence[str], other: str) -> str:
        return self.tr("Shared themes: {themes}", themes=self.tr.themes(";".join(values)))

    def _countries(self, values: tuple[int, str, str], other: str) -> str:
        ties, here, there = values
        a, b = self.tr.country(here), self.tr.country(there)
        if here == there:
            return self.tr.ngettext(
                "{n} partnership joins two cities of {a}",
                "{n} partnerships join two cities of {a}",
                ties,
                a=a,
            )
        return self.tr.ngettext(
            "{n} partnership joins cities of {a} and {b}",
            "{n} partnerships join cities of {a} and {b}",
            ties,
            a=a,
            b=b,
        )

    def _activity(self, values: tuple[int], other: str) -> str:
        return self.tr.ngettext(
            "It has {n} partner city that is known",
            "It has {n} partner cities that are known",
            values[0],
        )

    def _one_network(self, values: tuple[str, int], other: str) -> str:
        network, members = values
        return self.tr(
            "All they have in common is {network}, to which {n} others are tied",
            network=self.name(network),
            n=self.tr.number(max(members - 2, 0)),
        )

    def _one_source(self, values: tuple[str, int], other: str) -> str:
        source, ties = values
        return self.tr.ngettext(
            "Its only tie comes from one source: {source}",
            "All its {n} ties come from one source: {source}",
            ties,
            source=self.sources[source].title if source in self.sources else source,
        )

    def _past(self, values: tuple[str, int], other: str) -> str:
        status, tie = values
        edge = self.graph.edges.iloc[tie]
        line = self.tr.phrase(edge["type"], self.name(edge["source"]), self.name(edge["target"]))
        return self.tr(
            "There is an old tie: {tie}; status: {status}", tie=line, status=self.tr.status(status)
        )

    # --- the whole --------------------------------------------------------------------------------

    def scope(self) -> str:
        """Say how many cities were ranked and how many were left out, and why."""
        tr, ranked = self.tr, len(self.ranking.table)
        text = tr.ngettext("{n} city is ranked", "{n} cities are ranked", ranked)
        out = [
            f"{tr.number(count)} {tr(RULE_WORDS[rule])}"
            for rule in RULES
            if (count := self.ranking.excluded.get(rule, 0))
        ]
        return f"{text}. {tr('Left out: {counts}.', counts='; '.join(out))}" if out else f"{text}."

    def table(self, most: int | None = None) -> pd.DataFrame:
        """Return the ranking as rows to read, the best first.

        Returns
        -------
        pandas.DataFrame
            Index node id; ``rank``, ``name``, ``country``, ``population``, ``score`` and the
            signals; distance in km and size as the ratio of the larger to the smaller population,
            both positive; blanks missing.
        """
        rows = self.ranking.table[:most]
        at = [self.graph.position[node] for node in rows.index]
        nodes = self.graph.nodes.iloc[at]
        facts = pd.DataFrame(
            {
                "rank": rows["rank"],
                "name": node_names(self.graph, self.tr).to_numpy()[at],
                "country": nodes["country"].map(self.tr.country, na_action="ignore").to_numpy(),
                "population": nodes["population"].to_numpy(),
                "score": rows["score"],
            },
            index=rows.index,
        )
        signals = rows[list(SIGNALS)].assign(distance=-rows["distance"], size=10 ** -rows["size"])
        return facts.join(signals)


# --- how good it is, and what it weighs -----------------------------------------------------------


def how_good(tr: Translator) -> str:
    """Say in one sentence how good the ranking was in the test of docs/partners.md."""
    (lists, lists_best), (data, data_best) = (
        map(tr.percent, TESTED[on]) for on in ("lists", "data")
    )
    return tr(
        "In a test with hidden partnerships, {lists} of them were among the first 50 of 27,000 cities "
        "in public lists (best single signal: {lists_best}), and {data} among the first 50 of 417 in "
        "the tables that come with the app (number of partner cities alone: {data_best}).",
        lists=lists,
        lists_best=lists_best,
        data=data,
        data_best=data_best,
    )


def how_tested(tr: Translator) -> str:
    """Say how the test was made and where the weights come from."""
    return tr(
        "A fifth of the sister-city ties was hidden, ten times, and every city that lost one asked for "
        "partners. The weights were learned once, from 4,249 twinnings drawn from public lists, without "
        "any city of the tables that come with the app; for the test on public lists they were learned "
        "anew from the ties that were not hidden. A good partner that is not one yet counts as wrong, so the figures are a lower "
        "bound. All figures, and how to repeat the test: docs/partners.md."
    )


def weights_table(ranking: PartnerRanking, tr: Translator) -> pd.DataFrame:
    """Return what each signal weighs, the heaviest in this ranking first.

    Returns
    -------
    pandas.DataFrame
        ``label``, ``weight`` (of one unit of its feature), ``effect`` (standard deviation of what
        it adds to the score over the cities ranked) and ``meaning``.
    """
    rows = pd.DataFrame(
        {
            "label": [tr(label) for label in SIGNALS.values()],
            "weight": [WEIGHTS.get(name, 0.0) for name in SIGNALS],
            "effect": ranking.contributions.std(ddof=0).fillna(0.0).to_numpy(),
            "meaning": [tr(text) for text in MEANINGS.values()],
        }
    )
    return rows.sort_values("effect", ascending=False, kind="stable", ignore_index=True)
