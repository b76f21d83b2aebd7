"""What can be asked of accounts given: gaps that need a reason, what is missing, what a correction changed."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from guichet.mesure.definition import MESURES, Genre
from guichet.referentiels.formats import formater_argent, formater_date, formater_nombre, formater_pourcent
from partenaires.models import (
    DepotReddition,
    IndicateurEntente,
    NatureValeur,
    Reddition,
    SensIndicateur,
    ValeurReddition,
)


@dataclass(frozen=True, slots=True)
class LigneReddition:
    """One figure of an account as a page shows it."""

    valeur: ValeurReddition
    retenu: Decimal | None
    ecart: Decimal | None
    hors_tolerance: bool
    est_taux: bool

    @property
    def a_expliquer(self) -> bool:
        """True while its reason is missing."""
        return self.hors_tolerance and not self.valeur.raison.strip()

    @property
    def ancre(self) -> str:
        """Where its definition stands on the page of definitions."""
        return self.valeur.definition.replace(" ", "-")

    def ecrire(self, nombre: Decimal | None) -> str:
        """A number of this figure in words: a percentage for a rate."""
        if nombre is None:
            return "–"
        return formater_pourcent(nombre) if self.est_taux else formater_nombre(nombre.normalize())

    @property
    def prevu_ecrit(self) -> str:
        return self.ecrire(self.valeur.prevu)

    @property
    def compte_ecrit(self) -> str:
        return self.ecrire(self.valeur.compte)

    @property
    def externe_ecrit(self) -> str:
        return self.ecrire(self.valeur.externe)

    @property
    def retenu_ecrit(self) -> str:
        return self.ecrire(self.retenu)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a correction changed: where, before, after."""

    libelle: str
    avant: str
    apres: str


def est_hors_tolerance(retenu: Decimal | None, prevu: Decimal, tolerance: Decimal, sens: str | None = None) -> bool:
    """True when the figure is further from the agreed one than tolerated; a direction tolerates the good side."""
    if retenu is None:
        return False
    marge = abs(prevu) * tolerance
    bas, haut = retenu < prevu - marge, retenu > prevu + marge
    if sens == SensIndicateur.AU_MOINS:
        return bas
    return haut if sens == SensIndicateur.AU_PLUS else bas or haut


def lignes_de(reddition: Reddition) -> list[LigneReddition]:
    """Every figure of the account, its gap judged; an indicator nothing could measure has no gap."""
    sens = dict(IndicateurEntente.objects.filter(entente=reddition.entente_id).values_list("code", "sens"))
    lignes = []
    for valeur in reddition.valeurs.all():
        indicateur = valeur.nature == NatureValeur.INDICATEUR
        mesure = MESURES.get(valeur.code) if indicateur else None
        retenu = valeur.compte if indicateur else (valeur.compte or Decimal(0)) + valeur.externe
        ecart = (retenu - valeur.prevu) / valeur.prevu if retenu is not None and valeur.prevu else None
        hors = est_hors_tolerance(retenu, valeur.prevu, valeur.tolerance, sens.get(valeur.code) if indicateur else None)
        lignes.append(LigneReddition(valeur, retenu, ecart, hors, bool(mesure and mesure.genre is Genre.TAUX)))
    return lignes


def obstacles_au_depot(reddition: Reddition, *, au: date) -> dict[str, str]:
    """What is missing before the account may be submitted: message by field of the form."""
    manques: dict[str, str] = {}
    if reddition.calculee_le is None:
        manques["calcul"] = _("Demandez d’abord le calcul des chiffres de la période.")
    if au <= reddition.periode_au:
        manques["periode"] = _("La période finit le %(date)s : la reddition se soumet ensuite.") % {
            "date": formater_date(reddition.periode_au)
        }
    if not reddition.recit.strip():
        manques["recit"] = _("Racontez la période : ce qui a été fait, ce qui a changé.")
    for ligne in lignes_de(reddition):
        if ligne.a_expliquer:
            manques[f"raison_{ligne.valeur.pk}"] = _(
                "Expliquez l’écart de « %(quoi)s » : %(fait)s, prévu %(prevu)s."
            ) % {
                "quoi": ligne.valeur.libelle,
                "fait": ligne.retenu_ecrit,
                "prevu": ligne.prevu_ecrit,
            }
    saisies = set(reddition.depenses.values_list("ligne_id", flat=True))
    for ligne_budget in lignes_budget(reddition):
        if ligne_budget.pk not in saisies:
            manques[f"depense_{ligne_budget.pk}"] = _("Écrivez la dépense de « %(poste)s », 0 s’il n’y en a pas.") % {
                "poste": ligne_budget.poste
            }
    return manques


