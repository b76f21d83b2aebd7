"""Issue and revoke an attestation."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Motif
from guichet.referentiels.echelle import Competence
from inscriptions.models import Attestation, Place
from inscriptions.models.resultat import ALPHABET_CODE, LONGUEUR_CODE
from inscriptions.tasks import produire_attestation


@transaction.atomic
def emettre_attestation(*, place: Place, acteur: Acteur, le: datetime) -> Attestation:
    """The seat's attestation, created with its frozen content at the first call; its file is made by a task."""
    attestation, creee = Attestation.objects.get_or_create(
        place=place,
        defaults={
            "personne_id": place.personne_id,
            "organisation_id": place.organisation_id,
            "region_id": place.region_id,
            "code": nouveau_code(),
            "contenu": contenu_de(place),
            "emise_le": le,
        },
    )
    if creee:
        transaction.on_commit(lambda: produire_attestation.delay(attestation_id=str(attestation.pk)), robust=True)
    return attestation


@transaction.atomic
def revoquer_attestation(
    *, attestation: Attestation, acteur: Acteur, motif: Motif, precision: str = "", le: datetime
) -> Attestation:
    """Take the attestation back: the public page says so from now on. Advisers only."""
    if acteur.role is not Role.CONSEILLER:
        raise RoleInsuffisant(_("Seul un conseiller révoque une attestation."))
    attestation = Attestation.objects.select_for_update(of=("self",)).get(pk=attestation.pk)
    if attestation.revoquee_le:
        raise TransitionRefusee(_("Cette attestation est déjà révoquée."))
    attestation.revoquee_le = le
    attestation.motif_revocation = " – ".join(partie for partie in (motif.libelle, precision) if partie)[:200]
    attestation.save(update_fields=["revoquee_le", "motif_revocation"])
    return attestation


def nouveau_code() -> str:
    """A random code nobody can guess or misread."""
    return "".join(secrets.choice(ALPHABET_CODE) for _rang in range(LONGUEUR_CODE))


def contenu_de(place: Place) -> dict[str, Any]:
    """What is certified, in words and figures that later changes of the file do not touch."""
    groupe = place.groupe
    resultats = {resultat.competence: resultat for resultat in place.resultats.select_related("edition")}
    premier = next(iter(resultats.values()))
    return {
        "nom": place.personne.nom_complet,
        "niveaux": {code: resultats[code].niveau for code in Competence.values},
        "edition": premier.edition.nom,
        "cours": {
            "niveau": place.niveau,
            "formule": str(groupe.get_formule_display()),
            "mode": str(groupe.get_mode_display()),
            "heures_par_semaine": str(groupe.heures_par_semaine),
            "debut": groupe.debut.isoformat(),
            "fin": groupe.fin.isoformat(),
            "groupe": groupe.numero,
            "organisation": groupe.organisation.nom,
        },
    }
