"""What a mid-term review says: figures against what was agreed, accounts, payments, open comments, proposals.

Everything is read as of the day of the review, from dated facts: the same question asked later finds the same figures.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.mesure.definition import MESURES
from guichet.models import Journal
from guichet.referentiels.parametres import parametre
from partenaires.models import Entente, Reddition, Versement
from partenaires.queries import pairs
from partenaires.queries.commentaires import commentaires_ouverts
from partenaires.queries.realisations import Realisation, realisations
from partenaires.revue_regles import SEUILS, proposer
from partenaires.unites import UNITES

VERSION = 1
_PAR_REFERENCE = {mesure.reference: mesure for mesure in UNITES.values()}
CENT = Decimal("0.01")
MILLIEME = Decimal("0.001")


def contenu_de_revue(entente: Entente, *, jour: date) -> dict[str, Any]:
    """The whole content of the review of this entente on this day, as plain values JSON keeps exactly."""
    seuils = {cle: str(parametre(cle, au=jour)) for cle in SEUILS}
    contenu: dict[str, Any] = {
        "version": VERSION,
        "du": entente.debut.isoformat(),
        "au": jour.isoformat(),
        "part_ecoulee": _texte(part_ecoulee(entente, jour), MILLIEME),
        "montant_convenu": _texte(entente.montant_convenu, CENT),
        "seuils": seuils,
        "figures": figures(entente, du=entente.debut, au=jour),
        "redditions": etat_des_redditions(entente, jour=jour),
        "versements": etat_des_versements(entente, jour=jour),
        "commentaires": commentaires_ouverts(entente, au=jour),
    }
    contenu["propositions"] = proposer(contenu)
    return contenu


def empreinte(contenu: dict[str, Any]) -> str:
    """The SHA-256 of the content, keys sorted."""
    texte = json.dumps(contenu, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(texte.encode()).hexdigest()


def part_ecoulee(entente: Entente, jour: date) -> Decimal:
    """How much of the agreed period is past at the end of this day, part of one."""
    total = (entente.fin - entente.debut).days + 1
    faits = min(max((jour - entente.debut).days + 1, 0), total)
    return Decimal(faits) / Decimal(total)


def figures(entente: Entente, *, du: date, au: date) -> list[dict[str, Any]]:
    """Each agreed activity and indicator: planned so far, done, gap, place among similar partners, and its question."""
    sens = dict(entente.indicateurs.actifs().values_list("code", "sens"))
    faites = realisations(entente, du=du, au=au)
    # An activity is no common measure: only indicators have a place among similar partners.
    codes = [r.code for r in faites if r.nature == "indicateur"]
    rangs = pairs.percentiles(entente.organisation, codes, du=du, au=au)
    return [
        _figure(
            entente, r, du, au, sens.get(r.code, "au_moins"), rangs.get(r.code) if r.nature == "indicateur" else None
        )
        for r in faites
    ]


def _figure(entente: Entente, r: Realisation, du: date, au: date, sens: str, rang: int | None) -> dict[str, Any]:
    realise = None if r.compte is None and not r.externe else (r.compte or Decimal()) + r.externe
    ecart = (realise - r.prevu) / r.prevu if realise is not None and r.prevu else None
    return {
        "nature": r.nature,
        "code": r.code,
        "libelle": str(r.libelle),
        "unite": str(r.unite),
        "sens": "au_moins" if r.nature == "activite" else sens,
        "prevu": _texte(r.prevu, MILLIEME),
        "tolerance": _texte(r.tolerance, MILLIEME),
        "compte": _texte(r.compte, MILLIEME),
        "externe": _texte(r.externe, MILLIEME),
        "realise": _texte(realise, MILLIEME),
        "ecart": _texte(ecart, MILLIEME),
        "centile": rang,
        "definition": definition_de(r),
        "requete": {
            "mesure": r.definition or f"{r.nature}:{r.code}",
            "du": du.isoformat(),
            "au": au.isoformat(),
            "entente": entente.numero,
            "organisation": str(entente.organisation_id),
        },
    }


def definition_de(r: Realisation) -> dict[str, str]:
    """The reference and the words of what is counted."""
    mesure = MESURES.get(r.code) if r.nature == "indicateur" else _PAR_REFERENCE.get(r.definition)
    if mesure is None:
        return {"reference": r.definition or r.code, "texte": _("Cette définition n’est plus au registre.")}
    texte = str(mesure.definition)
    if r.externe:
        texte = _("%s S’y ajoutent les services rendus hors du portail.") % texte
    return {"reference": r.definition or mesure.reference, "texte": texte}


def etat_des_redditions(entente: Entente, *, jour: date) -> list[dict[str, Any]]:
    """Accounts due so far: given when, how late, sent back how often; read from the journal."""
    dues = Reddition.objects.filter(entente=entente, due_le__lte=jour).select_related("livrable").order_by("due_le")
    pas = _pas_des(Reddition.CYCLE, [r.pk for r in dues], jour)
    lignes = []
    for reddition in dues:
        siens = [p for p in pas if p.objet_id == reddition.pk]
        soumise = next((timezone.localdate(p.le) for p in siens if p.pas == "soumettre"), None)
        if soumise is None and reddition.soumise_le and timezone.localdate(reddition.soumise_le) <= jour:
            soumise = timezone.localdate(reddition.soumise_le)
        retard = max(((soumise or jour) - reddition.due_le).days, 0)
        lignes.append(
            {
                "titre": reddition.livrable.titre,
                "due_le": reddition.due_le.isoformat(),
                "soumise_le": soumise.isoformat() if soumise else None,
                "jours_de_retard": retard,
                "retours": sum(p.pas == "retourner" for p in siens),
            }
        )
    return lignes


def etat_des_versements(entente: Entente, *, jour: date) -> dict[str, Any]:
    """Money of the ministry: paid so far, and each instalment due whose conditions were met, with its days late."""
    lignes, verse = [], Decimal()
    for versement in Versement.objects.filter(entente=entente).order_by("prevu_le", "numero"):
        retard = retard_du_ministere(versement, jour)
        emis = _au_plus(versement.emis_le, jour)
        verse += versement.montant if emis else 0
        if versement.prevu_le <= jour or emis:
            lignes.append(
                {
                    "numero": versement.numero,
                    "montant": _texte(versement.montant, CENT),
                    "prevu_le": versement.prevu_le.isoformat(),
                    "exigible_le": _iso(_au_plus(versement.exigible_le, jour)),
                    "emis_le": _iso(emis),
                    "jours_de_retard": retard,
                }
            )
    return {"verse": _texte(verse, CENT), "lignes": lignes}


def retard_du_ministere(versement: Versement, jour: date) -> int:
    """Days from the day an instalment was due, its conditions met, to its payment or to this day."""
    exigible = _au_plus(versement.exigible_le, jour)
    if exigible is None:
        return 0
    depuis = max(versement.prevu_le, exigible)
    return max(((_au_plus(versement.emis_le, jour) or jour) - depuis).days, 0)


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what the review said."""

    code: str
    dit: dict[str, Any]
    trouve: dict[str, Any]


