"""What the study calls things and says of them now: see ``core.outputs.told`` for the keys."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from casecoder.core.outputs.casestudy import SourceLine
from casecoder.core.outputs.told import OFFERED, attributes_told, source_told
from casecoder.services.outputs.casestudies import title_of
from casecoder.store import records
from casecoder.store.tables import Case, Code, Summary


def told_again(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """What the study has under these keys; what it no longer has is left out."""
    wanted = set(keys)
    found = {"title": records.study_row(session).title}
    for case in records.cases(session):
        found |= {
            f"label:{case.short}": case.label, f"about:{case.short}": case.about,
            f"platform:{case.short}": case.platform, f"attributes:{case.short}": attributes_told(case.attributes),
        }  # fmt: skip
    for code in records.codes(session):
        found |= {f"name:{code.ref}": code.name, f"definition:{code.ref}": code.definition}
        found |= {} if code.retired else {f"code:{code.ref}": OFFERED}
    for source in records.sources(session):
        line = SourceLine(source.ref, title_of(source), source.kind, source.date, source.researcher, 0)
        found[f"source:{source.ref}"] = source_told(line)
    written = select(Case.short, Code.ref, Summary.body).join(Summary, col(Summary.case_id) == Case.id)
    for short, ref, body in session.exec(written.join(Code, col(Summary.code_id) == Code.id)):
        found[f"summary:{short}:{ref}"] = body
    return {key: text for key, text in found.items() if key in wanted}
