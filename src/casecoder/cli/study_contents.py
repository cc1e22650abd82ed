"""Commands that list what a study holds."""

import dataclasses

from casecoder.cli.console_output import JsonOption, StudyArgument, opening_study, print_listing


def cases(study: StudyArgument, json: JsonOption = False) -> None:
    """List the schools."""
    from casecoder.services.sources import study_listings

    with opening_study(study) as source:
        collected = study_listings.list_sources(source)
        rows = [
            {
                "id": case.short,
                "label": case.label,
                "phase": case.phase,
                "sources": sum(item.case == case.short for item in collected),
                "codings": sum(item.codings for item in collected if item.case == case.short),
            }
            for case in study_listings.list_cases(source)
        ]
    print_listing(rows, as_json=json, empty="The study has no schools yet: import something.")


def sources(study: StudyArgument, json: JsonOption = False) -> None:
    """List the sources, with how far each is coded."""
    from casecoder.services.sources import study_listings

    with opening_study(study) as source:
        rows = [dataclasses.asdict(item) for item in study_listings.list_sources(source)]
    print_listing(rows, as_json=json, empty="The study has no sources yet: import something.")


def participants(study: StudyArgument, json: JsonOption = False) -> None:
    """List the participants by pseudonym."""
    from casecoder.services.sources import study_listings

    with opening_study(study) as source:
        rows = [dataclasses.asdict(item) for item in study_listings.list_participants(source)]
    print_listing(rows, as_json=json, empty="The study has no participants yet: import something.")
