"""The kinds of origin this app holds, for the one registry of the portal; where a finding comes from."""

from __future__ import annotations

import re

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Acteur
from guichet.identifiants import identifiant
from guichet.mesure.definition import MESURES
from guichet.origines import Source, enregistrer, nommee
from indicateurs import policies
from indicateurs.models import OrigineConstat, Scenario

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def lien(origine: str, cle: str, acteur: Acteur) -> Source:
    """What a finding's origin is called and where it is; an unknown key keeps its words."""
    return nommee(origine, cle, acteur, mots=OrigineConstat(origine).label)


def _vague(cle: str, acteur: Acteur) -> Source | None:
    vagues = policies.vagues_sondage_visibles(acteur).select_related("version__sondage")
    vague = vagues.filter(pk=identifiant(cle)).first()
    if vague is None:
        return Source("") if identifiant(cle) else None
    mots = _("%(titre)s, vague %(n)s") % {"titre": vague.version.titre(), "n": vague.numero}
    return Source(str(mots), reverse("vague_sondage", args=[vague.pk]))


def _amelioration(cle: str, acteur: Acteur) -> Source:
    """Members of a table read that a promise comes from the register, never the finding."""
    trouvee = policies.ameliorations_visibles(acteur).filter(pk=identifiant(cle)).first()
    return Source(trouvee.titre, reverse("amelioration", args=[trouvee.pk])) if trouvee else Source("")


def _alerte(cle: str, acteur: Acteur) -> Source | None:
    alerte = policies.alertes_visibles(acteur).filter(pk=identifiant(cle)).first()
    if alerte is None or alerte.code not in MESURES:
        return None
    return Source(str(alerte.mesure.titre), reverse("indicateur", args=[alerte.code]))


def _ligne_de_plan(cle: str, acteur: Acteur) -> Source | None:
    ligne = policies.lignes_visibles(acteur).filter(pk=identifiant(cle)).first()
    return Source(str(ligne), reverse("ligne_de_plan", args=[ligne.pk])) if ligne else None


def _groupe_temoin(cle: str, acteur: Acteur) -> Source | None:
    groupe = policies.groupes_temoins_visibles(acteur).filter(pk=identifiant(cle)).first()
    return Source(groupe.titre, reverse("groupe_temoin", args=[groupe.pk])) if groupe else None


def _constat(cle: str, acteur: Acteur) -> Source | None:
    trouve = policies.constats_visibles(acteur).en_place().filter(numero=cle).first()  # type: ignore[attr-defined]
    return Source(trouve.enonce, reverse("groupe_temoin", args=[trouve.groupe_id])) if trouve else None


def _indicateur(cle: str, acteur: Acteur) -> Source | None:
    mesure = MESURES.get(cle)
    if mesure is None:
        return None
    lisible = policies.peut_lire_indicateurs(acteur)
    return Source(str(mesure.titre), reverse("indicateur", args=[cle]) if lisible else "")


def _scenario(cle: str, acteur: Acteur) -> Source | None:
    trouve = Scenario.objects.filter(pk=cle).first() if UUID.fullmatch(cle) else None
    if trouve is None:
        return None
    return Source(trouve.nom, reverse("scenario", args=[cle]) if policies.peut_simuler(acteur) else "")


enregistrer("alerte", _("Alerte d’un indicateur"), _alerte)
enregistrer("indicateur", _("Indicateur"), _indicateur)
enregistrer("scenario", _("Scénario : effet simulé"), _scenario)
enregistrer("audit", _("Audit"), _ligne_de_plan)
enregistrer("enquete", _("Enquête"), _vague)
enregistrer("sondage", _("Sondage"), _vague)
enregistrer("amelioration", _("Constat du registre d’amélioration"), _amelioration)
enregistrer("groupe_temoin", _("Groupe témoin"), _groupe_temoin)
enregistrer("constat", _("Constat d’un groupe témoin"), _constat)
