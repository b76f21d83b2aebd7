"""When a group closes: a file opens, each person of the group is followed until something comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.referentiels.queries import parametre
from inscriptions.actions.offre import PlaceNonOfferte, exiger_motif, proposer_place
from inscriptions.models import (
    DossierReplacement,
    Groupe,
    Inscription,
    OffreDePlace,
    OrigineOffre,
    Place,
    Replacement,
    TentativeContact,
)
from inscriptions.queries.candidats import est_a_servir
from inscriptions.queries.replacement import FINIES
from inscriptions.states import PLACES_OCCUPEES


@transaction.atomic
def ouvrir_replacement(
    *, groupe: Groupe, places: Sequence[Place], acteur: Acteur, le: datetime
) -> DossierReplacement | None:
    """Open the file of a group that closed, one row per seat lost; None when nobody had one."""
    if not places:
        return None
    delai = int(parametre("delai_replacement_jours", au=timezone.localdate(le)))
    dossier = DossierReplacement(
        groupe=groupe,
        organisation_id=groupe.organisation_id,
        region_id=groupe.region_id,
        ouvert_le=le,
        echeance=timezone.localdate(le) + timedelta(days=delai),
    )
    with portee(Acteur.systeme()):
        ouvrir(dossier, acteur=acteur, le=le)
        for place in places:
            suivi = Replacement(
                dossier=dossier,
                place=place,
                inscription_id=place.inscription_id,
                personne_id=place.personne_id,
                region_id=place.region_id,
                organisation_id=place.organisation_id,
                niveau=place.niveau,
                formule=place.formule,
            )
            ouvrir(suivi, acteur=acteur, le=le)
    return dossier


@transaction.atomic
def constater_la_suite(*, replacement: Replacement, le: datetime) -> Replacement | None:
    """Write what came of one person, when something did: a new seat, or a request that ended. The portal's own step."""
    portail = Acteur.systeme()
    with portee(portail):
        inscription = Inscription.objects.select_for_update(no_key=True, of=("self",)).get(
            pk=replacement.inscription_id
        )
        replacement = replacement.verrouillee()
        if not replacement.est_a_replacer:
            return None
        nouvelle = _nouvelle_place(replacement)
        if nouvelle:
            pas = "transferer" if nouvelle.offre.origine == OrigineOffre.REPLACEMENT else "placer"
            franchir(replacement, pas, acteur=portail, le=le, nouvelle_place=nouvelle, finie_le=le)
            return replacement
        if inscription.etat in FINIES:
            motif = exiger_motif("replacement.constater_depart", "replacement_demande_finie", le)
            _partir(replacement, motif.code, motif.libelle, portail, le)
            return replacement
    return None


@transaction.atomic
def offrir_une_place(*, replacement: Replacement, groupe: Groupe, acteur: Acteur, le: datetime) -> OffreDePlace:
    """Offer a seat of another group, when nobody before this person is owed it: her rank is the one she had."""
    _reserver_au_conseil(acteur)
    with portee(Acteur.systeme()):
        inscription = Inscription.objects.get(pk=replacement.inscription_id)
        if not replacement.verrouillee().est_a_replacer:
            raise TransitionRefusee(_("La suite est déjà connue pour cette personne."))
        if not est_a_servir(inscription.pk, groupe, le=le):
            raise PlaceNonOfferte(_("Cette place revient à une personne qui attend depuis plus longtemps."))
        return proposer_place(
            inscription=inscription, groupe=groupe, acteur=acteur, le=le, origine=OrigineOffre.REPLACEMENT
        )


@transaction.atomic
def noter_contact(
    *, replacement: Replacement, motif_code: str, note: str, acteur: Acteur, le: datetime
) -> TentativeContact:
    """Keep one attempt to reach the person, and how it went."""
    _reserver_au_conseil(acteur)
    return TentativeContact.objects.create(
        replacement=replacement,
        personne_id=replacement.personne_id,
        region_id=replacement.region_id,
        motif=exiger_motif("replacement.contacter", motif_code, le),
        note=note,
        le=le,
        par_id=acteur.utilisateur_id,
        par_libelle=acteur.libelle,
    )


@transaction.atomic
def constater_depart(
    *, replacement: Replacement, motif_code: str, precision: str = "", acteur: Acteur, le: datetime
) -> Replacement:
    """The person asks for no other class: the reason ends her row; her request is not touched."""
    replacement = replacement.verrouillee()
    motif = exiger_motif("replacement.constater_depart", motif_code, le)
    _partir(replacement, motif.code, precision or motif.libelle, acteur, le)
    return replacement


@transaction.atomic
def clore_replacement(*, dossier: DossierReplacement, acteur: Acteur, le: datetime) -> DossierReplacement:
    """End the file; refused while anyone of the group, in whatever region, is without an outcome."""
    dossier = dossier.verrouillee()
    with portee(Acteur.systeme()):
        restent = Replacement.objects.a_replacer().filter(dossier=dossier).count()
    if restent:
        raise TransitionRefusee(_("Il reste %(n)d personnes sans suite connue.") % {"n": restent})
    franchir(dossier, "clore", acteur=acteur, le=le, clos_le=le)
    return dossier


def _nouvelle_place(replacement: Replacement) -> Place | None:
    """The seat she holds, or held to the end, since the one she lost."""
    depuis = Place.objects.filter(
        inscription=replacement.inscription_id,
        etat__in=PLACES_OCCUPEES,
        confirmee_le__gte=replacement.etat_depuis,
    )
    return depuis.exclude(pk=replacement.place_id).select_related("offre").order_by("-confirmee_le").first()


def _partir(replacement: Replacement, motif_code: str, motif: str, acteur: Acteur, le: datetime) -> None:
    franchir(replacement, "constater_depart", acteur=acteur, le=le, motif_code=motif_code, motif=motif, finie_le=le)


def _reserver_au_conseil(acteur: Acteur) -> None:
    if acteur.role is not Role.CONSEILLER:
        raise RoleInsuffisant(_("Votre rôle ne permet pas de suivre ce dossier."))
