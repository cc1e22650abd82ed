"""Coding by words and by place, and what is refused."""

from pathlib import Path

import pytest

from casecoder.core.errors import CaseCoderError
from casecoder.core.transcripts.spans import Span
from casecoder.core.vocabulary import Direction, Role
from casecoder.services.codebook import codebooks
from casecoder.services.segments import coding
from casecoder.services.sources import study_listings
from tests.study_kit import CODEBOOK, CODER, INTERVIEW, contents, make_study


def test_a_quote_is_found_and_stored_with_its_place_and_voice(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    (made,) = coding.apply_codes(study, "P1-INT-01", ["b01"], quote="café chat is dead", coder=CODER)
    source = study_listings.open_source(study, "P1-INT-01")
    assert source.text[made.start : made.end] == made.quote == "café chat is dead"
    assert (made.case, made.code, made.turn) == ("P1", "B01", 2)
    turn = source.turns[made.turn - 1]
    assert turn.speaker == "Mrs Okoro"
    assert turn.words <= made.start < made.end <= turn.end


def test_the_voice_is_the_participants_and_not_the_interviewers(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    text = study_listings.open_source(study, "P1-INT-01").text
    span = Span(text.index("And parents?"), text.index("Some look.") + len("Some look."))
    (made,) = coding.apply_codes(study, "P1-INT-01", ["B02"], span=span, coder=CODER)
    assert made.turn == 4
    assert made.pseudonym


def test_the_bracketed_year_makes_a_learner(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    (made,) = coding.apply_codes(study, "P1-INT-01", ["B02"], quote="I show my mum", coder=CODER)
    assert made.role is Role.LEARNER
    assert made.attribution == "Learner, primary school"


def test_several_codes_and_overlapping_segments_stand_together(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    coding.apply_codes(study, "P1-INT-01", ["B01", "B02"], quote="Nobody reads the board", coder=CODER)
    coding.apply_codes(study, "P1-INT-01", ["B03"], quote="reads the board any more", coder=CODER)
    assert {(item.code, item.quote) for item in study_listings.list_segments(study)} == {
        ("B01", "Nobody reads the board"),
        ("B02", "Nobody reads the board"),
        ("B03", "reads the board any more"),
    }


def test_white_space_at_the_ends_is_left_out(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    text = study_listings.open_source(study, "P1-INT-01").text
    at = text.index("Some look.")
    (made,) = coding.apply_codes(study, "P1-INT-01", ["B02"], span=Span(at - 1, at + 11), coder=CODER)
    assert made.quote == "Some look."


@pytest.mark.parametrize(
    ("source", "codes", "quote", "span", "said"),
    [
        ("P1-INT-01", ["B01"], "We post the notices there", None, "occurs 2 times"),
        ("P1-INT-01", ["B01"], "Nobody reads a board", None, "does not occur"),
        ("P1-INT-01", ["B01"], "   ", None, "empty"),
        ("P1-INT-01", ["B99"], "Nobody reads the board", None, "no code 'B99'"),
        ("P9-INT-01", ["B01"], "Nobody reads the board", None, "no source 'P9-INT-01'"),
        ("P1-INT-01", ["B01"], "", Span(5, 99_999), "no characters"),
        ("P1-INT-01", ["B01"], "", Span(9, 9), "no characters"),
        ("P1-INT-01", [], "Nobody reads the board", None, "No code"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    tmp_path: Path, source: str, codes: list[str], quote: str, span: Span | None, said: str
) -> None:
    study = make_study(tmp_path, INTERVIEW)
    before = contents(study)
    with pytest.raises(CaseCoderError, match=said) as caught:
        coding.apply_codes(study, source, codes, quote=quote, span=span, coder=CODER)
    assert caught.value.message
    assert contents(study) == before


def test_an_ambiguous_quote_lists_its_places_and_one_of_them_works(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    with pytest.raises(CaseCoderError) as caught:
        coding.apply_codes(study, "P1-INT-01", ["B01"], quote="We post the notices there", coder=CODER)
    start, end = caught.value.hint.split("--span ")[2].split()[0].split(":")
    (made,) = coding.apply_codes(study, "P1-INT-01", ["B01"], span=Span(int(start), int(end)), coder=CODER)
    assert made.turn == 4


def test_the_same_coding_twice_is_refused_but_another_coder_may(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    coding.apply_codes(study, "P1-INT-01", ["B01"], quote="Nobody reads the board", coder="anna")
    with pytest.raises(CaseCoderError, match="already coded B01 by anna"):
        coding.apply_codes(study, "P1-INT-01", ["B01"], quote="Nobody reads the board", coder="anna")
    coding.apply_codes(study, "P1-INT-01", ["B01"], quote="Nobody reads the board", coder="ben")


def test_direction_and_note_can_be_changed_later(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    (made,) = coding.apply_codes(study, "P1-INT-01", ["B02"], quote="Most don’t.", coder=CODER)
    coding.amend_coding(study, made.number, coder=CODER, direction=Direction.COUNTERS, note="ironic")
    (now,) = study_listings.list_segments(study)
    assert now.counters
    assert now.note == "ironic"


def test_a_new_version_of_a_codebook_retires_codes_and_keeps_their_codings(tmp_path: Path) -> None:
    study = make_study(tmp_path, INTERVIEW)
    (made,) = coding.apply_codes(study, "P1-INT-01", ["B03"], quote="Nobody reads the board", coder=CODER)
    newer = tmp_path / "newer.md"
    newer.write_text(CODEBOOK.partition("## B03")[0], encoding="utf-8")
    codebooks.install_codebook(study, str(newer), coder=CODER)
    assert [item.number for item in study_listings.list_segments(study)] == [made.number]
    with pytest.raises(CaseCoderError, match="retired"):
        coding.apply_codes(study, "P1-INT-01", ["B03"], quote="café chat is dead", coder=CODER)
    assert codebooks.export_codebook(study, "small", version=1) == CODEBOOK
    assert "## B03" not in codebooks.export_codebook(study, "small")
