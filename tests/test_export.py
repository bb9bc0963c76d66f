"""The tables as others read them: pandas, openpyxl, LibreOffice, R, and the reader of the SCDL's schema."""

import csv
import io
import shutil
import subprocess
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from specimens import lay_out, read_committed

from pipeline.compare.workbook import write_workbook
from pipeline.errors import UsageError
from pipeline.export import export_tables, read_tables
from pipeline.export.french_csv import FORMULA, write_french_csv
from pipeline.export.grants import find_grants
from pipeline.export.scdl import list_fields, list_sentences, make_rows, write_scdl
from pipeline.schemas import TABLES, labels, load_schema
from pipeline.sheets import Sheet

openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is in the dev extra")

HARMFUL = ('=HYPERLINK("http://x","y")', "+33 1", "-2+3", "@SUM(A1)", "- 3 communes", "\tx", "＝1+1")
SCDL = (  # as schema.data.gouv.fr has them, in its order
    "nomAttribuant idAttribuant dateConvention referenceDecision nomBeneficiaire idBeneficiaire rnaBeneficiaire objet "
    "montant nature conditionsVersement datesPeriodeVersement idRAE notificationUE pourcentageSubvention dispositifAide"
).split()


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lay_out(tmp_path_factory.mktemp("extracted"))


# --- CSV for French spreadsheets -----------------------------------------------------------------------------------


