"""Role and payer of amounts, held against our own annotation of the gold reports (gold/roles.csv)."""

import csv
import json
import re
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from pipeline.context import context_of
from pipeline.formats import read_document
from pipeline.kinds.amount_roles import with_roles
from pipeline.kinds.amounts import find_amounts
from pipeline.kinds.dates import find_dates
from pipeline.kinds.decoys import find_decoys
from pipeline.model import Mention, PartnerValue
from pipeline.passages import cut_passages
from pipeline.settle import settle

TESTS = Path(__file__).parent
SHARED = TESTS.parents[1] / "shared" / "gold" / "reports"
with (TESTS / "gold" / "roles.csv").open(encoding="utf-8", newline="") as lines:
    TOLD = {
        (row["report_id"], row["text"], int(row["nth"])): (row["role"], row["payer"]) for row in csv.DictReader(lines)
    }
ANNOTATED = {report_id for report_id, _, _ in TOLD}


def slug(name):
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def partners_in(text, names):
    """The gold partners of a report wherever its text holds their surface, the longest first."""
    found = []
    for surface, value in sorted(names.items(), key=lambda pair: -len(pair[0])):
        for match in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", text):
            mention = Mention("partners", *match.span(), PartnerValue(slug(value), value), "gold")
            if not any(mention.start < other.end and other.start < mention.end for other in found):
                found.append(mention)
    return found


def amounts_of(folder):
    """(key, role, payer) of each money and share of the reports under `folder`, with the sentence for a message."""
    for path in sorted(folder.glob("*/*.gold.json")):
        year = path.name.split(".")[0]
        report_id = f"{path.parent.name}-{year}"
        if report_id not in ANNOTATED:
            continue  # its roles have not been told by hand
        names = {m["surface"]: m["value"] for m in json.loads(path.read_text(encoding="utf-8")) if m["type"] == "P"}
        source = next(p for p in sorted(path.parent.glob(f"{year}.*")) if not p.name.endswith(".gold.json"))
        passages = cut_passages(read_document(source.read_bytes(), source.suffix), ())
        seen = Counter()
        for index, passage in enumerate(passages):
            text, around = passage.text, context_of(passages, index)
            dates, amounts = find_dates(text, int(year), around), find_amounts(text, passage.column, passage.caption)
            settled = settle(partners_in(text, names), find_decoys(text), dates, amounts)
            above = [passages[passage.parent].text] if passage.parent is not None else []
            for m in with_roles(text, settled, passage.column, above):
                if m.kind == "amounts" and m.value and m.value.kind != "quantity":
                    surface = text[m.start : m.end]
                    seen[surface] += 1
                    yield (report_id, surface, seen[surface]), m.value.role, m.value.partner_id, text


def score(folder):
    """F1 of the roles, F1 of the payers, how many amounts, and what went wrong."""
    tally, wrong = defaultdict(int), []
    for key, role, payer, text in amounts_of(folder):
        wanted_role, wanted_payer = TOLD[key]
        tally["amounts"] += 1
        for what, got, wanted in (("role", role, wanted_role), ("payer", payer, slug(wanted_payer))):
            tally[what, "found"] += bool(got)
            tally[what, "told"] += bool(wanted)
            tally[what, "right"] += bool(wanted) and got == wanted
            if got != wanted:
                wrong.append(f"{key} {what}: « {wanted} », got « {got} » in {text[:150]}")
    f1 = {what: 2 * tally[what, "right"] / (tally[what, "found"] + tally[what, "told"]) for what in ("role", "payer")}
    return f1["role"], f1["payer"], tally["amounts"], wrong


@pytest.mark.parametrize(("folder", "at_least"), [(TESTS / "gold", 130), (SHARED, 100)], ids=["ours", "shared"])
def test_roles_and_payers(folder, at_least):
    if not folder.is_dir():
        pytest.skip("needs the gold reports")
    roles, payers, amounts, wrong = score(folder)
    assert amounts >= at_least
    assert roles >= 0.85, "\n".join(wrong)
    assert payers >= 0.85, "\n".join(wrong)


if __name__ == "__main__":
    for where in (TESTS / "gold", SHARED):
        roles, payers, amounts, wrong = score(where)
        print("\n".join(wrong), f"\nroles {roles:.3f} payers {payers:.3f} of {amounts}")
