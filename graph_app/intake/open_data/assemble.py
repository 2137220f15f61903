"""Projects and participants of a programme to the tables of a draft.

Every importer of a programme gives the two frames of :mod:`graph_app.intake.open_data.frames`; here
they become cities, organisations, programmes, and the ties between them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from graph_app.intake.merging.draft import Draft
from graph_app.intake.open_data.frames import CONTACT
from graph_app.intake.open_data.keys import keys_of, place_names, tie_ends
from graph_app.intake.open_data.notes import Notes
from graph_app.intake.open_data.options import Options, is_before, status_of, with_someone
from graph_app.intake.open_data.places import doubt_places
from graph_app.intake.open_data.reading import tidy, websites
from graph_app.intake.open_data.same_names import doubt_similar_names
from graph_app.intake.project.contacts import Contacts
from graph_app.model.messages import Message

_NAMED = 3


@dataclass(frozen=True)
class Dataset:
    """An official data set.

    Parameters
    ----------
    prefix : str
        Begins the ids of its projects and ties, e.g. ``cordis``.
    source : mapping of str to str
        Its row in the table of sources, without the day it was retrieved.
    """

    prefix: str
    source: Mapping[str, str]

    def source_frame(self, options: Options) -> pd.DataFrame:
        """Return the table of sources: this data set, retrieved when the options say."""
        return pd.DataFrame([{**self.source, "retrieved": options.retrieved}])


def assemble(
    dataset: Dataset,
    programmes: pd.DataFrame,
    projects: pd.DataFrame,
    participants: pd.DataFrame,
    options: Options,
    notes: Notes,
) -> Draft:
    """Return the draft of a programme's projects.

    Parameters
    ----------
    dataset : Dataset
        Where the rows come from.
    programmes : pandas.DataFrame
        Rows of the table of programmes to which the projects belong.
    projects : pandas.DataFrame
        As :func:`~graph_app.intake.open_data.frames.project_frame` gives them; keys are unique.
    participants : pandas.DataFrame
        As :func:`~graph_app.intake.open_data.frames.participant_frame` gives them.
    options : Options
        What the person chose.
    notes : Notes
        Told of what is doubted; its counts go into the draft.
    """
    participants = _known_projects(projects, participants, notes)
    participants = with_someone(participants, "project", options)
    if options.city or options.country:
        projects = projects[projects["key"].isin(participants["project"])]
    projects = _with_ids(dataset, projects, options, notes)
    joined = _joined(dataset, projects, participants)
    organisations = _organisations(joined)
    doubt_similar_names(organisations, joined, notes)
    relations = pd.concat(
        [
            _parts_of(dataset, projects),
            _of_organisations(dataset, joined, notes),
            _seats(dataset, organisations),
            _of_cities(dataset, joined, options),
        ],
        ignore_index=True,
    ).assign(source_id=dataset.source["id"])
    used = programmes[programmes["id"].isin(projects["programme"])]
    used = used.assign(name=tidy(used["name"]))
    frames = {
        "cities": _cities(joined, notes),
        "programmes": pd.concat([used, _programmes(projects)], ignore_index=True),
        "organisations": organisations,
        "relations": relations,
        "sources": dataset.source_frame(options),
    }
    if joined.columns.isin(CONTACT).any():
        frames["contacts"] = _contacts(dataset, joined, notes)
    return notes.draft(frames)


def _known_projects(projects, participants, notes: Notes) -> pd.DataFrame:
    nameless = (participants["name"] == "").to_numpy(dtype=bool)
    participants = notes.reject(
        participants, nameless, "name", Message("the name of an organisation")
    )
    unknown = ~participants["project"].isin(projects["key"]).to_numpy()
    return notes.reject(participants, unknown, "project", Message("a project of this import"))


def _with_ids(dataset: Dataset, projects, options: Options, notes: Notes) -> pd.DataFrame:
    name = tidy(projects["name"].where(projects["name"] != "", projects["short_name"]))
    name = name.where(name != "", tidy(projects["key"]))
    backwards = is_before(projects["end"], projects["start"])
    notes.doubts(projects, backwards, "end", Message("a date that is not before the start"))
    end = projects["end"].mask(backwards, "")
    return projects.assign(
        id=f"programme:{dataset.prefix}-" + keys_of(projects["key"]),
        name=name,
        short_name=tidy(projects["short_name"]),
        website=websites(projects["website"]),
        end=end,
        status=status_of(projects["start"], end, options.today, projects["status"]),
    )


def _programmes(projects: pd.DataFrame) -> pd.DataFrame:
    columns = ["id", "name", "short_name", "start", "end", "website"]
    return projects[columns].assign(kind="project", part_of=projects["programme"])


def _joined(dataset: Dataset, projects, participants) -> pd.DataFrame:
    """Participants with the ids of their organisation, city and project."""
    city = place_names(tidy(participants["city"]))
    country = participants["country"]
    city_key = keys_of(city)
    suffix = ("-" + country.str.lower()).where(country != "", "")
    name = tidy(participants["name"])
    named = keys_of(name + "|" + city_key + suffix)
    ident = participants["ident"]
    facts = projects.set_index("key")[["id", "start", "end", "status"]]
    facts = facts.reindex(participants["project"]).set_axis(participants.index)
    return participants.assign(
        name=name,
        city=city,
        website=websites(participants["website"]),
        city_id=("city:" + city_key + suffix).where(city_key != "", ""),
        organisation="organisation:" + keys_of(ident).where(ident != "", named),
        target=facts["id"],
        project_start=facts["start"],
        project_end=facts["end"],
        project_status=facts["status"],
    )


def _shouted_last(frame: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return the first row of each key, one in capitals only if there is no other."""
    shouted = frame["name"].str.isupper()
    order = pd.concat([frame[~shouted], frame[shouted]])
    return order.drop_duplicates(key).sort_index(kind="stable")


