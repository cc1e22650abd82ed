"""Codebook files: what is read, what is refused and where, and that nothing typed goes missing."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, event, given
from hypothesis import strategies as st

from casecoder.core.coding.codebook import Code, Codebook
from casecoder.core.errors import CaseCoderError
from casecoder.importers.codebook_file import parse_codebook, read_codebook, write_codebook

SHIPPED = Path(__file__).parent.parent / "codebooks"
NAMES = ("learning-platform-benefits", "conditions-for-success", "becta-four-areas")

SMALL = """---
name: small
title: A small codebook
source: our own
licence: "CC: BY"
---

# A small codebook

How to use it.

- one
- two

## B01 Organisation

What it is.

A second paragraph.

**Include:** this

- and that

**Exclude:** code to B02 when it is home.

**Example:** “Quote.” [Teacher, primary school]

**Cue phrases:** virtual staffroom; notice board

### B01.1 Coordination

## B02 Home

**Applies to:** B01; B01.1
"""


def parse(text: str) -> Codebook:
    return parse_codebook(text, "book.md")


def one(body: str) -> Code:
    return parse(f"## B01 Name\n\n{body}\n").codes[0]


def refusal(text: str) -> str:
    with pytest.raises(CaseCoderError) as caught:
        parse(text)
    return caught.value.message


class TestReading:
    def test_every_part_lands_in_its_place(self) -> None:
        book = parse(SMALL)
        assert (book.name, book.title) == ("small", "A small codebook")
        assert book.metadata == (("source", "our own"), ("licence", "CC: BY"))
        assert book.introduction == "How to use it.\n\n- one\n- two"
        first, child, second = book.codes
        assert first == Code(
            "B01",
            "Organisation",
            "What it is.\n\nA second paragraph.",
            "this\n\n- and that",
            "code to B02 when it is home.",
            "“Quote.” [Teacher, primary school]",
            ("virtual staffroom", "notice board"),
        )
        assert child == Code("B01.1", "Coordination", parent="B01")
        assert second == Code("B02", "Home", applies_to=("B01", "B01.1"))

    def test_depth_of_heading_gives_the_parent_at_any_depth(self) -> None:
        book = parse("## A a\n### B b\n#### C c\n### D d\n## E e\n")
        assert [code.parent for code in book] == [None, "A", "B", "A", None]

    def test_name_falls_back_to_the_stem_and_title_to_the_heading(self) -> None:
        book = parse_codebook("# Our title\n\n## B01 Name\n", "some/dir/our-codes.md")
        assert (book.name, book.title) == ("our-codes", "Our title")
        assert parse_codebook("## B01 Name\n", "our-codes.md").title == "our-codes"

    @pytest.mark.parametrize("change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n")])
    def test_byte_order_mark_and_windows_line_ends_change_nothing(self, change: object, tmp_path: Path) -> None:
        assert callable(change)
        path = tmp_path / "small.md"
        path.write_bytes(change(SMALL).encode())
        assert read_codebook(path) == parse(SMALL)

    @pytest.mark.parametrize(
        "body",
        [
            "```\n## B02 Not a code\n\n**Include:** not a field\n```",
            "> ## B02 Not a code\n>\n> **Include:** not a field",
            "- item\n\n  **Include:** not a field\n\n  ## B02 Not a code",
            "    ## B02 Not a code\n\n    **Include:** not a field",
            "<!--\n## B02 Not a code\n\n**Include:** not a field\n-->",
            "Prose that goes on\n**Include:** not a field",
            "Prose with **Include:** not a field",
            "**Note:** a field nobody knows",
            "**Includes:** nor this",
            "Hard break  \nand \\# escapes, [a link][x] and <b>html</b>\n\n[x]: https://example.org",
        ],
    )
    def test_what_only_looks_like_a_heading_or_field_stays_in_the_definition(self, body: str) -> None:
        assert one(body) == Code("B01", "Name", body)

    def test_a_field_runs_to_the_next_field_and_keeps_unknown_bold_words(self) -> None:
        code = one("**Include:** a\n\n**Note:** b\n\n1. c\n\n**Exclude:**\n\n- d\n- e")
        assert (code.include, code.exclude) == ("a\n\n**Note:** b\n\n1. c", "- d\n- e")

    @pytest.mark.parametrize("label", ["**Include:**", "**include:**", "**Include**:", "  **Include:**"])
    def test_labels_are_read_as_people_type_them(self, label: str) -> None:
        assert one(f"{label} this").include == "this"

    @pytest.mark.parametrize(
        "body",
        [
            "**Cue phrases:** notice board; where do I find",
            "**Cue phrases:** notice board ;; where do\nI find;",
            "**Cue phrases:**\n\n- notice board\n- where do I find",
            "**Cue phrases:**\n- notice board\n- where do I find",
            "**Cue phrases:**\n\nnotice board; where do I find",
        ],
    )
    def test_cues_are_split_on_semicolons_or_bullets(self, body: str) -> None:
        assert one(body).cues == ("notice board", "where do I find")

    def test_what_follows_a_list_of_cues_is_not_a_cue_and_not_lost(self) -> None:
        code = one("Before.\n\n**Cue phrases:** a; b\n\n**Note:** after.\n\n**Applies to:**\n\n**Include:** c")
        assert code == Code("B01", "Name", "Before.\n\n**Note:** after.", include="c", cues=("a", "b"))

    def test_headings_underlined_or_closed_with_hashes_are_headings(self) -> None:
        assert [code.name for code in parse("B01 One\n-------\n\n## B02 Two ##\n")] == ["One", "Two"]

    def test_text_above_the_title_is_kept(self) -> None:
        assert parse("Above.\n\n# Title\n\nBelow.\n\n## B01 Name\n").introduction == "Above.\n\nBelow."


class TestRefusing:
    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", ["empty"]),
            ("\n  \n", ["empty"]),
            ("# Title\n\nIntroduction.\n", ["no code"]),
            ("## B01 One\n\n## b01 Two\n", ["line 3", "b01", "line 1"]),
            ("## B01 One\n\n## 2 Two\n", ["line 3", "2 Two"]),
            ("## B01: One\n", ["line 1", "B01: One"]),
            ("## B01 One\n\n## B02\n", ["line 3", "B02", "no name"]),
            ("## B01 One\n\n#### B01.1 Two\n", ["line 3", "B01.1", "level"]),
            ("### B01 One\n", ["line 1", "level"]),
            ("# Title\n\n# B01 One\n", ["line 3", "title"]),
            ("# Title\n\n**Include:** x\n\n## B01 One\n", ["line 3", "Include"]),
            ("**Exclude:** x\n\n# Title\n\n## B01 One\n", ["line 1", "Exclude"]),
            ("## B01 One\n\n**Include:** x\n\n**include:** y\n", ["line 5", "Include", "line 3"]),
            ("## B01 One\n\n**Applies to:** B01, B02\n", ["line 3", "B01, B02"]),
            ("## B01 One\n\n```\n## B02 Two\n", ["line 3", "closed"]),
            ("## B01 One\n\n<!-- \n## B02 Two\n", ["line 3", "closed"]),
            ("---\nname: x\n\n# Title\n\n## B01 One\n", ["line 1", "closed"]),
            ("---\nname: x\ntags:\n  - a\n---\n## B01 One\n", ["line 4", "- a"]),
            ("---\nname: x\n# comment\n---\n## B01 One\n", ["line 3", "comment"]),
            ("---\nname: x\nName: y\n---\n## B01 One\n", ["line 3", "Name", "line 2"]),
            ('---\nname: "x\n---\n## B01 One\n', ["line 2", "quotes"]),
            ("---\ntitle: One title\n---\n# Another\n## B01 One\n", ["line 4", "Another", "One title"]),
            ("---\nname: x\n---\n\n## B01 One\n\n## B01 Two\n", ["line 7", "line 5"]),
        ],
    )
    def test_a_wrong_file_is_refused_with_its_place(self, text: str, words: list[str]) -> None:
        message = refusal(text)
        assert message.startswith("book.md")
        assert [word for word in words if word not in message] == []

    def test_bytes_that_are_not_utf8_are_named_by_position(self, tmp_path: Path) -> None:
        path = tmp_path / "latin.md"
        path.write_bytes(b"# Title\n\n## B01 caf\xe9\n")
        with pytest.raises(CaseCoderError, match=r"latin\.md, line 3: byte 19 "):
            read_codebook(path)

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(CaseCoderError, match=r"nowhere\.md"):
            read_codebook(tmp_path / "nowhere.md")

    @pytest.mark.parametrize(
        ("code", "place"),
        [
            (Code("B01", "Name", "## A heading"), "definition of B01"),
            (Code("B01", "Name", "Text\n---"), "definition of B01"),
            (Code("B01", "Name", "**Include:** more"), "definition of B01"),
            (Code("B01", "Name", "Text\n"), "definition of B01"),
            (Code("B01", "Name", include="```\nopen"), "include of B01"),
            (Code("B01", "Name", exclude="a\n\n**Example:** b"), "exclude of B01"),
            (Code("B01", "Name", example="a\u2028b"), "example of B01"),
            (Code("B01", "Name", cues=("a; b",)), "cue phrases of B01"),
            (Code("B01", "Name", applies_to=("B 2",)), "applies-to of B01"),
            (Code("", "Name"), "id or name of ''"),
            (Code("B01", ""), "id or name of 'B01'"),
            (Code("B01", "two\nlines"), "id or name of 'B01'"),
        ],
    )
    def test_what_would_not_read_back_is_not_written(self, code: Code, place: str) -> None:
        book = Codebook("x", "x", codes=(Code("A01", "Fine", "Fine."), code, Code("C01", "Fine")))
        with pytest.raises(CaseCoderError) as caught:
            write_codebook(book)
        assert place in caught.value.message

    @pytest.mark.parametrize(
        "codes",
        [
            (Code("A", "a", parent="B"), Code("B", "b")),
            (Code("A", "a"), Code("B", "b"), Code("C", "c", parent="A")),
            (Code("A", "a"), Code("a", "b")),
            tuple(Code(f"C{n}", "c", parent=f"C{n - 1}" if n else None) for n in range(6)),
        ],
    )
    def test_codes_that_make_no_tree_are_not_written(self, codes: tuple[Code, ...]) -> None:
        with pytest.raises(CaseCoderError, match="tree of headings"):
            write_codebook(Codebook("x", "x", codes=codes))

    @pytest.mark.parametrize(
        ("book", "place"),
        [
            (Codebook("x", "x", "## Heading"), "introduction"),
            (Codebook("x", "x", metadata=(("name", "y"),)), "metadata"),
            (Codebook("x", ""), "title"),
        ],
    )
    def test_what_stands_before_the_codes_is_checked_too(self, book: Codebook, place: str) -> None:
        with pytest.raises(CaseCoderError, match=place):
            write_codebook(Codebook(book.name, book.title, book.introduction, (Code("A", "a"),), book.metadata))


ids = st.from_regex(r"[A-Za-z][A-Za-z0-9_-]{0,3}(\.[A-Za-z0-9_-]{1,2}){0,2}", fullmatch=True)
names = st.text("aßЖ本9’&()/é-–", min_size=1, max_size=6).filter(lambda name: name.strip("-") == name)
markdown = st.sampled_from(
    [
        "plain words",
        "two\nlines  \nwith a hard break",
        "- a list\n- of two\n\n  with a paragraph",
        "1. numbered",
        "> quoted\n> ## B09 not a code",
        "```\n## B09 not a code\n\n**Include:** no\n```",
        "~~~ md\n```\n~~~",
        "    indented code",
        "<div>\n## B09 html\n</div>",
        "*emphasis* first, **Include:** later",
        "**Note:** unknown",
        "***",
        "a | b\n--- | ---\n1 | 2",
        "[ref]: https://example.org",
        "\\# escaped; and \\*\\*Include:\\*\\*",
        "- x\n\n  **Include:** in a list",
    ]
)
bodies = st.lists(markdown, max_size=3).map("\n\n".join)
anything = st.text(st.sampled_from("aB0# *:;->`<!\n\t|[]~=\"'\u00a0\x85é"), max_size=30)
labels = [
    "**Include:** §",
    "**Exclude**: §",
    "**Example:**",
    "**Cue phrases:** §; §",
    "**Cue phrases:**",
    "**Applies to:**",
]
prose = [
    *(
        "§",
        "   §",
        "- §",
        "  - §",
        "    §",
        "\t§",
        "> §",
        "```\n§\n```",
        "<p>§",
        "| § |",
        "1. §",
        "\n[§]: §\n",
        "**§:** §",
    ),
    *("- [ ] §", "***", "§\n§", "&amp; §", "\\## §"),
]


@st.composite
def files(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A file with right headings and any lines between, and the words that stand in it, each only once."""
    text = ""
    for heading in ("", "# Title", "## A1 One", "### A1.1 Two", "## B2 Three"):
        text += f"{heading}\n"
        lines = st.sampled_from([*prose, *labels] if heading.startswith("##") else prose)
        for line in draw(st.lists(lines, max_size=6, unique=True)):
            text += line + draw(st.sampled_from(["\n", "\n\n", "\n \n"]))
    typed = [f"w{number}w" for number in range(text.count("§"))]
    numbered = iter(typed)
    return re.sub("§", lambda _: next(numbered), text), typed


