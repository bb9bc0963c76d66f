"""What a body is called, read from where its reports say whose they are.

In: the documents of its reports and the name of its folder. Out: the names that they give, the best first, and none
where none is sure. It refuses to know what else the texts name (`body`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.acronyms import ACRONYM, spells
from pipeline.body_titles import (
    ANY_BRACKET,
    BRACKET,
    TOKEN,
    bare_name_in,
    in_great,
    keep_whole,
    name_in,
    parts_of,
    plain_name,
)
from pipeline.body_words import Folder, core_of, forms_of, kind_words, read_folder
from pipeline.gazetteer import fold_name
from pipeline.model import Document, Heading, Paragraph

SENTENCE = re.compile(r"(?<=[^\W\d_][^\W_])[.!?…](?=\s|$)")
SUBJECT = re.compile(r"(?:^|(?:[.,:;]\s+|\s[–—]\s)(?=l[ea’']))(?:le\s|la\s|l['’])?\s*", re.IGNORECASE)
OPENING = 2  # first blocks below the title, in which a body says what it is
MOST = 400  # characters of a title or first sentence that are read
SHORT = 160  # characters of a line that is a subtitle; longer ones are sentences


@dataclass(frozen=True, slots=True)
class Told:
    """Where one report says whose it is."""

    declared: tuple[str, ...] = ()  # front matter
    titles: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()  # first lines below the title


@dataclass(slots=True)
class _Found:
    """The names that one report gives, by how sure they are."""

    declared: list[str] = field(default_factory=list)
    titled: list[str] = field(default_factory=list)  # with a word that bodies are called by
    opened: list[tuple[str, str]] = field(default_factory=list)  # the same with its acronym, below the title
    bare: list[str] = field(default_factory=list)  # words of the folder's name alone
    short: list[str] = field(default_factory=list)  # acronyms


def told_by(document: Document) -> Told:
    """What a document says of its body outside its text: front matter, titles, first lines."""
    fields = forms_of("body_fields")
    declared = tuple(value for key, value in document.meta if fold_name(key) in fields)
    first = next((at for at, block in enumerate(document.blocks) if _is_title(block)), -1)
    titles = [document.title, *(b.text for b in document.blocks[first : first + 1] if isinstance(b, Heading))]
    titles += [left.text for left in document.left_out if left.reason == "page title"]
    below = document.blocks[first + 1 : first + 1 + OPENING]
    opening = tuple(block.text for block in below if isinstance(block, Heading | Paragraph))
    return Told(declared, tuple(dict.fromkeys(title for title in titles if title)), opening)


def _is_title(block: object) -> bool:
    return isinstance(block, Heading) and block.level <= 1


def find_body_names(
    told: Sequence[Told], organisation: str, explained: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every name that the reports give their body, the best first: declared, in a title, explained there, in the first
    sentence, the folder's words or letters alone; then acronyms that may be its own, but may be « COVID ».
    `explained`: acronym -> full form, of all texts.

    >>> smx = Told(titles=("Une année pour agir",), opening=("Le Syndicat mixte Xaintrie (SMX) organise les cars.",))
    >>> find_body_names([smx], "smx", {})
    (('Syndicat mixte Xaintrie', 'SMX'), ())
    """
    folder = read_folder(organisation)
    found = [_read(one, folder) for one in told]
    cores = {core_of(name) for one in found for name in (*one.declared, *one.titled)}
    opened = [[(n, short) for n, short in one.opened if not cores or core_of(n) in cores] for one in found]
    shorts = [short for one in found for short in one.short] + [short for own in opened for _, short in own if short]
    forms = [explained[short] for short in dict.fromkeys(shorts) if short in explained]
    spelt = [form for form in forms if name_in(form, folder) or folder.bears_out(form)]
    tiers = [
        [one.declared for one in found],
        [one.titled for one in found],
        [spelt],
        [[name for name, _ in own] for own in opened],
        [one.bare for one in found],
    ]
    ordered = [name for tier in tiers for name in _fullest_first(tier)]
    sure = dict.fromkeys((*ordered, *(short for short in shorts if folder.is_short(short))))
    return tuple(sure), tuple(short for short in dict.fromkeys(shorts) if short not in sure)


def _fullest_first(tier: Sequence[Sequence[str]]) -> list[str]:
    """The names of several reports, first those that the most reports support, then the fuller.

    >>> _fullest_first([["Pôle Flandre Aa"], ["Pôle métropolitain Flandre Aa Lys", "Syndicat mixte de la Lys"]])[0]
    'Pôle métropolitain Flandre Aa Lys'
    """
    names = list(dict.fromkeys(name for own in tier for name in own))
    words = {name: set(fold_name(name).split(" ")) for name in names}

    def rank(name: str) -> tuple[int, int, bool]:
        support = sum(any(core_of(other) <= words[name] for other in own) for own in tier)
        return -support, -len(words[name]), name.isupper()

    return sorted(names, key=rank)


# --- one report ----------------------------------------------------------------------------------------------------


def _read(told: Told, folder: Folder) -> _Found:
    found = _Found()
    for text in (declared[:MOST] for declared in told.declared):
        found.short += [match[1] for match in BRACKET.finditer(text)]
        found.declared += [name for name in [plain_name(ANY_BRACKET.sub(" ", text))] if len(name) > 1]
    for title in told.titles:
        _read_title(title[:MOST], folder, found)
    for line in told.opening:
        _read_opening(line[:MOST], folder, found)
    return found


def _read_title(title: str, folder: Folder, found: _Found) -> None:
    for part, short in parts_of(title):
        name = name_in(part, folder)
        if name:
            found.titled.append(name)
        elif bare := bare_name_in(part, folder):
            found.bare.append(bare)
        found.short += [acronym for acronym in [short] if acronym and (name or bare)]
        if re.fullmatch(ACRONYM, part) and part.isupper() and fold_name(part) not in kind_words():
            found.short.append(part)


def _read_opening(line: str, folder: Folder, found: _Found) -> None:
    """Names in a subtitle, or those that a first sentence presents; only where the folder or an acronym bears them
    out, for « Le Département du Gers compte 460 communes » names another."""
    sentence = line[: end.start()] if (end := SENTENCE.search(line)) else line
    if len(line) <= SHORT:
        for part, short in parts_of(sentence):
            name = name_in(part, folder)
            first = plain_name(sentence).startswith(name) and bool(short) and spells(short, name, silent=1)
            if name and (folder.bears_out(name) or folder.is_short(short) or first):
                found.opened.append((name, short))
    found.opened += _presented(sentence, folder)


def _presented(sentence: str, folder: Folder) -> Iterator[tuple[str, str]]:
    """Names that stand before a bracket with their acronym or before a verb that presents a body."""
    verbs = forms_of("presenting")
    ends = [(match.start(), match[1]) for match in BRACKET.finditer(sentence)]
    ends += [(token.start(), "") for token in TOKEN.finditer(sentence) if fold_name(token[0]) in verbs]
    for end, short in sorted(ends):
        before = ANY_BRACKET.sub("", sentence[:end]).rstrip()
        for start in SUBJECT.finditer(before):
            name = name_in(keep_whole(before[start.end() :]), folder)
            if not name or not before.endswith(name):
                continue
            first = not sentence[: start.start()].strip() and bool(short) and spells(short, name, silent=1)
            if folder.bears_out(name) or folder.is_short(short) or first:
                yield in_great(name), short
                break
