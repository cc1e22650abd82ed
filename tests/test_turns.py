"""Turns: who speaks where, for the ways people really type a transcript."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casecoder.core.frozen_text import freeze_text
from casecoder.core.transcripts.transcript import Turn, TurnKind
from casecoder.importers.turns import find_turns
from tests.examples import examples


def said(text: str) -> list[tuple[str | None, str]]:
    """Each turn's speaker and words."""
    return [(turn.speaker, text[turn.words : turn.end]) for turn in find_turns(text)]


def speakers(text: str) -> list[str]:
    """The speakers in order of first appearance."""
    return list(dict.fromkeys(turn.speaker for turn in find_turns(text) if turn.speaker))


def assert_sound(text: str, turns: tuple[Turn, ...]) -> None:
    """The invariants that hold for every text whatever."""
    reached = 0
    for turn in turns:
        assert reached <= turn.start <= turn.words <= turn.end <= len(text)
        assert not text[reached : turn.start].strip(), "words outside every turn"
        stretch = text[turn.start : turn.end]
        assert stretch and stretch == stretch.strip(), "empty, or white space at an end"
        reached = turn.end
    assert not text[reached:].strip(), "words after the last turn"


# --- the conventions ---------------------------------------------------------------------------

CONVENTIONS = {
    "plain": "Interviewer: How often?\n\nMrs Prentice: Every day.\n\nInterviewer: Why?\n\nMrs Prentice: It helps.",
    "no blank lines": "Interviewer: How often?\nMrs Prentice: Every day.\nInterviewer: Why?\nMrs Prentice: It helps.",
    "colon outside bold": "**Interviewer**: How often?\n\n**Mrs Prentice**: Every day.\n\n**Interviewer**: Why?\n\n"
    "**Mrs Prentice**: It helps.",
    "colon inside bold": "**Interviewer:** How often?\n\n**Mrs Prentice:** Every day.\n\n**Interviewer:** Why?\n\n"
    "**Mrs Prentice:** It helps.",
    "underscores": "__Interviewer:__ How often?\n\n__Mrs Prentice:__ Every day.\n\n__Interviewer:__ Why?\n\n"
    "__Mrs Prentice:__ It helps.",
    "label alone with colon": "Interviewer:\nHow often?\n\nMrs Prentice:\nEvery day.\n\nInterviewer:\nWhy?\n\n"
    "Mrs Prentice:\nIt helps.",
    "name on its own line": "Interviewer\nHow often?\n\nMrs Prentice\nEvery day.\n\nInterviewer\nWhy?\n\n"
    "Mrs Prentice\nIt helps.",
    "name, blank line, speech": "Interviewer\n\nHow often?\n\nMrs Prentice\n\nEvery day.\n\nInterviewer\n\nWhy?\n\n"
    "Mrs Prentice\n\nIt helps.",
    "bold name on its own line": "**Interviewer**\n\nHow often?\n\n**Mrs Prentice**\n\nEvery day.\n\n"
    "**Interviewer**\n\nWhy?\n\n**Mrs Prentice**\n\nIt helps.",
    "heading a turn": "## Interviewer\n\nHow often?\n\n## Mrs Prentice\n\nEvery day.\n\n## Interviewer\n\nWhy?\n\n"
    "## Mrs Prentice\n\nIt helps.",
    "tab": "Interviewer\tHow often?\nMrs Prentice\tEvery day.\nInterviewer\tWhy?\nMrs Prentice\tIt helps.",
    "colon and tab": "Interviewer:\tHow often?\nMrs Prentice:\tEvery day.\nInterviewer:\tWhy?\n"
    "Mrs Prentice:\tIt helps.",
    "boxed": "[Interviewer]: How often?\n[Mrs Prentice]: Every day.\n[Interviewer]: Why?\n[Mrs Prentice]: It helps.",
    "in capitals, then not": "Interviewer: How often?\nMrs Prentice: Every day.\nINTERVIEWER : Why?\n"
    "Mrs  Prentice: It helps.",
    "indented": "  Interviewer: How often?\n\n  Mrs Prentice: Every day.\n\n  Interviewer: Why?\n\n"
    "  Mrs Prentice: It helps.",
}


