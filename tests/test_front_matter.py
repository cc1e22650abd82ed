"""Front matter: text stays text, what is not text is refused with its line, and what is written is read again."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casecoder.core.errors import CaseCoderError
from casecoder.core.frozen_text import freeze_text
from casecoder.importers.front_matter import read_front_matter, read_metadata, read_text_items, write_front_matter


def between_dashes(*lines: str) -> str:
    return "\n".join(["---", *lines, "---", "body"])


@pytest.mark.parametrize(
    "value",
    [
        *("no", "yes", "on", "null", "~", "true", "=", "<<"),
        *("2009-11-30", "12:30:45", "007", "0o17", "0x1F", "1_000", "1e3", ".inf"),
        *("Interview: the head", "Room #4", "ends with:", "http://x.org/a:b", "*new* edition", "&c.", "> 5", "100% ok"),
        *("@home", "`code`", "- x", "? x", "[unclosed", "{unclosed", "'tis the season", '"Quoted" by Ann', "a\tb"),
        *("é 🙂", "<b>", "a\x7fb", "\u200b"),
    ],
)
def test_a_plain_value_is_the_text_that_stands_there(value: str) -> None:
    text = between_dashes(f"key: {value}")
    assert read_text_items(text, "f.md") == ((("key", value),), 3)
    assert read_metadata(text) == ({"key": value}, len(text) - len("body"))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ('"a: b"', "a: b"),
        ("'it''s'", "it's"),
        (r'"tab\tand é as \u00e9"', "tab\tand é as é"),
        (r'"\ud83d\ude42"', "🙂"),
        ('"&x"', "&x"),
        ("", ""),
        ("  spaced   ", "spaced"),
    ],
)
def test_quotes_and_escapes_are_those_of_yaml_and_json(typed: str, value: str) -> None:
    assert read_text_items(between_dashes(f"key: {typed}"), "f.md") == ((("key", value),), 3)


def test_lists_are_texts() -> None:
    front = read_front_matter(
        between_dashes("a: [no, 'x, y', 007]", "b:", "  - yes", "  - Interview: one", "c:"), "f.md"
    )
    assert front.items == (("a", ("no", "x, y", "007")), ("b", ("yes", "Interview: one")), ("c", ""))


BOMB = ("a: &a [x, x]", "b: &b [*a, *a]", "c: [*b, *b]")


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        (["x: 1", "a: &name text"], 3, "“name” is an anchor"),
        (["a: *name"], 2, "“name” is an anchor or an alias"),
        (["a: !!python/object:os.system x"], 2, "is a tag"),
        (["a: !secret x"], 2, "“!secret” is a tag"),
        (BOMB, 2, "“a” is an anchor"),
        (["a: [x, *b]"], 2, "“b” is an anchor or an alias"),
        (["a: [[deep]]"], 2, "only a text"),
        (["a: {b: c}"], 2, "only a text"),
        (["a:", "  b: c"], 3, "only a text"),
        (["x: 1", "a: |", "  some", "  lines"], 3, "one line"),
        (["a: one", "  two"], 3, ""),
        (["x: 1", "X : 2"], 3, "“X” already stands on line 2"),
        (["two words: 1", "", "Two  Words: 2"], 4, "already stands on line 2"),
        (["? [a]", ": b"], 2, ""),
        (["%YAML 1.1", "a: b"], 3, ""),
        (["- a"], 2, "not “key: value”"),
        (["a: b", "--- c"], 3, "not “key: value”"),
        (["just words"], 2, "not “key: value”"),
        (['a: "open'], 2, "quotes"),
        ([r'a: "\q"'], 2, "escape"),
        ([r'a: "\ud800"'], 2, "half a letter"),
        ([r'a: "\UFFFFFFFF"'], 1, ""),
    ],
)
def test_what_is_not_text_is_refused_with_its_line(lines: list[str], line: int, words: str) -> None:
    text = between_dashes(*lines)
    with pytest.raises(CaseCoderError, match=rf"^f\.md, line {line}: .*{re.escape(words)}"):
        read_front_matter(text, "f.md")
    assert read_metadata(text) == ({}, 0)


def test_a_list_where_text_is_wanted_is_named() -> None:
    with pytest.raises(CaseCoderError, match=r"^f\.md, line 3: the value of “tags” is a list"):
        read_text_items(between_dashes("name: x", "tags: [a, b]"), "f.md")


def test_metadata_stands_on_one_line() -> None:
    assert read_metadata(between_dashes(r'a: "x\ny"'))[0] == {"a": "x y"}


def test_dots_close_front_matter_too() -> None:
    assert read_metadata("---\na: b\n...\nbody") == ({"a": "b"}, len("---\na: b\n...\n"))


VALUES = st.text().map(lambda value: freeze_text(value).replace("\n", " ").strip())
KEYS = st.from_regex(r"[a-zé][a-z0-9 .-]{0,8}[a-z0-9]", fullmatch=True).map(lambda key: " ".join(key.split()))


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_what_is_written_is_read_again(items: dict[str, str]) -> None:
    text = write_front_matter(tuple(items.items())) + "\nbody"
    assert read_text_items(text, "f.md") == (tuple(items.items()), len(items) + 2)


@given(st.dictionaries(KEYS, VALUES.filter(lambda value: value[:1] not in set("[{&*!|>\"'")), min_size=1, max_size=4))
def test_whatever_is_typed_is_read_as_it_is(items: dict[str, str]) -> None:
    text = between_dashes(*(f"{key}: {value}" for key, value in items.items()))
    assert dict(read_text_items(text, "f.md")[0]) == items


@given(st.text(st.sampled_from("-ab: \n#'\"[]{},&*!|>%@\\u0\t…")) | st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    text = freeze_text(f"---\n{text}\n---\nbody")
    try:
        lines = read_text_items(text, "f.md")[1]
    except CaseCoderError as error:
        assert error.message.startswith("f.md, line ")
    else:
        assert lines >= 2
    metadata, end = read_metadata(text)
    assert bool(metadata) == bool(end)
