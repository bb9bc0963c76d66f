"""What a body is called, read from its reports: the one place that tells a name from a slogan.

In: the documents of its reports and the name of its folder. Out: the names that they give, the best first, and none
where none is sure. It refuses to know what else the texts name (`body`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from pipeline.acronyms import ACRONYM, SMALL, spells
from pipeline.gazetteer import fold_name
from pipeline.lexicon import load_lexicon
from pipeline.model import Document, Heading, Paragraph

REPORT_WORDS = re.compile(
    r"rapport(?:s)?(?: annuel)?(?: d['’ ]\s*activit[ée]s?)?|bilan(?: d['’ ]\s*activit[ée]s?)?|annuel|specimen|spécimen"
    r"|\b(?:19|20)\d\d\b(?:\s*[-/–]\s*\d{2,4})?|activit[ée]s?",
    re.IGNORECASE,
)
EDGES = re.compile(r"^[\W_]+|[\W_]+$")
ARTICLE = re.compile(r"^(?:l['’]|d['’]|les? |la |du |des |de la |de l['’]|de |au |aux |notre |nos )", re.IGNORECASE)
TRAILING = re.compile(r"(?:\s(?:d[eu]s?|les?|la|et|à|en|l['’]|d['’]))+$", re.IGNORECASE)
TOKEN = re.compile(r"(?:[^\W\d_]|qu)['’](?=\w)|\w[\w&.-]*(?<=\w)", re.IGNORECASE)
DASH = re.compile(r"\s+[-–—]\s+")
SPLIT = re.compile(r"[|:;!?…«»“”\"•]|,|\.\s|(?:\s[-–—]){1,2}\s")
PROPER = r"(?:[ld]['’])?[A-ZÀ-ÝŒ][\w’'-]*"
CHAIN = rf"{PROPER}(?:\s+(?:(?:de|du|des|la|le|les|en|sur|sous|lès|à|[a-zà-ÿ]+)\s+)?{PROPER})*(?:\s[a-zà-ÿ]{{3,}})?"
LISTED = re.compile(
    rf"(?<=\w)((?:,\s+(?:la |le |les |du |des |de la )?{CHAIN})+\s+et\s+(?:l['’]|la |le |les )?[A-ZÀ-ÝŒ])"
)
BRACKET = re.compile(rf"\(\s*[«“\"]?\s*({ACRONYM})\s*[»”\"]?\s*(?=[,;)]|ou\b)[^()]*\)")
ANY_BRACKET = re.compile(r"\([^()]*\)")
SENTENCE = re.compile(r"(?<=[^\W\d_][^\W_])[.!?…](?=\s|$)")
SUBJECT = re.compile(r"(?:^|[.,:;]\s+|\s[–—]\s)(?:le|la|l['’])?\s*", re.IGNORECASE)
COMMA, RULE = "\ue000", "\ue001"  # a comma, a dash that belong to a name
LONGEST_HEAD = 6  # words, « pôle d'équilibre territorial et rural »
LONGEST = 14  # words of a name
OPENING = 2  # first blocks below the title, in which a body says what it is
SHORT = 160  # characters of a line that is a subtitle; longer ones are sentences


@dataclass(frozen=True, slots=True)
class Told:
    """Where one report says whose it is."""

    declared: tuple[str, ...] = ()  # front matter
    titles: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()  # first lines below the title


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder's name says: its letters and the words that are the body's alone."""

    letters: str
    words: frozenset[str]

    def bears_out(self, name: str) -> bool:
        """Does `name` hold most words of the folder's name, or do the folder's letters begin its words?

        >>> read_folder("cc-inam-isole").bears_out("Inam Isole Communauté"), read_folder("smx").bears_out("SMIX")
        (True, False)
        """
        key = fold_name(name)
        shared = self.words & set(key.split(" "))
        return 2 * len(shared) > len(self.words) or self.is_short(name) or spells(self.letters.upper(), name, silent=1)

    def is_short(self, name: str) -> bool:
        return bool(self.letters) and fold_name(name).replace(" ", "") == self.letters


@dataclass(slots=True)
class _Found:
    """The names that one report gives, by how sure they are."""

    declared: list[str] = field(default_factory=list)
    titled: list[str] = field(default_factory=list)  # with a word that bodies are called by
    opened: list[str] = field(default_factory=list)  # the same, below the title
    bare: list[str] = field(default_factory=list)  # words of the folder's name alone
    short: list[str] = field(default_factory=list)  # acronyms