@pytest.mark.parametrize("name", CONVENTIONS)
def test_every_convention_reads_the_same(name: str) -> None:
    assert said(CONVENTIONS[name]) == [
        ("Interviewer", "How often?"),
        ("Mrs Prentice", "Every day."),
        ("Interviewer", "Why?"),
        ("Mrs Prentice", "It helps."),
    ]


STAMPED = {
    "recorder": "{a} 00:00:04\nHow often?\n\n{b} 00:00:10\nEvery day.\nAnd Sundays.\n\n{a} 00:00:19\nWhy?\n",
    "recorder, stamp boxed": "{a} [00:00:04]\nHow often?\n{b} [00:00:10]\nEvery day.\nAnd Sundays.\n"
    "{a} [00:00:19]\nWhy?",
    "stamp before, on its line": "00:00:04 {a}\nHow often?\n00:00:10 {b}\nEvery day.\nAnd Sundays.\n00:00:19 {a}\nWhy?",
    "boxed stamp, label": "[00:00:04] {a}: How often?\n[00:00:10] {b}: Every day.\nAnd Sundays.\n[00:00:19] {a}: Why?",
    "label, boxed stamp": "{a} [00:00:04]: How often?\n{b} [00:00:10]: Every day.\nAnd Sundays.\n{a} [00:00:19]: Why?",
    "bare stamp, label": "00:00:04 {a}: How often?\n00:00:10 {b}: Every day.\nAnd Sundays.\n00:00:19 {a}: Why?",
    "stamp after the label": "**{a}:** [00:00:04] How often?\n**{b}:** [00:00:10] Every day.\nAnd Sundays.\n"
    "**{a}:** \\[00:00:19\\] Why?",
    "stamp in the bold": "**[00:00:04] {a}:** How often?\n**[00:00:10] {b}:** Every day.\nAnd Sundays.\n"
    "**[00:00:19] {a}:** Why?",
}


@pytest.mark.parametrize("name", STAMPED)
@pytest.mark.parametrize(("one", "other"), [("Speaker 1", "Speaker 2"), ("INT", "R1"), ("Anna", "Ben Okri")])
def test_time_stamps_are_kept_apart_from_the_words(name: str, one: str, other: str) -> None:
    text = STAMPED[name].format(a=one, b=other)
    assert said(text) == [(one, "How often?"), (other, "Every day.\nAnd Sundays."), (one, "Why?")]
    assert [turn.at for turn in find_turns(text)] == ["00:00:04", "00:00:10", "00:00:19"]


def test_short_stamps_in_round_brackets() -> None:
    text = "(00:03) JK: Hello.\n(00:09) RT: Hello you.\n(1:02:15) JK: Right."
    assert [turn.at for turn in find_turns(text)] == ["00:03", "00:09", "1:02:15"]
    assert speakers(text) == ["JK", "RT"]


@pytest.mark.parametrize("labels", [("INT", "R1"), ("JK", "RT"), ("J.K.", "R.T."), ("I", "RT"), ("Q", "A")])
def test_marks_and_initials(labels: tuple[str, str]) -> None:
    one, other = labels
    text = f"{one}: So?\n{other}: So what?\n{one}: So that.\n{other}: Yes: that."
    assert said(text) == [(one, "So?"), (other, "So what?"), (one, "So that."), (other, "Yes: that.")]


def test_brackets_beside_the_label_are_its_descriptor() -> None:
    text = (
        "[Interviewer]: Who uses it?\n\nHamza (Year 6): Me.\n\n**Teacher (Year 5):** All of us.\n\n"
        "Hamza (Year 6): Not all.\n\nJoan Prior, Headteacher: Most."
    )
    turns = find_turns(text)
    assert [(turn.speaker, turn.descriptor) for turn in turns] == [
        ("Interviewer", ""),
        ("Hamza", "Year 6"),
        ("Teacher", "Year 5"),
        ("Hamza", "Year 6"),
        ("Joan Prior", "Headteacher"),
    ]
    assert [text[turn.words : turn.end] for turn in turns] == ["Who uses it?", "Me.", "All of us.", "Not all.", "Most."]


