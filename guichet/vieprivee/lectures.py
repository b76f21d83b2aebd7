"""Every opening of a person's file by someone else is written down."""

from __future__ import annotations

from datetime import datetime

from guichet.acteurs import ROLES_PERSONNE, Acteur
from guichet.models import LectureDossier, Personne


def noter_lecture(*, personne: Personne, acteur: Acteur, page: str, le: datetime) -> LectureDossier | None:
    """Log that this actor opened this page of the file; a person who reads her own file leaves no row."""
    if acteur.role in ROLES_PERSONNE and acteur.personne_id == personne.pk:
        return None
    return LectureDossier.objects.create(
        personne=personne,
        region_id=personne.region_id,
        organisation_id=acteur.organisation_id,
        lecteur_id=acteur.utilisateur_id,
        lecteur_role=acteur.role,
        lecteur_libelle=acteur.libelle,
        page=page,
        requete_id=acteur.requete_id,
        le=le,
    )
