"""Comparisons, memberships and what-ifs in plain words, for screens and the command line."""

import math
from collections.abc import Callable, Sequence

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


def listed(names: Sequence[str], _: Translator) -> str:
    """Join names as the language does: ``a, b and c``."""
    return format_list(list(names), locale=_.locale)


def labels_of(ids: Sequence[str], name: Names) -> list[str]:
    """Give each node a name of its own: the id follows where two have the same name."""
    names = [name(one) for one in ids]
    return [
        label if names.count(label) == 1 else f"{label} ({one})"
        for one, label in zip(ids, names, strict=True)
    ]


# --- comparing --------------------------------------------------------------------------------------


def groups_with_rows(found: Comparison) -> list[str]:
    """Give the groups in which any of the compared nodes has a neighbour."""
    return [group for group in GROUPS if len(found.others(group))]


def comparison_headline(found: Comparison, name: Names, _: Translator) -> str:
    """Say in two sentences what compared nodes share and how far apart they are."""
    names = listed(labels_of(found.ids, name), _)
    counts = [
        _counted(group, len(found.shared_by_all(group)), _) for group in GROUPS if group != "all"
    ]
    what = [text for text in counts if text]
    shared = (
        _("{names} share {what}.", names=names, what=listed(what, _))
        if what
        else _("{names} share nothing that the tables know of.", names=names)
    )
    return f"{shared} {_apart(found, _)}".strip()


def _counted(group: str, n: int, _: Translator) -> str:
    say = {
        "networks": lambda: _.ngettext("{n} network", "{n} networks", n),
        "partners": lambda: _.ngettext("{n} partner", "{n} partners", n),
        "programmes": lambda: _.ngettext("{n} programme", "{n} programmes", n),
        "events": lambda: _.ngettext("{n} event", "{n} events", n),
        "organisations": lambda: _.ngettext("{n} organisation", "{n} organisations", n),
        "members": lambda: _.ngettext("{n} member", "{n} members", n),
        "participants": lambda: _.ngettext("{n} participant", "{n} participants", n),
    }
    return say[group]() if n else ""


def _apart(found: Comparison, _: Translator) -> str:
    steps, km = found.typical_steps, found.typical_km
    parts = [] if math.isnan(steps) else [steps_words(steps, _)]
    parts += [] if math.isnan(km) else [_("{km} km", km=_.number(km))]
    if math.isnan(steps):
        parts.insert(0, _("no chain of ties"))
    if len(found.ids) == 2:
        return _("Between them: {distance}.", distance=", ".join(parts))
    return _("Typically between two of them: {distance}.", distance=", ".join(parts))


def steps_words(steps: float, _: Translator) -> str:
    """Say a number of steps, which as a median may be half of one."""
    if steps == int(steps):
        return _.ngettext("{n} step", "{n} steps", int(steps))
    return _("{steps} steps", steps=_.number(steps, 1))


def who_has(pattern: Sequence[bool], labels: Sequence[str], _: Translator) -> str:
    """Say which of the compared nodes have a neighbour: all, only one, or these."""
    having = [label for label, has in zip(labels, pattern, strict=True) if has]
    if len(having) == len(labels):
        return _("all")
    if len(having) == 1:
        return _("only {name}", name=having[0])
    return listed(having, _)


def pairs_table(found: Comparison, name: Names) -> pd.DataFrame:
    """Give one row a pair: ``one``, ``other``, ``steps``, ``neighbourhood``, ``km``, overlaps.

    The overlap of each group with rows is a column of its name, a share or missing.
    """
    labels = dict(zip(found.ids, labels_of(found.ids, name), strict=True))
    rows = found.distances
    overlaps = {
        group: [
            found.jaccard[group].loc[a, b] for a, b in zip(rows["one"], rows["other"], strict=True)
        ]
        for group in groups_with_rows(found)
    }
    named = {end: rows[end].map(labels) for end in ("one", "other")}
    return rows.assign(**named, **overlaps)


