"""From a signed-in session to an actor: the person's own file, or the membership chosen in the switcher."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import Portee, portee
from guichet.models import Adhesion, Personne

CLE_ADHESION = "adhesion"
CLE_PERSONNE = "personne"
CLE_AMF = "amf"


def adhesions_de(utilisateur_id: int | None) -> list[Adhesion]:
    """The memberships this account holds today, in a stable order."""
    return list(
        Adhesion.objects.en_vigueur(au=timezone.localdate())
        .filter(utilisateur_id=utilisateur_id)
        .select_related("organisation")
        .order_by("valide_du", "id")
    )


def adhesions_de_la_requete(request: HttpRequest) -> Sequence[Adhesion]:
    """The memberships of who asks: read with the account at the start of the request when it came from a session."""
    lues = getattr(request.user, "adhesions_du_jour", None)
    return adhesions_de(request.user.pk) if lues is None else lues


def acteur_de(request: HttpRequest) -> Acteur | None:
    """The actor of this request, None for the anonymous."""
    utilisateur = request.user
    if not utilisateur.is_authenticated:
        return None
    requete_id = getattr(request, "requete_id", "")
    adhesion = _adhesion(request)
    if adhesion:
        return Acteur(
            role=Role(adhesion.role),
            utilisateur_id=utilisateur.pk,
            organisation_id=adhesion.organisation_id,
            regions=tuple(adhesion.regions),
            requete_id=requete_id,
            libelle=str(utilisateur),
        )
    return Acteur(
        role=Role.PERSONNE,
        utilisateur_id=utilisateur.pk,
        personne_id=_personne_id(request),
        requete_id=requete_id,
        libelle=str(utilisateur),
    )


def choisir_adhesion(request: HttpRequest, adhesion_id: uuid.UUID | None) -> bool:
    """Act from now on under this membership, or as oneself with None; False when it is not ours today."""
    if adhesion_id is None:
        request.session[CLE_ADHESION] = ""
    elif any(adhesion.pk == adhesion_id for adhesion in adhesions_de(request.user.pk)):
        request.session[CLE_ADHESION] = str(adhesion_id)
    else:
        return False
    request.session.cycle_key()
    return True


def a_second_facteur(request: HttpRequest) -> bool:
    """True when the account has a second factor, which allauth then asks at each sign-in."""
    if request.session.get(CLE_AMF):
        return True
    if Authenticator.objects.filter(user_id=request.user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        request.session[CLE_AMF] = True
        return True
    return False


def _adhesion(request: HttpRequest) -> Adhesion | None:
    """The membership of the session: the chosen one while it holds, else the first, remembered."""
    choix = request.session.get(CLE_ADHESION)
    if choix == "":
        return None
    valides = adhesions_de_la_requete(request)
    adhesion = next((valide for valide in valides if str(valide.pk) == choix), None)
    if adhesion is None:
        adhesion = next(iter(valides), None)
        request.session[CLE_ADHESION] = str(adhesion.pk) if adhesion else ""
    return adhesion


def personne_du_compte(utilisateur_id: int | None) -> uuid.UUID | None:
    """The person file of an account, None before the first request."""
    with portee(Portee("compte", cle=str(utilisateur_id))):
        return Personne.objects.filter(utilisateur_id=utilisateur_id).values_list("pk", flat=True).first()


def _personne_id(request: HttpRequest) -> uuid.UUID | None:
    """The account's own person file, looked up once per session."""
    connu = request.session.get(CLE_PERSONNE)
    if connu:
        return uuid.UUID(connu)
    trouve = personne_du_compte(request.user.pk)
    if trouve:
        request.session[CLE_PERSONNE] = str(trouve)
    return trouve
