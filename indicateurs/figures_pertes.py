"""Between two stages of the path, how many left and why: the ledger of losses beside what the stages count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from guichet.mesure.evenement import EVENEMENTS
from guichet.referentiels.formats import formater_pourcent
from guichet.referentiels.parametres import parametre
from indicateurs.filtre import Filtre
from indicateurs.queries.pertes import Sorties
from inscriptions.pertes import EtapePerdue, Famille

# Each stage of the ledger: the step that opens it, the step that would have closed it.
INTERVALLES: dict[EtapePerdue, tuple[str, str]] = {
    EtapePerdue.BROUILLON: ("", "demande"),
    EtapePerdue.DOSSIER: ("demande", "dossier_complet"),
    EtapePerdue.EVALUATION: ("dossier_complet", "entree_attente"),
    EtapePerdue.ATTENTE: ("entree_attente", "offre_acceptee"),
    EtapePerdue.PREMIER_COURS: ("offre_acceptee", "debut"),
    EtapePerdue.CLASSE: ("debut", "fin"),
}
RAISONS_MONTREES = 3
# The number itself, or what a reader without detail may know of the cell so named.
Dire = Callable[[int, str], int]


@dataclass(frozen=True, slots=True)
class Raison:
    """Those who left for one family of reasons; the address of their rows, empty for who may not read them."""

    libelle: str
    nombre: int
    lien: str = ""


@dataclass(frozen=True, slots=True)
class LignePertes:
    """Between two steps: who came, who left, the share, the reasons. Who came is None where no step opens the stage."""

    etape: EtapePerdue
    libelle: str
    venues: int | None
    parties: int
    part: str
    raisons: list[Raison]
    lien: str = ""


def lignes_pertes(
    sorties: Sorties | None,
    venues: Callable[[str], int],
    dire: Dire,
    *,
    au: date,
    exact: bool = True,
    lien: Callable[[str, str], str] | None = None,
    etapes: tuple[EtapePerdue, ...] = tuple(INTERVALLES),
) -> list[LignePertes]:
    """One line a stage, of told numbers alone: a total is the sum of its told parts, a share their ratio."""
    if sorties is None:
        return []
    minimum = 1 if exact else int(parametre("denominateur_minimum_publication", au=au))
    return [_ligne(etape, sorties, venues, dire, minimum, lien or (lambda _etape, _famille: "")) for etape in etapes]


def _ligne(
    etape: EtapePerdue,
    sorties: Sorties,
    venues: Callable[[str], int],
    dire: Dire,
    minimum: int,
    lien: Callable[[str, str], str],
) -> LignePertes:
    avant, apres = INTERVALLES[etape]
    # Each family is told, those of nobody too: a missing one would be a certain zero.
    dits = {famille: dire(sorties.get((etape, famille), 0), f"perte:{etape}:{famille}") for famille in Famille}
    parties = sum(dits.values())
    arrivees = venues(avant) if avant else None
    part = formater_pourcent(min(parties, arrivees) / arrivees) if arrivees and arrivees >= minimum else "–"
    return LignePertes(
        etape,
        _entre(avant, apres),
        arrivees,
        parties,
        part,
        _raisons(etape, dits, lien),
        lien(etape, "") if parties else "",
    )


def _raisons(etape: str, dits: dict[Famille, int], lien: Callable[[str, str], str]) -> list[Raison]:
    """The most told reasons, what is known of nobody by its name, the rest together."""
    connues = sorted((f for f in dits if f not in (Famille.INCONNUE, Famille.AUTRE)), key=lambda f: -dits[f])
    montrees = [famille for famille in connues[:RAISONS_MONTREES] if dits[famille]]
    autres = sum(dits[famille] for famille in dits if famille not in (*montrees, Famille.INCONNUE))
    raisons = [Raison(str(famille.label), dits[famille], lien(etape, famille)) for famille in montrees]
    raisons += [Raison(_("Autres raisons"), autres)] if autres else []
    inconnues = dits[Famille.INCONNUE]
    return [*raisons, Raison(_("Sans motif connu"), inconnues, lien(etape, Famille.INCONNUE) if inconnues else "")]


def _entre(avant: str, apres: str) -> str:
    suite = EVENEMENTS[apres].libelle
    return f"{EVENEMENTS[avant].libelle} → {suite}" if avant else _("Avant : %(suite)s") % {"suite": suite}


def lien_au_registre(filtre: Filtre) -> Callable[[str, str], str] | None:
    """The address of the rows of a stage and a family; None where the ledger's page cannot keep the whole choice."""
    if not filtre.choisis().keys() <= {"region"}:
        return None
    choix = {"du": filtre.du.isoformat(), "au": filtre.au.isoformat(), "region": filtre.region}

    def lien(etape: str, famille: str) -> str:
        voulus = choix | {"etape": str(etape), "famille": str(famille)}
        return f"{reverse('pertes')}?{urlencode({nom: valeur for nom, valeur in voulus.items() if valeur})}"

    return lien
