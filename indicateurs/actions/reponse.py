"""Answer a survey: the single-use code is spent and the ballot sealed, in one transaction."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import TransitionRefusee
from indicateurs.actions.depouillement import sceller
from indicateurs.models import Invitation, VagueSondage

# One statement. A conditional update: of two answers under one code, one finds it spent, and puts nothing in the urn.
PAR_INVITATION = """
WITH servie AS (
  UPDATE indicateurs_invitation i SET repondue = true FROM indicateurs_vaguesondage v
  WHERE i.id = %(invitation)s AND NOT i.repondue AND v.id = i.vague_id AND v.id = %(vague)s
    AND v.etat = 'ouverte' AND v.ferme_le >= %(au)s
  RETURNING i.vague_id, i.strate
)
INSERT INTO indicateurs_urne (id, vague_id, strate, source, scelle)
SELECT gen_random_uuid(), vague_id, strate, 'invitation', %(scelle)s FROM servie RETURNING 1
"""
PAR_AFFICHE = """
INSERT INTO indicateurs_urne (id, vague_id, strate, source, scelle)
SELECT gen_random_uuid(), id, '', 'affiche', %(scelle)s FROM indicateurs_vaguesondage
WHERE id = %(vague)s AND etat = 'ouverte' AND ferme_le >= %(au)s RETURNING 1
"""


class DejaRepondu(TransitionRefusee):
    """The code was used."""


class VagueClose(TransitionRefusee):
    """Answers are not taken any more."""


def repondre(*, vague: VagueSondage, invitation: Invitation | None, valeurs: dict[str, Any], au: date) -> None:
    """Seal an answer, in one transaction; without an invitation it comes from a poster.

    Anyone who has the code may answer, once.
    """
    contenu: dict[str, Any] = {"valeurs": valeurs}
    if invitation and not vague.est_anonyme:
        contenu |= {"personne": str(invitation.personne_id), "region": invitation.region_id}
    cle = invitation.pk if invitation else None
    donnees = {"vague": vague.pk, "invitation": cle, "au": au, "scelle": sceller(contenu)}
    with portee(Acteur.systeme()), connection.cursor() as curseur:
        curseur.execute(PAR_INVITATION if invitation else PAR_AFFICHE, donnees)
        if curseur.fetchone():
            return
        if not VagueSondage.objects.get(pk=vague.pk).est_ouverte(au=au):
            raise VagueClose(_("Ce sondage est terminé."))
    raise DejaRepondu(_("Ce lien a déjà servi."))
