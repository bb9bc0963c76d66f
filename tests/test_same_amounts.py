"""The same money told twice, totals and their parts: what is linked, and what must not be."""

import pytest

from pipeline.kinds.amount_roles import with_roles
from pipeline.kinds.amounts import find_amounts
from pipeline.kinds.same_amounts import link_same
from pipeline.model import Mention, PartnerValue, Passage, PlaceValue

# What any report speaks of, so that a word that all passages hold does not tell one from another.
OTHERS = [
    "Comité syndical réuni trois fois sur le territoire",
    "Étude des mobilités du territoire confiée à un bureau",
    "Forum de la transition au printemps",
    "Lettre d'information tirée à 2 000 exemplaires",
    "Atelier des communes sur le logement",
    "Sentier de randonnée balisé cet été",
    "Accueil de deux apprentis au siège",
    "Aide aux associations du territoire",
    "Réunion publique sur la transition énergétique",
    "Site internet refondu en mars",
    "Inventaire des zones humides du territoire",
    "Cantines scolaires : produits locaux en hausse",
]
NAMES = {"la Région": "region", "l'ADEME": "ademe", "Les Pastelliers": "pastelliers", "Ti Fab": "ti-fab"}
TOWNS = ("Lens", "Arras")


def named(text):
    found = [
        Mention("partners", text.index(name), text.index(name) + len(name), PartnerValue(key, name), "test")
        for name, key in NAMES.items()
        if name in text
    ]
    for town in TOWNS:
        if town in text:
            start = text.index(town)
            found.append(Mention("places", start, start + len(town), PlaceValue(town, "commune"), "test"))
    return found


def links(*texts, parents=()):
    """(surface, surface of its target, kind) of every link among the texts, which stand in a report of others."""
    every = [*texts, *OTHERS * 5]
    passages = [Passage(t, 1, parent=dict(parents).get(i)) for i, t in enumerate(every)]
    mentions = []
    for text in every:
        settled = sorted([*named(text), *find_amounts(text)], key=lambda m: m.start)
        mentions.append(with_roles(text, settled))
    shown = {(i, m.start): every[i][m.start : m.end] for i, found in enumerate(mentions) for m in found}
    return [(shown[place], shown[link.target], link.kind) for place, link in link_same(passages, mentions).items()]


@pytest.mark.parametrize(
    ("texts", "wanted"),
    [
        (
            [
                "Turbine de Loos : 100 k€ obtenus de la Région",
                "Turbine de Loos lancée : aide de 100 000 euros",
            ],
            [("100 000 euros", "100 k€", "same")],
        ),
        (
            ["Passerelle de la Lys : marché de 78 650,40 €", "La passerelle coûte 78 650,40 € TTC"],
            [("78 650,40 €", "78 650,40 €", "same")],
        ),
        (["un legs de douze mille euros (12 000 €)"], [("12 000 €", "douze mille euros", "same")]),
        (["cadastre solaire aidé à 70 % (la Région 35 % + l'ADEME 35 %)"], [("35 %", "70 %", "part")] * 2),
        (["festival : 95 k€, dont 30 k€ de la Région"], [("30 k€", "95 k€", "part")]),
        (
            ["coût 4,2 M€ HT – Région 1,2 M€, CD38 600 K€, solde SMVIC"],
            [("1,2 M€", "4,2 M€", "part"), ("600 K€", "4,2 M€", "part")],
        ),
        (["budget 3 M€ : voirie 1 M€, écoles 2 M€"], [("1 M€", "3 M€", "part"), ("2 M€", "3 M€", "part")]),
    ],
)
def test_linked(texts, wanted):
    assert links(*texts) == wanted


@pytest.mark.parametrize(
    "texts",
    [
        ["Turbine de Loos : 100 k€ obtenus", "Fêtes de la chaîne des parcs : 100 000 € investis"],  # the value alone
        ["Tiers-lieu : aide de 5 000 € aux Pastelliers", "Jardins familiaux : aide de 5 000 €"],
        ["Tiers-lieu associatif : 5 000 € pour Les Pastelliers", "Tiers-lieu associatif : 5 000 € pour Ti Fab"],
        ["Parking relais, gare de Lens : 240 000 €", "Parking relais, gare d'Arras : 240 000 €"],  # two towns
        ["Halle couverte de marché : coût 50 000 €", "Halle couverte de marché : subvention de 50 000 €"],
        ["200 agents", "200 agents"],
        ["premier financeur (38 %), devant l'État (29 %) et la Région (9 %)"],
        ["la facture passe de 3,1 M€ à 5,8 M€"],
        ["aides de 500 €, de 300 € et de 200 €, hors frais"],
        ["travaux 12 000 €, mobilier 3 000 €"],
    ],
)
def test_not_linked(texts):
    assert [link for link in links(*texts) if link[2] == "same" or len(texts) == 1] == []


def test_a_cell_repeats_the_bullet_that_it_stands_under():
    found = links("Budget voté : 1 286 000 €", "1,286 M€", parents=[(1, 0)])
    assert found == [("1,286 M€", "1 286 000 €", "same")]


def test_bullets_that_make_up_the_sum_above_them_are_its_parts():
    found = links("Aides : 30 000 €", "Club nautique 10 000 €", "École de musique 20 000 €", parents=[(1, 0), (2, 0)])
    assert found == [("10 000 €", "30 000 €", "part"), ("20 000 €", "30 000 €", "part")]


def test_a_third_telling_is_linked_to_the_first():
    found = links("Passerelle Lys 78 653 €", "passerelle de la Lys, 78 653 €", "Coût de la passerelle : 78 653 €")
    assert [target for _, target, _ in found] == ["78 653 €"] * 2
    assert len(found) == 2


def test_one_payer_needs_fewer_words():
    told = ("Réseau : l'ADEME verse 150 k€", "Poste du réseau payé par l'ADEME : 150 000 €")
    assert ("150 000 €", "150 k€", "same") in links(*told)
