"""The page of the link sent to a person drawn: no sign-in, the signature says whose answer it is."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import TransitionRefusee
from guichet.middleware.acces import page_publique
from indicateurs.actions.groupe_temoin import peut_repondre, repondre_invitation
from indicateurs.courriels_groupes import recrue_du_jeton
from indicateurs.models import Recrue


@page_publique
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def groupe_temoin_invitation(request: HttpRequest, jeton: str) -> HttpResponse:
    """What is asked, and her answer; it may change until the session is near."""
    le = timezone.now()
    with portee(Acteur.systeme()):
        recrue = Recrue.objects.select_related("groupe").filter(pk=recrue_du_jeton(jeton)).first()
    if recrue is None:
        return render(request, "inscriptions/offre_lien_invalide.html", status=404)
    if request.method == "POST" and request.POST.get("reponse") in ("oui", "non"):
        acteur = Acteur(
            role=Role.PERSONNE,
            personne_id=recrue.personne_id,
            requete_id=getattr(request, "requete_id", ""),
            libelle=_("Lien signé"),
        )
        try:
            repondre_invitation(recrue=recrue, oui=request.POST["reponse"] == "oui", acteur=acteur, le=le)
        except TransitionRefusee as refus:
            messages.error(request, refus.message)
        return redirect("groupe_temoin_invitation", jeton=jeton)
    contexte = {"recrue": recrue, "groupe": recrue.groupe, "peut_repondre": peut_repondre(recrue, le=le)}
    return render(request, "indicateurs/invitation_groupe.html", contexte)
