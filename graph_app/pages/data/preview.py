"""What an import would change: counts, report, doubtful places; and the confirmation."""

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
    _ = context._
    report = job.merged.report
    st.markdown(f"### {plain(_('What it would change'))}")
    st.caption(plain(_("Nothing is stored yet.")))
    _counts(context, report)
    _report(context, report)
    _doubtful(context, job, report)
    return _confirm(context, job, report)


def _counts(context: Context, report: ImportReport) -> None:
    _ = context._
    figures = (
        (_("Rows read"), report.read),
        (_("New relations"), report.accepted),
        (_("Stated already"), report.known),
        (_("Cells changed"), report.changed),
        (_("Rows rejected"), report.rejected),
        (_("Places in doubt"), len(report.doubtful)),
    )
    for place, (label, n) in zip(st.columns(len(figures)), figures, strict=True):
        place.metric(label, _.number(n))
    new = ", ".join(f"{_(TABLES[table])} {_.number(n)}" for table, n in report.added.items())
    st.markdown(f"**{plain(_('New rows: {rows}', rows=new or _('none')))}**")
    persons = report.added.get("contacts", 0)
    if persons:
        text = _.ngettext(
            "{n} contact person will be added: personal data.",
            "{n} contact persons will be added: personal data.",
            persons,
        )
        mark_personal(text)
    counts = "; ".join(
        f"{count_words(what, _)}: {_.number(n)}" for what, n in report.counts.items()
    )
    if counts:
        st.caption(plain(counts, 900))


def _report(context: Context, report: ImportReport) -> None:
    _ = context._
    rows = report.rows()
    if not len(rows):
        return
    with st.expander(_("Report: what was changed, rejected and doubted"), expanded=len(rows) < 50):
        st.dataframe(
            rows.head(_MOST).assign(expected=rows["expected"].head(_MOST).map(_.error)),
            hide_index=True,
            column_config={
                "file": _("File"),
                "row": _("Row"),
                "column": _("Column"),
                "found": st.column_config.TextColumn(_("Found"), width="medium"),
                "expected": st.column_config.TextColumn(_("Expected"), width="large"),
            },
        )
        if len(rows) > _MOST:
            text = _("The first {n} are shown; the file holds all.", n=_.number(_MOST))
            st.caption(plain(text))
    st.download_button(
        _("Download the report (CSV)"),
        data=report.to_csv,
        file_name="import-report.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


# --- places in doubt ------------------------------------------------------------------------------


def _doubtful(context: Context, job: Job, report: ImportReport) -> None:
    """Ask about the places in doubt, some at a time; what is answered makes the preview anew."""
    _, rows = context._, report.doubtful
    if not len(rows):
        return
    st.markdown(f"### {plain(_('Is it the same place?'))}")
    st.caption(
        plain(_("Without an answer a place becomes one of its own. The most likely stand first."))
    )
    pages = -(-len(rows) // _ASKED)
    at = 0
    if pages > 1:
        at = (
            st.number_input(_("Page of {n}", n=_.number(pages)), 1, pages, key="data-doubt-page")
            - 1
        )
    asked = rows.iloc[at * _ASKED : (at + 1) * _ASKED].to_dict("records")
    keys = [_key(job, row) for row in asked]
    if len(asked) > 1:
        st.button(_("Yes to all of these"), on_click=_agree, args=(keys,))
    answers = {}
    for row in asked:
        answer = _ask(context, row, job)
        if answer is not None:
            answers[row["id"]] = answer == "yes"
    label = _.ngettext("Apply {n} answer", "Apply {n} answers", len(answers))
    if st.button(label, disabled=not answers):
        job.renew(whole_tables(context.facts), context.facts.number, answers)
        st.rerun()


def _agree(keys: list[str]) -> None:
    st.session_state.update(dict.fromkeys(keys, "yes"))


def _key(job: Job, row: dict) -> str:
    return f"data-same-{id(job)}-{row['id']}"


def _ask(context: Context, row: dict, job: Job) -> str | None:
    _ = context._
    facts = [_.country(row["candidate_country"])] if row["candidate_country"] else []
    if not pd.isna(row["distance"]):
        facts.append(_("{n} km away", n=_.number(row["distance"])))
    facts.append(_("confidence {share}", share=_.percent(row["confidence"])))
    own = shorten(row["name"], 80)
    own += f" ({_.country(row['country'])})" if row["country"] else ""
    question = _(
        "{name}: is it {candidate}?",
        name=own,
        candidate=f"{shorten(row['candidate_name'], 80)} ({', '.join(facts)})",
    )
    words = {"yes": _("Yes, the same"), "no": _("No, another place")}
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
    _ = context._
    if job.number != context.facts.number:
        text = _(
            "Others have saved since; the preview has to be made anew before it can be stored."
        )
        st.warning(plain(text))
        if st.button(_("Make the preview anew"), type="primary"):
            job.renew(whole_tables(context.facts), context.facts.number, {})
            st.rerun()
        return st.button(_("Give it up"))
    new = sum(report.added.values())
    key = "data-f-import-reason"
    st.session_state.setdefault(key, "")
    reason = st.text_input(
        _("Reason for the change, for the history"),
        key=key,
        max_chars=2000,
        placeholder=_("Import: {what}", what=job.title),
    ).strip()
    first, second, _rest = st.columns([1, 1, 2])
    label = _.ngettext("Store {n} new row", "Store {n} new rows", new)
    if first.button(label, type="primary", disabled=not new, width="stretch"):
        reason = reason or _("Import: {what}", what=job.title)
        job.confirm(context.facts.store, current_actor(), reason)
        st.rerun()
    return second.button(_("Give it up"), width="stretch")