def _organisations(joined: pd.DataFrame) -> pd.DataFrame:
    rows = joined.reset_index(drop=True)
    first = _shouted_last(rows, "organisation").set_index("organisation")
    # Of a fact that one row has and another lacks, the row that has it counts.
    filled = {}
    for column in ("kind", "city_id", "country", "website"):
        known = rows[rows[column] != ""].drop_duplicates("organisation")
        filled[column] = known.set_index("organisation")[column].reindex(first.index).fillna("")
    return pd.DataFrame(
        {
            "id": first.index,
            "name": first["name"].to_numpy(),
            "kind": filled["kind"].to_numpy(),
            "city": filled["city_id"].to_numpy(),
            "country": filled["country"].to_numpy(),
            "website": filled["website"].to_numpy(),
        }
    )


def _cities(joined: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    rows = joined[joined["city_id"] != ""]
    named = rows.drop_duplicates("city_id")[["city_id", "city", "country"]]
    placed = rows[rows["latitude"].notna() & rows["longitude"].notna()]
    placed = doubt_places(placed, notes).drop_duplicates("city_id")
    places = placed.set_index("city_id")[["latitude", "longitude"]].reindex(named["city_id"])
    cities = named.rename(columns={"city_id": "id", "city": "name"}).reset_index(drop=True)
    return cities.assign(**places.astype("float64").reset_index(drop=True))


def _contacts(dataset: Dataset, joined: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    """The persons to whom one writes at the organisations, each once."""
    persons = Contacts()
    codes, organisations = pd.factorize(joined["organisation"])
    for file, some in joined.assign(code=codes).groupby("file", sort=False):
        cells = {cell: some[column] for column, cell in CONTACT.items() if column in some}
        persons.add(some["code"].to_numpy(), cells, str(file))
    return persons.frame(organisations.to_numpy(), dataset.source["id"], notes)


def _ties(dataset, source, target, kind: str, **facts) -> pd.DataFrame:
    ends = tie_ends(source, target)
    ties = pd.DataFrame(
        {"id": f"{dataset.prefix}-{kind.replace('_', '-')}-" + ends, "source": source}
    )
    return ties.assign(target=target, type=kind, **facts).reset_index(drop=True)


def _parts_of(dataset: Dataset, projects: pd.DataFrame) -> pd.DataFrame:
    under = projects[projects["programme"] != ""]
    facts = {name: under[name] for name in ("start", "end", "status")}
    note = tidy(under["note"], "note")
    return _ties(dataset, under["id"], under["programme"], "part_of", **facts, note=note)


def _seats(dataset: Dataset, organisations: pd.DataFrame) -> pd.DataFrame:
    seated = organisations[organisations["city"] != ""]
    return _ties(dataset, seated["id"], seated["city"], "located_in")


def _merged(rows: pd.DataFrame, by: list[str], column: str, join) -> pd.DataFrame:
    """Return one row for each pair; texts of several are joined, ``ended`` is so if all have."""
    rows = rows.assign(ended=rows.groupby(by)["ended"].transform("all").to_numpy(dtype=bool))
    several = rows.duplicated(by, keep=False)
    first = ~rows.duplicated(by).to_numpy()
    ones = rows[first].copy()
    if not several.any():
        return ones
    texts = rows[several].groupby(by, sort=False)[column].agg(join)
    at = several.to_numpy()[first]
    wanted = pd.MultiIndex.from_frame(ones.loc[at, by])
    ones.loc[at, column] = texts.reindex(wanted).to_numpy()
    return ones


def _of_organisations(dataset: Dataset, joined: pd.DataFrame, notes: Notes) -> pd.DataFrame:
    by = ["organisation", "target"]
    ties = _merged(joined, by, "note", lambda some: "; ".join(dict.fromkeys(filter(None, some))))
    if len(ties) < len(joined):
        notes.count("repeated participations", len(joined) - len(ties))
    return _participations(dataset, ties, "organisation", ties["note"])


def _participations(dataset: Dataset, ties: pd.DataFrame, source: str, note) -> pd.DataFrame:
    period = {"start": ties["project_start"], "end": ties["project_end"]}
    status = ties["project_status"].mask(ties["ended"].to_numpy(dtype=bool), "ended")
    facts = {**period, "status": status, "note": tidy(note, "note")}
    return _ties(dataset, ties[source], ties["target"], "participation", **facts)


def _of_cities(dataset: Dataset, joined: pd.DataFrame, options: Options) -> pd.DataFrame:
    """A city takes part through its own or another public body, once in each project."""
    through = joined["municipal"].to_numpy(dtype=bool) | options.through_organisations
    rows = joined[through & (joined["city_id"] != "").to_numpy()]
    rows = rows.assign(through="Through " + rows["name"] + ".")
    ties = _merged(rows, ["city_id", "target"], "through", _through)
    return _participations(dataset, ties, "city_id", ties["through"])


def _through(texts: pd.Series) -> str:
    names = list(dict.fromkeys(text.removeprefix("Through ")[:-1] for text in texts))
    more = len(names) - _NAMED
    also = f" and {more} more" if more > 0 else ""
    return f"Through {', '.join(names[:_NAMED])}{also}."


def hosted_by(dataset: Dataset, draft: Draft, places: pd.DataFrame, notes: Notes) -> Draft:
    """Add the municipalities in which projects take place: each hosts its project.

    Parameters
    ----------
    dataset : Dataset
        Where the rows come from.
    draft : Draft
        The draft of the projects.
    places : pandas.DataFrame
        ``project`` (its key), ``name`` and ``country`` (code) of a municipality.
    notes : Notes
        Its counts go into the draft.
    """
    name = place_names(tidy(places["name"]))
    country = places["country"]
    suffix = ("-" + country.str.lower()).where(country != "", "")
    target = f"programme:{dataset.prefix}-" + keys_of(places["project"])
    rows = pd.DataFrame({"id": "city:" + keys_of(name) + suffix, "name": name, "country": country})
    rows = rows.assign(target=target)[(name != "").to_numpy()]
    known = rows["target"].isin(draft.frames["programmes"]["id"])
    rows = rows[known].drop_duplicates(["id", "target"])
    ties = _ties(dataset, rows["id"], rows["target"], "hosts", source_id=dataset.source["id"])
    cities = rows[["id", "name", "country"]].drop_duplicates("id")
    frames = {
        **draft.frames,
        "cities": pd.concat([draft.frames["cities"], cities]).drop_duplicates("id"),
        "relations": pd.concat([draft.frames["relations"], ties], ignore_index=True),
    }
    return replace(draft, frames=frames, counts=dict(notes.counts))
