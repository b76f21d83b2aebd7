"""Where a finding comes from: a kind and a key, turned into words and a link by one table; never a foreign key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from guichet.identifiants import identifiant
from guichet.mesure.definition import MESURES
from indicateurs.models import Alerte, OrigineConstat
from partenaires.models import LigneDePlan


@dataclass(frozen=True, slots=True)
class Lien:
    """The words of an origin, and the page that shows it (empty when there is none)."""

    libelle: str
    url: str = ""


def lien(origine: str, cle: str) -> Lien:
    """What a finding's origin is called and where it is; an unknown key keeps its words."""
    mots = str(OrigineConstat(origine).label)
    if not cle:
        return Lien(mots)
    return (LIENS[origine](cle) if origine in LIENS else None) or Lien(f"{mots} : {cle}")


def _alerte(cle: str) -> Lien | None:
    alerte = Alerte.objects.filter(pk=identifiant(cle)).first()
    if alerte is None or alerte.code not in MESURES:
        return None
    titre = _("Alerte : %(indicateur)s") % {"indicateur": alerte.mesure.titre}
    return Lien(titre, reverse("indicateur", args=[alerte.code]))


def _revue(cle: str) -> Lien | None:
    """The review's own page decides who may open it."""
    trouve = identifiant(cle)
    return Lien(_("Revue de mi-parcours"), reverse("revue", args=[trouve])) if trouve else None


def _ligne_de_plan(cle: str) -> Lien | None:
    ligne = LigneDePlan.objects.filter(pk=identifiant(cle)).first()
    return Lien(str(ligne), reverse("ligne_de_plan", args=[ligne.pk])) if ligne else None


LIENS: dict[str, Callable[[str], Lien | None]] = {
    OrigineConstat.ALERTE: _alerte,
    OrigineConstat.REVUE: _revue,
    OrigineConstat.AUDIT: _ligne_de_plan,
}
