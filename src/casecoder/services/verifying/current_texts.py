"""What the study calls things and says of them now: see ``core.outputs.study_texts`` for the keys."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import Session

from casecoder.core.outputs.case_study import CollectedSource
from casecoder.core.outputs.study_texts import OFFERED_CODE, attributes_as_text, source_as_text
from casecoder.services.outputs.case_studies import source_title
from casecoder.store import records
from casecoder.store.tables import CASE, CODE, SUMMARY


def read_current_texts(session: Session, keys: Iterable[str]) -> dict[str, str]:
    """What the study has under these keys; what it no longer has is left out."""
    wanted = set(keys)
    found = {"title": records.study_row(session).title}
    for case in records.case_rows(session):
        found |= {
            f"label:{case.short}": case.label, f"about:{case.short}": case.about,
            f"platform:{case.short}": case.platform, f"attributes:{case.short}": attributes_as_text(case.attributes),
        }  # fmt: skip
    for code in records.code_rows(session):
        found |= {f"name:{code.ref}": code.name, f"definition:{code.ref}": code.definition}
        found |= {} if code.retired else {f"code:{code.ref}": OFFERED_CODE}
    for source in records.source_rows(session):
        line = CollectedSource(source.ref, source_title(source), source.kind, source.date, source.researcher, 0)
        found[f"source:{source.ref}"] = source_as_text(line)
    written = select(CASE.c.short, CODE.c.ref, SUMMARY.c.body).join(SUMMARY, SUMMARY.c.case_id == CASE.c.id)
    for short, ref, body in session.connection().execute(written.join(CODE, SUMMARY.c.code_id == CODE.c.id)):
        found[f"summary:{short}:{ref}"] = body
    return {key: text for key, text in found.items() if key in wanted}
