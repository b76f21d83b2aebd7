"""The demand of a formation problem: persons alike are a class, with what they may join and by when."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.queries import jours_feries, parametre
from inscriptions.horaires import CELLULES, creneau_de_cellule
from inscriptions.models import Mode, SessionCours
from inscriptions.placement.formation_instance import Classe
from inscriptions.queries.candidats import parametres_sql
from inscriptions.queries.compatibilite import CONVIENT, COUT, DEMANDES
from inscriptions.queries.demande_prevue import demande_prevue

# Those who will arrive come after all who wait.
PRIORITE_PREVUE = 99
Types = dict[str, dict[str, Any]]

LECTURE = f"SELECT * FROM ({DEMANDES} AND i.region_id = ANY(%(regions)s)) d ORDER BY id"  # noqa: S608
# One person of each class, or one expected, against one group of each type, read from what the run considers.
ARCS = f"""
WITH d AS MATERIALIZED (SELECT * FROM jsonb_to_recordset(%(classes)s) AS d(nom text, id uuid, niveau int, filiere text,
       formules text[], modes text[], disponibilites text[], region_id text, deplacement text, garde bool,
       mobilite bool)),
     g AS MATERIALIZED (SELECT * FROM jsonb_to_recordset(%(types)s) AS g(nom text, id uuid, niveau int, niveau_max int,
       filiere text, formule text, mode text, horaire text[], region_id text, garde bool, acces bool, debut date))
SELECT d.nom, g.nom, {COUT} FROM d, g WHERE {CONVIENT}
"""  # noqa: S608
CHAMPS_DEMANDE = (
    "niveau",
    "filiere",
    "formules",
    "modes",
    "disponibilites",
    "region_id",
    "deplacement",
    "garde",
    "mobilite",
)


def classes_de(types: Types, session: SessionCours, regions: list[str], le: datetime) -> tuple[list[Classe], int]:
    """Persons who wait, then those expected by the first day of the session; and how many these are."""
    jour, debuts = timezone.localdate(le), sorted({date.fromisoformat(t["debut"]) for t in types.values()})
    valeurs = parametres_sql(jour) | {"regions": regions}
    effectifs: dict[str, Counter[int]] = defaultdict(Counter)
    demandes: dict[str, dict[str, Any]] = {}
    limites: dict[str, date] = {}
    delai, feries = int(parametre("norme_delai_jours_ouvrables", au=jour)), jours_feries()
    echeances: dict[date, date] = {}
    for ligne in _lire(LECTURE, valeurs):
        depot = timezone.localdate(ligne["complete_le"])
        if depot not in echeances:
            echeances[depot] = ajouter_jours_ouvrables(depot, delai, feries)
        traits = {c: ligne[c] for c in CHAMPS_DEMANDE} | {"disponibilites": sorted(ligne["disponibilites"])}
        dans_norme = sum(debut <= echeances[depot] for debut in debuts)
        nom = nommer("c", traits | {"dans_norme": dans_norme})
        demandes.setdefault(nom, traits | {"nom": nom, "id": str(ligne["id"])})
        limites[nom] = echeances[depot]
        effectifs[nom][ligne["classe_priorite"]] += 1
    prevues = _prevues(session, regions, jour, demandes, effectifs)
    arcs: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    parametres = valeurs | {
        "classes": json.dumps(list(demandes.values())),
        "types": json.dumps(list(types.values())),
    }
    with connection.cursor() as curseur:
        curseur.execute(ARCS, parametres)
        for classe, type_, cout in curseur.fetchall():
            debut = date.fromisoformat(types[type_]["debut"])
            arcs[classe].append((type_, cout, int(classe not in limites or debut <= limites[classe])))
    classes = [Classe(nom, tuple(sorted(effectifs[nom].items())), tuple(arcs[nom])) for nom in demandes]
    return classes, prevues


def _prevues(
    session: SessionCours,
    regions: list[str],
    jour: date,
    demandes: dict[str, dict[str, Any]],
    effectifs: dict[str, Counter[int]],
) -> int:
    """Arrivals expected before the session, cell by cell: the middle of the forecast, rounded down."""
    prevision = demande_prevue(au=jour, horizon=session.debut)
    total = 0
    for cellule in prevision or ():
        nombre = int(cellule.arrivees.moyenne)
        if not nombre or cellule.region not in regions:
            continue
        traits = {
            "niveau": cellule.niveau,
            "filiere": "reguliere",
            "formules": [cellule.formule],
            "modes": [str(mode) for mode in Mode],
            "disponibilites": [c for c in CELLULES if creneau_de_cellule(c) == cellule.creneau],
            "region_id": cellule.region,
            "deplacement": "ma_region",
            "garde": False,
            "mobilite": False,
        }
        nom = nommer("p", traits)
        demandes[nom] = traits | {"nom": nom, "id": str(uuid.uuid5(uuid.NAMESPACE_OID, nom))}
        effectifs[nom][PRIORITE_PREVUE] += nombre
        total += nombre
    return total


def _lire(requete: str, valeurs: dict[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as curseur:
        curseur.execute(requete, valeurs)
        noms = [colonne.name for colonne in curseur.description or ()]
        return [dict(zip(noms, ligne, strict=True)) for ligne in curseur.fetchall()]


def nommer(prefixe: str, traits: dict[str, Any]) -> str:
    """A short stable name for what is alike."""
    return prefixe + hashlib.sha256(json.dumps(traits, sort_keys=True, default=str).encode()).hexdigest()[:16]
