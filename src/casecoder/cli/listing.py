"""Commands that list what a study holds."""

import dataclasses

from casecoder.cli.output import JsonOption, StudyArgument, opened, show


def cases(study: StudyArgument, json: JsonOption = False) -> None:
    """List the schools."""
    from casecoder.services.sources import reading

    with opened(study) as source:
        collected = reading.sources(source)
        rows = [
            {
                "id": case.short,
                "label": case.label,
                "phase": case.phase,
                "sources": sum(item.case == case.short for item in collected),
                "codings": sum(item.codings for item in collected if item.case == case.short),
            }
            for case in reading.cases(source)
        ]
    show(rows, as_json=json, empty="The study has no schools yet: import something.")


def sources(study: StudyArgument, json: JsonOption = False) -> None:
    """List the sources, with how far each is coded."""
    from casecoder.services.sources import reading

    with opened(study) as source:
        rows = [dataclasses.asdict(item) for item in reading.sources(source)]
    show(rows, as_json=json, empty="The study has no sources yet: import something.")


def participants(study: StudyArgument, json: JsonOption = False) -> None:
    """List the participants by pseudonym."""
    from casecoder.services.sources import reading

    with opened(study) as source:
        rows = [dataclasses.asdict(item) for item in reading.participants(source)]
    show(rows, as_json=json, empty="The study has no participants yet: import something.")
