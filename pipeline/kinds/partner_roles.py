"""What a partner does in its action: pays, provides, organises with the body, is a member, hosts, takes part.

In: the text of a passage, the span of a partner in it, the spans of the others, the heads above. Out: a role, or an
empty string where neither words nor heads say one. It refuses to infer a role from who the partner is, and would
rather say nothing than call someone a funder who is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from pipeline.kinds import role_words
from pipeline.kinds.role_words import MONEY, OF, SHARE, Cue, load_cues, read_cue
from pipeline.lexicon import fold
from pipeline.model import Mention, PartnerValue, Passage

Span = tuple[int, int]
NONE = "none"
NEAR, FAR = 60, 110  # letters before a preposition within which the word that governs it stands
BEFORE_COLON = 90  # letters at the beginning of a bullet in which the guest of « Auditions : » is named

ABBREVIATED = r"(?<!\bm)(?<!\bmm)(?<!\bdr)(?<!\bpr)(?<!\bart)(?<!\bn)"  # « M. », « art. 3 » end no clause
BORDER = re.compile(rf"{ABBREVIATED}[.!?;](?=\s|$)|\s-\s|\s:|:\s|[•→|]")
SENTENCE = re.compile(rf"{ABBREVIATED}[.!?](?=\s|$)")
BRACKETED = re.compile(r"\s*\(\s*")
PREPOSITION = re.compile(
    r"(?:^|(?<=[\s('«,:/]))(avec|par|chez|aupres\s+d(?:e\s+la|e\s+l'|e|u|es|')|aux?|a|de\s+la|de|du|des|d')$"
)
PARTICIPLE = re.compile(r"(?!moitié|marché|comité|santé|été\b)\b\w{2,}(?<!it)(?<!iet)(?:é|ée|és|ées)\b")
PERSON = re.compile(r"\b(?:mme|m\.|mm\.|dr|pr|docteur)\b")
AGREED = re.compile(r"\b(?:convention|contrat|accord)\b")
FUNDING = re.compile(r"\b(?:co-?)?financements?\b|\bfinanci(?:er|ere)s?\b|\bfinancer\b")

TAXED = r"(?:\s?/an)?\s?(?:ht|ttc)\b"
GIVEN = r"(?:(?:(?:co)?financement|aide|subvention|participation)\s+(?:de\s+)?)?"
UP_TO = rf"{GIVEN}(?:(?:reste\s+|intervient\s+)?a\s+(?:hauteur\s+de\s+)?|pour\s+)?"
BEHIND = rf"\)?(?:\s*\([^()%€]{{0,30}}\))?\s*[:=-]?\s*\(?\s*{UP_TO}"
SHARE_BEFORE = re.compile(rf"{SHARE}\s*\(?\s*$")
SHARE_AFTER = re.compile(rf"{BEHIND}{SHARE}(?!\s+(?:de|des|du|en)\b|\s+d')")
MONEY_BEFORE = re.compile(rf"{MONEY}(?P<tax>{TAXED})?(?:\s+{OF}|\s*(?P<open>\()\s*)$")
MONEY_AFTER = re.compile(rf"{BEHIND}{MONEY}(?P<tax>{TAXED})?")


def add_roles(mentions: Sequence[Mention], passage: Passage, above: Sequence[str] = ()) -> list[Mention]:
    """The partners of one passage with their roles; `above` is what stands over it, nearest first (`context_of`)."""
    spans = [(m.start, m.end) for m in mentions if isinstance(m.value, PartnerValue)]
    found = []
    for m in mentions:
        if isinstance(m.value, PartnerValue):
            where = passage.text, m.start, m.end, passage.column, passage.label, above, spans
            m = replace(m, value=replace(m.value, role=read_partner_role(*where)))
        found.append(m)
    return found


def read_partner_role(
    text: str,
    start: int,
    end: int,
    column: str = "",
    label: str = "",
    section: Sequence[str] = (),
    names: Sequence[Span] = (),
) -> str:
    """funder, provider, co-organiser, member, host, participant; empty where nothing says it.

    `section` is what stands above, the nearest first; `names` are the spans of all partners of the text.

    >>> text = "Étude confiée à Terralya, payée à 50 % par l'ADEME et la Région, avec le CAUE"
    >>> spans = [(16, 24), (45, 50), (57, 63), (73, 77)]
    >>> [read_partner_role(text, *span, names=spans) for span in spans]
    ['provider', 'funder', 'funder', 'co-organiser']
    >>> read_partner_role("Région, ADEME", 8, 13, column="Financeurs"), read_partner_role("courrier à l'ADEME", 13, 18)
    ('funder', '')
    """
    place = _Place(text, (start, end), sorted({*names, (start, end)}), section)
    for read in (_after, _share, _before, _money, _list_head):
        if (role := read(place)) is not None:
            return "" if role == NONE else role
    for head in (column, label, *section):
        cue = load_cues("head").get(role_words.bare(head))
        if cue and (head == column or place.opens) and place.meets(cue):
            return cue.role
    return ""


class _Place:
    """Where a partner stands: its list (« A, B et C »), its clause and its sentence."""

    def __init__(self, text: str, span: Span, names: Sequence[Span], section: Sequence[str]) -> None:
        self.text, self.folded, self.span, self.names = text, fold(text), span, names
        self.above = section[0].rstrip() if section and section[0].rstrip().endswith(":") else ""
        first = last = unit = names.index(span)
        while first > 0 and self._joined(first - 1):
            first -= 1
        while last + 1 < len(names) and self._joined(last):
            last += 1
        while unit + 1 < len(names) and BRACKETED.fullmatch(self.folded[names[unit][1] : names[unit + 1][0]]):
            unit += 1
        self.first, self.unit_end, self.last_end = names[first][0], names[unit][1], names[last][1]
        self.alone = unit == last  # a full name with its acronym is one
        borders = [m.end() for m in BORDER.finditer(self.folded, 0, self.first)]
        self.clause = borders[-1] if borders else 0
        lead = self.folded[: self.first]
        self.after_articles = _start(role_words.articles(), lead)
        self.lead_end = _start(role_words.introduction(), lead)
        self.opens = not self.folded[: self.lead_end].strip(" •-*«")

    def _joined(self, at: int) -> bool:
        between = self.folded[self.names[at][1] : self.names[at + 1][0]]
        return role_words.joiner().fullmatch(between) is not None

    @cached_property
    def sentence(self) -> Span:
        begins = max((m.end() for m in SENTENCE.finditer(self.folded, 0, self.first)), default=0)
        ends = SENTENCE.search(self.folded, self.last_end)
        return begins, ends.start() if ends else len(self.folded)

    @cached_property
    def own_clause(self) -> str:
        """The words of the list's clause, from the comma before its verb to the next stop or comma."""
        ends = re.compile(r"[.,;!?](?=\s|$)").search(self.folded, self.last_end)
        begins = self.folded.rfind(", ", self.clause, self.first) + 1 or self.clause
        return self.folded[begins : ends.start() if ends else len(self.folded)]

    def has(self, place: str) -> bool:
        """Do the words of the sentence hold a form of that place of the lexicon?"""
        return role_words.words(place).search(self.folded, *self.sentence) is not None

    def is_payer(self, span: Span) -> bool:
        """Is it one of those that usually pay (« Région », « Agence de l'eau »)?"""
        return role_words.words("payer").match(self.folded[slice(*span)]) is not None

    @cached_property
    def shares_cost(self) -> bool:
        """« Région 140 k€ ; CCSP : 1,25 M€ »: do several names have amounts, one of them a usual payer's?"""
        begins, ends = self.sentence
        paid = [n for n in self.names if begins <= n[0] < ends and _has_amount(self.folded, n[1])]
        return len(paid) > 1 and any(self.is_payer(name) for name in paid)

    def meets(self, cue: Cue) -> bool:
        if cue.needs == "money":
            return re.search(f"{MONEY}|{SHARE}", self.own_clause) is not None
        if cue.needs == "payer":
            return self.is_payer(self.span)
        return cue.needs != "hearing" or self.is_heard

    def leads_to_name(self, at: int) -> bool:
        """Do the words at `at` belong to the next name: « VINCI, le bureau d'études Tribu »?"""
        following = next((name[0] for name in self.names if name[0] >= at), None)
        return following is not None and not self.folded[at:following].strip(" «\"'")

    @property
    def is_heard(self) -> bool:
        """Is someone heard here: by the sentence's words, or by the parent's (« Trois auditions : »)?"""
        early = ":" not in self.folded[: self.span[0]] and self.span[0] < BEFORE_COLON
        return self.has("hearing") or (early and role_words.words("hearing").search(fold(self.above)) is not None)


