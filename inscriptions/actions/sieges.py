"""The seats of a group: taken under a lock by one exchange, given back by another; never a count then an insert."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from celery import signature
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.avis import relayer_bientot
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant
from guichet.referentiels.cache import memoriser
from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.queries import jours_feries, parametre
from inscriptions.actions.sieges_sql import ACCEPTER, NOM, PLACER
from inscriptions.models import Groupe
from inscriptions.queries.candidats import dernier_debut, parametres_sql

# The text of the function is in `sieges_sql`; the database's check on the count stands behind it.
TENIR = f"SELECT rang, refus FROM {NOM}(%s, %s) ORDER BY rang"  # noqa: S608
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


@dataclass(frozen=True, slots=True)
class Attribution:
    """One seat to take: who, where, in whose name; `acceptee` when the person answers yes by asking.

    The identifiers are chosen here, so that the caller knows them before the database does.
    """

    inscription_id: uuid.UUID
    groupe_id: uuid.UUID
    acteur: Acteur
    delais: Delais | None = None
    remplace_id: uuid.UUID | None = None
    acceptee: bool = False
    offre_id: uuid.UUID = field(default_factory=uuid.uuid4)
    place_id: uuid.UUID = field(default_factory=uuid.uuid4)

    def en_json(self, le: datetime) -> dict[str, Any]:
        """The row the database reads; an offer accepted at once has no delay to answer."""
        delais = self.delais or Delais(le, le)
        return {
            "inscription": self.inscription_id,
            "groupe": self.groupe_id,
            "offre": self.offre_id,
            "place": self.place_id if self.acceptee else None,
            "remplace": self.remplace_id,
            "rappel_le": delais.rappel_le,
            "expire_le": delais.expire_le,
            "acteur_id": self.acteur.utilisateur_id,
            "acteur_role": self.acteur.role,
            "acteur_libelle": self.acteur.libelle,
            "requete_id": self.acteur.requete_id,
        }


@dataclass(frozen=True, slots=True)
class Tenue:
    """What became of an attribution: the seat is held, or why not."""

    attribution: Attribution
    refus: str = ""


def tenir_sieges(
    lot: Sequence[Attribution],
    *,
    le: datetime,
    origine: str,
    execution_id: uuid.UUID | None = None,
    choisies: bool = False,
    promises: Sequence[uuid.UUID] = (),
) -> list[Tenue]:
    """Take the seats of a batch in its order, in one exchange: offers, seats, steps of the journal and messages.

    `choisies`: persons chose these seats themselves, all in one group; it must suit them, and what the cascade owes is
    kept for `promises`.
    """
    if len({a.inscription_id for a in lot}) != len(lot):
        raise ValueError("Une personne figure deux fois dans le lot.")
    for attribution in lot:
        if attribution.acceptee:
            verifier_role(attribution.acteur)
    regles = regles_de_prise(le, origine, execution_id, choisies=choisies, promises=promises)
    lignes = [attribution.en_json(le) for attribution in lot]
    with connection.cursor() as curseur:
        curseur.execute(TENIR, [en_texte(lignes), en_texte(regles)])
        refus = {rang: pourquoi or "" for rang, pourquoi in curseur.fetchall()}
    transaction.on_commit(relayer_bientot, robust=True)
    # A request the database does not find does not wait either.
    return [Tenue(attribution, refus.get(rang, "plus_en_attente")) for rang, attribution in enumerate(lot, start=1)]


def verifier_role(acteur: Acteur) -> None:
    """Refuse whoever may not answer yes to an offer: the tables say who."""
    for pas in (ACCEPTER, PLACER):
        if acteur.role not in pas.roles:
            raise RoleInsuffisant(_("Votre rôle ne permet pas l’action « %(pas)s ».") % {"pas": pas.libelle})


def regles_de_prise(
    le: datetime,
    origine: str,
    execution_id: uuid.UUID | None = None,
    *,
    choisies: bool = False,
    promises: Sequence[uuid.UUID] = (),
) -> dict[str, Any]:
    """What the database reads beside the batch: the moment, where the offers come from, the rules of that day."""
    regles = {"le": le, "origine": origine, "execution": execution_id} | _regles_du_jour(timezone.localdate(le))
    if choisies:
        return regles | {"promises": list(promises)}
    return regles | {"dernier_debut": None}


@memoriser
def _regles_du_jour(jour: date) -> dict[str, Any]:
    """The dated rules of a claim; the latest first day is what tells a seat one chooses from a seat one is offered."""
    valeurs = parametres_sql(jour)
    return {
        "dernier_debut": dernier_debut(jour),
        **{nom: valeurs[nom] for nom in ("limite_entree", "refus_maximum", "voisinages")},
    }


class _ALaMicroseconde(DjangoJSONEncoder):
    """Moments as the database keeps them: cut to the millisecond, an offer would come before the moment it is made."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def en_texte(valeur: Any) -> str:
    """What the database function reads."""
    return json.dumps(valeur, cls=_ALaMicroseconde)


def rendre_siege(groupe_id: uuid.UUID) -> None:
    """Give a seat back, and let the next person have it once this transaction commits."""
    with portee(Acteur.systeme()), connection.cursor() as curseur:
        curseur.execute(RENDRE, [groupe_id])
    suite = signature("inscriptions.routines.ceder_place", kwargs={"groupe_id": str(groupe_id)})
    transaction.on_commit(lambda: suite.delay(), robust=True)


def _a(jour: Any, heure: time) -> datetime:
    return timezone.make_aware(datetime.combine(jour, heure))
