"""Projects and participants of a programme to the tables of a draft.

Every importer of a programme gives the two frames of :mod:`graph_app.intake.open_data.frames`; here
they become cities, organisations, programmes, and the ties between them.
"""

from collections.abc import Callable

import pandas as pd

from graph_app.intake.merging.draft import Draft
from graph_app.intake.open_data.frames import CONTACT, programmes_of
from graph_app.intake.open_data.keys import keys_of, place_keys, place_names
from graph_app.intake.open_data.notes import Notes
from graph_app.intake.open_data.options import Options, is_before, status_of, with_someone
from graph_app.intake.open_data.places import cities_of
from graph_app.intake.open_data.reading import filled, tidy, websites
from graph_app.intake.open_data.same_names import doubt_similar_names
from graph_app.intake.open_data.ties import Dataset, joined_notes, merged, ties
from graph_app.intake.project.contacts import Contacts
from graph_app.model.messages import Message

_NAMED = 3
_PERIOD = ["start", "end", "status"]
_NO_PLACES = pd.DataFrame(columns=["project", "name", "country"], dtype="str")


def assemble(
    dataset: Dataset,
    projects: pd.DataFrame,
    participants: pd.DataFrame,
    options: Options,
    notes: Notes,
    programmes: pd.DataFrame | None = None,
    places: pd.DataFrame = _NO_PLACES,
) -> Draft:
    """Return the draft of a programme's projects.

    Parameters
    ----------
    dataset : Dataset
        Where the rows come from.
    projects : pandas.DataFrame
        As :func:`~graph_app.intake.open_data.frames.project_frame` gives them; keys are unique.
    participants : pandas.DataFrame
        As :func:`~graph_app.intake.open_data.frames.participant_frame` gives them.
    options : Options
        What the person chose.
    notes : Notes
        Takes what is doubted; its counts go into the draft.
    programmes : pandas.DataFrame, optional
        Rows of the table of programmes to which the projects belong; by default the funding
        programmes that the projects name.
    places : pandas.DataFrame, optional
        ``project`` (its key), ``name`` and ``country`` (code) of the municipalities in which
        projects take place: each hosts its project.
    """
    participants = _known_projects(projects, participants, notes)
    participants = with_someone(participants, "project", options)
    if options.city or options.country:
        projects = projects[projects["key"].isin(participants["project"])]
    projects = _with_ids(dataset, projects, options, notes)
    joined = _joined(projects, participants)
    organisations = _organisations(joined)
    doubt_similar_names(organisations, joined, notes)
    hosts = _hosts(projects, places)
    relations = [
        _parts_of(dataset, projects),
        _of_organisations(dataset, joined, notes),
        _seats(dataset, organisations),
        _of_cities(dataset, joined, options),
        ties(dataset, "hosts", hosts["id"], hosts["target"]),
    ]
    frames = {
        "cities": _cities(joined, hosts, notes),
        "programmes": _programmes(projects, programmes),
        "organisations": organisations,
        "relations": pd.concat(relations, ignore_index=True),
        "sources": dataset.source_frame(options),
    }
    if joined.columns.isin(CONTACT).any():
        frames["contacts"] = _contacts(dataset, joined, notes)
    return notes.draft(frames)


def _known_projects(
    projects: pd.DataFrame, participants: pd.DataFrame, notes: Notes
) -> pd.DataFrame:
    expected = Message("the name of an organisation")
    named = notes.reject(participants, participants["name"] == "", "name", expected)
    unknown = ~named["project"].isin(projects["key"])
    return notes.reject(named, unknown, "project", Message("a project of this import"))


def _with_ids(
    dataset: Dataset, projects: pd.DataFrame, options: Options, notes: Notes
) -> pd.DataFrame:
    backwards = is_before(projects["end"], projects["start"])
    notes.doubts(projects, backwards, "end", Message("a date that is not before the start"))
    end = projects["end"].mask(backwards, "")
    short_name = tidy(projects["short_name"])
    return projects.assign(
        id=f"programme:{dataset.prefix}-" + keys_of(projects["key"]),
        name=filled(tidy(projects["name"]), short_name, tidy(projects["key"])),
        short_name=short_name,
        website=websites(projects["website"]),
        end=end,
        status=status_of(projects["start"], end, options.today, projects["status"]),
    )


def _programmes(projects: pd.DataFrame, known: pd.DataFrame | None) -> pd.DataFrame:
    """Return the projects and the programmes to which they belong."""
    known = programmes_of(projects) if known is None else known
    used = known[known["id"].isin(projects["programme"])]
    columns = ["id", "name", "short_name", "start", "end", "website"]
    rows = projects[columns].assign(kind="project", part_of=projects["programme"])
    return pd.concat([used.assign(name=tidy(used["name"])), rows], ignore_index=True)


