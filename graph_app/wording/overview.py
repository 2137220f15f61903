"""The five figures in words: one plain sentence each, and what the change leaves out."""

from collections.abc import Sequence

from graph_app.analysis.overview.dashboard import Dashboard, Figure
from graph_app.graph.frames import GraphFrame
from graph_app.i18n import Translator
from graph_app.wording.names import node_name
from graph_app.wording.text import name_list, shorten

#: Up to this many equals are named; of more only the number is said.
_MOST_NAMED = 3
_LONGEST_NAME = 60


def figure_sentence(name: str, found: Dashboard, graph: GraphFrame, tr: Translator) -> str:
    """Return what one figure means.

    Parameters
    ----------
    name : str
        One of :data:`graph_app.analysis.overview.dashboard.FIGURES`.
    found : Dashboard
        The figures.
    graph : GraphFrame
        The graph, for the names.
    tr : Translator
        The reader's language.

    Returns
    -------
    str
        One sentence with its full stop, from the tables alone. Names are as in the tables:
        Markdown needs :func:`~graph_app.wording.text.plain`.
    """
    if name == "countries":
        parts = _countries(found, tr)
        parts[0] = parts[0][:1].upper() + parts[0][1:]
    elif name == "reached":
        parts = _reached(found, graph, tr)
    else:
        parts = _counted(name, found, graph, tr)
    return f"{'; '.join(parts)}."


def figure_note(name: str, found: Dashboard, tr: Translator) -> str:
    """Say how much of a figure is in no change because no start is known; empty where nothing."""
    figure = found.figures[name]
    undated = tr.number(figure.undated)
    notes = []
    if figure.undated and name == "reached":
        notes.append(
            tr("{n} only through memberships without a start year: not in the change.", n=undated)
        )
    elif figure.undated:
        notes.append(tr("{n} without a start year: not in the change.", n=undated))
    if name == "countries" and found.no_country:
        notes.append(
            tr.ngettext(
                "The country of {n} partner is not known.",
                "The country of {n} partners is not known.",
                found.no_country,
            )
        )
    return " ".join(notes)


# --- partners, memberships, programmes ------------------------------------------------------------


def _counted(name: str, found: Dashboard, graph: GraphFrame, tr: Translator) -> list[str]:
    figure = found.figures[name]
    if not figure.value and not figure.change:
        return [_none(name, tr)]
    if figure.newest_year is None and not figure.change and figure.undated == figure.value:
        return [tr("No start year is known, so the change is not known either")]
    parts = [_change(name, figure.change, found.since, tr)]
    if figure.newest:
        parts.append(_newest(figure, graph, tr))
    return parts


def _none(name: str, tr: Translator) -> str:
    return {
        "partners": tr("The tables hold no partner city"),
        "memberships": tr("The tables hold no membership"),
        "programmes": tr("The tables hold no programme"),
    }[name]


def _change(name: str, change: int, since: int, tr: Translator) -> str:
    if not change:
        return {
            "partners": tr("As many partner cities as in {year}", year=since),
            "memberships": tr("As many memberships as in {year}", year=since),
            "programmes": tr("As many programmes as in {year}", year=since),
        }[name]

    def ngettext(one: str, many: str) -> str:
        return tr.ngettext(one, many, abs(change), year=since)

    more = {
        "partners": ngettext(
            "{n} partner city more than in {year}", "{n} partner cities more than in {year}"
        ),
        "memberships": ngettext(
            "{n} membership more than in {year}", "{n} memberships more than in {year}"
        ),
        "programmes": ngettext(
            "{n} programme more than in {year}", "{n} programmes more than in {year}"
        ),
    }
    fewer = {
        "partners": ngettext(
            "{n} partner city fewer than in {year}", "{n} partner cities fewer than in {year}"
        ),
        "memberships": ngettext(
            "{n} membership fewer than in {year}", "{n} memberships fewer than in {year}"
        ),
        "programmes": ngettext(
            "{n} programme fewer than in {year}", "{n} programmes fewer than in {year}"
        ),
    }
    return (more if change > 0 else fewer)[name]


def _newest(figure: Figure, graph: GraphFrame, tr: Translator) -> str:
    names = _names(figure.newest, graph, tr)
    year = figure.newest_year
    if len(figure.newest) == 1:
        return tr("the newest is {name} ({year})", name=names, year=year)
    if len(figure.newest) <= _MOST_NAMED:
        return tr("the newest are {names} ({year})", names=names, year=year)
    return tr("the newest {n} date from {year}", n=tr.number(len(figure.newest)), year=year)


# --- countries, cities reached --------------------------------------------------------------------


def _countries(found: Dashboard, tr: Translator) -> list[str]:
    partners = found.key.partners
    if not partners:
        return [tr("Without a partner city there is no country")]
    if not found.top_countries:
        return [tr("The country of no partner city is known")]
    parts = []
    if found.in_region is not None and partners > 1:
        parts.append(
            tr.ngettext(
                "{n} of {total} partner cities is in the Nordic and Baltic countries",
                "{n} of {total} partner cities are in the Nordic and Baltic countries",
                found.in_region,
                total=tr.number(partners),
            )
        )
    parts.append(_top_country(found, tr))
    return parts if found.key.countries > 1 or len(parts) == 1 else parts[1:]


def _top_country(found: Dashboard, tr: Translator) -> str:
    names = ", ".join(tr.country(code) for code in found.top_countries)
    if found.key.countries == 1:
        return tr("All in one country: {country}", country=names)
    number = tr.number(found.top_count)
    if len(found.top_countries) == 1:
        return tr("most are in one country: {country} ({n})", country=names, n=number)
    if len(found.top_countries) <= _MOST_NAMED:
        return tr("most are in {countries} ({n} each)", countries=names, n=number)
    return tr("no country has more than {n}", n=number)


def _reached(found: Dashboard, graph: GraphFrame, tr: Translator) -> list[str]:
    if not found.key.memberships:
        return [tr("Without a membership no city is reached through a network")]
    if not found.top_networks:
        return [tr("The tables hold no other member of these networks")]
    alone = tr.ngettext(
        "{n} of {total} is reached through one network alone",
        "{n} of {total} are reached through one network alone",
        found.through_one,
        total=tr.number(found.key.reached),
    )
    return [_top_network(found, graph, tr), alone]


def _top_network(found: Dashboard, graph: GraphFrame, tr: Translator) -> str:
    names = _names(found.top_networks, graph, tr)
    if len(found.top_networks) == 1:
        return tr.ngettext(
            "{network} brings the most, {n} city",
            "{network} brings the most, {n} cities",
            found.top_reached,
            network=names,
        )
    if len(found.top_networks) <= _MOST_NAMED:
        return tr.ngettext(
            "{networks} bring the most, {n} city each",
            "{networks} bring the most, {n} cities each",
            found.top_reached,
            networks=names,
        )
    return tr.ngettext(
        "No network brings more than {n} city",
        "No network brings more than {n} cities",
        found.top_reached,
    )


def _names(ids: Sequence[str], graph: GraphFrame, tr: Translator) -> str:
    return name_list(shorten(node_name(graph, node, tr), _LONGEST_NAME) for node in ids)
