"""What was done over a period, beside what was agreed: counted by the portal, and rendered outside it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.mesure.calcul import calculer
from guichet.mesure.definition import MESURES, Genre
from guichet.referentiels.parametres import parametre
from inscriptions.models import Evaluation, GenreEvaluation, Presence, Seance
from inscriptions.queries.presence import VENUS
from partenaires.models import (
    ActiviteEntente,
    Entente,
    IndicateurEntente,
    NatureValeur,
    ServiceRendu,
    TermeEntente,
    UniteService,
)
from partenaires.termes import ordre, plier
from partenaires.unites import UNITES

MILLIEME = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Realisation:
    """One activity or indicator over the period; `definition` is code and version. Rates are parts of one.

    `compte` is None where the portal has nothing to count from; `externe` is the sum of `par_source`.
    """

    nature: str
    code: str
    libelle: str
    unite: str
    definition: str
    prevu: Decimal
    tolerance: Decimal
    compte: Decimal | None
    externe: Decimal = Decimal(0)
    par_source: dict[str, Decimal] = field(default_factory=dict)

    @property
    def retenu(self) -> Decimal:
        """What both give."""
        return (self.compte or Decimal(0)) + self.externe


def realisations(entente: Entente, *, du: date, au: date) -> list[Realisation]:
    """Activities then indicators of the entente, both days included.

    Planned volumes are yearly figures: a period is owed its days' share of them. Activities of one unit cannot be
    told apart by the portal: its count is shared between them as their planned volumes are, to the last thousandth.
    The caller has checked who asks: the count reads every row of the organisation.
    """
    with portee(Acteur.systeme()):
        termes = _termes(entente, au)
        fin = termes.get("fin", entente.fin)
        part = _part(entente.debut, fin if isinstance(fin, date) else entente.fin, du, au)
        activites = list(ActiviteEntente.objects.actifs().filter(entente=entente))
        indicateurs = list(IndicateurEntente.objects.actifs().filter(entente=entente))
        # Objects of this query alone: their values as amended are never saved.
        for activite in activites:
            activite.volume_prevu = _decimal(termes, f"activite:{activite.code}:volume", activite.volume_prevu)
        for indicateur in indicateurs:
            indicateur.cible = _decimal(termes, f"indicateur:{indicateur.code}:cible", indicateur.cible)
        return _activites(entente, activites, du, au, part) + _indicateurs(entente, indicateurs, du, au, part)


def _termes(entente: Entente, au: date) -> dict[str, Any]:
    """The terms in force on that day, amendments known by now included; empty where none was ever dated."""
    lignes = TermeEntente.objects.filter(entente=entente, effet_du__lte=au)
    return dict(plier(sorted(lignes, key=ordre)))


def _decimal(termes: dict[str, Any], cle: str, signe: Decimal) -> Decimal:
    valeur = termes.get(cle, signe)
    return valeur if isinstance(valeur, Decimal) else signe


def _part(debut: date, fin: date, du: date, au: date) -> Decimal:
    """The days of the period that are in the entente, over its days."""
    jours = (min(au, fin) - max(du, debut)).days + 1
    return Decimal(max(0, jours)) / ((fin - debut).days + 1)


def _activites(
    entente: Entente, activites: Sequence[ActiviteEntente], du: date, au: date, part: Decimal
) -> list[Realisation]:
    comptes = partager(
        activites, {u: compter(u, entente.organisation_id, du, au) for u in {a.unite for a in activites}}
    )
    externes = services_par_activite(entente, du, au)
    tolerance = Decimal(parametre("tolerance_ecart_entente", au=au))
    return [
        Realisation(
            nature=NatureValeur.ACTIVITE,
            code=activite.code,
            libelle=activite.titre,
            unite=str(UNITES[activite.unite].unite),
            definition=UNITES[activite.unite].reference,
            prevu=(activite.volume_prevu * part).quantize(MILLIEME),
            tolerance=tolerance,
            compte=comptes[activite.code],
            externe=sum(externes[activite.code].values(), Decimal(0)),
            par_source=dict(externes[activite.code]),
        )
        for activite in activites
    ]


def _indicateurs(
    entente: Entente, indicateurs: Sequence[IndicateurEntente], du: date, au: date, part: Decimal
) -> list[Realisation]:
    connues = {i.code: MESURES[i.code] for i in indicateurs if i.code in MESURES}
    valeurs = calculer(connues.values(), organisation_id=entente.organisation_id, du=du, au=au)
    faites = []
    for indicateur in indicateurs:
        mesure, valeur = connues.get(indicateur.code), valeurs.get(indicateur.code)
        # A definition that changed since the signature is another figure: none is better than one never agreed.
        meme = mesure is not None and mesure.version == indicateur.version_mesure
        calculee = valeur.valeur if meme and valeur else None
        compte_entier = mesure is not None and mesure.genre is Genre.COMPTE
        faites.append(
            Realisation(
                nature=NatureValeur.INDICATEUR,
                code=indicateur.code,
                libelle=str(mesure.titre) if mesure else indicateur.code,
                unite=str(mesure.unite) if mesure else "",
                definition=f"{indicateur.code} v{indicateur.version_mesure}",
                prevu=(indicateur.cible * (part if compte_entier else 1)).quantize(MILLIEME),
                tolerance=indicateur.tolerance,
                compte=None if calculee is None else calculee.quantize(MILLIEME),
            )
        )
    return faites


def partager(activites: Iterable[ActiviteEntente], comptes: dict[str, Decimal | None]) -> dict[str, Decimal | None]:
    """The count of each unit shared between its activities as their planned volumes; the last takes the rest."""
    par_unite: dict[str, list[ActiviteEntente]] = defaultdict(list)
    for activite in activites:
        par_unite[activite.unite].append(activite)
    partages: dict[str, Decimal | None] = {}
    for unite, groupe in par_unite.items():
        total, reste = comptes[unite], comptes[unite]
        prevu = sum(activite.volume_prevu for activite in groupe)
        for activite in groupe[:-1]:
            part = None if total is None else (total * activite.volume_prevu / prevu).quantize(MILLIEME)
            partages[activite.code] = part
            reste = None if reste is None or part is None else reste - part
        partages[groupe[-1].code] = reste
    return partages


def compter(unite: str, organisation_id: Any, du: date, au: date) -> Decimal | None:
    """What the portal counts of one unit; None when it has no facts of that kind."""
    compteur = _COMPTEURS.get(unite)
    return None if compteur is None else compteur(organisation_id, du, au)


def _seances(organisation_id: Any, du: date, au: date) -> Decimal:
    tenues = Seance.objects.filter(organisation_id=organisation_id, date__range=(du, au))
    return Decimal(tenues.filter(annulee_le=None, appel_le__isnull=False).count())


def _venues(organisation_id: Any, du: date, au: date) -> QuerySet[Presence]:
    return Presence.objects.filter(
        seance__organisation_id=organisation_id,
        seance__date__range=(du, au),
        seance__annulee_le=None,
        code__in=VENUS,
    )


def _heures(organisation_id: Any, du: date, au: date) -> Decimal:
    duree = ExpressionWrapper(F("seance__heure_fin") - F("seance__heure_debut"), DurationField())
    total = _venues(organisation_id, du, au).aggregate(total=Sum(duree))["total"] or timedelta()
    return (Decimal(int(total.total_seconds())) / 3600).quantize(MILLIEME)


def _personnes(organisation_id: Any, du: date, au: date) -> Decimal:
    return Decimal(_venues(organisation_id, du, au).aggregate(n=Count("personne", distinct=True))["n"])


def _evaluations(organisation_id: Any, du: date, au: date) -> Decimal:
    membre = "evaluee_par__adhesions__"
    inscrites = (
        Evaluation.objects.annotate(jour=TruncDate("evaluee_le"))
        .filter(genre=GenreEvaluation.CLASSEMENT, jour__range=(du, au))
        .filter(
            Q(**{f"{membre}valide_au": None}) | Q(**{f"{membre}valide_au__gte": F("jour")}),
            **{f"{membre}organisation_id": organisation_id, f"{membre}valide_du__lte": F("jour")},
        )
    )
    return Decimal(inscrites.values("pk").distinct().count())


_COMPTEURS: dict[str, Callable[[Any, date, date], Decimal]] = {
    UniteService.SEANCE_GROUPE: _seances,
    UniteService.HEURE_APPRENANT: _heures,
    UniteService.EVALUATION: _evaluations,
    UniteService.PERSONNE: _personnes,
}


def services_par_activite(entente: Entente, du: date, au: date) -> dict[str, dict[str, Decimal]]:
    """Outside services of the period by activity and source; a person named on several lines is served once."""
    lignes = ServiceRendu.objects.actifs().filter(entente=entente, date__range=(du, au))
    sommes = lignes.values("activite", "source", "unite").annotate(
        total=Sum("quantite"),
        agreges=Sum("quantite", filter=Q(personne_ref="")),
        personnes=Count("personne_ref", filter=~Q(personne_ref=""), distinct=True),
    )
    resultat: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for ligne in sommes.order_by("activite", "source"):
        total = ligne["total"]
        if ligne["unite"] == UniteService.PERSONNE:
            total = (ligne["agreges"] or Decimal(0)) + ligne["personnes"]
        sources = resultat[ligne["activite"]]
        sources[ligne["source"]] = sources.get(ligne["source"], Decimal(0)) + total
    return resultat
