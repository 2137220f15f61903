"""What each column of a foreign table means: chosen once, saved as JSON, used again."""

import dataclasses
import json
import re
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph_app.intake.edges.written_dates import TIE_DATE_FORMS
from graph_app.intake.files.guards import decode_utf8, read_whole
from graph_app.intake.files.readers import Form, parse_json
from graph_app.intake.files.values import DATE_FORMS
from graph_app.intake.project.contacts import MEANINGS as CONTACT
from graph_app.model.errors import TableError
from graph_app.model.kinds import KINDS, ORGANISATION_KINDS, PROGRAMME_KINDS, STATUSES
from graph_app.model.messages import Message
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.words import fold

_FOLDER = Path(__file__).with_name("mappings")

#: What a column may say of the node at one end of a tie.
END_MEANINGS = (
    *("name", "kind", "id", "country", "latitude", "longitude", "population", "wikidata"),
    *("geonames", "body", "short_name", "website", "part_of", "programme_kind"),
    *("organisation_kind", "start", "end"),
)
#: What a column may say of the tie itself.
TIE_MEANINGS = ("type", "start", "end", "status", "note")
#: What a column may say of a contact person at one end: personal data, taken only when asked for.
PERSONAL_MEANINGS = tuple(f"{end}.{meaning}" for end in ("from", "to") for meaning in CONTACT)
#: Every meaning that a column may have.
MEANINGS = (
    *(f"{end}.{meaning}" for end in ("from", "to") for meaning in END_MEANINGS),
    *TIE_MEANINGS,
    *PERSONAL_MEANINGS,
)
#: Meanings that are numbers, and that are dates.
NUMBERS = frozenset(
    f"{end}.{name}" for end in ("from", "to") for name in ("latitude", "longitude", "population")
)
DATES = frozenset(("start", "end", "from.start", "from.end", "to.start", "to.end"))

_KINDS: dict[str, MappingType[str, object]] = {
    "kind": KINDS,
    "programme_kind": PROGRAMME_KINDS,
    "organisation_kind": ORGANISATION_KINDS,
}
_CHOICES: dict[str, MappingType[str, object]] = {
    "type": RELATION_TYPES,
    "status": STATUSES,
    **{f"{end}.{name}": known for name, known in _KINDS.items() for end in ("from", "to")},
}

# Column names of personal data in seven languages, compared as whole words.
_PERSONAL = re.compile(
    r"(?:^|[^a-z])(?:(?:e ?mails?|mails?|phones?|tele?phones?|telefon[oi]?|telefax|tel|fax|mobile|"
    r"gsm|contacts?|contacto|contatto|persons?|responsable|manager|gestor|firstname|lastname|"
    r"first name|last name|surname|etunimi|sukunimi|fornamn|efternamn|vorname|nachname)(?:$|[^a-z])|"
    # These are inflected, and go on in other words.
    r"puhelin|sahkoposti|yhteyshenkilo|kontakt|ansprechpartner)"
)


@dataclass(frozen=True)
class Mapping:
    """What each column means, and the format that its source declares.

    Parameters
    ----------
    name : str
        Short name, a slug.
    source : mapping of str to str
        ``title`` and, as far as known, ``publisher``, ``url``, ``published``.
    columns : mapping of str to tuple of str
        Meaning -> columns. Of several the first that is not blank counts; notes are joined.
    constants : mapping of str to str
        Meaning -> value of every row, e.g. ``{"type": "sister_city", "to.name": "Eurocities"}``.
    values : mapping of str to mapping
        Meaning -> what the file writes -> our word, e.g. ``{"status": {"Former Member": "ended"}}``.
        Cells that are not listed are blank for a status, and an error for a kind or a type.
    form : Form
        Delimiter, encoding, decimal mark ... of the file.
    dates : mapping of str to str
        Meaning -> a key of :data:`graph_app.intake.files.values.DATE_FORMS`; ``iso`` by default. A tie's
        dates may be ``written``: in several ways, as people write them, also as periods.
    split : mapping of str to tuple of str
        Column -> pieces that are written in it without a mark between, e.g. ``20202030ADAPT``.
    both_ways : bool
        Whether the source lists each symmetric tie from both ends.
    personal : bool
        Whether columns of personal data may be taken; never unless asked for.
    """

    name: str
    source: MappingType[str, str]
    columns: MappingType[str, tuple[str, ...]]
    constants: MappingType[str, str] = field(default_factory=dict)
    values: MappingType[str, MappingType[str, str]] = field(default_factory=dict)
    form: Form = field(default_factory=Form)
    dates: MappingType[str, str] = field(default_factory=dict)
    split: MappingType[str, tuple[str, ...]] = field(default_factory=dict)
    both_ways: bool = False
    personal: bool = False

    def __post_init__(self) -> None:
        check_mapping(self)


def check_mapping(mapping: Mapping) -> None:
    """Raise when a mapping says something that cannot be.

    Raises
    ------
    TableError
        Says what was found and what would be right.
    """
    where = Message("mapping {name!r}", name=mapping.name)
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", mapping.name):
        raise TableError(
            "{where}: found this name, expected small letters, digits and hyphens", where=where
        )
    for meaning in (*mapping.columns, *mapping.constants, *mapping.values, *mapping.dates):
        if meaning not in MEANINGS:
            raise TableError(
                "{where}: found the meaning {meaning!r}, expected one of {known}",
                where=where,
                meaning=meaning,
                known=MEANINGS,
            )
    for end in ("from.name", "to.name"):
        if not mapping.columns.get(end) and not mapping.constants.get(end):
            raise TableError(
                "{where}: found no column for {end}, expected one", where=where, end=end
            )
    _check_choices(mapping, where)
    for meaning, form in mapping.dates.items():
        known = TIE_DATE_FORMS if meaning in TIE_MEANINGS else DATE_FORMS
        if form not in known:
            raise TableError(
                "{where}: found the date form {form!r}, expected one of {known}",
                where=where,
                form=form,
                known=known,
            )
    if mapping.form.decimal not in (".", ",") or mapping.form.thousands == mapping.form.decimal:
        raise TableError(
            "{where}: found the decimal mark {decimal!r}, expected . or ,",
            where=where,
            decimal=mapping.form.decimal,
        )
    _refuse_personal(mapping, where)