@st.composite
def codebooks(draw: st.DrawFn, body: st.SearchStrategy[str], name: st.SearchStrategy[str]) -> Codebook:
    """Codebooks whose codes make a tree; their fields are drawn from ``body`` and ``name``."""
    above: list[str] = []
    codes = []
    for code_id in draw(st.lists(ids, min_size=1, max_size=5, unique_by=str.casefold)):
        depth = draw(st.integers(0, min(len(above), 4)))
        parent = above[depth - 1] if depth else None
        above[depth:] = [code_id]
        cues = tuple(draw(st.lists(name, max_size=3)))
        targets = tuple(draw(st.lists(ids, max_size=2)))
        fields = [draw(body) for _ in range(4)]
        codes.append(Code(code_id, draw(name), *fields, cues, targets, parent))  # type: ignore[call-arg, arg-type]  # mypy can't count a list
    keys = draw(st.lists(st.sampled_from(["source", "version", "licence note"]), unique=True))
    metadata = tuple((key, draw(anything)) for key in keys)
    return Codebook(draw(name), draw(name), draw(body), tuple(codes), metadata)


class TestRoundTrip:
    @given(codebooks(bodies, names))
    def test_awkward_markdown_is_written_and_read_back_the_same(self, book: Codebook) -> None:
        assume(not any("\x85" in value for _, value in book.metadata))
        text = write_codebook(book)
        assert parse(text) == book
        assert write_codebook(parse(text)) == text

    @given(codebooks(anything, names))
    def test_any_codebook_is_read_back_the_same_or_refused(self, book: Codebook) -> None:
        try:
            text = write_codebook(book)
        except CaseCoderError as error:
            assert "without loss: " in error.message
            return
        assert parse(text) == book

    @given(files())
    def test_nothing_that_was_typed_vanishes(self, file: tuple[str, list[str]]) -> None:
        text, typed = file
        try:
            book = parse(text)
        except CaseCoderError as error:
            event(re.sub(r"\d+|“.*?”", "", error.message))
            return
        kept = repr(book)
        assert [word for word in typed if word not in kept] == []
        assert parse(write_codebook(book)) == book

    @given(st.text(max_size=200))
    def test_a_file_of_any_text_is_read_or_refused(self, text: str) -> None:
        try:
            parse(text)
        except CaseCoderError as error:
            assert "book.md" in error.message

    def test_canonical_text_is_stable(self) -> None:
        assert write_codebook(parse(SMALL)) == SMALL


