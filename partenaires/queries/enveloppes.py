"""How much of each year's envelope is engaged, paid, left, and where it is going.

Engaged: instalments of approved ententes by the fiscal year they are planned in; what an approved entente has not yet
put on a calendar counts in the year it begins. Of an entente ended early, only what was paid. Paid: by the day it was
paid, recoveries taken off. Coming: recommended requests, spread over the days of their period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from partenaires.exercices import exercice_de, libelle_exercice, mois_de, repartir_par_exercice
from partenaires.models import Entente, Enveloppe, GenreVersement, Programme, Versement
from partenaires.models.entente import DECIDEES
from partenaires.states_ententes import EtatEntente, EtatVersement

ZERO = Decimal(0)
SEUIL = "seuil_alerte_enveloppe"
FINIES = (EtatEntente.RESILIEE, EtatEntente.FERMEE)
EN_PRODUCTION = tuple(etat for etat in DECIDEES if etat not in FINIES)


@dataclass(frozen=True, slots=True)
class Consommation:
    """One fiscal year of one programme, in dollars; `enveloppe` is None when nobody fixed it."""

    exercice: int
    enveloppe: Decimal | None
    engage: Decimal
    verse: Decimal
    a_venir: Decimal

    @property
    def libelle(self) -> str:
        """`2026-2027`"""
        return libelle_exercice(self.exercice)

    @property
    def reste(self) -> Decimal | None:
        """What may still be engaged; negative when the envelope is exceeded."""
        return None if self.enveloppe is None else self.enveloppe - self.engage

    @property
    def projete(self) -> Decimal:
        """What would be engaged if every recommended request were approved."""
        return self.engage + self.a_venir

    @property
    def depassement(self) -> Decimal:
        """By how much the projection exceeds the envelope."""
        return max(ZERO, self.projete - self.enveloppe) if self.enveloppe is not None else ZERO

    @property
    def part_engagee(self) -> Decimal | None:
        """The part of the envelope that is engaged."""
        return None if not self.enveloppe else self.engage / self.enveloppe

    def est_en_alerte(self, seuil: Decimal) -> bool:
        """True when the projection reaches this part of the envelope."""
        return self.enveloppe is not None and self.projete >= self.enveloppe * seuil


@dataclass(frozen=True, slots=True)
class Mois:
    """One month of a fiscal year: what was to be paid and what was."""

    premier: date
    prevu: Decimal
    verse: Decimal | None


@dataclass(frozen=True, slots=True)
class Mouvements:
    """Engaged money by planned month, and paid money by the month it was paid in, of one programme."""

    prevus: list[tuple[date, Decimal]]
    emis: list[tuple[date, Decimal]]


def mouvements(programme: Programme, *, au: date) -> Mouvements:
    """The money of a programme by month, as known on that day."""
    return Mouvements(_prevus(programme, au=au), _emis(programme, au=au))


def consommation(programme: Programme, *, au: date, lus: Mouvements | None = None) -> list[Consommation]:
    """Every fiscal year the programme has an envelope or money in, as known on that day; `lus`: its money, if read."""
    lus = lus or mouvements(programme, au=au)
    enveloppes = dict(
        Enveloppe.objects.filter(programme=programme).en_vigueur(au=au).values_list("exercice", "montant")
    )
    engage = _par_exercice(lus.prevus)
    for exercice, montant in _sans_calendrier(programme, au=au).items():
        engage[exercice] += montant
    verse = _par_exercice(lus.emis)
    a_venir = _recommandees(programme)
    annees = sorted({*enveloppes, *engage, *verse, *a_venir})
    return [
        Consommation(a, enveloppes.get(a), engage.get(a, ZERO), verse.get(a, ZERO), a_venir.get(a, ZERO))
        for a in annees
    ]


def mois_par_mois(lus: Mouvements, exercice: int, *, au: date) -> list[Mois]:
    """The twelve months of a year; what was paid in a month to come is not known."""
    prevus, emis = dict(lus.prevus), dict(lus.emis)
    return [
        Mois(premier, prevus.get(premier, ZERO), emis.get(premier, ZERO) if premier <= au else None)
        for premier in mois_de(exercice)
    ]


def previsions(annee: Consommation, mois: Sequence[Mois]) -> list[Decimal | None]:
    """What would be left at the end of each month from now on; the last is the envelope less the projection.

    What should be paid already is expected in the next month, what has no calendar evenly over the months to come.
    """
    passes = [un for un in mois if un.verse is not None]
    a_venir = list(mois[len(passes) :])
    if annee.enveloppe is None or not a_venir:
        return [None] * len(mois)
    reste = annee.enveloppe - sum((un.verse or ZERO for un in passes), ZERO)
    connus: list[Decimal | None] = [None] * (len(passes) - 1) + [reste] * bool(passes)
    arriere = sum((un.prevu - (un.verse or ZERO) for un in passes), ZERO)
    sans_calendrier = annee.projete - sum((un.prevu for un in mois), ZERO)
    reste -= arriere
    for rang, un in enumerate(a_venir, 1):
        reste -= un.prevu
        connus.append(reste - sans_calendrier * rang / len(a_venir))
    return connus


@dataclass(frozen=True, slots=True)
class Portefeuille:
    """Every programme's years from the present one, and the present year of all those that have an envelope."""

    annees: list[tuple[Programme, Consommation]]
    total: Consommation | None
    mois: list[Mois]


