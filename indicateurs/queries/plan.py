"""The action plan as its pages read it: lines with what they answer and their proofs, progress, published figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.cycle import CYCLES
from guichet.models import Journal, Motif
from indicateurs.figures_publiques import ChiffrePublie, dire
from indicateurs.models import Amelioration
from indicateurs.queries import editions as lecture
from partenaires.models import GenreLigne, GenrePreuve, LigneDePlan, PlanAction, PreuveDePlan
from partenaires.states_plan import EtatLigne

FIGURES_MONTREES = 3


@dataclass(frozen=True, slots=True)
class Avancement:
    """How far the actions and recommendations of a plan are."""

    total: int
    realisees: int
    en_realisation: int
    a_entreprendre: int
    abandonnees: int
    en_retard: int


def plans() -> list[PlanAction]:
    """Every plan and audit, the newest first."""
    return list(PlanAction.objects.all())


def lignes_lues() -> QuerySet[LigneDePlan]:
    """Lines with what they answer, what answers them, and their proofs in place."""
    en_place = Prefetch("preuves", PreuveDePlan.objects.en_place(), to_attr="preuves_lues")
    return LigneDePlan.objects.select_related("plan", "parent").prefetch_related("repond_a", "reponses", en_place)


def lignes_du_plan(plan: PlanAction) -> list[LigneDePlan]:
    """The lines of one plan, in its order."""
    return list(lignes_lues().filter(plan=plan).order_by("ordre", "code"))


def avancement(lignes: Iterable[LigneDePlan], *, au: date) -> Avancement:
    """The progress of what someone carries out among these lines."""
    siennes = [ligne for ligne in lignes if ligne.est_a_realiser]

    def nombre(etat: EtatLigne) -> int:
        return sum(ligne.etat == etat for ligne in siennes)

    return Avancement(
        total=len(siennes),
        realisees=nombre(EtatLigne.REALISEE),
        en_realisation=nombre(EtatLigne.EN_REALISATION),
        a_entreprendre=nombre(EtatLigne.A_ENTREPRENDRE),
        abandonnees=nombre(EtatLigne.ABANDONNEE),
        en_retard=sum(ligne.est_en_retard(au=au) for ligne in siennes),
    )


def du_genre(lignes: Iterable[LigneDePlan], *genres: GenreLigne) -> list[LigneDePlan]:
    """The lines of these kinds."""
    return [ligne for ligne in lignes if ligne.genre in genres]


def codes_des_indicateurs(lignes: Iterable[Any]) -> list[str]:
    """The indicators these lines give as proof, each once, in their order."""
    return list(
        dict.fromkeys(p.cle for ligne in lignes for p in ligne.preuves_lues if p.genre == GenrePreuve.INDICATEUR)
    )


def chiffres_publies(codes: Sequence[str]) -> tuple[Any, dict[str, ChiffrePublie]]:
    """The last edition and its figures of the province by code, as the public reads them; none before the first."""
    edition = lecture.derniere_edition()
    if edition is None or not codes:
        return edition, {}
    lus = {chiffre.mesure: chiffre for chiffre in lecture.chiffres(edition, "", codes)}
    return edition, {
        code: dire(edition, chiffre, edition.definitions[chiffre.reference]["titre"]) for code, chiffre in lus.items()
    }


def figures_de(lignes: Iterable[Any], publies: dict[str, ChiffrePublie]) -> list[ChiffrePublie]:
    """The published figures of these lines, a few."""
    return [publies[code] for code in codes_des_indicateurs(lignes) if code in publies][:FIGURES_MONTREES]


@dataclass(frozen=True, slots=True)
class Pas:
    """One step of an object of the register, as its history tells it."""

    objet_id: Any
    le: Any
    titre: Any
    motif: str
    par: str


def histoire(objets: Sequence[LigneDePlan | Amelioration], *, du: Any = None, au: Any = None) -> list[Pas]:
    """The steps of these objects, newest first; they are about nobody, anyone of the ministry reads them."""
    if not objets:
        return []
    cycle = CYCLES[objets[0].CYCLE]
    passe = {pas.nom: pas.passe for pas in cycle.pas} | {"ouvrir": _("Inscrite au registre")}
    with portee(Acteur.systeme()):
        lignes = Journal.objects.sur(cycle.objet).filter(objet_id__in=[objet.pk for objet in objets])
        if du is not None:
            lignes = lignes.filter(le__gte=du)
        if au is not None:
            lignes = lignes.filter(le__lt=au)
        lus = list(lignes.select_related("acteur").order_by("-id"))
    mots = dict(Motif.objects.filter(code__in={ligne.motif_code for ligne in lus}).values_list("code", "libelle"))
    return [
        Pas(
            ligne.objet_id,
            ligne.le,
            passe.get(ligne.pas, ligne.pas),
            " – ".join(filter(None, (mots.get(ligne.motif_code, ""), ligne.motif))),
            str(ligne.acteur or ligne.acteur_libelle or ligne.get_acteur_role_display()),
        )
        for ligne in lus
    ]
