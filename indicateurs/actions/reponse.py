"""Answer a survey: the single-use code is spent and the ballot sealed, in one transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import TransitionRefusee
from indicateurs.actions.depouillement import sceller
from indicateurs.models import Invitation, SourceReponse, Urne, VagueSondage


class DejaRepondu(TransitionRefusee):
    """The code was used."""


class VagueClose(TransitionRefusee):
    """Answers are not taken any more."""


def repondre(*, vague: VagueSondage, invitation: Invitation | None, valeurs: dict[str, Any], au: date) -> None:
    """Seal an answer, in one transaction; without an invitation it comes from a poster.

    Anyone who has the code may answer, once.
    """
    with portee(Acteur.systeme()):
        if not VagueSondage.objects.get(pk=vague.pk).est_ouverte(au=au):
            raise VagueClose(_("Ce sondage est terminé."))
        # A conditional update: of two answers under one code, one finds it spent.
        if invitation and not Invitation.objects.filter(pk=invitation.pk, repondue=False).update(repondue=True):
            raise DejaRepondu(_("Ce lien a déjà servi."))
        contenu: dict[str, Any] = {"valeurs": valeurs}
        if invitation and not vague.est_anonyme:
            contenu |= {"personne": str(invitation.personne_id), "region": invitation.region_id}
        source = SourceReponse.INVITATION if invitation else SourceReponse.AFFICHE
        strate = invitation.strate if invitation else ""
        Urne.objects.bulk_create([Urne(vague_id=vague.pk, strate=strate, source=source, scelle=sceller(contenu))])
