"""What has to be said under a table of the codings that its figures don't rest on."""

import uuid
from collections.abc import Collection

from sqlmodel import Session

from casecoder.core.wording import counted
from casecoder.store import figures as store


def remarks(
    session: Session, codes: Collection[uuid.UUID], retired: Collection[uuid.UUID], *, counts: bool
) -> tuple[str, ...]:
    """Sentences about the codings on the review list and those of retired codes; none if there are none.

    Parameters
    ----------
    codes, retired:
        The codes that the table shows, and those of its codebook that it doesn't.
    counts:
        Whether the figures count what is on the review list.
    """
    waiting, gone = store.waiting(session.connection(), codes), store.number_of(session.connection(), retired)
    said = []
    if waiting:
        is_, its, it = ("is", "its", "It is") if waiting == 1 else ("are", "their", "They are")
        said.append(
            f"{waiting:,} of the codings {is_} on the review list: a correction has left {its} words without a sure "
            f"place. {it} {'counted' if counts else 'left out'}."
        )
    if gone:
        said.append(f"{counted(gone, 'coding')} of retired codes {'is' if gone == 1 else 'are'} not in the table.")
    return tuple(said)
