"""Find the region of an address from its postal code and, where a prefix straddles regions, its municipality. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .formats import FormatInvalide, normaliser_code_postal

# Regions that touch, by land or across a river. A straddling prefix reaches only neighbours of its main region.
VOISINES: dict[str, tuple[str, ...]] = {
    "01": ("09", "11", "12"),
    "02": ("03", "04", "09", "10"),
    "03": ("02", "04", "09", "12"),
    "04": ("02", "03", "08", "10", "14", "15", "17"),
    "05": ("12", "16", "17"),
    "06": ("13", "14", "16"),
    "07": ("08", "15"),
    "08": ("04", "07", "10", "15"),
    "09": ("01", "02", "03", "10"),
    "10": ("02", "04", "08", "09"),
    "11": ("01",),
    "12": ("01", "03", "05", "17"),
    "13": ("06", "14", "15"),
    "14": ("04", "06", "13", "15", "16"),
    "15": ("04", "07", "08", "13", "14", "16"),
    "16": ("05", "06", "14", "15", "17"),
    "17": ("04", "05", "12", "16"),
}


class Issue(TextChoices):
    """How the search ended."""

    REGION = "region", gettext_lazy("Région trouvée")
    AMBIGUE = "ambigue", gettext_lazy("Municipalité à préciser")
    INCONNUE = "inconnue", gettext_lazy("Région inconnue")


@dataclass(frozen=True)
class Localisation:
    """The region, or the regions to choose among and what to ask the person."""

    issue: Issue
    region: str | None = None
    candidates: tuple[str, ...] = ()
    message: str = ""

    @property
    def est_trouvee(self) -> bool:
        """Whether one region is known."""
        return self.issue == Issue.REGION


def localiser(
    code_postal: str,
    *,
    prefixes_postaux: Mapping[str, tuple[str, bool]],
    code_municipalite: str = "",
    prefixes_municipaux: Mapping[str, str] | None = None,
) -> Localisation:
    """The region of this address.

    `prefixes_postaux` gives for each RTA its region and whether it straddles others; `prefixes_municipaux` the region
    of the first two digits of a geographic code. The municipality decides where the prefix does not.
    """
    try:
        rta = normaliser_code_postal(code_postal)[:3]
    except FormatInvalide as erreur:
        return Localisation(Issue.INCONNUE, message=str(erreur.message))
    if rta not in prefixes_postaux:
        return _par_municipalite(code_municipalite, prefixes_municipaux) or _inconnue()
    region, chevauche = prefixes_postaux[rta]
    if not chevauche:
        return Localisation(Issue.REGION, region=region)
    return _par_municipalite(code_municipalite, prefixes_municipaux) or _ambigue(region)


def _par_municipalite(code: str, prefixes: Mapping[str, str] | None) -> Localisation | None:
    """The region of the municipality, when its code is known."""
    region = (prefixes or {}).get(code[:2]) if code else None
    return Localisation(Issue.REGION, region=region) if region else None


def _ambigue(majoritaire: str) -> Localisation:
    """The main region first, then its neighbours."""
    return Localisation(
        Issue.AMBIGUE,
        candidates=(majoritaire, *VOISINES[majoritaire]),
        message=_("Ce code postal couvre plusieurs régions. Choisissez votre municipalité."),
    )


def _inconnue() -> Localisation:
    """No list knows this prefix: the municipality can still tell."""
    return Localisation(
        Issue.INCONNUE,
        message=_("Nous ne trouvons pas ce code postal. Vérifiez-le, ou choisissez votre municipalité."),
    )
