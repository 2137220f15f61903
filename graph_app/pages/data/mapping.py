"""The picker that says what each column of a foreign table means."""

import hashlib
from collections.abc import Mapping as MappingType
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph_app.editing.peek import Peek, first_mapping, words_of
from graph_app.i18n import Translator
from graph_app.intake.edges.mapping import (
    DATES,
    MEANINGS,
    PERSONAL_MEANINGS,
    TIE_MEANINGS,
    Mapping,
    load_mapping,
    mapping_from_json,
    mapping_to_json,
    personal_columns,
    shipped_mappings,
)
from graph_app.intake.edges.written_dates import TIE_DATE_FORMS
from graph_app.intake.files.guards import decode_utf8
from graph_app.intake.files.readers import Form
from graph_app.intake.files.values import DATE_FORMS
from graph_app.model.errors import GraphAppError
from graph_app.model.kinds import KINDS, STATUSES
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.words import N_, slug
from graph_app.pages.data.fields import TYPED
from graph_app.pages.parts.contact_persons import mark_personal
from graph_app.pages.parts.downloads import download
from graph_app.pages.parts.elements import caption, error_box, pick, text_field, warning
from graph_app.pages.sessions.uploads import small_content_of
from graph_app.pages.shell.context import Context
from graph_app.wording.data import COLUMN_LABELS
from graph_app.wording.text import plain, shorten

#: Rows that are shown as examples.
_SHOWN = 5
#: Most bytes of a saved mapping.
_MOST_MAPPING = 2**20
_ENDS = {"from": N_("From"), "to": N_("To")}
_LABELS = {
    "id": N_("Id in the file"),
    "geonames": N_("GeoNames id"),
    "body": N_("Name of the body"),
    "programme_kind": N_("Kind of programme"),
    "organisation_kind": N_("Kind of organisation"),
    "contact_name": N_("Name of the person"),
    "contact_role": N_("Role of the person"),
    "contact_email": N_("E-mail of the person"),
    "contact_telephone": N_("Telephone of the person"),
}
#: What most lists have; the rest is behind an expander.
_FIRST = (
    *("from.name", "to.name", "from.kind", "to.kind", "from.country", "to.country"),
    *("type", "status", "start", "end"),
)
_DATE_EXAMPLES = {
    "iso": "1998-05-31, 1998-05, 1998",
    "year": "1998",
    "year-in-text": N_("a text with a year in it"),
    "d.m.y": "31.5.1998",
    "d/m/y": "31/5/1998",
    "m/d/y": "5/31/1998",
    "d-m-y": "31-5-1998",
    "y/m/d": "1998/5/31",
    "written": N_("several ways: 31.5.1998, 5/1998, May 1998, 1998–2005"),
}
_THOUSANDS = {"": N_("none"), ",": ",", ".": ".", " ": N_("space"), "'": "'"}


# --- the picker -----------------------------------------------------------------------------------


def choose_mapping(
    context: Context, seen: Peek, stamp: str, personal: bool = False
) -> Mapping | None:
    """Draw the picker; return the mapping, or None while it is incomplete, which is said.

    Parameters
    ----------
    context : Context
        The reader's language.
    seen : Peek
        The beginning of the table.
    stamp : str
        Names the uploaded files, so that others begin anew.
    personal : bool
        Whether columns of contact persons may be chosen, as a person has asked for.
    """
    tr = context.tr
    st.markdown(f"### {plain(tr('What the columns mean'))}")
    start, name = _start(context, seen)
    if start is None:
        return None
    # Another header has other columns: the fields begin anew.
    begun = "\x1f".join([stamp, name, *seen.header]).encode()
    digest = hashlib.blake2b(begun, digest_size=6).hexdigest()
    picker = _Picker(context, seen, start, f"{TYPED}map-{digest}-", personal)
    try:
        mapping = picker.draw()
    except GraphAppError as error:
        warning(tr.error(error), 600)
        return None
    label, text = tr("Save this mapping for the next time"), mapping_to_json(mapping)
    download(label, text, f"{mapping.name}.json", "application/json", "save")
    return mapping


def _start(context: Context, seen: Peek) -> tuple[Mapping | None, str]:
    """Draw the choice of what to begin with."""
    tr = context.tr
    names = {"": tr("what the names of the columns suggest"), "+": tr("a mapping saved before")}
    names |= {name: name for name in shipped_mappings()}
    key = f"{TYPED}map-start"
    st.session_state.setdefault(key, "")
    left, right = st.columns(2)
    chosen = pick(tr("Begin with"), names, key, place=left)
    try:
        if not chosen:
            return first_mapping(seen, context.name(context.home)), ""
        if chosen != "+":
            return load_mapping(chosen), chosen
        file = right.file_uploader(tr("The saved mapping (JSON)"), type="json", max_upload_size=1)
        if file is None:
            return None, ""
        text = decode_utf8(file.name, small_content_of(file, _MOST_MAPPING))
        return mapping_from_json(text, file.name), text
    except GraphAppError as error:
        error_box(tr.error(error), 600)
        return None, ""


