"""What the rules of quality read of a report, and the scores that follow from open anomalies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils import timezone

from guichet.referentiels.parametres import parametre
from inscriptions.models import CodePresence, Presence, Seance
from partenaires.models import Anomalie, DepenseReddition, Reddition, UniteService
from partenaires.qualite.faits import Depense, Gravite, Part, Presences, Rapport, Valeur
from partenaires.qualite.regles import SEUILS
from partenaires.qualite.score import Score, moyenne, noter
from partenaires.queries.realisations import realisations

SOUMISES = ("soumise", "a_corriger", "acceptee")


def seuils_du(jour: date) -> dict[str, Decimal]:
    """The thresholds of the rules on a day."""
    return {cle: Decimal(parametre(cle, au=jour)) for cle in SEUILS}


def poids_du(jour: date) -> tuple[dict[Part, int], dict[Gravite, int]]:
    """The weights of the parts and the costs of anomalies on a day."""
    poids = {part: int(parametre(f"qualite_poids_{part}", au=jour)) for part in Part}
    return poids, {gravite: int(parametre(f"qualite_cout_{gravite}", au=jour)) for gravite in Gravite}


def rapport_de(reddition: Reddition) -> Rapport:
    """The report as the rules read it; what the portal counts now is asked again."""
    precedente = (
        Reddition.objects.filter(entente=reddition.entente_id, periode_au__lt=reddition.periode_du, etat__in=SOUMISES)
        .order_by("-periode_au")
        .first()
    )
    actives = reddition.entente.activites.actifs()
    heures = actives.filter(unite=UniteService.HEURE_APPRENANT).values_list("code", flat=True)
    return Rapport(
        du=reddition.periode_du,
        au=reddition.periode_au,
        due_le=reddition.due_le,
        soumise_le=timezone.localdate(reddition.soumise_le) if reddition.soumise_le else None,
        recit=reddition.recit,
        valeurs=_valeurs(reddition),
        depenses=_depenses(reddition),
        lignes_budget=tuple(reddition.entente.lignes_budget.actifs().values_list("code", flat=True)),
        precedentes=_depenses(precedente) if precedente else (),
        heures=tuple(heures),
        presences=presences_de(reddition),
    )


def _valeurs(reddition: Reddition) -> tuple[Valeur, ...]:
    comptees = realisations(reddition.entente, du=reddition.periode_du, au=reddition.periode_au)
    recomptes = {(r.nature, r.code): r.compte for r in comptees}
    return tuple(
        Valeur(
            code=v.code,
            prevu=v.prevu,
            compte=v.compte,
            externe=v.externe,
            tolerance=v.tolerance,
            raison=v.raison,
            recompte=recomptes.get((v.nature, v.code)),
        )
        for v in reddition.valeurs.all()
    )


def _depenses(reddition: Reddition) -> tuple[Depense, ...]:
    """Expenses of the period, one per budget line, with what earlier reports of the entente spent on the line."""
    lignes = DepenseReddition.objects.filter(
        entente=reddition.entente_id, reddition__periode_au__lte=reddition.periode_au
    )
    cumuls = dict(lignes.values_list("ligne").annotate(total=Sum("montant")))
    siennes = reddition.depenses.select_related("ligne").order_by("ligne__rang", "ligne__code")
    return tuple(Depense(d.ligne.code, d.montant, cumuls[d.ligne_id], d.ligne.montant) for d in siennes)


def presences_de(reddition: Reddition) -> Presences:
    """The roll calls of the organisation during the period, and the learner-hours its meetings could hold."""
    seances = Seance.objects.filter(
        organisation=reddition.organisation_id,
        date__range=(reddition.periode_du, reddition.periode_au),
        annulee_le=None,
        appel_le__isnull=False,
    ).select_related("groupe")
    possibles, avant, nombre = Decimal(), 0, 0
    for seance in seances:
        nombre += 1
        possibles += _duree(seance) * seance.groupe.capacite
        avant += bool(seance.appel_le and timezone.localdate(seance.appel_le) < seance.date)
    absent = Q(code__in=(CodePresence.EXCUSE, CodePresence.NON_EXCUSE))
    present = Q(code__in=(CodePresence.PRESENT, CodePresence.RETARD))
    comptes = Presence.objects.filter(seance__in=seances).aggregate(
        presents=Count("pk", filter=present),
        absents=Count("pk", filter=absent),
        tard=Count("pk", filter=~Q(motif_correction="")),
    )
    return Presences(
        seances=nombre,
        presents=comptes["presents"],
        absents=comptes["absents"],
        heures_possibles=possibles if nombre else None,
        saisies_avant_la_seance=avant,
        corrigees_tard=comptes["tard"],
    )


def _duree(seance: Seance) -> Decimal:
    debut, fin = seance.heure_debut, seance.heure_fin
    return Decimal((fin.hour - debut.hour) * 60 + fin.minute - debut.minute) / 60


def scores_des_redditions(redditions: Iterable[Reddition], *, jour: date) -> dict[Any, Score]:
    """The score of each report, from its open anomalies."""
    poids, couts = poids_du(jour)
    redditions = list(redditions)
    par_reddition: dict[Any, list[tuple[str, str]]] = defaultdict(list)
    ouvertes = Anomalie.objects.ouvertes().filter(reddition__in=[r.pk for r in redditions])
    for reddition_id, part, gravite in ouvertes.values_list("reddition", "part", "gravite"):
        par_reddition[reddition_id].append((part, gravite))
    return {r.pk: noter(par_reddition[r.pk], poids, couts) for r in redditions}


def scores_des_organisations(redditions: Iterable[Reddition], *, jour: date) -> dict[Any, Score]:
    """The score of each organisation: the mean of its reports'."""
    redditions = list(redditions)
    scores = scores_des_redditions(redditions, jour=jour)
    par_organisation: dict[Any, list[Score]] = defaultdict(list)
    for reddition in redditions:
        par_organisation[reddition.organisation_id].append(scores[reddition.pk])
    return {pk: note for pk, siens in par_organisation.items() if (note := moyenne(siens))}


def redditions_notees(visibles: Any, *, jour: date) -> Any:
    """The reports given over the last two years, the latest first."""
    depuis = date(jour.year - 2, jour.month, 1)
    return (
        visibles.filter(etat__in=SOUMISES, periode_au__gte=depuis)
        .select_related("entente", "organisation", "livrable")
        .order_by("-periode_au", "organisation__nom", "pk")
    )