def rejouer(entente: Entente, contenu: dict[str, Any]) -> list[Difference]:
    """Ask every figure's question again; what differs from what was written."""
    du, au = date.fromisoformat(contenu["du"]), date.fromisoformat(contenu["au"])
    trouvees = {(f["nature"], f["code"]): f for f in figures(entente, du=du, au=au)}
    return [
        Difference(f["code"], f, trouvees.get((f["nature"], f["code"]), {}))
        for f in contenu["figures"]
        if _chiffres(f) != _chiffres(trouvees.get((f["nature"], f["code"]), {}))
    ]


def _chiffres(figure: dict[str, Any]) -> dict[str, Any]:
    return {cle: figure.get(cle) for cle in ("prevu", "compte", "externe", "realise", "ecart", "centile", "requete")}


def _pas_des(cycle: str, identifiants: list[Any], jour: date) -> list[Journal]:
    fin = timezone.make_aware(datetime.combine(jour, time.max))
    requete: QuerySet[Journal] = Journal.objects.filter(objet_type=cycle, objet_id__in=identifiants, le__lte=fin)
    return list(requete.order_by("id"))


def _au_plus(moment: datetime | None, jour: date) -> date | None:
    quand = timezone.localdate(moment) if moment else None
    return quand if quand and quand <= jour else None


def _iso(jour: date | None) -> str | None:
    return jour.isoformat() if jour else None


def _texte(valeur: Decimal | None, pas: Decimal) -> str | None:
    return None if valeur is None else str(Decimal(valeur).quantize(pas))
