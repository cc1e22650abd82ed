"""Tell which codebooks hold conditions for success, and which benefits a condition is for."""

from collections.abc import Collection, Iterable

from casecoder.store.tables import CodebookRow, CodeRow


def is_conditions_codebook(book: CodebookRow, codes: Iterable[CodeRow]) -> bool:
    """Return whether a codebook holds conditions for success, by its name or its codes."""
    return "conditions" in f"{book.name} {book.title}".casefold() or any(code.applies_to for code in codes)


def condition_applies_to(condition: CodeRow, family: Collection[str]) -> bool:
    """Return whether a codebook names a condition for a benefit or for a code under it.

    Parameters
    ----------
    family:
        The ids of the benefit and of all codes under it.
    """
    return any(ref in family for ref in condition.applies_to)
