"""The paper form of a survey: of a version, or of a wave with its last day."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from guichet.acteurs import Acteur
from indicateurs.documents_questionnaire import rendre_questionnaire
from indicateurs.models import VagueSondage, VersionSondage
from indicateurs.policies import vagues_a_saisir_visibles
from indicateurs.views.sondages import sondeur, trouver_version


@require_safe
def sondage_papier(request: HttpRequest, version_id: uuid.UUID, langue: str) -> HttpResponse:
    """The form of a version, in one of its languages; a draft's too, to be read again."""
    version = trouver_version(request, version_id)
    sondeur(request)
    return _pdf(version, langue, None, f"{version.sondage.code}-{version.numero}")


@require_safe
def vague_sondage_papier(request: HttpRequest, vague_id: uuid.UUID, langue: str) -> HttpResponse:
    """The form of a wave, with its last day and what becomes of the answers: advisers who enter them print it too."""
    acteur: Acteur | None = request.acteur  # type: ignore[attr-defined]
    if acteur is None:
        raise Http404
    visibles = vagues_a_saisir_visibles(acteur).select_related("campagne", "version__sondage")
    vague = get_object_or_404(visibles, pk=vague_id)
    return _pdf(vague.version, langue, vague, f"{vague.campagne.code}-{vague.numero}")


def _pdf(version: VersionSondage, langue: str, vague: VagueSondage | None, nom: str) -> HttpResponse:
    if langue not in version.langues:
        raise Http404
    octets = rendre_questionnaire(version, langue=langue, vague=vague)
    reponse = HttpResponse(octets, content_type="application/pdf")
    reponse["Content-Disposition"] = f'attachment; filename="questionnaire-{nom}-{langue}.pdf"'
    return reponse