def pairs_rows(found: Comparison, name: Names, _: Translator) -> pd.DataFrame:
    """Give distances and overlaps as text: one row a measure (index its label), one column a pair."""
    table = pairs_table(found, name)
    rows = {
        _("Steps"): [_.number(steps) for steps in table["steps"]],
        _("Steps between neighbours"): [_.number(steps, 1) for steps in table["neighbourhood"]],
        _("Kilometres"): [_.number(km) for km in table["km"]],
    }
    for group in groups_with_rows(found):
        label = _("Overlap: {group}", group=_(GROUP_LABELS[group]))
        rows[label] = [_.percent(share) for share in table[group]]
    pairs = (table["one"] + " – " + table["other"]).tolist()
    return pd.DataFrame.from_dict(rows, orient="index", columns=pairs)


# --- memberships ----------------------------------------------------------------------------------


def portfolio_headline(found: Portfolio, name: Names, _: Translator) -> str:
    """Say in a sentence what the memberships of a city give together."""
    city = name(found.home)
    if found.table.empty:
        return _("{city} is a member of no network that the tables know of.", city=city)
    return _(
        "{city} has {networks}, which reach {cities} in {countries}.",
        city=city,
        networks=_.ngettext("{n} membership", "{n} memberships", len(found.table)),
        cities=_.ngettext("{n} other city", "{n} other cities", found.cities),
        countries=_.ngettext("{n} country", "{n} countries", found.countries),
    )


def verdict_sentence(row: pd.Series, name: Names, _: Translator) -> str:
    """Say in a sentence whether a membership is unique or redundant.

    Parameters
    ----------
    row : pandas.Series
        A row of :attr:`graph_app.analysis.memberships.value.Portfolio.table`.
    """
    say = {
        "unique": _unique,
        "partly": _partly,
        "redundant": _redundant,
        "few_known": _few_known,
        "none_known": _none_known,
    }
    return say[row["verdict"]](row, name, _)


def _unique(row: pd.Series, name: Names, _: Translator) -> str:
    return _(
        "{exclusive} of the {cities} cities that {network} reaches ({share}) are reached through no "
        "other membership.",
        network=name(row["network"]),
        exclusive=_.number(row["exclusive"]),
        cities=_.number(row["cities"]),
        share=_.percent(row["share"]),
    )


def _partly(row: pd.Series, name: Names, _: Translator) -> str:
    if pd.isna(row["cover"]):
        return _unique(row, name, _)
    return _(
        "{network} reaches {cities} cities, {exclusive} of them through no other membership; {cover} "
        "reaches {covered} of them too.",
        network=name(row["network"]),
        cities=_.number(row["cities"]),
        exclusive=_.number(row["exclusive"]),
        cover=name(row["cover"]),
        covered=_.number(row["covered"]),
    )


def _redundant(row: pd.Series, name: Names, _: Translator) -> str:
    network, rest = name(row["network"]), int(row["cities"] - row["covered"])
    if not rest:
        return _(
            "Everything that {network} reaches, {cover} reaches too.",
            network=network,
            cover=name(row["cover"]),
        )
    if row["covered"] * 2 >= row["cities"]:
        return _.ngettext(
            "Everything that {network} reaches, {cover} reaches too, except {n} city.",
            "Everything that {network} reaches, {cover} reaches too, except {n} cities.",
            rest,
            network=network,
            cover=name(row["cover"]),
        )
    return _(
        "Of the {cities} cities that {network} reaches, other memberships together reach {covered}.",
        cities=_.number(row["cities"]),
        network=network,
        covered=_.number(row["cities"] - row["exclusive"]),
    )


def _few_known(row: pd.Series, name: Names, _: Translator) -> str:
    return _(
        "{network} cannot be judged: the tables hold {members} of its {reported} members. Of the "
        "{cities} cities known, {exclusive} are reached through no other membership.",
        network=name(row["network"]),
        members=_.number(row["members"]),
        reported=_.number(row["reported"]),
        cities=_.number(row["cities"]),
        exclusive=_.number(row["exclusive"]),
    )


