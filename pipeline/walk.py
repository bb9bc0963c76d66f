"""A person is asked, one by one, what the run was not sure of; each answer is written at once.

In: raw/, extracted/, and two functions that ask and say. Out: lines in raw/ORGANISATION/decisions.csv, and one line
that sums up. It refuses to know where the questions come from and what a run makes of the answers. What it asks is
French, for it speaks to staff.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.decision_file import Decision, add_decisions, load_decisions
from pipeline.errors import UsageError
from pipeline.kinds.institutions import key_of
from pipeline.store import read_rows

AROUND = 140  # letters of the action shown on each side of the words in question
BETWEEN = " | "  # joins candidates in doubts.csv
HELP = "Répondez par un des signes proposés, puis Entrée."
TITLES = {"partner": "un partenaire", "place": "un lieu", "pair": "deux années"}
CHOICES = {
    "partner": ("a  aucun : c'est un autre organisme", "n  ce n'est pas un partenaire", "l  c'est un lieu"),
    "place": ("s  un lieu sans code : lieu-dit, site, équipement",),
    "pair": ("o  oui, la même action", "n  non, deux actions"),
}
ALWAYS = ("p  passer (Entrée)", "q  arrêter")
SAME, OTHER = "same_action", "other_action"


@dataclass(frozen=True, slots=True)
class Question:
    kind: str  # partner, place, pair
    organisation: str
    where: str  # report, or pair of years
    shown: str  # the sentence, the words in question between brackets
    asked: str
    text: str  # subject of the decision
    candidates: tuple[str, ...]
    expects: str = ""  # what the run says


def walk_doubts(raw: Path, extracted: Path, ask: Callable[[str], str], say: Callable[[str], None]) -> str:
    """Ask all that is open; returns a sentence that says how many decisions were written.

    Entrée and « q » decide nothing, nor does the end of the input. Raises UsageError where nothing was extracted.
    """
    questions = list(find_questions(raw, extracted))
    written = 0
    for number, question in enumerate(questions, 1):
        say(f"\n[{number}/{len(questions)}] {question.where} : {TITLES[question.kind]}\n\n    {question.shown}\n")
        say(question.asked)
        for line in (*_numbered(question), *CHOICES[question.kind], *ALWAYS):
            say(f"    {line}")
        decisions = _answer(question, ask, say)
        if decisions is None:
            break
        if decisions:
            add_decisions(raw / question.organisation, decisions)
            written += 1
    if not questions:
        return "Aucun doute à trancher."
    again = " Tapez « make » : elles s'appliqueront." if written else ""
    return f"{written} réponse(s) notée(s) sur {len(questions)} question(s).{again}"


def _numbered(question: Question) -> Iterator[str]:
    if question.kind != "pair":
        yield from (f"{number}  {candidate}" for number, candidate in enumerate(question.candidates, 1))


def _answer(question: Question, ask: Callable[[str], str], say: Callable[[str], None]) -> list[Decision] | None:
    """The decisions that the answer makes, none when it is put off; None to stop."""
    while True:
        try:
            answer = ask("Votre réponse : ").strip().lower()
        except (EOFError, KeyboardInterrupt):
            return None
        if answer == "q":
            return None
        if answer in ("", "p"):
            return []
        if decisions := read_answer(question, answer):
            return decisions
        say(HELP)


def read_answer(question: Question, answer: str) -> list[Decision]:
    """The decisions that an answer makes, none for one that was not offered.

    >>> sde = Question("partner", "a", "a-2020", "", "", "SDE", ("Syndicat d'énergie", "SDEF"), "sde")
    >>> [(d.decision, d.object) for d in read_answer(sde, "a")]
    [('other_partner', "Syndicat d'énergie"), ('other_partner', 'SDEF')]
    """
    text, expects = question.text, question.expects
    numbered = dict(enumerate(question.candidates, 1)) if question.kind != "pair" else {}
    chosen = numbered.get(int(answer), "") if answer.isdecimal() else ""
    match question.kind, answer:
        case "partner", "a":
            return [Decision("other_partner", text, name) for name in question.candidates]
        case "partner", "n":
            return [Decision("not_partner", text, expects=expects)]
        case "partner", "l":
            return [Decision("is_place", text, expects=expects)]
        case "place", "s":
            return [Decision("is_place", text, value="site", expects=expects)]
        case "pair", "o" | "n":
            return [Decision(SAME if answer == "o" else OTHER, text, question.candidates[0], expects=expects)]
    if question.kind == "partner" and chosen:
        return [Decision("same_partner", text, chosen, expects=expects)]
    if question.kind == "place" and chosen:
        return [Decision("is_place", text, value=chosen.partition(" ")[0], expects=expects)]
    return []


# --- what is open --------------------------------------------------------------------------------------------------


def find_questions(raw: Path, extracted: Path) -> Iterator[Question]:
    """What doubts.csv and the comparisons hold and no decision has settled, body after body."""
    if not (extracted / "csv" / "doubts.csv").is_file():
        raise UsageError(f"There is no {extracted}/csv/doubts.csv: run « millesime extract » first.")
    actions = {row["action_id"]: row for row in read_rows(extracted, "actions")}
    ids = {(r["action_id"], r["text"]): r["partner_id"] for r in read_rows(extracted, "partners")}
    settled: dict[str, list[Decision]] = {}
    for row in read_rows(extracted, "doubts"):
        action = actions.get(row["action_id"])
        if action is None or row["kind"] not in ("partner", "place"):
            continue
        organisation = action["organisation"]
        told = settled.setdefault(organisation, load_decisions(raw / organisation)[0])
        candidates = tuple(name for name in row["candidates"].split(BETWEEN) if not _is_settled(row, name, told))
        if candidates and not (row["kind"] == "place" and len(candidates) < 2):
            expects = ids.get((row["action_id"], row["text"]), "") if row["kind"] == "partner" else ""
            expects = candidates[0].partition(" ")[0] if row["kind"] == "place" else expects
            asked = "Est-ce le même organisme que…" if row["kind"] == "partner" else "De quel lieu s'agit-il ?"
            shown = show_words(action["text"], row["text"])
            where = row["report_id"]
            yield Question(row["kind"], organisation, where, shown, asked, row["text"], candidates, expects)
    for path in sorted((extracted / "compare").glob("*/*/doubts.csv")):
        organisation, years = path.parts[-3:-1]
        told = settled.setdefault(organisation, load_decisions(raw / organisation)[0])
        yield from _pairs(path, organisation, years, told)


def _is_settled(row: dict[str, str], candidate: str, decisions: Sequence[Decision]) -> bool:
    own, other = key_of(row["text"]), key_of(candidate)
    for d in decisions:
        one, two = key_of(d.subject), key_of(d.object)
        if one == own and d.decision in ("not_partner", "is_place"):
            return True
        if d.decision in ("same_partner", "other_partner") and {one, two} == {own, other}:
            return True
    return False


def _pairs(path: Path, organisation: str, years: str, decisions: Sequence[Decision]) -> Iterator[Question]:
    """The pairs of actions of one comparison that it doubts itself."""
    told = {frozenset((d.subject, d.object)) for d in decisions if d.decision in (SAME, OTHER)}
    for row in _read_table(path):
        before, after = row["action_id_before"], row["action_id_after"]
        if row.get("doubt") and before and after and frozenset((before, after)) not in told:
            shown = f"avant : {_cut(row['text_before'])}\n    après : {_cut(row['text_after'])}"
            expects = OTHER if row["change"] in ("added", "ended", "near") else SAME
            asked = "Est-ce la même action d'une année à l'autre ?"
            yield Question("pair", organisation, f"{organisation} {years}", shown, asked, before, (after,), expects)


def _read_table(path: Path) -> list[dict[str, str]]:
    """The rows of one CSV of the comparisons, as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def show_words(text: str, words: str) -> str:
    """The words in the text that they stand in, between brackets.

    >>> show_words("dossier transmis à EBER, hors périmètre", "EBER")
    'dossier transmis à [EBER], hors périmètre'
    """
    at = text.find(words)
    if at < 0:
        return f"[{words}]"
    before, after = text[max(0, at - AROUND) : at], text[at + len(words) : at + len(words) + AROUND]
    left = "…" if at > AROUND else ""
    right = "…" if at + len(words) + AROUND < len(text) else ""
    return f"{left}{before}[{words}]{after}{right}"


def _cut(text: str) -> str:
    return text if len(text) <= 2 * AROUND else f"{text[: 2 * AROUND]}…"
