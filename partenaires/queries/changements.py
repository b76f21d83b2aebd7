"""The changes of an amendment: in words, before and after, and what keeps them from being signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from guichet.mesure.definition import MESURES
from guichet.referentiels.formats import formater_argent, formater_date, formater_nombre
from partenaires.models import Avenant, ConditionVersement, Entente, GenreLivrable, TermeEntente, Versement
from partenaires.queries.termes import TOUJOURS, lignes_de
from partenaires.termes import LigneTerme, TermeInvalide, Valeur, ecart_des_versements, plier, retenues, termes_au

# An amendment not signed yet is known after everything else.
PLUS_TARD = datetime.max.replace(tzinfo=UTC)


def lignes_proposees(avenant: Avenant, *, connu_le: datetime = PLUS_TARD) -> list[LigneTerme]:
    """The rows an amendment would add if it were signed at that moment."""
    return [
        LigneTerme(c["cle"], c["operation"], c["valeur"], avenant.effet_du, connu_le, rang)
        for rang, c in enumerate(avenant.changements)
    ]


def avant_et_apres(avenant: Avenant) -> list[tuple[str, Valeur | None, Valeur | None]]:
    """Each term it touches with its value on its day of effect, before and after; in its order of writing."""
    acquises = _sans(avenant, lignes_de(avenant.entente))
    avant = termes_au(acquises, au=avenant.effet_du, connus_le=PLUS_TARD)
    try:
        apres = termes_au([*acquises, *lignes_proposees(avenant)], au=avenant.effet_du, connus_le=PLUS_TARD)
    except TermeInvalide:
        apres = {}
    cles = dict.fromkeys(c["cle"] for c in avenant.changements)
    return [(cle, avant.get(cle), apres.get(cle)) for cle in cles]


def changements_en_mots(avenant: Avenant) -> list[dict[str, str]]:
    """The same as the document prints them."""
    noms = noms_des_termes(avenant.entente, avenant.changements)
    return [
        {
            "cle": cle,
            "terme": noms.get(cle, cle),
            "avant": mots(cle, avant) if avant is not None else _("aucun"),
            "apres": mots(cle, apres) if apres is not None else _("aucun"),
        }
        for cle, avant, apres in avant_et_apres(avenant)
    ]


def empechements(avenant: Avenant) -> list[str]:
    """What keeps an amendment from being proposed, approved or signed, in sentences; empty when nothing does."""
    entente = avenant.entente
    if not avenant.changements:
        return [_("L’avenant ne change rien : ajoutez au moins un changement.")]
    acquises = _sans(avenant, lignes_de(entente))
    lignes: list[Any] = [*acquises, *lignes_proposees(avenant)]
    try:
        trouves = _desequilibres(lignes, depuis=avenant.effet_du)
        plan = plier(retenues(lignes, au=TOUJOURS, connus_le=PLUS_TARD))
    except TermeInvalide:
        return [_("Un changement ne se lit pas : retirez-le et écrivez-le de nouveau.")]
    return [*trouves, *_dates(entente, avenant, plan), *_versements(entente, plan), *_livrables(entente, plan)]


def montant_final(avenant: Avenant) -> Decimal:
    """The whole amount of the entente once the amendment is in force, whatever other dates it touches."""
    lignes: list[Any] = [*_sans(avenant, lignes_de(avenant.entente)), *lignes_proposees(avenant)]
    montant = termes_au(lignes, au=TOUJOURS, connus_le=PLUS_TARD)["montant"]
    assert isinstance(montant, Decimal)
    return montant


def _sans(avenant: Avenant, lignes: Sequence[TermeEntente]) -> list[TermeEntente]:
    return [ligne for ligne in lignes if ligne.avenant_id != avenant.pk]


def _desequilibres(lignes: list[Any], *, depuis: date) -> list[str]:
    """The days, from the effect on, when the instalments would not sum to the amount."""
    jours = sorted({ligne.effet_du for ligne in lignes if ligne.effet_du >= depuis})
    trouves = []
    for jour in jours:
        ecart = ecart_des_versements(termes_au(lignes, au=jour, connus_le=PLUS_TARD))
        if ecart:
            trouves.append(
                _("À partir du %(jour)s, les versements dépassent le montant de %(ecart)s.")
                % {"jour": formater_date(jour), "ecart": formater_argent(ecart)}
                if ecart > 0
                else _("À partir du %(jour)s, il manque %(ecart)s de versements pour égaler le montant.")
                % {"jour": formater_date(jour), "ecart": formater_argent(-ecart)}
            )
    return trouves


def _dates(entente: Entente, avenant: Avenant, plan: dict[str, Valeur]) -> list[str]:
    trouves = []
    if avenant.effet_du < entente.debut:
        trouves.append(_("L’avenant ne prend pas effet avant le début de l’entente."))
    fin = plan.get("fin", entente.fin)
    if isinstance(fin, date) and fin <= max(entente.debut, entente.revue_prevue_le or entente.debut):
        trouves.append(_("L’entente finit après son début et après sa revue de mi-parcours."))
    return trouves


def _versements(entente: Entente, plan: dict[str, Valeur]) -> list[str]:
    """An instalment on its way to be paid no longer changes; every one is positive and dated."""
    trouves, presents = [], {str(v.numero): v for v in entente.versements.ordinaires()}
    for cle, valeur in plan.items():
        if not cle.startswith("versement:"):
            continue
        numero, nature = cle.split(":")[1:]
        versement = presents.get(numero)
        if nature == "montant" and isinstance(valeur, Decimal) and valeur <= 0:
            trouves.append(_("Le versement %(n)s reste plus grand que zéro.") % {"n": numero})
        if versement and not versement.est_planifie and valeur != _actuel(versement, nature):
            trouves.append(
                _("Le versement %(n)s n’est plus planifié : il ne change pas. Répartissez sur les suivants.")
                % {"n": numero}
            )
        autre = f"versement:{numero}:{'date' if nature == 'montant' else 'montant'}"
        if versement is None and autre not in plan:
            trouves.append(_("Le versement %(n)s est nouveau : donnez son montant et sa date.") % {"n": numero})
    return trouves


def _actuel(versement: Versement, nature: str) -> Valeur:
    return versement.montant if nature == "montant" else versement.prevu_le


def _livrables(entente: Entente, plan: dict[str, Valeur]) -> list[str]:
    """An account already accepted keeps its day."""
    acceptees = {r.livrable.code: r for r in entente.redditions.select_related("livrable") if r.est_acceptee}
    return [
        _("« %(titre)s » est acceptée : sa date ne change plus.") % {"titre": reddition.livrable.titre}
        for code, reddition in acceptees.items()
        if plan.get(f"livrable:{code}:date", reddition.due_le) != reddition.due_le
    ]


def noms_des_termes(entente: Entente, changements: Sequence[dict[str, Any]] = ()) -> dict[str, str]:
    """The words for each term of an entente, those that these changes bring included."""
    noms = {"montant": _("Montant de l’aide"), "fin": _("Fin de l’entente")}
    for activite in entente.activites.actifs():
        noms[f"activite:{activite.code}:volume"] = _("%(t)s : volume prévu") % {"t": activite.titre}
        noms[f"activite:{activite.code}:prix"] = _("%(t)s : prix unitaire") % {"t": activite.titre}
    for indicateur in entente.indicateurs.actifs():
        mesure = MESURES.get(indicateur.code)
        titre = str(mesure.titre) if mesure else indicateur.code
        noms[f"indicateur:{indicateur.code}:cible"] = _("%(t)s : cible") % {"t": titre}
    for numero in entente.versements.ordinaires().order_by("numero").values_list("numero", flat=True):
        _nommer_versement(noms, str(numero), "")
    for livrable in entente.livrables.actifs():
        noms[f"livrable:{livrable.code}:date"] = _("%(t)s : date") % {"t": livrable.titre}
    for clause in entente.clauses.actifs():
        noms[f"clause:{clause.code}"] = _("Clause « %(t)s »") % {"t": clause.titre}
    for changement in changements:
        _nommer_nouveau(noms, changement)
    return noms


def _nommer_versement(noms: dict[str, str], numero: str, condition: str) -> None:
    suite = f" ({condition})" if condition else ""
    noms.setdefault(f"versement:{numero}:montant", _("Versement %(n)s : montant") % {"n": numero} + suite)
    noms.setdefault(f"versement:{numero}:date", _("Versement %(n)s : date prévue") % {"n": numero} + suite)


def _nommer_nouveau(noms: dict[str, str], changement: dict[str, Any]) -> None:
    """A new instalment or deliverable carries what its row will need beside its term."""
    morceaux, details = changement["cle"].split(":"), changement.get("details") or {}
    if morceaux[0] == "versement" and details:
        _nommer_versement(noms, morceaux[1], str(ConditionVersement(details["condition"]).label))
    elif morceaux[0] == "livrable" and details:
        genre = str(GenreLivrable(details["genre"]).label)
        noms.setdefault(changement["cle"], _("%(t)s (%(genre)s) : date") % {"t": details["titre"], "genre": genre})


def mots(cle: str, valeur: Valeur) -> str:
    """The value of a term as people read it."""
    if isinstance(valeur, date):
        return formater_date(valeur)
    if isinstance(valeur, str):
        return valeur
    if cle == "montant" or cle.endswith((":montant", ":prix")):
        return formater_argent(valeur)
    return formater_nombre(valeur.normalize())
