"""The roll call, cancelled meetings, and absences a learner announces."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cycle import MotifRequis, RoleInsuffisant, TransitionRefusee
from guichet.models import Motif
from inscriptions import courriels_cours as courriels
from inscriptions.actions.deroulement import commencer_si_du
from inscriptions.actions.place import commencer_place
from inscriptions.models import AbsenceDeclaree, Place, Presence, Seance
from inscriptions.queries.presence import VENUS, appel_verrouille
from inscriptions.states import EtatGroupe, EtatPlace

GROUPES_AVEC_APPEL = frozenset({EtatGroupe.CONFIRME, EtatGroupe.EN_COURS, EtatGroupe.TERMINE})


@transaction.atomic
def enregistrer_appel(
    *, seance: Seance, codes: Mapping[uuid.UUID, str], acteur: Acteur, le: datetime, motif: str = ""
) -> int:
    """Write the roll of one meeting; return how many lines changed. The same roll twice changes nothing.

    Past the lock, a change needs its reason; the first presence of a learner begins her seat.
    """
    seance = Seance.objects.select_for_update(of=("self",)).select_related("groupe").get(pk=seance.pk)
    _verifier_appel(seance, acteur, le)
    places = {place.pk: place for place in Place.objects.filter(groupe=seance.groupe_id, pk__in=codes)}
    presentes = {presence.place_id: presence for presence in Presence.objects.filter(seance=seance)}
    changes = {pk: code for pk, code in codes.items() if pk in places and _change(presentes.get(pk), code)}
    if changes and appel_verrouille(seance, au=timezone.localdate(le)):
        _verifier_correction(acteur, motif)
    for pk, code in changes.items():
        _ecrire(seance, places[pk], presentes.get(pk), code, acteur=acteur, le=le, motif=motif.strip())
    _commencer_les_venus(places, changes, acteur=acteur, le=le)
    commencer_si_du(groupe=seance.groupe, acteur=acteur, le=le)
    if not seance.appel_le and codes:
        seance.appel_le, seance.appel_par_id = le, acteur.utilisateur_id
        seance.save(update_fields=["appel_le", "appel_par"])
    return len(changes)


@transaction.atomic
def annuler_seance(*, seance: Seance, motif: Motif, acteur: Acteur, le: datetime) -> Seance:
    """Cancel a meeting whose roll was not taken, and tell every learner."""
    seance = Seance.objects.select_for_update(of=("self",)).select_related("groupe").get(pk=seance.pk)
    if not acteur.est_partenaire:
        raise RoleInsuffisant(_("Seul le partenaire annule une séance."))
    if seance.annulee_le:
        raise TransitionRefusee(_("Cette séance est déjà annulée."))
    if seance.appel_le:
        raise TransitionRefusee(_("L’appel de cette séance est fait : elle a eu lieu."))
    seance.annulee_le, seance.motif_annulation = le, motif
    seance.save(update_fields=["annulee_le", "motif_annulation"])
    for place in Place.objects.filter(groupe=seance.groupe_id).actives().select_related("personne"):
        courriels.annoncer_seance_annulee(seance, place, le=le)
    return seance


@transaction.atomic
def declarer_absence(
    *, place: Place, seance: Seance, motif: Motif, precision: str = "", acteur: Acteur, le: datetime
) -> AbsenceDeclaree:
    """Announce an absence; announcing it again changes the reason."""
    if not (acteur.personne_id == place.personne_id and seance.groupe_id == place.groupe_id):
        raise TransitionRefusee(_("Cette séance n’est pas celle de votre groupe."))
    if place.etat not in (EtatPlace.CONFIRMEE, EtatPlace.COMMENCEE):
        raise TransitionRefusee(_("Vous ne suivez plus ce cours."))
    if seance.annulee_le:
        raise TransitionRefusee(_("Cette séance est annulée. Vous n’avez rien à faire."))
    if seance.date < timezone.localdate(le):
        raise TransitionRefusee(_("Cette séance est passée. Parlez à votre enseignante ou à votre enseignant."))
    absence, _creee = AbsenceDeclaree.objects.update_or_create(
        seance=seance,
        place=place,
        defaults={"motif": motif, "precision": precision},
        create_defaults={
            "motif": motif,
            "precision": precision,
            "personne_id": place.personne_id,
            "organisation_id": place.organisation_id,
            "region_id": place.region_id,
            "declaree_le": le,
        },
    )
    return absence


def _verifier_appel(seance: Seance, acteur: Acteur, le: datetime) -> None:
    if not acteur.est_partenaire:
        raise RoleInsuffisant(_("Seul le partenaire fait l’appel."))
    if seance.annulee_le:
        raise TransitionRefusee(_("Cette séance est annulée : il n’y a pas d’appel."))
    if seance.date > timezone.localdate(le):
        raise TransitionRefusee(_("L’appel se fait à partir du jour de la séance."))
    if seance.groupe.etat not in GROUPES_AVEC_APPEL:
        raise TransitionRefusee(_("Confirmez le groupe avant de faire l’appel."))


def _verifier_correction(acteur: Acteur, motif: str) -> None:
    """A locked roll is corrected by the office, not the teacher, and never without saying why."""
    if acteur.role is Role.ENSEIGNANT:
        raise RoleInsuffisant(_("L’appel est verrouillé. Demandez la correction à votre organisation."))
    if not motif.strip():
        raise MotifRequis(_("L’appel est verrouillé. Indiquez le motif de la correction."))


def _change(presence: Presence | None, code: str) -> bool:
    return bool(code) and (presence is None or presence.code != code)


def _ecrire(
    seance: Seance, place: Place, presence: Presence | None, code: str, *, acteur: Acteur, le: datetime, motif: str
) -> None:
    if presence is None:
        presence = Presence(
            seance=seance,
            place=place,
            personne_id=place.personne_id,
            organisation_id=place.organisation_id,
            region_id=place.region_id,
        )
    presence.code, presence.saisie_le, presence.saisie_par_id = code, le, acteur.utilisateur_id
    presence.motif_correction = motif[:200]
    presence.save()


def _commencer_les_venus(
    places: Mapping[uuid.UUID, Place], codes: Mapping[uuid.UUID, str], *, acteur: Acteur, le: datetime
) -> None:
    for pk, code in codes.items():
        if code in VENUS and places[pk].etat == EtatPlace.CONFIRMEE:
            commencer_place(place=places[pk], acteur=acteur, le=le)
