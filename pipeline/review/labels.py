"""What the review page calls things.

In: nothing. Out: French words for the codes of the tables. It refuses to build sentences: that is wording.py.
"""

from pipeline.model import Kind

# kind -> letter shown beside its mark, one, many
KINDS: dict[Kind, tuple[str, str, str]] = {
    "dates": ("D", "date", "dates"),
    "amounts": ("M", "montant", "montants"),
    "places": ("L", "lieu", "lieux"),
    "partners": ("P", "partenaire", "partenaires"),
    "people": ("N", "personne", "personnes"),
}
ASKED: dict[Kind, str] = {  # the field that a correction is most often about
    "dates": "value",
    "amounts": "value",
    "places": "code",
    "partners": "name",
    "people": "name",
}
WORDS = {
    "funding": "financement", "cost": "coût", "budget": "budget", "contribution": "contribution",
    "money": "somme", "share": "part", "quantity": "quantité",
    "min": "au moins", "max": "au plus", "about": "environ", "more_than": "plus de", "less_than": "moins de",
    "funder": "financeur", "provider": "prestataire", "co-organiser": "co-organisateur", "member": "membre",
    "host": "hôte", "participant": "participant",
    "collectivite": "collectivité", "etat": "État", "agence": "agence", "association": "association",
    "entreprise": "entreprise", "etablissement": "établissement",
    "commune": "commune", "departement": "département", "region": "région", "pays": "pays", "ville": "ville",
    "territoire": "territoire", "site": "site",
    "year": "année déduite", "month": "mois déduit", "year+month": "mois et année déduits",
}  # fmt: skip
ROLES = ("funding", "cost", "budget", "contribution", "")  # of sums, as they are drawn
LEVELS = {"error": "erreur", "doubt": "non compris", "note": "écarté"}
CODES = {
    "number": "nombre", "acronym": "sigle", "date": "date", "edition": "rang d’édition", "hours": "heure",
    "law_number": "numéro de loi", "phone": "téléphone", "article": "article", "brand": "nom de marque", "age": "âge",
    "lanes": "voies", "decision_unmet": "décision sans objet", "impossible_date": "date impossible",
}  # fmt: skip
