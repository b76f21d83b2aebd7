"""The instalments of one synthetic entente: planned when it is approved, then paid as their conditions are met."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from inscriptions.peuplement.registre import PORTAIL
from partenaires.models import Versement
from partenaires.peuplement.recolte import Recolte, Vie

if TYPE_CHECKING:
    from partenaires.peuplement.convenu import Convenu
    from partenaires.peuplement.execution import Execution

DOLLAR = Decimal("0.01")
# Share of the amount, condition; the last one takes the rest.
CALENDRIER = (("0.40", "signature"), ("0.35", "reddition"), ("0.15", "revue"), ("", "decompte"))


def planifier(recolte: Recolte, c: Convenu, le: datetime) -> None:
    """The instalments of an approved amount; they sum to it."""
    reste = c.montant
    jours = {
        "signature": c.debut,
        "reddition": c.livrables[0][4] + timedelta(days=30),
        "revue": c.revue + timedelta(days=60),
        "decompte": c.fin + timedelta(days=120),
    }
    for numero, (part, condition) in enumerate(CALENDRIER, 1):
        montant = (c.montant * Decimal(part)).quantize(DOLLAR) if part else reste
        reste -= montant
        livrable = c.livrables[0][0] if condition == "reddition" else None
        c.versements[numero] = _naitre(recolte, c, numero, montant, condition, jours[condition], le, livrable=livrable)


def _naitre(
    recolte: Recolte,
    c: Convenu,
    numero: int,
    montant: Decimal,
    condition: str,
    prevu: date,
    le: datetime,
    *,
    livrable: str | None = None,
    genre: str = "ordinaire",
) -> Vie:
    return recolte.naitre(
        Versement,
        PORTAIL,
        le,
        numero=numero,
        genre=genre,
        montant=montant,
        condition=condition,
        livrable_id=livrable,
        prevu_le=prevu,
        **c.qui,
    )


def verser(execution: Execution) -> None:
    """Instalments: released by their condition, authorised and paid with the ministry's own delays."""
    c, a_recouvrer = execution.c, execution.a_recouvrer
    for vie in c.versements.values():
        _payer(execution, vie)
    if a_recouvrer < 0:
        decompte = execution.remplies["decompte"]
        numero = len(c.versements) + 1
        _payer(
            execution,
            _naitre(
                execution.recolte,
                c,
                numero,
                a_recouvrer,
                "decompte",
                decompte.date(),
                execution.signee,
                genre="recouvrement",
            ),
        )


def _payer(execution: Execution, vie: Vie) -> None:
    c, conteur, jour = execution.c, execution.conteur, execution.jour
    remplie, prevu = execution.remplies.get(vie.champs["condition"]), vie.champs["prevu_le"]
    if remplie is None or max(prevu, remplie.date()) >= jour:
        return
    quand = vie.franchir("rendre_exigible", PORTAIL, max(conteur.a(prevu), remplie))
    vie.champs["exigible_le"] = quand
    for pas, qui, champs, du, au in (
        ("autoriser", c.approbation, ("autorise_le", "autorise_par_id"), 1, 12),
        ("emettre", c.paiement, ("emis_le", "emis_par_id"), 2, 14),
    ):
        le = conteur.apres(quand, du, au)
        if le >= jour:
            return
        quand = vie.franchir(pas, qui, conteur.a(le))
        vie.champs |= {champs[0]: quand, champs[1]: qui.compte}
    vie.champs["reference_paiement"] = f"P{quand:%Y%m%d}-{execution.hasard.randrange(10**6):06d}"
