"""The seats of a group: taken by one conditional statement, given back by another; never a count then an insert."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from celery import signature
from django.db import connection, transaction
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.queries import jours_feries, parametre
from inscriptions.models import Groupe
from inscriptions.queries.candidats import GROUPES_ACCESSIBLES, limite_entree

# One statement: the person who waits is locked, the seat is counted only while one is free, the offer and its journal
# row are written only if it was. The database's check on the count stands behind it.
TENIR = """
WITH demande AS (
  SELECT i.id, i.personne_id, i.region_id, i.niveau FROM inscriptions_inscription i
  WHERE i.id = %(inscription)s AND i.etat = 'en_attente' AND i.region_id IS NOT NULL FOR NO KEY UPDATE
), siege AS (
  UPDATE inscriptions_groupe g SET places_prises = g.places_prises + 1 FROM demande
  WHERE g.id = %(groupe)s AND g.places_prises < g.capacite AND g.etat = ANY(%(ouverts)s)
    AND g.debut >= %(limite_entree)s
    AND NOT EXISTS (SELECT 1 FROM inscriptions_offredeplace o
                    WHERE o.inscription_id = demande.id AND o.etat = 'proposee')
  RETURNING g.id, g.organisation_id, g.formule
), ligne AS (
  INSERT INTO guichet_journal (objet_type, objet_id, pas, de, vers, le, acteur_id, acteur_role, acteur_libelle,
    motif_code, motif, requete_id, personne_id, organisation_id, region_id, niveau, formule, contexte)
  SELECT 'offre', %(offre)s, 'ouvrir', '', 'proposee', %(le)s, %(acteur_id)s, %(acteur_role)s, %(acteur_libelle)s,
    '', '', %(requete_id)s, d.personne_id, s.organisation_id, d.region_id, d.niveau, s.formule, '{}'::jsonb
  FROM siege s, demande d
)
INSERT INTO inscriptions_offredeplace (id, inscription_id, personne_id, region_id, groupe_id, organisation_id, etat,
  etat_depuis, cree_le, origine, execution_id, niveau, formule, remplace_id, proposee_le, rappel_le, expire_le)
SELECT %(offre)s, d.id, d.personne_id, d.region_id, s.id, s.organisation_id, 'proposee',
  %(le)s, now(), %(origine)s, %(execution)s, d.niveau, s.formule, %(remplace)s, %(le)s, %(rappel_le)s, %(expire_le)s
FROM siege s, demande d
RETURNING id
"""

RENDRE = "UPDATE inscriptions_groupe SET places_prises = places_prises - 1 WHERE id = %s AND places_prises > 0"


@dataclass(frozen=True, slots=True)
class Delais:
    """When an unanswered offer is recalled, and when it ends."""

    rappel_le: datetime
    expire_le: datetime


def delais_de_reponse(groupe: Groupe, le: datetime) -> Delais:
    """Business days to answer; a day or so when the group is about to start, never past its first morning."""
    jour = timezone.localdate(le)
    feries = jours_feries()
    derniere_minute = int(parametre("fenetre_derniere_minute_jours", au=jour))
    court = le + timedelta(hours=int(parametre("delai_reponse_derniere_minute_heures", au=jour)))
    if groupe.debut <= ajouter_jours_ouvrables(jour, derniere_minute, feries):
        return Delais(le + (court - le) / 2, court)
    dernier = ajouter_jours_ouvrables(jour, int(parametre("delai_reponse_offre_jours", au=jour)), feries)
    dernier = min(dernier, groupe.debut - timedelta(days=1))
    rappel = ajouter_jours_ouvrables(jour, int(parametre("delai_rappel_offre_jours", au=jour)), feries)
    return Delais(_a(rappel, time(9)), max(_a(dernier, time(23, 59)), court))


def tenir_siege(
    *,
    inscription_id: uuid.UUID,
    groupe_id: uuid.UUID,
    acteur: Acteur,
    le: datetime,
    delais: Delais,
    origine: str,
    execution_id: uuid.UUID | None = None,
    remplace_id: uuid.UUID | None = None,
) -> uuid.UUID | None:
    """Take a seat for a person who waits; return the id of the offer that holds it, None when there is no way."""
    valeurs: dict[str, Any] = {
        "inscription": inscription_id,
        "groupe": groupe_id,
        "offre": uuid.uuid4(),
        "ouverts": GROUPES_ACCESSIBLES,
        "limite_entree": limite_entree(timezone.localdate(le)),
        "le": le,
        "origine": origine,
        "execution": execution_id,
        "remplace": remplace_id,
        "rappel_le": delais.rappel_le,
        "expire_le": delais.expire_le,
        "acteur_id": acteur.utilisateur_id,
        "acteur_role": str(acteur.role),
        "acteur_libelle": acteur.libelle,
        "requete_id": acteur.requete_id,
    }
    # The seat belongs to the province: the person who takes it may not see the group before she has it.
    with portee(Acteur.systeme()), connection.cursor() as curseur:
        curseur.execute(TENIR, valeurs)
        ligne = curseur.fetchone()
    return ligne[0] if ligne else None


def rendre_siege(groupe_id: uuid.UUID) -> None:
    """Give a seat back, and let the next person have it once this transaction commits."""
    with portee(Acteur.systeme()), connection.cursor() as curseur:
        curseur.execute(RENDRE, [groupe_id])
    suite = signature("inscriptions.routines.ceder_place", kwargs={"groupe_id": str(groupe_id)})
    transaction.on_commit(lambda: suite.delay(), robust=True)


def _a(jour: Any, heure: time) -> datetime:
    return timezone.make_aware(datetime.combine(jour, heure))
