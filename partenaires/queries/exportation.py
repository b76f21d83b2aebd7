"""A declaration as the lines of a file, in the columns the import reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from inscriptions.states import EtatGroupe
from partenaires.fichier import COLONNES
from partenaires.models import DeclarationCapacite, GenreRessource
from partenaires.queries.contenu import contenu_de

COMMUNES = (
    "niveau",
    "niveau_max",
    "filiere",
    "formule",
    "mode",
    "heures_par_semaine",
    "capacite",
    "minimum",
    "debut",
    "fin",
)
MODELE: tuple[dict[str, Any], ...] = (
    {
        "type": "enseignant",
        "reference": "ENS-SOIR",
        "nom": "Équipe du soir",
        "nombre": 2,
        "horaire": "lun_soir mar_soir mer_soir jeu_soir",
        "heures_par_semaine": 12,
    },
    {
        "type": "local",
        "reference": "LOC-101",
        "nom": "Local 101",
        "nombre": 1,
        "horaire": "lun_soir mar_soir mer_soir jeu_soir",
        "capacite": 20,
    },
    {
        "type": "groupe",
        "reference": "G-01",
        "niveau": 3,
        "niveau_max": 3,
        "filiere": "reguliere",
        "formule": "temps_partiel",
        "mode": "en_ligne",
        "horaire": "lun_soir mer_soir",
        "heures_par_semaine": 6,
        "garde": "non",
        "capacite": 18,
        "minimum": 11,
        "debut": "AAAA-MM-JJ",
        "fin": "AAAA-MM-JJ",
        "cout": 9500,
        "ressources": "ENS-SOIR LOC-101",
    },
    {
        "type": "bassin",
        "reference": "B-01",
        "nombre": 4,
        "niveau": 1,
        "niveau_max": 4,
        "filiere": "reguliere",
        "formule": "temps_partiel",
        "mode": "en_ligne",
        "horaire": "lun_soir mer_soir | mar_soir jeu_soir",
        "heures_par_semaine": 6,
        "garde": "non",
        "capacite": 18,
        "minimum": 11,
        "debut": "AAAA-MM-JJ",
        "fin": "AAAA-MM-JJ",
        "cout": 9500,
        "ressources": "ENS-SOIR",
    },
)


def modele() -> list[list[Any]]:
    """One line of each kind."""
    return [_ligne(exemple) for exemple in MODELE]


def rangees_de(declaration: DeclarationCapacite) -> Iterator[Sequence[Any]]:
    """Every element still counted on: resources, provisional groups, pools."""
    contenu = contenu_de(declaration)
    for r in contenu.ressources:
        yield _ligne(
            {
                "type": r.genre,
                "reference": r.reference,
                "nom": r.nom,
                "nombre": r.nombre,
                "horaire": " ".join(r.cellules),
                "heures_par_semaine": r.heures_max,
                "capacite": r.places if r.genre == GenreRessource.LOCAL else "",
            }
        )
    for propose in contenu.groupes:
        if propose.groupe.etat == EtatGroupe.ENVISAGE:
            horaire = " ".join(propose.groupe.horaire)
            yield _cours("groupe", propose, propose.groupe, horaire, contenu.besoins.get(propose.pk, []))
    for bassin in contenu.bassins:
        yield _cours("bassin", bassin, bassin, " | ".join(bassin.horaires), contenu.besoins.get(bassin.pk, []))


def _cours(genre: str, promesse: Any, cours: Any, horaire: str, ressources: list[str]) -> list[Any]:
    return _ligne(
        {nom: getattr(cours, nom) for nom in COMMUNES}
        | {
            "type": genre,
            "reference": promesse.reference,
            "nombre": getattr(promesse, "nombre", ""),
            "lieu": cours.lieu.nom if cours.lieu else "",
            "horaire": horaire,
            "garde": "oui" if cours.garde else "non",
            "cout": promesse.cout,
            "decision_le": promesse.decision_le,
            "ressources": " ".join(ressources),
        }
    )


def _ligne(valeurs: dict[str, Any]) -> list[Any]:
    return ["" if valeurs.get(nom) is None else valeurs[nom] for nom in COLONNES]
