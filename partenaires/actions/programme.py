"""A version of a programme: opened from the last one, put in consultation, taken back, adopted, abandoned."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from guichet.acteurs import Acteur
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir, ouvrir
from guichet.models import Motif
from guichet.referentiels.formats import formater_date
from partenaires.models import (
    ActiviteAdmissible,
    CritereAnalyse,
    DocumentExige,
    ModeleClause,
    Programme,
    SectionDeNorme,
    SectionNorme,
    VersionProgramme,
    Volet,
)
from partenaires.queries.programmes import obstacles_a_l_adoption, version_a_copier, version_en_chantier
from partenaires.states_ententes import GESTION_ENTENTES

COPIES_DU_VOLET = (
    (ActiviteAdmissible, ("code", "nom", "unite", "prix_maximum")),
    (DocumentExige, ("code", "nom", "obligatoire")),
    (CritereAnalyse, ("code", "libelle", "description", "poids", "note_max")),
)
DU_VOLET = ("code", "nom", "description", "organisations", "clienteles", "montant_maximum")
DE_LA_CLAUSE = ("code", "rang", "titre", "texte", "blocs")


@transaction.atomic
def ouvrir_version(*, programme: Programme, acteur: Acteur, le: datetime) -> VersionProgramme:
    """A draft with everything the latest version says; one at a time for each programme."""
    if acteur.role not in GESTION_ENTENTES:
        raise RoleInsuffisant(_("Votre rôle ne permet pas d’ouvrir une version."))
    programme = Programme.objects.select_for_update().get(pk=programme.pk)
    if ouverte := version_en_chantier(programme):
        raise TransitionRefusee(
            _("La version %(numero)s est déjà en chantier : terminez-la ou abandonnez-la.") % {"numero": ouverte.numero}
        )
    source = version_a_copier(programme)
    dernier = programme.versions.order_by("-numero").values_list("numero", flat=True).first() or 0
    version = VersionProgramme(
        programme=programme,
        numero=dernier + 1,
        precedente=source,
        cumul_maximum=source.cumul_maximum if source else 1,
        depenses_admissibles=list(source.depenses_admissibles) if source else [],
    )
    ouvrir(version, acteur=acteur, le=le)
    if source:
        _copier(source, version)
    textes = set(version.sections.values_list("section", flat=True))
    SectionNorme.objects.bulk_create(
        SectionNorme(version=version, section=section) for section in SectionDeNorme if section not in textes
    )
    return version


def _copier(source: VersionProgramme, version: VersionProgramme) -> None:
    SectionNorme.objects.bulk_create(
        SectionNorme(version=version, section=section.section, texte=section.texte) for section in source.sections.all()
    )
    ModeleClause.objects.bulk_create(
        ModeleClause(version=version, **{nom: getattr(clause, nom) for nom in DE_LA_CLAUSE})
        for clause in source.modeles_clauses.all()
    )
    volets = {ancien.pk: Volet(version=version, **_valeurs(ancien, DU_VOLET)) for ancien in source.volets.all()}
    Volet.objects.bulk_create(volets.values())
    for modele, noms in COPIES_DU_VOLET:
        modele.objects.bulk_create(  # type: ignore[attr-defined]
            modele(volet=volets[ligne.volet_id], **_valeurs(ligne, noms))
            for ligne in modele.objects.filter(volet__in=volets)  # type: ignore[attr-defined]
        )


def _valeurs(objet: object, noms: tuple[str, ...]) -> dict[str, object]:
    return {nom: getattr(objet, nom) for nom in noms}


@transaction.atomic
def consulter_version(*, version: VersionProgramme, acteur: Acteur, le: datetime) -> VersionProgramme:
    """Show it for comment: it no longer changes until it is taken back."""
    version = version.verrouillee()
    franchir(version, "consulter", acteur=acteur, le=le)
    return version


@transaction.atomic
def reprendre_version(*, version: VersionProgramme, acteur: Acteur, le: datetime) -> VersionProgramme:
    """Take it back to change it."""
    version = version.verrouillee()
    franchir(version, "reprendre", acteur=acteur, le=le)
    return version


@transaction.atomic
def adopter_version(
    *, version: VersionProgramme, acteur: Acteur, le: datetime, en_vigueur_le: date
) -> VersionProgramme:
    """Adopt it from a day on; ententes signed under another version keep theirs."""
    version = version.verrouillee()
    if obstacles := obstacles_a_l_adoption(version):
        raise TransitionRefusee(" ".join(obstacles))
    if en_vigueur_le < timezone.localdate(le):
        raise TransitionRefusee(_("Une norme n’entre pas en vigueur dans le passé."))
    derniere = version.programme.versions.adoptees().order_by("-en_vigueur_le").first()
    if derniere and derniere.en_vigueur_le and en_vigueur_le <= derniere.en_vigueur_le:
        raise TransitionRefusee(
            _("La version %(numero)s est en vigueur le %(date)s : choisissez un jour après.")
            % {"numero": derniere.numero, "date": formater_date(derniere.en_vigueur_le)}
        )
    franchir(
        version,
        "adopter",
        acteur=acteur,
        le=le,
        adoptee_le=le,
        adoptee_par_id=acteur.utilisateur_id,
        en_vigueur_le=en_vigueur_le,
    )
    return version


@transaction.atomic
def abandonner_version(
    *, version: VersionProgramme, acteur: Acteur, le: datetime, motif: Motif, precision: str = ""
) -> VersionProgramme:
    """Give it up; its words stay readable."""
    version = version.verrouillee()
    franchir(version, "abandonner", acteur=acteur, le=le, motif=precision, motif_code=motif.code)
    return version
