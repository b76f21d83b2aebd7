"""Programmes and one version with all it contains: what the pages show, and what is missing before adoption."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from partenaires.models import (
    ActiviteAdmissible,
    CritereAnalyse,
    DocumentExige,
    ModeleClause,
    Programme,
    ResultatConsultation,
    SectionDeNorme,
    VersionProgramme,
    Volet,
)
from partenaires.states_programmes import EtatVersion

EN_CHANTIER = (EtatVersion.EBAUCHE, EtatVersion.EN_CONSULTATION)
# A grid is read as parts of a whole.
TOTAL_DES_POIDS = 100


@dataclass(frozen=True)
class Contenu:
    """One version, everything on it loaded."""

    version: VersionProgramme
    sections: list[tuple[str, str, str]]
    volets: list[Volet]
    clauses: list[ModeleClause]
    consultations: list[ResultatConsultation]


def programmes_avec_versions(versions: QuerySet[VersionProgramme]) -> list[Programme]:
    """The programmes that have at least one of these versions, newest version first in `lues`."""
    lues = Prefetch("versions", queryset=versions.order_by("-numero"), to_attr="lues")
    return list(Programme.objects.filter(versions__in=versions).distinct().order_by("nom").prefetch_related(lues))


def version_en_vigueur(programme: Programme, *, au: date) -> VersionProgramme | None:
    """The adopted version that calls of that day use."""
    return programme.versions.adoptees().filter(en_vigueur_le__lte=au).order_by("-en_vigueur_le").first()


def version_en_chantier(programme: Programme) -> VersionProgramme | None:
    """The draft, or the version in consultation; at most one."""
    return programme.versions.filter(etat__in=EN_CHANTIER).order_by("-numero").first()


def version_a_copier(programme: Programme) -> VersionProgramme | None:
    """The latest version that was not given up."""
    return programme.versions.exclude(etat=EtatVersion.ABANDONNEE).order_by("-numero").first()


def contenu_de(version: VersionProgramme) -> Contenu:
    """Everything one version says; the seven sections in their order, empty ones included."""
    textes = dict(version.sections.values_list("section", "texte"))
    volets = version.volets.prefetch_related(
        Prefetch("activites", ActiviteAdmissible.objects.order_by("code")),
        Prefetch("documents", DocumentExige.objects.order_by("-obligatoire", "code")),
        Prefetch("criteres", CritereAnalyse.objects.order_by("code")),
    )
    clauses = list(version.modeles_clauses.order_by("rang", "code"))
    for clause in clauses:
        clause.version = version
    return Contenu(
        version=version,
        sections=[(s.value, str(s.label), textes.get(s.value, "")) for s in SectionDeNorme],
        volets=list(volets.order_by("code")),
        clauses=clauses,
        consultations=list(version.consultations.select_related("notee_par").order_by("-tenue_le", "-notee_le")),
    )


def obstacles_a_l_adoption(version: VersionProgramme) -> list[str]:
    """What must be written before this version is adopted, each in a sentence."""
    contenu = contenu_de(version)
    manquent = [libelle for _code, libelle, texte in contenu.sections if not texte.strip()]
    obstacles = []
    if manquent:
        obstacles.append(_("Sections à écrire : %(sections)s.") % {"sections": ", ".join(manquent)})
    if not contenu.volets:
        obstacles.append(_("La norme n’a aucun volet."))
    for volet in contenu.volets:
        if not volet.activites.all():
            obstacles.append(_("Le volet « %(volet)s » n’a aucune activité.") % {"volet": volet.nom})
        poids = sum(critere.poids for critere in volet.criteres.all())
        if poids != TOTAL_DES_POIDS:
            obstacles.append(
                _("La grille du volet « %(volet)s » pèse %(poids)s au lieu de %(total)s.")
                % {"volet": volet.nom, "poids": poids, "total": TOTAL_DES_POIDS}
            )
    if not version.depenses_admissibles:
        obstacles.append(_("Aucune dépense n’est admissible."))
    return obstacles
