"""What an import would change: counts, report, doubtful places; and the confirmation."""

from functools import partial

import pandas as pd
import streamlit as st

from graph_app.editing.import_job import Job
from graph_app.intake.merging.report import ImportReport
from graph_app.pages.parts.contact_persons import mark_personal
from graph_app.pages.shell.context import Context
from graph_app.pages.shell.facts import whole_tables
from graph_app.pages.shell.visitor import current_actor
from graph_app.wording.data import TABLES, count_words
from graph_app.wording.text import plain, shorten

#: Doubtful places beside each other, and report rows on the screen.
_ASKED, _MOST = 10, 1000


def show_preview(context: Context, job: Job) -> bool:
    """Draw the preview of an import; tell whether the person has given it up."""
    tr = context.tr
    report = job.merged.report
    st.markdown(f"### {plain(tr('What it would change'))}")
    st.caption(plain(tr("Nothing is stored yet.")))
    _counts(context, report)
    _report(context, report)
    _doubtful(context, job, report)
    return _confirm(context, job, report)


def _counts(context: Context, report: ImportReport) -> None:
    tr = context.tr
    figures = (
        (tr("Rows read"), report.read),
        (tr("New relations"), report.accepted),
        (tr("Stated already"), report.known),
        (tr("Cells changed"), report.changed),
        (tr("Rows rejected"), report.rejected),
        (tr("Places in doubt"), len(report.doubtful)),
    )
    for place, (label, n) in zip(st.columns(len(figures)), figures, strict=True):
        place.metric(label, tr.number(n))
    new = ", ".join(f"{tr(TABLES[table])} {tr.number(n)}" for table, n in report.added.items())
    st.markdown(f"**{plain(tr('New rows: {rows}', rows=new or tr('none')))}**")
    persons = report.added.get("contacts", 0)
    if persons:
        text = tr.ngettext(
            "{n} contact person will be added: personal data.",
            "{n} contact persons will be added: personal data.",
            persons,
        )
        mark_personal(text)
    counts = "; ".join(
        f"{count_words(what, tr)}: {tr.number(n)}" for what, n in report.counts.items()
    )
    if counts:
        st.caption(plain(counts, 900))


def _report(context: Context, report: ImportReport) -> None:
    tr = context.tr
    rows = report.rows()
    if not len(rows):
        return
    with st.expander(tr("Report: what was changed, rejected and doubted"), expanded=len(rows) < 50):
        st.dataframe(
            rows.head(_MOST).assign(
                found=rows["found"].head(_MOST).map(tr.error),
                expected=rows["expected"].head(_MOST).map(tr.error),
            ),
            hide_index=True,
            column_config={
                "file": tr("File"),
                "row": tr("Row"),
                "column": tr("Column"),
                "found": st.column_config.TextColumn(tr("Found"), width="medium"),
                "expected": st.column_config.TextColumn(tr("Expected"), width="large"),
            },
        )
        if len(rows) > _MOST:
            text = tr("The first {n} are shown; the file holds all.", n=tr.number(_MOST))
            st.caption(plain(text))
    st.download_button(
        tr("Download the report (CSV)"),
        data=partial(report.to_csv, tr.error),
        file_name="import-report.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


# --- places in doubt ------------------------------------------------------------------------------


def _doubtful(context: Context, job: Job, report: ImportReport) -> None:
    """Ask about the places in doubt, some at a time; what is answered makes the preview anew."""
    tr, rows = context.tr, report.doubtful
    if not len(rows):
        return
    st.markdown(f"### {plain(tr('Is it the same place?'))}")
    st.caption(
        plain(tr("Without an answer a place becomes one of its own. The most likely stand first."))
    )
    pages = -(-len(rows) // _ASKED)
    at = 0
    if pages > 1:
        at = (
            st.number_input(tr("Page of {n}", n=tr.number(pages)), 1, pages, key="data-doubt-page")
            - 1
        )
    asked = rows.iloc[at * _ASKED : (at + 1) * _ASKED].to_dict("records")
    keys = [_key(job, row) for row in asked]
    if len(asked) > 1:
        st.button(tr("Yes to all of these"), on_click=_agree, args=(keys,))
    answers = {}
    for row in asked:
        answer = _ask(context, row, job)
        if answer is not None:
            answers[row["id"]] = answer == "yes"
    label = tr.ngettext("Apply {n} answer", "Apply {n} answers", len(answers))
    if st.button(label, disabled=not answers):
        job.renew(whole_tables(context.facts), context.facts.number, answers)
        st.rerun()


def _agree(keys: list[str]) -> None:
    st.session_state.update(dict.fromkeys(keys, "yes"))


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
        format_func=words.get,
        horizontal=True,
        key=_key(job, row),
    )


# --- confirming -----------------------------------------------------------------------------------


def _confirm(context: Context, job: Job, report: ImportReport) -> bool:
    """Draw the confirmation; tell whether the person has given the import up."""
    tr = context.tr
    if job.number != context.facts.number:
        text = tr(
            "Others have saved since; the preview has to be made anew before it can be stored."
        )
        st.warning(plain(text))
        if st.button(tr("Make the preview anew"), type="primary"):
            job.renew(whole_tables(context.facts), context.facts.number, {})
            st.rerun()
        return st.button(tr("Give it up"))
    new = sum(report.added.values())
    key = "data-f-import-reason"
    st.session_state.setdefault(key, "")
    reason = st.text_input(
        tr("Reason for the change, for the history"),
        key=key,
        max_chars=2000,
        placeholder=tr("Import: {what}", what=job.title),
    ).strip()
    first, second, _rest = st.columns([1, 1, 2])
    label = tr.ngettext("Store {n} new row", "Store {n} new rows", new)
    if first.button(label, type="primary", disabled=not new, width="stretch"):
        reason = reason or tr("Import: {what}", what=job.title)
        job.confirm(context.facts.store, current_actor(), reason)
        st.rerun()
    return second.button(tr("Give it up"), width="stretch")
