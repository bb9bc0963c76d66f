"""`millesime new`: a report in its place, a card that claims nothing wrong, and refusals that leave all as it was."""

import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from pdf_pages import Sheet, write_pdf

from pipeline.catalog import find_sources, load_card
from pipeline.errors import ReportError, UsageError
from pipeline.new import add_report
from pipeline.new.guesses import find_official
from pipeline.new.place import slug

TESTS = Path(__file__).parent
WIDTH = 80
PROPOSAL = re.compile(r"^# (?=(?:name|aliases|kind|siren|epci|departements|communes) = )", re.MULTILINE)
SPECIMENS = {  # file -> folder, year, name in the card, départements in the card
    "forms/docx/val-mouge/2022.docx": ("val-mouge", "Pays du Val de Mouge", ["71"]),
    "forms/odt/val-mouge/2022.odt": ("val-mouge", "Pays du Val de Mouge", ["71"]),
    "forms/pdf/val-mouge/2022.pdf": ("val-mouge", "Pays du Val de Mouge", ["71"]),
    "gold/gimone-lomagne/2022.html": ("gimone-lomagne", "Gimone-Lomagne Agglo", ["32", "82"]),
    "gold/golfe-penthievre/2023.html": ("golfe-penthievre", "Golfe-Penthièvre Agglomération", ["22"]),
    "gold/doubs-serre/2021.md": ("doubs-serre", "PETR Doubs-Ognon-Serre", ["39"]),
    "gold/sud-sauvage/2023.md": ("sud-sauvage", "Agence Sud-Sauvage", ["974"]),
    "gold/rives-allier/2022.md": ("rives-allier", "Pôle métropolitain des Rives d'Allier", ["63", "03", "43"]),
}
CALL = """# Rapport d'activité 2023 de la Communauté d'agglomération de Lens-Liévin

La Communauté d'agglomération de Lens-Liévin (CALL) réunit trente-six communes. SIRET : 246 200 364 00015.

- Le 12 mars 2023, la rénovation de la piscine de Liévin a été lancée pour 3,2 M€ avec l'aide de la Région
  Hauts-de-France et de l'ADEME, sur le site de la gare de Lens, après les travaux de l'an dernier.
- À Avion, un forum de l'habitat a réuni 120 participants en octobre 2023, pour les habitants de la commune.
- À Bully-les-Mines et à Harnes, les bus ont roulé le dimanche de juin à septembre pour 45 000 € par an.
"""


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "raw").mkdir()
    monkeypatch.chdir(tmp_path)
    return Path("raw")


@pytest.fixture
def call(tmp_path: Path) -> Path:
    path = tmp_path / "rapport.md"
    path.write_text(CALL, encoding="utf-8")
    return path


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def taken(card: str) -> dict[str, object]:
    """The card with each of its proposals taken."""
    data = tomllib.loads(PROPOSAL.sub("", card))
    return data | data.pop("territory")


# --- in its place --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("specimen", SPECIMENS)
def test_a_specimen_is_placed_read_and_introduced(raw: Path, specimen: str) -> None:
    file = TESTS / specimen
    folder, name, departements = SPECIMENS[specimen]
    told = add_report(raw, folder, file.stem, file)

    assert (raw / folder / file.name).read_bytes() == file.read_bytes()
    (source,), problems = find_sources(raw)
    assert (source.report_id, problems) == (f"{folder}-{file.stem}", [])
    assert all(len(line) <= WIDTH for line in told.splitlines() if not line.endswith("]")), told
    for kind in ("dates", "amounts", "places", "partners", "people"):
        assert re.search(rf"^  {kind} +[1-9]\d*  «", told, re.MULTILINE), told
    assert re.search(r"^Read as .+: \d+ words, \d+ of them in \d+ actions\.$", told, re.MULTILINE)
    assert f"extracted/review/{folder}-{file.stem}.html" in told

    card = (raw / folder / "card.toml").read_text(encoding="utf-8")
    proposed = taken(card)
    assert (proposed["name"], proposed["departements"]) == (name, departements)
    certain = load_card(raw / folder / "card.toml")
    assert certain.name in ("", name)
    claimed = (certain.siren, certain.epci, certain.departements, certain.communes)
    assert claimed == ("", (), (), ()), "the body is invented"


@pytest.mark.parametrize("specimen", list(SPECIMENS)[:4])
def test_each_guess_of_a_card_has_its_reason(raw: Path, specimen: str) -> None:
    folder = SPECIMENS[specimen][0]
    add_report(raw, folder, "2022", TESTS / specimen)
    lines = (raw / folder / "card.toml").read_text(encoding="utf-8").splitlines()
    guesses = [at for at, line in enumerate(lines) if re.match(r"(# )?[a-z]+ = ", line)]
    assert len(guesses) > 2
    for at in guesses:
        assert lines[at - 1].startswith("# ")
        assert not PROPOSAL.match(lines[at - 1])


