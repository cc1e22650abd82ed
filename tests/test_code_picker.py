"""What the picker offers first: by letters, by use, and by fit to the words."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecoder.core.coding.code_search import CodeChoice, find_matching_codes
from casecoder.core.coding.code_suggestions import CodeSuggester, word_stems
from casecoder.core.transcripts.spans import Span
from casecoder.services.segments import code_choices, coding
from casecoder.services.sources import study_listings
from casecoder.store.study_file import StudyFile
from tests.study_kit import CODER, INTERVIEW, make_study

SOURCE = "P1-INT-01"
CHOICES = [
    CodeChoice("B01", "Organisation", "A book", definition="Who finds what on the platform.", include="Notices."),
    CodeChoice("B02", "Parents", "A book", definition="What families see.", cues=("at home", "my mum")),
    CodeChoice("B03", "Time", "A book", definition="Minutes saved and lost.", exclude="Families’ evenings."),
    CodeChoice("B04", "Reports", "A book", definition="Reading reports online.", example="The report was online."),
]


def test_words_of_the_definition_and_cue_phrases_make_a_code_fit() -> None:
    fit = CodeSuggester(CHOICES, {})
    assert fit.best("Every family sees what the parent sees") == ["B02"]
    assert fit.best("and then at home we look") == ["B02"]
    assert fit.best("She lost minutes over the online report") == ["B04", "B03"]
    assert fit.best("Hm.") == fit.best("") == []


def test_what_a_code_excludes_does_not_make_it_fit() -> None:
    assert "B03" not in CodeSuggester(CHOICES, {}).best("Evenings")


def test_words_given_to_a_code_before_make_it_fit_at_once() -> None:
    fit = CodeSuggester(CHOICES, {"B03": ["The register takes ten seconds."]})
    assert fit.best("We take ten over the register") == ["B03"]
    assert fit.best("It came up, the snow closures") == []
    fit.learn("B01", "The snow closure came up at once.")
    assert fit.best("It came up, the snow closures") == ["B01"]


def test_at_most_three_codes_fit_and_asking_is_quick() -> None:
    names = [f"q{chr(97 + n // 26)}{chr(97 + n % 26)}x" for n in range(60)]
    many = [
        CodeChoice(f"C{n:02}", name, "A book", definition=f"homework parents {name} {name}y notice " * 20)
        for n, name in enumerate(names)
    ]
    fit = CodeSuggester(many, {choice.id: ["homework on the platform"] * 30 for choice in many})
    words = " ".join([f"homework parents {' '.join(f'{name} {name}y' for name in names[:6])}"] * 20)
    fit.best(words)
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        best = fit.best(words)
        taken.append(time.perf_counter() - began)
    assert min(taken) < 0.005
    assert len(best) == 3
    assert set(best) <= {f"C{n:02}" for n in range(6)}


@given(st.text(max_size=60))
def test_any_words_can_be_asked_about(words: str) -> None:
    assert all(stem == stem.casefold() for stem in word_stems(words))
    assert len(CodeSuggester(CHOICES, {}).best(words)) <= 3


def test_of_codes_found_alike_the_fitting_come_first_then_the_recent() -> None:
    alike = [CodeChoice(f"X{n}", f"Report {n}", "A book") for n in (1, 2, 3, 4)]
    found = find_matching_codes(alike, "report", recent=["X3"], fitting=["X4"])
    assert [choice.id for choice in found] == ["X4", "X3", "X1", "X2"]


@pytest.fixture
def study(tmp_path: Path) -> StudyFile:
    return make_study(tmp_path, INTERVIEW)


def give(study: StudyFile, code: str, quote: str, coder: str = CODER) -> None:
    start = study_listings.open_source(study, SOURCE).text.index(quote)
    coding.apply_codes(study, SOURCE, [code], span=Span(start, start + len(quote)), coder=coder)


def test_recent_codes_are_the_coders_own_newest_first_without_retired_ones(study: StudyFile) -> None:
    for code, quote in (("B01", "Nobody"), ("B03", "Nobody"), ("B02", "Nobody"), ("B03", "Some look")):
        give(study, code, quote)
    give(study, "B01.1", "Some look", coder="ben")
    assert code_choices.recently_used_codes(study, CODER) == ["B03", "B02", "B01"]
    with study.change("retire", "Retire", CODER) as change:
        retired = next(code for code in study_listings.list_codes(study) if code.ref == "B03")
        change.update(retired, retired=True)
    assert code_choices.recently_used_codes(study, CODER, 1) == ["B02"]
    assert "B03" not in {choice.id for choice in code_choices.list_code_choices(study)}


def test_an_offer_keeps_up_with_what_is_coded(study: StudyFile) -> None:
    give(study, "B01", "Nobody reads the board any more")
    offer = code_choices.gather_picker_choices(study, CODER)
    assert offer.recent == ["B01"]
    assert offer.fit.best("Who reads a board?") == ["B01"]
    assert offer.books == [("small", "A small codebook")]
    offer.used("B03", "I show my mum")
    assert offer.recent == ["B03", "B01"]
    assert offer.fit.best("They show it to mum") == ["B03"]
