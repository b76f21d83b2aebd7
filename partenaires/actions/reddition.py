"""An account of a period: begun with the portal's figures, written, submitted, returned, accepted."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir
from guichet.models import Motif
from partenaires.actions.qualite import examiner_reddition
from partenaires.actions.versement import rendre_exigibles
from partenaires.models import DepenseReddition, DepotReddition, LigneBudget, Reddition, ValeurReddition
from partenaires.queries.realisations import realisations
from partenaires.queries.redditions import instantane, obstacles_au_depot, version_saisie
from partenaires.states_ententes import PREPARATION, EtatReddition


class RedditionIncomplete(TransitionRefusee):
    """What is missing, by field."""

    def __init__(self, manques: Mapping[str, str]) -> None:
        super().__init__(" ".join(manques.values()))
        self.manques = dict(manques)


class SaisiePerimee(TransitionRefusee):
    """Someone saved the account since this page was opened."""

    def __init__(self) -> None:
        super().__init__(_("Une autre page a enregistré cette reddition depuis que vous avez ouvert celle-ci."))


@transaction.atomic
def preparer_reddition(*, reddition: Reddition, acteur: Acteur, le: datetime) -> Reddition:
    """Begin the account: its figures are counted at once."""
    reddition = reddition.verrouillee()
    franchir(reddition, "preparer", acteur=acteur, le=le)
    return _preremplir(reddition, le)


@transaction.atomic
def actualiser_reddition(*, reddition: Reddition, acteur: Acteur, le: datetime) -> Reddition:
    """Count the figures again, until the account is submitted; reasons already written stay."""
    return _preremplir(_modifiable(reddition, acteur), le)


@transaction.atomic
def ecrire_reddition(
    *,
    reddition: Reddition,
    acteur: Acteur,
    recit: str,
    raisons: Mapping[uuid.UUID, str],
    depenses: Mapping[uuid.UUID, tuple[Decimal, str]],
    version: str | None = None,
) -> Reddition:
    """Keep what the organisation adds: words, reasons, expenses by budget line; the figures stay the portal's.

    `version` is what the writer had read: `SaisiePerimee` when something else is kept by now.
    """
    reddition = _modifiable(reddition, acteur)
    if version is not None and version != version_saisie(reddition):
        raise SaisiePerimee
    reddition.recit = recit
    reddition.save(update_fields=["recit"])
    for valeur in reddition.valeurs.all():
        nouvelle = raisons.get(valeur.pk, valeur.raison)
        if nouvelle != valeur.raison:
            valeur.raison = nouvelle
            valeur.save(update_fields=["raison"])
    for ligne in LigneBudget.objects.actifs().filter(entente=reddition.entente_id, pk__in=depenses):
        montant, note = depenses[ligne.pk]
        DepenseReddition.objects.update_or_create(
            reddition=reddition,
            ligne=ligne,
            defaults={"montant": montant, "note": note},
            create_defaults={"montant": montant, "note": note, **_attaches(reddition)},
        )
    return reddition


@transaction.atomic
def soumettre_reddition(*, reddition: Reddition, acteur: Acteur, le: datetime) -> DepotReddition:
    """Send the account as it is; what is missing is named. A copy is kept, to compare the next one with."""
    reddition = reddition.verrouillee()
    manques = obstacles_au_depot(reddition, au=timezone.localdate(le)) if reddition.est_modifiable else {}
    if manques:
        raise RedditionIncomplete(manques)
    franchir(reddition, "soumettre", acteur=acteur, le=le, soumise_le=le, soumise_par_id=acteur.utilisateur_id)
    dernier = reddition.depots.aggregate(dernier=Max("numero"))["dernier"] or 0
    depot = DepotReddition.objects.create(
        reddition=reddition,
        numero=dernier + 1,
        contenu=instantane(reddition),
        soumis_le=le,
        soumis_par_id=acteur.utilisateur_id,
        **_attaches(reddition),
    )
    # At once: an account accepted before the routine comes would never be read by the rules.
    with portee(Acteur.systeme()):
        examiner_reddition(reddition_id=reddition.pk, le=le)
    return depot


@transaction.atomic
def retourner_reddition(
    *, reddition: Reddition, acteur: Acteur, le: datetime, motif: Motif, precision: str = ""
) -> Reddition:
    """Ask for a correction and say which."""
    reddition = reddition.verrouillee()
    franchir(reddition, "retourner", acteur=acteur, le=le, motif=precision, motif_code=motif.code)
    return reddition


@transaction.atomic
def accepter_reddition(
    *, reddition: Reddition, acteur: Acteur, le: datetime, admissibles: Mapping[uuid.UUID, Decimal]
) -> Reddition:
    """Accept the account and what is admitted of each expense; instalments that waited for it become due."""
    reddition = reddition.verrouillee()
    if reddition.etat == EtatReddition.SOUMISE:
        _admettre(reddition, admissibles)
    franchir(reddition, "accepter", acteur=acteur, le=le, acceptee_le=le, acceptee_par_id=acteur.utilisateur_id)
    rendre_exigibles(entente_id=reddition.entente_id, le=le)
    return reddition


def redditions_a_preparer(*, au: date) -> list[uuid.UUID]:
    """The accounts whose period is over and that nobody has begun."""
    dues = Reddition.objects.filter(etat=EtatReddition.A_PRODUIRE, periode_au__lt=au)
    return list(dues.order_by("due_le").values_list("pk", flat=True)[:500])


@transaction.atomic
def preparer_si_due(*, reddition_id: uuid.UUID, le: datetime) -> bool:
    """Begin one account for the organisation, its figures ready; False when someone was before us."""
    with portee(Acteur.systeme()):
        dues = Reddition.objects.select_for_update(of=("self",), skip_locked=True)
        reddition = dues.filter(pk=reddition_id, etat=EtatReddition.A_PRODUIRE).first()
        if reddition is None or reddition.periode_au >= timezone.localdate(le):
            return False
        preparer_reddition(reddition=reddition, acteur=Acteur.systeme(), le=le)
        return True


def _admettre(reddition: Reddition, admissibles: Mapping[uuid.UUID, Decimal]) -> None:
    for depense in reddition.depenses.select_related("ligne"):
        admis = admissibles.get(depense.pk)
        if admis is None or not 0 <= admis <= depense.montant:
            raise TransitionRefusee(
                _("« %(poste)s » : le montant admissible va de 0 à la dépense déclarée.")
                % {"poste": depense.ligne.poste}
            )
        depense.admissible = admis
        depense.save(update_fields=["admissible"])


def _modifiable(reddition: Reddition, acteur: Acteur) -> Reddition:
    """The account locked, if this actor may write in it now."""
    if acteur.role not in PREPARATION:
        raise RoleInsuffisant(_("Seul l’organisme écrit dans sa reddition de comptes."))
    reddition = reddition.verrouillee()
    if not reddition.est_modifiable:
        raise TransitionRefusee(_("Cette reddition ne se modifie plus : elle n’est pas entre vos mains."))
    return reddition


def _attaches(reddition: Reddition) -> dict[str, uuid.UUID]:
    return {"entente_id": reddition.entente_id, "organisation_id": reddition.organisation_id}


def _preremplir(reddition: Reddition, le: datetime) -> Reddition:
    for r in realisations(reddition.entente, du=reddition.periode_du, au=reddition.periode_au):
        chiffres = {
            "libelle": r.libelle,
            "unite": r.unite,
            "definition": r.definition,
            "prevu": r.prevu,
            "tolerance": r.tolerance,
            "compte": r.compte,
            "externe": r.externe,
        }
        ValeurReddition.objects.update_or_create(
            reddition=reddition,
            nature=r.nature,
            code=r.code,
            defaults=chiffres,
            create_defaults=chiffres | _attaches(reddition),
        )
    reddition.calculee_le = le
    reddition.save(update_fields=["calculee_le"])
    return reddition