def test_the_label_belongs_to_the_turn_and_not_to_the_words() -> None:
    text = "Interviewer: Why?\nMrs Prentice: Because."
    first, second = find_turns(text)
    assert text[first.start : first.end] == "Interviewer: Why?"
    assert text[second.start : second.words] == "Mrs Prentice: "


def test_first_spelling_of_a_label_wins() -> None:
    assert speakers("Aisha: One.\nInterviewer: Two.\nAISHA: Three.\naisha : Four.") == ["Aisha", "Interviewer"]


@pytest.mark.parametrize(
    "name", ["Zoë", "Siân", "O’Brien", "D'Arcy", "Łukasz", "Anne-Marie", "V. Körbes", "李明", "Ana de Souza"]
)
def test_names_of_every_kind(name: str) -> None:
    assert speakers(f"{name}: Yes.\nInterviewer: Why?\n{name}: No.") == [name, "Interviewer"]


def test_two_bold_and_plain_conventions_in_one_text() -> None:
    text = "\n\n".join(["**Interviewer:** Why?", "Anna: Because."] * 3)
    assert speakers(text) == ["Interviewer", "Anna"]


def test_whole_questions_in_bold_and_answers_plain() -> None:
    text = "**Interviewer: Why?**\n\nAnna: Because.\n\n**Interviewer: Oh?**\n\nAnna: Yes."
    assert speakers(text) == ["Interviewer", "Anna"]


def test_children_without_names() -> None:
    text = "\n\n".join(
        ["Researcher: A?", "Pupil A: B.", "Pupil B: C.", "Several voices: D!", "Researcher: E?", "Boy 1: F."]
    )
    assert speakers(text) == ["Researcher", "Pupil A", "Pupil B", "Several voices", "Boy 1"]


def test_a_slip_of_the_marks_is_still_the_same_person() -> None:
    text = "\n\n".join(["**Jerod Santo:** A", "**Ana Lee:** B"] * 4 + ["Ana Lee: C", "Jerod: D", "**Ana Lee:** E"])
    assert said(text)[-3:] == [("Ana Lee", "C"), ("Jerod", "D"), ("Ana Lee", "E")]


# --- what belongs to a turn --------------------------------------------------------------------

DIALOGUE = "INT: One?\n\nMrs Prentice: Two.\n\nINT: Three?\n\nMrs Prentice: Four.\n\n{}\n\nINT: Five?\n"


@pytest.mark.parametrize(
    "line",
    [
        "And a second paragraph.",
        "[laughs]",
        "(pause)",
        "[00:03:12]",
        "00:03:12",
        "Note: the bell rang.",
        "Homework: page 4",
        "10:15 Lesson starts: children come in.",
        "http://www.example.org/page",
        "See http://www.example.org: it is there.",
        "The thing is: nobody looks.",
        "What I said was this: no.",
        "At 10:15 we go out.",
        "10:15 is when we go out: all of us.",
        "C:\\Users\\staff: gone.",
        "Maths: page 9.",
        "PE: the kit was lost.",
        "NB: check this.",
        "So: there it is.",
        "Yes: twice a day.",
        "Year 6: all of them.",
        "KS2: nobody.",
        "Key points: none.",
        "Next Steps: none.",
        "- Parents: 40",
        "> Anna: quoted",
        "“Grace: no,” she said.",
        "Ratio of 3:1 in the nursery",
        "Homework",
        "Mrs Prentice smiled: yes.",
    ],
)
def test_what_does_not_begin_a_turn(line: str) -> None:
    words = said(DIALOGUE.format(line))
    assert words[3] == ("Mrs Prentice", f"Four.\n\n{line}")
    assert len(words) == 5


@pytest.mark.parametrize("label", ["Mr Usher", "Headteacher", "Parent 2", "Interviewer 2", "Speaker 3", "Year 6 boy"])
def test_a_label_seen_once_that_is_plainly_a_voice(label: str) -> None:
    words = said(DIALOGUE.format(f"{label}: Sorry to interrupt."))
    assert words[4] == (label, "Sorry to interrupt.")


def test_a_first_name_seen_once_among_first_names() -> None:
    text = "\n\n".join(
        ["Interviewer: A?", "Phoebe: B.", "Grace: C.", "Phoebe: D.", "Grace: E.", "Zoë: F.", "Homework: page 4"]
    )
    assert said(text)[-1] == ("Zoë", "F.\n\nHomework: page 4")


