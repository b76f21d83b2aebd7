"""The frozen content of a review as values a page can format. Pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

JOURS = ("du", "au", "due_le", "soumise_le", "prevu_le", "exigible_le", "emis_le", "ouvert_le")
NOMBRES = (
    "prevu",
    "tolerance",
    "compte",
    "externe",
    "realise",
    "ecart",
    "montant",
    "verse",
    "part_ecoulee",
    "montant_convenu",
)


def _au_dixieme(valeur: Decimal | None) -> Decimal | None:
    return None if valeur is None else valeur.quantize(Decimal("0.1"))


def lire(contenu: dict[str, Any]) -> dict[str, Any]:
    """The content with dates and numbers instead of texts; each figure gets what its gap means."""
    if not contenu:
        return {}
    lu = _typer(contenu)
    for figure in lu["figures"]:
        figure["lecture"] = lecture(figure)
        figure["est_taux"] = figure["nature"] == "indicateur" and not figure["unite"]
        figure["centile_lu"] = centile_lu(figure["centile"])
        if not figure["est_taux"]:  # Kept to the thousandth so as to be asked again; read to the tenth.
            figure |= {cle: _au_dixieme(figure[cle]) for cle in ("prevu", "externe", "realise")}
    lu["pires_retards"] = max((v["jours_de_retard"] for v in lu["versements"]["lignes"]), default=0)
    lu["redditions_en_retard"] = sum(r["jours_de_retard"] > 0 for r in lu["redditions"])
    lu["redditions_retournees"] = sum(r["retours"] for r in lu["redditions"])
    return lu


def lecture(figure: dict[str, Any]) -> dict[str, str]:
    """What a gap means, in a word and a tone."""
    ecart, tolerance = figure["ecart"], figure["tolerance"] or Decimal()
    if ecart is None:
        return {"mot": _("Rien de compté"), "ton": "neutre"}
    if abs(ecart) <= tolerance:
        return {"mot": _("Dans la tolérance"), "ton": "reussi"}
    favorable = ecart < 0 if figure["sens"] == "au_plus" else ecart > 0
    if favorable:
        return {"mot": _("Mieux que convenu"), "ton": "reussi"}
    return {"mot": _("Hors de la tolérance"), "ton": "action"}


def centile_lu(centile: int | None) -> str:
    """Where the figure stands among similar partners, in words."""
    if centile is None:
        return _("trop peu de partenaires semblables")
    return _("%(centile)s %% des partenaires semblables sont à ce niveau ou plus bas") % {"centile": centile}


def _typer(valeur: Any, cle: str = "") -> Any:
    if isinstance(valeur, dict):
        return {nom: _typer(v, nom) for nom, v in valeur.items()}
    if isinstance(valeur, list):
        return [_typer(v) for v in valeur]
    if isinstance(valeur, str) and cle in JOURS:
        return date.fromisoformat(valeur)
    if isinstance(valeur, str) and cle in NOMBRES:
        return Decimal(valeur)
    return valeur
