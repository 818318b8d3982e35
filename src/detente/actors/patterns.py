"""The words and shapes by which the finders tell what stands around a name or a role."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


DETERMINER = re.compile(
    r"(?:^|(?<=\W))((?:the|this|that|an?|his|her|its|their|my|your|our|another|every|no|any) )$",
    re.IGNORECASE,
)
ARTICLE = re.compile(r"(?:^|(?<=\W))(the )$", re.IGNORECASE)
MODIFIER = re.compile(
    r"(?:^|(?<=[^\w-]))((?:former|ex|then|late|previous|outgoing|incumbent|current|sitting|present|acting|interim"
    r"|deputy|vice|assistant|next|future|new|longtime|senior|leading|top|chief|associate|special|first|last"
    r"|Former|Then|Late|Acting|Senior|Deputy)[ -])$"
)
POSSESSIVE_GAPS = ("'s ", "’s ", "' ", "’ ", " ")
OF = re.compile(r" (?:of|to) (?:the )?")
OF_ONLY = re.compile(r" of (?:the )?")  # what "to" adds to an ambassador it adds to no president
SUFFIX = re.compile(r"-(?:elect|designate)\b")
APPOSITION = re.compile(r",\s+([^,.;:\"“”]{3,120})")
BRACKETED = re.compile(r"\[[A-Z][\w.’'-]*\] $")  # an editor's given name: "President [Ada] Lund"
BYLINE = re.compile(
    r"(?:\b[Bb]y|\b[Bb]y:|\b(?:[Ee]ditor|EDITOR|[Aa]uthor|[Ww]riter|[Rr]eporter) ?:|^)\s*"
    r"((?!By\b|Editor\b|Author\b|Staff\b|The\b)[A-Z][\w’'-]+(?: (?:[A-Z]\.|[A-Z][\w’'-]+)){1,3})",
    re.M,
)
_NAME = r"[A-Z][\w’'-]+(?: [A-Z][\w.’'-]+){1,2}"
IN_A_LIST = re.compile(  # "the mayors of Nordhavn and Porto Sul, Ada Lund and ": what stands before a name
    rf"\b(?P<role>[A-Za-z]+(?:s|men))(?: (?:of|for|from|in) [^,.;:()“”\"]{{1,80}})?, "
    rf"(?:{_NAME}(?:, {_NAME})*,? and )?$"
)
GOES_ON = re.compile(rf"(?:, {_NAME})*,? and {_NAME}")  # behind the first name of such a list
GIVEN_AND = re.compile(r"(?:^|[^\w’'.-])(?P<given>[A-Z][\w’'-]+) and $")  # "Ada and " before "Erik Lund"
TRADE = re.compile(
    r"(?:^|\W)(?P<opening>(?P<article>[Tt]he|[Aa]n?) (?:[\w-]+ )??)"
    r"(?P<trade>[a-z]+(?:er|or|ist|ian|eer|man|woman|ant)),? $"
)
NO_TRADE = _words(
    """
    newspaper paper river order carrier tanker cruiser destroyer trawler liner number letter matter
    border water weather power tower quarter center former other another latter later never ever over
    under after newsletter chapter corner rather remember offer manner master summer winter minor major
    labor factor sector error woman human plant restaurant list ant want grant
    """
)
ADDRESS = re.compile(r"\s+(President|Prime Minister|Chancellor|Minister|Secretary|Ambassador|Chairman)\b")

SIDE = re.compile(
    r"(?:(?:official|central|federal|interim|new|current|present-day) )?"
    r"(?P<noun>[Gg]overnments?|[Aa]uthorities|side|[Ll]eadership|regime"
    r"|partners|colleagues|counterparts|friends|party)\b"
)
NOT_OF_A_CAPITAL = {"partners", "colleagues", "friends", "party", "counterparts"}
BODY = re.compile(
    r"(?:(?:[Aa]rmed|[Ff]oreign|[Dd]efen[cs]e|[Ii]nterior|[Ff]inance|[Jj]ustice|[Ee]conomy|[Ee]nergy|[Nn]ational"
    r"|[Cc]entral|[Ss]upreme|[Ss]ecurity|[Ii]ntelligence|[Aa]ir|[Ss]pecial|[Ss]tate) )*"
    r"(?:[Aa]rmy|[Mm]ilitary|[Nn]avy|[Ff]orces?|[Pp]arliament|[Ee]mbassy|[Cc]onsulate|[Mm]inistry"
    r"|[Aa]dministration|[Cc]ongress|[Ss]enate|[Bb]ank|[Cc]ourt|[Ss]ervices?|[Dd]elegation|[Mm]ission"
    r"|[Cc]abinet|[Cc]ouncil|[Dd]epartment|[Aa]gency)\b"
)
GROUP = re.compile(
    r"(?:(?:senior|top|human rights|military|government|foreign|intelligence|political|opposition|and \w+) )*"
    r"(?:officials|diplomats|journalists|experts|analysts|lawmakers|politicians|activists|troops|soldiers"
    r"|prosecutors|investigators|judges|police|negotiators|leaders|ministers|presidents|businessmen|scientists|rebels|forces|officers|reporters)\b"
)
SEVERAL = re.compile(
    r"\b(?:[Tt]he (?:two|three|four)|[Bb]oth|[Tt]he other two|[Tt]hese two)"
    r"(?: (?P<role>presidents|leaders|chancellors|(?:(?:prime|foreign|defen[cs]e) )?ministers)"
    r"| (?:countries|states|nations|sides|governments|capitals|powers|neighbou?rs|men|women|statesmen"
    r"|diplomats|envoys|ambassadors|delegations|parties))\b"
)
ADMINISTRATION = re.compile(r" ([Aa]dministration|[Gg]overnment|[Cc]abinet)\b")

AUTHORITIES_IN = re.compile(r"(?:(?:official|central) )?(?:authorities|government|leadership|regime) in $")
PLACE_AFTER = re.compile(
    r"(?:[ -](?:time|summit|airport|region|street|suburb|metro|subway|area|[Aa]ccords?|[Aa]greements?)\b"
    r"|, D\.?C\.?| [Ss]tate\b(?! [Dd]epartment))"
)
PLACE_BEFORE = re.compile(
    r"\b(?:capital|city|mayor|streets|town|outskirts|suburbs?|centre|center|north|south|east|west)"
    r"(?: of|,)? $"
)
PLACE_PREPOSITIONS = _words("in at near into outside around inside via across through within for")
NEAR_A_BUILDING = _words("in at near outside inside around")
MESSAGES = _words(
    """
    message signal warning according blow response threat concession concessions close loyal ally belongs
    appeal offer pressure support demand demands accusations statement statements note assistance aid
    sanctions similar due thanks call called calls calling imposed impose urged
    """
)
CITY_NOUNS = _words(
    """
    city capital mayor streets outskirts centre center suburb suburbs south north east west kilometres
    kilometers miles km airport university resident residents siege battle
    """
)

ORGANISATION_NOUNS = _words(
    """
    university institute center centre ministry department party committee agency bank council embassy
    congress parliament court association foundation company corporation group academy college school
    commission union organization organisation fund service office bureau times post news journal press
    magazine television channel radio forum movement front army club society league inc corp ltd think-tank
    endowment administration senate assembly board authority review
    """
)
GENERIC_BODY = _words(
    """
    foreign defence defense interior finance ministry security council central bank supreme court parliament
    senate congress embassy department general assembly national state commission committee agency party
    union government cabinet justice economy energy house press service office
    """
)
NAME_RUN = re.compile(
    r"\b(?:St\. )?[A-Z][\w&]*(?:[-’'.][A-Z]\w*)*"
    r"(?: (?:(?:of|for)(?: the)? )?(?:St\. )?(?!I\b)[A-Z][\w&]*(?:[-’'.][A-Z]\w*)*"
    r"(?: and(?= [A-Z]\w+ (?:Studies|Affairs|Research|Relations|Policy)))?)*"
)
SHORT_BODY = re.compile(
    r"\b[Tt]he ([Cc]ouncil|[Mm]inistry|[Ee]mbassy|[Cc]ommission|[Cc]ommittee|[Aa]gency|[Ii]nstitute"
    r"|[Cc]ent(?:er|re)"
    r"|[Pp]arty|[Bb]ank|[Cc]ourt|[Uu]niversity|[Ff]oundation|[Aa]lliance|[Uu]nion|[Ll]eague|Courier|Times|Post)\b"
    r"(?! (?:of|for|in) )(?! [A-Z])"
)
BODY_IN = re.compile(
    r"\b[Tt]he (?P<kind>(?:(?:[Ff]oreign|[Dd]efen[cs]e|[Ii]nterior|[Ff]inance|[Jj]ustice|[Ee]conomy"
    r"|[Ee]nergy) )?)"
    r"(?P<word>[Mm]inistry|[Pp]arliament|[Ss]enate|[Cc]abinet) in "
)  # no embassies: the one in Norland's capital is not Norland's
CONNECTIVE = re.compile(r" (?:of|for)(?: the)? ")

DAYS = _words(
    """
    january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday
    """
)
POSTS = re.compile(r"\s+(?:on|via) (?:Twitter|X|Facebook|Telegram|Instagram|Truth Social|Weibo)\s*:")
NOT_NAMES = DAYS | _words(
    """
    mr mrs ms god internet christmas easter west east north south treaty war act day street avenue road
    river sea ocean island islands mountains heights city county state beach park square airport bridge
    valley bay lake port cup award prize staff staffs motors
    """
)
PARTICLES = _words("de da di du van von der den bin ibn al el la le dos del")
REPORTING = _words(
    """
    said says say told tells added adds noted notes explained explains stressed stresses emphasized
    emphasised argued argues warned warns wrote writes asked called believes believed thinks stated states
    announced claimed claims insisted insists recalled concluded observed pointed replied answered commented
    remarked mentioned declared acknowledged admitted suggested predicted continued tweeted
    """
)

BODY_SPEAKS = REPORTING | _words(
    """
    denied denies rejected rejects demanded demands accused accuses promised promises confirmed confirms
    condemned condemns urged urges repeated repeats pledged pledges reported reports maintained maintains
    vowed vows informed informs responded responds dismissed dismisses protested protests
    """
)

PRONOUNS = dict.fromkeys(("he", "him", "his", "himself"), "male") | dict.fromkeys(
    ("she", "her", "hers", "herself"), "female"
)
FIRST_PERSON = {"i", "me", "my", "myself", "mine"}
SECOND_PERSON = {"you", "your"}
SUBJECTS = {"nsubj", "nsubjpass", "csubj"}