def test_a_field_in_the_middle_of_a_paragraph_is_not_a_speaker() -> None:
    text = "Ana: One.\n\nBen: Two, with\nKestrel: in it.\n\nAna: Three.\n\nBen: Four."
    assert speakers(text) == ["Ana", "Ben"]


def test_one_word_answers_on_their_own_line_are_not_names() -> None:
    text = "\n\n".join(
        ["Interviewer\nWhat for?", "Priya\nHomework", "Interviewer\nWho helps?", "Priya\nGrace", "Interviewer\nOh."]
    )
    assert said(text)[1] == ("Priya", "Homework")
    assert said(text)[3] == ("Priya", "Grace")


def test_fields_at_the_top_are_not_speakers() -> None:
    text = (
        "Interview 3\n\nInterviewer: M. Okafor\nInterviewee: Mrs Prentice\nDate: 12 January 2010\nPlace: her office\n\n"
        "INT: How often?\n\nMP: Every day.\n\nINT: Why?\n\nMP: It helps."
    )
    assert speakers(text) == ["INT", "MP"]
    assert [turn.kind for turn in find_turns(text)][:2] == [TurnKind.NOTE, TurnKind.NOTE]


def test_fields_at_the_top_without_a_blank_line() -> None:
    text = "Date: 12 January 2010\nPlace: her office\nINT: How often?\nMP: Every day.\nINT: Why?\nMP: It helps."
    assert speakers(text) == ["INT", "MP"]
    assert said(text)[1] == ("INT", "How often?")


def test_text_before_the_first_speaker_is_a_note() -> None:
    text = "The library, at lunch.\n\nInterviewer: Why?\n\nAnna: Because."
    assert said(text)[0] == (None, "The library, at lunch.")
    assert find_turns(text)[0].kind is TurnKind.NOTE


def test_a_heading_ends_a_turn() -> None:
    text = "# Day one\n\nInterviewer: A?\n\nAnna: B.\n\nPart two\n--------\n\nInterviewer: C?\n\nAnna: D."
    turns = find_turns(text)
    assert [turn.kind for turn in turns] == [
        TurnKind.HEADING, TurnKind.SPEECH, TurnKind.SPEECH, TurnKind.HEADING, TurnKind.SPEECH, TurnKind.SPEECH,
    ]  # fmt: skip
    assert text[turns[3].start : turns[3].end] == "Part two\n--------"


def test_a_known_researcher_counts_as_an_interviewer() -> None:
    text = "R. Lindqvist: Why?\n\nTamsin: Because.\n\nAnd more.\n\nAnd yet more."
    turns = find_turns(text, researchers=frozenset({"R. Lindqvist"}))
    assert [turn.speaker for turn in turns] == ["R. Lindqvist", "Tamsin"]


# --- notes -------------------------------------------------------------------------------------


def test_notes_are_paragraphs_under_headings() -> None:
    text = (
        "# Year 2, Wednesday\n\nArrived 8.50.\n\n## Setting\n\nWet coats on\nthe radiators.\n\nOne board.\n\n"
        "Lesson\n======\n\n10:15 Lesson starts: children come in.\n\nNote: the bell rang.\n"
    )
    turns = find_turns(text)
    assert all(turn.speaker is None for turn in turns)
    assert [(turn.kind.value, text[turn.start : turn.end]) for turn in turns] == [
        ("heading", "# Year 2, Wednesday"),
        ("note", "Arrived 8.50."),
        ("heading", "## Setting"),
        ("note", "Wet coats on\nthe radiators."),
        ("note", "One board."),
        ("heading", "Lesson\n======"),
        ("note", "10:15 Lesson starts: children come in."),
        ("note", "Note: the bell rang."),
    ]


def test_a_heading_takes_in_nothing_but_its_underline() -> None:
    text = "Lesson\n------\nThey sit.\n# Talk\nNone.\n# Rule\n---\nEnd\n---"
    assert [(turn.kind.value, text[turn.start : turn.end]) for turn in find_turns(text)] == [
        ("heading", "Lesson\n------"),
        ("note", "They sit."),
        ("heading", "# Talk"),
        ("note", "None."),
        ("heading", "# Rule"),
        ("note", "---\nEnd\n---"),
    ]


