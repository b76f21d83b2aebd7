"""Why not this seat? Computed for one person when someone reads it, from the run as it was, and kept."""

from __future__ import annotations

import uuid
from datetime import datetime

import numpy as np
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cloison import portee
from guichet.referentiels.formats import formater_date
from inscriptions.models import DossierExecution, Inscription, NonPlacement, OffreDePlace
from inscriptions.placement.archive import Tableaux, ouvrir, reseau_de
from inscriptions.placement.terrain import Terrain
from inscriptions.queries.archives import SANS_GROUPE, Personnes, cours_du, demande_no, personnes_du
from inscriptions.queries.explications import Contrainte, Raison, Reponse, raison_du_choix, raison_sans_place
from inscriptions.states import EtatOffre

ETATS_EXPLIQUES = (EtatOffre.PROPOSEE, EtatOffre.ACCEPTEE)


def expliquer_attente(*, inscription: Inscription, le: datetime, publiee: bool = True) -> NonPlacement | None:
    """Why the last run gave this request no seat; None when it was never refused one.

    `publiee`: only runs that an adviser confirmed. The answer is kept: read again, it costs one query.
    """
    with portee(Acteur.systeme()):
        lignes = NonPlacement.objects.filter(inscription=inscription).exclude(contrainte=Contrainte.PREMIER_CHOIX)
        if publiee:
            lignes = lignes.filter(publiee_le__isnull=False)
        ligne = lignes.order_by("-execution__demandee_le", "id").first()
        if ligne is not None and ligne.expliquee_le is None and ligne.contrainte != Contrainte.CHANGEMENT:
            _completer(ligne, le)
    return ligne


def expliquer_choix(*, offre: OffreDePlace, le: datetime) -> NonPlacement | None:
    """Why this seat and not a better choice; None when no run gave it, or when it was the best choice."""
    if offre.execution_id is None or offre.etat not in ETATS_EXPLIQUES:
        return None
    with portee(Acteur.systeme()):
        deja = NonPlacement.objects.filter(execution=offre.execution_id, inscription=offre.inscription_id).first()
        dossier = DossierExecution.objects.filter(execution=offre.execution_id).first()
        if deja is not None or dossier is None:
            return deja
        raison = _raison(dossier, offre.inscription_id)
        if raison is None:
            return None
        ligne = NonPlacement(
            execution_id=offre.execution_id,
            inscription_id=offre.inscription_id,
            personne_id=offre.personne_id,
            region_id=offre.region_id,
            contrainte=raison.contrainte,
            explication=raison.explication,
            changement=raison.changement,
            details=raison.details,
            expliquee_le=le,
            publiee_le=offre.proposee_le,
        )
        NonPlacement.objects.bulk_create([ligne], ignore_conflicts=True)
        return ligne


def _completer(ligne: NonPlacement, le: datetime) -> None:
    """Fill in what would have helped."""
    dossier = DossierExecution.objects.filter(execution=ligne.execution_id).first()
    raison = _raison(dossier, ligne.inscription_id) if dossier else None
    if raison is None:
        return
    ligne.contrainte, ligne.explication = raison.contrainte, raison.explication
    ligne.changement, ligne.details, ligne.expliquee_le = raison.changement, raison.details, le
    ligne.save(update_fields=["contrainte", "explication", "changement", "details", "expliquee_le"])


def _raison(dossier: DossierExecution, inscription_id: uuid.UUID) -> Raison | None:
    """The words for one person; None when the run did not see her, or gave her the best choice."""
    personnes = personnes_du(dossier)
    numero = personnes.numero(inscription_id)
    if numero is None:
        return None
    tableaux = ouvrir(dossier.reseau)
    terrain = Terrain(reseau_de(tableaux), tableaux["flux"])
    cours, rang = cours_du(dossier), int(personnes.tableaux["rang"][numero])
    noms = sorted(cours)
    if personnes.tableaux["groupe"][numero] == SANS_GROUPE:
        reponse = _sans_place(terrain, rang, noms, personnes, tableaux)
        return raison_sans_place(demande_no(dossier, int(personnes.tableaux["profil"][numero])), reponse, cours)
    reponse_choix = _autre_choix(terrain, rang, noms, personnes, tableaux)
    return raison_du_choix(reponse_choix, cours) if reponse_choix else None


def _sans_place(terrain: Terrain, rang: int, noms: list[str], personnes: Personnes, tableaux: Tableaux) -> Reponse:
    acceptes = terrain.acceptes(rang)
    ajout = terrain.places_de_plus(rang, acceptes)
    return Reponse(
        rang=rang,
        acceptes=_noms(noms, acceptes),
        places=int(terrain.reseau.places[acceptes].sum()),
        ajout=(noms[ajout.type], ajout.nombre) if ajout else None,
        suffisants=_noms(noms, terrain.types_suffisants(rang)),
        avant_le=_date_a_devancer(terrain.passer_avant(rang, acceptes), rang, personnes, tableaux),
    )


def _autre_choix(
    terrain: Terrain, rang: int, noms: list[str], personnes: Personnes, tableaux: Tableaux
) -> Reponse | None:
    """What kept this person from the types she would have liked better, None when there is none."""
    preferes = terrain.preferes(rang, terrain.type_de(rang))
    if not len(preferes):
        return None
    places = int(terrain.reseau.places[preferes].sum())
    if (terrain.derniers[preferes] >= rang).any():
        return Reponse(rang, _noms(noms, preferes), places, seuls_suffisants=True)
    ajout = terrain.places_de_plus(rang, preferes)
    return Reponse(
        rang,
        _noms(noms, preferes),
        places,
        ajout=(noms[ajout.type], ajout.nombre) if ajout else None,
        avant_le=_date_a_devancer(terrain.passer_avant(rang, preferes), rang, personnes, tableaux),
    )


def _date_a_devancer(autre: int | None, rang: int, personnes: Personnes, tableaux: Tableaux) -> str:
    """The day before which a complete file would have been enough; nothing when a date alone is not what decides."""
    if autre is None:
        return ""
    lignes = tableaux["ordre"][[autre, rang]].tolist()
    demandes = Inscription.objects.in_bulk(personnes.inscriptions(lignes))
    devant, elle = (demandes.get(personnes.inscription(ligne)) for ligne in lignes)
    if not devant or not elle or devant.classe_priorite != elle.classe_priorite or devant.complete_le is None:
        return ""
    return formater_date(timezone.localdate(devant.complete_le))


def _noms(noms: list[str], types: np.ndarray) -> tuple[str, ...]:
    return tuple(noms[t] for t in types.tolist())
