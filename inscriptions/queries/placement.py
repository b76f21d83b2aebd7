"""The placement problem as the database states it: persons alike make a class, groups alike make a type."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import connection
from django.utils import timezone

from inscriptions.models import Mode, SessionCours
from inscriptions.placement.assemblage import Colonnes, assembler
from inscriptions.placement.instance import Instance
from inscriptions.placement.memoire import sans_ramassage
from inscriptions.placement.reseau import semblables
from inscriptions.queries.appariement import apparier
from inscriptions.queries.candidats import parametres_sql
from inscriptions.queries.compatibilite import DEMANDES, GROUPES, Cours, Demande

# Who they are, their place in the order, then what makes two persons alike; all of them in one value, which travels
# several times quicker than as many rows.
LECTURE_DEMANDES = f"""
SELECT string_agg(concat_ws(E'\\t', d.id, d.classe_priorite, (extract(epoch FROM d.complete_le) * 1000000)::bigint,
         concat_ws('|', d.niveau, d.filiere, d.formules, d.modes, d.disponibilites, d.region_id, d.deplacement,
                   d.garde, d.mobilite)), E'\\n' ORDER BY d.id)
FROM ({DEMANDES} AND i.region_id = ANY(%(regions)s)) d
"""  # noqa: S608
LECTURE_GROUPES = f"""
SELECT g.*, x.capacite - x.places_prises AS libres, greatest(0, x.minimum - x.places_prises) AS manque
FROM ({GROUPES} AND g.session_id = %(session)s AND g.region_id = ANY(%(regions)s)) g
JOIN inscriptions_groupe x ON x.id = g.id ORDER BY g.id
"""  # noqa: S608
REFUS = """
SELECT o.inscription_id::text, o.groupe_id::text FROM inscriptions_offredeplace o
JOIN inscriptions_groupe g ON g.id = o.groupe_id JOIN inscriptions_inscription i ON i.id = o.inscription_id
WHERE o.etat IN ('declinee', 'expiree', 'acceptee') AND g.session_id = %(session)s AND i.etat = 'en_attente'
"""


@dataclass(frozen=True, slots=True)
class Instantane:
    """The instance, and what each person asks and each type offers, to explain the result in words.

    `profils` numbers, for each person of the instance, the text of her request among `demandes`.
    """

    instance: Instance
    demandes: list[str]
    profils: np.ndarray
    cours: dict[str, Cours]


@dataclass(frozen=True, slots=True)
class _Personnes:
    """Those who wait, sorted by id, one list a column; `profils` numbers the request of each."""

    ids: Sequence[str]
    demandes: list[str]
    profils: np.ndarray
    priorites: np.ndarray


@sans_ramassage()
def instance_de(*, session: SessionCours, regions: Iterable[str], le: datetime, graine: int) -> Instantane:
    """Everyone who waits in these regions against every free seat of the session there."""
    jour = timezone.localdate(le)
    valeurs = parametres_sql(jour) | {"regions": sorted(regions), "session": session.pk}
    groupes, personnes, refus = _lire(LECTURE_GROUPES, valeurs), _personnes(valeurs), _refus(valeurs)
    genres = _genres(personnes, refus)
    types = _typer(groupes, {groupe for siens in refus.values() for groupe in siens})
    cours = list(types.cours.values())
    arcs = _sans_les_refus(apparier(genres.demandes, cours, jour), genres, types)
    classes = _classes(genres, *arcs)
    instance = assembler(
        Colonnes(
            graine=graine,
            types=list(types.cours),
            groupes=[str(g["id"]) for g in groupes],
            types_des_groupes=types.noms,
            capacites=[g["libres"] for g in groupes],
            minimums=[g["manque"] for g in groupes],
            classes=classes.noms,
            nombres=classes.nombres,
            vers=classes.vers,
            couts=classes.couts,
            personnes=personnes.ids,
            classes_des_personnes=[classes.noms[c] for c in classes.de_genre[genres.de_personne].tolist()],
            priorites=personnes.priorites,
        )
    )
    return Instantane(instance, personnes.demandes, personnes.profils, types.cours)


@dataclass(frozen=True, slots=True)
class _Genres:
    """What the persons ask, each request once, with the groups already declined, let go or left."""

    noms: list[str]
    demandes: list[Demande]
    refuses: list[frozenset[str]]
    de_personne: np.ndarray


@dataclass(frozen=True, slots=True)
class _Classes:
    """The classes: all those whom the same courses suit, at the same cost."""

    noms: list[str]
    nombres: np.ndarray
    vers: np.ndarray
    couts: np.ndarray
    de_genre: np.ndarray


@dataclass(frozen=True, slots=True)
class _Types:
    """The name of each group's type; what each type offers, and the type of each group that stands alone."""

    noms: list[str]
    cours: dict[str, Cours]
    seuls: dict[str, str]


