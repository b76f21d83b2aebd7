"""The dated terms written at the last signature: those of the entente, then those of each amendment."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from partenaires.models import Avenant, Entente, TermeEntente
from partenaires.termes import FIXER


def termes_de_base(entente: Entente, *, le: datetime) -> list[TermeEntente]:
    """The rows of what was signed: every term is set from the first day on, known from the signature on."""
    return [
        TermeEntente(
            entente=entente,
            organisation_id=entente.organisation_id,
            cle=cle,
            operation=FIXER,
            valeur=valeur,
            effet_du=entente.debut,
            connu_le=le,
            rang=rang,
        )
        for rang, (cle, valeur) in enumerate(_valeurs(entente))
    ]


def ecrire_termes_de_base(entente: Entente, *, le: datetime) -> int:
    """Write them once; returns how many were missing."""
    if TermeEntente.objects.filter(entente=entente, avenant=None).exists():
        return 0
    return len(TermeEntente.objects.bulk_create(termes_de_base(entente, le=le)))


def ecrire_termes_de_l_avenant(avenant: Avenant, *, le: datetime) -> list[TermeEntente]:
    """Write the rows of an amendment, in its own order."""
    return TermeEntente.objects.bulk_create(
        TermeEntente(
            entente_id=avenant.entente_id,
            organisation_id=avenant.organisation_id,
            avenant=avenant,
            cle=changement["cle"],
            operation=changement["operation"],
            valeur=changement["valeur"],
            effet_du=avenant.effet_du,
            connu_le=le,
            rang=rang,
        )
        for rang, changement in enumerate(avenant.changements)
    )


def _valeurs(entente: Entente) -> list[tuple[str, str]]:
    valeurs = [("montant", _nombre(entente.montant_convenu or Decimal(0))), ("fin", entente.fin.isoformat())]
    for activite in entente.activites.actifs():
        valeurs.append((f"activite:{activite.code}:volume", _nombre(activite.volume_prevu)))
        valeurs.append((f"activite:{activite.code}:prix", _nombre(activite.prix_unitaire)))
    for indicateur in entente.indicateurs.actifs():
        valeurs.append((f"indicateur:{indicateur.code}:cible", _nombre(indicateur.cible)))
    for versement in entente.versements.ordinaires().order_by("numero"):
        valeurs.append((f"versement:{versement.numero}:montant", _nombre(versement.montant)))
        valeurs.append((f"versement:{versement.numero}:date", versement.prevu_le.isoformat()))
    valeurs += [
        (f"livrable:{livrable.code}:date", livrable.du_le.isoformat()) for livrable in entente.livrables.actifs()
    ]
    return valeurs + [(f"clause:{clause.code}", clause.texte) for clause in entente.clauses.actifs()]


def _nombre(valeur: Decimal) -> str:
    return f"{valeur:f}"
