"""The messages of a class: first day, cancelled meeting, back in the queue, attestation ready."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from guichet.referentiels.formats import formater_date, formater_heure
from inscriptions.courriels import lien, prevenir
from inscriptions.models import Attestation, Place, Seance

# The purpose of the reminder before the first class, completed by the seat: one per seat, for ever.
CLE_RAPPEL = "premier-cours:"


def rappeler_premier_cours(place: Place, *, le: datetime) -> None:
    """Say where and when the class begins."""
    groupe = place.groupe
    seance = Seance.objects.filter(groupe=groupe, annulee_le__isnull=True).order_by("date", "heure_debut").first()
    prevenir(
        place.personne,
        cle=f"{CLE_RAPPEL}{place.pk}",
        objet=_("Votre cours de français commence bientôt"),
        gabarit="premier_cours",
        contexte={"groupe": groupe, "seance": seance, "lien": lien("classe", place.pk)},
        le=le,
        texto=_("Francisation : votre cours commence le %(date)s. Détails : %(lien)s")
        % {"date": formater_date(groupe.debut), "lien": lien("classe", place.pk)},
    )


def annoncer_seance_annulee(seance: Seance, place: Place, *, le: datetime) -> None:
    """Say that a meeting will not take place, and when the class meets again."""
    prochaine = (
        Seance.objects.filter(groupe=seance.groupe_id, annulee_le__isnull=True, date__gte=seance.date)
        .exclude(pk=seance.pk)
        .first()
    )
    prevenir(
        place.personne,
        cle=f"seance-annulee:{seance.pk}:{place.pk}",
        objet=_("Une séance de votre cours est annulée"),
        gabarit="seance_annulee",
        contexte={"seance": seance, "prochaine": prochaine, "lien": lien("classe", place.pk)},
        le=le,
        texto=_("Francisation : votre cours du %(date)s à %(heure)s est annulé. %(lien)s")
        % {
            "date": formater_date(seance.date),
            "heure": formater_heure(seance.heure_debut),
            "lien": lien("classe", place.pk),
        },
    )


def annoncer_remise_en_attente(place: Place, *, le: datetime) -> None:
    """Say that the seat ended without any fault of hers, and that we look for another."""
    prevenir(
        place.personne,
        cle=f"remise-en-attente:{place.pk}",
        objet=_("Nous cherchons une nouvelle place pour vous"),
        gabarit="remise_en_attente",
        contexte={"groupe": place.groupe, "ferme": place.etat == "groupe_ferme", "lien": lien("suivi")},
        le=le,
        texto=_("Francisation : nous cherchons une nouvelle place pour vous. Suivez ici : %(lien)s")
        % {"lien": lien("suivi")},
    )


def annoncer_attestation(attestation: Attestation, *, le: datetime) -> None:
    """Say that the attestation can be downloaded, and that the next level can be asked for."""
    prevenir(
        attestation.personne,
        cle=f"attestation:{attestation.pk}",
        objet=_("Votre attestation est prête"),
        gabarit="attestation_prete",
        contexte={"lien": lien("classe", attestation.place_id)},
        le=le,
        texto=_("Francisation : votre attestation est prête : %(lien)s")
        % {"lien": lien("classe", attestation.place_id)},
    )
