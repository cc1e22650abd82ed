"""Words that tell a label before a colon from the head of a sentence or the name of a field."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


FIELD_WORDS = _words(
    """
    attendees attending author class consent date day duration file interviewed length location observed observer
    participants place present recorded recording ref reference room school site subject time title transcribed
    transcriber transcript transcription venue visit
    """
)
"""Words that head the particulars at the top of a transcript."""

NOT_SPEAKER_WORDS = FIELD_WORDS | _words(
    """
    actually activities activity afternoon again aim aims also answers anything anyway appendix applause april art
    assembly assessment august background becta book books bullying carpet chapter comment comments computing
    conclusion context correction criteria crosstalk curriculum december definition discussion display drama email
    english ethos evening everything evidence exactly example examples excerpt february figure finally findings first
    firstly focus follow followed food friday further geography history home homework however ict idea impact important
    inaudible incident including indeed interruption introduction issue issues item january july june keep key language
    laptops lastly later laughs laughter learning lesson lessons lighting link links literacy look main mainly march
    materials maths maybe meaning meanwhile meeting memo monday morning moreover mostly music nb news next no none not
    note notes nothing november now nowhere number numeracy objective objectives observation observations october odd
    ofsted ok okay once only outcome outcomes outside overall page pages part pause period phonics planning plan
    platform playtime plenary point points policy positives postscript problem problems programme pros cons pshe
    question questions quote reading reality really reason reasons reflection reflections register registration
    reminder report reports resource resources result results review rooms rule rules saturday science score screen
    second secondly section see september setting setup silence slide slides so software something source spelling
    stage starter start starts status steps step still strengths success suggestion summary sunday system table talk
    task tasks term terms test themes third thirdly thought thoughts thursday timing tip today tomorrow tonight topic
    total tuesday unit update usage use warning weaknesses weather website wednesday week weekly well what when where
    why writing yeah year yes yesterday yet
    """
)
"""Words, most of them from schools, that stand before a colon and name nobody."""

ABBREVIATIONS = _words(
    """
    aen am asap asap cd cpd dvd eu faq fao gcse ict it ks la mis nb ok pc pdf pe pm ps pshe re rsvp sats sef sen tv uk
    url vle
    """
)
"""Words that look like initials and are none."""

SENTENCE_WORDS = _words(
    """
    a about am an another any are as ask asked asks at be been but by can could did do does each every for from had has
    have he her here his how i'm if in is it it's its my on one or other our said say saying says she some that that's
    the their then there these they this those to very was we were which who with would you your
    """
)
"""Words that show that a sentence, not a label, stands before the colon."""

NAME_PARTICLES = _words("& ap al and bin binti da de del della den der di du e el ferch la le ni of ó van von y zu")
"""The small words within names."""