def test_what_the_official_tables_and_the_text_agree_on_is_certain(raw: Path, call: Path) -> None:
    told = add_report(raw, "call", "2023", call)
    card = load_card(raw / "call" / "card.toml")
    assert card.name == "Communauté d'agglomération de Lens-Liévin"
    assert (card.aliases, card.kind, card.siren) == (("CALL",), "collectivite", "246200364")
    assert (card.epci, card.departements) == (("246200364",), ("62",))
    assert "le rapport\n  # l'écrit aussi" in told


def test_another_siren_in_the_text_makes_the_official_one_a_proposal(raw: Path, call: Path) -> None:
    call.write_text(CALL.replace("246 200 364 00015", "200 069 193"), encoding="utf-8")
    add_report(raw, "call", "2023", call)
    assert load_card(raw / "call" / "card.toml").siren == ""
    assert taken((raw / "call" / "card.toml").read_text(encoding="utf-8"))["siren"] == "246200364"


@pytest.mark.parametrize(
    ("name", "cited", "siren"),
    [
        ("Communauté d'agglomération de Lens-Liévin", {"62498": 1}, "246200364"),
        ("Communauté d'agglomération de Lens-Liévin", {"22093": 9}, None),  # it is said to be elsewhere
        ("Office de tourisme de Lens-Liévin", {"62498": 9}, None),  # no EPCI
        ("Lens-Liévin", {"62498": 9}, None),
        ("Ville de Vimy", {}, "216208611"),  # the only one
        ("Ville de Saint-Martin", {"62498": 9}, None),  # one of many
        ("Pôle métropolitain de l'Artois", {"62498": 9}, None),
    ],
)
def test_official_bodies(name: str, cited: dict[str, int], siren: str | None) -> None:
    found = find_official(name, Counter(cited))
    assert (found.siren if found else None) == siren


@pytest.mark.parametrize(
    ("name", "siren", "departements"),
    [
        ("Département du Pas-de-Calais", "226200012", ("62",)),
        ("Conseil départemental du Pas-de-Calais", "226200012", ("62",)),
        ("Région Hauts-de-France", "200053742", ()),
        ("Conseil régional de Bretagne", "233500016", ()),
    ],
)
def test_councils_are_known_by_their_names(name: str, siren: str, departements: tuple[str, ...]) -> None:
    here = {"62498": 1, "62510": 1} if "Bretagne" not in name else {"22093": 1, "35238": 1}
    found = find_official(name, Counter(here))
    assert found is not None
    assert (found.siren, found.departements, found.is_sure) == (siren, departements, True)
    elsewhere = find_official(name, Counter({"13055": 3}))
    assert elsewhere is not None
    assert not elsewhere.is_sure


def test_a_free_name_becomes_a_folder_and_the_name_of_the_card(raw: Path, call: Path) -> None:
    told = add_report(raw, "Communauté d'agglomération de Lens-Liévin", "2023", call)
    assert (raw / "communaute-agglomeration-lens-lievin" / "2023.md").is_file()
    assert "communaute-agglomeration-lens-lievin" in told
    assert load_card(raw / "communaute-agglomeration-lens-lievin" / "card.toml").name.startswith("Communauté")


def test_an_acronym_in_brackets_is_no_part_of_the_name(raw: Path) -> None:
    told = add_report(raw, "Pays du Val de Mouge (PVM)", "2022", TESTS / "forms/docx/val-mouge/2022.docx")
    card = load_card(raw / "pvm" / "card.toml")
    assert (card.name, card.aliases) == ("Pays du Val de Mouge", ("PVM",))
    assert "never writes" not in told


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("pma", "pma"),
        ("PMA", "pma"),
        ("raw-agglo", "raw-agglo"),
        ("Pôle métropolitain de l’Artois", "pole-metropolitain-artois"),
        ("Établissement public territorial de bassin (EPTB)", "eptb"),
        ("Syndicat mixte d'aménagement et de gestion des eaux du bassin", "syndicat-mixte-amenagement-gestion-eaux"),
        ("L'Haÿ-les-Roses", "hay-roses"),
        ("...", ""),
    ],
)
def test_folders_that_are_proposed(name: str, folder: str) -> None:
    assert slug(name) == folder


@pytest.mark.parametrize("written", ["Val-Mouge", "VAL-MOUGE", "Val Mouge", "raw/val-mouge"])
def test_a_folder_that_is_there_is_found_again(raw: Path, written: str) -> None:
    (raw / "val-mouge").mkdir()
    add_report(raw, written, "2022", TESTS / "forms/docx/val-mouge/2022.docx")
    assert [path.name for path in raw.iterdir()] == ["val-mouge"]


# --- what is there stays -------------------------------------------------------------------------------------------


def test_a_card_that_is_there_is_left_alone(raw: Path, call: Path) -> None:
    (raw / "call").mkdir()
    (raw / "call" / "card.toml").write_text('name = "La nôtre"\n', encoding="utf-8")
    told = add_report(raw, "call", "2023", call)
    assert (raw / "call" / "card.toml").read_text(encoding="utf-8") == 'name = "La nôtre"\n'
    assert "was not changed" in told
    assert "« La nôtre »: is it this body's?" in " ".join(told.split())


