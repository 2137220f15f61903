"""Comparisons, memberships and what-ifs in plain words, for screens and the command line."""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import compress
from typing import Any

import pandas as pd
from babel.lists import format_list

from graph_app.analysis.compare import GROUPS, Comparison
from graph_app.analysis.measures.centrality import MEASURES
from graph_app.analysis.memberships.value import Portfolio
from graph_app.analysis.memberships.what_if import Change, WhatIf
from graph_app.i18n import Translator
from graph_app.model.words import N_

#: Node id -> its name in the reader's language.
Names = Callable[[str], str]

#: Group of neighbours -> label.
GROUP_LABELS = {
    "networks": N_("Networks"),
    "partners": N_("Partners"),
    "programmes": N_("Programmes"),
    "events": N_("Events"),
    "organisations": N_("Organisations"),
    "members": N_("Members"),
    "participants": N_("Participants"),
    "all": N_("All neighbours"),
}

#: Verdict on a membership -> label.
VERDICT_LABELS = {
    "unique": N_("Unique"),
    "partly": N_("Partly redundant"),
    "redundant": N_("Redundant"),
    "few_known": N_("Too few members known"),
    "none_known": N_("No other member known"),
}

#: Figure of a what-if -> label.
REACH_LABELS = {
    "networks": N_("Networks"),
    "cities": N_("Cities in these networks"),
    "countries": N_("Countries of these cities"),
    "near": N_("Cities, networks and others within two steps"),
}


def listed(names: Sequence[str], tr: Translator) -> str:
    """Join names as the language does: ``a, b and c``; with semicolons where a name has a comma."""
    if not any("," in name for name in names):
        return format_list(list(names), locale=tr.locale)
    # Marks that no name holds take the place of the names meanwhile.
    marks = [f"\x00{at}\x00" for at in range(len(names))]
    joined = format_list(marks, locale=tr.locale).replace(", ", "; ")
    for mark, name in zip(marks, names, strict=True):
        joined = joined.replace(mark, name)
    return joined


def labels_of(ids: Sequence[str], name: Names) -> list[str]:
    """Return a name for each node that no other has: the id follows where two have the same name."""
    names = [name(one) for one in ids]
    return [
        label if names.count(label) == 1 else f"{label} ({one})"
        for one, label in zip(ids, names, strict=True)
    ]


# --- comparing --------------------------------------------------------------------------------------


def groups_with_rows(found: Comparison) -> list[str]:
    """Return the groups in which any of the compared nodes has a neighbour."""
    return [group for group in GROUPS if len(found.others(group))]


def comparison_headline(found: Comparison, name: Names, tr: Translator) -> str:
    """Say in two sentences what compared nodes share and how far apart they are."""
    names = listed(labels_of(found.ids, name), tr)
    counts = {group: len(found.shared_by_all(group)) for group in GROUPS if group != "all"}
    what = listed([_counted(group, n, tr) for group, n in counts.items() if n], tr)
    shared = (
        tr("{names} share {what}.", names=names, what=what)
        if what
        else tr("{names} share nothing that the tables know of.", names=names)
    )
    return f"{shared} {_apart(found, tr)}"


def _counted(group: str, n: int, tr: Translator) -> str:
    return {
        "networks": tr.ngettext("{n} network", "{n} networks", n),
        "partners": tr.ngettext("{n} partner", "{n} partners", n),
        "programmes": tr.ngettext("{n} programme", "{n} programmes", n),
        "events": tr.ngettext("{n} event", "{n} events", n),
        "organisations": tr.ngettext("{n} organisation", "{n} organisations", n),
        "members": tr.ngettext("{n} member", "{n} members", n),
        "participants": tr.ngettext("{n} participant", "{n} participants", n),
    }[group]


def _apart(found: Comparison, tr: Translator) -> str:
    steps, km = found.typical_steps, found.typical_km
    distance = tr("no chain of ties") if math.isnan(steps) else steps_words(steps, tr)
    if not math.isnan(km):
        distance += ", " + tr("{km} km", km=tr.number(km))
    if len(found.ids) == 2:
        return tr("Between them: {distance}.", distance=distance)
    return tr("Typically between two of them: {distance}.", distance=distance)


def steps_words(steps: float, tr: Translator) -> str:
    """Say a number of steps, which as a median may be half of one."""
    if steps == int(steps):
        return tr.ngettext("{n} step", "{n} steps", int(steps))
    return tr("{steps} steps", steps=tr.number(steps, 1))


