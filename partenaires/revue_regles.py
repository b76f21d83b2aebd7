"""Which decisions a review proposes: rules on its figures, with dated thresholds. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# The dated parameters that decide.
SEUIL_VOLUME = "revue_seuil_volume"
SEUIL_DEPASSEMENT = "revue_seuil_depassement"
SEUIL_CENTILE = "revue_seuil_centile"
SEUIL_RETARDS = "revue_seuil_redditions_en_retard"
SEUIL_PAIEMENT = "revue_seuil_jours_de_paiement"
SEUILS = (SEUIL_VOLUME, SEUIL_DEPASSEMENT, SEUIL_CENTILE, SEUIL_RETARDS, SEUIL_PAIEMENT)


def proposer(contenu: dict[str, Any]) -> list[dict[str, str]]:
    """Each proposal names its rule, its threshold and what it rests on; a person decides."""
    seuils = {cle: Decimal(valeur) for cle, valeur in contenu["seuils"].items()}
    trouvees = [p for figure in contenu["figures"] for p in _de_la_figure(figure, seuils)]
    return trouvees + _des_redditions(contenu["redditions"], seuils) + _du_ministere(contenu, seuils)


def _de_la_figure(figure: dict[str, Any], seuils: dict[str, Decimal]) -> list[dict[str, str]]:
    if figure["realise"] is None:
        return [
            _proposition(
                "donnees_absentes",
                "",
                figure["libelle"],
                "partenaire",
                _("Rien n’est compté pour « %s » : vérifier les présences et les services rendus.") % figure["libelle"],
            )
        ]
    realise, prevu = Decimal(figure["realise"]), Decimal(figure["prevu"])
    if not prevu:
        return []
    part, nom = realise / prevu, figure["libelle"]
    if figure["nature"] == "activite":
        return _du_volume(part, nom, seuils)
    sorties = []
    tolerance = Decimal(figure["tolerance"])
    au_plus = figure["sens"] == "au_plus"
    if (au_plus and part > 1 + tolerance) or (not au_plus and part < 1 - tolerance):
        texte = _("« %s » est hors de la tolérance convenue : convenir d’une mesure corrective datée.") % nom
        sorties.append(_proposition("cible_manquee", "", nom, "partenaire", texte))
    if figure["centile"] is not None and _rang_favorable(figure) < seuils[SEUIL_CENTILE]:
        texte = _("« %s » est parmi les moins bons résultats des partenaires semblables : proposer un appui.") % nom
        sorties.append(_proposition("parmi_les_derniers", SEUIL_CENTILE, nom, "ministere", texte))
    return sorties


def _du_volume(part: Decimal, nom: str, seuils: dict[str, Decimal]) -> list[dict[str, str]]:
    if part < seuils[SEUIL_VOLUME]:
        texte = _("« %(nom)s » est à %(part)d %% du rythme convenu : proposer un avenant ou une mesure corrective.")
        return [
            _proposition(
                "volume_sous_le_rythme", SEUIL_VOLUME, nom, "partenaire", texte % {"nom": nom, "part": part * 100}
            )
        ]
    if part > seuils[SEUIL_DEPASSEMENT]:
        texte = _("« %(nom)s » est à %(part)d %% du rythme convenu : examiner une hausse par avenant.")
        return [
            _proposition(
                "volume_au_dessus", SEUIL_DEPASSEMENT, nom, "ministere", texte % {"nom": nom, "part": part * 100}
            )
        ]
    return []


def _rang_favorable(figure: dict[str, Any]) -> int:
    """The percentile read so that more is better."""
    return 100 - figure["centile"] if figure["sens"] == "au_plus" else figure["centile"]


def _des_redditions(lignes: list[dict[str, Any]], seuils: dict[str, Decimal]) -> list[dict[str, str]]:
    en_retard = [ligne for ligne in lignes if ligne["jours_de_retard"] > 0]
    if len(en_retard) < seuils[SEUIL_RETARDS] or not en_retard:
        return []
    texte = ngettext(
        "%(retards)d reddition sur %(total)d est en retard : convenir d’un calendrier de rattrapage.",
        "%(retards)d redditions sur %(total)d sont en retard : convenir d’un calendrier de rattrapage.",
        len(en_retard),
    ) % {"retards": len(en_retard), "total": len(lignes)}
    return [_proposition("redditions_en_retard", SEUIL_RETARDS, "redditions", "partenaire", texte)]


def _du_ministere(contenu: dict[str, Any], seuils: dict[str, Decimal]) -> list[dict[str, str]]:
    lents = [v for v in contenu["versements"]["lignes"] if v["jours_de_retard"] > seuils[SEUIL_PAIEMENT]]
    sorties = []
    if lents:
        texte = ngettext(
            "%(nombre)d versement a plus de %(jours)d jours de retard : le ministère régularise ses paiements.",
            "%(nombre)d versements ont plus de %(jours)d jours de retard : le ministère régularise ses paiements.",
            len(lents),
        ) % {"nombre": len(lents), "jours": seuils[SEUIL_PAIEMENT]}
        sorties.append(_proposition("versements_en_retard", SEUIL_PAIEMENT, "versements", "ministere", texte))
    if ouverts := len(contenu["commentaires"]):
        texte = ngettext(
            "%(nombre)d commentaire de la négociation reste ouvert : le régler pendant la rencontre.",
            "%(nombre)d commentaires de la négociation restent ouverts : les régler pendant la rencontre.",
            ouverts,
        ) % {"nombre": ouverts}
        sorties.append(_proposition("commentaires_ouverts", "", "commentaires", "ministere", texte))
    return sorties


def _proposition(regle: str, seuil: str, objet: str, responsable: str, texte: str) -> dict[str, str]:
    return {"regle": regle, "seuil": seuil, "objet": objet, "responsable": responsable, "texte": texte}
