"""Which edition the calendar asks for, the one to read, its figures by cut."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from indicateurs.models import ChiffreFige, CorrectionChiffre, DemandeEdition, Edition
from indicateurs.queries.chiffres import Chiffre

# 15 January and 15 July (docs/editions.md).
ECHEANCES = ((1, 15), (7, 15))
# What a correction replaces.
COLONNES = ("numerateur", "denominateur", "valeur", "publie_haut", "publie_bas", "publie", "masque")

DECIMALES = ("valeur", "publie")
EDITIONS_MONTREES = 6
MILLIONIEME = Decimal("0.000001")
# Beside the definitions of an edition: which rows of the dated parameters answered while it was frozen.
PARAMETRES = "parametres"


def colonnes(chiffre: Chiffre) -> dict[str, Any]:
    """The row of a figure, as it is frozen."""
    valeur, publie = chiffre.valeur, chiffre.publie
    return {
        "mesure": chiffre.mesure.code,
        "version": chiffre.mesure.version,
        "coupe": chiffre.coupe,
        "du": chiffre.filtre.du,
        "au": chiffre.filtre.au,
        "axes": chiffre.filtre.choisis(),
        "numerateur": valeur.numerateur,
        "denominateur": valeur.denominateur,
        "valeur": _six(valeur.valeur),
        "publie_haut": publie.haut,
        "publie_bas": publie.bas,
        "publie": _six(publie.valeur),
        "masque": publie.motif,
    }


def _six(valeur: Any) -> Any:
    return None if valeur is None else Decimal(valeur).quantize(MILLIONIEME)


def empreinte(lignes: Iterable[dict[str, Any]]) -> str:
    """The digest of the figures, in their order."""
    texte = json.dumps(list(lignes), sort_keys=True, default=str, separators=(",", ":"))
    return hashlib.sha256(texte.encode()).hexdigest()


def est_intacte(edition: Edition) -> bool:
    """True when the rows still have the digest they were frozen with."""
    champs = ("mesure", "version", "coupe", "du", "au", "axes", *COLONNES)
    return empreinte(edition.chiffres.order_by("id").values(*champs)) == edition.empreinte


def du_ministere(edition: Edition) -> list[str]:
    """Codes of the figures that stay in the ministry: no public page or file holds a row of them."""
    return [
        reference.rpartition(" v")[0]
        for reference, mots in edition.definitions.items()
        if reference != PARAMETRES and not mots.get("publique", True)
    ]


def chiffres_publics(edition: Edition) -> QuerySet[ChiffreFige]:
    """The figures of an edition that everyone may read."""
    return edition.chiffres.exclude(mesure__in=du_ministere(edition))


def en_vigueur(chiffre: ChiffreFige) -> dict[str, Any]:
    """The columns of a figure as they stand: the last correction, else what was frozen."""
    derniere = max(chiffre.corrections.all(), key=lambda c: c.pk, default=None)
    if derniere is None:
        return {nom: getattr(chiffre, nom) for nom in COLONNES}
    # A correction keeps its decimals as text.
    decimales = {nom: Decimal(derniere.nouveau[nom]) for nom in DECIMALES if derniere.nouveau[nom] is not None}
    return derniere.nouveau | decimales


def cle_avancement(demande_id: uuid.UUID | str) -> str:
    """The cache key under which the worker says how many definitions are read, of how many."""
    return f"edition:{demande_id}"


def demande_en_cours() -> DemandeEdition | None:
    """The edition a worker is making, if there is one."""
    return DemandeEdition.objects.filter(edition__isnull=True, echec="").first()


def derniere_demande_echouee() -> DemandeEdition | None:
    """The last demand, when no edition came of it."""
    derniere = DemandeEdition.objects.first()
    return derniere if derniere and derniere.echec else None


def derniere_echeance(jour: date) -> date:
    """The last date of the calendar on or before that day."""
    passees = [date(an, mois, quantieme) for an in (jour.year - 1, jour.year) for mois, quantieme in ECHEANCES]
    return max(echeance for echeance in passees if echeance <= jour)


def derniere_edition() -> Edition | None:
    """The newest frozen, None before the first."""
    return Edition.objects.order_by("-figee_le").first()


def corrections_de(edition: Edition) -> list[CorrectionChiffre]:
    """What was corrected, the newest first."""
    lues = CorrectionChiffre.objects.filter(chiffre__edition=edition).select_related("chiffre", "par")
    return list(lues.order_by("-pk"))


def corrections_publiques(edition: Edition) -> list[CorrectionChiffre]:
    """Those of figures that everyone may read."""
    retenus = set(du_ministere(edition))
    return [correction for correction in corrections_de(edition) if correction.chiffre.mesure not in retenus]


def chiffres(edition: Edition, coupe: str, mesures: Iterable[str] = ()) -> list[ChiffreFige]:
    """The figures of one cut that everyone may read, corrections at hand."""
    lus = chiffres_publics(edition).filter(coupe=coupe).prefetch_related("corrections")
    return list(lus.filter(mesure__in=list(mesures)) if mesures else lus)


def chiffres_du_ministere(edition: Edition, coupe: str) -> list[ChiffreFige]:
    """Every figure of one cut, for the roles that read exact ones."""
    return list(edition.chiffres.filter(coupe=coupe).prefetch_related("corrections"))


def dits_dans_les_editions(code: str) -> list[tuple[ChiffreFige, dict[str, Any]]]:
    """What the last editions told of one figure for the whole province, the newest first, corrections at hand."""
    lus = ChiffreFige.objects.filter(mesure=code, coupe="").select_related("edition").prefetch_related("corrections")
    return [(chiffre, en_vigueur(chiffre)) for chiffre in lus.order_by("-edition__figee_le")[:EDITIONS_MONTREES]]


def mesures_de(edition: Edition, coupes: Iterable[str]) -> list[dict[str, Any]]:
    """The definitions an edition tells in these cuts: code, version and the words frozen with it."""
    connues = chiffres_publics(edition).filter(coupe__in=list(coupes)).values_list("mesure", "version").distinct()
    return [
        {"code": code, "version": version} | edition.definitions[f"{code} v{version}"]
        for code, version in sorted(connues)
    ]
