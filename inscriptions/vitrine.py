"""The figures of the path shown on the home page."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from guichet.vitrine import Preuve, declarer
from inscriptions.models import Groupe, Inscription, Place
from inscriptions.states import GROUPES_OUVERTS, EtatPlace

HORIZON = timedelta(days=60)


def demandes_recues(au: date) -> int:
    """Requests sent in the last twelve months."""
    return Inscription.objects.filter(deposee_le__date__gt=au - timedelta(days=365), deposee_le__date__lte=au).count()


def groupes_a_venir(au: date) -> int:
    """Groups open to placement that start within sixty days."""
    return Groupe.objects.filter(etat__in=GROUPES_OUVERTS, debut__gt=au, debut__lte=au + HORIZON).count()


def personnes_en_cours(au: date) -> int:
    """Persons attending a class."""
    return Place.objects.filter(etat=EtatPlace.COMMENCEE).values("personne").distinct().count()


def declarer_preuves() -> None:
    """Put the path's figures on the home page."""
    declarer(
        Preuve(
            "demandes",
            _("demandes reçues depuis un an"),
            _("Demandes envoyées au guichet dans les 12 derniers mois."),
            demandes_recues,
        )
    )
    declarer(
        Preuve(
            "en_cours",
            _("personnes en classe maintenant"),
            _("Personnes dont le cours est commencé et pas fini."),
            personnes_en_cours,
        )
    )
    declarer(
        Preuve(
            "groupes",
            _("groupes commencent bientôt"),
            _("Groupes qui commencent dans les 60 prochains jours."),
            groupes_a_venir,
        )
    )