class _Picker:
    def __init__(self, context: Context, seen: Peek, start: Mapping, prefix: str, personal: bool):
        self.context, self.seen, self.start, self.prefix = context, seen, start, prefix
        self.personal = personal
        self.hidden = personal_columns(seen.header)
        self.tr: Translator = context.tr

    def draw(self) -> Mapping:
        """Draw all fields; return the mapping that they make."""
        columns, constants = self._meanings()
        with st.expander(self.tr("The first rows as they are written in the file")):
            self._sample(columns)
        values = self._values(columns)
        form, dates, both_ways = self._format(columns)
        name, source, split = slug(self.start.name) or "table", self._source(), self.start.split
        parts = (columns, constants, values, form, dates, split, both_ways, self.personal)
        return Mapping(name, source, *parts)

    def _meanings(self) -> tuple[dict[str, tuple[str, ...]], dict[str, str]]:
        tr = self.tr
        caption(
            tr(
                "For each fact, choose the column that holds it. Of several columns the first that "
                "is not blank counts. Where no column holds it, a fixed value can stand for all."
            )
        )
        if self.hidden and not self.personal:
            caption(tr("Left out as personal data: {columns}.", columns=", ".join(self.hidden)))
        columns: dict[str, tuple[str, ...]] = {}
        # Without the fixed values of persons, unless asked for.
        constants = {
            meaning: value
            for meaning, value in self.start.constants.items()
            if self.personal or meaning not in PERSONAL_MEANINGS
        }
        self._pairs(_FIRST, columns, constants)
        with st.expander(tr("More facts")):
            rest = [name for name in MEANINGS if name not in (*_FIRST, *PERSONAL_MEANINGS)]
            self._pairs(_side_by_side(rest), columns, constants)
        if self.personal:
            with st.container(border=True):
                st.markdown(f"#### {plain(tr('Contact persons'))}")
                mark_personal(
                    tr("Personal data: these columns are taken because you asked for them.")
                )
                self._pairs(_side_by_side(PERSONAL_MEANINGS), columns, constants)
        return columns, constants

    def _pairs(self, meanings: Sequence[str], columns: dict, constants: dict) -> None:
        for at in range(0, len(meanings), 2):
            for place, meaning in zip(st.columns(2), meanings[at : at + 2], strict=False):
                with place:
                    self._meaning(meaning, columns, constants)

    def _meaning(self, meaning: str, columns: dict, constants: dict) -> None:
        """Draw the columns of one meaning, and its fixed value where it has one."""
        tr, offered = self.tr, self._offered(meaning)
        key = f"{self.prefix}{meaning}"
        if key not in st.session_state:
            begun = self.start.columns.get(meaning, ())
            st.session_state[key] = [name for name in begun if name in offered]
        chosen = st.multiselect(
            meaning_label(meaning, tr),
            offered,
            key=key,
            format_func=lambda name: shorten(name, 80),
            placeholder=tr("no column"),
        )
        if chosen:
            columns[meaning] = tuple(chosen)
        fixed = self._fixed(meaning, constants.get(meaning, "")) if not chosen else None
        constants.pop(meaning, None)
        if fixed or (chosen and self.start.constants.get(meaning)):
            constants[meaning] = fixed or self.start.constants[meaning]

    def _offered(self, meaning: str) -> list[str]:
        """Return the columns that may have a meaning; those of persons only where they are meant."""
        hidden = set(self.hidden)
        if meaning in PERSONAL_MEANINGS:
            return sorted(self.seen.header, key=lambda name: name not in hidden)
        return [name for name in self.seen.header if name not in hidden]

    def _fixed(self, meaning: str, begun: str) -> str | None:
        """Draw the value that counts for all rows; return it, or None."""
        tr, key = self.tr, f"{self.prefix}fixed-{meaning}"
        label = tr("{fact}, the same for all rows", fact=meaning_label(meaning, tr))
        known = choices_of(meaning, tr)
        if known is not None:
            st.session_state.setdefault(key, begun if begun in known else None)
            return self._known(label, known, key)
        if meaning in ("from.name", "to.name", "to.part_of"):
            st.session_state.setdefault(key, begun)
            return text_field(tr, label, 300, key=key).strip() or None
        return begun or None

    def _sample(self, columns: MappingType[str, tuple[str, ...]]) -> None:
        """Show the first rows, each column under what it means."""
        tr = self.tr
        said = {
            name: ", ".join(meaning_label(m, tr) for m, listed in columns.items() if name in listed)
            for name in self.seen.header
        }
        unasked = [name for name in self.hidden if not said[name]]
        frame = self.seen.frame.head(_SHOWN).drop(columns=unasked)
        caption(tr("The first rows of {file}, and what each column means", file=self.seen.name))
        labels = {
            name: shorten(name, 40) + (f" → {words}" if words else "")
            for name, words in said.items()
        }
        st.dataframe(frame, column_config=labels)

    def _values(self, columns: MappingType[str, tuple[str, ...]]) -> dict[str, dict[str, str]]:
        """Draw what the words of the file are in ours."""
        tr, values = self.tr, {key: dict(words) for key, words in self.start.values.items()}
        for meaning in ("type", "from.kind", "to.kind", "status"):
            known = choices_of(meaning, tr) or {}
            words = words_of(self.seen, columns.get(meaning, ()), meaning)
            strange = [word for word in words if word not in known]
            if not strange:
                continue
            label = meaning_label(meaning, tr)
            with st.expander(tr("{fact}: words of the file in ours", fact=label), expanded=True):
                for word in strange:
                    self._word(meaning, word, known, values)
        return values

    def _word(self, meaning: str, word: str, known: dict[str, str], values: dict) -> None:
        key = f"{self.prefix}word-{meaning}-{word}"
        begun = self.start.values.get(meaning, {}).get(word)
        st.session_state.setdefault(key, begun if begun in known else None)
        chosen = self._known(plain(word, 80), known, key)
        words = values.setdefault(meaning, {})
        words.pop(word, None)
        if chosen:
            words[word] = chosen
        if not words:
            del values[meaning]

    def _known(self, label: str, known: dict[str, str], key: str) -> str | None:
        return pick(label, known, key, index=None, placeholder=self.tr("not known"))

    def _format(self, columns: MappingType[str, object]) -> tuple[Form, dict[str, str], bool]:
        """Draw how the file writes numbers and dates; nothing of it is guessed."""
        tr, form = self.tr, self.start.form
        dates = {key: value for key, value in self.start.dates.items() if key in columns}
        with st.expander(tr("How the file writes numbers and dates"), expanded=False):
            left, middle, right = st.columns(3)
            marks = {".": ".", ",": ","}
            decimal = self._pick("decimal", tr("Decimal mark"), marks, form.decimal, left)
            marks = {mark: words for mark, words in _THOUSANDS.items() if mark != decimal}
            label = tr("Between thousands")
            thousands = self._pick("thousands", label, marks, form.thousands, middle)
            for meaning in [name for name in columns if name in DATES]:
                label = tr("Dates of {fact}", fact=meaning_label(meaning, tr))
                begun = dates.get(meaning, "iso")
                known = TIE_DATE_FORMS if meaning in TIE_MEANINGS else tuple(DATE_FORMS)
                examples = {name: _DATE_EXAMPLES[name] for name in known}
                dates[meaning] = self._pick(f"date-{meaning}", label, examples, begun, right)
            key = f"{self.prefix}both"
            st.session_state.setdefault(key, self.start.both_ways)
            both = st.checkbox(tr("The file lists each pair from both ends"), key=key)
        # How the file is written has been said above; a mapping may come from another file.
        read = self.seen.form
        form = replace(form, decimal=decimal, thousands=thousands, sheet=read.sheet)
        form = replace(form, header=read.header, encoding=read.encoding, delimiter=read.delimiter)
        return form, dates, both

    def _pick(
        self,
        name: str,
        label: str,
        choices: MappingType[str, str],
        begun: str,
        place: DeltaGenerator,
    ) -> str:
        said = {value: self.tr(text) if len(text) > 1 else text for value, text in choices.items()}
        return pick(label, said, f"{self.prefix}{name}", (begun,), place)

    def _source(self) -> dict[str, str]:
        tr = self.tr
        st.markdown(f"**{plain(tr('Where the list comes from'))}**")
        source, columns = {}, st.columns(2)
        for at, name in enumerate(("title", "publisher", "url", "published")):
            key = f"{self.prefix}source-{name}"
            st.session_state.setdefault(key, self.start.source.get(name, ""))
            text = text_field(tr, tr(COLUMN_LABELS[name]), 300, columns[at % 2], key=key)
            if text.strip():
                source[name] = text.strip()
        return source


def _side_by_side(meanings: Sequence[str]) -> list[str]:
    """Return the first half of meanings in turn with the second: those of both ends as pairs."""
    half = len(meanings) // 2
    pairs = zip(meanings[:half], meanings[half : 2 * half], strict=True)
    return [*chain.from_iterable(pairs), *meanings[2 * half :]]


def meaning_label(meaning: str, tr: Translator) -> str:
    """Return the label of what a column can mean, e.g. "From: Name"."""
    end, mark, name = meaning.rpartition(".")
    label = tr(_LABELS.get(name) or COLUMN_LABELS[name])
    return f"{tr(_ENDS[end])}: {label}" if mark else label


def choices_of(meaning: str, tr: Translator) -> dict[str, str] | None:
    """Return the words that a meaning may have; None where it may be any text."""
    name = meaning.rpartition(".")[2]
    if meaning == "type":
        return {key: tr(kind.label) for key, kind in RELATION_TYPES.items()}
    if meaning == "status":
        return {key: tr(label) for key, label in STATUSES.items()}
    if name == "kind":
        return {key: tr.kind(key) for key in KINDS}
    return None
