"""The field needs of a synthetic province: what partners and regional staff heard over a year, some of it twice."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import franchir, ouvrir
from guichet.models import Organisation
from inscriptions.peuplement.registre import identifiant
from inscriptions.peuplement.suites import Demandee
from partenaires.models import BesoinTerrain, Clientele, RegroupementBesoins, SourceBesoin, UrgenceBesoin
from partenaires.queries.besoins import prochain_numero_besoin

# Theme, what was heard, and the same heard elsewhere.
ENTENDUS = (
    (
        "theme_garde",
        "Il manque des places de garde pendant les cours du soir.",
        "Pas assez de places de garde le soir.",
    ),
    ("theme_horaires", "Les cours finissent après le dernier autobus.", "Les cours du soir finissent trop tard."),
    ("theme_transport", "Plus d’une heure de route pour aller au cours.", "Une heure de route pour un cours."),
    ("theme_acces", "Quatre mois d’attente pour le niveau 3.", "L’attente pour le niveau 3 dépasse quatre mois."),
    ("theme_en_ligne", "Beaucoup n’ont qu’un téléphone pour suivre en ligne.", "Suivre en ligne sur un téléphone."),
    ("theme_alphabetisation", "Des adultes n’ont jamais appris à lire.", "Des adultes qui n’ont jamais lu."),
    (
        "theme_milieu_travail",
        "Les usines veulent des cours sur le quart de jour.",
        "Des cours pendant le quart de travail.",
    ),
    (
        "theme_information",
        "Les personnes ne savent pas où en est leur demande.",
        "On ne sait pas où en est sa demande.",
    ),
)
BESOINS_POUR_CENT_PERSONNES, PLUS, MOINS = 6, 60, 30
PART_REPONDUE, PART_ECARTEE, PART_DOUBLE = 0.3, 0.1, 0.25
REPONSE = "Une halte-garderie d’essai ouvre à la prochaine session dans deux groupes de la région."


def raconter(demandee: Demandee) -> None:
    """So many needs over the last year, some grouped, taken up, answered or set aside."""
    hasard = Random(f"besoins:{demandee.graine}")
    organisations = list(Organisation.objects.filter(pk__in=demandee.organisations).order_by("pk"))
    nombre = max(MOINS, min(PLUS, demandee.personnes * BESOINS_POUR_CENT_PERSONNES // 100))
    for rang in range(nombre if organisations else 0):
        jour = demandee.jour - timedelta(days=hasard.randrange(3, 360))
        le = timezone.make_aware(datetime.combine(jour, time(hasard.randrange(9, 17))))
        theme, dit, redit = hasard.choice(ENTENDUS)
        organisation = organisations[rang % len(organisations)]
        besoin = _inscrire(hasard, organisation, theme, dit, le)
        if hasard.random() < PART_DOUBLE:
            double = _inscrire(hasard, organisation, theme, redit, le + timedelta(hours=3), du_ministere=True)
            _regrouper(hasard, (besoin, double), le + timedelta(hours=5))
        elif hasard.random() < PART_REPONDUE:
            _faire_suivre(besoin, le + timedelta(days=2))
        elif hasard.random() < PART_ECARTEE:
            franchir(besoin, "ecarter", acteur=_conseil(), le=le + timedelta(days=1), motif_code="besoin_hors_mandat")


def calculer(le: datetime) -> None:
    """Nothing: needs are told, never counted ahead."""


def _inscrire(
    hasard: Random, organisation: Organisation, theme: str, dit: str, le: datetime, *, du_ministere: bool = False
) -> BesoinTerrain:
    besoin = BesoinTerrain(
        id=identifiant(hasard),
        envoi=identifiant(hasard),
        numero=prochain_numero_besoin(timezone.localdate(le)),
        organisation=None if du_ministere else organisation,
        region_id=organisation.region_id,
        theme_id=theme,
        clientele=hasard.choice(Clientele.values),
        nb_personnes=hasard.randrange(3, 60),
        entendu=dit,
        entendu_le=timezone.localdate(le),
        source=hasard.choice(SourceBesoin.values),
        urgence=hasard.choice(UrgenceBesoin.values),
        recu_le=le,
    )
    role = Role.CONSEILLER if du_ministere else Role.GESTIONNAIRE_PARTENAIRE
    return ouvrir(besoin, acteur=Acteur(role, organisation_id=organisation.pk, libelle=""), le=le)


def _regrouper(hasard: Random, besoins: tuple[BesoinTerrain, ...], le: datetime) -> None:
    groupe = RegroupementBesoins.objects.create(
        id=identifiant(hasard), region_id=besoins[0].region_id, theme_id=besoins[0].theme_id, cree_le=le
    )
    for besoin in besoins:
        franchir(besoin, "regrouper", acteur=_conseil(), le=le, regroupement=groupe)


def _faire_suivre(besoin: BesoinTerrain, le: datetime) -> None:
    franchir(besoin, "prendre_en_charge", acteur=_conseil(), le=le)
    suite = le + timedelta(hours=6)
    franchir(besoin, "repondre", acteur=_conseil(), le=suite, reponse=REPONSE, repondu_le=suite)


def _conseil() -> Acteur:
    return Acteur(Role.CONSEILLER, libelle="Équipe régionale")
