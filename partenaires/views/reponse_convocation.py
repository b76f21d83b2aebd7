"""A member answers the call of a meeting."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guichet.referentiels.formats import formater_date_heure
from partenaires import policies
from partenaires.actions.reponse_convocation import repondre_convocation
from partenaires.formulaires.concertation import FormulaireReponse
from partenaires.views.concertation_communs import donnees, lecteur, rencontre_ou_404, saisir


@require_http_methods(["GET", "HEAD", "POST"])
def rencontre_repondre(request: HttpRequest, rencontre_id: uuid.UUID) -> HttpResponse:
    """Present, absent, or represented by someone."""
    appelee = rencontre_ou_404(request, rencontre_id)
    acteur = lecteur(request)
    if not policies.est_conviee(appelee, acteur):
        raise PermissionDenied
    donnee = policies.reponses_convocation_visibles(acteur).filter(rencontre=appelee).first()
    form = FormulaireReponse(donnees(request), initial=FormulaireReponse.initial_de(donnee))
    return saisir(
        request,
        form,
        lambda: repondre_convocation(rencontre=appelee, acteur=acteur, le=timezone.now(), **form.cleaned_data),
        titre=_("Répondre à la convocation"),
        explication=_("%(sujet)s, le %(debut)s. Vous pouvez changer votre réponse jusqu’au début de la rencontre.")
        % {"sujet": appelee.sujet, "debut": formater_date_heure(timezone.localtime(appelee.debut))},
        libelle=_("Enregistrer la réponse"),
        retour=reverse("rencontre", args=[appelee.pk]),
        reussi=_("Votre réponse est enregistrée."),
    )
