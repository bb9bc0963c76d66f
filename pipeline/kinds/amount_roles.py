"""What an amount is to its action (funding, cost, budget, contribution), and which partner pays it.

In: a passage's text, its settled mentions, and the words around it (head of its column, parents). Out: the same
mentions, the amounts with `role` and `partner_id` where the text says them. It refuses to know other passages' amounts,
and to guess: what no word tells stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.lexicon import fold, load_lexicon, one_of
from pipeline.model import AmountValue, Mention, PartnerValue

_CUES = load_lexicon("amount_roles")
ROLES = {fold(row["form"]): (row["role"], row["strength"]) for row in _CUES}
_CUE = re.compile(rf"(?<!\w)({one_of(ROLES)})(?!\w)")

# How far a cue is from its amount, in characters. Each mark between the two counts as so many more, so that a cue of
# the same clause wins, and one that another amount stands before hardly does.
MARKS = {".": 60, ";": 60, ",": 15, "(": 8, ")": 12}
OTHER_AMOUNT, AFTER, WEAK = 30, 15, 80
TAXED, COLUMN, WITH_PARTS, FOR, AROUND = 40, 30, 90, 110, 160
FARTHEST = {"money": 230, "share": 40}  # a share is only of the role that its own clause tells
LOOK_BACK, LOOK_AHEAD, NEAR = 300, 60, 160

_ARTICLE = r"(?:la |le |les |l'|un |une )?"
_AMOUNT = re.compile(r"€|%|(?<!\w)euros?(?!\w)")
_PAID_BY = r"(?:finances?|payes?|verses?|accordes?|alloues?|octroyes?|obtenus?|attribues?|apportes?|pris en charge) "
_BEHIND = re.compile(rf" ?(?:ht |ttc )?(?:{_PAID_BY})?(?:de |d'|du |des )?{_ARTICLE}\Z")
_BEHIND_PAID = re.compile(rf" ?(?:ht |ttc )?{_PAID_BY}(?:par |de |d'|du |des |aupres de ){_ARTICLE}\Z")
_BEHIND_SHARE = re.compile(rf" ?(?:\(|a la charge (?:de |d'|du |des )){_ARTICLE}\Z")
_BY = re.compile(rf" par {_ARTICLE}\Z")
_BEFORE = re.compile(r"(?: \([^()]{1,20}\))?\)? ?[:(=]? ?\Z")
_HEADS_LIST = re.compile(rf"(?:\A|[,:;(+-]|(?<!\w)(?:et|dont|soit|solde)) ?{_ARTICLE}\Z")
_GIVEN_BY = re.compile(rf"(?<!\w)(?:de |d'|du |des |aupres de |aupres du |aupres des |avec |via ){_ARTICLE}\Z")
_GIVES = one_of(form for form, (role, _) in ROLES.items() if role == "funding")
_GIVEN = re.compile(rf"(?<!\w)(?:{_GIVES}|payee?s?)(?!\w)[^.;]{{0,25}}\Z")
_GIVEN_TO = re.compile(
    rf"(?<!\w)(?:{_GIVES}) (?:a|au|aux) (?!\d)[^.;]*\Z"
)  # « soutien à la recherche : Institut Pasteur 30 k€ »
_GIVES_IT = re.compile(rf" (?:a |ont |y |lui |leur )?(?:{_GIVES})(?!\w)")
_GIVEN_AND_BY = re.compile(rf"(?<!\w)(?:{_GIVES}|payee?s?)(?: pour (?:moitie|partie))? par {_ARTICLE}\Z")
_LENT_BY = re.compile(rf"(?<!\w)(?:a |au |aux |chez ){_ARTICLE}\Z")
_LOAN = re.compile(r"(?<!\w)(?:emprunts?|prets?)(?!\w)")
_SEVERAL = re.compile(rf" ?(?:et|&|,|/|ou|\+) (?:de |d'|du |des )?{_ARTICLE}\Z")
_PARTS = re.compile(r" ?(?:ht|ttc)?,? dont (?=\d)")
_FOR = re.compile(r"(?<!\w)pour (?:un montant (?:total )?(?:de |d'))?\Z")
_THAT_IS = re.compile(r"[^.;:]{0,30},? ?soit \Z| \(\Z")
_AND = re.compile(r"[^.;:,]{0,40} et \Z")
_CLOSED = re.compile(rf"[,;:.(]|{_AMOUNT.pattern}")
_SENTENCE = re.compile(r"[.;] ")


@dataclass(frozen=True, slots=True)
class _Cue:
    score: int
    role: str
    end: int = -1  # where it ends in the text; -1 for one of the column or around


def with_roles(text: str, mentions: Sequence[Mention], column: str = "", around: Sequence[str] = ()) -> list[Mention]:
    """The mentions of one passage, each money or share with the role and the payer that its words tell.

    `around` are the words that stand above the passage (its parents, its objective), the nearest first.

    >>> from decimal import Decimal
    >>> text = "aide de 30 k€ de la Région"
    >>> amount = Mention("amounts", 8, 13, AmountValue(Decimal(30000), unit="EUR", kind="money"), "money")
    >>> region = Mention("partners", 20, 26, PartnerValue("region", "Région"), "name")
    >>> [(m.value.role, m.value.partner_id) for m in with_roles(text, [amount, region]) if m.kind == "amounts"]
    [('funding', 'region')]
    """
    partners = [m for m in mentions if isinstance(m.value, PartnerValue)]
    amounts = [m for m in mentions if isinstance(m.value, AmountValue) and m.value.kind in FARTHEST]
    told = {m.start: read_role(text, m, column, partners, around) for m in amounts}
    _hand_on(fold(text), amounts, told)
    return [_with_role(m, *told[m.start]) if m in amounts else m for m in mentions]


def read_role(
    text: str, mention: Mention, column: str, partners: Sequence[Mention], around: Sequence[str] = ()
) -> tuple[str, str]:
    """Role and payer of one amount of money or share, each empty where no word tells it."""
    low = fold(text)
    beside = _payer_beside(low, mention, partners)
    if beside is not None:
        return "funding", beside
    assert isinstance(mention.value, AmountValue)
    kind = mention.value.kind
    cues = [*_cues_in_text(low, mention), *_cues_around(mention, low, column, around)]
    best = min(cues, key=lambda cue: cue.score, default=_Cue(FARTHEST[kind] + 1, ""))
    if best.score > FARTHEST[kind] or best.role == "none" or (kind == "share" and best.role in ("cost", "budget")):
        return "", ""
    return best.role, _payer(low, mention, partners, best) if best.role == "funding" else ""


def _with_role(mention: Mention, role: str, partner_id: str) -> Mention:
    assert isinstance(mention.value, AmountValue)
    return replace(mention, value=replace(mention.value, role=role, partner_id=partner_id))


def _hand_on(low: str, amounts: Sequence[Mention], told: dict[int, tuple[str, str]]) -> None:
    """« 180 k€, soit 70 % du poste et 50 % des animations »: the same money told again has the same role."""
    for before, mention in pairwise(amounts):
        between = low[before.end : mention.start]
        told_share = mention.rule == before.rule == "share" and _AND.match(between)
        if not told[mention.start][0] and (_THAT_IS.match(between) or told_share):
            told[mention.start] = told[before.start]


def _cues_in_text(low: str, mention: Mention) -> Iterator[_Cue]:
    first = max(0, mention.start - LOOK_BACK)
    for match in _CUE.finditer(low, first, mention.start):
        yield _cue(match, low[match.end() : mention.start], 0)
    for match in _CUE.finditer(low, mention.end, mention.end + LOOK_AHEAD):
        between = low[mention.end : match.start()]
        if not _CLOSED.search(between):
            yield _cue(match, between, AFTER)


def _cue(match: re.Match[str], between: str, extra: int) -> _Cue:
    role, strength = ROLES[" ".join(match[1].split())]
    score = len(between) + sum(MARKS.get(mark, 0) for mark in between) + extra
    score += OTHER_AMOUNT * len(_AMOUNT.findall(between)) + (WEAK if strength == "weak" else 0)
    return _Cue(score, role, match.end())


def _cues_around(mention: Mention, low: str, column: str, around: Sequence[str]) -> Iterator[_Cue]:
    """What the head of the column, the parents, the tax and the parts of the amount tell."""
    assert isinstance(mention.value, AmountValue)
    if match := _CUE.search(fold(column)):
        yield _Cue(COLUMN, ROLES[" ".join(match[1].split())][0])
    if mention.value.tax:
        yield _Cue(TAXED, "cost")
    if _PARTS.match(low, mention.end):
        yield _Cue(WITH_PARTS, "cost")
    if _FOR.search(low, max(0, mention.start - LOOK_AHEAD), mention.start):
        yield _Cue(FOR, "cost")
    for far, words in enumerate(around):
        if match := _CUE.search(fold(words)):
            yield _Cue(AROUND + far, ROLES[" ".join(match[1].split())][0])


def _payer_beside(low: str, mention: Mention, partners: Sequence[Mention]) -> str | None:
    """Who pays, where a partner stands right beside the amount (« Région 35 % », « 30 k€ de la DRAC »), or None."""
    for place, partner in enumerate(partners):
        behind, before = low[mention.end : partner.start], low[partner.end : mention.start]
        if partner.start >= mention.end and len(behind) < NEAR:
            share = mention.rule == "share" and (
                _BEHIND_SHARE.match(behind) or (_BY.match(behind) and _is_given(low, mention))
            )
            if share or _BEHIND_PAID.match(behind) or (_BEHIND.match(behind) and not _is_rate(behind)):
                return _one(low, partners, place)
        elif partner.end <= mention.start and len(before) < NEAR and _BEFORE.match(before):
            first = _named_first(partners, place)
            if _HEADS_LIST.search(low[max(0, first.start - 12) : first.start]):
                given_to = _GIVEN_TO.search(low, max(0, first.start - NEAR), first.start)
                return "" if given_to else _one(low, partners, place)
    return None


def _is_given(low: str, share: Mention) -> bool:
    """« financée à 50 % par … »: does a word of funding stand before the share?"""
    return bool(_GIVEN.search(low, max(0, share.start - LOOK_AHEAD), share.start))


def _named_first(partners: Sequence[Mention], place: int) -> Mention:
    """The full name before an acronym in parentheses (« Département de l'Isère (CD38) »), else the mention itself."""
    before = partners[place - 1] if place else None
    same = before is not None and _id(before) == _id(partners[place])
    return before if before is not None and same and partners[place].start - before.end <= 2 else partners[place]


def _is_rate(behind: str) -> bool:
    """« 0,50 € le kilomètre »: an article and no preposition between amount and name say no payer."""
    return bool(re.fullmatch(r" ?(?:la |le |les |l'|un |une )", behind))


def _one(low: str, partners: Sequence[Mention], place: int) -> str:
    """The partner's id, or an empty string where it is one of several (« la Drac et le Département »)."""
    partner = partners[place]
    for other in (*partners[max(0, place - 1) : place], *partners[place + 1 : place + 2]):
        first, second = sorted((partner, other), key=lambda m: m.start)
        if _SEVERAL.match(low[first.end : second.start]) and _id(first) != _id(second):
            return ""
    return _id(partner)


def _id(partner: Mention) -> str:
    assert isinstance(partner.value, PartnerValue)
    return partner.value.partner_id


def _payer(low: str, mention: Mention, partners: Sequence[Mention], cue: _Cue) -> str:
    """The partner of the same sentence that a preposition, or the cue itself, makes the giver; the nearest one."""
    lends = _LOAN.search(low, max(0, mention.start - LOOK_BACK), mention.start)
    best, chosen = NEAR, ""
    for place, partner in enumerate(partners):
        between = low[partner.end : mention.start] if partner.end <= mention.start else low[mention.end : partner.start]
        ahead = low[max(0, partner.start - LOOK_AHEAD) : partner.start]
        gives = _GIVEN_BY.search(ahead) or _GIVEN_AND_BY.search(ahead) or (lends and _LENT_BY.search(ahead))
        gives = gives or _GIVES_IT.match(low, partner.end)
        if not gives and not (0 <= cue.end <= partner.start and low[cue.end : partner.start].strip() == ""):
            continue
        if len(between) < best and not _SENTENCE.search(between) and not _AMOUNT.search(between):
            best, chosen = len(between), _one(low, partners, place)
    return chosen