def _cities(joined: pd.DataFrame, hosts: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    rows = joined[["city_id", "city", "country", "latitude", "longitude", "file"]]
    rows = rows.rename(columns={"city_id": "id", "city": "name"})
    cities = [cities_of(rows, notes, every_row=True), hosts[["id", "name", "country"]]]
    return pd.concat(cities).drop_duplicates("id")


def _joined(projects: pd.DataFrame, participants: pd.DataFrame) -> pd.DataFrame:
    """Return participants with the ids of their organisation, city and project."""
    city = place_names(tidy(participants["city"]))
    place = place_keys(city, participants["country"])
    name, ident = tidy(participants["name"]), participants["ident"]
    facts = projects.set_index("key")[["id", *_PERIOD]].rename(columns={"id": "target"})
    facts = facts.reindex(participants["project"]).set_axis(participants.index)
    return participants.assign(
        name=name,
        city=city,
        website=websites(participants["website"]),
        city_id=("city:" + place).where(city != "", ""),
        organisation="organisation:" + filled(keys_of(ident), keys_of(name + "|" + place)),
        **facts,
    )


def _organisations(joined: pd.DataFrame) -> pd.DataFrame:
    rows = joined.reset_index(drop=True)
    # A name in capitals counts only if there is no other.
    order = rows["name"].str.isupper().sort_values(kind="stable").index
    first = rows.loc[order].drop_duplicates("organisation").sort_index()
    names = first.set_index("organisation")["name"]
    # Of a fact that one row has and another lacks, the row that has it counts.
    facts = rows[["organisation", "kind", "city_id", "country", "website"]]
    known = facts.mask(facts == "").groupby("organisation").first().fillna("")
    known = known.reindex(names.index).assign(name=names)
    return known.rename_axis("id").reset_index().rename(columns={"city_id": "city"})


def _contacts(dataset: Dataset, joined: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """The persons to whom one writes at the organisations, each once."""
    persons = Contacts()
    codes, organisations = pd.factorize(joined["organisation"])
    for file, some in joined.assign(code=codes).groupby("file", sort=False):
        cells = {cell: some[column] for column, cell in CONTACT.items() if column in some}
        persons.add(some["code"].to_numpy(), cells, str(file))
    return persons.frame(organisations.to_numpy(), dataset.id, notes)


def _parts_of(dataset: Dataset, projects: pd.DataFrame) -> pd.DataFrame:
    under = projects[projects["programme"] != ""]
    facts = under[[*_PERIOD, "note"]]
    return ties(dataset, "part_of", under["id"], under["programme"], **facts)


def _seats(dataset: Dataset, organisations: pd.DataFrame) -> pd.DataFrame:
    seated = organisations[organisations["city"] != ""]
    return ties(dataset, "located_in", seated["id"], seated["city"])


def _of_organisations(dataset: Dataset, joined: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    found = _participations(dataset, joined, "organisation", joined_notes)
    notes.count("repeated participations", len(joined) - len(found))
    return found


def _participations(
    dataset: Dataset, rows: pd.DataFrame, source: str, join: Callable[[pd.Series], str]
) -> pd.DataFrame:
    """Return a tie for each source and project; it has ended if all of its rows say so."""
    by = [source, "target"]
    ended = rows.groupby(by)["ended"].transform("all").to_numpy(dtype=bool)
    ones = merged(rows.assign(status=rows["status"].mask(ended, "ended")), by, {"note": join})
    facts = ones[[*_PERIOD, "note"]]
    return ties(dataset, "participation", ones[source], ones["target"], **facts)


def _of_cities(dataset: Dataset, joined: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return the ties of cities: through its own or another public body, once in each project."""
    through = joined["municipal"].to_numpy(dtype=bool) | options.through_organisations
    rows = joined[through & (joined["city_id"] != "").to_numpy()]
    rows = rows.assign(note="Through " + rows["name"] + ".")
    return _participations(dataset, rows, "city_id", _through)


def _through(texts: pd.Series) -> str:
    names = list(dict.fromkeys(text.removeprefix("Through ")[:-1] for text in texts))
    more = len(names) - _NAMED
    also = f" and {more} more" if more > 0 else ""
    return f"Through {', '.join(names[:_NAMED])}{also}."


def _hosts(projects: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Return each municipality and project once: ``id``, ``name``, ``country``, ``target``."""
    name, country = place_names(tidy(places["name"])), places["country"]
    target = projects.set_index("key")["id"].reindex(places["project"]).set_axis(places.index)
    ids = "city:" + place_keys(name, country)
    rows = pd.DataFrame({"id": ids, "name": name, "country": country, "target": target})
    return rows[(name != "") & target.notna()].drop_duplicates(["id", "target"])
