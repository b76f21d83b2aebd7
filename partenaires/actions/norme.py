"""What a draft of a norm contains: sections, rules, volets and what hangs on them, clauses; and what was heard."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from partenaires.models import (
    ActiviteAdmissible,
    CritereAnalyse,
    DocumentExige,
    ModeleClause,
    ResultatConsultation,
    SectionNorme,
    VersionProgramme,
    Volet,
)
from partenaires.states_ententes import GESTION_ENTENTES

ELEMENTS: dict[str, type[Any]] = {
    "volet": Volet,
    "activite": ActiviteAdmissible,
    "document": DocumentExige,
    "critere": CritereAnalyse,
    "clause": ModeleClause,
}
DU_VOLET = ("activite", "document", "critere")


def modifiable(version: VersionProgramme, acteur: Acteur) -> VersionProgramme:
    """The version locked, when this actor may change its words."""
    if acteur.role not in GESTION_ENTENTES:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de changer une norme."))
    version = version.verrouillee()
    if not version.est_modifiable:
        raise TransitionRefusee(_("Reprenez la rédaction de cette version pour la modifier."))
    return version


@transaction.atomic
def enregistrer_section(*, version: VersionProgramme, acteur: Acteur, section: str, texte: str) -> SectionNorme:
    """Write one of the seven sections."""
    version = modifiable(version, acteur)
    ligne, _nouvelle = SectionNorme.objects.update_or_create(
        version=version, section=section, defaults={"texte": texte}
    )
    return ligne


@transaction.atomic
def enregistrer_regles(
    *, version: VersionProgramme, acteur: Acteur, cumul_maximum: Decimal, depenses_admissibles: list[str]
) -> VersionProgramme:
    """Set the cumul rule and the eligible expenses."""
    version = modifiable(version, acteur)
    version.cumul_maximum, version.depenses_admissibles = cumul_maximum, depenses_admissibles
    version.save(update_fields=["cumul_maximum", "depenses_admissibles"])
    return version


@transaction.atomic
def enregistrer_element(
    *,
    version: VersionProgramme,
    acteur: Acteur,
    genre: str,
    champs: dict[str, Any],
    element: Any = None,
    volet: Volet | None = None,
) -> Any:
    """Add a volet, an activity, a document, a criterion or a clause to a draft, or change this one."""
    version = modifiable(version, acteur)
    if volet is not None and volet.version_id != version.pk:
        raise TransitionRefusee(_("Ce volet est d’une autre version."))
    if element is None:
        element = ELEMENTS[genre](**({"volet": volet} if genre in DU_VOLET else {"version": version}))
    _exiger_de_la_version(element, version)
    for nom, valeur in champs.items():
        setattr(element, nom, valeur)
    try:
        element.full_clean()
    except ValidationError as erreur:
        raise TransitionRefusee(" ".join(erreur.messages)) from erreur
    element.save()
    return element


@transaction.atomic
def retirer_element(*, version: VersionProgramme, acteur: Acteur, element: Any, le: datetime) -> None:
    """Take an element out of a draft, with what hangs on it; a call that names the volet keeps it."""
    version = modifiable(version, acteur)
    _exiger_de_la_version(element, version)
    if isinstance(element, Volet):
        for genre in DU_VOLET:
            ELEMENTS[genre].objects.filter(volet=element).update(retire_le=le)
    element.retire_le = le
    element.save(update_fields=["retire_le"])


@transaction.atomic
def consigner_consultation(
    *,
    version: VersionProgramme,
    acteur: Acteur,
    champs: dict[str, Any],
    le: datetime,
    resultat: ResultatConsultation | None = None,
) -> ResultatConsultation:
    """Note what was heard about a version still in the making, or change this note."""
    version = _en_chantier(version, acteur)
    if resultat is None:
        resultat = ResultatConsultation(version=version, notee_le=le, notee_par_id=acteur.utilisateur_id)
    _exiger_de_la_version(resultat, version)
    for nom, valeur in champs.items():
        setattr(resultat, nom, valeur)
    resultat.save()
    return resultat


@transaction.atomic
def retirer_consultation(
    *, version: VersionProgramme, acteur: Acteur, resultat: ResultatConsultation, le: datetime
) -> None:
    """Take a note out; its row stays."""
    version = _en_chantier(version, acteur)
    _exiger_de_la_version(resultat, version)
    resultat.retire_le = le
    resultat.save(update_fields=["retire_le"])


def _en_chantier(version: VersionProgramme, acteur: Acteur) -> VersionProgramme:
    if acteur.role not in GESTION_ENTENTES:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de noter une consultation."))
    version = version.verrouillee()
    if version.est_finie:
        raise TransitionRefusee(_("Cette version est adoptée ou abandonnée : ses consultations sont closes."))
    return version


def _exiger_de_la_version(element: Any, version: VersionProgramme) -> None:
    rattachee = element.version_id if hasattr(element, "version_id") else element.volet.version_id
    if rattachee != version.pk:
        raise TransitionRefusee(_("Cet élément est d’une autre version."))
