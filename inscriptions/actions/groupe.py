"""Open a group with its meetings."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.referentiels.queries import jours_feries
from inscriptions.horaires import rencontres, trier
from inscriptions.models import Groupe, Seance
from inscriptions.queries.numero import prochain_numero_de_groupe
from inscriptions.states import EtatGroupe


def seances_du_groupe(groupe: Groupe, feries: Collection[date]) -> list[Seance]:
    """The meetings the group's week gives between its first and last day, holidays left out; not saved."""
    return [
        Seance(
            groupe=groupe,
            organisation_id=groupe.organisation_id,
            date=rencontre.date,
            heure_debut=rencontre.heure_debut,
            heure_fin=rencontre.heure_fin,
        )
        for rencontre in rencontres(
            horaire=groupe.horaire,
            heures_par_semaine=groupe.heures_par_semaine,
            debut=groupe.debut,
            fin=groupe.fin,
            feries=feries,
        )
    ]


@transaction.atomic
def creer_groupe(*, acteur: Acteur, le: datetime, champs: dict[str, Any]) -> Groupe:
    """Announce a group: its number, its meetings, its first journal row."""
    if acteur.role not in {Role.CONSEILLER, Role.SYSTEME}:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de créer un groupe."))
    if acteur.regions and champs["region_id"] not in acteur.regions:
        raise TransitionRefusee(_("Ce lieu est hors de vos régions."))
    groupe = Groupe(**champs, etat=EtatGroupe.ANNONCE, numero=prochain_numero_de_groupe(champs["session"]))
    groupe.horaire = trier(groupe.horaire)
    groupe.full_clean(exclude=["etat", "numero"])
    ouvrir(groupe, acteur=acteur, le=le)
    Seance.objects.bulk_create(seances_du_groupe(groupe, jours_feries()))
    return groupe


@transaction.atomic
def annoncer_groupe(*, groupe: Groupe, acteur: Acteur, le: datetime) -> Groupe:
    """A provisional group becomes an announced one, with its meetings: placement may fill it."""
    groupe = groupe.verrouillee()
    franchir(groupe, "annoncer", acteur=acteur, le=le)
    Seance.objects.bulk_create(seances_du_groupe(groupe, jours_feries()))
    return groupe
