"""Commands that weigh the evidence of a cell, bring raters together and sign ratings off."""

import dataclasses
import json as written_json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casecoder.cli.console_output import (
    CoderOption,
    JsonOption,
    StudyArgument,
    coder_or_default,
    opening_study,
    print_listing,
    print_message,
    split_values,
)
from casecoder.cli.rating import EvidenceOption, ReasonOption
from casecoder.core.errors import UsageError
from casecoder.core.judging.evidence import coding_id, rating_id
from casecoder.core.phrases import count_with_noun

if TYPE_CHECKING:
    from casecoder.core.judging.evidence_weight import EvidenceWeight
    from casecoder.core.judging.rating_rule import BandProposal
    from casecoder.services.judging.reconciling_and_signing import RatedCell

CaseArgument = Annotated[str, typer.Argument(help="A school (P3).", show_default=False)]
CodeArgument = Annotated[str, typer.Argument(help="A benefit (B02).", show_default=False)]


def ratings(study: StudyArgument, coder: CoderOption = "", json: JsonOption = False) -> None:
    """List the cells that have been rated: what holds, where raters differ, what has to be looked at again."""
    from casecoder.services.judging.reconciling_and_signing import list_rated_cells

    with opening_study(study) as target:
        rows = [_row(cell) for cell in list_rated_cells(target, coder_or_default(coder))]
    if not json:
        shown = [{name: row[name] for name in row if name not in {"because", "given", "kind"}} for row in rows]
        rows = [row | {"stale": " ".join(row["stale"])} for row in shown]  # sentences, which take no commas
    print_listing(rows, as_json=json, empty="Nobody has rated anything yet.")


def _row(cell: "RatedCell") -> dict[str, Any]:
    holds = cell.standing.judgement
    return {
        "case": cell.case,
        "code": cell.code,
        "rating": holds.id if holds else "",
        "band": holds.band.value if holds else "",
        "state": cell.state,
        "kind": holds.kind.value if holds else "",
        "rater": holds.rater if holds else "",
        "signed_by": holds.signed_by if holds else "",
        "because": holds.rationale if holds else "",
        "not_seen": cell.standing.hidden,
        "stale": [reason for given in cell.standing.given for reason in given.changes],
        "given": list(cell.given),
    }


def reconcile(
    study: StudyArgument,
    case: CaseArgument,
    code: CodeArgument,
    band: Annotated[str, typer.Argument(help="What was agreed on: green, amber, red or none.", show_default=False)],
    because: Annotated[str, typer.Option(help="The note on how it was agreed.", show_default=False)],
    evidence: EvidenceOption = None,
    reason: ReasonOption = "",
    coder: CoderOption = "",
    more: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
) -> None:
    """Keep what raters have agreed on for a school and a benefit; it settles the ratings given so far."""
    from casecoder.core.vocabulary import Band, parse_vocabulary_word
    from casecoder.services.judging.reconciling_and_signing import reconcile as settle
    from casecoder.store.records import parse_short_id

    with opening_study(study) as target:
        kept = settle(
            target,
            case,
            code,
            parse_vocabulary_word(Band, band, "band"),
            because=because,
            cited=[parse_short_id(each, "E", "coding") for each in split_values(evidence, more)],
            coder=coder_or_default(coder),
            reason=reason,
        )
    typer.echo(kept.id)
    settled = ", ".join(map(rating_id, kept.settles))
    print_message(f"{kept.id}  {kept.case} {kept.code}: agreed on {kept.band.label}; settled: {settled}.")


