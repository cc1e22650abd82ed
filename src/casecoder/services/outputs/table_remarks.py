"""The remarks under a table: codings that its figures leave out, and cells without a rating that holds."""

import uuid
from collections.abc import Collection

from sqlmodel import Session

from casecoder.core.outputs.school_names import list_cells_in_words
from casecoder.core.phrases import count_with_noun
from casecoder.services.judging.rating import RatingGrid
from casecoder.store import coding_counts as store


def coding_remarks(
    session: Session, codes: Collection[uuid.UUID], retired: Collection[uuid.UUID], *, counts: bool
) -> tuple[str, ...]:
    """Return sentences on the codings on the review list and on those of retired codes, if there are any.

    Parameters
    ----------
    codes, retired:
        The codes that the table shows, and the codes of its codebook that it doesn't show.
    counts:
        Whether the figures count the codings on the review list.
    """
    waiting, gone = (
        store.count_codings_in_review(session.connection(), codes),
        store.count_codings_of_codes(session.connection(), retired),
    )
    sentences = []
    if waiting:
        is_, its, it = ("is", "its", "It is") if waiting == 1 else ("are", "their", "They are")
        sentences.append(
            f"{waiting:,} of the codings {is_} on the review list: a correction has left {its} words without a sure "
            f"place. {it} {'counted' if counts else 'left out'}."
        )
    if gone:
        sentences.append(
            f"{count_with_noun(gone, 'coding')} of retired codes {'is' if gone == 1 else 'are'} not in the table."
        )
    return tuple(sentences)


def rating_remarks(shown: RatingGrid) -> tuple[str, ...]:
    """Return sentences on the cells of a rating table in which no rating holds, or one that will be replaced."""
    standings = {cell: given.standing for cell, given in shown.cells.items()}
    settled = {cell for cell, standing in standings.items() if standing.judgement}
    unsettled = {
        cell: len(standing.open) + standing.hidden for cell, standing in standings.items() if standing.sentence
    }
    unrated = standings.keys() - settled - unsettled.keys()
    replaced = {cell for cell, standing in standings.items() if standing.replaced}
    names, labels = {code.ref: code.name for code in shown.codes}, {case.short: case.label for case in shown.cases}
    sentences = []
    if unrated:
        cells = count_with_noun(len(unrated), "cell has", "cells have")
        sentences.append(f"{cells} no rating yet{list_cells_in_words(unrated, names, labels)}.")
    if unsettled:
        cells = count_with_noun(len(unsettled), "cell has", "cells have")
        sentences.append(
            f"{cells} ratings that are not yet reconciled or signed off, {sum(unsettled.values()):,} in all, and the "
            f"table shows none there{list_cells_in_words(unsettled, names, labels)}."
        )
    if replaced:
        ratings = count_with_noun(len(replaced), "rating that the table shows has", "ratings that the table shows have")
        where = list_cells_in_words(replaced, names, labels)
        sentences.append(f"{ratings} a newer one, which waits to be signed off{where}.")
    return tuple(sentences)
