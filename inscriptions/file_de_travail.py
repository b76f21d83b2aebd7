"""What needs an adviser today: derived from the rows themselves, each with its promise, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.models import Adhesion
from inscriptions.a_faire import GENRES, Genre, Tache

PAR_PAGE = 25


@dataclass(frozen=True, slots=True)
class Nombre:
    """How many of one kind, and how many past their promise."""

    genre: Genre
    total: int
    retard: int


@dataclass(frozen=True, slots=True)
class File:
    """One page of the queue, the numbers of each kind, and those told in one line instead of a row each."""

    taches: list[Tache]
    nombres: list[Nombre]
    collectifs: list[Nombre]
    total: int
    retard: int


def file_de(
    acteur: Acteur, *, le: datetime, genre: str = "", region: str = "", page: int = 1, par_page: int = PAR_PAGE
) -> File:
    """The adviser's queue, oldest promise first; two queries a kind, whatever its length."""
    jour = timezone.localdate(le)
    nombres: list[Nombre] = []
    taches: list[Tache] = []
    for sorte in GENRES:
        lignes = _dans_la_region(sorte.lignes(acteur, le), region)
        compte = lignes.aggregate(total=Count("pk"), retard=Count("pk", filter=sorte.en_retard(jour)))
        nombres.append(Nombre(sorte, compte["total"], compte["retard"]))
        if compte["total"] and _en_lignes(sorte, genre):
            taches += [_tache(sorte, objet, jour) for objet in lignes[: page * par_page]]
    taches.sort(key=lambda tache: (tache.promis_le, tache.genre, tache.sujet))
    debut = (page - 1) * par_page
    retenus = [nombre for nombre in nombres if _en_lignes(nombre.genre, genre)]
    return File(
        _avec_responsables(taches[debut : debut + par_page], le),
        nombres,
        [nombre for nombre in nombres if nombre.genre.collectif and nombre.total and not genre],
        sum(nombre.total for nombre in retenus),
        sum(nombre.retard for nombre in retenus),
    )


def _en_lignes(sorte: Genre, genre: str) -> bool:
    """Whether this kind has rows on the page: the kind asked for, else every kind that is not told in one line."""
    return sorte.code == genre if genre else not sorte.collectif


def _dans_la_region(lignes: QuerySet[Any], region: str) -> QuerySet[Any]:
    if not region:
        return lignes
    if lignes.model.__name__ == "ExecutionPlacement":
        return lignes.filter(regions__contains=[region])
    return lignes.filter(region=region)


def _tache(sorte: Genre, objet: Any, jour: date) -> Tache:
    region = getattr(objet, "region", None)
    return Tache(
        genre=sorte.code,
        libelle=sorte.libelle,
        sujet=sorte.sujet(objet),
        precision=sorte.precision(objet),
        region=region.nom if region else "",
        region_id=region.pk if region else "",
        promis_le=sorte.promesse(objet, jour),
        url=sorte.url(objet),
    )


def _avec_responsables(taches: Iterable[Tache], le: datetime) -> list[Tache]:
    """The advisers of each task's region; the province's when the region has none."""
    conseillers = list(
        Adhesion.objects.en_vigueur(au=timezone.localdate(le))
        .filter(role=Role.CONSEILLER)
        .select_related("utilisateur")
        .order_by("utilisateur__nom_affiche", "id")
    )
    return [_avec_responsable(tache, conseillers) for tache in taches]


def _avec_responsable(tache: Tache, conseillers: list[Adhesion]) -> Tache:
    de_la_region = [a for a in conseillers if tache.region_id and tache.region_id in a.regions]
    provinciaux = [a for a in conseillers if not a.regions]
    noms = [str(a.utilisateur) for a in de_la_region or provinciaux]
    valeurs = {nom: getattr(tache, nom) for nom in Tache.__slots__}
    return Tache(**valeurs | {"responsable": noms[0] if noms else ""})
