"""What the review page calls things.

In: the schemas. Out: French words for codes and kinds. It refuses to build sentences: that is wording.py.
"""

from pipeline.model import Kind
from pipeline.schemas import labels, load_schema

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
WORDS = {  # the schemas' words for codes, and those of true and false
    **{code: word for kind in KINDS for field in load_schema(kind)["fields"] for code, word in labels(field).items()},
    "true": "oui",
    "false": "non",
}
ROLES = ("funding", "cost", "budget", "contribution", "")  # of sums, as they are drawn
LEVELS = {"error": "erreur", "doubt": "non compris", "note": "écarté"}
CODES = {"number": "nombre", "acronym": "sigle", "decision_unmet": "décision sans objet"}  # others: lexicon/reasons.csv
LEFT = {  # why words of the file are not on the page
    "outside main": "hors du corps de la page", "page title": "titre de la page", "list mark": "signes de liste",
    "page number": "numéros de page", "front matter": "en-tête du fichier", "header": "haut de page",
    "footer": "bas de page", "nav": "menus", "aside": "encarts", "script": "programmes", "hidden": "texte caché",
    "repeated header": "têtes répétées", "turned text": "texte tourné",
}  # fmt: skip
