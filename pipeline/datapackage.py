"""What a folder of tables says of itself: datapackage.json (Data Package 2.0), made from the schemas.

In: the reports whose rows the tables hold. Out: the text of the description, with schemas, sources and contributors. It
refuses to name a licence for the words of the reports: that is for those who published them to say.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline import __version__
from pipeline.schemas import COMPARED, DATA_MODEL, TABLES, load_schema

if TYPE_CHECKING:
    from pipeline.compare.changes import Comparison

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
}
CODES = {  # where the official names and codes of places come from
    "title": "Code officiel géographique et découpage administratif (INSEE, DGCL, IGN), édition 2026",
    "path": "https://www.npmjs.com/package/@etalab/decoupage-administratif",
}
SOFTWARE = {"title": f"Millésime {__version__}", "roles": ["wrangler"]}


def describe_dataset(reports: Iterable[Mapping[str, str]]) -> str:
    """The description of csv/; `reports` are the rows of that table."""
    told = [(report["organisation_name"] or report["organisation"], _cite(report)) for report in reports]
    resources = [_resource(table, table, f"csv/{table}.csv") for table in TABLES]
    resources[TABLES.index("places")] |= {"sources": [CODES], "licenses": [LICENCE]}
    described = (
        "Dates, montants, lieux, partenaires et personnes de rapports d’activité, action par action. Les mots sont "
        "ceux des rapports, aux conditions de l’organisme qui les publie ; les noms et codes officiels des lieux sont "
        "sous Licence Ouverte 2.0."
    )
    return _package(
        "millesime",
        "Rapports d’activité d’organismes publics, en données",
        described,
        [body for body, _ in told],
        [cited for _, cited in told],
        resources,
    )


def describe_comparisons(comparisons: Sequence[Comparison], series: bool) -> str:
    """The description of one body's folder of comparisons, with its series where there are `series`."""
    pairs = [(comparison.before, comparison.after) for comparison in comparisons]
    resources = [
        _resource(f"compare/{table}", f"{table}-{before.year}-{after.year}", f"{before.year}-{after.year}/{table}.csv")
        for before, after in pairs
        for table in COMPARED
    ]
    resources += [_resource("compare/series", "series", "series.csv")] if series else []
    years = {year.year: year for pair in pairs for year in pair}
    name = pairs[0][0].name or pairs[0][0].organisation
    return _package(
        "millesime-compare",
        f"{name} : années comparées",
        "Ce qui change d’un rapport annuel au suivant : actions, montants, termes, partenaires et lieux.",
        [name],
        [f"{name}, {year} ({years[year].source_path})" for year in sorted(years)],
        resources,
    )


def _package(
    name: str,
    title: str,
    description: str,
    bodies: Iterable[str],
    sources: Iterable[str],
    resources: list[dict[str, Any]],
) -> str:
    """`bodies` are the authors of the words, `sources` their reports."""
    package: dict[str, Any] = {
        "$schema": PROFILE,
        "name": name,
        "title": title,
        "description": description,
        "version": DATA_MODEL,
        "keywords": ["rapport d’activité", "collectivités", "open data"],
        "contributors": [*({"title": body, "roles": ["author"]} for body in dict.fromkeys(bodies)), SOFTWARE],
        "sources": [{"title": source} for source in sources],
        "resources": resources,
    }
    return json.dumps({key: value for key, value in package.items() if value}, ensure_ascii=False, indent=2) + "\n"


def _cite(report: Mapping[str, str]) -> str:
    """A report as a source: whose, which, of what year, in which file.

    >>> _cite({"organisation_name": "", "organisation": "pma", "title": "Bilan", "year": "2019", "source_path": "a.md"})
    'pma, « Bilan », 2019 (a.md)'
    """
    named = [report["organisation_name"] or report["organisation"]]
    named += [f"« {report['title']} »"] if report["title"] else []
    return f"{', '.join([*named, report['year']])} ({report['source_path']})"


def _resource(schema_name: str, name: str, path: str) -> dict[str, Any]:
    """One table: what it is, how its file is written, its schema."""
    schema = dict(load_schema(schema_name))
    return {
        "name": name,
        "type": "table",
        "path": path,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "title": schema.pop("title"),
        "description": schema.pop("description"),
        "schema": schema,
    }
