"""What a code means: its definition, include and exclude, now and in an earlier version of its codebook."""

from dataclasses import dataclass
from functools import lru_cache

from casecoder.core.coding.codebook import Code as CodeEntry
from casecoder.core.coding.codebook import Codebook as CodebookFile
from casecoder.store import records
from casecoder.store.permanent_rows import CodebookVersionRow
from casecoder.store.study_file import StudyFile
from casecoder.store.tables import CodeRow


@dataclass(frozen=True, slots=True)
class MeaningChange:
    """What a code meant when a coding was made and what it means now, part by part."""

    then: dict[str, str]
    now: dict[str, str]

    @property
    def changed(self) -> list[str]:
        """The parts of the meaning that have changed."""
        return [part for part in self.now if self.now[part] != self.then.get(part, "")]


def meaning_change(study: StudyFile, number: int) -> MeaningChange:
    """Return what the code of a coding meant when it was made, and what it means now.

    Raises
    ------
    CaseCoderError
        If there is no such coding.
    """
    with study.reading() as session:
        coding = records.coding_numbered(session, number)
        code = session.get_one(CodeRow, coding.code_id)
        version = session.get_one(CodebookVersionRow, coding.codebook_version_id)
    then = next(
        (entry for entry in parse_codebook_version(version.markdown) if entry.id.casefold() == code.ref.casefold()),
        None,
    )
    return MeaningChange(code_meaning(then) if then else {}, code_meaning(code))


@lru_cache(maxsize=32)
def parse_codebook_version(markdown: str) -> CodebookFile:
    """Return a version of a codebook. Each version is read once."""
    from casecoder.importers.codebook_file import parse_codebook

    return parse_codebook(markdown, "the codebook")


def code_meaning(code: CodeRow | CodeEntry) -> dict[str, str]:
    """Return what a code means, part by part."""
    return {"Definition": code.definition, "Include": code.include, "Exclude": code.exclude}
