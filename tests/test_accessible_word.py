"""Word documents that everybody can read: what a checker of accessibility asks for, checked in the XML."""

from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

from casecoder.reports.keys import KEYS
from casecoder.reports.word import case_study_docx
from casecoder.reports.word.casestudy import Wishes, made
from casecoder.reports.word.styles import CODE_FILL, HEAD_FILL, INK, NAVY, SLATE
from casecoder.reports.word.template import prepared
from casecoder.services.outputs.casestudies import case_study as gathered
from casecoder.services.studies import open_study
from tests.demo_kit import sample
from tests.making.reports import bare_case_study, case_study
from tests.making.templates import letterhead

JUMPING = "# A\n\n##### Far below\n\n### Between\n"


def _of_the_sample() -> bytes:
    study = open_study(str(sample()))
    try:
        return case_study_docx(gathered(study, "P3"))
    finally:
        study.close()


MAKERS: dict[str, Callable[[], bytes]] = {
    "full": lambda: case_study_docx(case_study()),
    "bare": lambda: case_study_docx(bare_case_study()),
    "sample": _of_the_sample,
    "template": lambda: made(case_study(), Wishes(prepared(letterhead(), "ours.docx"))).data,
}


@pytest.fixture(scope="module", params=MAKERS)
def document(request: pytest.FixtureRequest) -> Document:
    return docx.Document(BytesIO(MAKERS[request.param]()))


def headings(document: Document) -> Iterator[tuple[int, str]]:
    for paragraph in document.paragraphs:
        if paragraph.style is not None and paragraph.style.name and paragraph.style.name.startswith("Heading "):
            yield int(paragraph.style.name[-1]), paragraph.text


def test_headings_say_something_and_never_skip_a_level(document: Document) -> None:
    found = list(headings(document))
    assert found and found[0][0] == 1
    assert all(text.strip() for _, text in found)
    assert all(below <= above + 1 for (above, _), (below, _) in pairwise(found))


def test_a_researcher_s_own_headings_skip_no_level() -> None:
    outline = f"# The school\n{JUMPING.replace('# ', '## ')}"
    document = docx.Document(BytesIO(made(case_study(), Wishes(None, outline, "outline.md")).data))
    found = list(headings(document))
    assert {"A", "Far below", "Between"} <= {text for _, text in found}
    assert all(below <= above + 1 for (above, _), (below, _) in pairwise(found))


def test_every_table_has_a_caption_a_name_and_a_marked_header_row(document: Document) -> None:
    for table in document.tables:
        properties = table._tbl.tblPr
        name = properties.find(qn("w:tblCaption")).get(qn("w:val"))
        assert name
        first, *others = table._tbl.tr_lst
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None for row in others)
        assert properties.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1"
        if name != "Table":  # a researcher's own, in her prose
            assert _text(table._tbl.getprevious()).endswith(f": {name}")


def test_no_row_is_split_and_every_cell_stands_alone(document: Document) -> None:
    for table in document.tables:
        for row in table._tbl.tr_lst:
            assert row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
            assert len(row.tc_lst) == len(table.columns)
            assert not list(row.iter(qn("w:gridSpan"), qn("w:vMerge")))


def _text(paragraph: BaseOxmlElement) -> str:
    return "".join(text.text or "" for text in paragraph.iter(qn("w:t")))


def test_language_and_title_are_set(document: Document) -> None:
    assert document.core_properties.title and document.core_properties.language == "en-GB"
    defaults = document.styles.element.find(qn("w:docDefaults"))
    languages = [mark.get(qn("w:val")) for mark in document.styles.element.iter(qn("w:lang"))]
    assert next(defaults.iter(qn("w:lang")), None) is not None and set(languages) == {"en-GB"}


def pictures(document: Document) -> list[Paragraph]:
    """The paragraphs that hold a picture."""
    return [p for p in document.paragraphs if next(p._p.iter(qn("w:drawing")), None) is not None]


def test_every_picture_is_told_in_words(document: Document) -> None:
    for number, holder in enumerate(pictures(document), 1):
        about = next(holder._p.iter(qn("wp:docPr")))
        assert about.get("descr") and about.get("title") and about.get("name") == f"Figure {number}"
        assert _text(holder._p.getnext()).startswith(f"Figure {number}: {about.get('title')}")


def test_lists_are_lists(document: Document) -> None:
    for paragraph in document.paragraphs:
        if paragraph.style is not None and paragraph.style.name in {"List Bullet", "List Number"}:
            assert paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
        assert not paragraph.text.lstrip().startswith(("• ", "– "))


def test_no_paragraph_is_empty_but_for_the_rules_and_gaps(document: Document) -> None:
    drawn = {holder._p for holder in pictures(document)}
    written = (p for p in document.paragraphs if p._p not in drawn)
    empty = {p.style.name for p in written if not p.text.strip() and p.style is not None}
    assert empty <= {"Table Gap", "Thematic Break"}


def test_every_link_leads_somewhere_and_says_where(document: Document) -> None:
    anchors = {mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))}
    for link in document.element.body.iter(qn("w:hyperlink")):
        assert link.get(qn("w:anchor")) in anchors
        assert next(link.iter(qn("w:t"))).text


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(letters: str, ground: str) -> float:
    light, dark = sorted((luminance(letters), luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["FFFFFF", HEAD_FILL, CODE_FILL])
@pytest.mark.parametrize("letters", [INK, NAVY, SLATE])
def test_letters_stand_out_from_what_is_behind_them(letters: str, ground: str) -> None:
    assert contrast(letters, ground) >= 4.5


def test_bands_are_read_on_their_colours() -> None:
    assert all(contrast(INK, key.fill) >= 4.5 for key in KEYS.values())
