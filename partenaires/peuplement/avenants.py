"""The amendments of a synthetic entente: one that is in force, one that waits for its signatures, one that ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from inscriptions.peuplement.registre import PORTAIL
from partenaires.models import Avenant, TermeEntente

if TYPE_CHECKING:
    from partenaires.peuplement.execution import Execution

CENTAINE = Decimal(100)
SIGNE = (
    ("proposer", "gestion", "propose_par_id", 1, 6),
    ("approuver", "approbation", "approuve_par_id", 2, 9),
    ("signer", "", "", 4, 14),
)
A_SIGNER, PROPOSE = SIGNE[:2], SIGNE[:1]
REFUSE = (*PROPOSE, ("refuser", "approbation", "", 2, 9))
RETIRE = (*PROPOSE, ("retirer", "gestion", "", 2, 9))
MOTIFS = {"refuser": "avenant_ecart_inexplique", "retirer": "avenant_demande_retiree"}


def amender(execution: Execution) -> None:
    """Amendments after the first weeks; a partner's first entente under way shows one of each kind."""
    c, hasard, jour = execution.c, execution.hasard, execution.jour
    premier = c.fin > jour and execution.conteur.est_la_premiere(c.organisation)
    if premier:
        suite: tuple[Any, ...] = ((SIGNE, 45, _transferer), (REFUSE, 80, _deplacer), (A_SIGNER, 0, _deplacer))
    else:
        tirage = hasard.random()
        fin = SIGNE if tirage < 0.15 else REFUSE if tirage < 0.2 else RETIRE if tirage < 0.25 else None
        suite = ((fin, hasard.randint(40, 90), _augmenter if c.fin > jour else _transferer),) if fin else ()
    for numero, (chemin, jours, quoi) in enumerate(suite, 1):
        le = max(c.debut, execution.signee.date()) + timedelta(days=jours)
        # What waits for its signatures was written these last weeks.
        le = max(le, jour - timedelta(days=32)) if chemin is A_SIGNER else le
        if le < jour:
            _Avenant(execution, numero, le, chemin).conter(*quoi(execution))


class _Avenant:
    """One amendment while it is told."""

    def __init__(self, execution: Execution, numero: int, le: Any, chemin: tuple[Any, ...]) -> None:
        self.execution, self.numero, self.le, self.chemin = execution, numero, le, chemin

    def conter(self, objet: str, justification: str, changements: list[dict[str, str]]) -> None:
        """From its draft along its path, as far as the day allows; once signed, its terms hold."""
        x = self.execution
        quand = max(x.conteur.a(self.le), x.signee)
        effet = (quand.date() + timedelta(days=45)).replace(day=1)
        vie = x.recolte.naitre(
            Avenant,
            x.c.gestion,
            quand,
            numero=self.numero,
            objet=objet,
            justification=justification,
            effet_du=max(effet, x.c.debut),
            changements=changements,
            **x.qui,
        )
        for pas, qui, champ, du, au in self.chemin:
            le = x.conteur.apres(quand, du, au)
            if le >= x.jour:
                return
            quand = vie.franchir(pas, getattr(x.c, qui, PORTAIL), x.conteur.a(le), MOTIFS.get(pas, ""))
            if champ:
                vie.champs[champ] = getattr(x.c, qui).compte
            if pas == "approuver":
                vie.champs["approuve_le"] = quand
        if self.chemin is SIGNE:
            vie.champs["signe_le"] = quand
            self._en_vigueur(vie.id, vie.champs, quand)

    def _en_vigueur(self, pk: str, champs: dict[str, Any], le: datetime) -> None:
        x = self.execution
        for rang, changement in enumerate(champs["changements"]):
            x.recolte.garder(
                TermeEntente, avenant_id=pk, effet_du=champs["effet_du"], connu_le=le, rang=rang, **changement, **x.qui
            )
            if changement["cle"] == "montant":
                somme = Decimal(changement["valeur"])
                x.c.vie.champs["montant_convenu"] += somme
                x.c.versements[4].champs["montant"] += somme


def _augmenter(execution: Execution) -> tuple[str, str, list[dict[str, str]]]:
    """More hours, the money they cost, on the last instalment."""
    c = execution.c
    prix = c.activites[0][4]
    heures = (c.montant / 20 / prix // CENTAINE + 1) * CENTAINE
    return (
        "Heures de cours ajoutées à la demande",
        "Les inscriptions dépassent ce qui était prévu à la signature : un groupe du soir s’ajoute.",
        [
            _changer("activite:cours:volume", heures),
            _changer("montant", heures * prix),
            _changer("versement:4:montant", heures * prix),
        ],
    )


def _transferer(execution: Execution) -> tuple[str, str, list[dict[str, str]]]:
    """The same money, for fewer hours and more individual meetings."""
    cours, rencontres = execution.c.activites[:2]
    nombre = (cours[3] * cours[4] / 20 / rencontres[4] // cours[4] + 1) * cours[4]
    heures = nombre * rencontres[4] / cours[4]
    return (
        "Heures de cours remplacées par des rencontres",
        "Les personnes demandent plus de suivi individuel; le montant de l’aide ne change pas.",
        [
            _changer("activite:cours:volume", cours[3] - heures, "fixer"),
            _changer("activite:rencontres:volume", rencontres[3] + nombre, "fixer"),
        ],
    )


def _deplacer(execution: Execution) -> tuple[str, str, list[dict[str, str]]]:
    """The final report given later."""
    c = execution.c
    _pk, _genre, _du, _au, du_le = c.livrables[1]
    return (
        "Rapport final remis plus tard",
        "Les états financiers de l’organisme sont prêts un mois plus tard cette année.",
        [
            {
                "cle": "livrable:rapport-final:date",
                "operation": "fixer",
                "valeur": (du_le + timedelta(days=30)).isoformat(),
            }
        ],
    )


def _changer(cle: str, valeur: Decimal, operation: str = "ajouter") -> dict[str, str]:
    return {"cle": cle, "operation": operation, "valeur": f"{valeur:f}"}