def portefeuille_des_enveloppes(*, au: date) -> Portefeuille:
    """The envelopes of this fiscal year and the next ones, as known on that day."""
    courant = exercice_de(au)
    programmes = list(Programme.objects.order_by("nom"))
    lus = {p: mouvements(p, au=au) for p in programmes}
    annees = [(p, a) for p in programmes for a in consommation(p, au=au, lus=lus[p]) if a.exercice >= courant]
    suivies = [(p, a) for p, a in annees if a.exercice == courant and a.enveloppe is not None]
    if not suivies:
        return Portefeuille(annees, None, [])
    calendriers = [mois_par_mois(lus[p], courant, au=au) for p, _annee in suivies]
    total = Consommation(
        courant,
        *(sum((getattr(a, nom) for _p, a in suivies), ZERO) for nom in ("enveloppe", "engage", "verse", "a_venir")),
    )
    return Portefeuille(annees, total, [_somme(lignes) for lignes in zip(*calendriers, strict=True)])


def _somme(lignes: Sequence[Mois]) -> Mois:
    """The same month of several programmes."""
    verses = [un.verse for un in lignes]
    connus = None if None in verses else sum((v or ZERO for v in verses), ZERO)
    return Mois(lignes[0].premier, sum((un.prevu for un in lignes), ZERO), connus)


def _versements(programme: Programme, *, au: date) -> QuerySet[Versement]:
    return Versement.objects.filter(entente__version__programme=programme, entente__approuvee_le__date__lte=au)


def _prevus(programme: Programme, *, au: date) -> list[tuple[date, Decimal]]:
    """Engaged money by planned month."""
    comptent = Q(entente__etat__in=EN_PRODUCTION) | Q(entente__etat__in=FINIES, etat=EtatVersement.EMIS)
    lignes = _versements(programme, au=au).filter(comptent)
    lignes = lignes.exclude(~Q(etat=EtatVersement.EMIS), genre=GenreVersement.RECOUVREMENT)
    return _par_mois(lignes, "prevu_le")


def _emis(programme: Programme, *, au: date) -> list[tuple[date, Decimal]]:
    """Paid money by the month it was paid in."""
    lignes = _versements(programme, au=au).filter(etat=EtatVersement.EMIS, emis_le__date__lte=au)
    return [(mois.date() if hasattr(mois, "date") else mois, total) for mois, total in _par_mois(lignes, "emis_le")]


def _par_mois(lignes: QuerySet[Versement], champ: str) -> list[tuple[date, Decimal]]:
    groupes = lignes.order_by().annotate(mois=TruncMonth(champ)).values_list("mois")
    return list(groupes.annotate(total=Sum("montant")).order_by("mois"))


def _par_exercice(mois: list[tuple[date, Decimal]]) -> defaultdict[int, Decimal]:
    totaux: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for premier, montant in mois:
        totaux[exercice_de(premier)] += montant
    return totaux


def _sans_calendrier(programme: Programme, *, au: date) -> dict[int, Decimal]:
    """What approved ententes agreed on beyond their instalments, by the year they begin in."""
    ordinaires = Sum("versements__montant", filter=Q(versements__genre=GenreVersement.ORDINAIRE), default=ZERO)
    ententes = Entente.objects.filter(
        version__programme=programme, etat__in=EN_PRODUCTION, approuvee_le__date__lte=au
    ).annotate(au_calendrier=ordinaires)
    totaux: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for debut, convenu, au_calendrier in ententes.values_list("debut", "montant_convenu", "au_calendrier"):
        if reste := max(ZERO, (convenu or ZERO) - au_calendrier):
            totaux[exercice_de(debut)] += reste
    return dict(totaux)


def _recommandees(programme: Programme) -> dict[int, Decimal]:
    totaux: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    demandes = Entente.objects.filter(version__programme=programme, etat=EtatEntente.RECOMMANDEE)
    for debut, fin, recommande, demande in demandes.values_list(
        "debut", "fin", "montant_recommande", "montant_demande"
    ):
        for exercice, part in repartir_par_exercice(recommande or demande, debut, fin).items():
            totaux[exercice] += part
    return dict(totaux)
