"""The command `millesime`: arguments in, calls out, exit codes.

In: what the user typed. Out: the pipeline's work and one line that sums it up; exit code 0 when all is good, 1 when
some report failed or is partial, 2 when the command was used wrongly. It refuses to hold any logic: how the help looks
and what is said to a mistyped command stands in `usage`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from pipeline import __version__
from pipeline.errors import PipelineError, UsageError
from pipeline.folders import open_folder
from pipeline.usage import Commands, complete_organisation, complete_year, examples, tell_usage

MOST_NOTES = 50  # of what was not understood: of thousands of reports nobody reads each line
EACH_YEAR, DATA, QUALITY = "Each year", "Use the data", "Know how good it is"  # headings of the help

app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,  # plain text: boxes break in a narrow terminal and in a log
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    help="Turn yearly activity reports of French public bodies into data, and compare the years.",
    epilog="\b\nThe three usual steps:\n"
    "  1. put a report in its place:  millesime new ORGANISATION YEAR FILE\n"
    "  2. extract, compare, review:   make\n"
    "  3. read, then settle doubts:   extracted/review/index.html, millesime doubts\n\n"
    "\b\nMore on one command: millesime COMMAND --help",
)

Form = Literal["table", "csv", "json", "parquet"]
ExportForm = Literal["csv-fr", "xlsx", "scdl"]

RAW = Annotated[Path, typer.Argument(metavar="RAW", help="Folder that holds ORGANISATION/YEAR.EXT.")]
RAW_OPTION = Annotated[Path, typer.Option("--raw", metavar="RAW", help="Folder that holds ORGANISATION/YEAR.EXT.")]
EXTRACTED = Annotated[Path, typer.Argument(metavar="EXTRACTED", help="Folder that `millesime extract` wrote.")]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"millesime {__version__}")
        raise typer.Exit


@app.callback()
def start(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Without a command: the help."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command(
    rich_help_panel=EACH_YEAR,
    epilog=examples(
        "millesime new pma 2020 Downloads/rapport.docx",
        'millesime new "Communauté d\'agglomération du Val" 2023 rapport.pdf',
    ),
)
def new(
    organisation: Annotated[
        str,
        typer.Argument(
            metavar="ORGANISATION",
            help="Folder of the body in RAW, or its name, of which a folder's name is made.",
            autocompletion=complete_organisation,
        ),
    ],
    year: Annotated[str, typer.Argument(metavar="YEAR", help="Year that the report is about.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The report: .docx, .odt, .html, .pdf or .md.")],
    raw: RAW_OPTION = Path("raw"),
    replace: Annotated[bool, typer.Option("--replace", help="Take the place of that year's report.")] = False,
) -> None:
    """Put a report in its place and say how it reads.

    FILE is copied to RAW/ORGANISATION/YEAR.EXT and read; a card.toml is drafted beside it where there is none, each
    guess with its reason. Nothing is changed where the report cannot be read or one is there already.
    """
    from pipeline.new import add_report

    typer.echo(add_report(raw, organisation, year, file, overwrite=replace))


@app.command(
    rich_help_panel=EACH_YEAR,
    epilog=examples(
        "millesime extract", "millesime extract raw --to extracted --jobs 4", "millesime extract --without people"
    ),
)
def extract(
    raw: Annotated[
        Path,
        typer.Argument(
            metavar="RAW", parser=open_folder, help="Folder that holds ORGANISATION/YEAR.EXT, or its URL (s3://…)."
        ),
    ] = Path("raw"),
    to: Annotated[
        Path, typer.Option(metavar="FOLDER", parser=open_folder, help="Folder to write the tables to, or its URL.")
    ] = Path("extracted"),
    jobs: Annotated[int, typer.Option(metavar="N", min=0, help="Bodies read at a time; 0: one per core.")] = 0,
    dask: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Have the workers of this Dask scheduler do it (docs/cluster.md).")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Read every report again, changed or not.")] = False,
    without: Annotated[
        Literal["people"] | None, typer.Option("--without", help="Leave people out; their names become « • ».")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing but what went wrong.")] = False,
) -> None:
    """Read the reports that are new or changed.

    Their records are written as CSV and Parquet. A report that cannot be read is named, with what to do; the others
    are done. Ctrl-C stops it: what is done is kept, and the same command goes on from there.
    """
    from pipeline.extract import extract_raw
    from pipeline.workers import count_cores

    try:
        summary = extract_raw(
            raw, to, jobs=jobs or count_cores(), dask=dask, force=force, quiet=quiet, people=not without
        )
    except KeyboardInterrupt:
        typer.echo("Stopped. What is done is kept: run the same command, and it goes on from there.", err=True)
        raise typer.Exit(130) from None
    for problem in summary.problems:
        typer.echo(f"{problem.where}: {problem.message}", err=True)
    if not quiet:
        for note in summary.notes[:MOST_NOTES]:
            typer.echo(f"{note}: see {to}/csv/issues.csv")
        if (more := len(summary.notes) - MOST_NOTES) > 0:
            typer.echo(f"… and {more} more of that kind: see {to}/csv/issues.csv")
        typer.echo(summary.line)
    raise typer.Exit(1 if summary.problems else 0)


@app.command(
    rich_help_panel=EACH_YEAR, epilog=examples("millesime compare", "millesime compare extracted --years 2021 2023")
)
def compare(
    extracted: EXTRACTED = Path("extracted"),
    years: Annotated[
        tuple[int, int] | None,
        typer.Option(metavar="YEAR YEAR", help="Compare these two years too.", autocompletion=complete_year),
    ] = None,
    raw: Annotated[
        Path | None,
        typer.Option(
            "--raw", metavar="RAW", help="Folder of the decisions.", show_default="raw, or that beside EXTRACTED"
        ),
    ] = None,
) -> None:
    """Set each body's neighbouring years side by side.

    Pages and tables go to EXTRACTED/compare; start with index.html. The decisions of RAW/ORGANISATION/decisions.csv
    are followed. Two years that --years asked for are compared by each run from then on.
    """
    from pipeline.steps import RAW, find_raw, if_changed

    decided = find_raw(extracted, raw)

    def do() -> tuple[str, tuple[str, ...]]:
        from pipeline.compare import compare_extracted

        summary = compare_extracted(extracted, years, decided)
        return summary.line, summary.problems

    line, problems = do() if years else if_changed("compare", extracted, decided or RAW, do)
    for problem in problems:
        typer.echo(problem, err=True)
    typer.echo(line)
    raise typer.Exit(1 if problems else 0)


@app.command(rich_help_panel=EACH_YEAR, epilog=examples("millesime review"))
def review(extracted: EXTRACTED = Path("extracted"), raw: RAW_OPTION = Path("raw")) -> None:
    """Write a page per report, each record on its sentence.

    The pages go to EXTRACTED/review; start with index.html. A record that is wrong is marked on its page, which gives
    the lines for RAW/ORGANISATION/decisions.csv.
    """
    from pipeline.review import review_extracted  # imports no heavy library itself
    from pipeline.steps import if_changed

    line, _ = if_changed("review", extracted, raw, lambda: (review_extracted(extracted, raw).line, ()))
    typer.echo(line)


@app.command(rich_help_panel=EACH_YEAR, epilog=examples("millesime doubts"))
def doubts(
    raw: RAW = Path("raw"),
    extracted: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder that `millesime extract` wrote.")] = Path(
        "extracted"
    ),
) -> None:
    """Settle, one by one, what the run was not sure of.

    The questions are asked in French. Each answer goes at once to RAW/ORGANISATION/decisions.csv, which the next run
    follows.
    """
    from pipeline.walk import walk_doubts

    typer.echo(walk_doubts(raw, extracted, input, typer.echo))


@app.command(
    rich_help_panel=DATA,
    epilog=examples(
        "millesime query",
        'millesime query "SELECT name, count(*) FROM partners GROUP BY name"',
        "millesime query question.sql --to answer.csv",
    ),
)
def query(
    sql: Annotated[
        str, typer.Argument(metavar="SQL", help="One SELECT, a file that ends in .sql, or - for standard input.")
    ] = "",
    extracted: EXTRACTED = Path("extracted"),
    form: Annotated[
        Form | None, typer.Option("--as", help="Form of the answer; the ending of FILE says it too.")
    ] = None,
    to: Annotated[Path | None, typer.Option(metavar="FILE", help="File to write the answer to.")] = None,
    rows: Annotated[int, typer.Option(metavar="N", min=0, help="Rows shown in a table; 0 shows all.")] = 50,
) -> None:
    """Ask the tables a question in SQL (DuckDB).

    Tables are read, never changed. Without a question: the tables and their columns. Ten worked questions stand in
    docs/query.md.
    """
    from pipeline.query import ask, read_question
    from pipeline.query.show import list_tables, write_answer

    if not sql:
        typer.echo(list_tables(), nl=False)
        return
    answer = ask(read_question(sql, typer.get_text_stream("stdin")), extracted)
    typer.echo(write_answer(answer, form, to, rows, extracted), nl=to is not None)


@app.command(
    rich_help_panel=DATA,
    epilog=examples(
        "millesime export --as csv-fr", "millesime export --as xlsx --to Documents", "millesime export --as scdl"
    ),
)
def export(
    extracted: EXTRACTED = Path("extracted"),
    form: Annotated[
        ExportForm, typer.Option("--as", help="Form: CSV with ; and decimal commas, a workbook, or grants.")
    ] = "xlsx",
    to: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Folder to write to.", show_default="EXTRACTED/export/FORM"),
    ] = None,
) -> None:
    """Write the tables for Excel, LibreOffice or the SCDL.

    csv-fr and xlsx have French heads and words; scdl is the table of grants of the schema « subventions », with the
    sentences that it rests on and the fields that are left to complete.
    """
    from pipeline.export import export_tables

    typer.echo(export_tables(extracted, to, form))


@app.command(
    rich_help_panel=DATA,
    epilog=examples(
        "millesime explain pma-2019-5114dfbd55-a1",
        "millesime explain pma-2019-5114dfbd55",
        'millesime explain prao-2021-3f1d8bc958 --text "n° 2021-1104"',
        "millesime explain pma-2019",
    ),
)
def explain(
    record_id: Annotated[str, typer.Argument(metavar="ID", help="Id of a record, an action or a report.")],
    text: Annotated[str, typer.Option(metavar="WORDS", help="Of an action, only what became of these words.")] = "",
    raw: RAW_OPTION = Path("raw"),
    extracted: Annotated[Path, typer.Option(metavar="FOLDER", help="Folder that `millesime extract` wrote.")] = Path(
        "extracted"
    ),
) -> None:
    """Say why a record is what it is.

    Its sentence, the rule or model that found it, what its value hangs on, what else claimed its words and why it lost.
    Of an action: its records, and what was turned down. Of a report: how it was read.
    """
    from pipeline.explain import explain as tell

    typer.echo(tell(record_id, raw, extracted, text))


@app.command(rich_help_panel=QUALITY, epilog=examples("millesime evaluate", "millesime evaluate --misses 20"))
def evaluate(
    golds: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[GOLD]...", help="Folders of other gold reports, ORGANISATION/YEAR.EXT and YEAR.gold.json."
        ),
    ] = None,
    misses: Annotated[int, typer.Option(metavar="N", help="Show the first N errors; -1 shows all.")] = 0,
    page: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the page there; without GOLD it goes to docs/quality.md anyway."),
    ] = None,
) -> None:
    """Score the records against reports marked by hand.

    Precision, recall and F1 of each kind of record, on the project's own gold and on GOLD; and docs/quality.md, the
    page that says what they are measured on, what goes wrong, and how other finders do.
    """
    from pipeline.evaluate import evaluate_gold

    typer.echo(evaluate_gold(golds or (), misses, page))


def main() -> None:
    """Run the command; an error that we raise on purpose becomes one or two sentences and an exit code."""
    try:
        raise SystemExit(app(prog_name="millesime", standalone_mode=False))
    except UsageError as error:
        _stop(str(error), 2)
    except typer.TyperException as error:
        _stop(tell_usage(error), 2)
    except typer.Abort:
        _stop("Stopped.", 130)
    except PipelineError as error:
        _stop(str(error), 1)
    except OSError as error:
        _stop(f"« {error.filename or 'A file'} » cannot be read or written: {error.strerror or error}.", 1)


def _stop(sentence: str, code: int) -> None:
    typer.echo(sentence, err=True)
    raise SystemExit(code) from None


if __name__ == "__main__":
    main()
