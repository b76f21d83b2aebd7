"""The plans delivered with the portal: written and corrected from their files; a line's state is never touched."""

from __future__ import annotations

import csv
import uuid
from datetime import date, datetime, time
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from guichet.acteurs import Acteur
from guichet.cycle import ouvrir
from partenaires.models import GenrePreuve, LigneDePlan, PlanAction, PreuveDePlan

LIGNES = uuid.UUID("3f0b9a52-3c1e-5d0e-9b1a-2f6f3f1c7a10")
DONNEES = Path(__file__).parents[1] / "donnees"
# The words of a line that follow the file.
MOTS = ("genre", "volet", "titre", "texte", "responsable", "echeance")
Ligne = dict[str, str]


def lire(nom: str) -> list[Ligne]:
    """The rows of one of the plan's files."""
    with (DONNEES / f"{nom}.csv").open(encoding="utf-8", newline="") as fichier:
        return list(csv.DictReader(fichier))


@transaction.atomic
def charger_plans(*, le: datetime) -> list[LigneDePlan]:
    """Bring the delivered plans to what the files say; return the lines created. A second run changes nothing."""
    for plan in lire("plans"):
        champs = plan | {"publie_le": date.fromisoformat(plan["publie_le"]), "est_fourni": True}
        PlanAction.objects.update_or_create(code=champs.pop("code"), defaults=champs)
    presentes = {(ligne.plan_id, ligne.code): ligne for ligne in LigneDePlan.objects.filter(est_fournie=True)}
    publies = {
        plan.code: timezone.make_aware(datetime.combine(plan.publie_le, time.min)) for plan in PlanAction.objects.all()
    }
    lignes = enumerate(lire("lignes_de_plan"), start=1)
    creees = [_ecrire(valeurs, presentes, publies, ordre, le) for ordre, valeurs in lignes]
    _joindre_preuves(presentes, le)
    return [ligne for ligne in creees if ligne is not None]


def _ecrire(
    valeurs: Ligne,
    presentes: dict[tuple[str, str], LigneDePlan],
    publies: dict[str, datetime],
    ordre: int,
    le: datetime,
) -> LigneDePlan | None:
    """Create or correct one line; those it answers and its parent stand before it in the file."""
    plan, code = valeurs["plan"], valeurs["code"]
    ligne = presentes.get((plan, code)) or LigneDePlan(plan_id=plan, code=code, est_fournie=True)
    mots = {nom: valeurs[nom] for nom in MOTS} | {
        "echeance_le": date.fromisoformat(valeurs["echeance_le"]) if valeurs["echeance_le"] else None,
        "parent": presentes[plan, valeurs["parent"]] if valeurs["parent"] else None,
        "ordre": ordre,
    }
    changes = [nom for nom, valeur in mots.items() if getattr(ligne, nom) != valeur]
    for nom in changes:
        setattr(ligne, nom, mots[nom])
    nouvelle = (plan, code) not in presentes
    if nouvelle:
        # The same line everywhere, and as old as its plan: its history may be told from there.
        ligne.pk = uuid.uuid5(LIGNES, f"{plan}:{code}")
        ouvrir(ligne, acteur=Acteur.systeme(), le=min(le, publies[plan]))
        presentes[plan, code] = ligne
        ligne.repond_a.add(*(presentes[plan, vise] for vise in valeurs["repond_a"].split(";") if vise))
    elif changes:
        ligne.save(update_fields=changes)
    return ligne if nouvelle else None


def _joindre_preuves(presentes: dict[tuple[str, str], LigneDePlan], le: datetime) -> None:
    """Add the proofs the file names and nobody ever attached; one taken back stays so."""
    connues = set(PreuveDePlan.objects.values_list("ligne", "cle"))
    PreuveDePlan.objects.bulk_create(
        PreuveDePlan(
            ligne=ligne,
            genre=GenrePreuve(valeurs["genre"]),
            cle=valeurs["cle"],
            libelle=valeurs["libelle"],
            ordre=ordre,
            est_fournie=True,
            ajoutee_le=le,
        )
        for ordre, valeurs in enumerate(lire("preuves_de_plan"), start=1)
        if (ligne := presentes[valeurs["plan"], valeurs["ligne"]]) and (ligne.pk, valeurs["cle"]) not in connues
    )
