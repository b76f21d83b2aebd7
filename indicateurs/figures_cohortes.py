"""The charts and tables of admission cohorts, each titled by what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.graphiques import Barres, Colonnes, Lignes, Serie
from guichet.models import Motif
from guichet.referentiels.formats import formater_nombre, formater_pourcent
from indicateurs.filtre import Filtre
from indicateurs.models import CohorteAdmission, Population
from indicateurs.queries import cohortes as lecture
from indicateurs.queries.cohortes import RECULS, Entonnoir, Etats, Part
from indicateurs.states_admissions import PARTICIPANTES, EtatParticipation
from inscriptions.pertes import EtapePerdue, Nature

E = EtatParticipation
# Nine states in five colours: the table beneath tells each.
GROUPES = (
    (gettext_lazy("Ont commencé un cours"), PARTICIPANTES),
    (gettext_lazy("Inscrites, en attente"), (E.INSCRITE, E.OFFERTE)),
    (gettext_lazy("Exemptées ou parties"), (E.EXEMPTEE, E.DEMENAGEE)),
    (gettext_lazy("Jointes, pas intéressées"), (E.SANS_SUITE,)),
    (gettext_lazy("Jamais jointes"), (E.JAMAIS_JOINTE,)),
)
ETAPES = {
    "besoin": gettext_lazy("Admises que les cours visent"),
    "jointe": gettext_lazy("Jointes ou inscrites"),
    "inscrite": gettext_lazy("Inscrites"),
    "offerte": gettext_lazy("Place offerte"),
    "commencee": gettext_lazy("Cours commencé"),
    "perseverante": gettext_lazy("Cours mené à terme"),
    "terminee": gettext_lazy("Parcours terminé"),
}
MOIS_MONTRES = 24


@dataclass(frozen=True, slots=True)
class LigneDeCohorte:
    """One row of the table."""

    cohorte: CohorteAdmission
    titre: str
    total: int
    jamais_jointes: int
    participantes: int
    parts: list[tuple[int, Part | None]]


@dataclass(frozen=True, slots=True)
class Resume:
    """The whole, those the courses are for, those who took part, those never reached."""

    total: int
    besoin: int
    participantes: int
    jamais_jointes: int
    taux: Decimal | None
    detail: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What the page of a cohort draws."""

    par_mois: Colonnes | None
    etats_par_mois: list[tuple[str, list[int], int]]
    entonnoir: Barres
    pertes: list[tuple[str, str, int]]
    nb_pertes: int


def mois_annee(jour: date) -> str:
    """« mars 2026 »."""
    return format_date(jour, "MMMM yyyy", locale="fr_CA")


def resumer(etats: Etats) -> Resume:
    """The figures of one set of persons."""
    part = lecture.part(etats)
    return Resume(
        total=sum(etats.values()),
        besoin=part.besoin,
        participantes=part.participantes,
        jamais_jointes=etats[E.JAMAIS_JOINTE],
        taux=part.taux,
        detail=[(str(etat.label), nombre) for etat, nombre in etats.items()],
    )


def ensemble(filtre: Filtre, *, au: date, population: str) -> list[tuple[str, Part | None]]:
    """The shares of the cohorts together, with their words."""
    parts = lecture.parts_ensemble(filtre, au=au, population=population)
    return [(_("à %(n)d mois") % {"n": recul}, parts[recul]) for recul in RECULS]


def multiples(filtre: Filtre, *, au: date, population: str) -> list[Lignes]:
    """The same small chart for 3, 6, 12 and 24 months: the share who took part, by month of admission."""
    series = {
        p: lecture.parts_par_cohorte(filtre, au=au, population=p.value)
        for p in Population
        if population in ("", p.value)
    }
    mois = sorted({jour for parts in series.values() for jour in parts})
    if not mois:
        return []
    noms = {Population.PERMANENTE: _("Permanente"), Population.TEMPORAIRE: _("Temporaire")}
    return [
        Lignes(
            titre=_("%(n)d mois après l’admission") % {"n": recul},
            entetes=[_("Mois d’admission"), *(noms[p] for p in series)],
            abscisses=[format_date(jour, "MMM yy", locale="fr_CA") for jour in mois],
            series=[
                Serie(noms[p], [_taux(parts.get(jour, {}).get(recul)) for jour in mois]) for p, parts in series.items()
            ],
            format_valeur=_pourcent,
            cle=f"part-{recul}",
        )
        for recul in RECULS
    ]