def lignes_budget(reddition: Reddition) -> QuerySet[Any]:
    """The budget lines expenses are declared on."""
    return reddition.entente.lignes_budget.actifs()


def instantane(reddition: Reddition) -> dict[str, Any]:
    """The account as it is now, to be kept with its submission."""
    return {
        "recit": reddition.recit,
        "valeurs": {
            f"{v.nature}:{v.code}": {
                "libelle": v.libelle,
                "compte": None if v.compte is None else str(v.compte),
                "externe": str(v.externe),
                "raison": v.raison,
            }
            for v in reddition.valeurs.all()
        },
        "depenses": {
            d.ligne.code: {"libelle": d.ligne.poste, "montant": str(d.montant), "note": d.note}
            for d in reddition.depenses.select_related("ligne")
        },
    }


def differences(avant: Mapping[str, Any], apres: Mapping[str, Any]) -> list[Difference]:
    """What changed between two submissions, in the order of the page."""
    faites = []
    if avant["recit"] != apres["recit"]:
        faites.append(Difference(_("Récit de la période"), avant["recit"], apres["recit"]))
    mots = {"compte": _("compté"), "externe": _("hors du portail"), "raison": _("raison"), "montant": _("montant")}
    for groupe in ("valeurs", "depenses"):
        for cle in [*avant[groupe], *(cle for cle in apres[groupe] if cle not in avant[groupe])]:
            ancien, nouveau = avant[groupe].get(cle, {}), apres[groupe].get(cle, {})
            libelle = (nouveau or ancien)["libelle"]
            faites += [
                Difference(f"{libelle}, {mots.get(champ, _('note'))}", _dire(ancien, champ), _dire(nouveau, champ))
                for champ in (nouveau or ancien)
                if champ != "libelle" and ancien.get(champ) != nouveau.get(champ)
            ]
    return faites


def _dire(ligne: Mapping[str, Any], champ: str) -> str:
    valeur = ligne.get(champ)
    if valeur in (None, ""):
        return "–"
    if champ == "montant":
        return formater_argent(Decimal(valeur))
    return formater_nombre(Decimal(valeur).normalize()) if champ in ("compte", "externe") else str(valeur)


def corrections(reddition: Reddition) -> list[Difference]:
    """What the present account changes from the last submission it is compared with; empty at the first one."""
    depots = list(DepotReddition.objects.filter(reddition=reddition).order_by("-numero")[:2])
    if reddition.est_modifiable:
        return differences(depots[0].contenu, instantane(reddition)) if depots else []
    return differences(depots[1].contenu, depots[0].contenu) if len(depots) == 2 else []


def redditions_de_la_liste(visibles: QuerySet[Reddition], entente_id: uuid.UUID | None = None) -> QuerySet[Reddition]:
    """The accounts of one entente, or of all, the nearest day first."""
    if entente_id:
        visibles = visibles.filter(entente=entente_id)
    return visibles.select_related("entente__organisation", "livrable").order_by("due_le", "numero")


def version_saisie(reddition: Reddition) -> str:
    """What names the words and expenses now kept: another saving gives another version."""
    ecrit = [
        reddition.recit,
        sorted((str(pk), raison) for pk, raison in reddition.valeurs.values_list("pk", "raison")),
        sorted((str(pk), str(m), note) for pk, m, note in reddition.depenses.values_list("ligne", "montant", "note")),
    ]
    return hashlib.sha256(json.dumps(ecrit).encode()).hexdigest()[:16]