CHILDREN = {
    "B01 Organisation of information and communication": (
        "Coordination across the school",
        "Between teachers and learners",
        "Between teachers",
        "Leaders, administrators and governors",
        "Between learners",
    ),
    "B02 Parental involvement and learning at home": (
        "Parents informed about their child",
        "Parents informed about the school",
        "Learning continues at home",
    ),
    "B03 Independent and personalised learning": (
        "Choice and diversity of resources",
        "Widened access",
        "Relevance",
        "Motivating and supporting independent learners",
    ),
    "B04 Quality and relevance": (
        "Teachers’ access to resources",
        "Engaging and motivating resources",
        "Learners making resources",
    ),
    "B05 Monitoring and assessing learning": (
        "Self-assessment and peer review",
        "Broader assessment and feedback",
        "Setting targets",
        "Finding who needs support",
    ),
    "B06 Interactive and collaborative learning": (
        "Teachers and schools pooling resources",
        "Collaboration between learners",
    ),
    "B07 Digital literacies": ("Functional skills", "Working with others online", "Critical thinking and safety"),
    "B08 Teachers’ time": ("Quicker communication and collaboration", "Flexible working", "Managing resources"),
    "B09 Strategic leadership": (
        "Communicating information and goals",
        "Tracking and analysing school data",
        "Monitoring and managing teaching",
    ),
    "B10 AEN and inclusion": ("Provision for all learners",),
    "B11 Behaviour and attendance": ("Recording and tracking", "Communicating and sharing data"),
    "B12 Civic identity and community": (
        "Learner voice and democracy",
        "A sense of school community",
        "The wider community",
    ),
}
GENERAL = {
    "learning-platform-benefits": list(CHILDREN),
    "conditions-for-success": [
        "C01 Procurement and implementation",
        "C02 Vision and strategy",
        "C03 Approach to deployment",
        "C04 Support, training and professional development",
        "C05 Developing content",
        "C06 Roles of stakeholders",
        "C07 Managing change",
    ],
    "becta-four-areas": [
        "A1 Fit-for-purpose technology and systems",
        "A2 Capability and capacity",
        "A3 Outcomes and benefits for learners and children",
        "A4 Efficiency, effectiveness and value for money",
    ],
}
REFERENCE = re.compile(r"\b[ABC]\d\d?(?:\.\d)?\b")
ATTRIBUTED = re.compile(
    r"“[^“”]+” \[(Senior manager|ICT coordinator|Teacher|Learner|Parent|Other participant), "
    r"(primary|secondary) school\]"
)


