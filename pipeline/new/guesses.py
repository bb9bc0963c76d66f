"""What a report says of the body that wrote it, as guesses with their reasons.

In: a Report and the official tables. Out: Guesses, in the order of a card; `sure` only where the official tables and
the text agree, or a person said so. It refuses to write the card. The reasons are French, for staff read them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.acronyms import find_acronyms
from pipeline.body_titles import REPORT_WORDS
from pipeline.gazetteer import EPCI_WORDS, Commune, Epci, departement_of, fold_name, load_gazetteer
from pipeline.kinds.partner_names import kind_of
from pipeline.lexicon import load_lexicon
from pipeline.model import PartnerValue, PlaceValue, Report

# 9 digits, or 14 of an office of it
SIREN = re.compile(r"SIRE[NT]\b\D{0,6}(\d(?:[\s.]?\d){8,13})(?!\d)", re.IGNORECASE)
OF_COMMUNE = re.compile(r"^(?:ville|commune|mairie) (?:de |du |des |d['’])\s*(.+)$", re.IGNORECASE)
OF_DEPARTEMENT = re.compile(
    r"^(?:département|conseil départemental) (?:de la |de l['’]|du |des |de |d['’])\s*(.+)$", re.IGNORECASE
)
OF_REGION = re.compile(r"^(?:région|conseil régional) (?:de la |de l['’]|du |des |de |d['’])?\s*", re.IGNORECASE)
FEWEST_CITED, LEAST_SHARE = 3, 0.4  # communes of the first département: how many, which share of all that are named
MAIN_SHARE = 0.2  # of the communes of the first département, from which another is proposed too
MOST_LISTED = 12  # communes or EPCI that a line proposes
OPENING = 8  # passages at the beginning, in which a body says what it is
TIMES = 2  # a commune is proposed from so many mentions


@dataclass(frozen=True, slots=True)
class Guess:
    """One line of a card; `names` says what its codes are."""

    key: str
    value: str | tuple[str, ...]
    reason: str
    sure: bool = False
    names: str = ""


@dataclass(frozen=True, slots=True)
class Official:
    """The body in the official tables."""

    label: str  # « CA de Lens - Liévin »
    siren: str = ""
    epci: str = ""
    commune: str = ""
    departements: tuple[str, ...] = ()
    seen: int = 0  # communes of it that the report names

    @property
    def is_sure(self) -> bool:
        return self.seen > 1 or bool(self.commune and self.seen)


def guess_card(report: Report, given: str = "", acronym: str = "") -> tuple[Guess, ...]:
    """Every guess for the card of the body that wrote `report`; `given` and `acronym` are what a person typed."""
    name = given or report.organisation_name
    cited = communes_cited(report)
    official = find_official(name, cited)
    named = _name(report, name, given, official)
    guesses = [
        named,
        *_aliases(report, name, acronym, named.sure),
        *_kind(report, name, official),
        *_siren(report, official),
        *_territory(report, official, cited),
    ]
    return tuple(guesses)


def heads_of(report: Report) -> tuple[str, ...]:
    """The title of a report, and its first heading where that says that it is a report."""
    first = next((passage.text for passage in report.passages if passage.role == "section"), "")
    return (report.document.title, *([first] if REPORT_WORDS.search(first) else ()))


def communes_cited(report: Report) -> Counter[str]:
    """INSEE code -> how often the report names the commune."""
    places = (m.value for found in report.mentions for m in found)
    return Counter(v.code for v in places if isinstance(v, PlaceValue) and v.kind == "commune" and v.code)


def find_official(name: str, cited: Counter[str]) -> Official | None:
    """The one body of the official tables that has this name and lies where the report is; None where none or several.

    >>> find_official("Communauté d'agglomération de Lens-Liévin", Counter({"62498": 3, "62510": 1})).siren
    '246200364'
    """
    gazetteer = load_gazetteer()
    if match := OF_DEPARTEMENT.match(name):
        found = gazetteer.departement_named(match[1])
        if found is None:
            return None
        here = sum(departement_of(code) == found.code for code in cited)
        return Official(f"département {found.of}", found.siren, departements=(found.code,), seen=here)
    if region := gazetteer.region_by_name.get(fold_name(OF_REGION.sub("", name))) if OF_REGION.match(name) else None:
        here = sum(gazetteer.region_of(departement_of(code)) == region.code for code in cited)
        return Official(f"région {region.name}", region.siren, seen=here)
    if match := OF_COMMUNE.match(name):
        homonyms = [c for c in gazetteer.communes_named(match[1]) if c.is_today]
        near = [c for c in homonyms if c.code in cited] if len(homonyms) > 1 else homonyms
        return _of_commune(near[0], cited) if len(near) == 1 else None
    if not EPCI_WORDS & set(fold_name(name).split(" ")) - {"de", "des", "du", "d", "la", "le", "les", "l", "et"}:
        return None
    same = [epci for epci in gazetteer.epcis_named(name) if set(epci.members) & cited.keys()]
    return _of_epci(same[0], cited) if len(same) == 1 else None


def _of_commune(commune: Commune, cited: Counter[str]) -> Official:
    label = f"commune de {commune.name} ({commune.code})"
    seen = int(commune.code in cited)
    return Official(label, commune.siren, commune=commune.code, departements=(commune.departement,), seen=seen)


def _of_epci(epci: Epci, cited: Counter[str]) -> Official:
    return Official(
        epci.name,
        epci.siren,
        epci.siren,
        departements=tuple(code for code, _ in epci.homes.most_common()),
        seen=len(set(epci.members) & cited.keys()),
    )


# --- who it is -----------------------------------------------------------------------------------------------------


def _name(report: Report, name: str, given: str, official: Official | None) -> Guess:
    if given:
        return Guess("name", given, "Le nom donné à la commande.", sure=True)
    organisation = report.source.organisation
    likely = " " in name or name.isupper() or fold_name(name) == fold_name(organisation)  # « Préambule » is no name
    if name == organisation or not likely:
        return Guess("name", "", "Le rapport ne dit pas clairement de qui il est : écrivez le nom entier ici.")
    times = sum(passage.text.count(name) for passage in report.passages)
    titled = any(name in head for head in heads_of(report))
    where = ["dans son titre"] if titled else []
    where += [f"{times} fois dans le texte"] if times else []
    known = f" ; c'est le nom officiel de {official.label}" if official else ""
    reason = f"Le rapport se nomme ainsi ({', '.join(where) or 'titre de la page'}){known}."
    kinds = {fold_name(row["form"]) for row in load_lexicon("body_kinds")}
    says_kind = fold_name(name).split(" ")[0] in kinds and " " in name
    return Guess("name", name, reason, sure=bool(official and official.is_sure) or (titled and says_kind and times > 1))


def _aliases(report: Report, name: str, given: str, sure: bool) -> Iterable[Guess]:
    """The acronym that a person typed; else those that the report explains by the body's name, as sure as this; else
    the folder's letters."""
    if given:
        yield Guess("aliases", (given,), "Le sigle donné à la commande.", sure=True)
        return
    texts = [report.document.title, *(passage.text for passage in report.passages)]
    key = fold_name(name)
    found = [short for short, full in find_acronyms(texts).items() if fold_name(full) == key]
    letters = report.source.organisation.upper()
    if found:
        told = ", ".join(f"« {short} »" for short in found)
        yield Guess("aliases", tuple(found), f"Le rapport explique {told} par ce nom.", sure)
    elif len(letters) <= 6 and (times := sum(len(re.findall(rf"\b{re.escape(letters)}\b", t)) for t in texts)):
        yield Guess("aliases", (letters,), f"« {letters} » est le nom du dossier, écrit {times} fois dans le rapport.")


