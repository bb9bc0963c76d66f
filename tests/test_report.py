"""What the page tells: lines, first lines, cells of tables; on a report of an invented body, as tables and as lists."""

import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.compare import compare_reports
from pipeline.compare.amounts import AmountChange
from pipeline.compare.report.lines import Line, is_said
from pipeline.compare.report.summary import write_summary
from pipeline.compare.report.terms import list_terms
from pipeline.compare.report.view import View, make_view
from pipeline.compare.year import Action, Amount, list_actions, read_years
from pipeline.extract import extract_raw
from pipeline.store import read_rows

BEFORE = """# Syndicat mixte du Haut-Vernois : rapport d'activité 2020

Le syndicat est né le 1er janvier 2017.

## A. Énergie

| Objectifs | Actions réalisées | Partenaires | Montant | Échéance |
| --- | --- | --- | --- | --- |
| Produire ici | Centrale solaire de la halle : études remises en mai 2020 | ADEME | 465 000 € | 2e trimestre 2021 |
| Consommer moins | Plateforme de rénovation énergétique : 412 contacts, 96 audits | Anah, ADIL | 78 650 € | |

## B. Mobilités

- Schéma cyclable : 14 ateliers tenus en mars 2020, vote prévu en juin 2021, coût de 60 000 €
- Navette des marchés : essai terminé le 31 décembre 2020, 12 000 €, non reconduit
- Budget 2020 : 1 286 000 €, cotisation de 2,35 €/hab
- Fête du vélo de Vernois : 3e édition le 6 juin 2020, 800 participants
"""
AFTER = """# Syndicat mixte du Haut-Vernois : rapport d'activité 2021

Le syndicat est né le 1er janvier 2017.

## A. Énergie

| Objectifs | Actions réalisées | Avec qui ? | Budget | Échéance |
| --- | --- | --- | --- | --- |
| Produire ici | Centrale solaire de la halle : travaux ouverts | ADEME, Enedis | 520 000 € | 4e trimestre 2022 |
| Consommer moins | Plateforme de rénovation énergétique : 530 contacts, 120 audits | Anah | 91 200 € | |

## B. Mobilités

- Schéma cyclable : adopté le 14 octobre 2021, coût de 66 000 €
- Autopartage : trois voitures depuis le 2 mai 2021, 45 000 €
- Budget 2021 : 1 412 000 €, cotisation de 2,45 €/hab
- Fête du vélo de Vernois : 4e édition le 5 juin 2021, 950 participants
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    raw = tmp_path_factory.mktemp("reports")
    (raw / "raw" / "haut-vernois").mkdir(parents=True)
    for year, text in ((2020, BEFORE), (2021, AFTER)):
        (raw / "raw" / "haut-vernois" / f"{year}.md").write_text(text, encoding="utf-8")
    extract_raw(raw / "raw", raw / "extracted")
    return raw


@pytest.fixture(scope="module")
def view(folder: Path) -> View:
    before, after = read_years(lambda table: read_rows(folder / "extracted", table))
    return make_view(compare_reports(before, after))


def find(view: View, title: str) -> Line:
    return next(line for line in (*view.lines, *view.doubtful) if line.title.startswith(title))


def test_headings_and_cells_have_no_line_and_the_counts_add_up(view: View) -> None:
    lines = [line for line in (*view.lines, *view.doubtful) if line.change != "near"]
    texts = [side.pieces[0][1] for line in lines for side in (line.before, line.after) if side]
    assert not any("rapport d'activité" in text or text.startswith(("ADEME", "465", "2e trimestre")) for text in texts)
    both = [line for line in lines if line.before and line.after]
    alone = {side: [line for line in lines if getattr(line, side) and line not in both] for side in ("before", "after")}
    assert len(both) + len(alone["before"]) == len(list_actions(view.comparison.before)) == 7
    assert len(both) + len(alone["after"]) == len(list_actions(view.comparison.after)) == 7


def test_cells_of_a_row_are_told_with_its_action(view: View) -> None:
    """Though « Montant » is « Budget » a year later, and « Partenaires » « Avec qui ? »."""
    line = find(view, "Centrale solaire")
    assert ("up", "Budget : 465\u202f000\u00a0€ → 520\u202f000\u00a0€ (+12\u00a0%)") in line.amounts
    assert ("slipped", "échéance reportée : 2e trimestre 2021 → 4e trimestre 2022") in line.dates
    assert (line.gained, line.lost) == (("Enedis",), ())
    assert line.before
    assert line.before.cells == (("Partenaires", "ADEME"), ("Montant", "465 000 €"), ("Échéance", "2e trimestre 2021"))
    assert find(view, "Plateforme").lost == ("Agence départementale d'information sur le logement",)


def test_the_first_lines_tell_sums_terms_and_steps_of_sure_pairs(view: View) -> None:
    told = "\n".join(write_summary(view))
    assert "Plus fortes hausses : Budget 2021, 1,29\u00a0M€ → 1,41\u00a0M€ (+10\u00a0%) ; Centrale solaire" in told
    assert "Échéances reportées : Centrale solaire de la halle, 2e trimestre 2021 → 4e trimestre 2022 ;" in told
    assert "Schéma cyclable, adopté le 14 octobre 2021" in told
    assert "Actions nouvelles de plus de poids : Autopartage." in told


def test_each_announced_term_has_a_row(view: View) -> None:
    """With what the later report says of it, and what the table of dates calls that."""
    dates = view.comparison.dates
    terms = list_terms(view)
    assert len(terms) == sum(change.change != "near" and date.change != "again" for change, date in dates)
    told = [(term.line.title, term.due, term.told, term.outcome) for term in terms]
    assert ("Centrale solaire de la halle", "2e trimestre 2021", "4e trimestre 2022", "reportée") in told


def test_what_the_earlier_report_had_ended_is_no_news(view: View) -> None:
    line = find(view, "Navette")
    assert line.closed
    assert line.points < find(view, "Autopartage").points
    assert not any("Navette" in sentence for sentence in write_summary(view))


def test_one_may_stop_after_all_that_the_first_lines_cite(view: View) -> None:
    """Sums, terms and what weighs much stand before the stop."""
    below = view.lines[view.stop :]
    assert below
    assert not any(line.slipped or line.points >= 30 for line in below)
    assert not {figure.line for figure in view.moved[:3]} & {line.number for line in below}


def test_prices_of_one_thing_are_not_among_the_sums_that_moved(view: View) -> None:
    assert not any(figure.change.known.per for figure in view.moved)


def test_doubtful_pairs_are_told_as_such_in_the_first_lines(view: View, folder: Path) -> None:
    """Their sums are not; an action that may be half of a pair says so."""
    comparison = view.comparison
    doubted = [
        replace(c, doubt="weak") if c.after and c.after.text.startswith("Budget") else c for c in comparison.actions
    ]
    told = "\n".join(write_summary(make_view(replace(comparison, actions=tuple(doubted)))))
    assert "Budget 2021" not in told
    ended, added = (next(c for c in comparison.actions if c.change == kind) for kind in ("ended", "added"))
    near = replace(added, change="near", before=ended.before, doubt="unsure")
    doubtful = make_view(replace(comparison, near=(near,)))
    assert find(doubtful, "Autopartage").rival == doubtful.doubtful[-1].number
    assert "Autopartage (à vérifier)" in "\n".join(write_summary(doubtful))


def test_a_report_worded_anew_says_that_pairs_may_be_missing(view: View) -> None:
    assert "bien des rapprochements peuvent manquer" not in write_summary(view)[0]
    other = [
        replace(c, before=replace(c.before, text="Autres mots que ceux du second rapport"))
        if c.before and c.after
        else c
        for c in view.comparison.actions
    ]
    anew = make_view(replace(view.comparison, actions=tuple(other)))
    assert "bien des rapprochements peuvent manquer" in write_summary(anew)[0]


@pytest.mark.parametrize(("value", "said"), [(46, True), (3, False), (47, False)])
def test_a_number_that_the_other_report_holds_is_not_said_lost(value: int, said: bool) -> None:
    """« 46 fiches », then « 15 fiches lancées sur 46 »; a small number may count anything."""
    after = Action("b", 1, "15 fiches lancées sur 46, 3 ateliers")
    gone = Amount(f"{value} fiches", 0, 9, Decimal(value), None, "fiches", "quantity")
    assert is_said(AmountChange("removed", gone, None, Action("a", 1, f"{value} fiches"), after)) is said


def test_a_place_has_one_name_on_the_page(view: View) -> None:
    names = [name for line in (*view.lines, *view.doubtful) for name in line.places]
    assert len({name.casefold() for name in names}) == len(set(names))


def test_the_same_bytes_whatever_the_order_of_sets(folder: Path) -> None:
    """Two processes whose strings have other hashes."""
    told = []
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-m", "pipeline", "compare", "extracted", "--raw", "raw"],
            cwd=folder,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent.parent)},
            check=True,
            capture_output=True,
        )
        compared = folder / "extracted" / "compare"
        told.append({p.relative_to(compared): p.read_bytes() for p in compared.rglob("*") if p.is_file()})
        (compared / "index.html").unlink()
    assert told[0] == told[1]
