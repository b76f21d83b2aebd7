"""Where a finding comes from: a kind and a key, turned into words and a link by one table; never a foreign key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.identifiants import identifiant
from guichet.mesure.definition import MESURES
from indicateurs import policies
from indicateurs.models import OrigineConstat
from partenaires import policies as policies_partenaires


@dataclass(frozen=True, slots=True)
class Lien:
    """The words of an origin, and the page that shows it (empty when there is none, or not for this reader)."""

    libelle: str
    url: str = ""


def lien(origine: str, cle: str, acteur: Acteur) -> Lien:
    """What a finding's origin is called and where this actor reads it; what she may not read keeps its words alone."""
    mots = str(OrigineConstat(origine).label)
    if not cle:
        return Lien(mots)
    if origine not in LIENS or identifiant(cle) is None:
        return Lien(f"{mots} : {cle}")
    return LIENS[origine](cle, acteur) or Lien(mots)


def _enquete(cle: str, acteur: Acteur) -> Lien | None:
    vagues = policies.vagues_sondage_visibles(acteur).select_related("version__sondage")
    vague = vagues.filter(pk=identifiant(cle)).first()
    if vague is None:
        return None
    mots = _("Sondage : %(titre)s, vague %(n)s") % {"titre": vague.version.titre(), "n": vague.numero}
    return Lien(mots, reverse("vague_sondage", args=[vague.pk]))


def _alerte(cle: str, acteur: Acteur) -> Lien | None:
    alerte = policies.alertes_visibles(acteur).filter(pk=identifiant(cle)).first()
    if alerte is None or alerte.code not in MESURES:
        return None
    titre = _("Alerte : %(indicateur)s") % {"indicateur": alerte.mesure.titre}
    return Lien(titre, reverse("indicateur", args=[alerte.code]))


def _revue(cle: str, acteur: Acteur) -> Lien | None:
    revue = policies_partenaires.revues_visibles(acteur).filter(pk=identifiant(cle)).first()
    return Lien(_("Revue de mi-parcours"), reverse("revue", args=[revue.pk])) if revue else None


def _ligne_de_plan(cle: str, acteur: Acteur) -> Lien | None:
    ligne = policies.lignes_visibles(acteur).filter(pk=identifiant(cle)).first()
    return Lien(str(ligne), reverse("ligne_de_plan", args=[ligne.pk])) if ligne else None


def _besoin(cle: str, acteur: Acteur) -> Lien | None:
    besoin = policies_partenaires.besoins_visibles(acteur).filter(pk=identifiant(cle)).first()
    return Lien(_("Besoin du terrain"), reverse("besoin", args=[besoin.pk])) if besoin else None


def _groupe_temoin(cle: str, acteur: Acteur) -> Lien | None:
    groupe = policies.groupes_temoins_visibles(acteur).filter(pk=identifiant(cle)).first()
    if groupe is None:
        return None
    return Lien(_("Groupe témoin : %(sujet)s") % {"sujet": groupe}, reverse("groupe_temoin", args=[groupe.pk]))


LIENS: dict[str, Callable[[str, Acteur], Lien | None]] = {
    OrigineConstat.ENQUETE: _enquete,
    OrigineConstat.ALERTE: _alerte,
    OrigineConstat.REVUE: _revue,
    OrigineConstat.AUDIT: _ligne_de_plan,
    OrigineConstat.BESOIN: _besoin,
    OrigineConstat.GROUPE: _groupe_temoin,
}
