"""Services sent by an organisation's own system: POST /api/v1/services/, a JSON list and an idempotency key."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from guichet.cloison import portee
from guichet.cycle import TransitionRefusee
from guichet.middleware.acces import page_publique
from partenaires.actions.jetons import CleReutilisee, acteur_du_jeton, recevoir_envoi
from partenaires.actions.services import ServicesRefuses
from partenaires.formulaires.services import erreurs_de
from partenaires.services_lignes import COLONNES, Ligne

LIGNES_MAX, OCTETS_MAX = 1_000, 1_000_000


class CorpsRefuse(Exception):
    """What is wrong with the body, in words."""


@csrf_exempt
@page_publique
@require_POST
def services_api(request: HttpRequest) -> JsonResponse:
    """All lines or none: 200 with what changed, 422 with every fault; the same key gives the same answer."""
    le = timezone.now()
    genre, _espace, secret = request.headers.get("Authorization", "").partition(" ")
    acteur = acteur_du_jeton(secret.strip(), le=le) if genre.lower() == "bearer" and secret.strip() else None
    if acteur is None:
        return erreur(401, _("Envoyez un jeton valide dans l’en-tête Authorization."))
    cle = request.headers.get("Idempotency-Key", "")
    if not 1 <= len(cle) <= 80 or not cle.isascii() or not cle.isprintable():
        return erreur(400, _("Envoyez l’en-tête Idempotency-Key : de 1 à 80 caractères."))
    try:
        lignes = lire_liste(request, "services", COLONNES)
        with portee(acteur):
            return JsonResponse(recevoir_envoi(cle=cle, lignes=lignes, acteur=acteur, le=le))
    except CorpsRefuse as refus:
        return erreur(400, str(refus))
    except ServicesRefuses as refus:
        return JsonResponse({"message": refus.message, "erreurs": erreurs_de(refus.examens)}, status=422)
    except CleReutilisee as refus:
        return erreur(409, refus.message)
    except TransitionRefusee as refus:
        return erreur(403, refus.message)


def erreur(statut: int, message: str) -> JsonResponse:
    """An answer that says what to do."""
    return JsonResponse({"message": message}, status=statut)


def lire_liste(request: HttpRequest, nom: str, colonnes: Sequence[str]) -> list[Ligne]:
    """The lines of a body `{nom: [{…}]}`, cells in the order of the columns. Raise `CorpsRefuse` in words."""
    if int(request.headers.get("Content-Length") or 0) > OCTETS_MAX:
        raise CorpsRefuse(_("Envoyez 1 Mo au plus par appel."))
    try:
        corps: Any = json.loads(request.body)
    except (ValueError, RecursionError) as erreur:
        raise CorpsRefuse(_("Le corps n’est pas du JSON.")) from erreur
    liste = corps.get(nom) if isinstance(corps, dict) else None
    if not isinstance(liste, list) or not 1 <= len(liste) <= LIGNES_MAX:
        raise CorpsRefuse(
            _("Envoyez un objet « %(nom)s » : une liste de 1 à %(n)s lignes.") % {"nom": nom, "n": LIGNES_MAX}
        )
    return [(rang, _cellules(rang, ligne, colonnes)) for rang, ligne in enumerate(liste, 1)]


def _cellules(rang: int, ligne: Any, colonnes: Sequence[str]) -> list[str]:
    if not isinstance(ligne, dict) or set(ligne) - set(colonnes):
        noms = ", ".join(colonnes)
        raise CorpsRefuse(_("Ligne %(n)s : les champs sont %(noms)s.") % {"n": rang, "noms": noms})
    valeurs = [ligne.get(nom) for nom in colonnes]
    if not all(valeur is None or type(valeur) in (str, int, float) for valeur in valeurs):
        raise CorpsRefuse(_("Ligne %(n)s : chaque champ est un texte ou un nombre.") % {"n": rang})
    return ["" if valeur is None else _propre(str(valeur)) for valeur in valeurs]


def _propre(texte: str) -> str:
    """What the database can hold: a null character or half a pair is in no valid cell."""
    return texte.strip().replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
