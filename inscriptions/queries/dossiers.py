"""Files found by name, number, region or state, and what the page of one file shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from guichet.acteurs import Role
from guichet.cycle import CYCLES
from guichet.models import Journal, Motif, Piece
from inscriptions.etapes import Etape
from inscriptions.models import Evaluation, Inscription, NonPlacement, OffreDePlace, Place
from inscriptions.queries.prevision_attente import AttenteDite, attente_dite, prevision_de
from inscriptions.queries.recapitulatif import Lignes, lignes_par_etape

OBJETS = {"inscription": _("Demande"), "offre": _("Offre"), "place": _("Place")}


def rechercher(
    visibles: QuerySet[Inscription], *, q: str = "", region: str = "", etat: str = ""
) -> QuerySet[Inscription]:
    """The files that match, the last changed first."""
    trouves = visibles.select_related("personne", "region", "statut")
    if region:
        trouves = trouves.filter(region=region)
    if etat:
        trouves = trouves.filter(etat=etat)
    if q:
        trouves = trouves.annotate(
            nom_complet=Concat("personne__prenom", Value(" "), "personne__nom"),
        ).filter(Q(nom_complet__icontains=q) | Q(numero__istartswith=q))
    return trouves.order_by("-etat_depuis", "numero")


@dataclass(frozen=True, slots=True)
class Fiche:
    """Everything the page of a file shows; one query a list."""

    etapes: list[tuple[Etape, Lignes]]
    evaluations: list[Evaluation]
    offres: list[OffreDePlace]
    places: list[Place]
    pieces: list[Piece]
    explications: list[NonPlacement]
    prevision: AttenteDite | None


def fiche_de(inscription: Inscription, *, au: date) -> Fiche:
    """Read a file whole, the newest of each list first."""
    groupe = ("groupe__organisation", "groupe__lieu", "groupe__region")
    return Fiche(
        etapes=lignes_par_etape(inscription, inscription.personne, au=au),
        evaluations=list(inscription.evaluations.select_related("edition", "evaluee_par").order_by("-evaluee_le")),
        offres=list(inscription.offres.select_related(*groupe).order_by("-proposee_le")),
        places=list(inscription.places.select_related(*groupe).order_by("-confirmee_le")),
        pieces=list(Piece.objects.filter(personne=inscription.personne_id).order_by("-deposee_le")),
        explications=list(
            inscription.non_placements.select_related("execution__session").order_by("-execution__demandee_le")[:5]
        ),
        prevision=attente_dite(prevision_de(inscription.pk), jour=au) if inscription.est_en_attente else None,
    )


def historique(inscription: Inscription) -> list[dict[str, Any]]:
    """Every step of the request, its offers and its seats, in the ministry's words, the newest first."""
    enfants = [
        *inscription.offres.values_list("pk", flat=True),
        *inscription.places.values_list("pk", flat=True),
    ]
    lignes = list(Journal.objects.filter(objet_id__in=[inscription.pk, *enfants]).order_by("-id"))
    codes = {ligne.motif_code for ligne in lignes} - {""}
    motifs = dict(Motif.objects.filter(code__in=codes).values_list("code", "libelle"))
    return [
        {
            "le": ligne.le,
            "titre": f"{OBJETS.get(ligne.objet_type, ligne.objet_type)} – {_pas(ligne)}",
            "detail": " – ".join(dict.fromkeys(p for p in (motifs.get(ligne.motif_code, ""), ligne.motif) if p)),
            "par": ligne.acteur_libelle or ligne.get_acteur_role_display(),
        }
        for ligne in lignes
    ]


def _pas(ligne: Journal) -> Any:
    cycle = CYCLES[ligne.objet_type]
    if ligne.pas == "ouvrir":
        return cycle.libelle(ligne.vers, Role.CONSEILLER)
    return next((pas.passe for pas in cycle.pas if pas.nom == ligne.pas and pas.passe), ligne.pas)
