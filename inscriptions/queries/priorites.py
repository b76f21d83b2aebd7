"""Which order is in force, which comes next, and how many of those who wait fall in each class?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol
from uuid import UUID

from django.db import connection
from django.utils import timezone

from guichet.models import Journal
from guichet.referentiels.cache import memoriser
from guichet.referentiels.jours_ouvrables import ajouter_jours_ouvrables
from guichet.referentiels.queries import jours_feries, parametre
from inscriptions.models import RegleDePriorite
from inscriptions.priorites import CRITERES, ClasseDePriorite, Seuils
from inscriptions.repartition_en_mots import raison_de_classe
from inscriptions.states_priorite import CYCLE_REGLE, EtatRegle

JOURS_PAR_MOIS = 365.25 / 12
VERROU_DE_L_ORDRE = 81_001
# A draft is nobody's turn yet; an ended request has none.
CLASSEES = ("deposee", "a_completer", "complete", "evaluee", "en_attente", "en_cours")


class Classee(Protocol):
    """A request as read for a page: its state, its class and what opened it."""

    @property
    def etat(self) -> str: ...
    @property
    def classe_priorite(self) -> int: ...
    @property
    def criteres_priorite(self) -> Sequence[str]: ...


# Each request with the criteria it meets, one column each.
REMPLIS = f"""
SELECT i.id, i.etat, i.classe_priorite, i.criteres_priorite,
       {", ".join(f"coalesce({critere.sql}, false) AS c_{code}" for code, critere in CRITERES.items())}
FROM inscriptions_inscription i
LEFT JOIN LATERAL (SELECT etat FROM inscriptions_place WHERE inscription_id = i.id
                   ORDER BY confirmee_le DESC, id DESC LIMIT 1) p ON true