def _kind(report: Report, name: str, official: Official | None) -> Iterable[Guess]:
    """By the official tables, else by the first legal form in the name or the opening, else by the name's words."""
    if official:
        why = f"Il est dans les tables officielles : {official.label}."
        yield Guess("kind", "collectivite", why, sure=official.is_sure)
        return
    opening = [name, *(passage.text for passage in report.passages[:OPENING])]
    forms = {row["form"]: row["kind"] for row in load_lexicon("legal_forms")}
    for text in opening:
        said = [form for form in forms if f" {fold_name(form)} " in f" {fold_name(text)} "]
        if said:
            first = min(said, key=lambda form: (fold_name(text).index(fold_name(form)), -len(form)))
            yield Guess("kind", forms[first], f"Le rapport parle de « {first} » dès le début.")
            return
    if (kind := kind_of(name)) != "autre":
        yield Guess("kind", kind, f"D'après les mots du nom, « {name} ».")


def _siren(report: Report, official: Official | None) -> Iterable[Guess]:
    """The number in the official tables, and those that the report writes after the word."""
    texts = [*(p.text for p in report.passages), *(left.text for left in report.document.left_out)]
    written = {re.sub(r"\D", "", match[1])[:9] for text in texts for match in SIREN.finditer(text)}
    written = {number for number in written if is_siren(number)}
    if official and official.siren:
        agreed = " ; le rapport l'écrit aussi" if official.siren in written else ""
        reason = f"Celui de « {official.label} » dans les tables officielles{agreed}."
        yield Guess("siren", official.siren, reason, sure=official.is_sure and (not written or bool(agreed)))
    elif len(written) == 1:
        reason = "Écrit dans le rapport après « SIREN » ou « SIRET » ; vérifiez que c'est bien celui de l'organisme."
        yield Guess("siren", written.pop(), reason)


