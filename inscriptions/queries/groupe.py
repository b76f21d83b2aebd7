"""What can be asked of groups: the list and its filters, what waits for the partner, the figures of its home."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from inscriptions.models import CodePresence, Groupe, Place, Presence, Seance
from inscriptions.queries.resultat import resultats_ouverts
from inscriptions.states import GROUPES_OUVERTS, EtatGroupe, EtatPlace

LIMITE = 200
HORIZON_CONFIRMATION = timedelta(days=21)
HORIZON_RESULTATS = timedelta(days=30)
ABSENCES_SANS_VENIR = 2
ABSENCES = (CodePresence.EXCUSE, CodePresence.NON_EXCUSE)


@dataclass(frozen=True)
class AFaire:
    """One thing that waits for the partner: what, for which group, since or by when, and the page that does it."""

    libelle: Any
    groupe: Groupe
    echeance: date
    url: str
    cible: uuid.UUID
    precision: Any = ""
    seance: Seance | None = None
    nombre: int = 0


def filtrer_groupes(groupes: QuerySet[Groupe], filtres: dict[str, Any]) -> QuerySet[Groupe]:
    """The groups of a list, filtered, the next to begin last in time first; related rows loaded."""
    if filtres.get("etat"):
        groupes = groupes.filter(etat=filtres["etat"])
    if filtres.get("session"):
        groupes = groupes.filter(session=filtres["session"])
    if niveau := filtres.get("niveau"):
        groupes = groupes.filter(niveau__lte=niveau, niveau_max__gte=niveau)
    if filtres.get("region"):
        groupes = groupes.filter(region=filtres["region"])
    if recherche := filtres.get("q"):
        groupes = groupes.filter(Q(numero__icontains=recherche) | Q(organisation__nom__icontains=recherche))
    return groupes.select_related("organisation", "lieu", "session").order_by("-debut", "numero")


def a_faire(groupes: QuerySet[Groupe], seances: QuerySet[Seance], places: QuerySet[Place], *, au: date) -> list[AFaire]:
    """Everything that waits for the partner on this day, oldest first."""
    taches = [
        *_appels(seances, au),
        *_resultats(groupes, au),
        *_pas_dus(groupes, au),
        *_jamais_venues(groupes, places),
    ]
    return sorted(taches, key=lambda tache: (tache.echeance, tache.groupe.numero))


def chiffres_du_partenaire(
    groupes: QuerySet[Groupe], places: QuerySet[Place], presences: QuerySet[Presence], *, au: date
) -> dict[str, Any]:
    """The partner's own figures: running groups, learners, free seats, attendance over thirty days."""
    comptes = groupes.aggregate(
        en_cours=Count("pk", filter=Q(etat=EtatGroupe.EN_COURS)),
        libres=Sum(F("capacite") - F("places_prises"), filter=Q(etat__in=GROUPES_OUVERTS, debut__gte=au)),
    )
    recentes = presences.filter(seance__date__gt=au - timedelta(days=30), seance__date__lte=au).exclude(
        code=CodePresence.TRANSFERT
    )
    assiduite = recentes.aggregate(toutes=Count("pk"), absences=Count("pk", filter=Q(code__in=ABSENCES)))
    toutes = assiduite["toutes"]
    return {
        "groupes_en_cours": comptes["en_cours"],
        "places_libres": comptes["libres"] or 0,
        "eleves": places.filter(etat=EtatPlace.COMMENCEE).count(),
        "assiduite": (toutes - assiduite["absences"]) / toutes if toutes else None,
    }


def pas_du(groupe: Groupe, pas: str, *, au: date) -> bool:
    """False for a step whose day has not come: a class neither starts nor ends before its date."""
    return not ((pas == "commencer" and au < groupe.debut) or (pas == "terminer" and au < groupe.fin))


def prochain_appel(seances: QuerySet[Seance], groupe: Groupe, *, au: date) -> Seance | None:
    """The oldest meeting of this group whose roll is due."""
    return _appels_dus(seances.filter(groupe=groupe), au).first()


