"""Level, trend and outlook: what the words of one clause say together about a relationship."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from detente.extract.assessment_rules import Hit
from detente.extract.assessment_standing import Standing
from detente.model import Level, Outlook, Trend

GOOD: dict[str, int] = {"very_low": -2, "low": -1, "neutral": 0, "good": 1, "very_good": 2}
STRAINED = frozenset(("strained", "dispute", "frost"))  # anchors of which less is better
_HINDRANCES = frozenset(("feared", "unwilling", "hindered"))
_WISHES = frozenset(("willing", "hoped", "toward"))
_AHEAD = frozenset(("future", "possible")) | _WISHES | _HINDRANCES
_REGARD = re.compile(r"understand|trust|respect")  # good in itself, if it is mutual
_PLAIN, _INFERRED = 0.95, 0.1  # confidence in an asserted judgement; what an outlook takes from it


@dataclass
class Values:
    """What has been gathered for one anchor; `used` are the entries that say it."""

    anchor: Hit
    personal: bool = False  # it is between two persons
    level: Level | None = None
    trend: Trend | None = None
    outlook: Outlook | None = None
    sure: float = _PLAIN
    authors: bool = False  # left to the author by a "won't admit", not the speaker's own judgement
    used: list[Hit] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        return self.level is None and self.trend is None and self.outlook is None

    def add(self, cue: Hit, stands: Standing, underway: bool) -> None:
        """Takes in a word of judgement; `underway`: it is a verb in -ing ("is developing")."""
        if "declined" in stands.moods and "factive" not in stands.moods:
            return
        if "unfactive" in stands.moods and stands.negated:
            return
        if stands.disbelieved and not ahead(stands) and self._direction(cue.entry.value) == "worsening":
            return  # "does not believe that ties have collapsed": no word on how they are
        before = (self.level, self.trend, self.outlook)
        if cue.entry.group in ("idioms", "anchored idioms"):
            self._add_idiom(cue, stands)
        elif cue.entry.group == "levels":
            self._add_level(cue.entry.value, stands)
        else:
            self._add_trend(cue, stands, underway)
        if (self.level, self.trend, self.outlook) != before or cue.entry.value in (self.level, self.trend):
            self.used.append(cue)
            self.used += [hit for hit in stands.hits if self.outlook and hit.entry.value != "present"]
        self.authors |= "factive" in stands.moods

    def add_anchor(self, stands: Standing) -> None:
        """Takes in what the anchor says by itself: "tensions" are low, a "thaw" improves."""
        kind, notes = self.anchor.entry.value, self.anchor.entry.notes
        if stands.negated and self.empty and "good_when_absent" in notes and not stands.moods - {"present"}:
            self._set_level("good")
        if "declined" in stands.moods:
            return
        if self.anchor.entry.group == "anchored idioms":
            self._add_idiom(self.anchor, stands)
        elif kind == "thaw":
            self._add_thaw(stands)
        elif stands.negated and self.empty:
            self._add_disregard(stands)
        elif kind in STRAINED:
            self._add_strain(stands)
        elif kind == "reciprocal" and self.empty and _REGARD.match(self.anchor.entry.say):
            self._set_level("good" if not _unreal(stands) and not ahead(stands) else None)
        elif kind == "course" and not _unreal(stands):
            self._set_level("low")
            self._set_trend("worsening" if not self.outlook else None)
        elif self.empty:
            self._add_hope(kind, stands)

    def _add_disregard(self, stands: Standing) -> None:
        """As in "They do not trust each other"."""
        regard = self.anchor.entry.value == "reciprocal" and _REGARD.match(self.anchor.entry.say)
        if regard and not stands.moods - {"present"}:
            self._set_level("low")

    def _add_idiom(self, cue: Hit, stands: Standing) -> None:
        entry = cue.entry
        if stands.negated and GOOD.get(entry.level or "", 0) > 0 and not entry.trend:
            self._add_denied(stands)
            return
        if _unreal(stands) or (stands.negated and not stands.extreme and not entry.trend):
            return
        worse = entry.trend == "worsening" or GOOD.get(entry.level or "", 0) < 0
        if entry.trend and not entry.outlook and (_WISHES | _HINDRANCES) & stands.moods:
            self._look_ahead(1 if worse == stands.negated else -1, stands)
            return
        if stands.negated and not stands.extreme:
            self._set_trend("stable")
            self._set_outlook(worse, ahead(stands))
            return
        if not (self.trend == "worsening" and GOOD.get(entry.level or "", 0) > 0):  # "the honeymoon is over"
            self._set_level(entry.level)
        self._set_trend(entry.trend)
        self._set_course(GOOD.get(entry.level or "", 0), stands)
        if entry.outlook:
            self._set_outlook(entry.outlook == "hopeful", True)
        self._set_outlook(not worse, "future" in stands.moods)

    def _add_denied(self, stands: Standing) -> None:
        """Something good that is not so ("they are no friends"), or that nobody expects."""
        if ahead(stands) - {"possible"}:
            self._set_outlook(False, True)
        elif not _unreal(stands):
            self._set_level("low")

    def _add_level(self, level: str, stands: Standing) -> None:
        sign = GOOD[level]
        if self.anchor.entry.value == "thaw":
            self._add_fate(sign, stands)
            return
        if self._is_bad and sign > 0:  # "deep mistrust", "a strong rivalry"
            sign, level = -1, "low"
        if stands.extreme:  # "have not been so strained since"
            self._set_trend("worsening" if sign < 0 else "improving")
        elif stands.negated:  # "not good" is low, "not bad" says nothing certain
            sign, level = (-1, "low") if sign > 0 else (0, "")
        if _unreal(stands) or not level or "past" in stands.moods:
            return
        if ahead(stands) - ({"future", "possible"} if "present" in stands.moods else set()):
            self._look_ahead(sign, stands)
            if abs(sign) < 2 and not stands.lasting:
                return
        self._set_level(level)
        self._set_course(sign, stands)

    @property
    def _is_bad(self) -> bool:
        """Is the anchor something bad, so that what is strong or deep of it is bad too?"""
        entry = self.anchor.entry
        return entry.value in STRAINED or (entry.value == "pair" and GOOD.get(entry.level or "", 0) < 0)

    def _set_course(self, sign: int, stands: Standing) -> None:
        """The movement in "remain tense", "have become tense"."""
        if stands.lasting and sign:
            self._set_trend("stable")
        elif stands.becoming and sign and not stands.negated and self.anchor.entry.value != "reciprocal":
            self._set_trend("worsening" if sign < 0 else "improving")

    def _add_fate(self, sign: int, stands: Standing) -> None:
        """A thaw that is dead is none, a fragile one still a thaw."""
        if sign < -1 and not stands.negated and not _unreal(stands):
            self._set_trend("worsening")

    def _add_trend(self, cue: Hit, stands: Standing, underway: bool) -> None:
        trend = self._direction(cue.entry.value)
        if trend == "worsening" and "toward" in stands.moods:  # "a step to damage relations" damages them
            stands = replace(stands, moods=stands.moods - {"toward", "unrealised"})
        if (
            self.personal
            and "good_when_personal" in cue.entry.notes
            and not (stands.negated or ahead(stands))
        ):
            self._set_level("good")
        if stands.negated and trend != "stable":
            self._place_trend(cue, "stable", _sign(trend), -_sign(trend), stands, underway)
        elif trend and not stands.negated:
            self._place_trend(cue, trend, _sign(trend), _sign(trend), stands, underway)

    def _direction(self, value: str) -> str | None:
        """Where a movement leads: a rise of tensions is worse, a rise of trust better."""
        bad = self.anchor.entry.value in STRAINED or self.anchor.entry.value == "course"
        if value == "ending":
            return "improving" if bad else "worsening"
        if value == "settlement":
            return "improving" if self.anchor.entry.value in ("strained", "dispute") else None
        if value == "relief":
            return "improving" if bad else None
        if value in ("rise", "fall"):
            return "worsening" if bad == (value == "rise") else "improving"
        return None if value == "change" else value

    def _place_trend(
        self, cue: Hit, trend: str, sign: int, turned: int, stands: Standing, underway: bool
    ) -> None:
        """Sets the trend, or where it is not (yet) a fact the outlook; `turned` is the sign after a "not"."""
        notes = cue.entry.notes
        if _unreal(stands) and not _brought_about(sign, stands):
            if sign > 0 and "conditional" not in stands.moods and notes & {"presuppose_low", "fresh_start"}:
                self._wish(cue, turned, stands)
        elif (_WISHES | _HINDRANCES) & stands.moods:
            self._wish(cue, turned, stands)
        elif ("possible" in stands.moods) != ("future" in stands.moods) and (
            stands.moods & {"possible", "on condition"}
        ):
            self._look_ahead(turned, stands)
        elif "only_hoped" not in notes or "future" in stands.moods or underway:
            self._set_trend(trend)
            if "future" in stands.moods:
                self._look_ahead(turned or self._goes_on(), stands)
            elif "presuppose_low_when_true" in notes and not stands.negated:
                self._set_level("low")

    def _goes_on(self) -> int:
        """Nothing will change: hopeful for cooperation, not for a confrontation or for what should change."""
        return 1 if self.anchor.entry.value in ("contact", "joint") else -1

    def _wish(self, cue: Hit, sign: int, stands: Standing) -> None:
        """A movement that is wished for or feared; "mend", "restore" say that something is broken."""
        if "presuppose_low" in cue.entry.notes and not stands.negated:
            self._set_level("low")
        if ahead(stands) or "demanded" in stands.moods:
            self._look_ahead(sign, stands)

    def _look_ahead(self, sign: int, stands: Standing) -> None:
        if _HINDRANCES & stands.moods:
            self._set_outlook(False, sign != 0)
        elif sign > 0 or stands.negated or "future" in stands.moods or not _WISHES & stands.moods:
            self._set_outlook(sign > 0, sign != 0)

    def _add_strain(self, stands: Standing) -> None:
        if self.anchor.entry.value == "dispute" and self.empty:
            return
        ended = self.trend == "improving" and any("ends_strain" in hit.entry.notes for hit in self.used)
        if not ended and not _unreal(stands) and not {"hoped", "possible"} & stands.moods:
            self._set_level("low")

    def _add_thaw(self, stands: Standing) -> None:
        if self.outlook == "pessimistic" and not self.trend:
            return  # "a thaw is a distant dream"
        if stands.negated and self.empty:
            self._set_outlook(False, ahead(stands))
            self._set_trend(None if self.outlook or _unreal(stands) else "stable")
        elif ahead(stands) - {"future"} or _unreal(stands):
            self._look_ahead(1, stands)
        else:
            self._set_trend("improving")
        self._take_moods(stands)

    def _add_hope(self, kind: str, stands: Standing) -> None:
        """A hope or doubt of contact at all, and the hope that lies in common ground."""
        if "conditional" in stands.moods or kind not in ("joint", "contact", "meeting", "common_ground"):
            return
        if "feared" in stands.moods or (kind == "common_ground" and "hindered" in stands.moods):
            self._set_outlook(False, True)
        elif kind == "common_ground" or ("hoped" in stands.moods and not _unreal(stands)):
            self._set_outlook(True, not stands.negated)
        self._take_moods(stands)

    def _take_moods(self, stands: Standing) -> None:
        if self.outlook:
            self.used += [hit for hit in stands.hits if hit.entry.value in ("hoped", "feared", "hindered")]

    # The strongest level counts; a movement outranks "continues"; the first outlook stays

    def _set_level(self, level: str | None) -> None:
        if level and (self.level is None or abs(GOOD[level]) > abs(GOOD[self.level])):
            self.level = level  # type: ignore[assignment]

    def _set_trend(self, trend: str | None) -> None:
        if trend and self.trend in (None, "stable"):
            self.trend = trend  # type: ignore[assignment]

    def _set_outlook(self, hopeful: bool, when: object) -> None:
        if when and self.outlook is None:
            self.outlook = "hopeful" if hopeful else "pessimistic"
            self.sure -= _INFERRED


def ahead(stands: Standing) -> frozenset[str]:
    """The moods by which a judgement looks to the future."""
    return stands.moods & _AHEAD


def _sign(trend: str | None) -> int:
    """-1 for worse, 1 for better; a hoped-for "change" that is denied counts as one for the better."""
    return {"worsening": -1, "stable": 0}.get(trend or "improving", 1)


def _unreal(stands: Standing) -> bool:
    """Called for, conditional or merely aimed at: it says nothing about how things are."""
    if "conditional" in stands.moods:
        return True
    return bool({"demanded", "unrealised"} & stands.moods) and not ahead(stands) - {"possible", "unwilling"}


def _brought_about(sign: int, stands: Standing) -> bool:
    """An infinitive of damage is a fact ("it was their choice to cause a slump"), one of repair an aim."""
    asserted = not stands.negated or "negating" in stands.moods  # "no reason for it to deteriorate"
    return sign < 0 and asserted and not stands.moods - {"unrealised", "present", "negating"}
