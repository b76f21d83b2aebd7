"""Two hundred events on twenty groups, twenty at a time, under a clock moved by hand; and what they left."""

from __future__ import annotations

import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import time_machine
from django.db import connections
from django.db.models import F
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.celery import app
from guichet.cloison import portee
from guichet.cycle import TransitionRefusee
from guichet.models import Avis, Motif
from inscriptions import routines
from inscriptions.actions.capacite import changer_capacite
from inscriptions.actions.offre import accepter_offre, decliner_offre, proposer_place
from inscriptions.actions.place import abandonner_place, rendre_place
from inscriptions.models import ChangementCapacite, Groupe, Inscription, OffreDePlace, Place, SiegeAjoute
from inscriptions.queries.candidats import OFFRES_LIBEREES, PLACES_LIBEREES
from inscriptions.queries.invariants import manquements
from tests.factories.inscriptions import GroupeFactory, InscriptionFactory, OffreFactory, PlaceFactory

GROUPES, EVENEMENTS, A_LA_FOIS = 20, 200, 20
PAS = timedelta(seconds=30)
PROMESSE = timedelta(minutes=5)
SYSTEME = Acteur.systeme()
# The clock's own tasks of seats and offers, at the periods the portal gives them.
HORLOGE = {
    routines.expirer_offres: app.conf.beat_schedule["offres-echues"]["schedule"],
    routines.ceder_places: app.conf.beat_schedule["places-liberees"]["schedule"],
}


def monde(*, attendent: int = 150) -> list[uuid.UUID]:
    """Twenty groups, six of them begun, each with two seats held and two offers open; many persons wait."""
    jour = timezone.localdate()
    groupes = []
    for rang in range(GROUPES):
        en_cours = rang % 3 == 0
        debut = jour - timedelta(days=1) if en_cours else jour + timedelta(days=30)
        groupe = GroupeFactory(
            etat="en_cours" if en_cours else "annonce",
            debut=debut,
            fin=debut + timedelta(days=70),
            capacite=4,
            minimum=1,
        )
        for _siege in range(2):
            PlaceFactory(offre__groupe=groupe, commencee=en_cours)
            OffreFactory(groupe=groupe)
        groupes.append(groupe.pk)
    debut_attente = timezone.now() - timedelta(days=200)
    for rang in range(attendent):
        InscriptionFactory(complete_le=debut_attente + timedelta(hours=rang))
    return groupes


def moi(objet: Any) -> Acteur:
    return Acteur(role=Role.PERSONNE, personne_id=objet.personne_id)


def _au_hasard(objets: Any, hasard: random.Random) -> Any:
    pks = sorted(objets.values_list("pk", flat=True))
    return objets.get(pk=hasard.choice(pks)) if pks else None


def _offre(groupe: uuid.UUID, hasard: random.Random) -> OffreDePlace | None:
    return _au_hasard(OffreDePlace.objects.vives().filter(groupe=groupe), hasard)


def accepter(groupe: uuid.UUID, hasard: random.Random) -> None:
    if offre := _offre(groupe, hasard):
        accepter_offre(offre=offre, acteur=moi(offre), le=timezone.now())


def decliner(groupe: uuid.UUID, hasard: random.Random) -> None:
    if offre := _offre(groupe, hasard):
        decliner_offre(offre=offre, acteur=moi(offre), le=timezone.now(), motif_code="offre_lieu")


def laisser_passer(groupe: uuid.UUID, hasard: random.Random) -> None:
    """The delay ends: the clock's routine does the rest."""
    if offre := _offre(groupe, hasard):
        OffreDePlace.objects.filter(pk=offre.pk, etat="proposee").update(expire_le=timezone.now())


def changer(groupe: uuid.UUID, hasard: random.Random) -> None:
    objet = Groupe.objects.get(pk=groupe)
    changer_capacite(
        groupe=objet,
        capacite=max(1, objet.capacite + hasard.choice((-2, -1, 1, 1, 2))),
        motif=Motif.objects.get(pk="capacite_demande"),
        acteur=Acteur(role=Role.GESTIONNAIRE_PARTENAIRE, organisation_id=objet.organisation_id),
        le=timezone.now(),
    )


def partir(groupe: uuid.UUID, hasard: random.Random) -> None:
    place = _au_hasard(Place.objects.filter(groupe=groupe).actives(), hasard)
    if place is None:
        return
    action, motif = (
        (rendre_place, "rendue_horaire") if place.etat == "confirmee" else (abandonner_place, "abandon_emploi")
    )
    action(place=place, acteur=moi(place), le=timezone.now(), motif_code=motif)


def proposer(groupe: uuid.UUID, hasard: random.Random) -> None:
    """An adviser offers a seat at the very moment the cascade does."""
    inscription = _au_hasard(Inscription.objects.en_attente().sans_offre_vive(), hasard)
    objet = Groupe.objects.get(pk=groupe)
    proposer_place(inscription=inscription, groupe=objet, acteur=Acteur(role=Role.CONSEILLER), le=timezone.now())


GESTES: tuple[Callable[[uuid.UUID, random.Random], None], ...] = (
    accepter,
    decliner,
    laisser_passer,
    changer,
    partir,
    proposer,
)


