"""A rush on one group: requests are recorded at once, then answered a hundred at a time in the order of placement."""

from __future__ import annotations

import json
import uuid
from datetime import datetime

from django.db import connection

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.pannes import point_de_rupture
from inscriptions.actions.demandes_sql import TOUR
from inscriptions.actions.places_libres import tenir_les_choisies
from inscriptions.actions.sieges import Attribution, Tenue
from inscriptions.courriels_offres import CLE_REFUSEE
from inscriptions.models import DemandeDePlace

LOT = 100
# One run of the task answers so many at most: the next run, or the clock, goes on.
LOTS_PAR_TACHE = 200

PRENDRE_SON_TOUR = f"SELECT pg_advisory_xact_lock({TOUR.format(groupe='%s')})"

# The answers of a batch, and a message to whoever gets no seat; who gets one is told with it (`sieges_sql`).
REPONDRE = """
WITH reponse AS (
  SELECT * FROM jsonb_to_recordset(%(reponses)s) AS r(id uuid, offre uuid, refus text)
), close AS (
  UPDATE inscriptions_demandedeplace q SET traitee_le = %(le)s, offre_id = r.offre, refus = r.refus
  FROM reponse r WHERE q.id = r.id AND q.traitee_le IS NULL RETURNING q.id, q.personne_id, q.region_id, q.refus
), avis AS (
  INSERT INTO guichet_avis (id, cle, canal, destinataire, objet, corps, corps_html, personne_id, region_id, etat,
    du_le, cree_le, tentatives, erreur)
  SELECT gen_random_uuid(), %(cle)s || c.id, 'courriel', p.courriel, '', '', '', c.personne_id, c.region_id,
    'a_envoyer', %(le)s, now(), 0, ''
  FROM close c JOIN guichet_personne p ON p.id = c.personne_id WHERE c.refus <> '' AND p.courriel <> ''
)
SELECT count(*) FROM close
"""


def traiter_demandes(*, groupe_id: uuid.UUID, le: datetime) -> int:
    """Answer the open requests of a group, a batch a transaction; return how many, none on a second run."""
    faites = 0
    for _lot in range(LOTS_PAR_TACHE):
        traitees = _traiter_un_lot(groupe_id, le)
        point_de_rupture("demandes.lot")
        faites += traitees
        if traitees < LOT:
            break
    return faites


def _traiter_un_lot(groupe_id: uuid.UUID, le: datetime) -> int:
    """One batch, one transaction; a twin waits for its turn and takes the next one."""
    with portee(Acteur.systeme()):
        with connection.cursor() as curseur:
            curseur.execute(PRENDRE_SON_TOUR, [groupe_id])
        ouvertes = DemandeDePlace.objects.ouvertes().filter(groupe=groupe_id).dans_l_ordre()
        lot = list(ouvertes.select_for_update(skip_locked=True, of=("self",))[:LOT])
        if lot:
            _repondre(lot, _tenir(lot, groupe_id, le), le)
        point_de_rupture("demandes.avant_commit")
    return len(lot)


def _tenir(lot: list[DemandeDePlace], groupe_id: uuid.UUID, le: datetime) -> list[Tenue]:
    attributions = [
        Attribution(demande.inscription_id, groupe_id, demande.acteur_de_la_demande(), acceptee=True) for demande in lot
    ]
    return tenir_les_choisies(attributions, groupe_id=groupe_id, le=le)


def _repondre(lot: list[DemandeDePlace], tenues: list[Tenue], le: datetime) -> None:
    reponses = [
        {"id": str(demande.pk), "offre": None if t.refus else str(t.attribution.offre_id), "refus": t.refus}
        for demande, t in zip(lot, tenues, strict=True)
    ]
    with connection.cursor() as curseur:
        curseur.execute(REPONDRE, {"reponses": json.dumps(reponses), "le": le, "cle": CLE_REFUSEE})