def told_by(document: Document) -> Told:
    """What a document says of its body outside its text: front matter, titles, first lines."""
    fields = _forms("body_fields")
    declared = tuple(value for key, value in document.meta if fold_name(key) in fields)
    first = next((at for at, block in enumerate(document.blocks) if _is_title(block)), -1)
    titles = [document.title, *(b.text for b in document.blocks[first : first + 1] if isinstance(b, Heading))]
    titles += [left.text for left in document.left_out if left.reason == "page title"]
    below = document.blocks[first + 1 : first + 1 + OPENING]
    opening = tuple(block.text for block in below if isinstance(block, Heading | Paragraph))
    return Told(declared, tuple(dict.fromkeys(title for title in titles if title)), opening)


def _is_title(block: object) -> bool:
    return isinstance(block, Heading) and block.level <= 1


def read_folder(organisation: str) -> Folder:
    """A folder's name without the words that say only what kind of body it is.

    >>> sorted(read_folder("cc-inam-isole").words), read_folder("smx").letters
    (['inam', 'isole'], 'smx')
    """
    words = frozenset(w for w in fold_name(organisation).split(" ") if len(w) > 2 and w not in _kind_words())
    return Folder(re.sub(r"[^a-z0-9]", "", organisation.lower()), words)


def find_body_names(told: Sequence[Told], organisation: str, explained: Mapping[str, str]) -> tuple[str, ...]:
    """Every name that the reports give their body, the best first: declared, in a title, explained there, in the first
    sentence, the folder's words alone, acronyms. `explained`: acronym -> full form, of all texts.

    >>> smx = Told(titles=("Une année pour agir",), opening=("Le Syndicat mixte Xaintrie (SMX) organise les cars.",))
    >>> find_body_names([smx], "smx", {})
    ('Syndicat mixte Xaintrie', 'SMX')
    """
    folder = read_folder(organisation)
    found = [_read(one, folder) for one in told]
    shorts = list(dict.fromkeys(short for one in found for short in one.short))
    spelt = [
        full for short in shorts if (full := explained.get(short)) and (_named(full, folder) or folder.bears_out(full))
    ]
    tiers = [
        [one.declared for one in found],
        [one.titled for one in found],
        [spelt],
        [one.opened for one in found],
        [one.bare for one in found],
    ]
    ordered = [name for tier in tiers for name in _fullest_first(tier)]
    own = [short for short in shorts if folder.is_short(short)]
    return tuple(dict.fromkeys((*ordered, *own, *shorts)))


def _fullest_first(tier: Sequence[Sequence[str]]) -> list[str]:
    """The names of several reports, first those that the most reports support, then the fuller.

    >>> _fullest_first([["Pôle Flandre Aa"], ["Pôle métropolitain Flandre Aa Lys", "Syndicat mixte de la Lys"]])[0]
    'Pôle métropolitain Flandre Aa Lys'
    """
    names = list(dict.fromkeys(name for own in tier for name in own))
    words = {name: set(fold_name(name).split(" ")) for name in names}
    cores = {name: (words[name] - _kind_words()) or words[name] for name in names}

    def rank(name: str) -> tuple[int, int, bool]:
        support = sum(any(cores[other] <= words[name] for other in own) for own in tier)
        return -support, -len(words[name]), name.isupper()

    return sorted(names, key=rank)


# --- one report ----------------------------------------------------------------------------------------------------


def _read(told: Told, folder: Folder) -> _Found:
    found = _Found()
    for text in told.declared:
        found.short += [match[1] for match in BRACKET.finditer(text)]
        found.declared += [name for name in [plain_name(ANY_BRACKET.sub(" ", text))] if len(name) > 1]
    for title in told.titles:
        _read_title(title, folder, found)
    for line in told.opening:
        _read_opening(line, folder, found)
    return found


def _read_title(title: str, folder: Folder, found: _Found) -> None:
    for part, short in _parts(title):
        name = _named(part, folder)
        if name:
            found.titled.append(name)
        elif bare := _bare(part, folder):
            found.bare.append(bare)
        found.short += [acronym for acronym in [short] if acronym and (name or bare)]
        if re.fullmatch(ACRONYM, part) and part.isupper():
            found.short.append(part)


def _read_opening(line: str, folder: Folder, found: _Found) -> None:
    """Names in a subtitle, or those that a first sentence presents; only where the folder or an acronym bears them
    out, for « Le Département du Gers compte 460 communes » names another."""
    sentence = line[: end.start()] if (end := SENTENCE.search(line)) else line
    if len(line) <= SHORT:
        for part, short in _parts(sentence):
            name = _named(part, folder)
            if name and (folder.bears_out(name) or (short and spells(short, name, silent=1))):
                found.opened.append(name)
                found.short += [short] if short else []
    for name, short in _presented(sentence, folder):
        found.opened.append(name)
        found.short += [short] if short else []


