"""The command `millesime`: arguments in, calls out, exit codes.

In: what the user typed. Out: the pipeline's work and one line that sums it up; exit code 0 when all is good, 1 when
some report failed or is partial, 2 when the command was used wrongly. It refuses to hold any logic.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import PipelineError, UsageError

app = typer.Typer(
    add_completion=True,
    no_args_is_help=True,
    help="Turn yearly activity reports of French public bodies into data, and compare the years.",
)


@app.command()
def extract(
    raw: Annotated[Path, typer.Argument(help="Folder that holds ORGANISATION/YEAR.EXT.")] = Path("raw"),
    to: Annotated[Path, typer.Option(help="Folder to write the tables to.")] = Path("extracted"),
    jobs: Annotated[int, typer.Option(min=0, help="Bodies read at a time; 0: one per core.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Read every report again, changed or not.")] = False,
) -> None:
    """Read the reports of RAW that are new or changed and write their records as CSV and Parquet."""
    from pipeline.extract import extract_raw
    from pipeline.workers import count_cores

    summary = extract_raw(raw, to, jobs=jobs or count_cores(), force=force)
    for problem in summary.problems:
        typer.echo(f"{problem.where}: {problem.message}", err=True)
    for note in summary.notes:
        typer.echo(f"{note}: see {to}/csv/issues.csv")
    typer.echo(summary.line)
    raise typer.Exit(1 if summary.problems else 0)


@app.command()
def compare(
    extracted: Annotated[Path, typer.Argument(help="Folder that `extract` wrote.")] = Path("extracted"),
    years: Annotated[
        tuple[int, int] | None, typer.Option(help="Compare these two years too, say: --years 2021 2023.")
    ] = None,
    raw: Annotated[Path, typer.Option(help="Folder that holds ORGANISATION/decisions.csv.")] = Path("raw"),
) -> None:
    """Set each body's consecutive years side by side; pages and tables go to EXTRACTED/compare."""
    from pipeline.steps import if_changed

    def do() -> tuple[str, tuple[str, ...]]:
        from pipeline.compare import compare_extracted

        summary = compare_extracted(extracted, years, raw)
        return summary.line, summary.problems

    line, problems = do() if years else if_changed("compare", extracted, raw, do)
    for problem in problems:
        typer.echo(problem, err=True)
    typer.echo(line)
    raise typer.Exit(1 if problems else 0)


@app.command()
def review(
    extracted: Annotated[Path, typer.Argument(help="Folder that `extract` wrote.")] = Path("extracted"),
    raw: Annotated[Path, typer.Option(help="Folder that holds ORGANISATION/decisions.csv.")] = Path("raw"),
) -> None:
    """Write a page for each report, on which each record stands on its sentence, to EXTRACTED/review."""
    from pipeline.review import review_extracted  # imports no heavy library itself
    from pipeline.steps import if_changed

    line, _ = if_changed("review", extracted, raw, lambda: (review_extracted(extracted, raw).line, ()))
    typer.echo(line)


@app.command()
def doubts(
    raw: Annotated[Path, typer.Argument(help="Folder that holds ORGANISATION/decisions.csv.")] = Path("raw"),
    extracted: Annotated[Path, typer.Option(help="Folder that `extract` wrote.")] = Path("extracted"),
) -> None:
    """Settle, one by one, what the run was not sure of; answers go to RAW/ORGANISATION/decisions.csv."""
    from pipeline.walk import walk_doubts

    typer.echo(walk_doubts(raw, extracted, input, typer.echo))


@app.command()
def evaluate(
    gold: Annotated[Path | None, typer.Argument(help="Folder of gold reports (default: the project's own).")] = None,
    misses: Annotated[int, typer.Option(help="Show the first N errors; -1 shows all.")] = 0,
) -> None:
    """Extract gold reports and score the records: precision, recall and F1 of each kind."""
    from pipeline.evaluate import evaluate_gold

    typer.echo(evaluate_gold(gold, misses))


def main() -> None:
    """Run the command; an error that we raise on purpose becomes one sentence and an exit code."""
    try:
        app()
    except UsageError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(2) from None
    except PipelineError as error:
        typer.echo(str(error), err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
