"""The person's documents, who read her file, and the download of one private file."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guichet.acteurs import ROLES_PERSONNE
from guichet.coquille import page as page_jinja
from guichet.models import VerdictPiece
from guichet.vieprivee.lectures import noter_lecture
from inscriptions import policies
from inscriptions.etapes import PAR_CODE
from inscriptions.lectures import lire_mes_documents
from inscriptions.queries.lectures import en_mots

PAR_PAGE = 25
EXTENSIONS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}


def _personne_seulement(request: HttpRequest) -> None:
    if request.acteur.role not in ROLES_PERSONNE:  # type: ignore[attr-defined]
        raise PermissionDenied


@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """What the person sent, with its verdict, and what she received."""
    _personne_seulement(request)
    lus = lire_mes_documents(request.acteur)  # type: ignore[attr-defined]
    preuve_possible = lus["etat"] is not None and PAR_CODE["preuve"].est_ouverte(lus["etat"])
    return page_jinja(request, "inscriptions/documents.jinja", lus | {"preuve_possible": preuve_possible})


@require_safe
def lectures(request: HttpRequest) -> HttpResponse:
    """Who opened the file, as what, which page, when."""
    _personne_seulement(request)
    requete = policies.lectures_visibles(request.acteur).select_related("organisation").order_by("-le", "-id")  # type: ignore[attr-defined]
    page = Paginator(requete, PAR_PAGE).get_page(request.GET.get("page"))
    return render(request, "inscriptions/lectures.html", {"page_obj": page, "lectures": en_mots(page)})


@require_safe
def piece(request: HttpRequest, piece: uuid.UUID) -> FileResponse:
    """One private file, as an attachment, once it is known to be clean."""
    acteur = request.acteur  # type: ignore[attr-defined]
    trouvee = get_object_or_404(policies.pieces_visibles(acteur).select_related("personne"), pk=piece)
    if trouvee.verdict != VerdictPiece.SAINE:
        raise PermissionDenied
    noter_lecture(personne=trouvee.personne, acteur=acteur, page="piece", le=timezone.now())
    try:
        fichier = storages["prive"].open(trouvee.chemin)
    except FileNotFoundError as erreur:
        raise Http404 from erreur
    reponse = FileResponse(
        fichier,
        as_attachment=True,
        filename=f"piece-{trouvee.deposee_le:%Y-%m-%d}{EXTENSIONS.get(trouvee.type_mime, '')}",
        content_type=trouvee.type_mime,
    )
    # Even if a browser showed it, nothing inside could run or reach the portal.
    reponse["Content-Security-Policy"] = "default-src 'none'; sandbox"
    reponse["X-Content-Type-Options"] = "nosniff"
    reponse["Cache-Control"] = "no-store, private"
    return reponse
