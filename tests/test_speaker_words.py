"""Quotes that reach over several speakers: one is quoted, and only she; labels, which may be names, are not printed."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecoder.core.judging.evidence import Evidence
from casecoder.core.outputs.matrix import MatrixMeasure
from casecoder.core.outputs.speaker_words import TouchedTurn, keep_speaker_words
from casecoder.core.transcripts.spans import Span
from casecoder.core.verifying.quote_comparison import is_faithful_quote
from casecoder.services.outputs.matrix_files import write_matrix_file
from casecoder.services.outputs.publishing import write_case_study, write_synthesis
from casecoder.services.segments.coding import apply_codes
from casecoder.services.sources.correcting import apply_correction, plan_correction
from casecoder.services.verifying.document_verification import verify_report
from casecoder.store.evidence import find_evidence
from casecoder.store.study_file import StudyFile
from tests.study_kit import CODER, add_source, make_study

TALK = (
    "INT: Who writes there?\n\nMrs Prentice: We post the notices there.\n\nINT: And the parents?\n\n"
    "Mrs Prentice: Some look.\n\nMr Tansley: Mine never do.\n"
)
OTHERS = ("Prentice", "Tansley", "And the parents", "Mine never do")


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    made = make_study(tmp_path)
    add_source(made, tmp_path, TALK)
    start, end = TALK.index("We post"), TALK.index("never do.") + len("never do.")
    apply_codes(made, "P1-INT-01", ["B01"], span=Span(start, end), coder=CODER)
    return made


def test_one_speaker_is_quoted_and_what_others_say_is_left_out_and_marked() -> None:
    turns, at = [], 0
    for block in TALK.strip().split("\n\n"):
        turns.append(TouchedTurn(at + block.index(": ") + 2, at + len(block), block.startswith("Mrs")))
        at += len(block) + 2
    assert keep_speaker_words(TALK.strip(), 0, turns) == "[…] We post the notices there. […] Some look. […]"
    begin = TALK.index("post")
    assert keep_speaker_words(TALK[begin : TALK.index("there.") + 3], begin, turns) == "post the notices the"
    assert keep_speaker_words(TALK[:6], 0, turns) == "[…]"


@given(st.lists(st.tuples(st.sampled_from(["A: ", "Bo: ", ""]), st.text("ab .!\n", min_size=1)), max_size=6), st.data())
def test_what_is_left_of_a_quote_is_exact(blocks: list[tuple[str, str]], data: st.DataObject) -> None:
    text, turns = "", []
    for label, words in blocks:
        turns.append(TouchedTurn(len(text) + len(label), len(text) + len(label) + len(words), label == "A: "))
        text += f"{label}{words}\n"
    start = data.draw(st.integers(0, len(text)))
    quote = text[start : data.draw(st.integers(start, len(text)))]
    made = keep_speaker_words(quote, start, turns)
    assert not made or is_faithful_quote(made, quote) or not any(map(str.isalnum, made))
    assert "Bo" not in made


def test_what_waits_on_the_review_list_is_told_in_the_words_of_the_text_it_was_coded_in(
    study: StudyFile, tmp_path: Path
) -> None:
    (before,) = coded(study)
    corrected = tmp_path / "corrected.txt"
    text = TALK.replace("We post the notices", "Hardly anybody at all ever writes").replace("never do", "always did")
    corrected.write_text("INT: Good morning to you all.\n\n" + text, encoding="utf-8")
    apply_correction(study, plan_correction(study, "P1-INT-01", corrected), coder=CODER)
    (after,) = coded(study)
    assert after.in_review
    assert after.printed == before.printed == "We post the notices there. […] Some look. […]"


def coded(study: StudyFile) -> list[Evidence]:
    with study.reading() as session:
        return find_evidence(session)


def test_a_file_s_name_is_no_title_to_print(tmp_path: Path) -> None:
    study = make_study(tmp_path)
    add_source(study, tmp_path, TALK, "mrs-tansley-at-home.txt")
    apply_codes(study, "P1-INT-01", ["B01"], quote="Some look.", coder=CODER)
    gaps: list[str] = []
    report = write_case_study(study, "P1", tmp_path / "p1.docx", say=gaps.append)
    with zipfile.ZipFile(report) as archive:
        assert not any(b"ansley" in archive.read(name) for name in archive.namelist())
    assert any("P1-INT-01 has no title but the name of its file" in gap for gap in gaps)
    study.close()


def test_no_document_names_who_speaks_or_quotes_another(study: StudyFile, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    report = write_case_study(study, "P1", out)
    across = write_synthesis(study, out)
    write_matrix_file(study, out / "table.docx", MatrixMeasure.COUNT)
    write_matrix_file(study, out / "table.xlsx", MatrixMeasure.COUNT)
    write_matrix_file(study, out / "table.html", MatrixMeasure.COUNT)
    write_matrix_file(study, out / "table.csv", MatrixMeasure.COUNT)
    for path in sorted(out.iterdir()):
        held = [path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                held = [archive.read(name) for name in archive.namelist()]
        for part in held:
            assert not any(word in part.decode("utf-8", "replace") for word in OTHERS), path.name
    assert not verify_report(study, report).findings and not verify_report(study, across).findings
    study.close()
