"""A partner cannot receive a placed person: it says why, an adviser keeps the seat or finds another."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from inscriptions import courriels_suites as courriels
from inscriptions.actions.offre import exiger_motif
from inscriptions.actions.place import transferer_place
from inscriptions.models import Inscription, Place, RefusAccueil
from inscriptions.states import EtatPlace
from inscriptions.states_suites import ORGANISATION

ACTIVES = (EtatPlace.CONFIRMEE, EtatPlace.COMMENCEE)


@transaction.atomic
def soumettre_refus(
    *, place: Place, motif_code: str, precision: str = "", acteur: Acteur, le: datetime
) -> RefusAccueil:
    """Ask an adviser to find this person another group, for a coded reason; until then she keeps her seat."""
    if acteur.role not in ORGANISATION or acteur.organisation_id != place.organisation_id:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de refuser une personne."))
    place = place.verrouillee()
    if place.etat not in ACTIVES:
        raise TransitionRefusee(_("Cette personne n’a plus de place dans le groupe."))
    motif = exiger_motif("refus_accueil.soumettre", motif_code, le)
    refus = RefusAccueil(
        place=place,
        personne_id=place.personne_id,
        region_id=place.region_id,
        organisation_id=place.organisation_id,
        motif=motif,
        precision=precision,
        soumis_le=le,
        soumis_par_id=acteur.utilisateur_id,
    )
    try:
        with transaction.atomic():
            return ouvrir(refus, acteur=acteur, le=le)
    except IntegrityError as erreur:
        raise TransitionRefusee(_("Un refus est déjà à l’étude pour cette personne.")) from erreur


@transaction.atomic
def maintenir_la_place(
    *, refus: RefusAccueil, motif_code: str, precision: str = "", acteur: Acteur, le: datetime
) -> RefusAccueil:
    """The person keeps her seat; the partner reads why."""
    refus = refus.verrouillee()
    motif = exiger_motif("refus_accueil.ecarter", motif_code, le)
    franchir(
        refus,
        "ecarter",
        acteur=acteur,
        le=le,
        motif_code=motif.code,
        motif=precision or motif.libelle,
        decide_le=le,
    )
    return refus


@transaction.atomic
def admettre_le_refus(*, refus: RefusAccueil, acteur: Acteur, le: datetime) -> RefusAccueil:
    """Take the seat back: the person waits with the rank she had, and is told that nothing is her fault."""
    with portee(Acteur.systeme()):
        # The order of every action: the request, then what hangs from it.
        Inscription.objects.select_for_update(no_key=True, of=("self",)).get(pk=refus.place.inscription_id)
    refus = refus.verrouillee()
    franchir(refus, "admettre", acteur=acteur, le=le, decide_le=le)
    place = transferer_place(place=refus.place, acteur=acteur, le=le, motif_code="transfert_refus_accueil")
    with portee(Acteur.systeme()):
        courriels.annoncer_changement_de_groupe(place, le=le)
    return refus


@transaction.atomic
def retirer_le_refus(*, refus: RefusAccueil, acteur: Acteur, le: datetime) -> RefusAccueil:
    """The partner changes its mind before the decision."""
    refus = refus.verrouillee()
    franchir(refus, "retirer", acteur=acteur, le=le)
    return refus
