"""Suggested partners as sentences and tables, for the screen and the command line."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from babel.lists import format_list

from graph_app.analysis.partners.evaluation import CHOSEN, METRICS, RANKERS, Evaluation
from graph_app.analysis.partners.exclusions import RULES
from graph_app.analysis.partners.model import MODEL, Ranker
from graph_app.analysis.partners.ranking import PartnerRanking, Reason
from graph_app.analysis.partners.signals import MEANINGS, SIGNALS
from graph_app.i18n import Translator
from graph_app.model.words import N_

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
METRIC_MEANINGS: Mapping[str, str] = {
    "mrr": N_(
        "One divided by the place of the best placed hidden partner, on average: 1 when it always "
        "comes first, 0.1 when it comes tenth."
    ),
    "precision_10": N_("Share of hidden partners among the first ten."),
    "recall_50": N_("Share of the hidden partners that are among the first fifty."),
    "auc": N_(
        "How often a hidden partner stands above a city that is no partner: 0.5 by chance, 1 always."
    ),
}


@dataclass(frozen=True)
class Suggestion:
    """What is told of one candidate.

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


class PartnerWords:
    """Tell a ranking in one language.

    Parameters
    ----------
    ranking : PartnerRanking
        The suggestions.
    _ : Translator
        The reader's language.
    sources : pandas.DataFrame
        Table of sources, for their titles.
    """

    def __init__(self, ranking: PartnerRanking, tr: Translator, sources: pd.DataFrame):
        self.ranking, self.tr = ranking, tr
        self.graph = ranking.graph.frame
        self.titles = sources.drop_duplicates("id").set_index("id")["title"]

    def name(self, node: str) -> str:
        """Return the name of a node."""
        return self.tr.name(self.graph.nodes.iloc[self.graph.position[node]].to_dict())

    def country(self, node: str) -> str:
        """Return the name of the country of a node; a dash where it is not known."""
        code = self.graph.nodes["country"].iloc[self.graph.position[node]]
        return self.tr.country(None if pd.isna(code) else code)

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
        """Return all that is told of one candidate."""
        row, best = self.ranking.table.loc[other], float(self.ranking.table["score"].iloc[0])
        score = float(row["score"])
        share = min(1.0, max(0.0, score / max(best, 1e-9)))
        heavy, light = map(tuple, self.reasons(other))
        weak, name, country = tuple(self.weak_points(other)), self.name(other), self.country(other)
        return Suggestion(other, int(row["rank"]), name, country, score, share, heavy, light, weak)

    def sentence(self, reason: Reason, other: str) -> str:
        """Tell one reason or weak point of a candidate."""
        return _SENTENCES[reason.key](self, reason.values, other)

    def names(self, nodes: Sequence[str]) -> str:
        """List names of nodes: the first few, and how many more."""
        first = [self.name(node) for node in nodes[:_MOST_NAMES]]
        more = len(nodes) - len(first)
        if more:
            first.append(self.tr.ngettext("{n} more", "{n} more", more))
        return format_list(first, locale=self.tr.locale)

    # --- the sentences ----------------------------------------------------------------------------

    def _partners(self, values, other):
        return self.tr("Both are partner cities of {names}", names=self.names(values))

    def _networks(self, values, other):
        return self.tr("Both belong to {names}", names=self.names(values))

    def _others(self, values, other):
        return self.tr("Both have a tie to {names}", names=self.names(values))

    def _chain(self, values, other):
        ends = [self.ranking.city, *values, other]
        way = " – ".join(self.name(node) for node in ends)
        return self.tr("A chain of partner cities leads there: {way}", way=way)

    def _themes(self, values, other):
        return self.tr("Shared themes: {themes}", themes=self.tr.themes(";".join(values)))

    def _countries(self, values, other):
        ties, here, there = values
        if here == there:
            return self.tr.ngettext(
                "{n} partnership joins two cities of {a}",
                "{n} partnerships join two cities of {a}",
                ties,
                a=self.tr.country(here),
            )
        return self.tr.ngettext(
            "{n} partnership joins cities of {a} and {b}",
            "{n} partnerships join cities of {a} and {b}",
            ties,
            a=self.tr.country(here),
            b=self.tr.country(there),
        )

    def _size(self, values, other):
        a, b = (self.tr.number(value) for value in values)
        return self.tr("Similar size: {a} and {b} inhabitants", a=a, b=b)

    def _distance(self, values, other):
        return self.tr("{n} km away", n=self.tr.number(values[0]))

    def _activity(self, values, other):
        return self.tr.ngettext(
            "It has {n} partner city that is known",
            "It has {n} partner cities that are known",
            values[0],
        )

    def _nothing_common(self, values, other):
        return self.tr("No common partner, network or programme is known")

    def _one_network(self, values, other):
        network, members = values
        return self.tr(
            "All they have in common is {network}, to which {n} others are tied",
            network=self.name(network),
            n=self.tr.number(max(members - 2, 0)),
        )

    def _no_partners(self, values, other):
        return self.tr("No partner city of it is known here")

    def _far(self, values, other):
        return self.tr("Far away: {n} km", n=self.tr.number(values[0]))

    def _sizes(self, values, other):
        a, b = (self.tr.number(value) for value in values)
        return self.tr("Very different size: {a} and {b} inhabitants", a=a, b=b)

    def _no_population(self, values, other):
        return self.tr("Its population is not known: counted as of average likeness")

    def _own_population(self, values, other):
        return self.tr(
            "The population of {city} is not known: size says nothing",
            city=self.name(self.ranking.city),
        )

    def _no_place(self, values, other):
        return self.tr("Its coordinates are not known: counted as at an average distance")

    def _own_place(self, values, other):
        return self.tr(
            "The coordinates of {city} are not known: distance says nothing",
            city=self.name(self.ranking.city),
        )

    def _one_source(self, values, other):
        source, ties = values
        return self.tr.ngettext(
            "Its only tie comes from one source: {source}",
            "All its {n} ties come from one source: {source}",
            ties,
            source=self.titles.get(source, source),
        )

    def _past(self, values, other):
        status, tie = values
        edge = self.graph.edges.iloc[tie]
        ends = self.name(edge["source"]), self.name(edge["target"])
        line = self.tr.phrase(edge["type"], *ends)
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
        rows = self.ranking.table.head(most) if most is not None else self.ranking.table
        nodes = self.graph.nodes.iloc[[self.graph.position[node] for node in rows.index]]
        facts = pd.DataFrame(
            {
                "rank": rows["rank"],
                "name": self.tr.names(nodes).to_numpy(),
                "country": nodes["country"].map(self.tr.country, na_action="ignore").to_numpy(),
                "population": nodes["population"].to_numpy(),
                "score": rows["score"],
            },
            index=rows.index,
        )
        signals = rows[list(SIGNALS)].assign(distance=-rows["distance"], size=10 ** -rows["size"])
        return facts.join(signals)


