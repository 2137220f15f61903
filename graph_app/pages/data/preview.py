"""What an import would change: counts, report, doubtful places; and the confirmation."""

from functools import partial

import pandas as pd
import streamlit as st
from streamlit.column_config import CheckboxColumn, TextColumn

from graph_app.editing.import_job import Job
from graph_app.editing.import_list import chosen
from graph_app.intake.merging.report import ImportReport
from graph_app.model.changes import ChangeSet
from graph_app.pages.data.import_list import show_list
from graph_app.pages.parts.contact_persons import mark_personal
from graph_app.pages.parts.downloads import download
from graph_app.pages.parts.elements import caption, text_field, warning, words_of
from graph_app.pages.sessions.downloads import LIGHT_ROWS, Download
from graph_app.pages.shell.context import Context
from graph_app.pages.shell.facts import whole_tables
from graph_app.pages.shell.visitor import current_actor
from graph_app.wording.data import count_words, ground_words
from graph_app.wording.imports import import_figures, new_rows
from graph_app.wording.text import plain, shorten

#: Doubtful places beside each other, and report rows on the screen.
_ASKED, _MOST = 10, 1000


def show_preview(context: Context, job: Job) -> bool:
    """Draw the preview of an import; return whether the person has given it up."""
    assert job.merged is not None
    tr, report = context.tr, job.merged.report
    st.markdown(f"### {plain(tr('What it would change'))}")
    caption(tr("Nothing is stored yet."))
    _counts(context, report)
    if len(report.doubtful):
        _doubtful(context, job, report)
    choices = show_list(context, job)
    _joins(context, job, report)
    if len(report.rows()):
        _report(context, report)
    return _confirm(context, job, chosen(job.merged, choices))


def _counts(context: Context, report: ImportReport) -> None:
    tr = context.tr
    figures = import_figures(report, tr)
    for place, (label, n) in zip(st.columns(len(figures)), figures, strict=True):
        place.metric(label, tr.number(n))
    st.markdown(f"**{plain(new_rows(report, tr))}**")
    persons = report.added.get("contacts", 0)
    if persons:
        mark_personal(
            tr.ngettext(
                "{n} contact person will be added: personal data.",
                "{n} contact persons will be added: personal data.",
                persons,
            )
        )
    counts = "; ".join(
        f"{count_words(what, tr)}: {tr.number(n)}" for what, n in report.counts.items()
    )
    if counts:
        caption(counts, 900)


def _report(context: Context, report: ImportReport) -> None:
    tr = context.tr
    rows = report.rows()
    heavy = len(rows) > LIGHT_ROWS
    data = Download(partial(report.to_csv, tr.error), tr, "import-report.csv", heavy)
    download(tr("Download the report (CSV)"), data, "import-report.csv", "text/csv")


# --- places in doubt ------------------------------------------------------------------------------


def _doubtful(context: Context, job: Job, report: ImportReport) -> None:
    """Ask about the places in doubt, some at a time; what is answered makes the preview anew."""
    tr, rows = context.tr, report.doubtful
    st.markdown(f"### {plain(tr('Is it the same place?'))}")
    caption(tr("Without an answer a place becomes one of its own. The most likely stand first."))
    pages, page = -(-len(rows) // _ASKED), 1
    if pages > 1:
        label = tr("Page of {n}", n=tr.number(pages))
        page = st.number_input(label, 1, pages, key="data-doubt-page")
    asked = rows.iloc[(page - 1) * _ASKED : page * _ASKED].to_dict("records")
    if len(asked) > 1:
        labels = {"yes": tr("Yes to all of these"), "no": tr("No to all of these")}
        for place, (answer, label) in zip(st.columns(2), labels.items(), strict=True):
            agreed = dict.fromkeys((_key(job, row) for row in asked), answer)
            place.button(label, on_click=st.session_state.update, args=(agreed,), width="stretch")
    given = {row["id"]: _ask(context, row, job) for row in asked}
    answers = {place: answer == "yes" for place, answer in given.items() if answer is not None}
    label = tr.ngettext("Apply {n} answer", "Apply {n} answers", len(answers))
    if st.button(label, disabled=not answers):
        job.renew(whole_tables(context.facts), context.facts.number, answers)
        st.rerun()


def _key(job: Job, row: dict) -> str:
    return f"data-same-{id(job)}-{row['id']}"


def _ask(context: Context, row: dict, job: Job) -> str | None:
    tr = context.tr
    facts = [tr.country(row["candidate_country"])] if row["candidate_country"] else []
    if not pd.isna(row["distance"]):
        facts.append(tr("{n} km away", n=tr.number(row["distance"])))
    facts.append(tr("confidence {share}", share=tr.percent(row["confidence"])))
    own = shorten(row["name"], 80)
    own += f" ({tr.country(row['country'])})" if row["country"] else ""
    question = tr(
        "{name}: is it {candidate}?",
        name=own,
        candidate=f"{shorten(row['candidate_name'], 80)} ({', '.join(facts)})",
    )
    words = {"yes": tr("Yes, the same"), "no": tr("No, another place")}
    return st.radio(
        plain(question, 400),
        list(words),
        index=None,
        format_func=words_of(words),
        horizontal=True,
        key=_key(job, row),
    )


def _joins(context: Context, job: Job, report: ImportReport) -> None:
    """Draw the places that were recognised; one that is another becomes a place of its own."""
    tr, joins = context.tr, report.joins
    if joins.empty:
        return
    rows = joins.assign(words=joins["draft"].map(ground_words(joins, tr)))
    title = tr("Places that were recognised ({n})", n=tr.number(len(rows)))
    with st.expander(plain(title)):
        caption(tr("Untick a place that is another one; it then becomes a place of its own."))
        frame = rows.head(_MOST).set_index("draft")[["words"]].assign(same=True)[["same", "words"]]
        columns = {
            "same": CheckboxColumn(tr("The same"), width="small"),
            "words": TextColumn(tr("Recognised as"), width="large"),
        }
        key = f"data-joins-{id(job)}-{id(job.merged)}"
        after = st.data_editor(
            frame, column_config=columns, key=key, hide_index=True, disabled=["words"]
        )
        wrong = dict.fromkeys(after.index[~after["same"].astype(bool)], False)
        label = tr.ngettext(
            "Make {n} a place of its own", "Make {n} places of their own", len(wrong)
        )
        if st.button(label, disabled=not wrong):
            job.renew(whole_tables(context.facts), context.facts.number, wrong)
            st.rerun()


# --- confirming -----------------------------------------------------------------------------------


def _confirm(context: Context, job: Job, changes: ChangeSet) -> bool:
    """Draw the confirmation; return whether the person has given the import up."""
    tr = context.tr
    if job.number != context.facts.number:
        warning(
            tr("Others have saved since; the preview has to be made anew before it can be stored.")
        )
        if st.button(tr("Make the preview anew"), type="primary"):
            job.renew(whole_tables(context.facts), context.facts.number, {})
            st.rerun()
        return st.button(tr("Give it up"))
    new = len(changes)
    usual = tr("Import: {what}", what=job.title)
    key = "data-f-import-reason"
    st.session_state.setdefault(key, "")
    label = tr("Reason for the change, for the history")
    reason = text_field(tr, label, 2000, key=key, placeholder=usual).strip()
    first, second, _rest = st.columns([1, 1, 2])
    label = tr.ngettext("Store {n} new row", "Store {n} new rows", new)
    if first.button(label, type="primary", disabled=not new, width="stretch"):
        job.confirm(context.facts.stored, current_actor(), reason or usual, changes)
        st.rerun()
    return second.button(tr("Give it up"), width="stretch")
