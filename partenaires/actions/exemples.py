"""The example programmes delivered with the portal: written once, never touched again."""

from __future__ import annotations

import tomllib
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from guichet.acteurs import Acteur, Role
from guichet.cycle import franchir, ouvrir
from partenaires.actions.programme import consulter_version, ouvrir_version
from partenaires.models import (
    ActiviteAdmissible,
    CritereAnalyse,
    DocumentExige,
    ModeleClause,
    Programme,
    ResultatConsultation,
    SectionNorme,
    VersionProgramme,
    Volet,
)

DONNEES = Path(__file__).parents[1] / "donnees" / "programmes.toml"
LIBELLE = "Exemple fourni avec le portail"
REDACTION = Acteur(role=Role.GESTIONNAIRE_ENTENTES, libelle=LIBELLE)
ADOPTION = Acteur(role=Role.APPROBATEUR, libelle=LIBELLE)
# The example tells the days its programmes came into force on.
MATIN = time(14)
SECTIONS_PROPRES = ("description", "objectifs", "admissibilite")


@transaction.atomic
def charger_programmes(*, le: datetime) -> list[Programme]:
    """Write the example programmes that are not there yet; return those written. A second run writes nothing."""
    donnees = tomllib.loads(DONNEES.read_text("utf-8"))
    presents = set(Programme.objects.values_list("code", flat=True))
    nouveaux = [ligne for ligne in donnees["programmes"] if ligne["code"] not in presents]
    programmes = [_ecrire(ligne, donnees["commun"], le) for ligne in nouveaux]
    proposition = donnees["proposition"]
    for programme in programmes:
        if programme.code == proposition["programme"]:
            _proposer(programme, proposition, le)
    return programmes


def _ecrire(ligne: dict[str, Any], commun: dict[str, Any], le: datetime) -> Programme:
    programme = Programme.objects.create(code=ligne["code"], nom=ligne["nom"], est_exemple=True)
    version = VersionProgramme(
        programme=programme,
        numero=1,
        cumul_maximum=Decimal(commun["cumul_maximum"]),
        depenses_admissibles=commun["depenses_admissibles"],
    )
    adoption = datetime.combine(ligne["en_vigueur_le"], MATIN, tzinfo=le.tzinfo)
    ouvrir(version, acteur=REDACTION, le=adoption)
    sections = commun["sections"] | {nom: ligne[nom] for nom in SECTIONS_PROPRES}
    SectionNorme.objects.bulk_create(
        SectionNorme(version=version, section=section, texte=texte.strip()) for section, texte in sections.items()
    )
    for volet in ligne["volets"]:
        _ecrire_volet(version, volet, commun)
    for rang, clause in enumerate(commun["clauses"], 1):
        modele = ModeleClause(version=version, rang=rang, **clause)
        modele.full_clean()
        modele.save()
    franchir(version, "consulter", acteur=REDACTION, le=adoption)
    franchir(
        version,
        "adopter",
        acteur=ADOPTION,
        le=adoption,
        adoptee_le=adoption,
        en_vigueur_le=ligne["en_vigueur_le"],
    )
    return programme


def _ecrire_volet(version: VersionProgramme, ligne: dict[str, Any], commun: dict[str, Any]) -> None:
    activites = ligne.pop("activites")
    volet = Volet.objects.create(version=version, **ligne)
    ActiviteAdmissible.objects.bulk_create(_activite(volet, activite) for activite in activites)
    DocumentExige.objects.bulk_create(DocumentExige(volet=volet, **document) for document in commun["documents"])
    CritereAnalyse.objects.bulk_create(CritereAnalyse(volet=volet, **critere) for critere in commun["criteres"])


def _activite(volet: Volet, valeurs: list[str]) -> ActiviteAdmissible:
    code, nom, unite, prix = valeurs
    return ActiviteAdmissible(volet=volet, code=code, nom=nom, unite=unite, prix_maximum=Decimal(prix))


def _proposer(programme: Programme, proposition: dict[str, Any], le: datetime) -> None:
    """A second version in consultation: what would change, what was heard."""
    version = ouvrir_version(programme=programme, acteur=REDACTION, le=le)
    version.cumul_maximum = Decimal(proposition["cumul_maximum"])
    version.depenses_admissibles = [*version.depenses_admissibles, *proposition["depenses_ajoutees"]]
    version.save(update_fields=["cumul_maximum", "depenses_admissibles"])
    for section, texte in proposition["sections"].items():
        version.sections.filter(section=section).update(texte=texte.strip())
    for ligne in proposition["prix"]:
        activites = ActiviteAdmissible.objects.filter(volet__version=version, volet__code=ligne["volet"])
        activites.filter(code=ligne["activite"]).update(prix_maximum=Decimal(ligne["prix_maximum"]))
    for ligne in proposition["maximums"]:
        version.volets.filter(code=ligne["volet"]).update(montant_maximum=Decimal(ligne["montant_maximum"]))
    for ligne in proposition["activites"]:
        _activite(version.volets.get(code=ligne["volet"]), ligne["activite"]).save()
    ResultatConsultation.objects.bulk_create(
        ResultatConsultation(version=version, notee_le=le, **ligne) for ligne in proposition["consultations"]
    )
    consulter_version(version=version, acteur=REDACTION, le=le)
