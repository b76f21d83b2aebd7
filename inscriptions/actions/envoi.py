"""The offers of a confirmed run, a few hundred at a time: seats, offers, journal and messages in one exchange.

What changed since the snapshot is reported, never forced.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice

import numpy as np
from django.db import IntegrityError
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from inscriptions.actions.sieges import Attribution, Delais, Tenue, delais_de_reponse, tenir_sieges
from inscriptions.models import ExecutionPlacement, Groupe, Inscription, NonPlacement, OrigineOffre, RefusDePlace
from inscriptions.queries.archives import SANS_GROUPE, personnes_du
from inscriptions.queries.explications import Contrainte
from inscriptions.states import EtatExecution

# A lot is one statement: longer ones gain nothing, and keep the rows of their groups from others.
LOT = 1000
Placement = tuple[uuid.UUID, uuid.UUID]


def envoyer_les_offres(*, execution_id: uuid.UUID, le: datetime) -> int:
    """Offer each placement of a confirmed run. A second run finds the offers made and the changes reported."""
    with portee(Acteur.systeme()):
        execution = ExecutionPlacement.objects.get(pk=execution_id)
        if execution.etat != EtatExecution.CONFIRMEE:
            return 0
        restants = iter(placements_a_offrir(execution))
    return sum(_offrir_un_lot(execution, lot, le) for lot in _lots(restants))


def reste_a_offrir(execution: ExecutionPlacement) -> bool:
    """Whether some placement of the run neither became an offer nor was reported."""
    changees = execution.non_placements.filter(contrainte=Contrainte.CHANGEMENT).count()
    return execution.offres.count() + changees < execution.nb_placees


def placements_a_offrir(execution: ExecutionPlacement) -> list[Placement]:
    """The placements of the run that neither became an offer nor were reported: by group, first served first."""
    personnes = personnes_du(execution.dossier)
    lignes = personnes.placees()
    lignes = lignes[np.argsort(personnes.tableaux["groupe"][lignes], kind="stable")].tolist()
    noms = [uuid.UUID(ligne[0]) for ligne in execution.dossier.groupes]
    groupes = personnes.tableaux["groupe"][lignes].tolist()
    faits = set(execution.offres.values_list("inscription_id", flat=True))
    faits |= set(execution.non_placements.values_list("inscription_id", flat=True))
    paires = zip(personnes.inscriptions(lignes), groupes, strict=True)
    return [(qui, noms[ou]) for qui, ou in paires if ou != SANS_GROUPE and qui not in faits]


def _lots(restants: Iterator[Placement]) -> Iterator[list[Placement]]:
    while lot := list(islice(restants, LOT)):
        yield lot


def _offrir_un_lot(execution: ExecutionPlacement, lot: Sequence[Placement], le: datetime) -> int:
    try:
        with portee(Acteur.systeme()):
            tenues = tenir_sieges(
                _attributions(lot, le), le=le, origine=OrigineOffre.PLACEMENT, execution_id=execution.pk
            )
            _signaler_les_changements(execution, [tenue for tenue in tenues if tenue.refus], le)
    except IntegrityError:  # Something no lot can foresee, for one person: the others do not wait.
        return sum(_offrir_un_lot(execution, [un], le) for un in lot) if len(lot) > 1 else 0
    return sum(not tenue.refus for tenue in tenues)


def _attributions(lot: Sequence[Placement], le: datetime) -> list[Attribution]:
    """What each person is given; the delays to answer depend on the first day only."""
    groupes = {g.pk: g for g in Groupe.objects.filter(pk__in={ou for _qui, ou in lot})}
    delais = _delais(list(groupes.values()), le)
    systeme = Acteur.systeme()
    return [
        Attribution(inscription_id=qui, groupe_id=ou, acteur=systeme, delais=delais[groupes[ou].debut])
        for qui, ou in lot
    ]


def _delais(groupes: Sequence[Groupe], le: datetime) -> dict[date, Delais]:
    """The delays to answer: they depend on the first day only."""
    return {groupe.debut: delais_de_reponse(groupe, le) for groupe in {g.debut: g for g in groupes}.values()}


def _signaler_les_changements(execution: ExecutionPlacement, refusees: Sequence[Tenue], le: datetime) -> None:
    """Report what could not be offered; a twin run that made the offer first is no change."""
    demandes = Inscription.objects.in_bulk([t.attribution.inscription_id for t in refusees])
    faites = set(execution.offres.filter(inscription__in=demandes).values_list("inscription_id", flat=True))
    numeros = dict(
        Groupe.objects.filter(pk__in={t.attribution.groupe_id for t in refusees}).values_list("pk", "numero")
    )
    NonPlacement.objects.bulk_create(
        [
            NonPlacement(
                execution=execution,
                inscription=demande,
                personne_id=demande.personne_id,
                region_id=demande.region_id,
                contrainte=Contrainte.CHANGEMENT,
                explication=_("La place prévue dans le groupe %(groupe)s n’a pas pu être offerte. %(pourquoi)s")
                % {"groupe": numeros[groupe], "pourquoi": RefusDePlace(refus).label},
                details={"groupe": str(groupe)},
                expliquee_le=le,
                publiee_le=le,
            )
            for refus, demande, groupe in (
                (t.refus, demandes.get(t.attribution.inscription_id), t.attribution.groupe_id) for t in refusees
            )
            if demande is not None and demande.pk not in faites
        ],
        ignore_conflicts=True,
    )
