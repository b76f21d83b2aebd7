"""What the forecast of fill reads: who waits, by class; the courses to come; how often offers are accepted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np
from django.db import connection
from django.db.models import Count, Q
from numpy.typing import NDArray

from guichet.referentiels.voisinages import sont_voisines
from inscriptions.horaires import CELLULES, creneau
from inscriptions.models import Groupe, OffreDePlace
from inscriptions.queries.candidats import parametres_sql
from inscriptions.queries.compatibilite import DEMANDES, Cours, Demande
from inscriptions.states import EtatOffre
from partenaires.models import GroupePropose
from partenaires.states import EtatDeclaration

ACCEPTATION_SANS_HISTOIRE = 0.75
HISTOIRE, REPONSES_MIN = timedelta(days=180), 30
BIT = {cellule: 1 << rang for rang, cellule in enumerate(CELLULES)}
LECTURE = f"""
SELECT niveau, filiere, formules, modes, disponibilites, region_id, deplacement, garde, mobilite, count(*)
  FROM ({DEMANDES}) d WHERE cardinality(formules) > 0
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class CoursPrevu:
    """A course to fill: its seats, its session, and the provisional group it is, when it is one."""

    cours: Cours
    places: int
    session: str
    propose: GroupePropose | None


def demandes_en_attente(*, au: date) -> Counter[Demande]:
    """Everyone who waits, those alike counted together."""
    compte: Counter[Demande] = Counter()
    with connection.cursor() as curseur:
        curseur.execute(LECTURE, parametres_sql(au))
        for niveau, filiere, formules, modes, cellules, *reste, nombre in curseur.fetchall():
            demande = Demande(niveau, filiere, tuple(formules), tuple(modes), frozenset(cellules), *reste)
            compte[demande] += nombre
    return compte


def cellule_de(demande: Demande) -> tuple[str, int, str, str]:
    """The cell of the demand forecast these persons belong to."""
    return (demande.region, demande.niveau, demande.formules[0], creneau(demande.disponibilites))


def cours_a_remplir(*, sessions: Sequence[str], au: date, brouillons: bool) -> list[CoursPrevu]:
    """Provisional groups the ministry may keep, drafts too if asked, then announced groups with free seats."""
    etats = [EtatDeclaration.DEPOSEE, *([EtatDeclaration.BROUILLON] if brouillons else [])]
    proposes = (
        GroupePropose.objects.envisages()
        .filter(retire_le__isnull=True, declaration__etat__in=etats, groupe__session__in=sessions)
        .select_related("groupe__lieu", "declaration")
        .order_by("pk")
    )
    annonces = Groupe.objects.ouverts().avec_places_libres().filter(session__in=sessions, debut__gt=au)
    return [
        *(CoursPrevu(Cours.de(p.groupe), p.groupe.capacite, p.groupe.session_id, p) for p in proposes),
        *(
            CoursPrevu(Cours.de(g), g.places_libres, g.session_id, None)
            for g in annonces.select_related("lieu").order_by("pk")
        ),
    ]


def taux_d_acceptation(*, le: datetime) -> float:
    """The share of answered or expired offers that were accepted lately."""
    recentes = OffreDePlace.objects.filter(proposee_le__gte=le - HISTOIRE)
    compte = recentes.aggregate(
        acceptees=Count("pk", filter=Q(etat=EtatOffre.ACCEPTEE)),
        finies=Count("pk", filter=Q(etat__in=(EtatOffre.ACCEPTEE, EtatOffre.DECLINEE, EtatOffre.EXPIREE))),
    )
    if compte["finies"] < REPONSES_MIN:
        return ACCEPTATION_SANS_HISTOIRE
    return compte["acceptees"] / compte["finies"]


class Convenances:
    """Which courses suit which requests: `compatibilite.obstacles` for all requests at once, one course at a time."""

    def __init__(self, demandes: Sequence[Demande]) -> None:
        self.niveau = np.array([d.niveau for d in demandes], dtype=np.int16)
        self.filiere = np.array([d.filiere for d in demandes], dtype=object)
        self.region = np.array([d.region for d in demandes], dtype=object)
        self.dispos = np.array([sum(BIT[c] for c in d.disponibilites) for d in demandes], dtype=np.int64)
        self.voisines = np.array([d.deplacement == "regions_voisines" for d in demandes], dtype=bool)
        self.garde = np.array([d.garde for d in demandes], dtype=bool)
        self.mobilite = np.array([d.mobilite for d in demandes], dtype=bool)
        self.formules = {f: np.array([f in d.formules for d in demandes], bool) for f in _valeurs(demandes, "formules")}
        self.modes = {m: np.array([m in d.modes for d in demandes], bool) for m in _valeurs(demandes, "modes")}
        self.par_region = {r: self.region == r for r in {d.region for d in demandes}}
        self.aucune = np.zeros(len(demandes), dtype=bool)

    def de(self, cours: Cours) -> NDArray[np.bool_]:
        """For each request, whether this course suits it."""
        a_distance = cours.mode == "en_ligne"
        horaire = sum(BIT[cellule] for cellule in cours.horaire)
        bon = (
            (self.niveau >= cours.niveau)
            & (self.niveau <= cours.niveau_max)
            & self.formules.get(cours.formule, self.aucune)
            & self.modes.get(cours.mode, self.aucune)
            & ((self.dispos & horaire) == horaire)
        )
        bon &= self.filiere == cours.filiere
        if not a_distance:
            bon &= self._proches(cours.region)
            bon &= ~self.garde | cours.garde
            bon &= ~self.mobilite | cours.acces
        return bon

    def des_cours(self, cours: Sequence[Cours]) -> list[list[int]]:
        """For each request, the courses that suit it, by their rank."""
        conviennent: list[list[int]] = [[] for _demande in self.niveau]
        for rang, un_cours in enumerate(cours):
            for demande in self.de(un_cours).nonzero()[0]:
                conviennent[demande].append(rang)
        return conviennent

    def _proches(self, region: str) -> NDArray[np.bool_]:
        proches = self.par_region.get(region, self.aucune)
        for autre, vivent_la in self.par_region.items():
            if autre != region and sont_voisines(autre, region):
                proches = proches | (vivent_la & self.voisines)
        return proches


def _valeurs(demandes: Sequence[Demande], champ: str) -> set[str]:
    return {valeur for demande in demandes for valeur in getattr(demande, champ)}
