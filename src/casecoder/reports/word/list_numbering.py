"""Lists that Word numbers: one definition of bullets, and a new numbering for every list."""

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm
from docx.text.paragraph import Paragraph

_LEVELS = 9
_STEP = 0.63
"""The indent of each level from the level above, in centimetres."""
_BULLETS = "•–▪"
_FORMATS = (("decimal", "%{}."), ("lowerLetter", "%{})"), ("lowerRoman", "%{})"))
_BULLETED, _NUMBERED = 0, 1


class ListNumbering:
    """The list definitions of one document."""

    def __init__(self, document: Document) -> None:
        self._numbering = document.part.numbering_part.element
        bulleted, self._numbered = self._definitions()
        self.bullets: int = self._numbering.add_num(bulleted).numId

    def _definitions(self) -> list[int]:
        """Add the definitions of our bullets and numbers, and return their ids. Definitions stand before all lists."""
        held = self._numbering.findall(qn("w:abstractNum"))
        free = 1 + max((int(old.get(qn("w:abstractNumId"))) for old in held), default=-1)
        for kind in (_BULLETED, _NUMBERED):
            made = parse_xml(_abstract(kind, free + kind))
            first = next(self._numbering.iterchildren(qn("w:num")), None)
            if first is None:
                self._numbering.append(made)
            else:
                first.addprevious(made)
        return [free + _BULLETED, free + _NUMBERED]

    def numbers(self, level: int, start: int) -> int:
        """Return the id of a new numbering that begins with ``start`` at ``level`` (from 0)."""
        made = self._numbering.add_num(self._numbered)
        made.add_lvlOverride(ilvl=_clamp_level(level)).add_startOverride(start)
        return int(made.numId)

    @staticmethod
    def add_item(paragraph: Paragraph, numbering: int, level: int) -> None:
        """Make a paragraph an item of a list at ``level`` (from 0)."""
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_ilvl().val = _clamp_level(level)
        properties.get_or_add_numId().val = numbering


def indent_in_list(paragraph: Paragraph, level: int) -> None:
    """Indent a paragraph that continues an item of ``level`` (from 0)."""
    paragraph.paragraph_format.left_indent = Cm(_STEP * (_clamp_level(level) + 1))


def list_style(kind: str, level: int) -> str:
    """Return the style of a list paragraph (``List Bullet``, ``List Number 2``). Word has three of each."""
    return kind if level == 0 else f"{kind} {min(level + 1, 3)}"


def _clamp_level(level: int) -> int:
    return min(level, _LEVELS - 1)


def _abstract(kind: int, number: int) -> str:
    """Return a definition of a kind of list with all its levels."""
    levels = "".join(_level(kind, level) for level in range(_LEVELS))
    return (
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number}"><w:nsid w:val="0CA5EC0{kind}"/>'
        f'<w:multiLevelType w:val="multilevel"/><w:tmpl w:val="0CA5EC1{kind}"/>{levels}</w:abstractNum>'
    )


def _level(kind: int, level: int) -> str:
    """Return the definition of one level of a list."""
    if kind == _BULLETED:
        form, text = "bullet", _BULLETS[level % len(_BULLETS)]
    else:
        form, pattern = _FORMATS[level % len(_FORMATS)]
        text = pattern.format(level + 1)
    left, hanging = round(Cm(_STEP * (level + 1)).twips), round(Cm(_STEP).twips)
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
    )
