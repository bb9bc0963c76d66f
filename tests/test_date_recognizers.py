"""A second opinion on dates: the French tables of Recognizers-Text, by people who never saw our reports.

Each case is a sentence, the span that holds the date, and its TIMEX. The cases are sorted first: what no yearly report
says (« demain », « à 15 h », « vendredi prochain ») is set aside by rule, what was translated word by word or stands in
the order of another language by name, in cases/dates_aside.csv. The rest is scored by value and overlap.
"""

import csv
import json
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipeline.kinds.dates import find_dates
from pipeline.lexicon import fold
from pipeline.text import fold_spaces

FOLDER = Path(__file__).parents[2] / "shared" / "corpora" / "recognizers-text" / "Specs" / "DateTime" / "French"
TABLES = ("DateParser", "DatePeriodParser", "DurationParser", "SetParser", "DateTimeModel", "MergedParser")
FLOOR = 0.9

DAY = r"(?:\d{4}|XXXX)-\d\d-\d\d"
SEASONS = {"SP": "21", "SU": "22", "FA": "23", "WI": "24"}
MINUTES = {"H": 60, "M": 1}
FROM_TODAY = re.compile(
    r"\b(?:aujourd|demain|apres-demain|hier|avant-hier|maintenant|lendemain|veille|prochaine?s?|derniere?s?|derniers?|passee?s?|"
    r"precedente?s?|suivante?s?|venir|venant|courante?s?|en cours|present|cette?|ces?|il ya?|dans|ici|meme|actuel\w*|"
    r"recemment|bientot|plus tard|plus tot|nouvel|depuis|restes?|date|mois|annee|semaine|week|"
    r"jours? (?:apres|avant|de)|(?:semaines?|jours?|a) (?:avant|apres|partir))\b"
)
CLOCK = re.compile(
    r"\d\s?h\b|\bheures?\b|\bmatin|\bsoir|\bmidi|\bminuit|\bapres-midi|\bnuits?\b|\b[ap]m\b|\d:\d|minute|seconde"
)
WEEKDAY = re.compile(r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche")
FEAST = re.compile(
    r"noel|paques|toussaint|saint|thanksgiving|halloween|fete|pentecote|\ban$|travailleurs|day|juneteenth|noir"
)
EDGE = re.compile(
    r"^(?:avant|apres|jusqu|au plus tard|plus|moins|a partir|des|debut|fin|mi|milieu|tard|environ|autour|vers|pres)\b"
)


def load_aside():
    path = Path(__file__).parent / "cases" / "dates_aside.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["surface"]: row["reason"] for row in csv.DictReader(lines)}


def why_aside(surface, want, named):
    """Why a case says nothing of our reports; None where it counts."""
    folded = fold(surface).strip()
    if surface.strip() in named:
        return named[surface.strip()]
    if want is None:
        return "a value of another kind"
    if not is_possible(want):
        return "not on the calendar"
    lasting = re.match(r"R/|P\d|PT", want)
    if FROM_TODAY.search(folded) and not (
        lasting and not re.search(r"prochain|dernier|passe|veille|il ya?|apres", folded)
    ):
        return "told from today"
    if CLOCK.search(folded) and not lasting:
        return "a time of day"
    if (
        WEEKDAY.search(folded)
        and not lasting
        and not re.search(r"\d/\d|[a-z]{3,} \d{4}|\d (?:janv|fev|mars|avr|mai|jui|aou|sep|oct|nov|dec)", folded)
    ):
        return "a weekday without its month"
    if FEAST.search(folded):
        return "a feast"
    return "before, after or about" if EDGE.search(folded) else None


def expected(timex, year):
    """A TIMEX as our value; None where it is not of our kinds."""
    timex = timex.strip()
    if re.fullmatch(rf"P\d+(?:\.\d+)?[YMWD]|PT\d+(?:\.\d+)?[HM]|{DAY}|(?:\d{{4}}|XXXX)-\d\d|(?:19|20)\d\d", timex):
        return timex.replace("XXXX", str(year))
    if season := re.fullmatch(r"(\d{4})-(SP|SU|FA|WI)", timex):
        return f"{season[1]}-{SEASONS[season[2]]}"
    if span := re.fullmatch(rf"\(({DAY}),({DAY}),P\d+[YMWD]\)", timex):
        return f"{span[1]}/{span[2]}".replace("XXXX", str(year))
    return None


def is_possible(value):
    """Whether every day of it is on the calendar."""
    try:
        return all(date.fromisoformat(day) for day in re.findall(r"\d{4}-\d\d-\d\d", value))
    except ValueError:
        return False


def minutes(value):
    """A duration in hours and minutes as minutes; the others as they are."""
    parts = re.findall(r"([\d.]+)([HM])", value[2:]) if value.startswith("PT") else []
    return sum(float(number) * MINUTES[unit] for number, unit in parts) if parts else value


def agrees(want, got, surface):
    """The same value; of a span the same ends, which these tables give as the day after, or as the last part's first
    day; the year counts only where the words hold one."""
    if minutes(want) == minutes(got.value):
        return True
    first, _, last = want.partition("/")
    if not last or not got.end_date or first[:2] == "R/":
        return False
    after = (date.fromisoformat(got.end_date) + timedelta(days=1)).isoformat()
    begins = (got.value.rpartition("/")[2].rstrip("~") + "-01-01")[:10]
    cut = 0 if re.search(r"\d{4}", surface) else 5
    return got.start_date[cut:] == first[cut:] and last[cut:] in {end[cut:] for end in (got.end_date, after, begins)}


def usable():
    """(sentence, surface, value, year) of each case that counts, and how many were set aside, by reason."""
    named, aside, seen, cases = load_aside(), Counter(), set(), []
    for table in TABLES:
        for case in json.loads((FOLDER / f"{table}.json").read_text(encoding="utf-8-sig")):
            year = int(case.get("Context", {}).get("ReferenceDateTime", "2016")[:4])
            for result in case["Results"]:
                surface, value = result["Text"], result.get("Value") or result.get("Resolution") or {}
                first = (value.get("values") or [value])[0]
                text = fold_spaces(case["Input"])
                if (text, surface) in seen or not first:
                    continue
                seen.add((text, surface))
                want = expected(first.get("Timex") or first.get("timex") or "", year)
                if first.get("Mod") or first.get("mod"):
                    want = None
                if want and ("Set" in table or first.get("type") == "set"):
                    want = f"R/{want}"
                if why := why_aside(surface, want, named):
                    aside[why] += 1
                else:
                    cases.append((text, surface, want, year))
    return cases, aside


def score():
    cases, aside = usable()
    missed = []
    for text, surface, want, year in cases:
        start = text.lower().find(surface.lower())
        found = [m for m in find_dates(text, year) if m.value and m.start < start + len(surface) and start < m.end]
        if not any(agrees(want, m.value, surface) for m in found):
            got = [m.value.value for m in found]
            missed.append(f"{want} « {surface} » in « {text[:70]} »: {', '.join(got) or 'nothing'}")
    return cases, aside, missed


@pytest.mark.skipif(not FOLDER.is_dir(), reason="needs the tables of Recognizers-Text")
def test_share_of_usable_cases(capsys):
    cases, aside, missed = score()
    share = 1 - len(missed) / len(cases)
    with capsys.disabled():
        print(
            f"\nRecognizers-Text: {share:.3f} of {len(cases)} usable date cases; set aside: {dict(aside.most_common())}"
        )
    assert share >= FLOOR, "\n".join(missed)


if __name__ == "__main__":
    cases, aside, missed = score()
    print("\n".join(missed))
    print(f"{1 - len(missed) / len(cases):.3f} of {len(cases)}; set aside {dict(aside)}")
