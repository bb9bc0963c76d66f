"""One name per partner: all spellings, acronyms and short forms of one organisation in a body's reports.

In: the surfaces that name partners, the acronyms that the texts explain, the body's Territory. Out: one PartnerValue
per surface, the same for all that name one organisation. It refuses to make one of two names that share no distinctive
word.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache

from pipeline.acronyms import SMALL
from pipeline.gazetteer import fold_name, is_slip, load_gazetteer
from pipeline.kinds.institutions import Institution, key_of, read_epci_acronym, read_institution, slug
from pipeline.lexicon import load_lexicon
from pipeline.model import PartnerValue
from pipeline.territory import Territory

LONG_WORD = 6  # letters from which one letter more or less is a slip of the pen
WORD_FOR = {"ville": "commune", "agglo": "communaute", "agglomeration": "communaute", "mairie": "commune"}
CODED = re.compile(r"(?P<letters>[a-z]{2,6}) ?(?P<code>\d{2,3}|2[ab])")  # « SDE 22 », folded
KIND_OF_EPCI = re.compile(r"^communaute (?:de communes|d agglomeration|urbaine) (?:(?:de la|du|des|de l|de|d) )?")
ACRONYM = re.compile(r"[A-ZÀ-Ý][A-ZÀ-Ýa-z0-9&.'’-]{1,10}(?: (?:\d{2,3}|2[AB]))?")


def name_partners(
    surfaces: Mapping[str, int], acronyms: Mapping[str, str], territory: Territory
) -> dict[str, PartnerValue]:
    """The organisation that each surface names; `surfaces` says how often each stands in the reports.

    >>> names = name_partners({"Artois Mobilités": 1, "SMAM": 1, "Syndicat mixte Artois Mobilités": 2},
    ...                       {"SMAM": "Syndicat mixte Artois Mobilités"}, Territory())
    >>> {value.name for value in names.values()}
    {'Syndicat mixte Artois Mobilités'}
    """
    known = {surface: found for surface in surfaces if (found := _read(surface, acronyms, territory))}
    unknown = {surface: count for surface, count in surfaces.items() if surface not in known}
    named = _by_head(known)
    for group in _groups(unknown, acronyms):
        value = _known_as(group, named) or _value_of(group, unknown, acronyms)
        named |= dict.fromkeys(group, value)
    return _with_acronyms(named)


def _with_acronyms(named: Mapping[str, PartnerValue]) -> dict[str, PartnerValue]:
    """Partners without acronym get the one that the reports use, never one that nobody wrote."""
    letters = [s for s in sorted(named, reverse=True) if " " not in s and s.isupper() and 1 < len(s) < 12]
    used = {named[s].partner_id: s for s in letters if s != named[s].name}
    return {s: v if v.acronym else replace(v, acronym=used.get(v.partner_id, "")) for s, v in named.items()}


def _known_as(group: Iterable[str], named: Mapping[str, PartnerValue]) -> PartnerValue | None:
    """The one known partner that a lone generic word (« l'Agence ») or an unexplained acronym (« CHSM ») means."""
    for surface in group:
        key = key_of(surface)
        if key in _generic():
            first = WORD_FOR.get(key, key)
            meant = {v.partner_id: v for v in named.values() if key_of(v.name).startswith(f"{first} ")}
        elif ACRONYM.fullmatch(surface) and surface.isupper():
            meant = {v.partner_id: v for v in named.values() if _stands_for(key, v.name)}
        elif " " in key:
            meant = {v.partner_id: v for s, v in named.items() if _is_misspelt(key, key_of(s))}
        else:
            continue
        if len(meant) == 1:
            return next(iter(meant.values()))
    return None


def _stands_for(acronym: str, name: str) -> bool:
    """Is an acronym that no text explains made of a name's first letters, in their order, two words at most left?"""
    key = fold_name(name)
    if coded := CODED.fullmatch(acronym):
        departement = load_gazetteer().departements.get(coded["code"].upper())
        where = f" {fold_name(departement.name)}" if departement else ""
        told = key.endswith(where) or len(coded["letters"]) > 2
        return bool(where) and told and initials(key.removesuffix(where)) == coded["letters"]
    letters, short = acronym.replace(" ", ""), initials(name)
    every = "".join(word[0] for word in KIND_OF_EPCI.sub("", key).split(" ") if word)
    return len(letters) > 2 and (every == letters or (short.startswith(letters) and len(short) - len(letters) <= 2))


def initials(name: str) -> str:
    """The first letters of a name's words, small words aside.

    >>> initials("Centre hospitalier de Sainte-Marie")
    'chsm'
    """
    return "".join(word[0] for word in fold_name(name).split(" ") if word and word not in SMALL)


def _read(surface: str, acronyms: Mapping[str, str], territory: Territory) -> Institution | None:
    """What the text explains goes before what the lists say, and these before what letters suggest."""
    full = acronyms.get(surface, "")
    found = read_institution(full, territory) if full else None
    if found is None and not full:
        found = read_institution(surface, territory) or read_epci_acronym(surface, territory)
    return found


def _by_head(known: Mapping[str, Institution]) -> dict[str, PartnerValue]:
    """« la CCI » is « la CCI de l'Ain » where the reports name no other."""
    told = {found.value.partner_id: found.value for found in known.values() if not found.bare}
    values = {}
    for surface, found in known.items():
        head = f"{key_of(found.head)} "
        only = [value for value in told.values() if key_of(value.name).startswith(head)] if found.bare else []
        values[surface] = only[0] if len(only) == 1 else found.value
    return values


# --- names that no list has ----------------------------------------------------------------------------------------


def _groups(unknown: Mapping[str, int], acronyms: Mapping[str, str]) -> list[list[str]]:
    """Surfaces that name one organisation, together."""
    key = {surface: key_of(surface) for surface in unknown}
    full = {key_of(short): key_of(full) for short, full in acronyms.items()}
    link: dict[str, str] = {}

    def top(one: str) -> str:
        while link.get(one, one) != one:
            one = link[one]
        return one

    def join(one: str, other: str) -> None:
        link[top(one)] = top(other)

    keys = sorted(set(key.values()))
    for one in keys:
        if one in full:
            join(one, full[one])
    everything = sorted({*keys, *(full[k] for k in keys if k in full)}, key=lambda k: (-len(k.split(" ")), k))
    for short in reversed(everything):
        longer = {top(long) for long in everything if top(long) != top(short) and _is_short_for(short, long)}
        if len(longer) == 1:
            join(short, longer.pop())
    for surface in sorted(unknown):
        if ACRONYM.fullmatch(surface) and surface.upper() == surface and key[surface] not in full:
            spelled = {top(k) for k in everything if " " in k and _stands_for(key[surface], k)}
            if len(spelled) == 1:
                join(key[surface], spelled.pop())
    groups: dict[str, list[str]] = defaultdict(list)
    for surface in sorted(unknown):
        groups[top(key[surface])].append(surface)
    return list(groups.values())


def _is_short_for(short: str, long: str) -> bool:
    """Is one folded name the other's beginning or end, or the same but for a slip of the pen?

    >>> _is_short_for("mission bassin minier", "mission bassin minier nord pas de calais")
    True
    >>> _is_short_for("office du tourisme", "comite du tourisme"), _is_short_for("lens", "racing club de lens")
    (False, False)
    """
    if short.count(" ") >= long.count(" "):
        return _is_misspelt(short, long)
    if long.startswith(f"{short} "):
        return " " not in short or _has_distinctive(short)
    return long.endswith(f" {short}") and _has_distinctive(short) and not load_gazetteer().communes_named(short)


def _is_misspelt(one: str, other: str) -> bool:
    """Are two folded names the same but for a space or one slip of the pen?

    >>> _is_misspelt("banque des teritoires", "banque des territoires")
    True
    >>> _is_misspelt("office de lens", "office de sens")
    False
    """
    longer = abs(len(one) - len(other))
    if longer > 1 and (one[:1] != other[:1] or longer > abs(one.count(" ") - other.count(" "))):
        return False  # nearly all pairs of names part here: not the same letters with more spaces
    words, others = one.split(" "), other.split(" ")
    if len(words) != len(others):
        return one.replace(" ", "") == other.replace(" ", "")
    differing = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    return len(differing) == 1 and _is_slip(*differing[0])


def _has_distinctive(key: str) -> bool:
    return any(len(word) > 2 and word not in SMALL and word not in _generic() for word in key.split(" "))


@cache
def _generic() -> frozenset[str]:
    """Words that many names of organisations hold: they make no two names one."""
    rows = (*load_lexicon("generic_name_words"), *load_lexicon("partner_kinds"))
    return frozenset(word for row in rows for word in fold_name(row["form"]).split(" "))


def _is_slip(one: str, other: str) -> bool:
    """Are two words one, but for a letter or a plural? Two communes are two.

    >>> _is_slip("terils", "terrils"), _is_slip("lievin", "lievine"), _is_slip("nord", "nors")
    (True, True, False)
    """
    short, long = sorted((one, other), key=len)
    if len(short) < LONG_WORD or len(long) - len(short) > 1 or any(c.isdigit() for c in one + other):
        return False
    if load_gazetteer().communes_named(one) and load_gazetteer().communes_named(other):
        return False
    return is_slip(short, long)


def _value_of(group: Iterable[str], counts: Mapping[str, int], acronyms: Mapping[str, str]) -> PartnerValue:
    """The name of a group: its fullest form, the way the reports most often write it."""
    surfaces = list(group)
    told = Counter({surface: counts[surface] for surface in surfaces})
    for surface in surfaces:
        if surface in acronyms:
            told[acronyms[surface]] += 1
    name = max(told, key=lambda s: (len(key_of(s).split(" ")), not s.isupper(), s[:1].isupper(), told[s], s))
    name = re.sub(r"^(?:les? |la |l['’])(?=[a-zà-ÿ])", "", name)
    short = sorted(s for s in told if " " not in s and sum(c.isupper() for c in s) > 1 and s != name and len(s) < 12)
    return PartnerValue(slug(name) or "sans-nom", name, short[0] if short else "", kind_of(name))


def kind_of(name: str) -> str:
    """What kind of organisation a name says that it is, by its first word that says so; « autre » when none does.

    >>> kind_of("Lycée Condorcet"), kind_of("Les Jardins de la Voie Lactée")
    ('etablissement', 'autre')
    """
    kinds = _kinds()
    return next((kinds[word] for word in fold_name(name).split(" ") if word in kinds), "autre")


@cache
def _kinds() -> dict[str, str]:
    return {fold_name(row["form"]): row["kind"] for row in load_lexicon("partner_kinds")}
