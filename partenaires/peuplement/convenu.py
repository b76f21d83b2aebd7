"""What one synthetic entente agrees on: activities, indicators, budget, deliverables, and who works on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from guichet.models import Organisation
from inscriptions.peuplement.registre import Auteur
from partenaires.models import ActiviteEntente, IndicateurEntente, LigneBudget, Livrable, Volet
from partenaires.peuplement.recolte import Vie

if TYPE_CHECKING:
    from partenaires.peuplement.ententes import Conteur

# Learner-hours of a year, by kind: (least, most).
HEURES = {
    "centre_services": (9000, 40000),
    "cegep": (6000, 18000),
    "universite": (4000, 12000),
    "organisme": (900, 6000),
}
DIXIEME, DOLLAR, MILLIEME = Decimal("0.1"), Decimal("0.01"), Decimal("0.001")
PART_DES_AIDES = Decimal("0.85")


@dataclass
class Convenu:
    """What one entente agrees on, as its execution needs it."""

    vie: Vie
    partenaire: Organisation
    volet: Volet
    debut: date
    fin: date
    revue: date
    montant: Decimal
    activites: list[tuple[str, str, str, Decimal, Decimal]]
    lignes: list[tuple[str, Decimal]]
    livrables: list[tuple[str, str, date, date, date]]
    indicateurs: list[tuple[str, Decimal]]
    agent: Auteur
    gestion: Auteur
    approbation: Auteur
    paiement: Auteur
    versements: dict[int, Vie] = field(default_factory=dict)
    clauses: list[dict[str, Any]] = field(default_factory=list)

    @property
    def organisation(self) -> str:
        """The identifier of the partner."""
        return str(self.partenaire.pk)

    @property
    def qui(self) -> dict[str, Any]:
        """What every row of the entente hangs on."""
        return {"entente_id": self.vie.id, "organisation_id": self.partenaire.pk}


def convenir(
    conteur: Conteur,
    vie: Vie,
    organisation: Organisation,
    volet: Volet,
    debut: date,
    fin: date,
    agent: Auteur,
    numero: int,
) -> Convenu:
    """Activities, indicators, budget and deliverables; the amount is what the activities cost."""
    hasard, garder, qui = (
        conteur.hasard,
        conteur.recolte.garder,
        {"entente_id": vie.id, "organisation_id": organisation.pk},
    )
    heures = Decimal(hasard.randint(*HEURES[organisation.genre]) // 100 * 100).quantize(DIXIEME)
    activites = [
        ("cours", "Cours de groupe", "heure_apprenant", heures, Decimal(hasard.randint(11, 17)).quantize(DOLLAR))
    ]
    activites.append(
        (
            "rencontres",
            "Rencontres individuelles",
            "rencontre_individuelle",
            (heures / 50 // 1 + 5).quantize(DIXIEME),
            Decimal(hasard.randint(55, 85)).quantize(DOLLAR),
        )
    )
    if hasard.random() < 0.6:
        activites.append(
            (
                "evaluations",
                "Évaluations de classement",
                "evaluation_classement",
                (heures / 100 // 1 + 5).quantize(DIXIEME),
                Decimal("60.00"),
            )
        )
    for rang, (code, titre, unite, volume, prix) in enumerate(activites, 1):
        garder(
            ActiviteEntente,
            code=code,
            rang=rang,
            titre=titre,
            unite=unite,
            volume_prevu=volume,
            prix_unitaire=prix,
            **qui,
        )
    montant = sum((volume * prix for *_rest, volume, prix in activites), Decimal(0)).quantize(DOLLAR)
    indicateurs = [("abandon", Decimal("0.180")), ("debuts", (heures / 120 // 1).quantize(MILLIEME))]
    for rang, (code, cible) in enumerate(indicateurs, 1):
        garder(
            IndicateurEntente,
            code=code,
            rang=rang,
            version_mesure=1,
            sens="au_plus" if code == "abandon" else "au_moins",
            cible=cible,
            tolerance=Decimal("0.100"),
            **qui,
        )
    # What the project costs: public aid pays less than the norm's ceiling.
    cout = (montant / PART_DES_AIDES).quantize(DOLLAR)
    lignes = []
    for rang, (code, poste, part) in enumerate(
        (
            ("salaires", "Salaires et avantages", "0.78"),
            ("locaux", "Locaux", "0.12"),
            ("materiel", "Matériel", None),
        ),
        1,
    ):
        reste = cout - sum((somme for _code, _pk, somme in lignes), Decimal(0))
        somme = (cout * Decimal(part)).quantize(DOLLAR) if part else reste
        lignes.append((code, garder(LigneBudget, code=code, rang=rang, poste=poste, montant=somme, **qui), somme))
    milieu = debut + timedelta(days=182)
    livrables = []
    for rang, (code, genre, titre, du, au, du_le) in enumerate(
        (
            (
                "mi-parcours",
                "reddition_periodique",
                "Reddition de mi-parcours",
                debut,
                milieu,
                milieu + timedelta(days=30),
            ),
            ("rapport-final", "reddition_finale", "Rapport final", debut, fin, fin + timedelta(days=60)),
        ),
        1,
    ):
        pk = garder(
            Livrable,
            code=code,
            rang=rang,
            genre=genre,
            titre=titre,
            periode_du=du,
            periode_au=au,
            du_le=du_le,
            **qui,
        )
        livrables.append((pk, genre, du, au, du_le))
    vie.champs["montant_demande"] = montant
    m = conteur.ministere
    return Convenu(
        vie,
        organisation,
        volet,
        debut,
        fin,
        milieu,
        montant,
        activites,
        [(pk, somme) for _code, pk, somme in lignes],
        livrables,
        indicateurs,
        agent,
        m.gestion[numero % len(m.gestion)],
        m.approbation[numero % len(m.approbation)],
        m.paiement[numero % len(m.paiement)],
    )
