"""The figures over all schools of a study, as the cross-case report prints them. Their keys begin with ``all:``."""

from casecoder.core.outputs.figures.definitions import (
    ANY_CODE,
    ANY_KIND,
    ANY_PHASE,
    ANY_ROLE,
    BAND,
    BAND_OR_NONE,
    CASE,
    CODE,
    END,
    MEASURE,
    PERSON,
    PHASE,
    SUBJECT,
    FigureFamily,
)
from casecoder.core.outputs.figures.study_material import FEWEST_SCHOOLS, StudyMaterial
from casecoder.core.outputs.quote_choice import is_quotable

STUDY_FIGURES = FigureFamily[StudyMaterial]("all:")
_define = STUDY_FIGURES.define

# fmt: off
SCHOOLS = _define("schools", (CODE,), ("schools", "schools with a passage for {}"),
    lambda study, code="": len(study.support(code).schools if code else study.schools), lists_codings=True)
SCHOOLS_IN = _define("schools-in", (PHASE,), ("{} schools",),
    lambda study, phase: sum(school.phase == phase for school in study.schools))
SCHOOLS_AGAINST = _define("schools-against", (CODE,), ("schools with a passage against {}",),
    lambda study, code: len({item.case for item in study.countering(code)}), lists_codings=True)
CODINGS = _define("codings", (CODE,), ("coded passages", "coded passages under {}"),
    lambda study, code="": len(study.in_schools.under(code)), lists_codings=True)
SUPPORTING = _define(
    "supports", (CODE, CASE),
    ("passages that support their code", "passages for {}", "passages for {} in {}"),
    lambda study, code="", case="": study.support(code, case).passages, lists_codings=True)
COUNTERING = _define("counter", (CODE,), ("passages that speak against their code", "passages against {}"),
    lambda study, code="": len(study.countering(code)), lists_codings=True)
WAITING = _define("waiting", (), ("codings on the review list",),
    lambda study: sum(item.in_review for item in study.in_schools.codings))
WITHHELD = _define("withheld", (), ("codings without consent to be quoted",),
    lambda study: sum(not is_quotable(item) and not item.in_review for item in study.in_schools.codings))
OUTDATED = _define("outdated", (), ("codings that wait for a second look",),
    lambda study: sum(item.outdated for item in study.in_schools.codings))
SOURCES = _define("sources", (CODE,), ("sources", "sources with a passage for {}"),
    lambda study, code="": study.support(code).sources if code else len(study.in_schools.sources), lists_codings=True)
SOURCES_BY_KIND = _define("kinds", (ANY_KIND, ANY_PHASE), ("sources", "sources: {}", "sources: {} {}"),
    StudyMaterial.count_sources)
PEOPLE = _define("people", (ANY_ROLE, ANY_PHASE), ("participants", "participants: {}", "participants: {} {}"),
    StudyMaterial.count_people)
TURNS = _define("turns", (), ("turns",), lambda study: sum(map(len, study.turns.values())))
DOUBLE_CODED = _define("both", (), ("sources coded by more than one coder",), lambda study: study.double_coded)
SECOND_CODED = _define("again", (), ("sources given to a second coder",), lambda study: study.second_coded)
CODES = _define("codes", (), ("codes of the first codebook",), lambda study: len(study.offered))
USED_CODES = _define("met", (), ("codes of the first codebook with a passage",),
    lambda study: len(study.offered & {item.code for item in study.in_schools.codings}))
CODED_BY = _define("by", (PERSON,), ("codings by {}",),
    lambda study, coder: sum(item.coder == coder for item in study.in_schools.codings))
SOURCES_CODED_BY = _define("sources-by", (PERSON,), ("sources coded by {}",),
    lambda study, coder: len({item.source for item in study.in_schools.codings if item.coder == coder}))
NEAR = _define("near", (CODE, CODE), ("passages of {1} near one of {0}",),
    lambda study, one, other: len(study.near(one).get(other, ())))
SCHOOLS_NEAR = _define("near-schools", (CODE, CODE), ("schools with {1} near {0}",),
    lambda study, one, other: len({item.case for item in study.near(one).get(other, ())}))
BESIDE = _define("with", (CODE, CODE), ("passages of {1} at the words of {0} or in its turn",),
    lambda study, one, other: len(study.beside(one, other)))
SCHOOLS_BESIDE = _define("with-schools", (CODE, CODE), ("schools with {1} at the words of {0} or in its turn",),
    lambda study, one, other: len({item.case for item in study.beside(one, other)}))
COMMON = _define("common", (), ("benefits found in enough schools to stand among them",),
    lambda study: sum(len(study.support(code).schools) >= FEWEST_SCHOOLS for code in study.benefits))
RATINGS = _define("ratings", (BAND,), ("ratings that hold", "ratings that hold: {}"),
    lambda study, band="": sum(band in {"", given.band} for given in study.judged.values()))
BANDS = _define("bands", (CODE, BAND_OR_NONE), ("schools in which {} is {}",), StudyMaterial.count_bands)
STALE = _define("stale", (), ("ratings to be looked at again",),
    lambda study: sum(bool(given.stale) for given in study.judged.values()))
UNRATED_CELLS = _define("unrated", (), ("cells without a rating",),
    lambda study: study.cells - len(study.judged) - len(study.unsettled))
CELLS = _define("cells", (), ("cells of the table of ratings",), lambda study: study.cells)
UNWRITTEN = _define("unwritten", (), ("summaries still to be written",), StudyMaterial.count_missing_summaries)
UNSETTLED = _define("unsettled", (), ("cells with ratings not yet reconciled or signed off",),
    lambda study: len(study.unsettled))
REPLACED = _define("replaced", (), ("ratings that a newer one waits to replace",), lambda study: len(study.replaced))
RATED_BY = _define("rated-by", (PERSON,), ("cells rated by {}",),
    lambda study, rater: dict(study.rated.by).get(rater, 0))
RATED_TWICE = _define("twice", (), ("cells that two have rated",), lambda study: study.rated.twice)
DIFFERED = _define("differed", (), ("cells on which raters differed",), lambda study: study.rated.differed)
RECONCILED = _define("reconciled", (), ("cells that have been reconciled",), lambda study: study.rated.reconciled)
RATED_BLIND = _define("blind", (), ("cells rated blind",), lambda study: study.rated.blind)
SIGNED = _define("signed", (), ("ratings signed off",), lambda study: study.rated.signed)
SIGNED_BY = _define("signed-by", (PERSON,), ("ratings signed off by {}",),
    lambda study, person: dict(study.rated.signed_by).get(person, 0))
AGREEMENT = _define(
    "agreement", (SUBJECT, MEASURE, ANY_CODE, END),
    ("agreement on {}, {}", "agreement on {}, {}: {}", "agreement on {}, {}: {}, {} end of the interval"),
    StudyMaterial.agreed)
# fmt: on