_SENTENCES: Mapping[str, Callable] = {
    key: getattr(PartnerWords, f"_{key}")
    for key in (
        "partners",
        "networks",
        "others",
        "chain",
        "themes",
        "countries",
        "size",
        "distance",
        "activity",
        "nothing_common",
        "one_network",
        "no_partners",
        "far",
        "sizes",
        "no_population",
        "own_population",
        "no_place",
        "own_place",
        "one_source",
        "past",
    )
}


# --- how good it is, and what it weighs -----------------------------------------------------------


def ranker_label(name: str, tr: Translator) -> str:
    """Return the label of a ranker."""
    return tr("As chosen beforehand") if name == CHOSEN else tr(RANKERS[name])


def verdict(result: Evaluation, tr: Translator) -> list[str]:
    """Say in a few sentences how good the ranking is."""
    table = result.summary()
    row = table.loc[CHOSEN]
    said = [
        tr(
            "Of the sister cities that were hidden, “{name}” put {share} among the first 50 of "
            "{candidates} cities; chance would have put {chance} there.",
            name=ranker_label(result.choice, tr),
            share=tr.percent(row["recall_50"]),
            candidates=tr.number(result.candidates),
            chance=tr.percent(min(1.0, 50 / max(result.candidates, 1))),
        ),
        _mean_rank(row, tr),
    ]
    if result.choice == MODEL:
        rivals = table.drop(index=[CHOSEN, MODEL])
        said.append(
            tr(
                "The best of the others, “{signal}”, reaches {mrr}.",
                signal=ranker_label(str(rivals.index[0]), tr),
                mrr=tr.number(rivals["mrr"].iloc[0], 3),
            )
        )
    else:
        said.append(
            tr(
                "The model does not beat every other ranking on this graph; the best single signal, "
                "“{signal}”, ranks instead.",
                signal=ranker_label(result.choice, tr),
            )
        )
    return said


def _mean_rank(row: pd.Series, tr: Translator) -> str:
    mean, low, high = (tr.number(row[name], 3) for name in ("mrr", "mrr_low", "mrr_high"))
    if pd.isna(row["mrr_low"]):
        return tr("Mean reciprocal rank {mrr}; one repetition gives no range.", mrr=mean)
    return tr(
        "Mean reciprocal rank {mrr} (95% range {low} to {high}).", mrr=mean, low=low, high=high
    )


def method(result: Evaluation, tr: Translator) -> str:
    """Say how the test was made."""
    return tr(
        "Test: {hidden} of {ties} sister-city ties hidden, {n} times (seeds {first} to {last}); "
        "{cities} cities that lost a tie asked each time. Which ranker to use was chosen on other "
        "hidden ties than those reported. Ranges: Student's t over the seeds.",
        hidden=tr.number(result.hidden),
        ties=tr.number(result.ties),
        n=tr.number(len(result.seeds)),
        first=result.seeds[0],
        last=result.seeds[-1],
        cities=tr.number(result.cities),
    )


def trial_table(result: Evaluation, tr: Translator) -> pd.DataFrame:
    """Return the results of a test as rows to read: ``ranker`` and the measures, with their ranges.

    Returns
    -------
    pandas.DataFrame
        ``ranker`` (label), each of the measures and ``mrr_range``; the best first.
    """
    table = result.summary()
    rows = table[list(METRICS)].reset_index()
    rows["ranker"] = [ranker_label(name, tr) for name in rows["ranker"]]
    ranges = [
        f"{tr.number(low, 3)} – {tr.number(high, 3)}"
        for low, high in zip(table["mrr_low"], table["mrr_high"], strict=True)
    ]
    rows.insert(2, "mrr_range", ranges)
    return rows


def weights_table(ranker: Ranker, tr: Translator) -> pd.DataFrame:
    """Return what each signal weighs, the heaviest first.

    Returns
    -------
    pandas.DataFrame
        ``label``, ``count`` (the weight of one standard deviation) and ``meaning``.
    """
    rows = pd.DataFrame(
        {
            "label": [tr(label) for label in SIGNALS.values()],
            "count": ranker.weights,
            "meaning": [tr(text) for text in MEANINGS.values()],
        }
    )
    return rows.sort_values("count", ascending=False, kind="stable", ignore_index=True)
