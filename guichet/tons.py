"""How a state looks: the tone and the icon that go with its word, the same everywhere in the portal."""

# Tones are names of meaning; static/css/composants.css gives each its colours.
NEUTRE, ATTENTE, ACTION, REUSSI, ARRET = "neutre", "attente", "action", "reussi", "arret"

ICONE_DU_TON = {
    NEUTRE: "cercle",
    ATTENTE: "attente",
    ACTION: "alerte",
    REUSSI: "reussi",
    ARRET: "absence",
    "information": "information",
}

# Codes of states.py, all life cycles together: one code means the same thing in each.
TON_DE_L_ETAT = {
    "brouillon": NEUTRE,
    "ebauche": NEUTRE,
    "envisage": NEUTRE,
    "planifie": NEUTRE,
    "deposee": ATTENTE,
    "soumise": ATTENTE,
    "complete": ATTENTE,
    "evaluee": ATTENTE,
    "en_attente": ATTENTE,
    "en_analyse": ATTENTE,
    "proposee": ACTION,
    "a_completer": ACTION,
    "a_corriger": ACTION,
    "a_produire": ACTION,
    "a_risque": ACTION,
    "consentie": ACTION,
    "soumis": ACTION,
    "a_replacer": ACTION,
    "ouvert": ATTENTE,
    "offerte": REUSSI,
    "placee": REUSSI,
    "admis": REUSSI,
    "clos": REUSSI,
    "preference": NEUTRE,
    "ecarte": NEUTRE,
    "partie": NEUTRE,
    "caduc": NEUTRE,
    "retire": NEUTRE,
    "ecartee": ARRET,
    "refusee": ARRET,
    "acceptee": REUSSI,
    "annonce": REUSSI,
    "confirme": REUSSI,
    "confirmee": REUSSI,
    "commencee": REUSSI,
    "en_cours": REUSSI,
    "signee": REUSSI,
    "active": REUSSI,
    "terminee": REUSSI,
    "termine": REUSSI,
    "emis": REUSSI,
    "tenu": REUSSI,
    "declinee": ARRET,
    "expiree": ARRET,
    "retiree": ARRET,
    "non_admissible": ARRET,
    "inactive": ARRET,
    "abandonnee": ARRET,
    "transferee": NEUTRE,
    "jamais_presentee": ARRET,
    "groupe_ferme": ARRET,
    "annule": ARRET,
    "annulee": ARRET,
    "echoue": ARRET,
    "calcule": REUSSI,
    "demande": ATTENTE,
    "publiee": ATTENTE,
    "en_vigueur": REUSSI,
    "ferme": ARRET,
    "suspendue": ARRET,
    "resiliee": ARRET,
    "close": NEUTRE,
}


def ton_de_l_etat(etat: str) -> str:
    """The tone of a state's code; a code nobody listed stays neutral."""
    return TON_DE_L_ETAT.get(etat, NEUTRE)