def test_pandas_reads_the_french_csv(extracted: Path, tmp_path: Path) -> None:
    export_tables(extracted, tmp_path, "csv-fr")
    rows = read_committed()
    for table in TABLES:
        fields = load_schema(table)["fields"]
        read = pd.read_csv(tmp_path / f"{table}.csv", sep=";", decimal=",", encoding="utf-8-sig", dtype={"Code": str})
        assert list(read.columns) == [field["title"] for field in fields]
        assert len(read) == len(rows[table])
    amounts = pd.read_csv(tmp_path / "amounts.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert amounts["Valeur"].tolist() == [float(row["value"]) for row in rows["amounts"]]
    assert set(amounts["Nature"]) == {"somme", "part", "quantité"}
    dates = pd.read_csv(tmp_path / "dates.csv", sep=";", encoding="utf-8-sig", parse_dates=["Premier jour"])
    assert dates["Premier jour"].dropna().dt.date.tolist() == [
        row["start_date"] for row in rows["dates"] if row["start_date"]
    ]
    assert (tmp_path / "amounts.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert set(dates["Approximatif"]) == {"VRAI", "FAUX"}


def test_the_plain_csv_is_read_as_it_is(extracted: Path) -> None:
    """By pandas with nothing but the file's name: numbers are numbers, text keeps its accents."""
    amounts = pd.read_csv(extracted / "csv" / "amounts.csv")
    assert amounts["value"].dtype == float
    assert amounts["text"].tolist() == [row["text"] for row in read_committed()["amounts"]]


@pytest.mark.parametrize("text", HARMFUL)
def test_no_text_is_run_as_a_formula(text: str) -> None:
    written = write_french_csv(Sheet(("Texte",), ((text,),))).decode("utf-8-sig")
    (_, (cell,)) = csv.reader(io.StringIO(written, newline=""), delimiter=";")
    assert cell == "'" + text
    assert not cell.startswith(FORMULA)
    book = openpyxl.load_workbook(io.BytesIO(write_workbook({"feuille": Sheet(("Texte",), ((text,),))})))
    assert book.active["A2"].data_type == "s"
    assert book.active["A2"].value == text


def test_numbers_below_zero_are_no_formulas() -> None:
    written = write_french_csv(Sheet(("Valeur",), ((Decimal("-300.5"),), (-2,), (-0.5,)))).decode("utf-8-sig")
    assert written.split("\r\n")[1:4] == ["-300,5", "-2", "-0,5"]


# --- workbook ------------------------------------------------------------------------------------------------------


def test_the_workbook_is_typed(extracted: Path, tmp_path: Path) -> None:
    export_tables(extracted, tmp_path, "xlsx")
    book = openpyxl.load_workbook(tmp_path / "millesime.xlsx")
    rows = read_committed()
    assert book.sheetnames == [load_schema(table)["title"] for table in TABLES]
    for table, sheet in zip(TABLES, book.worksheets, strict=True):
        fields = load_schema(table)["fields"]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions or not rows[table]
        assert [cell.value for cell in sheet[1]] == [field["title"] for field in fields]
        for cells, row in zip(sheet.iter_rows(min_row=2), rows[table], strict=True):
            for cell, field in zip(cells, fields, strict=True):
                value = row[field["name"]]
                if isinstance(value, date):
                    assert cell.is_date
                    assert cell.value == datetime(value.year, value.month, value.day)
                elif isinstance(value, Decimal | float):
                    assert cell.value == pytest.approx(float(value))
                else:
                    assert cell.value == labels(field).get(value, value)
    frame = pd.read_excel(tmp_path / "millesime.xlsx", sheet_name="Dates")
    assert frame["Premier jour"].dtype.kind == "M"


def test_days_that_spreadsheets_do_not_know_stay_text() -> None:
    days = (date(1789, 7, 14), date(1900, 2, 28), date(1900, 3, 1), date(2019, 7, 8))
    book = openpyxl.load_workbook(io.BytesIO(write_workbook({"x": Sheet(("Jour",), tuple((day,) for day in days))})))
    read = [cell.value for (cell,) in book.active.iter_rows(min_row=2)]
    assert read == ["1789-07-14", "1900-02-28", datetime(1900, 3, 1), datetime(2019, 7, 8)]


def test_too_many_rows_for_a_sheet_are_told() -> None:
    class Long(tuple):
        def __len__(self) -> int:
            return 1_048_576

    with pytest.raises(UsageError, match="a spreadsheet holds 1048575"):
        write_workbook({"Actions": Sheet(("Texte",), Long())})


@pytest.mark.parametrize("form", ["csv-fr", "xlsx", "scdl"])
def test_an_export_has_the_same_bytes_each_time(extracted: Path, tmp_path: Path, form: str) -> None:
    for name in ("one", "two"):
        export_tables(extracted, tmp_path / name, form)
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_no_tables_no_export(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="run `millesime extract` first"):
        export_tables(tmp_path, None, "xlsx")


# --- LibreOffice ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def calc(tmp_path_factory: pytest.TempPathFactory):
    """Has LibreOffice Calc open a file in French and save it as a workbook."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    home = tmp_path_factory.mktemp("office")

    def convert(path: Path, *, how: str = "") -> Path:
        out = home / "out" / path.stem
        command = [
            program,
            f"-env:UserInstallation={(home / 'profile').as_uri()}",
            "--headless",
            *([how] if how else []),
        ]
        command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path)]
        subprocess.run(command, capture_output=True, timeout=120, check=False)
        if not (out / f"{path.stem}.xlsx").is_file():
            pytest.skip("LibreOffice is installed without Calc")
        return out / f"{path.stem}.xlsx"

    return convert


def test_libreoffice_reads_the_workbook(extracted: Path, tmp_path: Path, calc) -> None:
    export_tables(extracted, tmp_path, "xlsx")
    ours = openpyxl.load_workbook(tmp_path / "millesime.xlsx")
    theirs = openpyxl.load_workbook(calc(tmp_path / "millesime.xlsx"), data_only=True)
    assert theirs.sheetnames == ours.sheetnames
    for name in ours.sheetnames:
        assert list(theirs[name].values) == list(ours[name].values), name


def test_libreoffice_reads_the_french_csv(extracted: Path, tmp_path: Path, calc) -> None:
    """With what its dialogue proposes in French: semicolon, UTF-8, numbers and dates recognised."""
    export_tables(extracted, tmp_path, "csv-fr")
    rows = read_committed()
    how = "--infilter=CSV:59,34,76,1,,1036,false,true"
    amounts = openpyxl.load_workbook(calc(tmp_path / "amounts.csv", how=how)).active
    assert [cell.value for cell in amounts["I"][1:]] == [float(row["value"]) for row in rows["amounts"]]
    dates = openpyxl.load_workbook(calc(tmp_path / "dates.csv", how=how)).active
    assert [c.value and c.value.date() for c in dates["K"][1:]] == [row["start_date"] for row in rows["dates"]]
    (tmp_path / "harm.csv").write_bytes(write_french_csv(Sheet(("Texte",), tuple((text,) for text in HARMFUL))))
    harm = openpyxl.load_workbook(calc(tmp_path / "harm.csv", how=how)).active
    assert {cell.data_type for cell in harm["A"]} == {"s"}


# --- R -------------------------------------------------------------------------------------------------------------


def test_r_reads_both_forms(extracted: Path, tmp_path: Path) -> None:
    """The plain CSV by read.csv, the French one by read.csv2: all rows, and sums as numbers."""
    program = shutil.which("Rscript")
    if program is None:
        pytest.skip("R is not installed")
    export_tables(extracted, tmp_path, "csv-fr")
    plain = f'read.csv("{extracted}/csv/amounts.csv", fileEncoding="UTF-8")$value'
    french = f'read.csv2("{tmp_path}/amounts.csv", fileEncoding="UTF-8-BOM")$Valeur'
    script = f'for (values in list({plain}, {french})) cat(class(values), length(values), sum(values), "\\n")'
    done = subprocess.run([program, "-e", script], capture_output=True, text=True, timeout=120, check=True)
    values = [float(row["value"]) for row in read_committed()["amounts"]]
    for line in done.stdout.splitlines():
        kind, count, total = line.split()
        assert (kind, int(count)) == ("numeric", len(values))
        assert float(total) == pytest.approx(sum(values), rel=1e-5)
    assert len(done.stdout.splitlines()) == 2


# --- SCDL ----------------------------------------------------------------------------------------------------------


def test_the_columns_are_those_of_the_scdl(extracted: Path, tmp_path: Path) -> None:
    export_tables(extracted, tmp_path, "scdl")
    with (tmp_path / "subventions.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    assert head == SCDL
    assert len(rows) == len(find_grants(read_tables(extracted))) > 5
    book = openpyxl.load_workbook(tmp_path / "subventions.xlsx")
    assert book.sheetnames == ["subventions", "phrases", "à compléter"]
    assert [cell.value for cell in book["subventions"][1]] == SCDL
    assert book["phrases"].max_row == book["subventions"].max_row


def test_only_what_the_page_names_is_missing(extracted: Path, tmp_path: Path) -> None:
    """By the standard's reader: nothing is wrong but the required fields that no report tells; filled in, nothing."""
    frictionless = pytest.importorskip("frictionless", reason="frictionless is in the dev extra")
    export_tables(extracted, tmp_path, "scdl")
    schema = frictionless.Schema.from_descriptor(load_schema("export/subventions"))

    def faults(file: str) -> list[tuple[str, str]]:
        resource = frictionless.Resource(path=file, basepath=str(tmp_path), schema=schema)
        return [tuple(told) for told in resource.validate().flatten(["type", "fieldName"])]

    page = list_fields(make_rows(find_grants(read_tables(extracted))))
    wanted = {name: empty for name, _, required, empty, _ in page.rows if required == "oui" and empty}
    found = faults("subventions.csv")
    assert {kind for kind, _ in found} == {"constraint-error"}
    assert {name: sum(name == field for _, field in found) for _, name in found} == wanted
    table = pd.read_csv(tmp_path / "subventions.csv", dtype=str)
    filled = {
        "idAttribuant": "23350001600040", "dateConvention": "2021-04-12", "idBeneficiaire": "38047555800058",
        "conditionsVersement": "unique", "datesPeriodeVersement": "2021-05-01/2021-12-31", "notificationUE": "non",
        "pourcentageSubvention": "1",
    }  # fmt: skip
    table.fillna(filled).to_csv(tmp_path / "filled.csv", index=False)
    assert set(wanted) <= set(filled)
    assert faults("filled.csv") == []


def test_what_somebody_completed_is_kept(extracted: Path, tmp_path: Path) -> None:
    export_tables(extracted, tmp_path, "scdl")
    export_tables(extracted, tmp_path, "scdl")  # nothing has changed: nothing is lost
    done = tmp_path / "subventions.csv"
    done.write_text(done.read_text(encoding="utf-8") + "x", encoding="utf-8")
    with pytest.raises(UsageError, match="may hold what somebody completed"):
        export_tables(extracted, tmp_path, "scdl")
    assert done.read_text(encoding="utf-8").endswith("x")


def tables_of(text: str, amounts: list[dict], partners: list[tuple[str, str]], dates: tuple[str, ...] = ()) -> dict:
    """The tables of one action: `amounts` by their words, `partners` by their words and id."""
    head = {"report_id": "b-2020", "organisation": "b", "year": 2020, "action_id": "b-2020-x"}
    empty = dict.fromkeys(("value_max", "modifier", "tax", "per", "same_as", "part_of", "partner_id"))

    def span(words: str) -> dict:
        return {"text": words, "start": text.index(words), "end": text.index(words) + len(words)}

    return {
        "reports": [{"report_id": "b-2020", "organisation": "b", "organisation_name": "Pays de Bray"}],
        "actions": [{**head, "text": text}],
        "amounts": [
            {**head, **empty, "kind": "money", "unit": "EUR", "role": "funding", **span(row["text"]),
             "record_id": f"b-2020-x-a{n}", **row}
            for n, row in enumerate(amounts, 1)
        ],
        "partners": [
            {**head, **span(words), "partner_id": key, "name": f"La {key}", "siren": None} for words, key in partners
        ],
        "dates": [
            {**head, **span(words), "precision": "day", "inferred": None, "start_date": date(2021, 4, 12),
             "end_date": date(2021, 4, 12)}
            for words in dates
        ],
    }  # fmt: skip


def grant(value: str, payer: str | None = "region", **rest: object) -> dict:
    return {"text": value, "value": Decimal(value.split(" ")[0].replace(".", "")), "partner_id": payer, **rest}


@pytest.mark.parametrize(
    ("text", "partners", "beneficiary", "supposed"),
    [
        (
            "La Région verse 100 € à l'association Alpha.",
            [("Région", "region"), ("Alpha", "alpha")],
            "Pays de Bray",
            True,
        ),
        ("La Région verse 100 € à Alpha.", [("Région", "region"), ("Alpha", "alpha")], "La alpha", False),
        (
            "100 € de la Région au profit du Club Beta",
            [("Région", "region"), ("Club Beta", "beta")],
            "Pays de Bray",
            True,
        ),
        ("Région : 100 € attribués aux Amis", [("Région", "region"), ("Amis", "amis")], "La amis", False),
        ("Région : 100 € au bénéfice de l'ADIL", [("Région", "region"), ("ADIL", "adil")], "La adil", False),
        ("Région : 100 € avec Alpha", [("Région", "region"), ("Alpha", "alpha")], "Pays de Bray", True),
        ("100 € à la Région", [("Région", "region")], "Pays de Bray", True),
    ],
)
def test_who_receives(text: str, partners: list, beneficiary: str, supposed: bool) -> None:
    (found,) = find_grants(tables_of(text, [grant("100 €")], partners))
    assert (found.beneficiary, found.supposed) == (beneficiary, supposed)
    assert found.payer == "La region"


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("emprunt de 100 € à la Région", grant("100 €")),
        ("100 € de la Région, avance remboursable", grant("100 €")),
        ("100 € de la Région", grant("100 €", None)),
        ("100 € demandés à la Région", grant("100 €")),
        ("100 € ont été refusés par la Région", grant("100 €")),
        ("100 € de la Région", grant("100 €", role="cost")),
        ("100 € de la Région", grant("100 €", unit="USD")),
        ("100 € de la Région par foyer", grant("100 €", per="foyer")),
        ("100 € de la Région", grant("100 €", same_as="b-2020-x-a9")),
    ],
)
def test_what_is_no_grant(text: str, row: dict) -> None:
    assert find_grants(tables_of(text, [row], [("Région", "region")])) == []


