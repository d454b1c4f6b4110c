"""Where files and pasted cells come in, and what each of them is."""

from __future__ import annotations

import re
from dataclasses import replace

import streamlit as st

from tracker.exchange.importers import FileReview, Review, Source
from tracker.exchange.importers.outcome import LARGEST_FILE
from tracker.exchange.importers.template import template_xlsx
from tracker.findings import FindingCode
from tracker.reading.remark import Remark
from tracker.ui import navigation, session
from tracker.ui.import_desk import kept
from tracker.ui.import_desk.kept import KEY, PASTED
from tracker.ui.text import count_text, md_escape, md_verbatim

_TEACHES = (
    "Any spreadsheet or text file with a row for each trip or each day: Excel, CSV, ODS, or cells that you copied. "
    "Your own headings are fine."
)
_PROMISES = "You see how each column and each row is read. Nothing is saved before you press Import."
_BESIDE_THE_ROWS = (FindingCode.ANSWER_NEEDED, FindingCode.UNUSABLE_ROW, FindingCode.DUPLICATE_ID)
_MOST_REMARKS = 12
_SENTENCES = re.compile(r"(?<=[.?!]) (?=[A-Z\"“])")


def ask_for_files() -> None:
    """The two ways in: files, several at once, and pasted cells."""
    half_done = kept.current()
    if not half_done.sources:
        st.text(_TEACHES)
        st.text(_PROMISES)
    left, right = st.columns(2)
    left.file_uploader(
        "Files, one or several",
        accept_multiple_files=True,
        max_upload_size=LARGEST_FILE // 1024**2,
        key=_files_key(),
        on_change=_take_files,
        args=(_files_key(),),
        **session.for_writers(),
    )
    pasted = next((source for source in half_done.sources if source.name == PASTED), None)
    if pasted:
        st.session_state.setdefault(_pasted_key(), pasted.content.decode("utf-8", "replace"))
    right.text_area(
        "Or paste cells, with the line of headings",
        key=_pasted_key(),
        placeholder="Country\tFirst day\tLast day\nFrance\tMar 1, 2026\tMar 20, 2026",
        persist_state="session",
        height=120,
        on_change=_take_pasted,
        args=(_pasted_key(),),
        **session.for_writers(),
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        _template_button()
        st.page_link(
            navigation.HELP.file,
            label="What is understood",
            icon=":material/help:",
            query_params={"help.page": "import"},
        )
        if half_done.sources:
            st.button("Discard this import", key=f"{KEY}.discard", icon=":material/delete:", on_click=kept.discard)


def show_files(review: Review) -> None:
    """What each file is, before anything else: ``list.xlsx · Excel workbook · 212 rows, 3 people, 2019–2026``."""
    for number, file in enumerate(review.files):
        with st.container(horizontal=True, vertical_alignment="center", key=f"{KEY}.of_file.{number}"):
            if file.plan is None:
                why = file.refused.removeprefix(f"{file.name}: ")
                st.error(md_escape(f"{file.name} is not read: {why}"), icon=":material/block:")
            else:
                words = " · ".join(filter(None, (file.title, file.told)))
                st.markdown(f"**{md_verbatim(file.name)}** · {md_escape(words)}", width="content")
            if len(review.files) > 1:
                st.button(
                    "Remove",
                    key=f"{KEY}.remove.{number}",
                    type="tertiary",
                    help=md_escape(f"Leave {file.name} out of this import"),
                    on_click=_remove,
                    args=(number,),
                )
        _show_remarks(file, review.remarks.get(file.name, ()), number)


def _show_remarks(file: FileReview, remarks: tuple[Remark, ...], number: int) -> None:
    """What matters stands open; what was only assumed is folded."""
    said = [remark for remark in remarks if remark.code not in _BESIDE_THE_ROWS and remark.sentence != file.recipe]
    weighty = [remark for remark in said if remark.code != FindingCode.ASSUMED_READING and remark.matters]
    weighty += [remark for remark in said if remark.code == FindingCode.HEADING_NOT_KNOWN]
    if weighty:
        st.warning(_listed(weighty), icon=":material/warning:", title="Please check")
    if rest := [remark for remark in said if remark not in weighty]:
        with st.expander(
            f"{count_text(len(rest), 'note')} on how it was read", key=f"{KEY}.remarks.{number}", type="compact"
        ):
            st.markdown(_listed(rest))


def _listed(remarks: list[Remark]) -> str:
    lines = [f"- {md_escape(_placed(remark))}" for remark in remarks[:_MOST_REMARKS]]
    if len(remarks) > _MOST_REMARKS:
        lines.append(f"- and {len(remarks) - _MOST_REMARKS:,} more")
    return "\n".join(lines)


def _placed(remark: Remark) -> str:
    sheet = f"Sheet {remark.sheet}, row" if remark.sheet else "Row"
    sentence = without_options(remark.sentence)
    if remark.row and f"row {remark.row}" not in sentence.lower():
        return f"{sheet} {remark.row}: {sentence}"
    return sentence


def without_options(text: str) -> str:
    """Without the sentences that name an option of the command line: here there are selects for it."""
    return " ".join(sentence for sentence in _SENTENCES.split(text) if " --" not in sentence) or text


def _template_button() -> None:
    st.download_button(
        "Download a template",
        data=template_xlsx,
        file_name="coverline-template.xlsx",
        mime="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        on_click="ignore",
        icon=":material/download:",
        key=f"{KEY}.template",
    )


def _files_key() -> str:
    return f"{KEY}.file.{kept.nonce()}.{st.session_state.setdefault(f'{KEY}.taken', 0)}"


def _pasted_key() -> str:
    return f"{KEY}.pasted.{kept.nonce()}"


def _take_files(key: str) -> None:
    """Move what was chosen to the desk; the field to choose is empty again, for more.

    ``key`` is of the field that the files were put into: by the time its change arrives, an import that ended meanwhile
    may have made another field of it.
    """
    half_done = kept.current()
    names: set[str] = set()
    for file in st.session_state.get(key) or []:
        name = _free_name(file.name, names)
        names.add(name)
        before = {source.name for source in half_done.sources}
        taken = Source(name, file.getvalue())
        if taken in half_done.sources:
            session.flash(f"{name} is on the desk already.")
        elif name in before:
            session.flash(f"{name} took the place of the file of this name that you brought before.")
        half_done = half_done.with_source(taken)
    kept.put(half_done)
    st.session_state[f"{KEY}.taken"] += 1


def _free_name(name: str, names: set[str]) -> str:
    """The second "trips.csv" of one choice is "trips.csv (2)"; "!" stands between a file and a question."""
    name = " ".join(name.replace("!", " ").split()) or "file"
    name = f"{name} (file)" if name == PASTED else name
    return next(free for free in (name, *(f"{name} ({n})" for n in range(2, len(names) + 3))) if free not in names)


def _take_pasted(key: str) -> None:
    if key not in st.session_state:  # of an import that ended meanwhile
        return
    text = str(st.session_state[key] or "")
    half_done = kept.current()
    if text.strip():
        kept.put(half_done.with_source(Source(PASTED, text.encode("utf-8", "replace"))))
    else:
        kept.put(half_done.without_source(PASTED))


def _remove(number: int) -> None:
    half_done = kept.current()
    if number < len(half_done.sources):
        name = half_done.sources[number].name
        kept.put(replace(half_done.without_source(name)))
        if name == PASTED:
            st.session_state[_pasted_key()] = ""
