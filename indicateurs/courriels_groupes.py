"""The invitation to a focus group: nothing of the person in it, one link that answers only through its page's form."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from guichet.avis import deposer_avis
from guichet.avis.redaction import SansObjet, Texte, redige
from guichet.models import Canal
from indicateurs.models import Recrue

SEL_RECRUE = "indicateurs.recrue"


def jeton_recrue(recrue: Recrue) -> str:
    """The signed name of an invitation, for its link; the day of the session ends it."""
    return signing.dumps(str(recrue.pk), salt=SEL_RECRUE)


def recrue_du_jeton(jeton: str) -> str | None:
    """The id of the invitation this token names, None when it was not signed by us."""
    try:
        return str(signing.loads(jeton, salt=SEL_RECRUE))
    except signing.BadSignature:
        return None


def inviter(recrue: Recrue, *, le: datetime) -> None:
    """Deposit the invitation: one key, one message."""
    deposer_avis(
        cle=f"recrue:invitation:{recrue.pk}",
        canal=Canal.COURRIEL,
        destinataire=recrue.personne.courriel,
        du_le=le,
        personne=recrue.personne,
    )


@redige("recrue:invitation", a_chaque_envoi=True)
def rediger_invitation(identifiant: str, canal: str) -> Texte:
    """The words, while the group still recruits; `SansObjet` once it was cancelled or held."""
    recrue = Recrue.objects.select_related("groupe").get(pk=identifiant)
    if not recrue.groupe.est_en_recrutement:
        raise SansObjet(identifiant)
    lien = settings.PORTAIL_URL + reverse("groupe_temoin_invitation", args=[jeton_recrue(recrue)])
    corps = render_to_string("indicateurs/courriels/invitation_groupe.txt", {"groupe": recrue.groupe, "lien": lien})
    return Texte(_("Invitation à une rencontre de groupe"), corps)