def who_has(pattern: Sequence[bool], labels: Sequence[str], tr: Translator) -> str:
    """Say which of the compared nodes have a neighbour: all, only one, or these."""
    having = list(compress(labels, pattern))
    if len(having) == len(labels):
        return tr("all")
    if len(having) == 1:
        return tr("only {name}", name=having[0])
    return listed(having, tr)


def pairs_table(found: Comparison, name: Names) -> pd.DataFrame:
    """Return one row a pair: ``one``, ``other``, ``steps``, ``neighbourhood``, ``km``, overlaps.

    The overlap of each group with rows is a column of its name, a share or missing.
    """
    labels = dict(zip(found.ids, labels_of(found.ids, name), strict=True))
    rows = found.distances
    pairs = list(zip(rows["one"], rows["other"], strict=True))
    overlaps: dict[str, Any] = {
        group: [found.jaccard[group].loc[pair] for pair in pairs]
        for group in groups_with_rows(found)
    }
    return rows.assign(one=rows["one"].map(labels), other=rows["other"].map(labels), **overlaps)


def pairs_rows(found: Comparison, name: Names, tr: Translator) -> pd.DataFrame:
    """Return distances and overlaps as text: one row a measure (index its label), one column a pair."""
    table = pairs_table(found, name)
    rows = {
        tr("Steps"): [tr.number(steps) for steps in table["steps"]],
        tr("Steps between neighbours"): [tr.number(steps, 1) for steps in table["neighbourhood"]],
        tr("Kilometres"): [tr.number(km) for km in table["km"]],
    }
    for group in groups_with_rows(found):
        label = tr("Overlap: {group}", group=tr(GROUP_LABELS[group]))
        rows[label] = [tr.percent(share) for share in table[group]]
    pairs = (table["one"] + " – " + table["other"]).tolist()
    return pd.DataFrame.from_dict(rows, orient="index", columns=pairs)


# --- memberships ----------------------------------------------------------------------------------


def portfolio_headline(found: Portfolio, name: Names, tr: Translator) -> str:
    """Say in a sentence what the memberships of a city give together."""
    city = name(found.home)
    if found.table.empty:
        return tr("{city} is a member of no network that the tables know of.", city=city)
    return tr(
        "{city} has {networks}, which reach {cities} in {countries}.",
        city=city,
        networks=tr.ngettext("{n} membership", "{n} memberships", len(found.table)),
        cities=tr.ngettext("{n} other city", "{n} other cities", found.cities),
        countries=tr.ngettext("{n} country", "{n} countries", found.countries),
    )


def verdict_sentence(row: pd.Series, name: Names, tr: Translator) -> str:
    """Say in a sentence whether a membership is unique or redundant.

    Parameters
    ----------
    row : pandas.Series
        A row of :attr:`graph_app.analysis.memberships.value.Portfolio.table`.
    """
    facts = {
        "network": name(row["network"]),
        "cover": "" if pd.isna(row["cover"]) else name(row["cover"]),
        "share": tr.percent(row["share"]),
        **{n: tr.number(row[n]) for n in ("members", "reported", "cities", "exclusive", "covered")},
    }
    if row["verdict"] == "redundant":
        return _redundant(row, facts, tr)
    # Without a membership that covers most of it, what is partly redundant reads as what is unique.
    verdict = "unique" if row["verdict"] == "partly" and not facts["cover"] else row["verdict"]
    return tr(_VERDICTS[verdict], **facts)


#: Verdict -> sentence; the one on what is redundant says how much of it is.
_VERDICTS = {
    "unique": N_(
        "{exclusive} of the {cities} cities that {network} reaches ({share}) are reached through no "
        "other membership."
    ),
    "partly": N_(
        "{network} reaches {cities} cities, {exclusive} of them through no other membership; {cover} "
        "reaches {covered} of them too."
    ),
    "few_known": N_(
        "{network} cannot be judged: the tables hold {members} of its {reported} members. Of the "
        "{cities} cities known, {exclusive} are reached through no other membership."
    ),
    "none_known": N_("{network} cannot be judged: the tables hold no other city of it."),
}


def _redundant(row: pd.Series, facts: Mapping[str, str], tr: Translator) -> str:
    rest = int(row["cities"] - row["covered"])
    if not rest:
        return tr("Everything that {network} reaches, {cover} reaches too.", **facts)
    if row["covered"] * 2 >= row["cities"]:
        return tr.ngettext(
            "Everything that {network} reaches, {cover} reaches too, except {n} city.",
            "Everything that {network} reaches, {cover} reaches too, except {n} cities.",
            rest,
            **facts,
        )
    together = tr.number(row["cities"] - row["exclusive"])
    return tr(
        "Of the {cities} cities that {network} reaches, other memberships together reach {covered}.",
        **{**facts, "covered": together},
    )


