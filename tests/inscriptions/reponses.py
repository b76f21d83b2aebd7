"""Valid answers to each step, as a browser sends them."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF\n"


def preuve(nom: str = "carte.pdf", contenu: bytes = PDF) -> SimpleUploadedFile:
    """A small PDF."""
    return SimpleUploadedFile(nom, contenu, content_type="application/pdf")


def valides() -> dict[str, dict]:
    """One complete, ordinary request."""
    return {
        "identite": {
            "prenom": "Amina",
            "nom": "Haddad",
            "date_naissance_jour": "17",
            "date_naissance_mois": "5",
            "date_naissance_annee": "1990",
            "sexe": "f",
            "pays_naissance": "DZA",
            "iuc": "",
        },
        "statut": {"domicile": "quebec", "statut": "resident_permanent"},
        "preuve": {
            "categorie": "economique",
            "arrivee_le_jour": "1",
            "arrivee_le_mois": "9",
            "arrivee_le_annee": "2025",
            "preuve": preuve(),
        },
        "coordonnees": {
            "telephone": "514 864-9191",
            "canal": "courriel",
            "adresse": "12, rue des Érables",
            "municipalite": "Montréal",
            "code_postal": "h2x1y4",
        },
        "langues": {
            "langue_maternelle": "ara",
            "langue_ecrite": "True",
            "autres_langues_0": "eng",
            "annees_scolarite": "14",
            "occupation": "emploi",
            "objectif": "quotidien",
        },
        "besoins": {"besoins": ["garde"], "enfants_a_garder": "2"},
        "disponibilites": {"disponibilites": ["lun_soir", "mer_soir", "sam_am"]},
        "preferences": {
            "formules_0": "temps_partiel",
            "formules_1": "temps_complet",
            "modes_0": "en_classe",
            "modes_1": "en_ligne",
            "deplacement": "ma_region",
        },
        "oral": {"co": "2", "po": "1"},
        "ecrit": {"ce": "2", "pe": "0"},
        "consentements": {
            "textos": "True",
            "verification_statut": "True",
            "partage_organismes": "False",
            "sondages": "False",
            "groupes_temoins": "False",
        },
    }
