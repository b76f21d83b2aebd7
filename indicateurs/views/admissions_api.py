"""Admissions sent by another ministry's system: POST /api/v1/admissions/, a JSON list and an idempotency key."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from guichet.cloison import portee
from guichet.middleware.acces import page_publique
from indicateurs.actions.admissions_api import AdmissionsRefusees, acteur_du_jeton, jeton_du_secret, recevoir_envoi
from indicateurs.admissions_lignes import COLONNES
from indicateurs.formulaires_admissions import erreurs_de
from partenaires.actions.jetons import CleReutilisee
from partenaires.views.services_api import CorpsRefuse, erreur, lire_liste


@csrf_exempt
@page_publique
@require_POST
def admissions_api(request: HttpRequest) -> JsonResponse:
    """All lines or none: 200 with what changed, 422 with every fault; the same key gives the same answer."""
    le = timezone.now()
    genre, _espace, secret = request.headers.get("Authorization", "").partition(" ")
    jeton = jeton_du_secret(secret.strip(), le=le) if genre.lower() == "bearer" and secret.strip() else None
    if jeton is None:
        return erreur(401, _("Envoyez un jeton valide dans l’en-tête Authorization."))
    cle = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(cle) <= 80 or not cle.isascii() or not cle.isprintable():
        return erreur(400, _("Envoyez l’en-tête Idempotency-Key : de 1 à 80 caractères."))
    try:
        lignes = lire_liste(request, "admissions", COLONNES)
        with portee(acteur_du_jeton(jeton)):
            return JsonResponse(recevoir_envoi(jeton=jeton, cle=cle, lignes=lignes, le=le))
    except CorpsRefuse as refus:
        return erreur(400, str(refus))
    except AdmissionsRefusees as refus:
        fautes = erreurs_de(refus.fautes, au=timezone.localdate(le))
        return JsonResponse({"message": refus.message, "erreurs": fautes}, status=422)
    except CleReutilisee as refus:
        return erreur(409, refus.message)
