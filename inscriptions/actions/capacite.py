"""Change how many persons a group takes: a raise opens seats for the next in line, no one seated is ever dropped."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Motif
from inscriptions.actions.cascade import faire_ceder
from inscriptions.actions.deroulement import agit_sur
from inscriptions.actions.offre import exiger_motif
from inscriptions.models import ChangementCapacite, Groupe, OffreDePlace, SiegeAjoute
from inscriptions.queries.candidats import GROUPES_ACCESSIBLES
from inscriptions.states_suites import ORGANISATION

PEUVENT_CHANGER = ORGANISATION | {Role.CONSEILLER}


@transaction.atomic
def changer_capacite(
    *, groupe: Groupe, capacite: int, motif: Motif, acteur: Acteur, le: datetime
) -> ChangementCapacite:
    """Write the new capacity with its reason; refuse one below the seats already taken, and say how many they are."""
    if acteur.role not in PEUVENT_CHANGER or not agit_sur(acteur, groupe):
        raise RoleInsuffisant(_("Votre rôle ne permet pas de changer la capacité de ce groupe."))
    motif = exiger_motif("groupe.capacite", motif.code, le)
    # The lock a claim waits for: seats counted here are those of the row written below.
    groupe = Groupe.objects.select_for_update(no_key=True, of=("self",)).get(pk=groupe.pk)
    _verifier(groupe, capacite)
    changement = ChangementCapacite.objects.create(
        groupe=groupe,
        organisation_id=groupe.organisation_id,
        avant=groupe.capacite,
        apres=capacite,
        motif=motif,
        le=le,
        par_id=acteur.utilisateur_id,
        par_libelle=acteur.libelle,
    )
    groupe.capacite = capacite
    groupe.save(update_fields=["capacite"])
    if changement.apres > changement.avant:
        _ouvrir_les_sieges(changement, le)
    else:
        _retirer_les_sieges(groupe, changement.avant - changement.apres, le)
    return changement


def _verifier(groupe: Groupe, capacite: int) -> None:
    if groupe.etat not in GROUPES_ACCESSIBLES:
        raise TransitionRefusee(_("La capacité de ce groupe ne change plus."))
    if capacite == groupe.capacite:
        raise TransitionRefusee(_("La capacité est déjà de %(n)d.") % {"n": capacite})
    if capacite < groupe.minimum:
        raise TransitionRefusee(
            _("Le minimum du groupe est de %(n)d : la capacité ne descend pas plus bas.") % {"n": groupe.minimum}
        )
    if capacite < groupe.places_prises:
        raise TransitionRefusee(_trop_bas(groupe))


def _trop_bas(groupe: Groupe) -> str:
    """How many seats are held, and how many of them wait for an answer."""
    with portee(Acteur.systeme()):
        vives = OffreDePlace.objects.vives().filter(groupe=groupe).count()
    prises = ngettext("%(n)d place est prise", "%(n)d places sont prises", groupe.places_prises) % {
        "n": groupe.places_prises
    }
    dont = (
        ngettext(", dont %(n)d offre en attente de réponse", ", dont %(n)d offres en attente de réponse", vives)
        % {"n": vives}
        if vives
        else ""
    )
    return _("%(prises)s%(dont)s : la capacité ne descend pas plus bas. Personne ne perd sa place.") % {
        "prises": prises,
        "dont": dont,
    }


def _ouvrir_les_sieges(changement: ChangementCapacite, le: datetime) -> None:
    """One row a seat, for the cascade to give; it starts when this transaction commits."""
    SiegeAjoute.objects.bulk_create(
        SiegeAjoute(
            changement=changement,
            groupe_id=changement.groupe_id,
            organisation_id=changement.organisation_id,
            ajoute_le=le,
        )
        for _siege in range(changement.apres - changement.avant)
    )
    faire_ceder(changement.groupe_id)


def _retirer_les_sieges(groupe: Groupe, nombre: int, le: datetime) -> None:
    """The seats added last and not offered yet go first."""
    derniers = SiegeAjoute.objects.a_offrir().filter(groupe=groupe).order_by("-ajoute_le", "-pk")[:nombre]
    SiegeAjoute.objects.filter(pk__in=[siege.pk for siege in derniers]).update(retire_le=le)