def test_typed_headings_in_plain_notes() -> None:
    long = "Ground-floor classroom looking on to the yard and, past the fence, the landscaped tip, with snow on it."
    text = f"Observation, French, Year 9\nTuesday 26 January 2010\n\nSETTING\n{long}\n{long}\n\nTalk\n\n{long}\n\nDone."
    assert [turn.kind.value for turn in find_turns(text)] == [
        "heading", "note", "heading", "note", "note", "heading", "note", "note",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "10:00 Registration: quiet.\n\n10:15 Carpet: a story.\n\n10:40 Break: wet play.\n\n11:00 Maths: shapes.",
        "School: Primary 3\nTeacher: Ms Khan\nClass: 4B\n\nChildren come in.\n\nThey sit.\n\nThe bell goes.",
        "**Setting:** Room 4.\n\n**Lesson:** Maths.\n\n**Talk:** Not much.",
        "The platform has three parts: news, files and mail.\n\nOfsted: liked it.\n\nNobody else did.\n\nThe end.",
        "Teachers\t40\nParents\t200\nLearners\t612",
        "The school has a platform.\n\nKestrel: bought in 2007.\n\nParents: few log in.\n\nTeachers: most do.",
        "Just one paragraph.",
    ],
)
def test_notes_have_no_speakers(text: str) -> None:
    assert speakers(text) == []


def test_a_table_in_markdown_is_one_note() -> None:
    text = "| Who | Seen |\n| --- | --- |\n| Staff | 12 |\n\n" + "A long line of notes that nobody wrapped, " * 4
    assert len(find_turns(text)) == 2


# --- whatever the text -------------------------------------------------------------------------

_LABELS = ["Anna: ", "**INT:** ", "Mrs Prentice", "Speaker 1 00:00:04", "R1: ", "Note: ", "J.K.: ", "Name, Teacher: "]
_MARKS = ["# ", "---\n", "===\n", "[00:03:12] ", "[laughs]", "(Year 6): ", ":", "*", "_", "\\[", "[", "]", "| a | b |"]
_WORDS = ["words and words", "\n", "\n\n", "\t", " ", "\u00a0", "é", "😀", "Date: ", "http://x"]
_PIECES = st.sampled_from(_LABELS + _MARKS + _WORDS)
_SPEAKERS = st.sampled_from(["Interviewer", "Mrs Prentice", "Zoë"])
_SENTENCES = st.from_regex(r"[a-z][a-z ,.]{0,40}[a-z]", fullmatch=True)
_FORMS = st.sampled_from(["{}: {}", "**{}:** {}", "[00:01:02] {}: {}", "{}:\t{}"])


@settings(max_examples=examples(400), deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(_PIECES, max_size=60).map("".join)))
def test_every_text_is_held_by_sound_turns(raw: str) -> None:
    text = freeze_text(raw)
    assert_sound(text, find_turns(text))


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.tuples(_SPEAKERS, _SENTENCES), min_size=6, max_size=30), _FORMS)
def test_a_transcript_written_out_reads_back(turns: list[tuple[str, str]], form: str) -> None:
    text = "\n\n".join(form.format(*turn) for turn in turns)
    assert said(text) == turns


@pytest.mark.parametrize(
    "text",
    [
        "word " * 34_000,
        "a" * 170_000,
        "[" * 170_000,
        "**" * 85_000,
        "A " * 85_000 + ":",
        " " * 170_000 + "x",
        ("Anna (" * 30 + "\n") * 900,
        ("Mrs Prentice: " + "words " * 60 + "\n\n") * 500,
        ("    " * 40 + ":\n") * 1_000,
    ],
    ids=[
        "one line",
        "one word",
        "brackets",
        "stars",
        "label without end",
        "spaces",
        "open brackets",
        "transcript",
        "blanks",
    ],
)
def test_reading_takes_linear_time(text: str) -> None:
    began = time.perf_counter()
    assert_sound(text, find_turns(text))
    assert time.perf_counter() - began < 0.5, "170 KB take a few tens of milliseconds; a bad pattern takes minutes"
