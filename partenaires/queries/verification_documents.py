"""Whether signed documents still are what was signed: digests, signatures, and the same file made again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from partenaires.models import DocumentSigne


@dataclass(frozen=True, slots=True)
class Outils:
    """What a verification uses: read a file, make a document, digest a template, judge signatures."""

    lire: Callable[[str], bytes]
    rendre: Callable[..., bytes]
    empreinte_du_gabarit: Callable[[str], str]
    verifier: Callable[[bytes], list[Any]]


def defauts_de(document: DocumentSigne, outils: Outils) -> list[str]:
    """What is wrong with one document, in sentences; empty when everything holds."""
    if not document.est_produit:
        return []
    original = _lire(document.chemin, outils)
    if original is None:
        return [_("le fichier manque")]
    defauts = []
    if hashlib.sha256(original).hexdigest() != document.pdf_sha256:
        defauts.append(_("le fichier n’a plus son empreinte"))
    defauts += _rendu_a_nouveau(document, outils)
    return defauts + (_signatures(document, original, outils) if document.chemin_signe else [])


def _rendu_a_nouveau(document: DocumentSigne, outils: Outils) -> list[str]:
    if outils.empreinte_du_gabarit(document.contexte["genre"]) != document.gabarit_sha256:
        return [_("le gabarit n’est plus celui de la signature : le document ne se refait pas")]
    refait = outils.rendre(document.contexte, identifiant=document.pk.bytes)
    if hashlib.sha256(refait).hexdigest() != document.pdf_sha256:
        return [_("le document refait n’a pas la même empreinte")]
    return []


def _signatures(document: DocumentSigne, original: bytes, outils: Outils) -> list[str]:
    signe = _lire(document.chemin_signe, outils)
    if signe is None:
        return [_("le fichier signé manque")]
    defauts = []
    if hashlib.sha256(signe).hexdigest() != document.signe_sha256:
        defauts.append(_("le fichier signé n’a plus son empreinte"))
    if not signe.startswith(original):
        defauts.append(_("le fichier signé ne commence pas par le document"))
    try:
        verdicts = outils.verifier(signe)
    except Exception:
        return [*defauts, _("le fichier signé ne se lit pas")]
    attendus = document.signataires.filter(scelle_le__isnull=False).count()
    if len(verdicts) != attendus:
        defauts.append(_("%(n)s signatures au lieu de %(a)s") % {"n": len(verdicts), "a": attendus})
    return defauts + [_("signature invalide : %(nom)s") % {"nom": v.nom} for v in verdicts if not v.est_valide]


def _lire(chemin: str, outils: Outils) -> bytes | None:
    try:
        return outils.lire(chemin)
    except OSError:
        return None