@pytest.fixture(scope="module")
def shipped() -> dict[str, Codebook]:
    return {name: read_codebook(SHIPPED / f"{name}.md") for name in NAMES}


class TestShipped:
    def test_they_are_the_files_in_the_folder(self) -> None:
        assert {path.stem for path in SHIPPED.glob("*.md")} == set(NAMES)

    @pytest.mark.parametrize("name", NAMES)
    def test_each_is_canonical_and_named_like_its_file(self, shipped: dict[str, Codebook], name: str) -> None:
        book = shipped[name]
        assert book.name == name
        assert write_codebook(book) == (SHIPPED / f"{name}.md").read_text(encoding="utf-8")

    @pytest.mark.parametrize("name", NAMES)
    def test_the_top_level_is_the_reports(self, shipped: dict[str, Codebook], name: str) -> None:
        assert [f"{code.id} {code.name}" for code in shipped[name].top_level] == GENERAL[name]

    def test_the_benefits_children_are_the_reports(self, shipped: dict[str, Codebook]) -> None:
        book = shipped["learning-platform-benefits"]
        for parent, names in CHILDREN.items():
            code_id = parent.split()[0]
            expected = [(f"{code_id}.{number}", name) for number, name in enumerate(names, start=1)]
            assert [(code.id, code.name) for code in book.children(code_id)] == expected

    def test_every_code_has_what_a_coder_needs(self, shipped: dict[str, Codebook]) -> None:
        for code in (code for book in shipped.values() for code in book):
            assert code.definition and code.include, code.id
            assert "code to" in code.exclude, code.id
            assert ATTRIBUTED.fullmatch(code.example), code.id
            assert 5 <= len(code.cues) <= 10, code.id

    def test_no_cue_stands_for_two_codes_of_one_codebook(self, shipped: dict[str, Codebook]) -> None:
        for book in shipped.values():
            cues = [cue.casefold() for code in book for cue in code.cues]
            assert sorted(set(cues)) == sorted(cues)

    def test_every_code_named_in_a_definition_exists_and_is_another(self, shipped: dict[str, Codebook]) -> None:
        known = {code.id for book in shipped.values() for code in book}
        for code in (code for book in shipped.values() for code in book):
            named = set(REFERENCE.findall(f"{code.definition} {code.include} {code.exclude}"))
            assert named <= known - {code.id}, code.id

    def test_ids_are_unique_across_the_three(self, shipped: dict[str, Codebook]) -> None:
        found = [code.id for book in shipped.values() for code in book]
        assert len(set(found)) == len(found)

    def test_each_benefits_conditions_are_tied_to_it(self, shipped: dict[str, Codebook]) -> None:
        book = shipped["conditions-for-success"]
        tied = [code.applies_to for code in book if code.parent]
        counts = {target: tied.count((target,)) for target in (f"B{number:02}" for number in range(1, 13))}
        assert list(counts.values()) == [4, 3, 3, 5, 4, 3, 2, 3, 3, 2, 2, 2]
        assert len(tied) == 36
        assert all(code.applies_to == () for code in book.top_level)

    def test_full_titles_stand_where_the_label_is_short(self, shipped: dict[str, Codebook]) -> None:
        book = shipped["becta-four-areas"]
        assert "of the workforce, providers and learners" in book.code("A2").definition
        assert "across the system" in book.code("A4").definition