# --- what if --------------------------------------------------------------------------------------


def change_words(before: float, after: float, tr: Translator, digits: int = 0) -> str:
    """Say a change with its sign and in words: ``+3 more``, ``−3 fewer``, ``no change``."""
    difference = after - before
    size = tr.number(abs(difference), digits)
    if size == tr.number(0):
        return tr("no change")
    return tr("+{n} more", n=size) if difference > 0 else tr("−{n} fewer", n=size)


def rank_words(before: int, after: int, tr: Translator) -> str:
    """Say how a rank changes: up, down, or the same place."""
    if before == after:
        return tr("same place")
    if after < before:
        return tr.ngettext("▲ {n} place up", "▲ {n} places up", before - after)
    return tr.ngettext("▼ {n} place down", "▼ {n} places down", after - before)


def change_headline(
    found: WhatIf, wanted: Change, city: str, name: Names, network: str, tr: Translator
) -> str:
    """Say what a change does to the reach of a city.

    Parameters
    ----------
    found : WhatIf
        What follows from the change.
    wanted : Change
        The change.
    city : str
        Name of the city.
    name : callable
        Names of networks.
    network : str
        Name of a network that it founds.
    """
    joined = [*map(name, wanted.join), *([network] if wanted.invite else [])]
    what = [tr("without {network}", network=name(one)) for one in wanted.leave]
    what += [tr("with {network}", network=one) for one in joined]
    effects = []
    if found.lost:
        effects.append(tr.ngettext("{n} city fewer", "{n} cities fewer", len(found.lost)))
    if found.gained:
        effects.append(tr.ngettext("{n} city more", "{n} cities more", len(found.gained)))
    return tr(
        "{city} {what}: {effects} reached through networks.",
        city=city,
        what=listed(what, tr),
        effects=listed(effects, tr) or tr("no city fewer or more"),
    )


def reach_rows(found: WhatIf, tr: Translator) -> pd.DataFrame:
    """Return the reach before and after: ``figure``, ``before``, ``after``, ``change``, as words."""
    rows = found.reach.reset_index()
    changes = [change_words(b, a, tr) for b, a in zip(rows["before"], rows["after"], strict=True)]
    return rows.assign(figure=[tr(REACH_LABELS[f]) for f in rows["figure"]], change=changes)


def path_rows(found: WhatIf, name: Names, tr: Translator) -> pd.DataFrame:
    """Return the paths to each country before and after, with the names of country and cities.

    Returns
    -------
    pandas.DataFrame
        The columns of :attr:`~graph_app.analysis.memberships.what_if.WhatIf.paths` and, as words, ``change``
        (of the number of cities near) and ``change_strength``, in the order of reading.
    """
    rows = found.paths
    named: dict[str, Any] = {
        end: [name(one) if isinstance(one, str) else None for one in rows[end]]
        for end in ("city_before", "city_after")
    }
    near = zip(rows["near_before"], rows["near_after"], strict=True)
    strength = zip(rows["strength_before"], rows["strength_after"], strict=True)
    words = rows.assign(
        country=[tr.country(code) for code in rows["country"]],
        **named,
        change=[change_words(b, a, tr) for b, a in near],
        change_strength=[_strength_change(b, a, tr) for b, a in strength],
    )
    order = "near_before near_after change strength_before strength_after change_strength"
    return words[["country", "cities", *order.split(), "city_before", "city_after"]]


def _strength_change(before: float, after: float, tr: Translator) -> str:
    if math.isclose(before, after, rel_tol=1e-6):
        return tr("no change")
    return tr("▲ stronger") if after > before else tr("▼ weaker")


def centrality_rows(before: pd.DataFrame, after: pd.DataFrame, tr: Translator) -> pd.DataFrame:
    """Return the centralities before and after, as text.

    Parameters
    ----------
    before, after : pandas.DataFrame
        Of :func:`graph_app.analysis.memberships.what_if.centralities`.

    Returns
    -------
    pandas.DataFrame
        Columns ``measure``, ``before``, ``after`` (numbers as text), ``rank_before``,
        ``rank_after`` and ``change``.
    """
    rows = []
    for measure in before.index:
        old, new = before.loc[measure], after.loc[measure]
        digits = MEASURES[measure].digits
        rows.append(
            {
                "measure": tr(MEASURES[measure].label),
                "before": tr.number(float(old["value"]), digits),
                "after": tr.number(float(new["value"]), digits),
                "rank_before": int(old["rank"]),
                "rank_after": int(new["rank"]),
                "change": rank_words(int(old["rank"]), int(new["rank"]), tr),
            }
        )
    return pd.DataFrame(rows)
