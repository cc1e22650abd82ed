"""The codes of the study as a tree, with counts of their codings and of those that wait for a second look."""

from collections.abc import Iterator, Mapping, Sequence

from rich.text import Text
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from casecoder.store.tables import CodebookRow, CodeRow
from casecoder.tui.base.screen_text import format_count, one_line

CodeTreeNode = TreeNode[CodeRow | CodebookRow | None]


class CodeTree(Tree[CodeRow | CodebookRow | None]):
    """The codebooks with their codes. Retired codes come after those in force."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("codes", id=id)
        self.show_root = False
        self.auto_expand = False
        self.guide_depth = 2
        self._going_to: CodeTreeNode | None = None

    @property
    def here(self) -> CodeTreeNode | None:
        """Return the node that the cursor is on or will move to."""
        return self._going_to or self.cursor_node

    @property
    def code(self) -> CodeRow | None:
        """Return the code under the cursor, or ``None``."""
        data = self.here.data if self.here else None
        return data if isinstance(data, CodeRow) else None

    @property
    def book(self) -> CodebookRow | None:
        """Return the codebook under the cursor, or that of the code under it."""
        node = self.here
        while node is not None and not isinstance(node.data, CodebookRow):
            node = node.parent
        return node.data if node is not None and isinstance(node.data, CodebookRow) else None

    @property
    def level(self) -> list[CodeRow]:
        """Return the codes in force beside the code under the cursor, in order."""
        above = self.here.parent if self.here else None
        data = [node.data for node in above.children] if above is not None else []
        return [code for code in data if isinstance(code, CodeRow) and not code.retired]

    def show(
        self,
        books: Sequence[tuple[CodebookRow, Sequence[CodeRow]]],
        uses: Mapping[str, int],
        waiting: Mapping[str, int],
        wanted: str = "",
    ) -> None:
        """Show the codes as they are now. Open branches stay open.

        Parameters
        ----------
        uses, waiting:
            How many codings each code has, and how many of them wait for a second look, by code id.
        wanted:
            The code to put the cursor on; where it was when empty, else on the first.
        """
        was_open = {_key(node): node.is_expanded for node in self._all()}
        here = wanted or (_key(self.here) if self.here else "")
        self.clear()
        for book, codes in books:
            self._grow(book, codes, uses, waiting, was_open)
        if not books:
            self.root.add_leaf(Text("No codes yet: n makes one, casecoder codebook import brings some in"))
        nodes = list(self._all())
        first = next((node for node in nodes if isinstance(node.data, CodeRow)), None)
        found = next((node for node in nodes if here and _key(node) == here), first)
        if found is not None:
            above = found.parent
            while above is not None:
                above.expand()
                above = above.parent
            self._going_to = found
            self.call_after_refresh(self._arrive, found)

    def _arrive(self, node: CodeTreeNode) -> None:
        """Put the cursor on a node, unless the tree has changed since."""
        if self._going_to is node:
            self._going_to = None
            self.move_cursor(node)

    def _all(self) -> Iterator[CodeTreeNode]:
        waiting = list(self.root.children)
        while waiting:
            node = waiting.pop(0)
            waiting = [*node.children, *waiting]
            yield node

    def _grow(
        self,
        book: CodebookRow,
        codes: Sequence[CodeRow],
        uses: Mapping[str, int],
        waiting: Mapping[str, int],
        was_open: Mapping[str, bool],
    ) -> None:
        """Add the branch of a codebook."""
        totals, looks = (_with_children(codes, numbers) for numbers in (uses, waiting))
        branch = self.root.add(_heading(book, codes, waiting), data=book, expand=was_open.get(_book_key(book), True))
        under: dict[object, list[CodeRow]] = {}
        for code in codes:
            under.setdefault(code.parent_id, []).append(code)
        growing: list[tuple[CodeTreeNode, object]] = [(branch, None)]
        while growing:
            node, key = growing.pop()
            for code in sorted(under.get(key, ()), key=lambda code: code.retired):
                label = _label(code, totals[code.ref], looks[code.ref])
                is_open = was_open.get(code.ref, False)
                child = node.add(label, data=code, expand=is_open, allow_expand=code.id in under)
                growing.append((child, code.id))


def _key(node: CodeTreeNode) -> str:
    if isinstance(node.data, CodebookRow):
        return _book_key(node.data)
    return node.data.ref if node.data is not None else ""


def _book_key(book: CodebookRow) -> str:
    return f"codebook {book.name}"


def _with_children(codes: Sequence[CodeRow], numbers: Mapping[str, int]) -> dict[str, int]:
    """Return the number of each code, with the numbers of all codes under it added."""
    by_key = {code.id: code for code in codes}
    totals = {code.ref: numbers.get(code.ref, 0) for code in codes}
    for code in codes:
        above = code.parent_id
        while above is not None:
            totals[by_key[above].ref] += numbers.get(code.ref, 0)
            above = by_key[above].parent_id
    return totals


def _heading(book: CodebookRow, codes: Sequence[CodeRow], waiting: Mapping[str, int]) -> Text:
    in_force = sum(not code.retired for code in codes)
    looks = sum(waiting.get(code.ref, 0) for code in codes if not code.retired)
    return Text.assemble(
        (f"!{looks:,} " if looks else "", "bold"), (one_line(book.title), "bold"), f"  {format_count(in_force, 'code')}"
    )


def _label(code: CodeRow, uses: int, waiting: int) -> Text:
    """Return the label of a code. The counts come before the name, as a long name may be cut off."""
    return Text.assemble(
        (f"{uses:>4} ", "dim"),
        (f"!{waiting:,} " if waiting else "", "bold"),
        "× " if code.retired else "",
        (one_line(f"{code.ref} {code.name}"), "strike" if code.retired else ""),
    )
