"""A researcher at the keyboard: forty codings over six codes in one interview of the corpus.

``python -m tests.sessions.forty_codings FOLDER`` plays the keys in tmux at 80x24, at 120x40 and without colour, each in
a study of its own, and writes what the terminal showed on the way into the folder, beside the study: ``NN name.txt``,
and ``NN name.ansi`` with its colours. In the end it looks into the study: forty codings, six codes, all of it whole.
Without tmux or the corpus it says so and does nothing.
"""

import argparse
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.sessions.terminal import Terminal

INTERVIEW = Path(os.environ.get("CASECODER_CORPUS", "/work/shared/corpus")) / "interviews" / "go-time-290.md"
PINNED = ("B01", "B03", "B06", "B08", "B09")
"""The codes on the digits 1 to 5. The sixth is made from somebody's words on the way."""
WINDOWS: dict[str, tuple[tuple[int, int], dict[str, str]]] = {
    "80x24": ((80, 24), {}),
    "120x40": ((120, 40), {}),
    "no-colour": ((80, 24), {"NO_COLOR": "1"}),
}


class Session:
    """One researcher, one window.

    Parameters
    ----------
    folder:
        Where the captures go.
    """

    def __init__(self, terminal: Terminal, folder: Path) -> None:
        self.terminal = terminal
        self.folder = folder
        self.captures = 0

    def capture(self, name: str) -> None:
        """Keep what the terminal shows."""
        self.captures += 1
        for ending, how in (("txt", ()), ("ansi", ("-e",))):
            file = self.folder / f"{self.captures:02} {name}.{ending}"
            file.write_text(self.terminal.shown(*how), encoding="utf-8")

    def press(self, *keys: str, until: str, name: str = "") -> None:
        """Press keys, wait for what they bring, and keep that if it has a name."""
        self.terminal.press(*keys)
        self.terminal.see(until)
        if name:
            self.capture(name)

    def type(self, words: str, until: str, name: str = "") -> None:
        """Type words, and wait for what they bring."""
        self.terminal.type(words)
        self.press(until=until, name=name)

    def code(self, *keys: str, makes: int, name: str = "") -> None:
        """Press keys that leave the source with so many codings."""
        self.press(*keys, until=f" {makes} coding", name=name)

    def play(self) -> None:
        """The whole session."""
        self.begin()
        self.one_by_one()
        self.by_selecting()
        self.in_vivo()
        self.amending()
        self.finding()
        self.to_forty()
        self.end()

    def begin(self) -> None:
        """Open the interview, say who asks, pin five codes."""
        self.press("s", until="Sources", name="sources")
        self.press("Enter", until="No coding here", name="the interview")
        self.press("P", until="Speakers", name="speakers")
        self.press("i", until="is the interviewer", name="one of them asks")
        self.press("Escape", until="No coding here")
        for digit, code in enumerate(PINNED, 1):
            self.press("p", until="Codes on the digits")
            self.press(str(digit), until=f"Which code shall {digit} give?")
            self.type(code, until="Include:", name="a code for a digit" if digit == 1 else "")
            self.press("Enter", until=f"{digit} {code}")
        self.capture("five codes pinned")

    def one_by_one(self) -> None:
        """Sentence by sentence, a keypress each: ten codings, one of them taken back and made again."""
        self.press("C-Home", "o", until="One by one, sentence 1 of", name="one by one begins")
        for number, digit in enumerate("1213452", 1):
            self.code(digit, makes=number)
        self.capture("one by one, seven coded")
        self.press("Space", "Space", until="One by one, sentence 10 of")
        self.code("5", makes=8)
        self.code("BSpace", makes=7, name="one taken back")
        for number, digit in enumerate("413", 8):
            self.code(digit, makes=number)
        self.press("Escape", until="c Code", name="one by one is over")

    def by_selecting(self) -> None:
        """By sentence, turn, exchange, clause, and with shift: ten more."""
        self.code("u", "1", makes=11)
        self.code(".", "a", makes=12)
        self.code("]", "t", "3", makes=13)
        self.press("]", "]", "q", until="Selected", name="a question and its answer selected")
        self.code("4", makes=14)
        self.press("]", "]", "k", until="Selected", name="a clause selected")
        self.code("5", makes=15)
        self.code("]", "]", "s", "s", "2", makes=16)
        self.code("u", "1", makes=17)
        self.code("2", makes=18, name="one sentence, two codes")
        self.code("]", "]", "}", "3", makes=19)
        self.press("]", "v", "C-Right", "C-Right", "C-Right", "C-Right", until="every move extends it")
        self.capture("extending")
        self.code("4", makes=20)

    def in_vivo(self) -> None:
        """A code out of what somebody says; the sixth, on the digit 6."""
        self.press("]", "]", "w", "w", "w", "i", until="A new code for these words", name="a code in vivo")
        self.code("Enter", makes=21)
        self.press("p", until="on which digit?")
        self.press("6", until="6 in-vivo-1", name="the sixth code pinned")

    def amending(self) -> None:
        """Direction, strength, note, boundaries, split and join, remove, undo and redo: as many as before."""
        self.press("f", until="counters")
        self.press("h", until="strength 1")
        self.press("h", until="strength 2", name="against, strength 2")
        self.press("n", until="Note on")
        self.type("Said twice, the second time in jest.", until="in jest")
        self.press("C-s", until="strength 2 · Said twice", name="with a note")
        self.press("b", until="Moving the end of", name="moving its end")
        self.press("C-Right", "Enter", until="c Code")
        self.press("G", "C-Right", "C-Right", until="strength 2")
        self.code("S", makes=22, name="split")
        self.code("J", makes=21, name="joined again")
        self.press("x", until=" 20 codings")
        self.press("C-z", until=" 21 codings")
        self.press("C-z", until=" 22 codings")
        self.press("C-y", until=" 21 codings", name="undone and redone")

    def finding(self) -> None:
        """Words in this source, one hit coded; then in the whole study, two hits coded in one act."""
        self.press("/", until="Everywhere")
        self.type("prototyp*", until=" of 88", name="finding in the source")
        self.press("Enter", "Enter", "Escape", until="c Code")
        self.code("4", makes=22)
        self.press("F", until="Words to find")
        self.type("perfect*", until=" in 1 source", name="finding in the study")
        self.press("Down", until="⏎ Open")
        self.press("*", until="2 marked")
        self.press("c", until="The sentence they stand in", name="how much of the hits")
        self.press("Enter", until="Type some letters")
        self.type("B09", until="B09 Strategic leadership")
        self.press("Enter", until="2 codings", name="two hits coded in one act")
        self.press("Escape", until=" 24 codings")

    def to_forty(self) -> None:
        """On sentence by sentence until there are forty."""
        self.press("o", until="One by one")
        for number, digit in zip(range(25, 41), "1234561426513246", strict=True):
            self.code(digit, makes=number)
        self.press("Escape", until="c Code", name="forty codings")
        self.press("H", until="The interviewer is hidden", name="the interviewer hidden")
        self.press("H", until="The interviewer shows again")
        self.press("D", until="✓ done", name="done")

    def end(self) -> None:
        """Leave the program."""
        self.terminal.press("C-q")


