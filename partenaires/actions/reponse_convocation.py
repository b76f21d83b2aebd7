"""What a member organisation answers to the call of a meeting."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from partenaires.models import GenreReponse, Rencontre, ReponseConvocation
from partenaires.policies import est_conviee
from partenaires.states_ententes import PREPARATION


def repondre_convocation(
    *, rencontre: Rencontre, reponse: str, representant: str, acteur: Acteur, le: datetime
) -> ReponseConvocation:
    """Say whether the actor's organisation comes; said again before the meeting begins, it replaces the former answer.

    Written in the organisation's own scope: the database lets it write no other.
    """
    if acteur.role not in PREPARATION or acteur.organisation_id is None:
        raise RoleInsuffisant(_("Les membres de la table répondent à la convocation."))
    with portee(acteur):
        appelee = Rencontre.objects.get(pk=rencontre.pk)
        if not appelee.attend_des_reponses(au=le):
            raise TransitionRefusee(
                _("Cette rencontre ne reçoit pas de réponse : elle a commencé ou elle est annulée.")
            )
        if not est_conviee(appelee, acteur):
            raise RoleInsuffisant(_("Votre organisation ne siège pas à cette table ce jour-là."))
        if reponse == GenreReponse.REPRESENTEE and not representant.strip():
            raise TransitionRefusee(_("Dites qui représente votre organisation."))
        donnee, _nouvelle = ReponseConvocation.objects.update_or_create(
            rencontre=appelee,
            organisation_id=acteur.organisation_id,
            defaults={
                "table_id": appelee.table_id,
                "reponse": reponse,
                "representant": representant.strip() if reponse == GenreReponse.REPRESENTEE else "",
                "donnee_le": le,
                "donnee_par_id": acteur.utilisateur_id,
            },
        )
    return donnee
