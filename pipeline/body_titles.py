"""A name of a body in one line of text, told from a slogan.

In: a title or the beginning of a sentence, and the name of the body's folder. Out: the pieces that may be names, and
the name that a piece holds, from a word that bodies are called by or with the folder's words. It refuses to know where
the line stands and which of several names is best (`body_name`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.acronyms import ACRONYM, SMALL, spells
from pipeline.body_words import Folder, body_words, kind_words, never_words
from pipeline.gazetteer import fold_name

REPORT_WORDS = re.compile(
    r"rapport(?:s)?(?: annuel)?(?: d['’ ]\s*activit[ée]s?)?|bilan(?: d['’ ]\s*activit[ée]s?)?|annuel|specimen|spécimen"
    r"|\b(?:19|20)\d\d\b(?:\s*[-/–]\s*\d{2,4})?|activit[ée]s?",
    re.IGNORECASE,
)
EDGES = re.compile(r"^[\W_]+|[\W_]+$")
ARTICLE = re.compile(r"^(?:l['’]|d['’]|les? |la |du |des |de la |de l['’]|de |au |aux |notre |nos )", re.IGNORECASE)
TRAILING = re.compile(r"(?:\s(?:d[eu]s?|les?|la|et|à|en|l['’]|d['’]))+$", re.IGNORECASE)
TOKEN = re.compile(r"(?:[^\W\d_]|qu)['’](?=\w)|\w(?:[\w&.-]*\w)?(?:['’]\w(?:[\w&.-]*\w)?)*", re.IGNORECASE)
DASH = re.compile(r"\s+[-–—]\s+")
SPLIT = re.compile(r"[|:;!?…«»“”\"•]|,|\.\s|(?:\s[-–—]){1,2}\s")
PROPER = r"(?:[ld]['’])?[A-ZÀ-ÝŒ][\w’'-]*"
CHAIN = rf"{PROPER}(?:\s+(?:[a-zà-ÿ]+\s+)?{PROPER})*(?:\s[a-zà-ÿ]{{3,}})?"
HALF_END = re.compile(r"[|:;(,!?…]|\s[-–—]\s")
LINK = r"(?:de la |de l['’]|l['’]|d['’]|la |le |les |du |des |de )?"
LISTED = re.compile(
    rf"(?<=\w)((?:,\s+{LINK}{CHAIN})+\s+et\s+{LINK}[A-ZÀ-ÝŒ]|(?:,\s+{LINK}{CHAIN}){{2,}}(?=\s*(?:$|[|(:]|[-–—]\s)))"
)
BRACKET = re.compile(rf"\(\s*[«“\"]?\s*({ACRONYM})\s*[»”\"]?\s*(?=[,;)]|ou\b)[^()]*\)")
ANY_BRACKET = re.compile(r"\([^()]*\)")
COMMA, RULE = "\ue000", "\ue001"  # a comma, a dash that belong to a name
LONGEST_HEAD = 6  # words, « pôle d'équilibre territorial et rural »
LONGEST = 14  # words of a name


# --- a title ------------------------------------------------------------------------------------------------------


def parts_of(title: str) -> list[tuple[str, str]]:
    """The pieces of a title that may be names, each with the acronym in brackets behind it; words of every report go.

    >>> parts_of("PETR Lot, Colagne et Causses (PLCC) — Rapport d'activité 2021")
    [('PETR Lot, Colagne et Causses', 'PLCC')]
    >>> parts_of("Agence Guiers – Avant-Pays (AGAP)"), parts_of("Syndicat mixte Albret – Agir en 2022")
    ([('Agence Guiers – Avant-Pays', 'AGAP')], [('Syndicat mixte Albret', ''), ('Agir', '')])
    """
    found = []
    text = keep_whole(REPORT_WORDS.sub(" | ", title))
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


def keep_whole(text: str) -> str:
    """`text` with its commas and dashes within one name (« A, B et C », « A – B ») set apart."""
    text = LISTED.sub(lambda match: match[1] if _is_said(match[1]) else match[1].replace(",", COMMA), text)

    at = 0
    while dash := DASH.search(text, at):
        after = text[dash.end() :]
        half = HALF_END.split(after, maxsplit=1)[0]
        is_slogan = after[len(half) :].startswith((",", "!", "?", "…"))  # « Agir, tenir ! »
        before = SPLIT.split(text[: dash.start()])[-1]
        link = f" {RULE} " if not is_slogan and _is_second_half(before, half.strip()) else dash[0]
        text = text[: dash.start()] + link + after
        at = dash.start() + len(link)
    return text


def _is_said(listed: str) -> bool:
    return any(_is_never(token[0]) and token[0].islower() for token in TOKEN.finditer(listed))


def _is_second_half(before: str, after: str) -> bool:
    """Does a dash lead on to the rest of a name: only great words, none of a body, behind a name of one?"""
    words = [token[0] for token in TOKEN.finditer(after)]
    if not words or not _is_proper(words[0]) or not _is_proper(words[-1]) or after.isupper() > before.isupper():
        return False
    if not all(_is_proper(word) or fold_name(word) in SMALL for word in words):
        return False
    if _heads(after) or any(_is_never(word) for word in words):
        return False
    return bool(name_in(before.strip(), Folder("", frozenset())))


# --- one piece -----------------------------------------------------------------------------------------------------


def name_in(part: str, folder: Folder) -> str:
    """The name in a piece of a title, from a word that bodies are called by; empty when there is none.

    >>> anyone = Folder("", frozenset())
    >>> name_in("Une année au PETR Vouge et Saône", anyone), name_in("Inam Isole Communauté", anyone)
    ('PETR Vouge et Saône', 'Inam Isole Communauté')
    >>> [name_in(text, anyone) for text in ("ce que le syndicat a fait", "L'année du Parc", "Mission accomplie")]
    ['', '', '']
    """
    part = part.replace(COMMA, ",").replace(RULE, "–")
    tokens = list(TOKEN.finditer(part))
    for first, length in _heads(part):
        end = _end(part, tokens, first + length)
        head, tail = tokens[first : first + length], tokens[first + length : end]
        name = TRAILING.sub("", part[head[0].start() : (tail or head)[-1].end()])
        if tail and (_says_who(part, head, tail) or folder.bears_out(name)):
            inner = length == 1 and head[0][0].istitle() and _is_proper(tail[0][0])  # « Tours Métropole Val de Loire »
            before = _run_before(tokens, first, part) if inner else None
            return in_great(part[before.start() : head[0].start()] + name if before else name)
        if not tail or not _is_proper(tail[0][0]):
            before = _run_before(tokens, first, part)
            if before is not None and head[-1] is (tail or head)[-1]:
                return part[before.start() : head[-1].end()]
            if length > 1 and end == len(tokens) and spells(folder.letters.upper(), name, silent=1):
                return in_great(name)
    joined = (token[0] for token in tokens if all(map(_is_proper, token[0].split("-"))) and not part.isupper())
    return next((word for word in joined if "-" in word and fold_name(word).split(" ")[-1] in body_words()[0]), "")


def _heads(part: str) -> list[tuple[int, int]]:
    """Where words that bodies are called by stand in `part`: first token, how many tokens, the longest form."""
    tokens = list(TOKEN.finditer(part))
    forms, acronyms = body_words()
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
        written = part.isupper() or not _is_proper(tokens[at][0])  # « Elle » is a river
        if (written and _is_never(tokens[at][0])) or not re.fullmatch(r"\s*|,\s|\s–\s|\s?/\s?", gap):
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
    words = [t[0] for t in tail if fold_name(t[0]) not in SMALL and fold_name(t[0]) not in kind_words()]
    if part.isupper():
        return bool(words) and (len(head) > 1 or fold_name(head[0][0]) in body_words()[1])
    return any(_is_proper(word) for word in words)


def _run_before(tokens: Sequence[re.Match[str]], head: int, part: str) -> re.Match[str] | None:
    """The first of the great words right before « Communauté », « Agglo »: None when there is none."""
    first = None
    for token in reversed(tokens[:head]):
        folded = fold_name(token[0])
        if _is_never(token[0]) or part[token.end() : token.end() + 1] not in (" ", "'", "’", "-", ""):
            break
        if _is_proper(token[0]) and len(folded) > 1 and folded not in SMALL:
            first = token
        elif first is None or folded not in SMALL:
            break
    return None if part.isupper() else first


def bare_name_in(part: str, folder: Folder) -> str:
    """The great words of a piece that hold all the words of the folder's name.

    >>> from pipeline.body_words import read_folder
    >>> bare_name_in("Une année au pays de Loire et Aubois", read_folder("cc-loire-aubois"))
    'Loire et Aubois'
    """
    if not folder.words or not folder.words <= set(fold_name(part).split(" ")):
        return ""
    tokens = list(TOKEN.finditer(part))
    own = [at for at, token in enumerate(tokens) if folder.words & set(fold_name(token[0]).split(" "))]
    if not _is_proper(tokens[own[0]][0]):
        return ""
    first, last = own[0], own[-1]
    while first and (_is_proper(tokens[first - 1][0]) or (first > 1 and _links(tokens, first - 1))):
        first -= 1
    while last + 1 < len(tokens) and _is_proper(tokens[last + 1][0]):
        last += 1
    name = plain_name(part[tokens[first].start() : tokens[last].end()])
    return name if _is_proper(name) else ""


def _is_never(word: str) -> bool:
    """Not folded: « a » is a verb, « à » is none, and « s » would be « sur »."""
    return word.lower().rstrip("'’") in never_words()


def _links(tokens: Sequence[re.Match[str]], at: int) -> bool:
    """A small word between two great ones: « Lac de Vernaz »."""
    return fold_name(tokens[at][0]) in SMALL and _is_proper(tokens[at - 1][0]) and len(tokens[at - 1][0]) > 2


def _is_proper(word: str) -> bool:
    return word[:1].isupper()


def in_great(name: str) -> str:
    return name[:1].upper() + name[1:]


def plain_name(name: str) -> str:
    """A name without article before and small words behind.

    >>> plain_name("Le PMA"), plain_name("PMA le")
    ('PMA', 'PMA')
    """
    return TRAILING.sub("", ARTICLE.sub("", EDGES.sub("", name)))