def look(terminal: Terminal, study: Path) -> str:
    """What the study holds in the end.

    Raises
    ------
    SystemExit
        If that is not forty codings over six codes, or the study is not whole.
    """
    codings = json.loads(terminal.run("segments", study, "--json"))
    codes = sorted({item["code"] for item in codings})
    if (len(codings), len(codes)) != (40, 6):
        raise SystemExit(f"{len(codings)} codings over {len(codes)} codes: {', '.join(codes)}.")
    terminal.run("check", study)
    return f"{len(codings)} codings over {', '.join(codes)}, and the study is whole."


def main() -> None:
    """Play the session in every window."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the captures go")
    parser.add_argument("--window", choices=WINDOWS, action="append", help="only this one; all unless given")
    asked = parser.parse_args()
    missing = "tmux" if shutil.which("tmux") is None else "" if INTERVIEW.exists() else str(INTERVIEW)
    if missing:
        sys.exit(f"Skipped: {missing} is not here.")
    for name in asked.window or WINDOWS:
        size, variables = WINDOWS[name]
        with tempfile.TemporaryDirectory() as home:
            terminal = Terminal(Path(home), size, variables)
            folder = asked.folder / name
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            study = folder / "talk.casecoder"
            terminal.run("new", study, "--title", "Prototyping")
            terminal.run("import", study, INTERVIEW, "--case", "P1", "--kind", "interview")
            terminal.open(study)
            try:
                Session(terminal, folder).play()
            finally:
                terminal.close()
            print(f"{name}: {look(terminal, study)}")


if __name__ == "__main__":
    main()