def _personnes(valeurs: dict[str, Any]) -> _Personnes:
    with connection.cursor() as curseur:
        curseur.execute(LECTURE_DEMANDES, valeurs)
        (texte,) = curseur.fetchone()
    lignes = texte.split("\n") if texte else []
    if not lignes:
        return _Personnes((), [], np.empty(0, np.int64), np.empty((0, 2), np.int64))
    ids, rangs, moments, textes = zip(*[ligne.split("\t") for ligne in lignes], strict=True)
    priorites = np.array([list(map(int, rangs)), list(map(int, moments))], np.int64).T
    demandes = sorted(set(textes))
    numero = {texte: i for i, texte in enumerate(demandes)}
    profils = np.fromiter(map(numero.__getitem__, textes), np.int64, len(textes))
    return _Personnes(ids, demandes, profils, priorites)


def _lire(requete: str, valeurs: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as curseur:
        curseur.execute(requete, valeurs)
        noms = [colonne.name for colonne in curseur.description or ()]
        return [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]


def _refus(valeurs: dict[str, Any]) -> dict[str, set[str]]:
    """For each person, the groups of this session that she already declined, let go or left."""
    refus: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as curseur:
        curseur.execute(REFUS, valeurs)
        for inscription, groupe in curseur.fetchall():
            refus[inscription].add(groupe)
    return refus


def _genres(personnes: _Personnes, refus: dict[str, set[str]]) -> _Genres:
    """Each request once, however its lists were written, and once more for each set of groups already refused."""
    noms: dict[str, int] = {}
    demandes: list[Demande] = []
    refuses: list[frozenset[str]] = []

    def numero(demande: Demande, siens: frozenset[str]) -> int:
        nom = _nom_du_genre(demande, siens)
        if nom not in noms:
            noms[nom] = len(noms)
            demandes.append(demande)
            refuses.append(siens)
        return noms[nom]

    lues = list(map(demande_du_profil, personnes.demandes))
    de_profil = np.array([numero(demande, frozenset()) for demande in lues], np.int64)
    de_personne = de_profil[personnes.profils] if lues else personnes.profils
    if refus:
        for i, personne in enumerate(personnes.ids):
            if siens := refus.get(personne):
                de_personne[i] = numero(lues[personnes.profils[i]], frozenset(siens))
    return _Genres(list(noms), demandes, refuses, de_personne)


def _classes(genres: _Genres, de: np.ndarray, vers: np.ndarray, couts: np.ndarray) -> _Classes:
    """One class for all the requests that have the same arcs, named after the first of them that someone makes."""
    nombres = np.bincount(de, minlength=len(genres.noms))
    debuts = np.concatenate(([0], np.cumsum(nombres)))
    pareils = semblables(debuts, vers, couts)
    utiles = np.unique(genres.de_personne)
    utiles = utiles[np.argsort(np.array(genres.noms)[utiles])] if len(utiles) else utiles
    _, premiers = np.unique(pareils[utiles], return_index=True)
    modeles = utiles[premiers]
    place = np.full(int(pareils.max(initial=-1)) + 1, -1, np.int64)
    place[pareils[modeles]] = np.arange(len(modeles))
    gardes = np.concatenate([np.empty(0, np.int64), *(np.arange(debuts[m], debuts[m + 1]) for m in modeles.tolist())])
    noms = [genres.noms[m] for m in modeles.tolist()]
    return _Classes(noms, nombres[modeles], vers[gardes], couts[gardes], place[pareils])


def _typer(groupes: Sequence[dict[str, Any]], refuses: set[str]) -> _Types:
    """The types: a group someone already left or declined stands alone, for that person it is unlike its like."""
    noms: list[str] = []
    cours: dict[str, Cours] = {}
    seuls: dict[str, str] = {}
    for ligne in groupes:
        c, pk = _cours(ligne), str(ligne["id"])
        nom = _nom("t", (_comparable(c), pk if pk in refuses else ""))
        noms.append(nom)
        cours.setdefault(nom, c)
        if pk in refuses:
            seuls[pk] = nom
    return _Types(noms, cours, seuls)


def _sans_les_refus(arcs: tuple[np.ndarray, ...], genres: _Genres, types: _Types) -> tuple[np.ndarray, ...]:
    """The arcs, less those towards a group that was already declined."""
    de, vers, couts = arcs
    type_ = {nom: i for i, nom in enumerate(types.cours)}
    ecartes = [
        i * len(type_) + type_[types.seuls[groupe]]
        for i, siens in enumerate(genres.refuses)
        for groupe in siens
        if groupe in types.seuls
    ]
    gardes = ~np.isin(de * len(type_) + vers, ecartes)
    return de[gardes], vers[gardes], couts[gardes]


def _comparable(cours: Cours) -> tuple[Hashable, ...]:
    """What persons see of a course: where an online one is held does not matter."""
    region = "" if cours.mode == Mode.EN_LIGNE else cours.region
    acces = cours.mode == Mode.EN_LIGNE or cours.acces
    garde = cours.mode == Mode.EN_LIGNE or cours.garde
    return (
        cours.niveau,
        cours.niveau_max,
        cours.filiere,
        cours.formule,
        cours.mode,
        tuple(sorted(cours.horaire)),
        region,
        garde,
        acces,
        cours.debut.isoformat(),
    )


def _nom(prefixe: str, cle: Hashable) -> str:
    """A short stable name for what is alike."""
    return prefixe + hashlib.sha256(_texte(cle).encode()).hexdigest()[:16]


def _nom_du_genre(d: Demande, siens: frozenset[str]) -> str:
    """A short stable name for a request, whatever the order in which its cells were given."""
    listes = ",".join(d.formules), ",".join(d.modes), ",".join(sorted(d.disponibilites)), ",".join(sorted(siens))
    texte = f"{d.niveau}|{d.filiere}|{'|'.join(listes)}|{d.region}|{d.deplacement}|{d.garde}|{d.mobilite}"
    return "c" + hashlib.sha256(texte.encode()).hexdigest()[:16]


def _texte(cle: Any) -> str:
    """The same text for the same content, whatever the order of sets."""
    if isinstance(cle, frozenset):
        return _texte(tuple(sorted(cle)))
    if isinstance(cle, tuple):
        return "(" + ",".join([_texte(partie) for partie in cle]) + ")"
    return repr(cle)


def demande_du_profil(profil: str) -> Demande:
    """The request that a line of the waiting list describes."""
    niveau, filiere, formules, modes, disponibilites, region, deplacement, garde, mobilite = profil.split("|")
    return Demande(
        int(niveau),
        filiere,
        _liste(formules),
        _liste(modes),
        frozenset(_liste(disponibilites)),
        region,
        deplacement,
        garde == "t",
        mobilite == "t",
    )


def _liste(texte: str) -> tuple[str, ...]:
    """The codes of a PostgreSQL array."""
    return tuple(texte[1:-1].split(",")) if len(texte) > 2 else ()


def _cours(ligne: dict[str, Any]) -> Cours:
    debut: date = ligne["debut"]
    return Cours(
        ligne["niveau"],
        ligne["niveau_max"],
        ligne["filiere"],
        ligne["formule"],
        ligne["mode"],
        frozenset(ligne["horaire"]),
        ligne["region_id"],
        ligne["garde"],
        ligne["acces"],
        debut,
    )