def _start(pattern: re.Pattern[str], lead: str) -> int:
    match = pattern.search(lead)
    return match.start() if match else len(lead)


# --- what stands after ---------------------------------------------------------------------------------------------


def _after(place: _Place) -> str | None:
    """A verb or an apposition: « l'ADEME finance », « CD26 maître d'ouvrage »; one in the plural is for the list."""
    for end, whole in ((place.unit_end, False), (place.last_end, True)):
        match = role_words.verbs_after().match(place.folded, end)
        if match and (not whole or place.alone or _is_plural(match["form"])):
            cue = read_cue("after", match, place.text)
            if cue and place.meets(cue) and not place.leads_to_name(match.end()):
                return cue.role
    return None


def _is_plural(form: str) -> bool:
    first = form.split(" ")[0]
    return first.endswith(("nt", "s")) or first in ("a", "au", "en", "aux", "autour")


# --- money ---------------------------------------------------------------------------------------------------------


def _has_amount(folded: str, end: int) -> bool:
    found = MONEY_AFTER.match(folded, end)
    return SHARE_AFTER.match(folded, end) is not None or (found is not None and not found["tax"])


def _share(place: _Place) -> str | None:
    """« 45 % Région », « ADEME (35 %) »: a share of the cost, unless the sentence speaks of a capital or a price."""
    if place.has("unfunding"):
        return None
    if SHARE_BEFORE.search(place.folded[: place.lead_end]):
        return "funder"
    if not SHARE_AFTER.match(place.folded, place.unit_end):
        return None
    return "funder" if place.is_payer(place.span) or place.shares_cost or place.has("funding") else None