def sign(
    study: StudyArgument,
    case: Annotated[str, typer.Argument(help="A school (P3).")] = "",
    code: Annotated[str, typer.Argument(help="A benefit (B02).")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Every rating that holds and can be signed off.")] = False,
    coder: CoderOption = "",
) -> None:
    """Sign off a rating that holds, or all; from then on it changes only with a reason."""
    from casecoder.services.judging.reconciling_and_signing import sign_off, sign_off_all

    if everything == bool(case and code):
        raise UsageError("Name a school and a benefit, or give --all.")
    with opening_study(study) as target:
        if not everything:
            signed = sign_off(target, case, code, coder=coder_or_default(coder))
            typer.echo(signed.id)
            print_message(f"{signed.id} of {signed.case} {signed.code} is signed off: {signed.band.label}.")
            return
        done = sign_off_all(target, coder=coder_or_default(coder))
    for judgement in done.signed:
        typer.echo(judgement.id)
    for reason in done.refusals:
        print_message(f"Not signed off: {reason}")
    print_message(f"{count_with_noun(len(done.signed), 'rating')} signed off, {len(done.refusals)} left.")


def weigh(study: StudyArgument, case: CaseArgument, code: CodeArgument, json: JsonOption = False) -> None:
    """Weigh the evidence for a school and a benefit; say which band the study's rule would propose, and why."""
    from casecoder.services.judging.weighing import propose_band

    with opening_study(study) as target:
        weight, proposal = propose_band(target, case, code)
    if json:
        typer.echo(written_json.dumps(_weighed(weight, proposal), ensure_ascii=False, indent=2))
        return
    print_listing(
        [{"what": what, "figure": figure} for what, figure in _figures(weight, proposal)], as_json=False, empty=""
    )
    print_message(f"Proposed, never applied: {proposal.band.label if proposal.band else 'no band'}.")


def _weighed(weight: "EvidenceWeight", proposal: "BandProposal") -> dict[str, Any]:
    """The weight of a cell with the proposal, as it is written in JSON."""
    return {
        "case": weight.case,
        "code": weight.code,
        **{
            name: dataclasses.asdict(part)
            for name, part in (("whole", weight.whole), ("seen", weight.seen), ("told", weight.told))
        },
        "kinds": {kind.value: dataclasses.asdict(part) for kind, part in weight.kinds.items()},
        "roles": {role.value if role else "": number for role, number in weight.roles.items()},
        "stages": {stage.name.lower(): number for stage, number in weight.stages.items()},
        "no_stage_said": weight.without_stage,
        "on_the_review_list": weight.waiting,
        "without_consent": weight.withheld,
        "among_schools": [dataclasses.asdict(rank) for rank in weight.ranks],
        "conditions": [
            {
                "code": each.code,
                "name": each.name,
                "with_it": list(map(coding_id, each.overlapping)),
                "near_it": list(map(coding_id, each.near)),
                "applies": each.applies,
            }
            for each in weight.conditions
        ],
        "proposed": proposal.band.value if proposal.band else None,
        "because": [dataclasses.asdict(each) for each in proposal.tests],
    }


def _figures(weight: "EvidenceWeight", proposal: "BandProposal") -> Iterator[tuple[str, str]]:
    """The weight of a cell as rows of what and how much, and the proposal as the last ones."""
    said = [("codings", weight.whole), ("seen", weight.seen), ("told", weight.told)]
    for name, part in [*said, *((kind.value, part) for kind, part in weight.kinds.items())]:
        yield name, f"{part.codings} from {count_with_noun(part.sources, 'source')}, {part.countering} against"
    for role, number in weight.roles.items():
        yield role.value if role else "nobody known to speak", count_with_noun(number, "coding")
    for stage, number in weight.stages.items():
        yield stage.name.lower(), count_with_noun(number, "coding")
    yield "no stage said", count_with_noun(weight.without_stage, "coding")
    yield "on the review list", count_with_noun(weight.waiting, "coding")
    yield "without consent", count_with_noun(weight.withheld, "coding")
    for place in weight.ranks:
        shared = f", which {place.sharing} share" if place.sharing > 1 else ""
        rank = f"rank {place.rank} of {place.of}{shared}" if place.value else f"none, among {place.of}"
        yield f"{place.figure} among schools", f"{place.value}: {rank}, median {place.median:g}"
    for each in weight.conditions:
        yield f"with or near it: {each.code} {each.name}", ", ".join(map(coding_id, (*each.overlapping, *each.near)))
    yield "proposed", proposal.band.value if proposal.band else "no band"
    for reason in proposal.reasons:
        yield "because", reason


def setting(
    study: StudyArgument,
    name: Annotated[str, typer.Argument(help="blind, lead, or a threshold of the rule.")] = "",
    value: Annotated[str | None, typer.Argument(help="What it is to be; '' takes the lead away.")] = None,
    coder: CoderOption = "",
    json: JsonOption = False,
) -> None:
    """Say how the study rates: blind on or off, who leads, the thresholds of the rule. Without a name: list them."""
    from casecoder.services.judging.study_settings import change_study_settings, settings_of_study

    if bool(name) != (value is not None):
        raise UsageError(f"Say what {name} is to be.", "Without any name, the settings are listed.")
    with opening_study(study) as target:
        if value is None:
            values = settings_of_study(target).values
        else:
            values = change_study_settings(target, {name: value}, coder=coder_or_default(coder)).values
            values = {each: values[each] for each in values if each == name.lower().replace("-", "_")}
    print_listing([{"setting": each, "value": values[each]} for each in values], as_json=json, empty="")
