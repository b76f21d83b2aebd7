"""Keys of the API: given once, kept as a digest, ended by whoever gave them; and calls answered once."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.referentiels.parametres import parametre
from partenaires.actions.services import inscrire
from partenaires.models import EnvoiServices, JetonServices, SourceService
from partenaires.services_lignes import Ligne
from partenaires.states_ententes import ENGAGEANT


class CleReutilisee(TransitionRefusee):
    """The same key came with another body."""


def empreinte_de(texte: str) -> str:
    """What is kept of a secret: enough to know it again, not to tell it."""
    return hashlib.sha256(texte.encode()).hexdigest()


@transaction.atomic
def creer_jeton(*, nom: str, acteur: Acteur, le: datetime) -> tuple[JetonServices, str]:
    """A new key of the organisation and its secret, which is shown once and kept nowhere."""
    if acteur.role not in ENGAGEANT or acteur.organisation_id is None:
        raise RoleInsuffisant(_("Seul un gestionnaire de l’organisme crée un jeton."))
    secret = secrets.token_urlsafe(32)
    jours = int(parametre("services_jeton_jours", au=timezone.localdate(le)))
    jeton = JetonServices.objects.create(
        organisation_id=acteur.organisation_id,
        nom=nom,
        empreinte=empreinte_de(secret),
        cree_le=le,
        cree_par_id=acteur.utilisateur_id,
        expire_le=le + timedelta(days=jours),
    )
    return jeton, secret


@transaction.atomic
def revoquer_jeton(*, jeton: JetonServices, acteur: Acteur, le: datetime) -> JetonServices:
    """End a key; ended twice, it keeps its first day."""
    if acteur.role not in ENGAGEANT:
        raise RoleInsuffisant(_("Seul un gestionnaire de l’organisme révoque un jeton."))
    if jeton.revoque_le is None:
        jeton.revoque_le, jeton.revoque_par_id = le, acteur.utilisateur_id
        jeton.save(update_fields=["revoque_le", "revoque_par"])
    return jeton


def jeton_du_secret(secret: str, *, le: datetime) -> JetonServices | None:
    """The key this secret opens; None for an unknown, expired or revoked one."""
    with portee(Acteur.systeme()):
        return JetonServices.objects.filter(empreinte=empreinte_de(secret), revoque_le=None, expire_le__gt=le).first()


def acteur_du_jeton(jeton: JetonServices) -> Acteur:
    """Who calls with this key: its organisation's system."""
    return Acteur(role=Role.CLIENT_API, organisation_id=jeton.organisation_id, libelle=f"API – {jeton.nom}")


@transaction.atomic
def recevoir_envoi(*, cle: str, lignes: Sequence[Ligne], acteur: Acteur, le: datetime) -> dict[str, Any]:
    """Write the lines of a call; the same key with the same lines gives the first answer and writes nothing."""
    organisme = acteur.organisation_id
    source = SourceService.ORGANISME
    return repondre_une_fois(
        EnvoiServices.objects,
        lambda _envoi: inscrire(lignes, organisation_id=organisme, source=source, acteur=acteur, le=le),
        cle=cle,
        lignes=lignes,
        le=le,
        organisation_id=organisme,
    )


def repondre_une_fois(
    envois: Any,
    ecrire: Callable[[Any], Mapping[str, int]],
    *,
    cle: str,
    lignes: Sequence[Ligne],
    le: datetime,
    **expediteur: Any,
) -> dict[str, Any]:
    """What `ecrire` changed, for a key this sender never used; the first answer when it comes back with its lines.

    The caller opens the transaction: a call refused by `ecrire` leaves no trace of its key.
    """
    empreinte = empreinte_de(json.dumps([cellules for _n, cellules in lignes], ensure_ascii=False))
    envoi, nouveau = envois.get_or_create(cle=cle, **expediteur, defaults={"empreinte": empreinte, "recu_le": le})
    if not nouveau:
        if envoi.empreinte != empreinte:
            raise CleReutilisee(_("Cette clé d’idempotence a déjà servi pour un autre contenu."))
        return envoi.reponse
    effets = ecrire(envoi)
    envoi.reponse = {
        "ajoutees": effets["ajout"],
        "changees": effets["changement"],
        "inchangees": effets["inchangee"],
    }
    envoi.save(update_fields=["reponse"])
    return envoi.reponse
