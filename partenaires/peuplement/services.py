"""The services a synthetic partner gave outside the portal: individual meetings, a line a month, some in one file."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from partenaires.models import LotServices, ServiceRendu

if TYPE_CHECKING:
    from partenaires.peuplement.execution import Execution

RENCONTRE = "rencontre_individuelle"


def rendre(execution: Execution) -> None:
    """A line for each month gone by; those of the year under way came in one file."""
    c, hasard, jour = execution.c, execution.hasard, execution.jour
    code, _titre, unite, volume, _prix = next(a for a in c.activites if a[2] == RENCONTRE)
    mois = _mois(max(c.debut, execution.signee.date()), min(c.fin, jour - timedelta(days=1)))
    lot = _lot(execution, len(mois)) if mois and c.fin > jour else None
    for debut, fin in mois:
        nombre = max(1, round(float(volume) / 12 * hasard.uniform(0.75, 1.15)))
        execution.recolte.garder(
            ServiceRendu,
            lot_id=lot,
            source="organisme",
            reference=f"{c.vie.champs['numero']}-{debut:%Y-%m}",
            activite=code,
            date=fin,
            quantite=Decimal(nombre),
            unite=unite,
            clientele=c.volet.clienteles[0],
            region_id=c.partenaire.region_id,
            nombre=nombre,
            cree_le=execution.conteur.a(fin),
            cree_par_id=c.agent.compte,
            **execution.qui,
        )


def _lot(execution: Execution, lignes: int) -> str:
    c, conteur = execution.c, execution.conteur
    recu = conteur.a(execution.jour - timedelta(days=1))
    numero = c.vie.champs["numero"]
    vie = execution.recolte.naitre(
        LotServices,
        c.agent,
        recu,
        organisation_id=c.organisation,
        source="organisme",
        nom_fichier=f"rencontres-{numero}.csv",
        empreinte=execution.recolte.id() * 2,
        nb_lignes=lignes,
        nb_ajouts=lignes,
        recu_le=recu,
        recu_par_id=c.agent.compte,
        confirme_le=recu,
        confirme_par_id=c.agent.compte,
    )
    le = vie.franchir("appliquer", c.agent, recu)
    vie.champs |= {"applique_le": le, "annulable_jusqu_au": le + timedelta(days=30)}
    return vie.id


def _mois(du: date, au: date) -> list[tuple[date, date]]:
    """The months of a period: first and last day of each, cut to the period."""
    mois = []
    while du <= au:
        suivant = (du.replace(day=1) + timedelta(days=32)).replace(day=1)
        mois.append((du, min(au, suivant - timedelta(days=1))))
        du = suivant
    return mois
