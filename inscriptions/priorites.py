"""In which class is a request served? Coded criteria, classes made of them, and the same rule twice.

`CRITERES` gives each criterion in SQL over a request `i` and its last seat `p` (set-based, `queries.priorites`) and in
plain Python over `Faits`; a test holds both together.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guichet.referentiels.formules import Filiere, Formule

CLASSES_MAX = 9
NIVEAU_DEBUTANT_MAX = 4


@dataclass(frozen=True, slots=True)
class Faits:
    """What the criteria look at in one request."""

    statut: str = ""
    arrivee_le: date | None = None
    complete_le: datetime | None = None
    enfants: int = 0
    formule: str = ""
    filiere: str = ""
    niveau: int | None = None
    # State of the last seat held under this request.
    derniere_place: str = ""


@dataclass(frozen=True, slots=True)
class Seuils:
    """The moments some criteria compare with, on the day of the count."""

    norme_depassee_avant: datetime
    arrivee_recente_depuis: date


@dataclass(frozen=True, slots=True)
class Critere:
    """One coded criterion: how a form names it, how the public page says it to a reader, how it is decided."""

    code: str
    libelle: Any
    vous: Any
    sql: str
    est_rempli: Callable[[Faits, Seuils], bool]


t = gettext_lazy
CRITERES: dict[str, Critere] = {
    critere.code: critere
    for critere in (
        Critere(
            "groupe_ferme",
            t("Groupe fermé ou annulé"),
            t("votre groupe a fermé ou n’a pas ouvert"),
            "p.etat = 'groupe_ferme'",
            lambda f, _s: f.derniere_place == "groupe_ferme",
        ),
        Critere(
            "suite_parcours",
            t("Suite d’un cours terminé"),
            t("vous avez fini un cours et vous continuez"),
            "p.etat = 'terminee'",
            lambda f, _s: f.derniere_place == "terminee",
        ),
        Critere(
            "personne_protegee",
            t("Personne réfugiée ou protégée"),
            t("vous êtes une personne réfugiée ou protégée"),
            "i.statut_id = 'personne_protegee'",
            lambda f, _s: f.statut == "personne_protegee",
        ),
        Critere(
            "demandeur_asile",
            t("Demande d’asile en cours"),
            t("vous demandez l’asile"),
            "i.statut_id = 'demandeur_asile'",
            lambda f, _s: f.statut == "demandeur_asile",
        ),
        Critere(
            "attente_hors_norme",
            t("Attente plus longue que la norme"),
            t("vous attendez depuis plus longtemps que notre but"),
            "i.complete_le < %(norme_depassee_avant)s",
            lambda f, s: f.complete_le is not None and f.complete_le < s.norme_depassee_avant,
        ),
        Critere(
            "arrivee_recente",
            t("Arrivée récente au Québec"),
            t("vous êtes au Québec depuis peu"),
            "i.arrivee_le >= %(arrivee_recente_depuis)s",
            lambda f, s: f.arrivee_le is not None and f.arrivee_le >= s.arrivee_recente_depuis,
        ),
        Critere(
            "jeunes_enfants",
            t("Parent d’enfants à faire garder"),
            t("vous avez de jeunes enfants à faire garder"),
            "i.enfants_a_garder > 0",
            lambda f, _s: f.enfants > 0,
        ),
        Critere(
            "permis_travail",
            t("Permis de travail"),
            t("vous avez un permis de travail"),
            "i.statut_id IN ('travailleur_permis_ferme', 'travailleur_permis_ouvert')",
            lambda f, _s: f.statut in ("travailleur_permis_ferme", "travailleur_permis_ouvert"),
        ),
        Critere(
            "temps_complet",
            t("Temps complet demandé en premier"),
            t("votre premier choix est le temps complet"),
            "i.formules[1] = 'temps_complet'",
            lambda f, _s: f.formule == Formule.TEMPS_COMPLET,
        ),
        Critere(
            "alpha",
            t("Alpha-francisation"),
            t("vous apprenez à lire et à écrire"),
            "i.filiere = 'alpha'",
            lambda f, _s: f.filiere == Filiere.ALPHA,
        ),
        Critere(
            "debutant",
            t("Niveau débutant (1 à 4)"),
            t("votre cours est de niveau 1 à 4"),
            f"i.niveau <= {NIVEAU_DEBUTANT_MAX}",
            lambda f, _s: f.niveau is not None and f.niveau <= NIVEAU_DEBUTANT_MAX,
        ),
    )
}


@dataclass(frozen=True, slots=True)
class ClasseDePriorite:
    """One class of a version: its rank, its words, the criteria that open it (one of them, or all)."""

    rang: int
    libelle: str
    criteres: tuple[str, ...] = ()
    tous: bool = False

    @classmethod
    def lire(cls, donnees: dict[str, Any]) -> Self:
        """The class a version keeps as data."""
        return cls(donnees["rang"], donnees["libelle"], tuple(donnees["criteres"]), donnees["tous"])

    def en_donnees(self) -> dict[str, Any]:
        """What a version keeps of the class."""
        return asdict(self) | {"criteres": list(self.criteres)}

    def accueille(self, remplis: Collection[str]) -> bool:
        """True when these criteria open the class; the class without criteria takes everyone left."""
        if not self.criteres:
            return True
        return (all if self.tous else any)(critere in remplis for critere in self.criteres)

    def raisons(self, remplis: Collection[str]) -> tuple[str, ...]:
        """The criteria of this class that are met, in its order."""
        return tuple(critere for critere in self.criteres if critere in remplis)

    def en_mots(self) -> list[str]:
        """Its criteria as the public page says them."""
        return [str(CRITERES[critere].vous) for critere in self.criteres]


def criteres_remplis(faits: Faits, seuils: Seuils) -> tuple[str, ...]:
    """The codes of every criterion this request meets."""
    return tuple(code for code, critere in CRITERES.items() if critere.est_rempli(faits, seuils))


def classe_de(classes: Sequence[ClasseDePriorite], remplis: Collection[str]) -> ClasseDePriorite:
    """The first class, by rank, that these criteria open."""
    return next(classe for classe in classes if classe.accueille(remplis))


def lire_classes(donnees: Iterable[dict[str, Any]]) -> tuple[ClasseDePriorite, ...]:
    """The classes of a version, first served first."""
    return tuple(sorted(map(ClasseDePriorite.lire, donnees), key=lambda classe: classe.rang))


def defauts(classes: Sequence[ClasseDePriorite]) -> list[str]:
    """What keeps these classes from being an order, in French; empty when all is right."""
    if not classes:
        return [_("Écrivez au moins une classe.")]
    messages = []
    if len(classes) > CLASSES_MAX:
        messages.append(_("Écrivez au plus %(n)d classes.") % {"n": CLASSES_MAX})
    if [classe.rang for classe in classes] != list(range(1, len(classes) + 1)):
        messages.append(_("Les rangs se suivent à partir de 1."))
    messages += [
        _("La classe « %(classe)s » a besoin d’au moins un critère.") % {"classe": classe.libelle}
        for classe in classes[:-1]
        if not classe.criteres
    ]
    if classes[-1].criteres:
        messages.append(_("La dernière classe n’a pas de critère : elle reçoit toutes les autres demandes."))
    inconnus = {critere for classe in classes for critere in classe.criteres} - set(CRITERES)
    messages += [_("Critère inconnu : %(code)s.") % {"code": code} for code in sorted(inconnus)]
    if len({classe.libelle for classe in classes}) < len(classes):
        messages.append(_("Deux classes portent le même nom."))
    return messages
