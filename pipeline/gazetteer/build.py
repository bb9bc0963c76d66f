"""The official tables -> the compact tables of this folder: `python -m pipeline.gazetteer.build PACKAGE`.

In: the folder of the npm package @etalab/decoupage-administratif 6.0.0 (code under MIT, data of INSEE, DGCL and IGN
under the Licence Ouverte 2.0, edition of 2026). Out: communes.csv, epci.csv, departements.csv and regions.csv here. It
refuses to add anything that the package does not say.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

from pipeline.gazetteer import FOLDER, fold_name

LIAISONS = ("de ", "d'", "du ", "de la ", "des ", "de l'", "des ")  # INSEE's TNCC: what stands before « of » a name


def build(package: Path, to: Path = FOLDER) -> None:
    """Write the four tables from the package's data/*.json; raises OSError when the package is not there."""

    def load(name: str) -> list[dict[str, Any]]:
        data: list[dict[str, Any]] = json.loads((package / "data" / f"{name}.json").read_text(encoding="utf-8"))
        return data

    groups = load("epci")
    member_of = {member["code"]: group["code"] for group in groups for member in group["membres"]}
    communes = []
    for c in load("communes"):
        now = c.get("chefLieu") or c.get("commune") or ""
        place = (c["code"], c["nom"], fold_name(c["nom"]), c["departement"])
        member = (c.get("population", 0), member_of.get(c["code"], ""))
        communes.append((*place, *member, "" if c["type"] == "commune-actuelle" else now, c.get("siren", "")))
    _write(to / "communes.csv", "code,name,key,departement,population,epci,now,siren", communes)
    epcis = [
        (g["code"], g["nom"], g["type"], g["populationMunicipale"], " ".join(m["code"] for m in g["membres"]))
        for g in groups
    ]
    _write(to / "epci.csv", "siren,name,type,population,members", epcis)
    departements = [
        (d["code"], d["nom"], d["region"], f"{LIAISONS[d['typeLiaison']]}{d['nom']}") for d in load("departements")
    ]
    _write(to / "departements.csv", "code,name,region,of", departements)
    _write(to / "regions.csv", "code,name", [(r["code"], r["nom"]) for r in load("regions")])


def _write(path: Path, head: str, rows: list[tuple[Any, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head.split(","))
        writer.writerows(sorted(rows, key=lambda row: tuple(map(str, row))))


if __name__ == "__main__":
    build(Path(sys.argv[1]))
