"""What can be done with an offer of a seat: propose, accept, decline, let expire, remind, withdraw."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.models import Motif
from inscriptions import courriels_offres as courriels
from inscriptions.actions.sieges import Attribution, delais_de_reponse, rendre_siege, tenir_sieges
from inscriptions.models import ExecutionPlacement, Groupe, Inscription, OffreDePlace, OrigineOffre, Place, RefusDePlace

PEUVENT_PROPOSER = {Role.CONSEILLER, Role.SYSTEME}


class PlaceNonOfferte(TransitionRefusee):
    """The seat could not be taken: the message says why."""


@transaction.atomic
def proposer_place(
    *,
    inscription: Inscription,
    groupe: Groupe,
    acteur: Acteur,
    le: datetime,
    origine: str = OrigineOffre.PLACEMENT,
    execution: ExecutionPlacement | None = None,
    remplace: OffreDePlace | None = None,
) -> OffreDePlace:
    """Take a seat and offer it to this person, who is told; `PlaceNonOfferte` when person or seat changed meanwhile."""
    if acteur.role not in PEUVENT_PROPOSER:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de proposer une place."))
    attribution = Attribution(
        inscription_id=inscription.pk,
        groupe_id=groupe.pk,
        acteur=acteur,
        delais=delais_de_reponse(groupe, le),
        remplace_id=remplace.pk if remplace else None,
    )
    try:
        with transaction.atomic():
            (tenue,) = tenir_sieges(
                [attribution], le=le, origine=origine, execution_id=execution.pk if execution else None
            )
    except IntegrityError as erreur:  # Another transaction gave this very seat: one offer, one successor.
        raise PlaceNonOfferte(_("Cette personne ou cette place vient de recevoir une autre offre.")) from erreur
    if tenue.refus:
        raise PlaceNonOfferte(str(RefusDePlace(tenue.refus).label))
    return OffreDePlace.objects.get(pk=attribution.offre_id)


@transaction.atomic
def accepter_offre(*, offre: OffreDePlace, acteur: Acteur, le: datetime) -> Place:
    """Turn an open offer into a seat; the inscription leaves the waiting list, the seat stays counted."""
    inscription, offre = _verrouiller(offre)
    if offre.expire_le <= le:
        raise TransitionRefusee(_("Le délai pour répondre à cette offre est passé."))
    franchir(offre, "accepter", acteur=acteur, le=le, repondue_le=le)
    place = Place(
        offre=offre,
        inscription_id=offre.inscription_id,
        personne_id=offre.personne_id,
        region_id=offre.region_id,
        groupe_id=offre.groupe_id,
        organisation_id=offre.organisation_id,
        niveau=offre.niveau,
        formule=offre.formule,
        confirmee_le=le,
    )
    ouvrir(place, acteur=acteur, le=le)
    franchir(inscription, "placer", acteur=acteur, le=le)
    with portee(Acteur.systeme()):
        courriels.confirmer_place(place, le=le)
    return place


@transaction.atomic
def decliner_offre(
    *, offre: OffreDePlace, acteur: Acteur, le: datetime, motif_code: str, precision: str = ""
) -> OffreDePlace:
    """Refuse an offer for a coded reason; the person keeps her rank, the seat goes to the next one."""
    _inscription, offre = _verrouiller(offre)
    motif = exiger_motif("offre.decliner", motif_code, le)
    franchir(
        offre, "decliner", acteur=acteur, le=le, motif_code=motif.code, motif=precision or motif.libelle, repondue_le=le
    )
    rendre_siege(offre.groupe_id)
    return offre


@transaction.atomic
def expirer_offre(*, offre: OffreDePlace, acteur: Acteur, le: datetime) -> OffreDePlace | None:
    """End an unanswered offer past its delay; None when it was answered or is not due."""
    _inscription, offre = _verrouiller(offre)
    if not OffreDePlace.objects.echues(au=le).filter(pk=offre.pk).exists():
        return None
    franchir(offre, "expirer", acteur=acteur, le=le)
    rendre_siege(offre.groupe_id)
    courriels.annoncer_expiration(offre, le=le)
    return offre


@transaction.atomic
def rappeler_offre(*, offre: OffreDePlace, le: datetime) -> OffreDePlace | None:
    """Remind the person once; None when the offer was answered, is over or was already recalled."""
    _inscription, offre = _verrouiller(offre)
    if offre.expire_le <= le or not OffreDePlace.objects.a_rappeler(au=le).filter(pk=offre.pk).exists():
        return None
    offre.rappelee_le = le
    offre.save(update_fields=["rappelee_le"])
    courriels.rappeler_offre(offre, le=le)
    return offre


@transaction.atomic
def retirer_offre(
    *, offre: OffreDePlace, acteur: Acteur, le: datetime, motif_code: str, precision: str = ""
) -> OffreDePlace:
    """Withdraw an open offer for a coded reason; the person keeps her rank and is told why."""
    _inscription, offre = _verrouiller(offre)
    motif = exiger_motif("offre.retirer", motif_code, le)
    franchir(offre, "retirer", acteur=acteur, le=le, motif_code=motif.code, motif=precision or motif.libelle)
    rendre_siege(offre.groupe_id)
    with portee(Acteur.systeme()):
        courriels.annoncer_retrait(offre, motif.libelle, le=le)
    return offre


def liberer_offre_vive(*, inscription: Inscription, acteur: Acteur, le: datetime) -> OffreDePlace | None:
    """Withdraw, as the portal, the open offer of a request that ends; None when there is none."""
    vive = OffreDePlace.objects.vives().filter(inscription=inscription).first()
    if vive is None:
        return None
    portail = Acteur.systeme(acteur.requete_id)
    return retirer_offre(offre=vive, acteur=portail, le=le, motif_code="retrait_demande")


def exiger_motif(domaine: str, code: str, le: datetime) -> Motif:
    """The coded reason of this step on that day; refuse any other."""
    motif = Motif.objects.pour(domaine, au=timezone.localdate(le)).filter(code=code).first()
    if motif is None:
        raise TransitionRefusee(_("Choisissez une raison dans la liste."))
    return motif


def _verrouiller(offre: OffreDePlace) -> tuple[Inscription, OffreDePlace]:
    """Both rows, the inscription first: every action takes the locks in the same order."""
    inscription = Inscription.objects.select_for_update(no_key=True, of=("self",)).get(pk=offre.inscription_id)
    return inscription, offre.verrouillee()