def _taux(part: Part | None) -> float | None:
    return None if part is None or part.taux is None else float(part.taux)


def _pourcent(valeur: Any) -> str:
    return formater_pourcent(valeur, 0 if float(valeur) * 100 == int(float(valeur) * 100) else 1)


def lignes(filtre: Filtre, *, au: date, population: str) -> list[LigneDeCohorte]:
    """One row per cohort, the newest first."""
    effectifs = lecture.effectifs(filtre, au=au)
    parts = {p.value: lecture.parts_par_cohorte(filtre, au=au, population=p.value) for p in Population}
    connues = lecture.cohortes_connues().filter(mois__range=(filtre.du.replace(day=1), filtre.au))
    return [
        _ligne(cohorte, effectifs[cohorte.mois, cohorte.population], parts[cohorte.population].get(cohorte.mois, {}))
        for cohorte in connues
        if population in ("", cohorte.population) and (cohorte.mois, cohorte.population) in effectifs
    ]


def _ligne(cohorte: CohorteAdmission, etats: Etats, parts: dict[int, Part | None]) -> LigneDeCohorte:
    return LigneDeCohorte(
        cohorte=cohorte,
        titre=mois_annee(cohorte.mois),
        total=sum(etats.values()),
        jamais_jointes=etats[E.JAMAIS_JOINTE],
        participantes=sum(etats[etat] for etat in PARTICIPANTES),
        parts=[(recul, parts.get(recul)) for recul in RECULS],
    )


def figures_de(filtre: Filtre, *, au: date, population: str) -> Figures:
    """Every chart and table of one cohort."""
    serie = dict(list(lecture.etats_par_mois(filtre, au=au, population=population).items())[-MOIS_MONTRES:])
    passage = lecture.entonnoir(filtre, au=au, population=population)
    # An exit without a coded reason says how she left.
    mots = {nature.value: nature.label for nature in Nature} | dict(Motif.objects.values_list("code", "libelle"))
    return Figures(
        par_mois=_par_mois(serie) if serie else None,
        etats_par_mois=[
            (mois_annee(mois), [etats[etat] for etat in E], sum(etats.values())) for mois, etats in serie.items()
        ],
        entonnoir=_entonnoir(passage),
        pertes=[
            (str(EtapePerdue(perte.etape).label), str(mots.get(perte.motif) or _("Sans motif")), perte.nb)
            for perte in passage.pertes
        ],
        nb_pertes=passage.nb_pertes,
    )


def _par_mois(serie: dict[date, Etats]) -> Colonnes:
    return Colonnes(
        titre=_("Où en sont les personnes de la cohorte, à la fin de chaque mois"),
        entetes=[_("Mois"), *(str(nom) for nom, _etats in GROUPES), _("Total")],
        categories=[format_date(mois, "MMM yy", locale="fr_CA") for mois in serie],
        series=[
            (str(nom), [sum(etats[etat] for etat in contenus) for etats in serie.values()]) for nom, contenus in GROUPES
        ],
        cle="etats",
    )


def _entonnoir(passage: Entonnoir) -> Barres:
    depart = passage.etapes[0][1]

    def ecrire(valeur: Any) -> str:
        part = f" ({formater_pourcent(Decimal(valeur) / depart, 0)})" if depart else ""
        return f"{formater_nombre(valeur)}{part}"

    return Barres(
        titre=_("De l’admission au parcours terminé"),
        entetes=[_("Étape"), _("Personnes (part des admises visées)")],
        lignes=[(str(ETAPES[nom]), nombre) for nom, nombre in passage.etapes],
        maximum=depart or None,
        format_valeur=ecrire,
        cle="entonnoir",
    )
