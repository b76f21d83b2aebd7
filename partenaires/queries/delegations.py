"""Delegated powers as the register shows them, and who may receive one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from guichet.acteurs import Role
from guichet.models import Adhesion, Utilisateur
from guichet.referentiels.formats import formater_date
from partenaires.models import DelegationPouvoir

LIEES = ("utilisateur", "accordee_par", "finie_par", "fin_motif")


def approbateurs(*, au: date) -> QuerySet[Utilisateur]:
    """The active accounts that hold the role of approver that day."""
    adhesions = Adhesion.objects.en_vigueur(au=au).filter(role=Role.APPROBATEUR)
    comptes = Utilisateur.objects.filter(is_active=True, pk__in=adhesions.values("utilisateur"))
    return comptes.order_by("nom_affiche", "email")


def registre(visibles: QuerySet[DelegationPouvoir], *, au: date) -> dict[str, list[Any]]:
    """Those in force or to come, the widest first, and those that are over, the last first."""
    finies = DelegationPouvoir.objects.finies(au=au).values("pk")
    lues = visibles.select_related(*LIEES)
    ouvertes = lues.exclude(pk__in=finies).order_by("-montant_max", "valide_du")
    closes = lues.filter(pk__in=finies).order_by("-finie_le", "-valide_au")
    return {
        "ouvertes": [(une, *_etat_ouvert(une, au)) for une in ouvertes],
        "closes": [(une, _fin(une)) for une in closes],
    }


def _etat_ouvert(une: DelegationPouvoir, au: date) -> tuple[str, str]:
    """Its word and its tone."""
    return (_("À venir"), "attente") if une.valide_du > au else (_("En vigueur"), "reussi")


def _fin(une: DelegationPouvoir) -> str:
    """When and why it ended."""
    if une.finie_le is None:
        return _("Échue le %(date)s") % {"date": formater_date(une.valide_au)} if une.valide_au else ""
    precision = f" – {une.fin_precision}" if une.fin_precision else ""
    return f"{une.fin_motif}{precision}"
