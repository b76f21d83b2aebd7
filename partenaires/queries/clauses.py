"""The facts of an entente its clauses are written from, and the clauses they give."""

from __future__ import annotations

from decimal import Decimal

from guichet.models import Region
from partenaires.clauses import Clause, Faits, assembler
from partenaires.models import Clientele, Entente


def faits_de(entente: Entente) -> Faits:
    """What the templates of its version may say of this entente; its amount is the best known one."""
    noms = dict(Region.objects.filter(code__in=entente.territoire).values_list("code", "nom"))
    montant = entente.montant_convenu or entente.montant_recommande or entente.montant_demande
    return Faits(
        organisation=entente.organisation.nom,
        genre=entente.organisation.genre,
        neq=entente.organisation.neq,
        numero=entente.numero,
        titre=entente.titre,
        programme=entente.version.programme.nom,
        volet=entente.volet.nom,
        montant=Decimal(montant),
        debut=entente.debut,
        fin=entente.fin,
        cumul=entente.version.cumul_maximum,
        regions={code: noms.get(code, code) for code in entente.territoire},
        clienteles={code: str(Clientele(code).label) for code in entente.clienteles},
    )


def clauses_pour(entente: Entente) -> list[Clause]:
    """The clauses of this entente, from the templates of the version it was made under."""
    modeles = entente.version.modeles_clauses.select_related("version").order_by("rang", "code")
    return assembler(modeles, faits_de(entente))
