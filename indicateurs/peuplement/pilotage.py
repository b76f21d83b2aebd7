"""The steering of a synthetic province: how far the plan is, and findings at each stage of the register."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import TransitionRefusee
from indicateurs.actions import amelioration as actions
from indicateurs.models import Alerte, Amelioration
from indicateurs.queries.effets import Verdict, comparer_a_l_attendu, dernier_effet, obstacles_a_la_conclusion
from inscriptions.peuplement.suites import Demandee
from partenaires.actions.plan import franchir_ligne
from partenaires.actions.plans_fournis import charger_plans
from partenaires.models import LigneDePlan

DIRECTION = Acteur(role=Role.DIRECTION, libelle="Exemple synthétique")
MATIN = time(9)
MOIS = timedelta(days=30)
# Each action: the day it began, the day it was carried out, what shows it (invented).
COMMENCEES: dict[str, tuple[date, date | None]] = {
    "F1": (date(2018, 1, 15), None),
    "F2": (date(2018, 2, 1), None),
    "F3": (date(2018, 4, 3), date(2019, 9, 13)),
    "F4": (date(2018, 1, 15), date(2018, 12, 14)),
    "I1": (date(2018, 1, 15), None),
    "I2": (date(2018, 1, 15), None),
    "I2a": (date(2018, 1, 15), None),
    "I2b": (date(2018, 1, 15), None),
    "I3": (date(2018, 3, 1), date(2019, 3, 29)),
}
RECEMMENT = ("I2a",)
# What was found, how its effect is looked for, and the measure taken (invented). Attendance is known for too few months
# to be judged before and after; the examination of accounts, for years.
SUIVIES: tuple[dict[str, Any], ...] = (
    {
        "titre": "L’assiduité faiblit l’hiver à Montréal",
        "origine": "revue",
        "plan": "F2",
        "cause": "Les changements d’horaire arrivent trop tard pour qui travaille ou garde des enfants.",
        "mesure_prise": "Un avis deux semaines avant tout changement d’horaire, et un rappel après deux absences.",
        "responsable": "Direction pédagogique (titre synthétique)",
        "jours_depuis": 12,
        "effet": {
            "methode": "comparaison",
            "regions": ["06"],
            "regions_temoins": ["03", "13"],
            "indicateur": "assiduite",
            "sens": "hausse",
            "ampleur": Decimal("0.02"),
            "mois_prevus": 6,
            "nombre_prevu": 100,
        },
    },
    {
        "titre": "Des redditions attendent leur examen",
        "origine": "enquete",
        "plan": "I2b",
        "cause": "Une seule personne examine, et personne ne la remplace quand elle s’absente.",
        "mesure_prise": "Une deuxième personne examine les redditions, et un rappel part après cinq jours ouvrables.",
        "responsable": "Direction des partenariats (titre synthétique)",
        "jours_depuis": 20,
        "effet": {
            "methode": "avant_apres",
            "regions": [],
            "regions_temoins": [],
            "indicateur": "delai_examen",
            "sens": "baisse",
            "ampleur": Decimal("2"),
            "mois_prevus": 6,
            "nombre_prevu": 30,
        },
    },
)

_TIENT = ("garder", "L’effet est mesuré et les organismes demandent que la mesure reste. Motif inventé.")
# By what the interval says (invented words).
CONCLUSIONS = {
    Verdict.CONTRAIRE: ("arreter", "Le délai s’allonge : la mesure s’arrête. Motif inventé."),
    Verdict.INDECIS: (
        "ajuster",
        "L’effet ne se distingue pas de zéro : le rappel partira dès le deuxième jour. Motif inventé.",
    ),
    Verdict.PARTIEL: _TIENT,
    Verdict.ATTEINT: _TIENT,
}


def raconter(demandee: Demandee) -> None:
    """The plan as the direction keeps it, and five findings."""
    jour = demandee.jour
    charger_plans(le=_matin(jour))
    lignes = {ligne.code: ligne for ligne in LigneDePlan.objects.filter(plan="plan-2017")}
    for code, (du, au) in COMMENCEES.items():
        _avancer(lignes[code], "entreprendre", du)
        if au:
            _avancer(lignes[code], "realiser", au, "Ses preuves sont en ligne.")
    for code in RECEMMENT:
        _avancer(lignes[code], "realiser", jour - 2 * MOIS, "Toutes les ententes ont leur revue à la date convenue.")
    if not Amelioration.objects.exists():
        _constats(jour, lignes)


def _avancer(ligne: LigneDePlan, pas: str, jour: date, motif: str = "") -> None:
    try:
        franchir_ligne(ligne=ligne, pas=pas, acteur=DIRECTION, le=_matin(jour), motif=motif)
    except TransitionRefusee:
        # Told once already.
        return


def _constats(jour: date, lignes: dict[str, LigneDePlan]) -> None:
    depart = jour - 9 * MOIS
    for suivi in SUIVIES:
        suivie = _consigner(suivi["titre"], suivi["origine"], depart, lignes[suivi["plan"]])
        actions.analyser(
            amelioration=suivie, acteur=DIRECTION, le=_matin(depart + timedelta(days=7)), cause=suivi["cause"]
        )
        actions.planifier(
            amelioration=suivie,
            acteur=DIRECTION,
            le=_matin(depart + timedelta(days=14)),
            mesure_prise=suivi["mesure_prise"],
            responsable=suivi["responsable"],
            effet_attendu_le=jour - timedelta(days=suivi["jours_depuis"]),
            **suivi["effet"],
        )
        en_place = depart + timedelta(days=21)
        actions.mettre_en_place(amelioration=suivie, acteur=DIRECTION, le=_matin(en_place), jour=en_place)
    connue = _consigner(
        "Peu d’organismes connaissent les raisons des départs", "groupe_temoin", jour - MOIS, lignes["F1"]
    )
    actions.analyser(
        amelioration=connue,
        acteur=DIRECTION,
        le=_matin(jour - timedelta(days=20)),
        cause="Le formulaire de fin ne demandait pas la raison.",
    )
    _consigner("Une personne a attendu sa réponse six semaines", "plainte", jour - timedelta(days=6), None)


def _consigner(titre: str, origine: str, jour: date, ligne: LigneDePlan | None, cle: str = "") -> Amelioration:
    return actions.consigner(
        acteur=DIRECTION,
        le=_matin(jour),
        titre=titre,
        constat=f"{titre}. Constat inventé pour la démonstration.",
        origine=origine,
        origine_cle=cle,
        constatee_le=jour,
        ligne=ligne,
    )


def calculer(le: datetime) -> None:
    """Measure what is in place, conclude one line, and write down what the first alert says."""
    for en_place in Amelioration.objects.filter(etat="en_place").order_by("-effet_attendu_le"):
        try:
            actions.mesurer(amelioration=en_place, acteur=DIRECTION, le=le)
        except TransitionRefusee:
            # A province too small or too young has no months to compare.
            continue
    deja = Amelioration.objects.filter(etat="conclue").exists()
    seule = Amelioration.objects.filter(etat="en_place", methode="avant_apres").first()
    effet = dernier_effet(seule) if seule else None
    if seule and effet and not deja and not obstacles_a_la_conclusion(seule, effet, au=timezone.localdate(le)):
        conclusion, motif = CONCLUSIONS[comparer_a_l_attendu(seule, effet)]
        actions.conclure(amelioration=seule, acteur=DIRECTION, le=le, conclusion=conclusion, motif=motif)
    alerte = Alerte.objects.ouvertes().order_by("cree_le").first()  # type: ignore[attr-defined]
    if alerte and not Amelioration.objects.filter(origine="alerte").exists():
        titre = f"{alerte.mesure.titre} hors de ses bornes"
        _consigner(titre, "alerte", timezone.localdate(le), None, cle=str(alerte.pk))


def _matin(jour: date) -> datetime:
    return timezone.make_aware(datetime.combine(jour, MATIN))
