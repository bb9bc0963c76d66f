"""The tables of a body without its people: no rows of people, and their names covered wherever they stand.

In: the tables of a body's reports, after the decisions. Out: the same tables; each letter of a recognised name is
« • », so that all other records stand where they stood. It refuses to promise anonymity: a person whom nothing
recognised is still named, a function (« la présidente ») still says who it was, and an organisation keeps its name.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from pipeline.gazetteer import load_gazetteer
from pipeline.kinds.people import CIVILITY
from pipeline.lexicon import fold, load_lexicon
from pipeline.model import KINDS
from pipeline.schemas import Row

Tables = dict[str, list[Row]]
Span = tuple[int, int]

COVER = "•"
OTHERS = tuple(kind for kind in KINDS if kind != "people")
WORDS = ("section", "objective", "column", "text")  # of an action: what its id is a digest of
OF_ACTIONS, OF_RECORDS = ("action_id", "parent_id"), ("record_id", "same_as", "part_of")  # columns of ids
LONGEST_CIVILITY = 15  # letters, with what may stand around it
SHORTEST = 3  # letters of a surname that is looked for alone
INITIALS = r"(?:(?!m\. )[a-z]\.[ -]?)*"  # « M. » is a civility
WORD = re.compile(r"[^\W\d_]+")
MAIL = re.compile(r"[\w.+-]+(?=@[\w-]+\.\w)")
QUOTED = re.compile(r"(?<=« )[^»]+(?= »)")


@dataclass(frozen=True, slots=True)
class Names:
    """What is looked for, in folded text: full names anywhere, surnames where they are written as names."""

    full: re.Pattern[str]
    surname: re.Pattern[str]
    common: frozenset[str]  # surnames that are common words or places too: believed behind « M. » alone

    def find(self, text: str) -> list[Span]:
        """Where names stand, and what stands before the @ of an address."""
        folded = fold(text)
        found = [match.span() for match in self.full.finditer(folded) if not text[slice(*match.span())].islower()]
        for match in self.surname.finditer(folded):
            called = _is_called(text[max(0, match.start() - LONGEST_CIVILITY) : match.start()])
            if text[match.start("name")].isupper() and (called or match["name"] not in self.common):
                found.append(match.span())
        return found + [match.span() for match in MAIL.finditer(text)]


def leave_out_people(reports: Sequence[Tables]) -> list[Tables]:
    """The tables of all reports of one body without people; a name recognised in one is covered in all.

    The id of an action whose words change is made again from what is left: a digest of the name would let who guesses
    it prove the guess. The ids of its records follow.
    """
    people = [row for tables in reports for row in tables["people"]]
    forms = {fold(name) for row in people for name in (row["text"], row["name"])}
    common = _common_words(row["text"] for tables in reports for row in tables["actions"])
    names = _read_names(forms, common)
    reports = [_without_misread(tables, {form for form in forms if " " in form}) for tables in reports]
    surfaces = {row["text"] for tables in reports for kind in OTHERS for row in tables[kind]}
    kept = sorted(surface for surface in surfaces if names.find(surface))
    return [_leave_out(tables, names, kept) for tables in reports]


def _without_misread(tables: Tables, full: Collection[str]) -> Tables:
    """The tables without what was read as an organisation or a site once, and as a person of that full name again."""
    wrong = {r["record_id"] for r in (*tables["partners"], *tables["places"]) if fold(r["text"]) in full}
    wrong -= {r["record_id"] for r in tables["places"] if r["code"]}
    if not wrong:
        return tables
    left = {kind: [r for r in tables[kind] if r["record_id"] not in wrong] for kind in ("partners", "places")}
    known = {row["partner_id"] for row in left["partners"]}
    gone = {row["partner_id"] for row in tables["partners"]} - known
    left["amounts"] = [r | {"partner_id": None} if r["partner_id"] in gone else r for r in tables["amounts"]]
    counts = {kind: len(rows) for kind, rows in left.items()}
    return tables | left | {"reports": [row | counts for row in tables["reports"]]}


def _common_words(texts: Iterable[str]) -> frozenset[str]:
    """The folded words that are written small somewhere, and those of the names of towns, rivers and countries.

    >>> sorted(_common_words(["Maison pour tous, la maison"]) & {"maison", "pour", "oise", "france", "lavandier"})
    ['france', 'maison', 'oise', 'pour']
    """
    small = {fold(word) for text in texts for word in WORD.findall(text) if word.islower()}
    gazetteer = load_gazetteer()
    places = [row["form"] for table in ("rivers", "countries") for row in load_lexicon(table)]
    places += [departement.name for departement in gazetteer.departements.values()]
    places += [region.name for region in gazetteer.regions.values()]
    return frozenset(small | {word for place in places for word in WORD.findall(fold(place))})


def _read_names(forms: Collection[str], common: frozenset[str] = frozenset()) -> Names:
    """The folded names, each in both orders, and their surnames; a surname all of whose words are `common` is.

    >>> names = _read_names({"marie lavandier"})
    >>> [cover(text, names.find(text)) for text in ("LAVANDIER Marie", "Mme Lavandier", "marie lavandier", "m.l@a.fr")]
    ['••••••••• •••••', 'Mme •••••••••', 'marie lavandier', '•••@a.fr']
    """
    full, surnames = set(), set()
    for form in forms:
        words = form.split(" ")
        if len(words) > 1:
            full |= {form, " ".join([*words[1:], words[0]])}
            surnames |= {" ".join(words[1:]), words[-1]}
        else:
            surnames.add(form)
    surnames = {name for name in surnames if len(name) >= SHORTEST}
    towns = load_gazetteer()
    return Names(
        re.compile(rf"(?<![\w-])(?:{_any(full)})(?![\w-])"),
        re.compile(rf"(?<![\w-]){INITIALS}(?P<name>{_any(surnames)})(?![\w-])"),
        frozenset(n for n in surnames if common.issuperset(WORD.findall(n)) or towns.communes_named(n)),
    )


def _any(names: Iterable[str]) -> str:
    """A pattern for one of the folded names, the longest first; a hyphen may be a space. None: what nothing meets."""
    longest = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(re.sub(r"(?:\\ |\\-)", "[ -]", re.escape(name)) for name in longest) or r"\Z\A."


def _is_called(before: str) -> bool:
    """Does text end in « M. », « Mme », « Monsieur »?"""
    return any(match.end() == len(before) and match[0][0].isupper() for match in CIVILITY.finditer(before))


def cover(text: str, spans: Iterable[Span], kept: Collection[Span] = ()) -> str:
    """The text, as long, with its spans covered but for what stands in one of `kept`; spaces stay.

    >>> cover("Mme Marie Curie", [(4, 15)]), cover("Ana de France", [(0, 13)], kept=[(7, 13)])
    ('Mme ••••• •••••', '••• •• France')
    """
    letters = list(text)
    stays = {at for start, end in kept for at in range(start, end)}
    for start, end in spans:
        letters[start:end] = [
            letter if letter == " " or at in stays else COVER for at, letter in enumerate(letters[start:end], start)
        ]
    return "".join(letters)


def _leave_out(tables: Tables, names: Names, kept: Sequence[str]) -> Tables:
    """One report's tables; `kept` are the names of organisations and places that hold a person's name."""
    stays = re.compile("|".join(map(re.escape, sorted(kept, key=len, reverse=True))) or r"\Z\A.")

    def covered(text: str | None) -> str | None:
        return cover(text, names.find(text), [match.span() for match in stays.finditer(text)]) if text else text

    actions = _cover_actions(tables, names, covered)
    said = {row["action_id"]: (row["text"], new["text"]) for row, new in zip(tables["actions"], actions, strict=True)}
    changed = {
        "people": [],
        "actions": actions,
        "reports": [row | {"title": covered(row["title"]), "people": 0} for row in tables["reports"]],
        "doubts": [
            row | {"text": covered(row["text"]), "candidates": covered(row["candidates"])} for row in tables["doubts"]
        ],
        "issues": [
            row
            | {
                "text": covered(row["text"]),
                "message": covered(_requote(row["message"], *said.get(row["action_id"], ("", "")))),
            }
            for row in tables["issues"]
        ],
    }
    return _with_ids(tables | changed, _new_ids(tables["actions"], actions))


def _cover_actions(tables: Tables, names: Names, covered: Callable[[str | None], str | None]) -> list[Row]:
    """The actions: the text by the places of people and of other records, what stands above it by its words."""
    places: dict[tuple[str, bool], list[Span]] = defaultdict(list)
    for kind in KINDS:
        for row in tables[kind]:
            places[row["action_id"], kind == "people"].append((row["start"], row["end"]))
    actions = []
    for row in tables["actions"]:
        text, label = row["text"], row["label"]
        people, others = places[row["action_id"], True], places[row["action_id"], False]
        new = cover(text, [*people, *names.find(text)], others)
        told = {name: covered(row[name]) for name in ("section", "objective", "column", "label")}
        if label and text.startswith(label):
            told["label"] = new[: len(label)]
        actions.append(row | told | {"text": new})
    return actions


def _requote(message: str, before: str, after: str) -> str:
    """A message with the words that it quotes of an action as they are now: a quotation may begin within a name.

    >>> _requote("Sigle : « …vandier, AMO »", "Mme Lavandier, AMO", "Mme •••••••••, AMO")
    'Sigle : « …•••••••, AMO »'
    """

    def now(match: re.Match[str]) -> str:
        words = match[0].strip("…")
        at = before.find(words) if words else -1
        return match[0].replace(words, after[at : at + len(words)]) if at >= 0 else match[0]

    return QUOTED.sub(now, message)


def _new_ids(before: Sequence[Row], after: Sequence[Row]) -> dict[str, str]:
    """Old id -> new one, of the actions whose words have changed."""
    made: dict[str, str] = {}
    taken: Counter[str] = Counter()
    for old, new in zip(before, after, strict=True):
        if any(old[name] != new[name] for name in WORDS):
            digest = sha256("\n".join(new[name] or "" for name in WORDS).encode()).hexdigest()[:10]
            taken[digest] += 1
            repeated = f"-{taken[digest]}" if taken[digest] > 1 else ""
            made[old["action_id"]] = f"{old['report_id']}-{digest}{repeated}"
    return made


def _with_ids(tables: Tables, made: Mapping[str, str]) -> Tables:
    """The tables with the new ids of actions, and of their records."""

    def renamed(row: Row) -> Row:
        ids = {name: made.get(row[name], row[name]) for name in OF_ACTIONS if row.get(name)}
        return row | ids | {name: _record_id(row[name], made) for name in OF_RECORDS if row.get(name)}

    return {table: [renamed(row) for row in rows] for table, rows in tables.items()}


def _record_id(old: str, made: Mapping[str, str]) -> str:
    """« ACTION-a1 » with the new id of its action."""
    action, dash, rest = old.rpartition("-")
    return f"{made.get(action, action)}{dash}{rest}"