def _none_known(row: pd.Series, name: Names, _: Translator) -> str:
    return _(
        "{network} cannot be judged: the tables hold no other city of it.",
        network=name(row["network"]),
    )


# --- what if --------------------------------------------------------------------------------------


def change_words(before: float, after: float, _: Translator, digits: int = 0) -> str:
    """Say a change with its sign and in words: ``+3 more``, ``−3 fewer``, ``no change``."""
    difference = after - before
    size = _.number(abs(difference), digits)
    if size == _.number(0):
        return _("no change")
    if difference > 0:
        return _("+{n} more", n=size)
    return _("−{n} fewer", n=size)


def rank_words(before: int, after: int, _: Translator) -> str:
    """Say how a rank changes: up, down, or the same place."""
    if before == after:
        return _("same place")
    if after < before:
        return _.ngettext("▲ {n} place up", "▲ {n} places up", before - after)
    return _.ngettext("▼ {n} place down", "▼ {n} places down", after - before)


def change_headline(
    found: WhatIf, wanted: Change, city: str, name: Names, network: str, _: Translator
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
    what = [_("without {network}", network=name(one)) for one in wanted.leave]
    what += [_("with {network}", network=name(one)) for one in wanted.join]
    what += [_("with {network}", network=network)] if wanted.invite else []
    effects = []
    if found.lost:
        effects.append(_.ngettext("{n} city fewer", "{n} cities fewer", len(found.lost)))
    if found.gained:
        effects.append(_.ngettext("{n} city more", "{n} cities more", len(found.gained)))
    return _(
        "{city} {what}: {effects} reached through networks.",
        city=city,
        what=listed(what, _),
        effects=listed(effects, _) or _("no city fewer or more"),
    )


def reach_rows(found: WhatIf, _: Translator) -> pd.DataFrame:
    """Give the reach before and after: ``figure``, ``before``, ``after``, ``change``, as words."""
    rows = found.reach.reset_index()
    changes = [change_words(b, a, _) for b, a in zip(rows["before"], rows["after"], strict=True)]
    return rows.assign(figure=[_(REACH_LABELS[f]) for f in rows["figure"]], change=changes)


def path_rows(found: WhatIf, name: Names, _: Translator) -> pd.DataFrame:
    """Give the paths to each country before and after, with the names of country and cities.

    Returns
    -------
    pandas.DataFrame
        The columns of :attr:`~graph_app.analysis.memberships.what_if.WhatIf.paths` and, as words, ``change``
        (of the number of cities near) and ``change_strength``, in the order of reading.
    """
    rows = found.paths
    named = {
        end: [name(one) if isinstance(one, str) else None for one in rows[end]]
        for end in ("city_before", "city_after")
    }
    near = zip(rows["near_before"], rows["near_after"], strict=True)
    strength = zip(rows["strength_before"], rows["strength_after"], strict=True)
    told = rows.assign(
        country=[_.country(code) for code in rows["country"]],
        **named,
        change=[change_words(b, a, _) for b, a in near],
        change_strength=[_warmer(b, a, _) for b, a in strength],
    )
    order = "near_before near_after change strength_before strength_after change_strength"
    return told[["country", "cities", *order.split(), "city_before", "city_after"]]


def _warmer(before: float, after: float, _: Translator) -> str:
    if math.isclose(before, after, rel_tol=1e-6):
        return _("no change")
    return _("▲ stronger") if after > before else _("▼ weaker")


def centrality_rows(before: pd.DataFrame, after: pd.DataFrame, _: Translator) -> pd.DataFrame:
    """Give the centralities before and after, as text.

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
                "measure": _(MEASURES[measure].label),
                "before": _.number(float(old["value"]), digits),
                "after": _.number(float(new["value"]), digits),
                "rank_before": int(old["rank"]),
                "rank_after": int(new["rank"]),
                "change": rank_words(int(old["rank"]), int(new["rank"]), _),
            }
        )
    return pd.DataFrame(rows)
