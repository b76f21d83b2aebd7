"""By which channels may a person be reached? What she gave, what she agreed to, and whether she asked for silence."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from guichet.acteurs import ROLES_PERSONNE
from guichet.models import Canal, Consentement, Journal, Personne
from inscriptions.models import CanalContact

# Her answer to being contacted again; only a refusal is ever written.
RELANCES = "relances"


def sans_silence(objets: QuerySet[Any], personne: str = "personne") -> QuerySet[Any]:
    """Those of people who did not ask to be left alone, or who acted themselves since."""
    depuis = Journal.objects.filter(
        personne=OuterRef("personne"), acteur_role__in=sorted(ROLES_PERSONNE), le__gt=OuterRef("le")
    )
    refus = Consentement.objects.filter(
        ~Exists(depuis), personne=OuterRef(personne), finalite=RELANCES, accorde=False, retire_le__isnull=True
    )
    return objets.filter(~Exists(refus))


def joignables(objets: QuerySet[Any], canal: str) -> QuerySet[Any]:
    """Those of people whom this channel reaches and who accept it; `personne` is their key."""
    objets = sans_silence(objets)
    if canal == CanalContact.COURRIEL:
        return objets.exclude(personne__courriel="")
    if canal == CanalContact.SMS:
        accord = Consentement.objects.filter(
            personne=OuterRef("personne"), finalite="textos", accorde=True, retire_le__isnull=True
        )
        return objets.filter(Exists(accord), personne__canal=Canal.SMS).exclude(personne__telephone="")
    if canal == CanalContact.TELEPHONE:
        return objets.exclude(personne__telephone="")
    return objets.exclude(personne__adresse="") if canal == CanalContact.LETTRE else objets


def empechements(personne: Personne, *, textos: bool) -> dict[str, str]:
    """For each channel, why it may not be used; empty when it may. `textos`: she agreed to text messages."""
    if not sans_silence(Personne.objects.filter(pk=personne.pk), "pk").exists():
        return dict.fromkeys(CanalContact.values, _("Cette personne a demandé de ne plus être contactée."))
    return {
        CanalContact.TELEPHONE: "" if personne.telephone else _("Aucun numéro de téléphone au dossier."),
        CanalContact.COURRIEL: "" if personne.courriel else _("Aucun courriel au dossier."),
        CanalContact.SMS: "" if textos else _("Cette personne n’a pas accepté les textos."),
        CanalContact.LETTRE: "" if personne.adresse else _("Aucune adresse au dossier."),
        CanalContact.EN_PERSONNE: "",
    }