@dataclass
class Deroulement:
    """What happened while the events ran."""

    pannes: list[Exception] = field(default_factory=list)
    refus: Counter[str] = field(default_factory=Counter)
    faits: Counter[str] = field(default_factory=Counter)
    # Seen at any half minute, even if mended since.
    survendus: set[Any] = field(default_factory=set)
    doubles: set[Any] = field(default_factory=set)

    def regarder(self) -> None:
        """Look at every group and every person as they stand now."""
        with portee(SYSTEME):
            tenues = sieges_tenus()
            capacites = Groupe.objects.values_list("pk", "capacite")
            self.survendus |= {pk for pk, capacite in capacites if tenues[pk] > capacite}
            self.doubles |= engagements_doubles()


def sieges_tenus() -> Counter[uuid.UUID]:
    """Seats held in each group: open offers and occupied places, counted from the rows."""
    vives = Counter(OffreDePlace.objects.vives().values_list("groupe", flat=True))
    return vives + Counter(Place.objects.occupees().values_list("groupe", flat=True))


def engagements_doubles() -> set[uuid.UUID]:
    """People with two open offers, or an offer and an active seat."""
    par_personne = Counter(OffreDePlace.objects.vives().values_list("personne", flat=True))
    par_personne += Counter(Place.objects.actives().values_list("personne", flat=True))
    return {personne for personne, nombre in par_personne.items() if nombre > 1}


def _ensemble(gestes: list[Callable[[], Any]], pannes: list[Exception]) -> None:
    """Run these at the same time, each on its own connection."""
    depart = threading.Barrier(len(gestes))

    def faire(geste: Callable[[], Any]) -> None:
        depart.wait()
        try:
            geste()
        except Exception as erreur:
            pannes.append(erreur)
        finally:
            connections.close_all()

    fils = [threading.Thread(target=faire, args=(geste,)) for geste in gestes]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()


def derouler(groupes: list[uuid.UUID], *, graine: int, horloge: dict[Any, float] | None = None) -> Deroulement:
    """Every event, twenty at once, thirty seconds apart, the clock's tasks among them; then five minutes of clock."""
    hasard, passe = random.Random(graine), Deroulement()
    evenements = [(GESTES[n % len(GESTES)], hasard.choice(groupes), hasard.getrandbits(32)) for n in range(EVENEMENTS)]
    hasard.shuffle(evenements)
    maintenant = timezone.now()
    for tour, dues in _tours(HORLOGE if horloge is None else horloge):
        lot = evenements[tour * A_LA_FOIS : (tour + 1) * A_LA_FOIS]
        if not lot and tour * PAS >= EVENEMENTS / A_LA_FOIS * PAS + PROMESSE:
            break
        gestes = [lambda e=e: _tenter(*e, passe) for e in lot] + list(dues)
        with time_machine.travel(maintenant + tour * PAS, tick=False):
            if gestes:
                _ensemble(gestes, passe.pannes)
                passe.regarder()
    return passe


def _tours(horloge: dict[Any, float]) -> Iterator[tuple[int, list[Any]]]:
    """Each half minute, and the routines due in it."""
    tour = 0
    while True:
        ecoule = tour * PAS.total_seconds()
        yield tour, [routine for routine, periode in horloge.items() if ecoule % periode == 0]
        tour += 1


def _tenter(geste: Any, groupe: uuid.UUID, graine: int, passe: Deroulement) -> None:
    try:
        with suppress(Inscription.DoesNotExist), portee(SYSTEME):
            geste(groupe, random.Random(graine))
        passe.faits[geste.__name__] += 1
    except TransitionRefusee as refus:
        passe.refus[type(refus).__name__] += 1


@dataclass(frozen=True)
class Bilan:
    """What the events left; every list is empty when the promises hold."""

    comptes_faux: list[Any]
    oubliees: list[Any]
    tardives: list[timedelta]
    messages_en_trop: list[str]
    invariants: list[Any]
    cedees: int


def faire_le_bilan() -> Bilan:
    """Read the database. The caller has the province's scope."""
    tenues = sieges_tenus()
    groupes = list(Groupe.objects.all())
    pleins = {g.pk for g in groupes if g.places_prises >= g.capacite}
    baisses = set(ChangementCapacite.objects.filter(apres__lt=F("avant")).values_list("groupe", flat=True))
    liberees = list(_liberees())
    cles = Counter(":".join(cle.split(":")[:3]) for cle in Avis.objects.values_list("cle", flat=True))
    return Bilan(
        comptes_faux=[g.pk for g in groupes if tenues[g.pk] != g.places_prises],
        oubliees=[o for o, _le, suivante in liberees if suivante is None and o.groupe_id not in pleins]
        + list(SiegeAjoute.objects.a_offrir().exclude(groupe__in=pleins))
        + [g.pk for g in groupes if g.etat == "en_cours" and g.pk not in pleins],
        tardives=[
            suivante - le
            for o, le, suivante in liberees
            if suivante and o.groupe_id not in baisses and suivante - le > PROMESSE
        ],
        messages_en_trop=[cle for cle, nombre in cles.items() if nombre > 1],
        invariants=manquements(),
        cedees=OffreDePlace.objects.filter(remplace__isnull=False).count(),
    )


def _liberees() -> Iterator[tuple[OffreDePlace, datetime, datetime | None]]:
    """Each offer whose seat came back, when, and when its successor was offered."""
    offres = OffreDePlace.objects.select_related("place", "remplacee_par")
    for offre in offres.filter(etat__in=OFFRES_LIBEREES):
        yield offre, offre.etat_depuis, _succession(offre)
    for offre in offres.filter(place__etat__in=PLACES_LIBEREES):
        yield offre, offre.place.etat_depuis, _succession(offre)


def _succession(offre: OffreDePlace) -> datetime | None:
    suivante = getattr(offre, "remplacee_par", None)
    return suivante.proposee_le if suivante else None