def _appels(seances: QuerySet[Seance], au: date) -> list[AFaire]:
    dues = _appels_dus(seances, au).select_related("groupe")
    return [AFaire(_("Faire l’appel"), s.groupe, s.date, "appel", s.pk, seance=s) for s in dues[:LIMITE]]


def _appels_dus(seances: QuerySet[Seance], au: date) -> QuerySet[Seance]:
    return seances.filter(
        date__lte=au,
        annulee_le__isnull=True,
        appel_le__isnull=True,
        groupe__etat__in=(EtatGroupe.CONFIRME, EtatGroupe.EN_COURS),
    ).order_by("date", "heure_debut")


def _resultats(groupes: QuerySet[Groupe], au: date) -> list[AFaire]:
    en_cours = Place.objects.filter(groupe=OuterRef("pk"), etat=EtatPlace.COMMENCEE)
    proches = groupes.filter(
        Exists(en_cours), etat__in=(EtatGroupe.EN_COURS, EtatGroupe.TERMINE), fin__lte=au + HORIZON_RESULTATS
    ).order_by("fin")[:LIMITE]
    return [
        AFaire(_("Entrer les résultats"), groupe, groupe.fin, "resultats", groupe.pk)
        for groupe in proches
        if resultats_ouverts(groupe, au=au)
    ]


def _pas_dus(groupes: QuerySet[Groupe], au: date) -> list[AFaire]:
    """Groups to confirm, start or end: their date is near or past."""
    dus = groupes.filter(
        Q(etat__in=(EtatGroupe.ANNONCE, EtatGroupe.A_RISQUE), debut__lte=au + HORIZON_CONFIRMATION)
        | Q(etat=EtatGroupe.CONFIRME, debut__lte=au)
        | Q(etat=EtatGroupe.EN_COURS, fin__lt=au)
    ).order_by("debut")[:LIMITE]
    return [_pas_du(groupe) for groupe in dus]


def _pas_du(groupe: Groupe) -> AFaire:
    match groupe.etat:
        case EtatGroupe.CONFIRME:
            return AFaire(_("Commencer le groupe"), groupe, groupe.debut, "groupe", groupe.pk)
        case EtatGroupe.EN_COURS:
            return AFaire(_("Terminer le groupe"), groupe, groupe.fin, "groupe", groupe.pk)
        case _:
            return AFaire(_("Confirmer le groupe"), groupe, groupe.debut, "groupe", groupe.pk)


def _jamais_venues(groupes: QuerySet[Groupe], places: QuerySet[Place]) -> list[AFaire]:
    """Groups where someone missed the first meetings and never came."""
    absentes = (
        places.filter(etat=EtatPlace.CONFIRMEE, groupe__etat__in=(EtatGroupe.EN_COURS, EtatGroupe.TERMINE))
        .annotate(manquees=Count("presences", filter=Q(presences__code__in=ABSENCES)))
        .filter(manquees__gte=ABSENCES_SANS_VENIR)
        .values_list("groupe_id", flat=True)[:LIMITE]
    )
    nombres: dict[uuid.UUID, int] = {}
    for groupe_id in absentes:
        nombres[groupe_id] = nombres.get(groupe_id, 0) + 1
    return [
        AFaire(_("Vérifier une personne jamais venue"), g, g.debut, "groupe", g.pk, nombre=nombres[g.pk])
        for g in groupes.filter(pk__in=nombres)
    ]


def groupes_a_commencer(*, au: date) -> QuerySet[Groupe]:
    """Confirmed, and their first day has come."""
    return Groupe.objects.filter(etat=EtatGroupe.CONFIRME, debut__lte=au).order_by("debut", "pk")


def groupes_a_terminer(*, au: date) -> QuerySet[Groupe]:
    """Running, and their last day is past."""
    return Groupe.objects.filter(etat=EtatGroupe.EN_COURS, fin__lt=au).order_by("fin", "pk")
