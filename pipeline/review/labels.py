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
    "entreprise": "entreprise", "etablissement": "établissement", "autre": "autre",
    "commune": "commune", "departement": "département", "region": "région", "pays": "pays", "ville": "ville",
    "territoire": "territoire", "site": "site",
    "date": "date", "interval": "intervalle", "duration": "durée", "recurrence": "récurrence",
    "day": "jour", "month": "mois", "quarter": "trimestre", "semester": "semestre", "season": "saison",
    "year": "année", "decade": "décennie", "year+month": "année et mois", "true": "oui", "false": "non",
}  # fmt: skip
ROLES = ("funding", "cost", "budget", "contribution", "")  # of sums, as they are drawn
LEVELS = {"error": "erreur", "doubt": "non compris", "note": "écarté"}
CODES = {"number": "nombre", "acronym": "sigle", "decision_unmet": "décision sans objet"}  # others: lexicon/reasons.csv
LEFT = {  # why words of the file are not on the page
    "outside main": "hors du corps de la page", "page title": "titre de la page", "list mark": "signes de liste",
    "page number": "numéros de page", "front matter": "en-tête du fichier", "header": "haut de page",
    "footer": "bas de page", "nav": "menus", "aside": "encarts", "script": "programmes", "hidden": "texte caché",
    "repeated header": "têtes répétées", "turned text": "texte tourné",
}  # fmt: skip
