"""The demonstration's own pages: accounts, one-click sign-in, mailbox, tour. They act in settings.demo only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.comptes.session import CLE_AMF
from guichet.demo.comptes import COMPTES, DESTINATAIRES, FAMILLES, PAR_CLE, VISITE
from guichet.middleware.acces import page_publique
from guichet.models import Avis, Utilisateur

AVIS_PAR_PAGE = 20


def en_demonstration(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 404 wherever the settings are not the demonstration's; these pages need no account."""

    @wraps(vue)
    def gardee(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return vue(request, *args, **kwargs)

    return page_publique(gardee)


@en_demonstration
@require_GET
def accueil(request: HttpRequest) -> HttpResponse:
    """Every account in one click, by role, and the suggested tour."""
    existants = {u.email: u for u in Utilisateur.objects.filter(email__in=DESTINATAIRES)}
    familles = [
        {
            "titre": titre,
            "comptes": [(c, existants.get(c.courriel)) for c in COMPTES if c.famille == famille],
        }
        for famille, titre in FAMILLES
    ]
    visite = [{"compte": PAR_CLE[cle], "vers": vers, "texte": texte} for cle, vers, texte in VISITE]
    return render(request, "demo/accueil.html", {"titre": _("Démonstration"), "familles": familles, "visite": visite})


@en_demonstration
@require_POST
def entrer(request: HttpRequest, cle: str) -> HttpResponse:
    """Sign in as this account, its second factor considered done, and go to its first page or to the one asked."""
    compte = PAR_CLE.get(cle)
    utilisateur = compte and Utilisateur.objects.filter(email=compte.courriel, is_active=True).first()
    if compte is None or utilisateur is None:
        raise Http404
    login(request, utilisateur, backend=settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, utilisateur, method="password", email=compte.courriel)
    request.session[CLE_AMF] = compte.travaille
    messages.success(request, _("Vous êtes maintenant : %(compte)s.") % {"compte": compte.titre})
    return redirect(_premiere_page(request.POST.get("vers", "")))


@en_demonstration
@require_GET
def courrier(request: HttpRequest) -> HttpResponse:
    """Every e-mail and text message, newest first; `q` looks for an address."""
    cherche = request.GET.get("q", "").strip()[:254]
    with portee(Acteur.systeme()):
        page = Paginator(_avis(cherche), AVIS_PAR_PAGE).get_page(request.GET.get("page"))
        avis = list(page.object_list)
    contexte = {
        "titre": _("Courrier de la démonstration"),
        "avis": avis,
        "page_obj": page,
        "fil": [{"libelle": _("Démonstration"), "url": reverse("demo")}, {"libelle": _("Courrier"), "url": ""}],
        "cherche": cherche,
        "destinataires": [(c.courriel, c.titre) for c in COMPTES if not c.travaille],
    }
    return render(request, "demo/courrier.html", contexte)


def _avis(cherche: str) -> QuerySet[Avis]:
    avis = Avis.objects.order_by("-cree_le", "-id")
    return avis.filter(destinataire__icontains=cherche) if cherche else avis


def _premiere_page(vers: str) -> str:
    """The address of a step of the tour; each role's own home otherwise."""
    return reverse(vers if vers in {etape[1] for etape in VISITE} else "espace")
