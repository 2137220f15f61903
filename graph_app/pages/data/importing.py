"""Import: choose a source, bring files, see what would become of them, and confirm."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NoReturn

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from graph_app.editing.import_job import MOST_BYTES, STEPS, Job, Staged, stage
from graph_app.intake.merging.draft import Draft, Progress
from graph_app.intake.sources import SOURCES
from graph_app.model.countries import country_codes
from graph_app.model.errors import GraphAppError
from graph_app.model.kinds import KINDS
from graph_app.model.relations import RELATION_TYPES
from graph_app.model.words import N_
from graph_app.pages.data.fields import TYPED
from graph_app.pages.data.file_form import forget_form, show_form, show_sample
from graph_app.pages.data.live import LIVE, ask_live
from graph_app.pages.data.mapping import choose_mapping
from graph_app.pages.data.preview import show_preview
from graph_app.pages.data.saving import saved, show_error
from graph_app.pages.parts.contact_persons import mark_personal
from graph_app.pages.parts.elements import caption, pick, text_field
from graph_app.pages.sessions.presence import asker, still_open
from graph_app.pages.sessions.uploads import content_of, folder_for_copies, let_go
from graph_app.pages.shell import address_bar
from graph_app.pages.shell.context import Context
from graph_app.pages.shell.facts import whole_tables
from graph_app.runtime.turns import waiting

_JOB, _STAGED = "data-job", "data-staged"

Read = Callable[[Progress], Draft]


@dataclass(frozen=True)
class _Kind:
    """A source; `persons` names the option that takes contact persons, if it can contain any."""

    label: str
    hint: str
    endings: tuple[str, ...]
    options: tuple[str, ...] = ()
    persons: str = ""


_TABLES = ("csv", "txt", "tsv", "xlsx", "json", "zip")
_WHO = ("retrieved", "city", "country")
_KINDS = {
    "edges": _Kind(
        N_("A list of ties (CSV, Excel, JSON)"),
        N_("A table with a row for each tie. You say what its columns mean."),
        _TABLES,
        persons="personal",
    ),
    "folder": _Kind(
        N_("Our own tables"),
        N_("The zip that Tables and History offer, or the CSV files together."),
        ("zip", "csv"),
        persons="personal",
    ),
    "graph": _Kind(
        N_("A graph (GEXF, GraphML, Pajek, Cytoscape, JSON)"),
        N_("Such as the exports of this product, of Gephi or networkx."),
        ("gexf", "graphml", "json", "cyjs", "net"),
        ("type", "kind"),
    ),
    "cordis": _Kind(
        N_("CORDIS: projects of Horizon"),
        N_("The zip of Horizon 2020 or Horizon Europe, or project.csv and organization.csv."),
        ("zip", "csv"),
        (*_WHO, "through"),
        "contacts",
    ),
    "erasmus": _Kind(
        N_("Erasmus+ project results"),
        N_("Exports of the project results platform as Excel or CSV."),
        ("xlsx", "csv", "zip"),
        (*_WHO, "through"),
    ),
    "keep-eu": _Kind(
        N_("keep.eu: Interreg"),
        N_("Workbooks of 2019 or of today, or their sheets as CSV."),
        ("xlsx", "csv", "zip"),
        (*_WHO, "through"),
    ),
    "kohesio": _Kind(
        N_("Kohesio: cohesion policy"),
        N_("CSV files of one or several countries."),
        ("csv", "zip"),
        (*_WHO, "through"),
    ),
    "urbact": _Kind(
        N_("URBACT networks"),
        N_("The list of networks and their cities as CSV."),
        ("csv", "zip", "xlsx"),
        _WHO,
    ),
    "etmun": _Kind(
        N_("ETMUN: memberships in city networks"),
        N_("The list of memberships as CSV or Excel."),
        ("csv", "xlsx", "zip"),
        _WHO,
    ),
    "wikidata": _Kind(
        N_("Wikidata: sister cities"),
        N_("A downloaded answer of the query service as JSON, CSV or TSV."),
        ("json", "srj", "csv", "tsv", "zip"),
        ("retrieved",),
    ),
}


def show_import(context: Context) -> dict[str, str]:
    """Draw the import, as far as it is; return what is shown as parts of the address."""
    job = st.session_state.get(_JOB)
    if job is None:
        return {"source": _begin(context)}
    # A small import is done before anybody could read a progress bar.
    with waiting():
        done = job.done.wait(0.4)
    if not done:
        _progress(context, job)
        return {}
    if job.revision is not None:
        _let_go(st.session_state.pop(_STAGED, None))
        forget_form()
        saved(job.revision.number, "import")
        _leave()
    if job.error is not None:
        show_error(context, job.error)
    if job.merged is None:
        caption(context.tr("Nothing was stored."))
        if st.button(context.tr("Back to the files")):
            _leave()
    elif show_preview(context, job):
        _leave()
    return {}


def _leave() -> NoReturn:
    """Leave the job; the screen begins anew."""
    del st.session_state[_JOB]
    st.rerun()


# --- choosing -------------------------------------------------------------------------------------


def _begin(context: Context) -> str:
    """Draw the choice of source, files and options; return the source."""
    tr = context.tr
    labels = {name: tr(kind.label) for name, kind in _KINDS.items() if name in SOURCES}
    labels[LIVE] = tr("Wikidata: sister cities, asked for now")
    labels |= {name: name for name in SOURCES if name not in labels}
    starts = (address_bar.get("source"),)
    source = pick(tr("What to import"), labels, "data-f-source", starts)
    read = ask_live(context) if source == LIVE else _from_files(context, source)
    if read is not None and st.button(tr("Show what it would change"), type="primary"):
        tables, number = whole_tables(context.facts), context.facts.number
        job = Job(read, tables, number, labels[source], asker(), still_open())
        st.session_state[_JOB] = job.start()
        st.rerun()
    return source


def _from_files(context: Context, source: str) -> Read | None:
    """Draw the upload and the options; return how to read, or None while something is missing."""
    tr, kind = context.tr, _KINDS.get(source, _Kind(source, "", ()))
    if kind.hint:
        caption(tr(kind.hint))
    files = st.file_uploader(
        tr("Files, {n} MB together at most", n=tr.number(MOST_BYTES // 2**20)),
        type=list(kind.endings) or None,
        accept_multiple_files=True,
        key=f"data-files-{source}",
    )
    staged = _staged(context, source, files)
    options = _options(context, source, kind)
    persons = _wants_persons(context, source, kind, staged)
    if persons:
        options[kind.persons] = True
    if staged is None:
        return None
    if source == "edges":
        try:
            seen = show_form(context, staged)
            mapping = choose_mapping(context, seen, staged.key, persons)
            if mapping is None:
                return None
            show_sample(context, seen, mapping)
        except GraphAppError as error:
            show_error(context, error)
            return None
        options["mapping"] = mapping
    # Only what the process needs goes to it, not the reader's session.
    return partial(SOURCES[source], list(staged.paths), **options)


def _staged(context: Context, source: str, files: list) -> Staged | None:
    """Return the uploaded files on the disk, put there once."""
    key = ":".join([source, *(file.file_id for file in files)])
    staged = st.session_state.get(_STAGED)
    if not files:
        return staged if staged is not None and staged.key.startswith(f"{source}:") else None
    if staged is not None and staged.key == key:
        return staged
    try:
        contents = [(file.name, content_of(file)) for file in files]
        new = stage(key, contents, source == "folder", folder_for_copies())
    except GraphAppError as error:
        show_error(context, error)
        return None
    st.session_state[_STAGED] = new
    _let_go(staged, key)
    return new


def _let_go(staged: Staged | None, key: str = "") -> None:
    """Remove the uploaded files of an earlier choice, without those of the newer one."""
    if staged is not None:
        let_go(sorted({*staged.key.split(":")[1:]} - {*key.split(":")}))


def _wants_persons(context: Context, source: str, kind: _Kind, staged: Staged | None) -> bool:
    """Draw the box that takes contact persons: off for every new choice of files."""
    if not kind.persons or not context.sees_contacts:
        return False
    tr, key = context.tr, f"import-persons-{source}-{staged.key if staged else ''}"
    wanted = st.checkbox(tr("Also take contact persons (personal data)"), key=key)
    if wanted:
        mark_personal(
            tr("Take only whom you need for the work, and who knows that you keep their details.")
        )
    return wanted


def _options(context: Context, source: str, kind: _Kind) -> dict[str, object]:
    """Draw the options that a source declares."""
    tr, key = context.tr, f"{TYPED}import-{source}-"
    options: dict[str, object] = {}
    if not kind.options:
        return options
    first, second, third = st.columns(3)
    if "retrieved" in kind.options:
        label, today = tr("Downloaded on"), datetime.date.today()
        day = first.date_input(
            label, value=None, max_value=today, key=f"{key}day", format="YYYY-MM-DD"
        )
        options["retrieved"] = day.isoformat() if day else ""
    if "city" in kind.options:
        label, hint = tr("Only what this city takes part in"), tr("all cities")
        options["city"] = text_field(
            tr, label, 300, second, key=f"{key}city", placeholder=hint
        ).strip()
        countries = {code: tr.country(code) for code in sorted(country_codes(), key=tr.country)}
        label, hint = tr("Only what this country takes part in"), tr("all countries")
        options["country"] = _any_of(label, countries, f"{key}country", hint, third)
    if "through" in kind.options:
        options["through_organisations"] = st.checkbox(
            tr("A city takes part when any organisation in it does"),
            key=f"{key}through",
            help=tr("Otherwise only where the organisation is the municipality or a public body."),
        )
    if "type" in kind.options:
        types = {name: tr.relation(name) for name in RELATION_TYPES}
        label = tr("Type of ties that name none")
        options["type"] = _any_of(label, types, f"{key}type", tr("none"), first)
        kinds = {name: tr.kind(name) for name in KINDS}
        label = tr("Kind of nodes that name none")
        options["kind"] = _any_of(label, kinds, f"{key}kind", tr("by the type"), second)
    return options


def _any_of(label: str, choices: dict[str, str], key: str, hint: str, place: DeltaGenerator) -> str:
    return pick(label, choices, key, place=place, index=None, placeholder=hint) or ""


# --- while and after it runs ----------------------------------------------------------------------


@st.fragment(run_every=1.0)
def _progress(context: Context, job: Job) -> None:
    tr = context.tr
    if job.done.is_set():
        st.rerun()
    rows = tr.ngettext("{n} row", "{n} rows", job.rows) if job.rows else ""
    text = " · ".join(part for part in (tr(STEPS[job.step]), rows) if part)
    st.progress(min(1.0, job.share), text=text)
    if st.button(tr("Stop"), icon=":material/stop:", disabled=job.stopped.is_set()):
        job.stopped.set()
        st.rerun()
