"""The code book: what each code means, how often it is used, and the editing of codes."""

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Markdown, Static, Tree

from casecoder.services.codebook import codebook_editing as editing
from casecoder.services.codebook import codebooks, second_look
from casecoder.services.sources import study_listings
from casecoder.store.tables import CodebookRow, CodeRow
from casecoder.tui.base.destinations import MemosPage, SecondLookPage, SegmentsPage, SplitCodePage
from casecoder.tui.base.screen_text import format_count, show_control_characters
from casecoder.tui.base.study_screen import StudyScreen
from casecoder.tui.screens.codebook import code_forms
from casecoder.tui.screens.judging.rating_material import format_code_meaning
from casecoder.tui.widgets.chooser import ChooserScreen
from casecoder.tui.widgets.code_tree import CodeTree
from casecoder.tui.widgets.key_line import KeyLine


class CodebookScreen(StudyScreen):
    """The codes as a tree, and the meaning of the code under the cursor.

    Parameters
    ----------
    code:
        The code to put the cursor on; the first when empty.
    """

    CSS_PATH = "codebook.tcss"
    AUTO_FOCUS = "CodeTree"
    HELP = """\
# The code book

All the codes of all the code books, with the number of codings under each (its children's included) and, beside
them, what the code means. **Enter** lists the quotes coded with it; **space** opens and closes a branch.

Here the codes are made and changed, without losing a coding; **ctrl+z** takes back any of it. Merging says first
what it will do. A retired code (`×`) stays where it was used and can be taken up again. When a definition changes,
the codings made under the old one wait for a second look: `!3` before a code says that three do, **l** goes through
them. **E** writes the code book as the Markdown file that can be brought in again.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter,o",
            "segments",
            "Quotes",
            key_display="⏎",
            priority=True,
            id="codes.quotes",
            tooltip="The quotes coded with this code",
        ),
        Binding("n", "add", "New", id="codes.new", tooltip="Make a code at this level"),
        Binding("N", "add_under", "New under", show=False, id="codes.new-under", tooltip="Make a code under this one"),
        Binding("r", "rename", "Rename", id="codes.rename", tooltip="Give this code another name"),
        Binding("e", "redefine", "Define", id="codes.redefine", tooltip="Change what this code means"),
        Binding(
            "m",
            "move",
            "Move",
            show=False,
            id="codes.move",
            tooltip="Put this code, with those under it, under another",
        ),
        Binding(
            "M", "merge", "Merge", id="codes.merge", tooltip="Merge this code into another; first shows what it does"
        ),
        Binding(
            "s", "split", "Split", show=False, id="codes.split", tooltip="Make a new code of some of this one's codings"
        ),
        Binding(
            "x",
            "retire",
            "Retire",
            id="codes.retire",
            tooltip="Retire this code with those under it, or take a retired one up again",
        ),
        Binding(
            "l", "look", "Look again", id="codes.look", tooltip="Go through the codings made under an older definition"
        ),
        Binding("w", "memos", "Memos", show=False, id="codes.memos", tooltip="Notes on this code"),
        Binding("E", "export", "Export", show=False, id="codes.export", tooltip="Write this code book as a file"),
        Binding(
            "shift+up",
            "shift(-1)",
            "Up",
            show=False,
            priority=True,
            id="codes.up",
            tooltip="Put this code before the one above it",
        ),
        Binding(
            "shift+down",
            "shift(1)",
            "Down",
            show=False,
            priority=True,
            id="codes.down",
            tooltip="Put this code after the one below it",
        ),
        Binding(
            "pagedown",
            "read(1)",
            "Read on",
            show=False,
            priority=True,
            id="codes.read-on",
            tooltip="Scroll on in what the code means",
        ),
        Binding(
            "pageup",
            "read(-1)",
            "Read back",
            show=False,
            priority=True,
            id="codes.read-back",
            tooltip="Scroll back in what the code means",
        ),
    ]

    def __init__(self, code: str = "") -> None:
        super().__init__()
        self._code_to_show = code
        self._waiting: dict[str, int] = {}

    def compose(self) -> ComposeResult:
        """Lay out the tree, and the page about one code."""
        yield Static("Code book", classes="screen-title", id="codes-title", markup=False)
        with Horizontal():
            yield CodeTree(id="codes")
            with VerticalScroll(id="meaning", can_focus=False):
                yield Markdown(open_links=False)
        yield KeyLine(compact=True, show_command_palette=False)

    def refresh_study(self) -> None:
        """Read the codes and the number of their codings again."""
        self._waiting = second_look.count_second_looks(self.study)
        shelf = codebooks.codebooks_with_codes(self.study)
        self.query_one(CodeTree).show(
            shelf, codebooks.count_codings_by_code(self.study), self._waiting, self._code_to_show
        )
        self._code_to_show = ""
        waiting = sum(self._waiting.values())
        note = f" · {format_count(waiting, 'coding')} to look at again (l)" if waiting else ""
        self.query_one("#codes-title", Static).update(f"Code book{note}")
        self.call_after_refresh(self._explain)

    @on(Tree.NodeHighlighted)
    async def _explain(self) -> None:
        """Show the meaning of the code under the cursor."""
        tree = self.query_one(CodeTree)
        code = tree.code
        text = f"# {tree.book.title}" if tree.book else ""
        if code is not None:
            text = format_code_meaning(code)
            if waiting := self._waiting.get(code.ref):
                text += (
                    f"\n\n*{format_count(waiting, 'coding')} made under an older definition: l looks at them again.*"
                )
            if code.retired:
                text = f"*Retired: nothing more can be coded with it. x takes it up again.*\n\n{text}"
        await self.query_one(Markdown).update(show_control_characters(text))
        self.query_one("#meaning").scroll_home(animate=False)

    def _here(self, *, in_force: bool = True) -> CodeRow | None:
        """Return the code under the cursor; say so if there is none or if it is retired."""
        code = self.query_one(CodeTree).code
        if code is None:
            self.notify("Go to one first.", title="This is no code.", severity="warning")
        elif in_force and code.retired:
            self.notify("x takes it up again.", title=f"{code.ref} is retired.", severity="warning")
            return None
        return code

    def _apply_change(self, act: Callable[[], object], message: str, go_to: str = "") -> bool:
        """Do something to the codes and show a message; return whether it was accepted."""

        def acted() -> bool:
            made = act()
            self._code_to_show = made if go_to == NEW_CODE and isinstance(made, str) else go_to
            return True

        if self.attempt(acted) is None:
            return False
        self.refresh_study()
        self.call_after_refresh(self.notify, f"{message} ctrl+z takes it back.")
        return True

    def action_segments(self) -> None:
        """List the quotes coded with the code under the cursor; open or close a code book."""
        tree = self.query_one(CodeTree)
        if tree.code is not None:
            self.go_to(SegmentsPage(tree.code.ref))
        else:
            tree.action_toggle_node()

    def action_memos(self) -> None:
        """Go to the memos on the code under the cursor."""
        code = self._here(in_force=False)
        if code is not None:
            self.go_to(MemosPage("code", code.ref))

    def action_read(self, pages: int) -> None:
        """Scroll the page about the code."""
        page = self.query_one("#meaning")
        page.scroll_relative(y=pages * max(1, page.size.height - 1), animate=False)

    def action_add(self) -> None:
        """Make a code at the level of the one under the cursor."""
        tree = self.query_one(CodeTree)
        above = next(
            (each for each in study_listings.list_codes(self.study) if tree.code and each.id == tree.code.parent_id),
            None,
        )
        self._add(above, tree.book)

    def action_add_under(self) -> None:
        """Make a code under the one under the cursor."""
        code = self._here()
        if code is not None:
            self._add(code, None)

    def _add(self, above: CodeRow | None, book: CodebookRow | None) -> None:
        def make(typed: dict[str, str]) -> bool:
            add = partial(
                editing.add_code,
                self.study,
                book.name if book and not above else "",
                parent=above.ref if above else "",
                coder=self.coder,
                **code_forms.split_list_fields(typed),
            )
            return self._apply_change(add, f"{typed.get('name', 'The code')} is made.", NEW_CODE)

        where = f"under {above.ref} {above.name}" if above else f"in {book.title}" if book else "in participants’ words"
        self.app.push_screen(code_forms.new_code_form(f"A new code {where}", make))

    def action_rename(self) -> None:
        """Give the code under the cursor another name."""
        code = self._here()
        if code is not None:
            ref = code.ref

            def rename(typed: dict[str, str]) -> bool:
                act = partial(editing.rename_code, self.study, ref, typed.get("name", ""), coder=self.coder)
                return not typed or self._apply_change(act, f"{ref} is now {typed['name']}.")

            self.app.push_screen(code_forms.rename_code_form(code, rename))

    def action_redefine(self) -> None:
        """Change the meaning of the code under the cursor."""
        code = self._here()
        if code is not None:
            ref = code.ref

            def redefine(typed: dict[str, str]) -> bool:
                act = partial(
                    editing.redefine_code, self.study, ref, coder=self.coder, **code_forms.split_list_fields(typed)
                )
                return not typed or self._apply_change(act, f"{ref} is redefined.")

            self.app.push_screen(code_forms.code_meaning_form(code, redefine))

    def action_shift(self, step: int) -> None:
        """Move the code under the cursor past its neighbour."""
        code = self._here()
        if code is None:
            return
        siblings = [each.ref for each in self.query_one(CodeTree).level]
        place = siblings.index(code.ref) + step
        if not 0 <= place < len(siblings):
            end = "first" if step < 0 else "last"
            self.notify("m puts it under another code.", title=f"{code.ref} is the {end} here.", severity="warning")
            return
        beside = {"before" if step < 0 else "after": siblings[place]}
        act = partial(editing.move_code, self.study, code.ref, coder=self.coder, **beside)
        self._apply_change(act, f"{code.ref} is moved.", code.ref)

    def action_move(self) -> None:
        """Put the code under the cursor under another, or at the top of a code book."""
        code = self._here()
        if code is None:
            return
        ref, options = code.ref, code_forms.list_code_destinations(codebooks.codebooks_with_codes(self.study), code)

        def chosen(key: str | None) -> None:
            if key is not None:
                where = {"after": key[1:]} if key.startswith(code_forms.AFTER_CODE_PREFIX) else {"parent": key}
                move = partial(editing.move_code, self.study, ref, coder=self.coder, **where)
                self._apply_change(move, f"{ref} is moved.", ref)

        self.app.push_screen(ChooserScreen(f"Put {ref} {code.name} where?", options), chosen)

    def action_merge(self) -> None:
        """Merge the code under the cursor into another, after showing what the merge does."""
        code = self._here()
        if code is None:
            return
        ref = code.ref

        def merged(message: str | None) -> None:
            if message:
                self.call_after_refresh(self.notify, message)

        def chosen(into: str | None) -> None:
            from casecoder.tui.screens.codebook.merge_codes import MergeCodesScreen

            screen = self.attempt(partial(MergeCodesScreen, self.study, ref, into, self.coder)) if into else None
            if screen is not None:
                self.app.push_screen(screen, merged)

        options = code_forms.list_other_codes(codebooks.codebooks_with_codes(self.study), code)
        self.app.push_screen(ChooserScreen(f"Merge {ref} {code.name} into which?", options), chosen)

    def action_split(self) -> None:
        """Go to the codings of the code under the cursor, to choose those for a new code."""
        code = self._here()
        if code is not None:
            self.go_to(SplitCodePage(code.ref, code.name))

    def action_retire(self) -> None:
        """Retire the code under the cursor with those under it, or put it in force again."""
        code = self._here(in_force=False)
        if code is not None and code.retired:
            act = partial(editing.reinstate_code, self.study, code.ref, coder=self.coder)
            self._apply_change(act, f"{code.ref} is in force again.", code.ref)
        elif code is not None:
            retire = partial(editing.retire_code, self.study, code.ref, coder=self.coder)
            self._apply_change(retire, f"{code.ref} is retired; what was coded stays.", code.ref)

    def action_look(self) -> None:
        """Go to the codings that wait for a second look: of the code under the cursor, or of all."""
        code = self.query_one(CodeTree).code
        if not self._waiting:
            self.notify(
                "They do when a definition has changed.", title="No codings wait for a second look.", severity="warning"
            )
            return
        waits = code is not None and second_look.codings_for_second_look(self.study, code.ref)
        self.go_to(SecondLookPage(code.ref if code and waits else ""))

    def action_export(self) -> None:
        """Write the code book under the cursor as a Markdown file."""
        book = self.query_one(CodeTree).book
        if book is None:
            self.notify("n makes a code.", title="There is no code book yet.", severity="warning")
            return
        self.app.push_screen(
            code_forms.export_codebook_form(book, partial(code_forms.export_codebook_from_form, self, book))
        )


NEW_CODE = "made"
"""In place of a code's id: the code that was just made."""
