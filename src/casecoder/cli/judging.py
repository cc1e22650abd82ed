"""Commands that weigh the evidence of a cell, bring raters together and sign ratings off."""

import dataclasses
import json as written_json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casecoder.cli.output import CoderOption, JsonOption, StudyArgument, opened, several, show, tell, who
from casecoder.cli.rating import EvidenceOption, ReasonOption
from casecoder.core.errors import UsageError
from casecoder.core.judging.evidence import coding_id, rating_id
from casecoder.core.wording import counted

if TYPE_CHECKING:
    from casecoder.core.judging.proposing import Proposal
    from casecoder.core.judging.weighing import Weight
    from casecoder.services.judging.reconciling import RatedCell

CaseArgument = Annotated[str, typer.Argument(help="A school (P3).", show_default=False)]
CodeArgument = Annotated[str, typer.Argument(help="A benefit (B02).", show_default=False)]


def ratings(study: StudyArgument, coder: CoderOption = "", json: JsonOption = False) -> None:
    """List the cells that have been rated: what holds, where raters differ, what has to be looked at again."""
    from casecoder.services.judging.reconciling import rated_cells

    with opened(study) as target:
        rows = [_row(cell) for cell in rated_cells(target, who(coder))]
    if not json:
        shown = [{name: row[name] for name in row if name not in {"because", "given", "kind"}} for row in rows]
        rows = [row | {"stale": " ".join(row["stale"])} for row in shown]  # sentences, which take no commas
    show(rows, as_json=json, empty="Nobody has rated anything yet.")


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
    from casecoder.core.vocabulary import Band, parse_word
    from casecoder.services.judging.reconciling import reconcile as settle
    from casecoder.store.records import number_in

    with opened(study) as target:
        kept = settle(
            target,
            case,
            code,
            parse_word(Band, band, "band"),
            because=because,
            cited=[number_in(each, "E", "coding") for each in several(evidence, more)],
            coder=who(coder),
            reason=reason,
        )
    typer.echo(kept.id)
    settled = ", ".join(map(rating_id, kept.settles))
    tell(f"{kept.id}  {kept.case} {kept.code}: agreed on {kept.band.label}; settled: {settled}.")


def sign(
    study: StudyArgument,
    case: Annotated[str, typer.Argument(help="A school (P3).")] = "",
    code: Annotated[str, typer.Argument(help="A benefit (B02).")] = "",
    everything: Annotated[bool, typer.Option("--all", help="Every rating that holds and can be signed off.")] = False,
    coder: CoderOption = "",
) -> None:
    """Sign off a rating that holds, or all; from then on it changes only with a reason."""
    from casecoder.services.judging.reconciling import sign_all, sign_off

    if everything == bool(case and code):
        raise UsageError("Name a school and a benefit, or give --all.")
    with opened(study) as target:
        if not everything:
            signed = sign_off(target, case, code, coder=who(coder))
            typer.echo(signed.id)
            tell(f"{signed.id} of {signed.case} {signed.code} is signed off: {signed.band.label}.")
            return
        done = sign_all(target, coder=who(coder))
    for judgement in done.signed:
        typer.echo(judgement.id)
    for reason in done.left:
        tell(f"Not signed off: {reason}")
    tell(f"{counted(len(done.signed), 'rating')} signed off, {len(done.left)} left.")


def weigh(study: StudyArgument, case: CaseArgument, code: CodeArgument, json: JsonOption = False) -> None:
    """Weigh the evidence for a school and a benefit; say which band the study's rule would propose, and why."""
    from casecoder.services.judging.weighing import propose_for

    with opened(study) as target:
        weight, proposal = propose_for(target, case, code)
    if json:
        typer.echo(written_json.dumps(_weighed(weight, proposal), ensure_ascii=False, indent=2))
        return
    show([{"what": what, "figure": figure} for what, figure in _figures(weight, proposal)], as_json=False, empty="")
    tell(f"Proposed, never applied: {proposal.band.label if proposal.band else 'no band'}.")


def _weighed(weight: "Weight", proposal: "Proposal") -> dict[str, Any]:
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
        "no_stage_said": weight.unsaid,
        "on_the_review_list": weight.waiting,
        "without_consent": weight.withheld,
        "among_schools": [dataclasses.asdict(place) for place in weight.places],
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
        "because": [dataclasses.asdict(each) for each in proposal.asked],
    }


def _figures(weight: "Weight", proposal: "Proposal") -> Iterator[tuple[str, str]]:
    """The weight of a cell as rows of what and how much, and the proposal as the last ones."""
    said = [("codings", weight.whole), ("seen", weight.seen), ("told", weight.told)]
    for name, part in [*said, *((kind.value, part) for kind, part in weight.kinds.items())]:
        yield name, f"{part.codings} from {counted(part.sources, 'source')}, {part.countering} against"
    for role, number in weight.roles.items():
        yield role.value if role else "nobody known to speak", counted(number, "coding")
    for stage, number in weight.stages.items():
        yield stage.name.lower(), counted(number, "coding")
    yield "no stage said", counted(weight.unsaid, "coding")
    yield "on the review list", counted(weight.waiting, "coding")
    yield "without consent", counted(weight.withheld, "coding")
    for place in weight.places:
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
    from casecoder.services.judging.settings import change_settings, settings_of

    if bool(name) != (value is not None):
        raise UsageError(f"Say what {name} is to be.", "Without any name, the settings are listed.")
    with opened(study) as target:
        if value is None:
            values = settings_of(target).values
        else:
            values = change_settings(target, {name: value}, coder=who(coder)).values
            values = {each: values[each] for each in values if each == name.lower().replace("-", "_")}
    show([{"setting": each, "value": values[each]} for each in values], as_json=json, empty="")
