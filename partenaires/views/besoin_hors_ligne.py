"""The form of field needs when there is no network: the service worker, and the only page it keeps."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from guichet.middleware.acces import page_publique
from partenaires.formulaires.besoin import FormulaireBesoin


@page_publique
@never_cache
@require_safe
def besoin_hors_ligne(request: HttpRequest) -> HttpResponse:
    """The empty form, the same for everyone: reference lists, no name, no day already written."""
    form = FormulaireBesoin(au=timezone.localdate(), initial={"envoi": "", "entendu_le": None})
    return render(request, "partenaires/besoin_hors_ligne.html", {"form": form})


@page_publique
@never_cache
@require_safe
def besoin_service(request: HttpRequest) -> HttpResponse:
    """The service worker: served beside the form, so that it can see no other page."""
    return render(request, "partenaires/besoin_service.js", content_type="text/javascript; charset=utf-8")
