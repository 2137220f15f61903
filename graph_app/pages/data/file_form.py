"""How a file was read: its sheet, header and encoding to be corrected, and its first rows."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st
from streamlit.column_config import TextColumn

from graph_app.editing.import_job import Staged
from graph_app.editing.peek import Peek, close_encoding, odd_words, peek_aside, sample_of
from graph_app.intake.edges.mapping import Mapping
from graph_app.intake.files.encodings import ENCODINGS
from graph_app.intake.files.readers import Form
from graph_app.model.changes import as_rows
from graph_app.model.errors import GraphAppError
from graph_app.model.findings import Finding
from graph_app.model.words import N_
from graph_app.pages.data.fields import TYPED
from graph_app.pages.data.saving import show_error
from graph_app.pages.parts.elements import caption, pick, show_table, warning
from graph_app.pages.sessions.presence import asker, still_open
from graph_app.pages.shell.context import Context
from graph_app.wording.data import finding_rows, row_words, value_words
from graph_app.wording.text import plain

_PEEKED = "data-peeked"
_DELIMITERS = {",": N_("comma ,"), ";": N_("semicolon ;"), "\t": N_("tab"), "|": N_("line |")}
#: Rows that are shown as they will be, and findings below them.
_SHOWN, _FINDINGS = 5, 100


def forget_form() -> None:
    """Forget what was seen of files: they have been stored."""
    st.session_state.pop(_PEEKED, None)


def show_form(context: Context, staged: Staged) -> Peek:
    """Draw how the first file was read, and the fields that correct it; return its beginning.

    Raises
    ------
    GraphAppError
        If the file cannot be read in any way.
    """
    tr = context.tr
    st.markdown(f"### {plain(tr('How the file was read'))}")
    digest = hashlib.blake2b(staged.key.encode(), digest_size=6).hexdigest()
    key = f"{TYPED}form-{digest}-"
    form = Form()
    try:
        seen = _peeked(staged, form)
    except GraphAppError as error:
        # In a wrong encoding nothing can be shown; whoever knows the right one may say it.
        show_error(context, error)
        form = _encoding(context, None, key)
        if not form.encoding:
            raise
        seen = _peeked(staged, form)
    proposed = seen
    left, middle, right = st.columns(3)
    with left:
        form = replace(form, sheet=_sheet(context, proposed, key))
    if proposed.form.encoding:
        with middle:
            form = _encoding(context, proposed, key)
        with right:
            labels = {mark: tr(label) for mark, label in _DELIMITERS.items()}
            starts = (proposed.form.delimiter,)
            delimiter = pick(tr("Between the cells"), labels, f"{key}delimiter", starts)
            form = replace(form, delimiter="" if delimiter in starts else delimiter)
    seen = _peeked(staged, form)
    row = seen.form.header or 1
    place = left if proposed.form.encoding else middle
    header = place.number_input(
        tr("Row with the names of the columns"), 1, 100_000, row,
        key=f"{key}header-{form.sheet}-{form.encoding}-{form.delimiter}",
    )  # fmt: skip
    if header != row:
        seen = _peeked(staged, replace(form, header=int(header)))
    _say(context, staged, seen)
    return seen


def _peeked(staged: Staged, form: Form) -> Peek:
    """Return the beginning of the first file, which is looked at once for each form."""
    known = st.session_state.get(_PEEKED)
    if known is None or known[0] != staged.key:
        known = st.session_state[_PEEKED] = (staged.key, {})
    seen: dict[Form, Peek] = known[1]
    if form not in seen:
        given = form if form != Form() else None
        seen[form] = peek_aside(staged.paths[0], asker(), still_open(), given)
    return seen[form]


def _sheet(context: Context, seen: Peek, key: str) -> str:
    """Draw the choice of a sheet where there are several; return it if it is not the proposed one."""
    if len(seen.sheets) < 2:
        return ""
    tr = context.tr
    labels = {
        title: title if visible else tr("{sheet} (hidden)", sheet=title)
        for title, visible in seen.sheets.items()
    }
    chosen = pick(tr("Sheet"), labels, f"{key}sheet", (seen.form.sheet,))
    others = [label for title, label in labels.items() if title != chosen]
    caption(tr("Not read: {sheets}", sheets=", ".join(others)))
    return "" if chosen == seen.form.sheet else chosen


def _encoding(context: Context, seen: Peek | None, key: str) -> Form:
    """Draw the choice of an encoding; return the form that it makes, blank if it is the proposed."""
    tr, proposed = context.tr, seen.form.encoding if seen is not None else ""
    labels = {} if seen is not None else {"": tr("recognise it")}
    labels |= {name: name.upper() if name.startswith("utf") else name for name in ENCODINGS}
    hint = tr("Change it if letters such as å, ł or š look wrong.")
    chosen = pick(tr("Letters (encoding)"), labels, f"{key}encoding", (proposed,), help=hint)
    return Form(encoding="" if chosen == proposed else chosen)


def _say(context: Context, staged: Staged, seen: Peek) -> None:
    """Say what was recognised, and what was not understood, under the fields."""
    tr, words = context.tr, odd_words(seen)
    if seen.form.encoding and words:
        caption(tr("Words in this encoding: {words}", words=", ".join(words)))
    other = close_encoding(seen)
    if other:
        try:
            there = ", ".join(odd_words(_peeked(staged, Form(encoding=other))))
        except GraphAppError:
            there = ""
        text = tr("Are the words right? In {encoding} they are: {words}. Choose the encoding above.",
                  encoding=other, words=there)  # fmt: skip
        warning(text, 400)
    # Sheets are named beside their field, words of an encoding beside theirs.
    listed = [one for one in seen.findings if one.row]
    if listed:
        with st.expander(tr("What was noticed while reading"), expanded=True):
            show_findings(context, listed, wrong=False)


def show_findings(context: Context, findings: Sequence[Finding], wrong: bool = True) -> None:
    """Draw findings as a table; what is wrong under a line in red with an icon and words."""
    tr = context.tr
    if wrong:
        n = len(findings)
        label = tr.ngettext("{n} place was not understood", "{n} places were not understood", n)
        st.error(plain(label), icon=":material/error:")
    rows = finding_rows(findings, tr, _FINDINGS)
    # What is said of a whole file is of no row.
    rows = rows.assign(row=rows["row"].mask(rows["row"].eq(0)).astype("Int64"))
    columns = {
        "found": TextColumn(tr("Found"), width="medium"),
        "expected": TextColumn(tr("Expected"), width="large"),
    }
    show_table(rows.drop(columns="file"), tr, columns)


def show_sample(context: Context, seen: Peek, mapping: Mapping) -> None:
    """Draw the first rows as they would be stored, and what was not understood."""
    tr = context.tr
    sample = sample_of(seen, mapping)
    st.markdown(f"### {plain(tr('The first rows as they will be'))}")
    if sample.error is not None:
        show_error(context, sample.error)
        return
    ties = as_rows(sample.ties.head(_SHOWN))
    rows = [
        {
            "row": tie["row"],
            "tie": row_words("relations", {**tie, "start": "", "end": ""}, {}, tr),
            "start": value_words("start", tie["start"], {}, tr),
            "end": value_words("end", tie["end"], {}, tr),
            "status": value_words("status", tie["status"], {}, tr),
            "note": value_words("note", tie["note"], {}, tr),
        }
        for tie in ties
    ]
    headings = {
        "tie": tr("What will be stored"),
        "start": tr("Start"),
        "end": tr("End"),
        "note": tr("Note"),
    }
    show_table(pd.DataFrame(rows), tr, headings)
    if sample.findings:
        show_findings(context, sample.findings)
