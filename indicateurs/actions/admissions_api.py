"""Admissions sent by another ministry's system: a key, an idempotency key, all lines or none."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.bd.identifiants import graine
from guichet.cloison import portee
from guichet.cycle import TransitionRefusee
from guichet.referentiels.parametres import parametre
from indicateurs.actions.admissions import REMPLACEE, verrouiller
from indicateurs.models import EnvoiAdmissions, JetonAdmissions
from indicateurs.queries import admissions_sql as sql
from indicateurs.queries.admissions import Faute, en_listes, examiner
from partenaires.actions.jetons import empreinte_de, repondre_une_fois
from partenaires.services_lignes import Ligne


class AdmissionsRefusees(TransitionRefusee):
    """Some lines are at fault: nothing was written."""

    def __init__(self, fautes: Sequence[Faute]) -> None:
        super().__init__(_("Des lignes sont à corriger : rien n’a été enregistré."))
        self.fautes = list(fautes)


@transaction.atomic
def creer_jeton(*, nom: str, le: datetime) -> tuple[JetonAdmissions, str]:
    """A new key and its secret, which is shown once and kept nowhere."""
    secret = secrets.token_urlsafe(32)
    jours = int(parametre("admissions_jeton_jours", au=timezone.localdate(le)))
    jeton = JetonAdmissions.objects.create(
        nom=nom, empreinte=empreinte_de(secret), cree_le=le, expire_le=le + timedelta(days=jours)
    )
    return jeton, secret


@transaction.atomic
def revoquer_jeton(*, nom: str, le: datetime) -> int:
    """End the keys of a system; return how many were still good."""
    return JetonAdmissions.objects.filter(nom=nom, revoque_le=None).update(revoque_le=le)


def jeton_du_secret(secret: str, *, le: datetime) -> JetonAdmissions | None:
    """The key this secret opens; None for an unknown, expired or revoked one."""
    with portee(Acteur.systeme()):
        valables = JetonAdmissions.objects.filter(revoque_le=None, expire_le__gt=le)
        return valables.filter(empreinte=empreinte_de(secret)).first()


def acteur_du_jeton(jeton: JetonAdmissions) -> Acteur:
    """Who calls with this key."""
    return Acteur(role=Role.CLIENT_API, libelle=f"API – {jeton.nom}"[:120])


@transaction.atomic
def recevoir_envoi(*, jeton: JetonAdmissions, cle: str, lignes: Sequence[Ligne], le: datetime) -> dict[str, Any]:
    """Write the lines of a call; the same key with the same lines gives the first answer and writes nothing."""
    return repondre_une_fois(
        EnvoiAdmissions.objects,
        lambda envoi: inscrire(lignes, envoi=envoi, le=le),
        cle=cle,
        lignes=lignes,
        le=le,
        jeton=jeton,
    )


@transaction.atomic
def inscrire(lignes: Sequence[Ligne], *, envoi: EnvoiAdmissions, le: datetime) -> dict[str, int]:
    """Write a few lines, all or none; return how many were added, changed, left alone."""
    verrouiller()
    valeurs = en_listes(lignes, le=le)
    fautes, effets = examiner(lignes, valeurs)
    if fautes:
        raise AdmissionsRefusees(fautes)
    valeurs |= {"lot": None, "envoi": envoi.pk, "le": le, "motif": REMPLACEE, "graine": graine()}
    with connection.cursor() as curseur:
        for ordre in sql.ecrire_des_listes():
            curseur.execute(ordre, valeurs)
    return effets