def test_a_loan_of_another_sentence_is_another() -> None:
    tables = tables_of("Un emprunt est levé. 100 € viennent de la Région.", [grant("100 €")], [("Région", "region")])
    assert len(find_grants(tables)) == 1


def test_each_sum_once_total_or_parts() -> None:
    text = "900 € dont 500 € de la Région et 400 € de l'État"
    partners = [("Région", "region"), ("État", "etat")]
    parts = [grant("500 €", part_of="b-2020-x-a1"), grant("400 €", "etat", part_of="b-2020-x-a1")]
    told = find_grants(tables_of(text, [grant("900 €", None), *parts], partners))
    assert [found.amount["value"] for found in told] == [500, 400]
    told = find_grants(tables_of(text, [grant("900 €", "region"), *parts], partners))
    assert [found.amount["value"] for found in told] == [900]


def test_the_day_of_the_convention() -> None:
    text = "Convention avec la Région signée le 12 avril 2021 : 100 €"
    (found,) = find_grants(tables_of(text, [grant("100 €")], [("Région", "region")], ("12 avril 2021",)))
    assert found.convention == date(2021, 4, 12)
    text = "Convention avec la Région ; comité le 12 avril 2021 : 100 €"
    (found,) = find_grants(tables_of(text, [grant("100 €")], [("Région", "region")], ("12 avril 2021",)))
    assert found.convention is None


def test_what_is_not_exact_is_left_to_a_person() -> None:
    rows = [
        grant("100 €", value_max=Decimal(200)),
        grant("300 €", per="P1Y"),
        grant("400 €", modifier="max"),
        grant("400 €") | {"record_id": "b-2020-x-a4"},
    ]
    grants = find_grants(tables_of("100 € à 200 €, 300 € par an, 400 € de la Région", rows, [("Région", "region")]))
    sums = [row[SCDL.index("montant")] for row in make_rows(grants).rows]
    assert sums == [None, None, 400, 400]
    checks = [row[4] for row in list_sentences(grants).rows]
    assert checks[0].startswith("fourchette")
    assert checks[1].startswith("somme par an")
    assert checks[2].startswith("montant dit « au plus »")
    assert checks[3].endswith("à la ligne 4")


def test_the_object_of_a_grant_is_of_256_characters_at_most() -> None:
    text = "100 € de la Région " + "mot " * 100
    rows = make_rows(find_grants(tables_of(text, [grant("100 €")], [("Région", "region")])))
    assert len(rows.rows[0][SCDL.index("objet")]) <= 256
    assert write_scdl(rows).decode().count("\r\n") == 2
