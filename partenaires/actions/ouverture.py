"""The groups a confirmed run asks for: drawn from pools, kept, then opened or refused by the partner."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import TransitionRefusee, franchir, ouvrir
from inscriptions.states import EtatGroupe
from partenaires.actions.contenu import retirer_groupe
from partenaires.actions.echeance import accepter_groupe, retenir_groupe, tirer_du_bassin
from partenaires.courriels import annoncer_ouvertures
from partenaires.models import Bassin, ExecutionFormation, GroupePropose, Ouverture
from partenaires.queries.ouvertures import demandes_de, niveau_du_type
from partenaires.states import EtatFormation


def demander_ouvertures(*, execution_id: uuid.UUID, le: datetime) -> int:
    """Ask each partner for its groups of a confirmed run, one transaction per partner; returns how many were asked.

    A second run finds them asked. What changed meanwhile (withdrawn, past its date) is left out.
    """
    with portee(Acteur.systeme()):
        execution = ExecutionFormation.objects.select_related("session").get(pk=execution_id)
        if execution.etat != EtatFormation.CONFIRMEE:
            return 0
        par_declaration = demandes_de(execution)
    return sum(_demander(execution, demandes, le) for demandes in par_declaration.values())


@transaction.atomic
def accepter_ouverture(*, ouverture: Ouverture, acteur: Acteur, le: datetime) -> Ouverture:
    """The partner opens the group: it is announced at once."""
    ouverture = ouverture.verrouillee()
    franchir(ouverture, "accepter", acteur=acteur, le=le, repondue_le=le)
    accepter_groupe(propose=ouverture.propose, acteur=acteur, le=le)
    return ouverture


@transaction.atomic
def refuser_ouverture(
    *, ouverture: Ouverture, acteur: Acteur, le: datetime, motif_code: str, motif: str = ""
) -> Ouverture:
    """The partner cannot open the group, and says why: it is no longer envisaged."""
    ouverture = ouverture.verrouillee()
    franchir(ouverture, "refuser", acteur=acteur, le=le, motif=motif, motif_code=motif_code, repondue_le=le)
    retirer_groupe(propose=ouverture.propose, acteur=acteur, le=le)
    return ouverture


def laisser_passer(*, ouverture_id: uuid.UUID, le: datetime) -> bool:
    """End a request whose group was decided without an answer; false when someone else holds it or answered."""
    portail = Acteur.systeme()
    with portee(portail):
        libres = Ouverture.objects.select_for_update(skip_locked=True, of=("self",)).select_related("propose__groupe")
        ouverture = libres.filter(pk=ouverture_id).first()
        if ouverture is None or not ouverture.attend_reponse or ouverture.propose.groupe.etat == EtatGroupe.ENVISAGE:
            return False
        franchir(ouverture, "laisser_passer", acteur=portail, le=le)
    return True


def _demander(execution: ExecutionFormation, demandes: list[tuple[str, str, int]], le: datetime) -> int:
    """Ask one partner: its groups kept, those of its pools drawn, one message for all."""
    portail = Acteur.systeme()
    faites: list[Ouverture] = []
    with portee(portail):
        # A twin run waits here, then finds the requests made.
        ExecutionFormation.objects.select_for_update(of=("self",)).get(pk=execution.pk)
        deja = Counter(execution.ouvertures.values_list("offre", flat=True))
        for offre, type_, effectif in demandes:
            if deja[offre]:
                deja[offre] -= 1
                continue
            try:
                with transaction.atomic():
                    faites.append(_retenir(execution, offre, type_, effectif, portail, le))
            except TransitionRefusee:
                continue
        if faites:
            annoncer_ouvertures(execution, faites, jour=timezone.localdate(le), le=le)
    return len(faites)


def _retenir(
    execution: ExecutionFormation, offre: str, type_: str, effectif: int, portail: Acteur, le: datetime
) -> Ouverture:
    genre, pk = offre.split(":")[:2]
    if genre == "b":
        bassin = Bassin.objects.get(pk=pk)
        horaire = bassin.horaires[int(offre.split(":")[2])]
        numero = bassin.groupes_proposes.count() + 1
        propose = tirer_du_bassin(
            bassin=bassin,
            niveau=niveau_du_type(execution, type_, bassin),
            horaire=horaire,
            reference=f"{bassin.reference[:20]}-{numero}",
            acteur=portail,
            le=le,
        )
    else:
        propose = GroupePropose.objects.select_related("groupe").get(pk=pk)
    propose = retenir_groupe(propose=propose, acteur=portail, le=le)
    ouverture = Ouverture(
        execution=execution,
        propose=propose,
        organisation_id=propose.organisation_id,
        offre=offre,
        effectif=effectif,
        repondre_avant=propose.decision_le,
    )
    ouvrir(ouverture, acteur=portail, le=le)
    return ouverture
