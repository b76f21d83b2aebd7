"""The placement problem as the database states it: persons alike make a class, groups alike make a type."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from inscriptions.models import Mode, SessionCours
from inscriptions.placement.instance import Classe, Groupe, Instance, Personne, TypeDeGroupe
from inscriptions.queries.candidats import parametres_sql
from inscriptions.queries.compatibilite import CONVIENT, COUT, DEMANDES, GROUPES, Cours, Demande

REFUS = """
SELECT inscription_id, groupe_id FROM inscriptions_offredeplace
WHERE etat IN ('declinee', 'expiree', 'acceptee') AND groupe_id = ANY(%s) AND inscription_id = ANY(%s)
"""

# One representative of each class against one of each type: the rule is read once per pair that differs.
ARCS = f"""
WITH d AS MATERIALIZED ({DEMANDES} AND i.id = ANY(%(demandes)s)),
     g AS MATERIALIZED ({GROUPES} AND g.id = ANY(%(groupes)s))
SELECT d.id, g.id, {COUT} FROM d, g WHERE {CONVIENT}
"""  # noqa: S608

LECTURE_DEMANDES = f"SELECT * FROM ({DEMANDES} AND i.region_id = ANY(%(regions)s)) d ORDER BY id"  # noqa: S608
LECTURE_GROUPES = f"""
SELECT g.*, x.capacite - x.places_prises AS libres, greatest(0, x.minimum - x.places_prises) AS manque
FROM ({GROUPES} AND g.session_id = %(session)s AND g.region_id = ANY(%(regions)s)) g
JOIN inscriptions_groupe x ON x.id = g.id ORDER BY g.id
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Instantane:
    """The instance, and what each class asks and each type offers, to explain the result in words."""

    instance: Instance
    demandes: dict[str, Demande]
    cours: dict[str, Cours]


def instance_de(*, session: SessionCours, regions: Iterable[str], le: datetime, graine: int) -> Instantane:
    """Everyone who waits in these regions against every free seat of the session there."""
    jour = timezone.localdate(le)
    valeurs = parametres_sql(jour) | {"regions": sorted(regions), "session": session.pk}
    lignes_demandes = _lire(LECTURE_DEMANDES, valeurs)
    lignes_groupes = _lire(LECTURE_GROUPES, valeurs)
    refus = _refus(lignes_groupes, lignes_demandes)
    demandes = {ligne["id"]: _demande(ligne) for ligne in lignes_demandes}
    cours = {ligne["id"]: _cours(ligne) for ligne in lignes_groupes}
    refuses = {groupe for groupes in refus.values() for groupe in groupes}
    classe_de = {pk: _nom("c", (d, tuple(sorted(map(str, refus[pk]))))) for pk, d in demandes.items()}
    # A group someone already left or declined stands alone: for that person it is unlike its like.
    type_de = {pk: _nom("t", (_comparable(c), str(pk) if pk in refuses else "")) for pk, c in cours.items()}
    arcs = _arcs(_premiers(classe_de), _premiers(type_de), valeurs)
    instance = Instance(
        graine=graine,
        types=tuple(TypeDeGroupe(nom) for nom in set(type_de.values())),
        groupes=tuple(
            Groupe(str(g["id"]), type_de[g["id"]], capacite=g["libres"], minimum=g["manque"]) for g in lignes_groupes
        ),
        classes=tuple(Classe(nom, tuple(arcs[nom])) for nom in set(classe_de.values())),
        personnes=tuple(Personne(str(d["id"]), classe_de[d["id"]], _priorite(d)) for d in lignes_demandes),
    )
    return Instantane(
        instance,
        {nom: demandes[pk] for nom, pk in _premiers(classe_de).items()},
        {nom: cours[pk] for nom, pk in _premiers(type_de).items()},
    )


def _lire(requete: str, valeurs: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as curseur:
        curseur.execute(requete, valeurs)
        noms = [colonne.name for colonne in curseur.description or ()]
        return [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]


def _refus(groupes: Sequence[dict], demandes: Sequence[dict]) -> dict[UUID, set[UUID]]:
    """For each person, the groups of this run that she already declined, let go or left."""
    refus: dict[UUID, set[UUID]] = defaultdict(set)
    with connection.cursor() as curseur:
        curseur.execute(REFUS, [[g["id"] for g in groupes], [d["id"] for d in demandes]])
        for inscription, groupe in curseur.fetchall():
            refus[inscription].add(groupe)
    return refus


def _arcs(
    classes: dict[str, UUID], types: dict[str, UUID], valeurs: dict[str, Any]
) -> dict[str, list[tuple[str, int]]]:
    """The arcs of each class: types that suit it, with their cost."""
    nom_classe = {pk: nom for nom, pk in classes.items()}
    nom_type = {pk: nom for nom, pk in types.items()}
    arcs: dict[str, list[tuple[str, int]]] = defaultdict(list)
    with connection.cursor() as curseur:
        curseur.execute(ARCS, valeurs | {"demandes": list(nom_classe), "groupes": list(nom_type)})
        for demande, groupe, cout in curseur.fetchall():
            arcs[nom_classe[demande]].append((nom_type[groupe], cout))
    return arcs


def _premiers(noms: dict[UUID, str]) -> dict[str, UUID]:
    """One member of each class or type: the first in the order of ids."""
    premiers: dict[str, UUID] = {}
    for pk, nom in noms.items():
        premiers.setdefault(nom, pk)
    return premiers


def _priorite(ligne: dict[str, Any]) -> tuple[int, int]:
    """Priority class, then the microsecond the file was complete."""
    return ligne["classe_priorite"], int(ligne["complete_le"].timestamp() * 1_000_000)


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


def _texte(cle: Any) -> str:
    """The same text for the same content, whatever the order of sets."""
    if isinstance(cle, Demande):
        return _texte(tuple(getattr(cle, champ) for champ in Demande.__slots__))
    if isinstance(cle, frozenset):
        return _texte(tuple(sorted(cle)))
    if isinstance(cle, tuple):
        return "(" + ",".join(_texte(partie) for partie in cle) + ")"
    return repr(cle)


def _demande(ligne: dict[str, Any]) -> Demande:
    return Demande(
        ligne["niveau"],
        ligne["filiere"],
        tuple(ligne["formules"]),
        tuple(ligne["modes"]),
        frozenset(ligne["disponibilites"]),
        ligne["region_id"],
        ligne["deplacement"],
        ligne["garde"],
        ligne["mobilite"],
    )


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