def _presented(sentence: str, folder: Folder) -> Iterator[tuple[str, str]]:
    """Names that stand before a bracket with their acronym or before a verb that presents a body."""
    verbs = _forms("presenting")
    ends = [(match.start(), match[1]) for match in BRACKET.finditer(sentence)]
    ends += [(token.start(), "") for token in TOKEN.finditer(sentence) if fold_name(token[0]) in verbs]
    for end, short in sorted(ends):
        before = ANY_BRACKET.sub("", sentence[:end]).rstrip()
        for start in SUBJECT.finditer(before):
            name = _named(_joined(before[start.end() :]), folder)
            if not name or not before.endswith(name):
                continue
            first = not sentence[: start.start()].strip() and bool(short) and spells(short, name, silent=1)
            if folder.bears_out(name) or folder.is_short(short) or first:
                yield _great(name), short
                break


def _parts(title: str) -> list[tuple[str, str]]:
    """The pieces of a title that may be names, each with the acronym in brackets behind it; words of every report go.

    >>> _parts("PETR Lot, Colagne et Causses (PLCC) — Rapport d'activité 2021")
    [('PETR Lot, Colagne et Causses', 'PLCC')]
    >>> _parts("Agence Guiers – Avant-Pays (AGAP)"), _parts("Syndicat mixte Albret – Agir en 2022")
    ([('Agence Guiers – Avant-Pays', 'AGAP')], [('Syndicat mixte Albret', ''), ('Agir', '')])
    """
    found = []
    text = _joined(REPORT_WORDS.sub(" | ", title))
    at = 0
    for match in [*BRACKET.finditer(text), None]:
        end = match.start() if match else len(text)
        pieces = [plain_name(piece) for piece in SPLIT.split(ANY_BRACKET.sub(" | ", text[at:end]))]
        pieces = [piece.replace(COMMA, ",").replace(RULE, "–") for piece in pieces]
        told = [(piece, "") for piece in pieces if len(piece) > 1]
        if match and told and pieces[-1]:
            told[-1] = (told[-1][0], match[1])
        found += told
        at = match.end() if match else end
    return found


def _joined(text: str) -> str:
    """`text` with its commas and dashes within one name (« A, B et C », « A – B ») set apart."""
    text = LISTED.sub(lambda match: match[1].replace(",", COMMA), text)

    def keep(dash: re.Match[str]) -> str:
        before = SPLIT.split(text[: dash.start()])[-1]
        after = ANY_BRACKET.split(SPLIT.split(text[dash.end() :])[0])[0].strip()
        return f" {RULE} " if _is_second_half(before, after) else dash[0]

    return DASH.sub(keep, text)


def _is_second_half(before: str, after: str) -> bool:
    """Does a dash lead on to the rest of a name: only great words, none of a body, behind a name of one?"""
    words = [token[0] for token in TOKEN.finditer(after)]
    proper = all(word[:1].isupper() or fold_name(word) in SMALL for word in words)
    if (
        not words
        or not proper
        or not (words[0][0].isupper() and words[-1][0].isupper())
        or (after.isupper() and not before.isupper())
    ):
        return False
    if _heads(after) or any(fold_name(word) in _forms("never_in_names") for word in words):
        return False
    return bool(_named(before.strip().replace(COMMA, ","), Folder("", frozenset())))


# --- one piece -----------------------------------------------------------------------------------------------------


def _named(part: str, folder: Folder) -> str:
    """The name in a piece of a title, from a word that bodies are called by; empty when there is none.

    >>> anyone = Folder("", frozenset())
    >>> _named("Une année au PETR Vouge et Saône", anyone), _named("Inam Isole Communauté", anyone)
    ('PETR Vouge et Saône', 'Inam Isole Communauté')
    >>> [_named(text, anyone) for text in ("ce que le syndicat a fait", "L'année du Parc", "Mission accomplie")]
    ['', '', '']
    """
    part = part.replace(COMMA, ",").replace(RULE, "–")
    tokens = list(TOKEN.finditer(part))
    for first, length in _heads(part):
        end = _end(part, tokens, first + length)
        head, tail = tokens[first : first + length], tokens[first + length : end]
        name = TRAILING.sub("", part[head[0].start() : (tail or head)[-1].end()])
        if tail and (_says_who(part, head, tail) or folder.bears_out(name)):
            return _great(name)
        if not tail or not _is_proper(tail[0][0]):
            before = _run_before(tokens, first, part)
            if before is not None and head[-1] is (tail or head)[-1]:
                return part[before.start() : head[-1].end()]
            if length > 1 and end == len(tokens) and spells(folder.letters.upper(), name, silent=1):
                return _great(name)
    return ""


def _heads(part: str) -> list[tuple[int, int]]:
    """Where words that bodies are called by stand in `part`: first token, how many tokens, the longest form."""
    tokens = list(TOKEN.finditer(part))
    forms, acronyms = _body_words()
    found = []
    at = 0
    while at < len(tokens):
        for length in range(min(LONGEST_HEAD, len(tokens) - at), 0, -1):
            words = part[tokens[at].start() : tokens[at + length - 1].end()]
            key = fold_name(words)
            written = words.isupper() or (len(words) > 3 and words[0].isupper())
            if key in forms or (key in acronyms and written):
                found.append((at, length))
                at += length - 1
                break
        at += 1
    return found