def test_a_report_is_replaced_only_when_asked(raw: Path, call: Path, tmp_path: Path) -> None:
    add_report(raw, "call", "2023", call)
    before = tree(raw)
    assert "already" in add_report(raw, "call", "2023", call), "the same bytes: nothing to replace"
    assert "already" in add_report(raw, "call", "2023", raw / "call" / "2023.md")
    other = tmp_path / "autre.docx"
    other.write_bytes((TESTS / "forms/docx/val-mouge/2022.docx").read_bytes())
    with pytest.raises(UsageError, match=r"already a report.*2023\.md.*--replace"):
        add_report(raw, "call", "2023", other)
    assert tree(raw) == before
    told = add_report(raw, "call", "2023", other, overwrite=True)
    assert "instead of" in told
    assert {path.name for path in (raw / "call").iterdir()} == {"2023.docx", "card.toml"}


@pytest.mark.parametrize(
    ("name", "content", "seen"),
    [
        ("rapport.doc", CALL.encode(), "save it as .docx"),
        ("scan.pdf", write_pdf(Sheet().grid([50, 500], [50, 700])), "OCR"),
        ("locked.pdf", (TESTS / "forms/refused/locked.pdf").read_bytes(), "password"),
        ("tableau.xlsx", b"PK", "spreadsheet"),
        ("vide.md", b"", "empty"),
        ("couverture.md", "# Rapport d'activité 2023\n\nBonjour à tous.".encode(), "no report is so short"),
        ("report.md", b"The board met and approved the budget of next year. " * 20, "not the text of a report"),
        ("chiffres.md", b"- 12 ; 13 ; 14 ; 15 ; 16 ; 17\n" * 20, "not the text of a report"),
    ],
)
def test_what_is_no_report_is_refused(raw: Path, tmp_path: Path, name: str, content: bytes, seen: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ReportError, match=rf"« {name} » is not added.*{seen}"):
        add_report(raw, "pma", "2023", tmp_path / name)
    assert not list(raw.iterdir())


@pytest.mark.parametrize(
    ("organisation", "year", "file", "seen"),
    [
        ("pma", "23", "rapport.md", "« 23 » is no year"),
        ("pma", "2023-2024", "rapport.md", "is no year"),
        ("2023", "pma", "rapport.md", "millesime new pma 2023 FILE"),
        ("...", "2023", "rapport.md", "names no organisation"),
        ("pma", "2023", "raport.md", "Did you mean"),
        ("pma", "2023", "nowhere/rapport.md", "There is no file"),
        ("pma", "2023", ".", "is a folder"),
        ("pma", "2023", "https://example.org/rapport.pdf", "download"),
    ],
)
def test_what_was_typed_wrongly_is_said(
    raw: Path, call: Path, organisation: str, year: str, file: str, seen: str
) -> None:
    with pytest.raises(UsageError, match=seen):
        add_report(raw, organisation, year, Path(file))
    assert not list(raw.iterdir())


def test_no_raw_folder_here(tmp_path: Path, call: Path) -> None:
    with pytest.raises(UsageError, match="go to the project's folder"):
        add_report(tmp_path / "absent", "pma", "2023", call)


# --- what is doubted -----------------------------------------------------------------------------------------------


def test_a_year_that_the_title_does_not_say_is_a_doubt(raw: Path, call: Path) -> None:
    assert "The title says 2023, and you gave 2022" in add_report(raw, "call", "2022", call)
    call.write_text(CALL.replace("Rapport d'activité 2023 de", "Rapport d'activité de"), encoding="utf-8")
    assert "which is right?" not in add_report(raw, "call", "2023", call)


def test_a_folder_of_nearly_that_name_is_a_doubt(raw: Path, call: Path) -> None:
    (raw / "agglo-lens-2").mkdir()
    assert "already holds « agglo-lens-2 »" in add_report(raw, "agglo-lens", "2023", call)


def test_a_card_survives_any_name(raw: Path, call: Path) -> None:
    odd = 'La "Régie" des\teaux \\ du Val # 1 = 2'
    add_report(raw, odd, "2023", call)
    (card,) = raw.glob("*/card.toml")
    assert load_card(card).name == odd


def test_the_command_says_all_this(raw: Path, call: Path) -> None:
    def millesime(*words: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "pipeline", "new", *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout, done.stderr

    code, out, err = millesime("call", "2023", str(call))
    assert (code, err) == (0, "")
    assert out.startswith("raw/call/2023.md is in its place.")
    code, out, err = millesime("call", "2023", str(TESTS / "forms/docx/val-mouge/2022.docx"))
    assert (code, out) == (2, "")
    assert "--replace" in err
    code, out, err = millesime("call", "2024", str(TESTS / "forms/refused/locked.pdf"))
    assert (code, out) == (1, "")