def is_siren(number: str) -> bool:
    """Nine digits whose check digit is right.

    >>> is_siren("246200364"), is_siren("246200365")
    (True, False)
    """
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(number)))
    return len(number) == 9 and number.isdigit() and sum(d - 9 * (d > 9) for d in doubled) % 10 == 0


# --- where it is ---------------------------------------------------------------------------------------------------


def _territory(report: Report, official: Official | None, cited: Counter[str]) -> Iterable[Guess]:
    if official:
        named = f" ; le rapport en cite {official.seen} communes" if official.epci else ""
        why = f"D'après les tables officielles : {official.label}{named}."
        if official.epci:
            yield Guess("epci", (official.epci,), why, official.is_sure)
        if official.commune:
            yield Guess("communes", (official.commune,), why, official.is_sure)
        if official.departements:
            yield Guess("departements", official.departements, why, official.is_sure, _named(official.departements))
        return
    main = _main_departements(cited)
    epcis = _epcis_named(report, main)
    covered = {code for epci in epcis for code in epci.members}
    if epcis:
        told = ", ".join(epci.name for epci in epcis)
        why = "Nommés dans le rapport : gardez ceux qui sont membres."
        yield Guess("epci", tuple(epci.siren for epci in epcis), why, names=told)
    if main:
        counts = Counter(departement_of(code) for code in cited)
        told = ", ".join(f"{counts[code]} sur {len(cited)} dans {code}" for code in main)
        yield Guess("departements", tuple(main), f"Communes citées : {told}.", names=_named(main))
    often = [c for c, n in cited.most_common() if n >= TIMES and departement_of(c) in main and c not in covered]
    if often:
        listed = often[:MOST_LISTED]
        names = ", ".join(_commune_name(code) for code in listed)
        why = "Citées plusieurs fois : gardez celles du territoire."
        yield Guess("communes", tuple(listed), why, names=names)


def _main_departements(cited: Counter[str]) -> list[str]:
    """Départements of the communes that are named, each commune once, the most named first; none where they lie all
    over the country."""
    counts = Counter(departement_of(code) for code in cited)
    most = max(counts.values(), default=0)
    if most < FEWEST_CITED or most < LEAST_SHARE * len(cited):
        return []
    return sorted((c for c, n in counts.items() if n >= MAIN_SHARE * most), key=lambda c: (-counts[c], c))


def _epcis_named(report: Report, departements: Sequence[str]) -> list[Epci]:
    """EPCI of these départements among the partners, the most named first."""
    epcis = load_gazetteer().epcis
    partners = (m.value for found in report.mentions for m in found)
    counts = Counter(v.siren for v in partners if isinstance(v, PartnerValue) and v.siren in epcis)
    named = sorted(counts, key=lambda siren: (-counts[siren], siren))
    near = [epcis[siren] for siren in named if departement_of(epcis[siren].members[0]) in departements]
    return near[:MOST_LISTED]


def _named(departements: Sequence[str]) -> str:
    known = load_gazetteer().departements
    return ", ".join(known[code].name for code in departements if code in known)


def _commune_name(code: str) -> str:
    commune = load_gazetteer().commune(code)
    return commune.name if commune else code
