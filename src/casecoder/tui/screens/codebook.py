"""The code book: what each code means, and how often it is used."""

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Footer, Markdown, Static, Tree
from textual.widgets.tree import TreeNode

from casecoder.services import codebooks
from casecoder.store import records
from casecoder.store.tables import Code, Codebook
from casecoder.tui import navigation
from casecoder.tui.base import StudyScreen
from casecoder.tui.screens.rating import definition
from casecoder.tui.wording import counted, one_line, visible


class CodebookScreen(StudyScreen):
    """The codes as a tree, and what the one under the cursor means.

    Parameters
    ----------
    code:
        The code to begin at; the first when empty.
    """

    CSS_PATH = "codebook.tcss"
    AUTO_FOCUS = "Tree"
    HELP = """\
# The code book

All the codes of all the code books, with the number of codings under each (its children's included) and, beside
them, what the code means. **Enter** lists the quotes coded with it; **space** opens and closes a branch.
"""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "segments", "Quotes", key_display="⏎", priority=True, id="codes.quotes",
                tooltip="The quotes coded with this code"),
        Binding("m", "memos", "Memos", id="codes.memos", tooltip="Notes on this code"),
        Binding("pagedown", "read(1)", "Read on", show=False, priority=True, id="codes.down"),
        Binding("pageup", "read(-1)", "Read back", show=False, priority=True, id="codes.up"),
    ]

    def __init__(self, code: str = "") -> None:
        super().__init__()
        self._wanted = code

    def compose(self) -> ComposeResult:
        """The tree, and the page about one code."""
        yield Static("Code book", classes="screen-title", id="codes-title", markup=False)
        with Horizontal():
            tree: Tree[Code | None] = Tree("codes", id="codes")
            tree.show_root = False
            tree.auto_expand = False
            tree.guide_depth = 2
            yield tree
            with VerticalScroll(id="meaning", can_focus=False):
                yield Markdown(open_links=False)
        yield Footer(compact=True)

    def refresh_study(self) -> None:
        """Read the codes and their uses anew."""
        with self.study.reading() as session:
            books = [(book, records.codes(session, book)) for book in records.codebooks(session)]
        uses = codebooks.uses(self.study)
        tree: Tree[Code | None] = self.query_one("#codes", Tree)
        under = tree.cursor_node.data if tree.cursor_node else None
        wanted = under.ref if under else self._wanted
        tree.clear()
        for book, codes in books:
            _grow(tree.root, book, codes, uses)
        if not books:
            tree.root.add_leaf(Text("No code book yet: casecoder codebook import"))
        self._go_to(tree, wanted)

    def _go_to(self, tree: Tree[Code | None], ref: str) -> None:
        """Put the cursor on a code, or on the first."""
        waiting, codes = list(tree.root.children), []
        while waiting:
            node = waiting.pop(0)
            waiting = [*node.children, *waiting]
            if node.data is not None:
                codes.append(node)
        found = next((node for node in codes if node.data and node.data.ref == ref), codes[0] if codes else None)
        if found is not None:
            above = found.parent
            while above is not None:
                above.expand()
                above = above.parent
            self.call_after_refresh(tree.move_cursor, found)

    @on(Tree.NodeHighlighted)
    async def _show(self, event: Tree.NodeHighlighted[Code | None]) -> None:
        code = event.node.data
        text = definition(code) if code is not None else f"# {event.node.label}"
        if code is not None and code.retired:
            text = f"*This code is retired: it is no longer in its code book's file.*\n\n{text}"
        await self.query_one(Markdown).update(visible(text))
        self.query_one("#meaning").scroll_home(animate=False)

    def _code(self) -> Code | None:
        tree: Tree[Code | None] = self.query_one("#codes", Tree)
        return tree.cursor_node.data if tree.cursor_node else None

    def action_segments(self) -> None:
        """List the quotes coded with the code under the cursor; open or close a code book."""
        code = self._code()
        if code is not None:
            self.app.push_screen(navigation.segments(code.ref))
        else:
            self.query_one("#codes", Tree).action_toggle_node()

    def action_memos(self) -> None:
        """The notes on the code under the cursor."""
        code = self._code()
        if code is None:
            self.notify("Go to a code first.", title="Memos here are on a code.", timeout=3)
        else:
            self.app.push_screen(navigation.memos("code", code.ref))

    def action_read(self, pages: int) -> None:
        """Scroll the page about the code."""
        page = self.query_one("#meaning")
        page.scroll_relative(y=pages * max(1, page.size.height - 1), animate=False)


def _grow(root: TreeNode[Code | None], book: Codebook, codes: list[Code], uses: dict[str, int]) -> None:
    """A codebook's branch. Retired codes are shown only while something is coded with them."""
    totals = {code.id: uses.get(code.ref, 0) for code in codes}
    parents = {code.id: code.parent_id for code in codes}
    for code in codes:
        above = code.parent_id
        while above is not None:
            totals[above] += uses.get(code.ref, 0)
            above = parents[above]
    branch = root.add(Text(one_line(book.title), "bold"), expand=True)
    nodes: dict[object, TreeNode[Code | None]] = {None: branch}
    for code in codes:
        if code.retired and not totals[code.id]:
            continue
        number = totals[code.id]
        label = Text.assemble(
            (f"{number:>4} ", "dim"), (one_line(f"{code.ref} {code.name}"), "strike" if code.retired else "")
        )
        nodes[code.id] = nodes.get(code.parent_id, branch).add(label, data=code, expand=False)
    for node in nodes.values():
        node.allow_expand = bool(node.children)
    branch.set_label(Text.assemble((one_line(book.title), "bold"), f"  {counted(len(codes), 'code')}"))
