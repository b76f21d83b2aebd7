"""The charts of the path: its stages and what they lose, how long it takes, where seats are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from guichet.graphiques import Chaleur, Entonnoir, Escalier, Etape, Paliers
from guichet.graphiques.base import COULEURS
from guichet.graphiques.paliers import arrondie
from guichet.graphiques.tuiles import REGIONS
from guichet.mesure.evenement import EVENEMENTS
from indicateurs.figures_pertes import INTERVALLES, LignePertes
from indicateurs.libelles import AXES, libelle, libelles
from indicateurs.queries.bord import Comptes
from indicateurs.queries.survie import Courbe
from partenaires.queries.tableau import Bilan, Tableau

# Each stage of the path, what became of an offer, and the ways out where the ledger of losses cannot be cut so.
ETAPES: dict[str, tuple[str, ...]] = {
    "demande": (),
    "dossier_complet": ("retrait_sans_cours", "refus_sans_cours", "inactive_sans_cours"),
    "evaluation": (),
    "entree_attente": (),
    "offre": ("offre_declinee", "offre_expiree"),
    "offre_acceptee": ("jamais_presentee",),
    "debut": ("abandon", "classe_fermee"),
    "fin": (),
}
REPERES = (30, 60, 90, 180)
NIVEAUX = range(1, 13)


def entonnoir(comptes: Comptes, pertes: Sequence[LignePertes] = ()) -> Entonnoir:
    """The steps made in the period; a person may make one twice, so a stage may be larger than the one before.

    With the lines of the ledger, a stage tells who left before the next one and why.
    """
    dites = {INTERVALLES[ligne.etape][0]: _raisons(ligne) for ligne in pertes}
    return Entonnoir(
        titre=_("Du dépôt de la demande à la fin du cours : les pas faits pendant la période, et les pertes"),
        entetes=[_("Étape"), _("Nombre"), _("Part des demandes"), _("Pertes à cette étape")],
        etapes=[
            Etape(_mot(code), _nombre(comptes, code), dites.get(code) or _evenements(comptes, code, si=not dites))
            for code in ETAPES
        ],
        sans_perte=_("Aucune perte notée"),
        cle="entonnoir",
    )


def _raisons(ligne: LignePertes) -> list[tuple[str, int]]:
    return [
        (_("Départs avant la suite"), ligne.parties),
        *((raison.libelle, raison.nombre) for raison in ligne.raisons),
    ]


def _evenements(comptes: Comptes, code: str, *, si: bool) -> list[tuple[str, int]]:
    """Offers that did not become seats, always; the other ways out when the ledger says nothing."""
    return [(_mot(perte), _nombre(comptes, perte)) for perte in ETAPES[code] if si or code == "offre"]


def _mot(code: str) -> str:
    return str(EVENEMENTS[code].libelle)


def _nombre(comptes: Comptes, code: str) -> int:
    return comptes[code].total() if code in comptes else 0


def survie(courbes: Mapping[str, Courbe], comparer: str, *, au: date) -> Paliers:
    """The share that still waits, those who have not begun yet counted as long as they were seen; five at most."""
    mots = libelles(comparer, au=au) if comparer else {}
    grandes = sorted((cle for cle in courbes if cle or not comparer), key=lambda cle: -courbes[cle].nb)[: len(COULEURS)]
    titre = _("Part des personnes qui attendent encore leur premier cours, selon les jours depuis le dossier complet")
    return Paliers(
        titre=titre,
        entetes=[
            str(AXES[comparer]) if comparer else _("Personnes"),
            *(_("Après %(n)d jours") % {"n": jour} for jour in REPERES),
            _("Dossiers complets"),
            _("Attendent encore"),
            _("Médiane (jours)"),
            _("Moyenne naïve (jours)"),
        ],
        escaliers=[_escalier(libelle(cle, mots) if comparer else _("Tous"), courbes[cle]) for cle in grandes],
        reperes=REPERES,
        unite=_("Jours depuis le dossier complet"),
        cle=f"survie-{comparer}",
    )


def _escalier(nom: str, courbe: Courbe) -> Escalier:
    points = [(palier.jour, float(palier.attendent)) for palier in courbe.paliers]
    mesures = (courbe.nb, courbe.attendent, courbe.mediane, courbe.moyenne_naive)
    return Escalier(nom, points, [arrondie(None if valeur is None else float(valeur)) for valeur in mesures])


def chaleur(offre: Tableau | None) -> Chaleur | None:
    """Seats missing in the next session, by region and level; None without a session to come."""
    if offre is None:
        return None
    cases = offre.par("region", "niveau")
    regions = [(code, nom, court) for code, (nom, court, *_place) in sorted(REGIONS.items()) if _connue(cases, code)]
    grille = [[cases.get((code, niveau)) for niveau in NIVEAUX] for code, _nom, _court in regions]
    return Chaleur(
        titre=_("Places qui manquent, par région et par niveau, %(session)s")
        % {"session": str(offre.filtre.session.nom).lower()},
        entetes=[_("Région"), *(_("Niveau %(n)d") % {"n": niveau} for niveau in NIVEAUX)],
        colonnes=[str(niveau) for niveau in NIVEAUX],
        lignes=[
            (nom, court, [None if case is None else case.manque for case in ligne])
            for (_code, nom, court), ligne in zip(regions, grille, strict=True)
        ],
        mots=[[_case(case) for case in ligne] for ligne in grille],
        cle="chaleur",
    )


def _connue(cases: Mapping[tuple[str | int, ...], Bilan], region: str) -> bool:
    return any((region, niveau) in cases for niveau in NIVEAUX)


def _case(case: Bilan | None) -> str:
    """« 12 pour 20 » : seats against people."""
    return "–" if case is None else _("%(places)d pour %(besoin)d") % {"places": case.capacite, "besoin": case.besoin}
