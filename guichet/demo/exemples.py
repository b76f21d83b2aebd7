"""Believable figures and words for the page of components; nobody real."""

from __future__ import annotations

from types import SimpleNamespace

from guichet.graphiques import (
    Bande,
    Bandes,
    Barres,
    Chaleur,
    Colonnes,
    Entonnoir,
    Escalier,
    Etape,
    Etincelles,
    Graphique,
    Lignes,
    Paliers,
    Serie,
    Tuiles,
)
from guichet.referentiels.formats import INSECABLE, formater_pourcent

FAITS = [
    ("Nom", "Fatou Diallo"),
    ("Statut", "Résidente permanente"),
    ("Région", "Capitale-Nationale"),
    ("Niveau demandé", "Niveau 3, compréhension orale"),
    ("Formule", "Temps complet"),
    ("Téléphone", "418 555-0148"),
    ("Courriel", ""),
]
CHRONOLOGIE = [
    {"le": "16 novembre 2026", "titre": "Votre demande est complète", "detail": "Nous cherchons un groupe."},
    {"le": "12 novembre 2026", "titre": "Votre niveau est établi", "detail": "Niveau 3", "par": "Évaluation"},
    {"le": "4 novembre 2026", "titre": "Nous avons demandé un document", "ton": "neutre"},
    {"le": "2 novembre 2026", "titre": "Vous avez déposé votre demande"},
]
PARCOURS = [
    {"libelle": "Votre demande", "statut": "fait", "precision": "Déposée le 2 novembre"},
    {"libelle": "Votre niveau", "statut": "fait", "precision": "Niveau 3"},
    {"libelle": "Votre place", "statut": "courant", "precision": "Nous cherchons un groupe près de chez vous."},
    {"libelle": "Votre cours", "statut": "a_venir", "precision": ""},
    {"libelle": "Votre attestation", "statut": "a_venir", "precision": ""},
]
ONGLETS = [
    {"libelle": "Fiche", "url": "#fiche", "courant": True},
    {"libelle": "Historique", "url": "#historique", "nombre": 12},
    {"libelle": "Documents", "url": "#documents", "nombre": 3},
    {"libelle": "Messages", "url": "#messages"},
]
PAS = [
    SimpleNamespace(nom="completer", libelle="Déclarer le dossier complet", motif_requis=False),
    SimpleNamespace(nom="demander", libelle="Demander un document", motif_requis=True),
]

_MOIS = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct."]
_ATTENTE = {
    "06": 1412, "16": 624, "13": 388, "03": 297, "15": 214, "07": 186, "14": 151, "05": 143, "12": 82,
    "04": 67, "17": 58, "02": 49, "01": 31, "08": 22, "09": 14, "11": 9,
}  # fmt: skip


def graphiques() -> dict[str, Graphique]:
    """One chart of each kind."""
    return {
        "bandes": Bandes(
            titre="Un de vos deux indicateurs est dans la moitié centrale des organismes semblables",
            entetes=("Indicateur", "Vous", "1er quartile", "Médiane", "3e quartile"),
            bandes=[
                Bande("Taux d’abandon", 0.12, 0.1, 0.16, 0.21, formater_pourcent, 1.0),
                Bande("Assiduité", 0.91, None, None, None, formater_pourcent, 1.0),
            ],
            mot_mediane="Médiane",
            sans_autres="Trop peu d’organismes semblables pour comparer",
        ),
        "barres": Barres(
            titre="Dans six régions, neuf personnes sur dix commencent en moins de 50 jours ouvrables",
            entetes=("Région", "Part commencée en 50 jours"),
            lignes=[
                ("Capitale-Nationale", 0.936),
                ("Laval", 0.912),
                ("Estrie", 0.874),
                ("Montérégie", 0.821),
                ("Montréal", 0.677),
                ("Gaspésie–Îles-de-la-Madeleine", 0.583),
            ],
            format_valeur=formater_pourcent,
            cible=0.8,
            libelle_cible="Cible",
            maximum=1,
            accents=("Montréal", "Gaspésie–Îles-de-la-Madeleine"),
        ),
        "lignes": Lignes(
            titre="L’attente médiane baisse depuis mai, l’attente longue résiste",
            entetes=("Mois", "Médiane", "Médiane, bas", "Médiane, haut", "90e centile"),
            abscisses=_MOIS,
            series=[
                Serie(
                    "Médiane",
                    [38, 41, 44, 46, 47, 43, 40, 37, 35, 33],
                    [34, 37, 40, 42, 43, 39, 36, 33, 31, 29],
                    [42, 45, 48, 50, 51, 47, 44, 41, 39, 37],
                ),
                Serie("9 sur 10", [71, 74, 79, 83, 86, 85, 84, 84, 83, 82]),
            ],
            cible=50,
            libelle_cible="Norme (jours ouvrables)",
        ),
        "colonnes": Colonnes(
            titre="Les cours du soir prennent une part croissante des départs",
            entetes=("Session", "Temps complet", "Temps partiel", "En ligne", "Total"),
            categories=["Hiver", "Printemps", "Été", "Automne"],
            series=[
                ("Temps complet", [412, 398, 287, 405]),
                ("Temps partiel", [286, 322, 301, 418]),
                ("En ligne", [98, 121, 164, 177]),
            ],
        ),
        "tuiles": Tuiles(
            titre=f"Montréal compte 1{INSECABLE}412 personnes en attente, près de deux sur cinq",
            entetes=("Région", "Personnes en attente"),
            valeurs=_ATTENTE,
        ),
        "etincelles": Etincelles(
            titre="Les départs montent dans l’ouest et tiennent dans l’est",
            entetes=("Région", *_MOIS),
            abscisses=_MOIS,
            valeurs={
                code: [max(0, nb // 9 + (rang * pas) % 7) for rang in range(len(_MOIS))]
                for pas, (code, nb) in enumerate(sorted(_ATTENTE.items()))
            },
        ),
        "entonnoir": Entonnoir(
            titre="Sur mille demandes, six cent douze mènent à un premier cours",
            entetes=("Étape", "Nombre", "Part de la première étape", "Pertes"),
            etapes=[
                Etape("Demandes", 1000),
                Etape("Dossiers complets", 874, [("Refus", 31), ("Retraits", 42)]),
                Etape("Offres", 720, [("Refusées", 64), ("Expirées", 12)]),
                Etape("Débuts", 612, [("Jamais présentées", 18)]),
            ],
            sans_perte="Aucune perte notée",
        ),
        "chaleur": Chaleur(
            titre="Il manque surtout des places aux niveaux 1 à 3 à Montréal",
            entetes=("Région", "1", "2", "3", "4"),
            colonnes=("1", "2", "3", "4"),
            lignes=[("Montréal", "Montréal", (212, 148, 97, 12)), ("Estrie", "Estrie", (14, 0, 3, None))],
        ),
        "paliers": Paliers(
            titre="En 60 jours, la moitié des personnes commence à Laval, le tiers à Montréal",
            entetes=("Région", "30 jours", "60 jours", "Médiane", "Moyenne naïve"),
            escaliers=[
                Escalier("Laval", [(12, 0.9), (34, 0.7), (58, 0.48), (90, 0.3)], ("58", "41")),
                Escalier("Montréal", [(20, 0.92), (55, 0.66), (88, 0.5)], ("88", "52")),
            ],
            reperes=(30, 60),
            unite="Jours depuis le dossier complet",
        ),
    }
