"""What looks like a date or an amount and is not: each by the span that must be kept from them."""

import pytest

from pipeline.kinds.decoys import find_decoys


@pytest.mark.parametrize(
    ("text", "surface", "rule"),
    [
        ("loi n° 2010-788 du 12 juillet", "n° 2010-788", "law_number"),
        ("délibération n° 2020-27", "n° 2020-27", "law_number"),
        ("l'art. L. 1231-1 du code", "art. L. 1231-1", "article"),
        ("selon l'article 7", "article 7", "article"),
        ("(articles 4, 7 et 12)", "articles 4, 7 et 12", "article"),
        ("tél. 02 96 12 34 56", "02 96 12 34 56", "phone"),
        ("à 18h30 précises", "18h30", "hours"),
        ("(9h-12h30)", "9h-12h30", "hours"),
        ("SIRET 200 018 481 00019", "SIRET 200 018 481 00019", "siret"),
        ("la 3ème édition", "3ème édition", "edition"),
        ("sur la RN 164", "RN 164", "road"),
        ("en 2x2 voies", "2x2 voies", "lanes"),
        ("de 6 à 11 ans", "de 6 à 11 ans", "age"),
        ("site Natura 2000", "Natura 2000", "brand"),
        ("rue du 8 mai 1945, à Lens", "rue du 8 mai 1945", "street_name"),
        ("place du 11 novembre", "place du 11 novembre", "street_name"),
        ("voir page 12", "page 12", "page"),
        ("version 2.1.3", "version 2.1.3", "version"),
        ("écrire à a.b@exemple.fr ou", "a.b@exemple.fr", "url"),
        ("note de 4/5", "note de 4/5", "score"),
        ("les plus de 60 ans", "plus de 60 ans", "age"),
        ("les 24 heures du Mans", "les 24 heures", "brand"),
        ("label Terre de Jeux 2024", "Terre de Jeux 2024", "brand"),
    ],
)
def test_it_is_seen(text, surface, rule):
    assert [(text[m.start : m.end], m.rule, m.value) for m in find_decoys(text)] == [(surface, rule, None)]


@pytest.mark.parametrize(
    "text",
    ["12 000 €", "le 12/05/2020", "(11/10)", "exercices 2016 à 2020", "3 conventions", "les 17 et 18 mai", "24 heures",
     "une place du marché", "12,5 km", "numéros verts", "d'1 million", "N 12 000 €", "en nov 2021", "nov.2021",
     "depuis plus de 10 ans", "à l'horizon 2020", "Jeux de Paris 2024", "pendant 2h30"],
)  # fmt: skip
def test_no_more_than_that(text):
    assert find_decoys(text) == ()