def _money(place: _Place) -> str | None:
    """« 30 k€ de la DRAC »; « Région 100 k€ » where the sentence speaks of funding and usual payers are named."""
    funding = not place.has("unfunding")
    before = MONEY_BEFORE.search(place.folded[: place.first])
    if before and not before["tax"] and funding and (not before["open"] or place.is_payer(place.span)):
        return "funder"
    for end in (place.unit_end, place.last_end):
        if after := MONEY_AFTER.match(place.folded, end):
            if after["tax"]:
                return "provider"
            sure = place.shares_cost or place.is_payer(place.span)
            return "funder" if sure and funding and place.has("funding") else None
    return None


# --- what stands before --------------------------------------------------------------------------------------------


def _before(place: _Place) -> str | None:
    """The word that governs the list: « payé par », « confiée à », « aide de », « avec »."""
    lead, written, clause = place.folded, place.text, place.clause
    ends = [place.after_articles, place.lead_end]
    if place.opens and place.above:  # « Conventions avec : » over bullets that begin with a name
        written = place.above.rstrip(" :")
        lead, clause, ends = fold(written), 0, [len(written)]
    for end in ends:
        match = role_words.ending("before").search(lead[:end].rstrip(), min(clause, end))
        if match and (cue := read_cue("before", match, written)):
            return cue.role if place.meets(cue) else None
    end = len(lead[: ends[-1]].rstrip())
    match = PREPOSITION.search(lead[:end], min(clause, end))
    if not match:
        return _in_brackets(place)
    word, left = match[1], written[clause : match.start(1)].rstrip()
    if word == "par":
        return _governed(place, "by", left)
    if word == "avec":
        return _with(place, left)
    if word in ("a", "au", "aux", "chez") or word.startswith("aupres"):
        return None if written[match.start(1) : match.end(1)] == "a" else _governed(place, "to", left)
    return _of(place, left)


def _governed(place: _Place, where: str, left: str, reach: int = FAR, guarded: bool = True) -> str | None:
    """The role of the last word of the lexicon, if no participle that it does not have stands behind it."""
    left = left[-reach:]
    cue, end = None, 0
    for match in role_words.words(where).finditer(fold(left)):
        if found := read_cue(where, match, left):
            cue, end = found, match.end()
    if cue is None or not place.meets(cue):
        return None
    behind = left[end:]
    return None if guarded and (PARTICIPLE.search(behind) or " par " in behind) else cue.role


def _with(place: _Place, left: str) -> str:
    """« avec » is for who acts with the body, but « marché avec », « réunion avec », « convention de financement »."""
    if role := _governed(place, "with", left, NEAR, guarded=False):
        return role
    after = MONEY_AFTER.match(place.folded, place.unit_end)
    if after and after["tax"]:
        return "provider"
    paid = AGREED.search(fold(left)) and FUNDING.search(place.own_clause) and place.is_payer(place.span)
    return "funder" if paid else "co-organiser"


def _of(place: _Place, left: str) -> str | None:
    """« aide exceptionnelle de 6 000 € de »: the noun, at most a word or two and an amount behind it."""
    if match := role_words.nouns_of().search(fold(left)):
        cue = load_cues("of")[" ".join(match["form"].split())]
        return cue.role if place.meets(cue) else None
    guest = left.endswith(",") and ":" not in place.folded[: place.span[0]] and place.is_heard
    return "participant" if guest else None  # « Fabrice Payet, de [Météo-France] : cyclones »


def _in_brackets(place: _Place) -> str | None:
    """« (Université Rennes 2) » behind a person who is heard."""
    lead = place.folded[place.clause : place.first].rstrip()
    return "participant" if lead.endswith("(") and PERSON.search(lead) and place.is_heard else None


def _list_head(place: _Place) -> str | None:
    """« Financeurs : A, B et C », « Partenaires du défi : A ; B », « il rassemble 5 EPCI : A et B »."""
    first, names = place.names.index(place.span), place.names
    while first > 0:
        between = place.folded[names[first - 1][1] : names[first][0]]
        if not role_words.loose_joiner().fullmatch(between):
            break
        first -= 1
    lead = place.folded[: names[first][0]]
    lead = lead[: _start(role_words.introduction(), lead)]
    if match := role_words.heads_before().search(lead):
        cue = load_cues("head")[" ".join(match["form"].split())]
        return cue.role if cue.needs != "payer" or place.is_payer(names[first]) else None
    return "member" if role_words.gathered().search(lead) else None