def _end(part: str, tokens: Sequence[re.Match[str]], first: int) -> int:
    """How far the name goes: up to a word that no name holds, or a mark other than a comma or dash of a name."""
    at = first
    while at < min(len(tokens), first + LONGEST):
        gap = part[tokens[at - 1].end() : tokens[at].start()]
        if fold_name(tokens[at][0]) in _forms("never_in_names") or not re.fullmatch(r"\s*|,\s|\s–\s|/", gap):
            break
        if (
            gap.startswith(",")
            and not LISTED.match(part, tokens[at - 1].end())
            and "," not in part[tokens[first].start() : tokens[at - 1].end()]
        ):
            break
        at += 1
    return at


def _says_who(part: str, head: Sequence[re.Match[str]], tail: Sequence[re.Match[str]]) -> bool:
    """Does the tail of a name hold a great word of its own? All is great in capitals: there the head must be a form of
    several words or an acronym."""
    words = [t[0] for t in tail if fold_name(t[0]) not in SMALL and fold_name(t[0]) not in _kind_words()]
    if part.isupper():
        return bool(words) and (len(head) > 1 or fold_name(head[0][0]) in _body_words()[1])
    return any(_is_proper(word) for word in words)


def _run_before(tokens: Sequence[re.Match[str]], head: int, part: str) -> re.Match[str] | None:
    """The first of the great words right before « Communauté », « Agglo »: None when there is none."""
    first = None
    for token in reversed(tokens[:head]):
        folded = fold_name(token[0])
        if folded in _forms("never_in_names") or part[token.end() : token.end() + 1] not in (" ", "'", "’", "-", ""):
            break
        if _is_proper(token[0]) and len(folded) > 1 and folded not in SMALL:
            first = token
        elif first is None or folded not in SMALL:
            break
    return None if part.isupper() else first


def _bare(part: str, folder: Folder) -> str:
    """The great words of a piece that hold all the words of the folder's name.

    >>> _bare("Une année au pays de Loire et Aubois", read_folder("cc-loire-aubois"))
    'Loire et Aubois'
    """
    if not folder.words or not folder.words <= set(fold_name(part).split(" ")):
        return ""
    tokens = list(TOKEN.finditer(part))
    own = [at for at, token in enumerate(tokens) if folder.words & set(fold_name(token[0]).split(" "))]
    first, last = own[0], own[-1]
    while first and (_is_proper(tokens[first - 1][0]) or (first > 1 and _links(tokens, first - 1))):
        first -= 1
    while last + 1 < len(tokens) and _is_proper(tokens[last + 1][0]):
        last += 1
    name = plain_name(part[tokens[first].start() : tokens[last].end()])
    return name if _is_proper(name) else ""


def _links(tokens: Sequence[re.Match[str]], at: int) -> bool:
    """A small word between two great ones: « Lac de Vernaz »."""
    return fold_name(tokens[at][0]) in SMALL and _is_proper(tokens[at - 1][0]) and len(tokens[at - 1][0]) > 2


def _is_proper(word: str) -> bool:
    return word[:1].isupper()


def _great(name: str) -> str:
    return name[:1].upper() + name[1:]


def plain_name(name: str) -> str:
    """A name without article before and small words behind.

    >>> plain_name("Le PMA"), plain_name("PMA le")
    ('PMA', 'PMA')
    """
    return TRAILING.sub("", ARTICLE.sub("", EDGES.sub("", name)))


# --- words ---------------------------------------------------------------------------------------------------------


@cache
def _forms(table: str) -> frozenset[str]:
    return frozenset(fold_name(row["form"]) for row in load_lexicon(table))


@cache
def _body_words() -> tuple[frozenset[str], frozenset[str]]:
    """Words that bodies are called by, folded; acronyms apart, which stand in capitals."""
    rows: Iterable[str] = (
        *(row["form"] for row in load_lexicon("body_kinds")),
        *(row["form"] for row in load_lexicon("legal_forms")),
        *(row["form"] for row in load_lexicon("name_heads") if row["label"] == "PARTNER"),
        *(row["form"] for row in load_lexicon("partner_kinds") if row["kind"] == "collectivite"),
    )
    forms = dict.fromkeys(rows)
    acronyms = frozenset(fold_name(form) for form in forms if form.isupper())
    return frozenset(fold_name(form) for form in forms if not form.isupper()) - acronyms, acronyms


@cache
def _kind_words() -> frozenset[str]:
    """Every word of these forms: they say what a body is, not which."""
    forms, acronyms = _body_words()
    return frozenset(word for form in (*forms, *acronyms) for word in form.split(" ")) | SMALL
