"""A call for projects: prepared, opened, cancelled. Its closing by the clock is a routine's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.models import Motif
from partenaires.models import AppelProjets
from partenaires.states_ententes import GESTION_ENTENTES
from partenaires.states_programmes import EtatVersion

CHAMPS = ("titre", "description", "volet", "regions", "enveloppe", "ouvre_le", "ferme_le", "debut", "fin")


@transaction.atomic
def enregistrer_appel(
    *, acteur: Acteur, champs: dict[str, Any], le: datetime, appel: AppelProjets | None = None
) -> AppelProjets:
    """A new call in draft, or the changes of this one, under an adopted version."""
    if acteur.role not in GESTION_ENTENTES:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de préparer un appel."))
    if champs["volet"].version.etat != EtatVersion.ADOPTEE:
        raise TransitionRefusee(_("Un appel se fait sous une version adoptée."))
    if appel is not None:
        appel = appel.verrouillee()
        if not appel.est_modifiable:
            raise TransitionRefusee(_("Un appel ouvert ne change plus : annulez-le et préparez-en un autre."))
    nouveau = appel is None
    appel = appel or AppelProjets(numero=_prochain_numero(champs["ouvre_le"].year))
    for nom in CHAMPS:
        setattr(appel, nom, champs[nom])
    appel.version = champs["volet"].version
    if nouveau:
        return ouvrir(appel, acteur=acteur, le=le)
    appel.save(update_fields=[*CHAMPS, "version"])
    return appel


@transaction.atomic
def ouvrir_appel(*, appel: AppelProjets, acteur: Acteur, le: datetime) -> AppelProjets:
    """Show it to organisations; they answer from its first day to its last."""
    appel = appel.verrouillee()
    if appel.ferme_le < timezone.localdate(le):
        raise TransitionRefusee(_("La date de fermeture est passée : changez-la avant d’ouvrir."))
    franchir(appel, "ouvrir_appel", acteur=acteur, le=le)
    return appel


@transaction.atomic
def annuler_appel(
    *, appel: AppelProjets, acteur: Acteur, le: datetime, motif: Motif, precision: str = ""
) -> AppelProjets:
    """Cancel it; requests already made stay and go on."""
    appel = appel.verrouillee()
    franchir(appel, "annuler", acteur=acteur, le=le, motif=precision, motif_code=motif.code)
    return appel


def _prochain_numero(annee: int) -> str:
    """`AP-2026-007`: the next of the year; two at once, and the unique number refuses the second."""
    prefixe = f"AP-{annee}-"
    numeros = AppelProjets.objects.filter(numero__startswith=prefixe).values_list("numero", flat=True)
    rangs = [int(numero.removeprefix(prefixe)) for numero in numeros if numero.removeprefix(prefixe).isdigit()]
    return f"{prefixe}{max(rangs, default=0) + 1:03d}"
