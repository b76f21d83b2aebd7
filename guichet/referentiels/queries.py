"""What can be asked of the reference data; lists are small and remembered for a minute per process."""

from datetime import date

from django.db.models import F, Q

from guichet.models import (
    CategorieImmigration,
    EditionEchelle,
    JourFerie,
    Langue,
    Municipalite,
    NiveauEchelle,
    Pays,
    PrefixeMunicipal,
    PrefixePostal,
    Region,
    RegleAdmissibilite,
    StatutImmigration,
)

from .admissibilite import Evaluation, Faits, Regle, evaluer
from .adresses import Localisation, localiser
from .cache import memoriser
from .parametres import parametre

Choix = tuple[tuple[str, str], ...]


@memoriser
def jours_feries() -> frozenset[date]:
    """Every day the ministry's delays stand still: public holidays and those of the administration."""
    maintenus = JourFerie.objects.filter(Q(valide_au__isnull=True) | Q(valide_au__gte=F("date")))
    return frozenset(maintenus.values_list("date", flat=True))


@memoriser
def choix_regions() -> Choix:
    """The 17 regions, in the official order."""
    return tuple(Region.objects.values_list("code", "nom"))


@memoriser
def choix_langues() -> Choix:
    """Languages, the most declared first, then by name."""
    return tuple(Langue.objects.filter(valide_au__isnull=True).values_list("code", "nom"))


@memoriser
def choix_pays() -> Choix:
    """Countries by French name."""
    return tuple(Pays.objects.filter(valide_au__isnull=True).values_list("code", "nom"))


@memoriser
def choix_statuts(*, au: date) -> Choix:
    """Immigration statuses offered on this day."""
    return tuple(StatutImmigration.objects.en_vigueur(au=au).values_list("code", "libelle"))


@memoriser
def statuts(*, au: date) -> dict[str, StatutImmigration]:
    """Immigration statuses of this day with their proof and warning, by code."""
    return {statut.code: statut for statut in StatutImmigration.objects.en_vigueur(au=au)}


@memoriser
def choix_categories(*, au: date) -> Choix:
    """Immigration categories offered on this day."""
    return tuple(CategorieImmigration.objects.en_vigueur(au=au).values_list("code", "libelle"))


@memoriser
def choix_municipalites(*, regions: tuple[str, ...] = ()) -> Choix:
    """Municipalities by name; only those of these regions when some are given."""
    choix = Municipalite.objects.filter(valide_au__isnull=True)
    return tuple((choix.filter(region__in=regions) if regions else choix).values_list("code", "nom"))


@memoriser
def edition_echelle(*, au: date) -> EditionEchelle:
    """The edition of the scale in use on this day."""
    return EditionEchelle.objects.en_vigueur(au=au).latest("valide_du")


@memoriser
def niveaux_echelle(*, edition: str, competence: str) -> tuple[NiveauEchelle, ...]:
    """The twelve levels of one skill, with what a person at each can do."""
    return tuple(NiveauEchelle.objects.filter(edition=edition, competence=competence).order_by("niveau"))


@memoriser
def _prefixes_postaux() -> dict[str, tuple[str, bool]]:
    lignes = PrefixePostal.objects.filter(valide_au__isnull=True)
    return {rta: (region, chevauche) for rta, region, chevauche in lignes.values_list("rta", "region_id", "chevauche")}


@memoriser
def _prefixes_municipaux() -> dict[str, str]:
    return dict(PrefixeMunicipal.objects.filter(valide_au__isnull=True).values_list("prefixe", "region_id"))


def region_de_code_postal(code_postal: str, *, code_municipalite: str = "") -> Localisation:
    """The region of this postal code, or the regions among which the municipality must choose."""
    return localiser(
        code_postal,
        prefixes_postaux=_prefixes_postaux(),
        code_municipalite=code_municipalite,
        prefixes_municipaux=_prefixes_municipaux(),
    )


@memoriser
def regles_admissibilite() -> tuple[Regle, ...]:
    """Every eligibility rule, past and present, ready to evaluate."""
    return tuple(
        Regle(
            code=regle.code,
            version=regle.version,
            critere=regle.critere,
            decision=regle.decision,
            motif=regle.motif,
            statut=regle.statut_id or "",
            formule=regle.formule,
            remede=regle.remede,
            avertissement=regle.avertissement,
            valide_du=regle.valide_du,
            valide_au=regle.valide_au,
        )
        for regle in RegleAdmissibilite.objects.all()
    )


def evaluer_admissibilite(faits: Faits, *, au: date) -> Evaluation:
    """Decide on these facts with the rules and parameters in force on this day."""
    age_minimum = parametre("age_minimum", au=au)
    return evaluer(faits, regles_admissibilite(), au=au, age_minimum=age_minimum)
