"""What the page calls things.

In: nothing. Out: French words for the codes of the tables. It refuses to build sentences: that is summary.py.
"""

CHANGES = {
    "reworded": "Poursuivie",
    "moved": "Déplacée",
    "added": "Nouvelle",
    "ended": "Non retrouvée",
    "split": "Scindée",
    "merged": "Regroupée",
    "unchanged": "Inchangée",
    "near": "À vérifier",
}
REASONS = {
    "money": "argent en jeu",
    "event": "action nouvelle ou non retrouvée",
    "term": "échéance déplacée",
    "step": "étape franchie",
    "names": "partenaires ou lieux changés",
    "figures": "chiffres changés",
    "words": "rédaction changée",
}
DOUBTS = {
    "weak": "Rapprochées faute de mieux : les deux textes se ressemblent peu. Est-ce bien la même action ?",
    "rival": "Rapprochées, mais une autre action ressemble presque autant. Est-ce bien la même ?",
    "apart": "Rapprochées, bien que des noms (lieux, partenaires, personnes) diffèrent. Est-ce bien la même action ?",
    "names": "Comptées comme deux actions : les textes se ressemblent, mais les noms (lieux, partenaires, personnes) "
    "ou le sujet diffèrent.",
    "unsure": "Comptées comme deux actions : la ressemblance est trop faible pour conclure.",
}
STRENGTHS = ((0.75, "forte"), (0.5, "moyenne"), (0.0, "faible"))  # of a likeness from so much on
LIKENESS = {
    "lead": "intitulé",
    "links": "mots rares communs",
    "theme": "thème",
    "topic": "intitulé de sens proche",
    "sense": "objet voisin",
    "programme": "programme nommé des deux côtés",
    "names": "noms propres communs",
    "exact": "chiffre identique",
    "figures": "chiffres du même ordre",
    "section": "rubrique",
    "title": "titre cité",
    "other": "autre sujet",
    "other_operation": "autre objet",
    "once": "ouvrage ou aide d’un autre lieu",
    "strange": "noms propres différents",
    "titles": "autres titres",
    "people": "autres personnes",
    "partners": "autres partenaires",
    "towns": "autres communes",
    "sites": "autres sites",
    "proper": "autres noms propres",
    "periods": "autres périodes",
    "same": "texte identique",
    "row": "même ligne du tableau",
    "decided": "décision du service",
}
ROLES = {
    "funding": "financements",
    "cost": "coûts",
    "budget": "budgets",
    "contribution": "contributions",
    "other": "sans rôle précisé",
}
TERMS = {
    "slipped": "échéance reportée",
    "advanced": "échéance avancée",
    "met": "échéance annoncée, suite donnée",
    "silent": "échéance non rappelée",
    "unknown": "annoncé, sans suite retrouvée",
    "same": "échéance inchangée",
    "again": "dates",
}