"""  # noqa: S608


def regle_en_vigueur() -> RegleDePriorite:
    """The version the queue is classed by."""
    return RegleDePriorite.objects.get(etat=EtatRegle.EN_VIGUEUR)


@memoriser
def regle_affichee() -> RegleDePriorite:
    """The version in force as pages show it: a process reads it once a minute."""
    return regle_en_vigueur()


def regle_gardee(*, seul: bool = False) -> RegleDePriorite:
    """The version in force, which no other replaces before this transaction ends; `seul`: nobody else holds it."""
    # A lock on the row would find it replaced once awaited: the lock is on the order itself.
    partage = "" if seul else "_shared"
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT pg_advisory_xact_lock{partage}(%s)", [VERROU_DE_L_ORDRE])
    return regle_en_vigueur()


def regle_suivante() -> RegleDePriorite | None:
    """The next version announced, if any."""
    return RegleDePriorite.objects.annoncees().first()


def regles_dues(*, au: date) -> list[RegleDePriorite]:
    """The announced versions whose first day has come, in the order they take effect."""
    return list(RegleDePriorite.objects.annoncees().filter(en_vigueur_le__lte=au))


def seuils_du(jour: date) -> Seuils:
    """What the criteria of time compare with on that day."""
    norme = int(parametre("norme_delai_jours_ouvrables", au=jour))
    recente = timedelta(days=round(int(parametre("arrivee_recente_mois", au=jour)) * JOURS_PAR_MOIS))
    limite = ajouter_jours_ouvrables(jour, -norme, jours_feries())
    return Seuils(timezone.make_aware(datetime.combine(limite, time.min)), jour - recente)


def valeurs_des_seuils(seuils: Seuils) -> dict[str, Any]:
    """The thresholds under the names the SQL of the criteria uses."""
    return {
        "norme_depassee_avant": seuils.norme_depassee_avant,
        "arrivee_recente_depuis": seuils.arrivee_recente_depuis,
    }


def classement_sql(classes: Sequence[ClasseDePriorite], *, ou: str) -> str:
    """SQL that gives each request its class and the criteria that opened it, by these classes."""
    rangs = " ".join(f"WHEN {_accueil(classe)} THEN {classe.rang}" for classe in classes)
    raisons = " ".join(f"WHEN {_accueil(classe)} THEN {_raisons(classe)}" for classe in classes)
    return f"""
        SELECT r.id, r.etat, r.classe_priorite, r.criteres_priorite,
               CASE {rangs} END AS rang, CASE {raisons} END AS criteres
        FROM ({REMPLIS} WHERE {ou}) r
    """  # noqa: S608


def _accueil(classe: ClasseDePriorite) -> str:
    return (" AND " if classe.tous else " OR ").join(f"r.c_{code}" for code in classe.criteres) or "true"


def _raisons(classe: ClasseDePriorite) -> str:
    if not classe.criteres:
        return "ARRAY[]::varchar[]"
    codes = ", ".join(f"CASE WHEN r.c_{code} THEN '{code}' END" for code in classe.criteres)
    return f"array_remove(ARRAY[{codes}]::varchar[], NULL)"


@dataclass(frozen=True, slots=True)
class Effet:
    """One class of a version: how many wait in it, and where they stand in the order in force."""

    classe: ClasseDePriorite
    nombre: int
    montent: int = 0
    descendent: int = 0


def repartition(regle: RegleDePriorite, *, jour: date) -> list[Effet]:
    """How many of those who wait fall in each class of this version, and how many would change class."""
    requete = f"""
        SELECT n.rang, count(*), count(*) FILTER (WHERE n.rang < n.classe_priorite),
               count(*) FILTER (WHERE n.rang > n.classe_priorite)
        FROM ({classement_sql(regle.ordre, ou="i.etat = 'en_attente'")}) n GROUP BY n.rang
    """  # noqa: S608
    with connection.cursor() as curseur:
        curseur.execute(requete, valeurs_des_seuils(seuils_du(jour)))
        comptes = {rang: nombres for rang, *nombres in curseur.fetchall()}
    return [Effet(classe, *comptes.get(classe.rang, (0, 0, 0))) for classe in regle.ordre]


@dataclass(frozen=True, slots=True)
class Passage:
    """How many go from one class of the order in force to one class of another version."""

    de: ClasseDePriorite
    vers: ClasseDePriorite
    nombre: int

    @property
    def change(self) -> bool:
        """True when the place in line of these people moves, or the name of their class."""
        return (self.de.rang, self.de.libelle) != (self.vers.rang, self.vers.libelle)


def passages(avant: RegleDePriorite, apres: RegleDePriorite, *, jour: date) -> list[Passage]:
    """Every move between the classes of two versions, among those who wait."""
    de = f"SELECT a.id, a.rang FROM ({classement_sql(avant.ordre, ou=_EN_ATTENTE)}) a"  # noqa: S608
    vers = f"SELECT b.id, b.rang FROM ({classement_sql(apres.ordre, ou=_EN_ATTENTE)}) b"  # noqa: S608
    requete = f"""
        SELECT a.rang, b.rang, count(*) FROM ({de}) a JOIN ({vers}) b USING (id) GROUP BY a.rang, b.rang
        ORDER BY a.rang, b.rang
    """  # noqa: S608
    anciennes = {classe.rang: classe for classe in avant.ordre}
    nouvelles = {classe.rang: classe for classe in apres.ordre}
    with connection.cursor() as curseur:
        curseur.execute(requete, valeurs_des_seuils(seuils_du(jour)))
        return [Passage(anciennes[a], nouvelles[b], nombre) for a, b, nombre in curseur.fetchall()]


_EN_ATTENTE = "i.etat = 'en_attente'"


def criteres_par_demande(*, jour: date, demandes: Sequence[UUID] | None = None) -> dict[UUID, tuple[str, ...]]:
    """The criteria each request meets that day: those who wait, or these requests."""
    ou = _EN_ATTENTE if demandes is None else "i.id = ANY(%(demandes)s)"
    valeurs = valeurs_des_seuils(seuils_du(jour)) | {"demandes": list(demandes or ())}
    colonnes = ", ".join(f"r.c_{code}" for code in CRITERES)
    with connection.cursor() as curseur:
        curseur.execute(f"SELECT r.id, {colonnes} FROM ({REMPLIS} WHERE {ou}) r", valeurs)  # noqa: S608
        return {
            ligne[0]: tuple(code for code, rempli in zip(CRITERES, ligne[1:], strict=True) if rempli)
            for ligne in curseur.fetchall()
        }


def histoire(regle: RegleDePriorite) -> list[dict[str, Any]]:
    """The steps of a version, oldest first, in words."""
    passes = {pas.nom: pas.passe for pas in CYCLE_REGLE.pas}
    return [
        {
            "le": ligne.le,
            "titre": passes.get(ligne.pas) or CYCLE_REGLE.libelle(ligne.vers),
            "par": ligne.acteur_libelle,
            "detail": ligne.motif,
        }
        for ligne in Journal.objects.de_l_objet(regle)
    ]


def classe_de_la_demande(inscription: Classee) -> dict[str, Any]:
    """The class of one request, what opened it, and the version that says so; empty before she has one."""
    if inscription.etat not in CLASSEES:
        return {}
    regle = regle_affichee()
    raison = raison_de_classe(regle.ordre, inscription.classe_priorite, inscription.criteres_priorite)
    return raison | {"version": regle.numero} if raison else {}