def _check_choices(mapping: Mapping, where: Message) -> None:
    for meaning, known in _CHOICES.items():
        chosen = [*mapping.values.get(meaning, {}).values(), mapping.constants.get(meaning, "")]
        for value in chosen:
            if value and value not in known:
                place = Message("{where}, {meaning}", where=where, meaning=meaning)
                raise TableError.one_of(place, value, known)
    if not mapping.columns.get("type") and not mapping.constants.get("type"):
        raise TableError(
            "{where}: found no type of relation, expected a column or a fixed type", where=where
        )


def _refuse_personal(mapping: Mapping, where: Message) -> None:
    taken = [column for columns in mapping.columns.values() for column in columns]
    meant = [c for name in PERSONAL_MEANINGS for c in mapping.columns.get(name, ())]
    personal = [*personal_columns(taken), *meant]
    if personal and not mapping.personal:
        raise TableError(
            "{where}: found the column {personal!r}, expected no personal data unless it is "
            "asked for",
            where=where,
            personal=personal[0],
        )


def personal_columns(header: Sequence[str]) -> list[str]:
    """Return the columns named as those of contact names, e-mails or telephones."""
    spaced = {column: re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column) for column in header}
    plain = {column: re.sub(r"[_\-.]+", " ", fold(text)) for column, text in spaced.items()}
    return [column for column in header if _PERSONAL.search(plain[column])]


def mapping_to_json(mapping: Mapping) -> str:
    """Return a mapping as JSON text, to be saved and used again."""
    return json.dumps(dataclasses.asdict(mapping), ensure_ascii=False, indent=1) + "\n"


def mapping_from_json(text: str, name: str = "mapping") -> Mapping:
    """Read a mapping.

    Parameters
    ----------
    text : str
        JSON, as :func:`mapping_to_json` writes it; parts with a default may be left out.
    name : str
        Of the file, for messages.

    Raises
    ------
    TableError
        If it is no mapping.
    """
    data = parse_json(name, text)
    known = {item.name for item in dataclasses.fields(Mapping)}
    if not isinstance(data, dict) or not set(data) <= known:
        odd = sorted(set(data) - known)[0] if isinstance(data, dict) else type(data).__name__
        raise TableError.one_of(name, odd, sorted(known))
    try:
        form = data.pop("form", {})
        form = Form(**form | {"missing": tuple(form.get("missing", ()))})
        for part in ("columns", "split"):
            listed = data.get(part, {}).items()
            data[part] = {k: (v,) if isinstance(v, str) else tuple(v) for k, v in listed}
        _check_types(name, data, form)
        return Mapping(**data, form=form)
    except (TypeError, AttributeError, ValueError) as error:
        raise TableError(
            "{name}: found no valid mapping ({reason})", name=name, reason=error
        ) from None


def _check_types(name: str, data: dict[str, Any], form: Form) -> None:
    """Raise when a part of a mapping is of another type than it must be, or marks cannot be."""
    data = data | {"form": dataclasses.asdict(form)}
    texts = data["form"].pop("missing")
    header = data["form"].pop("header")
    if isinstance(header, bool) or not isinstance(header, int) or header < 0:
        raise TableError.wrong(
            Message("{name}, header", name=name), str(header), Message("the number of a row")
        )
    for part in ("columns", "split"):
        texts += tuple(text for listed in data.pop(part).values() for text in listed)
    for part in ("form", "source", "constants", "dates"):
        texts += tuple(data.pop(part, {}).values())
    texts += tuple(text for words in data.pop("values", {}).values() for text in words.values())
    wrong = [text for text in texts if not isinstance(text, str)]
    wrong += [data.get("name")] * (not isinstance(data.get("name"), str))
    if wrong:
        raise TableError.wrong(name, wrong[0], Message("text in quotes"))
    for part in ("both_ways", "personal"):
        if not isinstance(data.get(part, False), bool):
            raise TableError.wrong(f"{name}, {part}", str(data[part]), Message("true or false"))
    if form.kind not in ("", "csv", "xlsx", "json"):
        raise TableError(
            "{name}: found the kind {kind!r}, expected csv, xlsx or json",
            name=name,
            kind=form.kind[:80],
        )
    if len(form.delimiter) > 1 or form.delimiter in ('"', "\r", "\n", "\0", " "):
        raise TableError(
            "{name}: found the delimiter {found!r}, expected one such as ;",
            name=name,
            found=form.delimiter[:80],
        )


def shipped_mappings() -> list[str]:
    """Return the names of the mappings that ship with the product."""
    return sorted(path.stem for path in _FOLDER.glob("*.json"))


def load_mapping(name: str | Path) -> Mapping:
    """Load a mapping that ships, by name, or a saved one, by path.

    Raises
    ------
    TableError
        If there is no such mapping.
    """
    path = Path(name)
    if str(name) in shipped_mappings():
        path = _FOLDER / f"{name}.json"
    elif not path.is_file():
        known = Message("a file or one of {known}", known=shipped_mappings())
        raise TableError.wrong(Message("mapping"), str(name), known)
    text = decode_utf8(path.name, read_whole(path, Message("a mapping")))
    return mapping_from_json(text, path.name)
