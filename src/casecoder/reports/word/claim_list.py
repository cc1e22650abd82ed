"""What a document claims: every quote, figure, rating and picture in it, the bookmark each stands in, and every line.

The list travels inside the document, where ``verify`` reads it. Readers of the document don't see it, and it holds
no words: what somebody takes out of the document, a name perhaps, is not in it any longer. Words are sealed
(:mod:`casecoder.core.outputs.word_seals`), to be compared by whoever has the study.

The part :data:`~casecoder.core.verifying.report_document.CLAIMS_PART` of the package is JSON in UTF-8::

    {"format": 2, "study": title, "kind": "case study", "state": sentence,
     "quotes":  [{"id": "E-0412", "bookmark": "_cc_q0001"}, ...],
     "figures": [{"key": "codings:P3:B02", "value": 7, "text": "7", "bookmark": "_cc_f0001"}, ...],
     "ratings": [{"id": "R-0031", "case": "P3", "code": "B02", "band": "amber", "text": "A* ◐",
                  "bookmark": "_cc_r0001"}, ...],
     "pictures": [{"key": "evidence:P3", "name": "Figure 1", "figures": {seal of label and series: 3, ...},
                   "alt": "seal seal", "image": SHA-256 of the PNG file, "bookmark": "_cc_p0001"}, ...],
     "texts":   {"name:B02": seal, "summary:P3:B02": seal, ...},
     "lines":   [[seal of the headings above, number of the table or 0, "seal _cc_f0001 seal"], ...]}

``text`` is what is printed inside the bookmark, white space aside; ``value`` is ``null`` where that says that
there is none. ``id`` and ``band`` of a rating are empty for "not yet rated". A picture's ``key`` is what
``services.outputs.study_charts.chart_for_key`` counts it again by; its ``figures`` are what it was drawn from,
``alt`` the words
for who can't see it. ``texts`` are what the study calls things and says of them, where the document prints it
(:mod:`casecoder.core.outputs.study_texts`). Of a line that holds a claim or an id, of a heading, a caption
and a row of a
table, each word is sealed alone, in place of claims stand their bookmarks; of any other line all words together
(:mod:`casecoder.core.verifying.printed_line`).

A word processor that saves the document drops parts it has no name for, so the same JSON
is also the text of the only element of a custom XML part (``CLAIMS_XML_ROOT``), which Word keeps.

The keys of figures are defined in :mod:`casecoder.core.outputs.figures`.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from xml.sax.saxutils import escape

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.package import Package

from casecoder.core.judging.evidence import Evidence
from casecoder.core.judging.rating import Judgement
from casecoder.core.outputs.chart import Chart, Picture
from casecoder.core.outputs.figures.definitions import CountedFigure
from casecoder.core.outputs.word_seals import WordSeal, comparable_words
from casecoder.core.verifying.printed_line import PrintedLine, seal_line_words
from casecoder.core.verifying.report_document import CLAIMS_PART, CLAIMS_XML_ROOT
from casecoder.core.vocabulary import Band
from casecoder.reports.word.printed_lines import seal_printed_lines

CLAIMS_RELATIONSHIP = "https://casecoder.org/relationships/claims"
CLAIMS_FORMAT = 2


class ClaimListBuilder:
    """The claims of one document, in the order in which they are printed.

    Parameters
    ----------
    study:
        The study's title.
    kind:
        What the document is (``case study``).
    state:
        The sentence that says which state of the study it was made from.
    secret:
        What seals its words, as :class:`casecoder.services.history.StudyState` has it; without one none are listed.
    """

    def __init__(self, study: str, kind: str, state: str, secret: str = "") -> None:
        self._about = {"format": CLAIMS_FORMAT, "study": study, "kind": kind, "state": state}
        self._seal = WordSeal(secret) if secret else None
        self._quotes: list[dict[str, object]] = []
        self._figures: list[dict[str, object]] = []
        self._ratings: list[dict[str, object]] = []
        self._pictures: list[dict[str, object]] = []
        self._texts: dict[str, str] = {}
        self._lines: list[PrintedLine] = []

    def add_quote(self, item: Evidence) -> str:
        """Note that words of a coding are printed; the name of their bookmark."""
        return _noted(self._quotes, "q", {"id": item.id})

    def add_figure(self, figure: CountedFigure, text: str) -> str:
        """Note that a figure is printed as ``text``; the name of its bookmark."""
        return _noted(self._figures, "f", {"key": figure.key, "value": figure.value, "text": text})

    def add_rating(self, case: str, code: str, given: Judgement | None, text: str) -> str:
        """Note that a cell's rating, or that it has none, is printed as ``text``; the name of its bookmark."""
        made = {"id": given.id if given else "", "case": case, "code": code, "band": given.band.value if given else ""}
        return _noted(self._ratings, "r", {**made, "text": text})

    def add_band(self, case: str, code: str, band: Band | None, text: str) -> str:
        """Note that a cell's band is printed, without the id of its rating; the name of its bookmark."""
        return _noted(
            self._ratings, "r", {"id": "", "case": case, "code": code, "band": band.value if band else "", "text": text}
        )

    def add_picture(self, name: str, shown: Chart, picture: Picture) -> str:
        """Note that a picture of some figures stands under a number (``Figure 2``); the name of its bookmark."""
        seal = self._seal
        return _noted(
            self._pictures,
            "p",
            {
                "key": shown.key,
                "name": name,
                "figures": shown.sealed(seal) if seal else {},
                "alt": " ".join(seal_line_words(comparable_words(picture.alt), seal)) if seal else "",
                "image": sha256(picture.data).hexdigest(),
            },
        )

    def add_texts(self, texts: Mapping[str, str]) -> None:
        """Note what the study calls things and says of them, by key."""
        if self._seal is not None:
            self._texts |= {key: self._seal.of(text) for key, text in texts.items()}

    def json(self) -> str:
        """The list as it is written."""
        found = {
            **self._about,
            "quotes": self._quotes,
            "figures": self._figures,
            "ratings": self._ratings,
            "pictures": self._pictures,
            "texts": self._texts,
            "lines": [(line.under, line.table, " ".join(line.words)) for line in self._lines],
        }
        return json.dumps(found, ensure_ascii=False, separators=(",", ":"))

    def put_into(self, package: Package) -> None:
        """Make the list a part of a document that is about to be saved, with the lines that the document has by now."""
        if self._seal is not None:
            self._lines = list(seal_printed_lines(package.main_document_part.element.body, self._seal))
        made = self.json()
        package.relate_to(Part(PackURI(CLAIMS_PART), "application/json", made.encode(), package), CLAIMS_RELATIONSHIP)
        namespace, tag = CLAIMS_XML_ROOT[1:].split("}")
        kept = f'<?xml version="1.0" encoding="UTF-8"?>\n<{tag} xmlns="{namespace}">{escape(made)}</{tag}>'
        name = package.next_partname("/customXml/item%d.xml")
        copy = Part(name, "application/xml", kept.encode(), package)
        package.main_document_part.relate_to(copy, RELATIONSHIP_TYPE.CUSTOM_XML)


def _noted(claims: list[dict[str, object]], letter: str, claim: dict[str, object]) -> str:
    """Add a claim to its list; names of bookmarks that begin with a line are hidden from Word's readers."""
    bookmark = f"_cc_{letter}{len(claims) + 1:04d}"
    claims.append({**claim, "bookmark": bookmark})
    return bookmark
