"""What happens to a group once announced: confirmed, started, finished, cancelled or closed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir
from guichet.models import Motif
from guichet.referentiels.formats import formater_date
from inscriptions.actions.cascade import faire_ceder
from inscriptions.actions.depart import fermer_place
from inscriptions.actions.offre import retirer_offre
from inscriptions.actions.replacement import ouvrir_replacement
from inscriptions.actions.resultat import finir_places
from inscriptions.models import Groupe, Inscription, OffreDePlace, Place
from inscriptions.states import EtatGroupe, EtatOffre, EtatPlace

ARRETS = frozenset({"annuler", "fermer"})
# What the closing of the group is called for its seats.
MOTIFS_PLACES = {"effectif": "fermeture_effectif", "enseignant": "fermeture_enseignant", "lieu": "fermeture_lieu"}


@transaction.atomic
def faire_pas_groupe(
    *, groupe: Groupe, pas: str, acteur: Acteur, le: datetime, motif: Motif | None = None, precision: str = ""
) -> Groupe:
    """Take any step of the group's life cycle, with what it brings for its seats and offers."""
    groupe = _verrouiller(groupe, avec_les_personnes=pas in ARRETS or pas == "terminer")
    if not agit_sur(acteur, groupe):
        raise RoleInsuffisant(_("Ce groupe est suivi par une autre région."))
    _verifier_dates(groupe, pas, le)
    franchir(groupe, pas, acteur=acteur, le=le, motif=precision, motif_code=motif.code if motif else "")
    if pas == "commencer":
        faire_ceder(groupe.pk)
    if pas == "terminer":
        finir_places(groupe=groupe, acteur=acteur, le=le)
    if pas in ARRETS:
        _rendre_les_places(groupe, acteur=acteur, le=le, motif=motif)
    return groupe


def agit_sur(acteur: Acteur, groupe: Groupe) -> bool:
    """An adviser limited to regions sees every group, and acts on those of her regions."""
    return acteur.role is not Role.CONSEILLER or not acteur.regions or groupe.region_id in acteur.regions


def commencer_si_du(*, groupe: Groupe, acteur: Acteur, le: datetime) -> bool:
    """Start a confirmed group whose first day has come; say whether it was done."""
    if groupe.etat != EtatGroupe.CONFIRME or not groupe.a_commence(timezone.localdate(le)):
        return False
    faire_pas_groupe(groupe=groupe, pas="commencer", acteur=acteur, le=le)
    return True


def _verrouiller(groupe: Groupe, *, avec_les_personnes: bool) -> Groupe:
    """The group's row, after the requests of its people when the step touches them: the order of every action."""
    if avec_les_personnes:
        concernees = Q(places__groupe=groupe, places__etat__in=(EtatPlace.CONFIRMEE, EtatPlace.COMMENCEE)) | Q(
            offres__groupe=groupe, offres__etat=EtatOffre.PROPOSEE
        )
        with portee(Acteur.systeme()):
            ids = list(Inscription.objects.filter(concernees).order_by("pk").values_list("pk", flat=True))
            list(Inscription.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))
    return Groupe.objects.select_for_update(no_key=True, of=("self",)).get(pk=groupe.pk)


def _verifier_dates(groupe: Groupe, pas: str, le: datetime) -> None:
    jour = timezone.localdate(le)
    if pas == "commencer" and jour < groupe.debut:
        raise TransitionRefusee(_("Le groupe commence le %(date)s.") % {"date": formater_date(groupe.debut)})
    if pas == "terminer" and jour < groupe.fin:
        raise TransitionRefusee(_("Le groupe finit le %(date)s.") % {"date": formater_date(groupe.fin)})


def _rendre_les_places(groupe: Groupe, *, acteur: Acteur, le: datetime, motif: Motif | None) -> None:
    """Withdraw the open offers, send every learner back to the waiting list, and open the file that follows them."""
    genre = motif.code.rsplit("_", 1)[-1] if motif else "effectif"
    motif_code = MOTIFS_PLACES.get(genre, "fermeture_effectif")
    with portee(Acteur.systeme()):
        for offre in OffreDePlace.objects.vives().filter(groupe=groupe):
            retirer_offre(offre=offre, acteur=acteur, le=le, motif_code="retrait_groupe_annule")
        places = [
            fermer_place(place=place, acteur=acteur, le=le, motif_code=motif_code)
            for place in Place.objects.filter(groupe=groupe).actives()
        ]
        ouvrir_replacement(groupe=groupe, places=places, acteur=acteur, le=le)
