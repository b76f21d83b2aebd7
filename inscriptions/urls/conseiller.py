"""Addresses of the ministry's adviser."""

from django.urls import URLPattern, path

from inscriptions.views import (
    attestation,
    dossier,
    evaluation,
    explication,
    file_de_travail,
    groupe_nouveau,
    placement,
    prevision,
    priorites,
    replacement,
)

urlpatterns: list[URLPattern] = [
    path("file/", file_de_travail.file_de_travail, name="file_de_travail"),
    path("dossiers/", dossier.dossiers, name="dossiers"),
    path("dossiers/<uuid:inscription_id>/", dossier.dossier, name="dossier"),
    path("dossiers/<uuid:inscription_id>/explication/", explication.dossier_explication, name="dossier_explication"),
    path("dossiers/<uuid:inscription_id>/evaluation/", evaluation.evaluation, name="evaluation"),
    path("dossiers/<uuid:inscription_id>/<slug:pas>/", dossier.dossier_pas, name="dossier_pas"),
    path("offres/<uuid:offre_id>/retirer/", dossier.offre_retirer, name="offre_retirer"),
    path("groupes/nouveau/", groupe_nouveau.groupe_nouveau, name="groupe_nouveau"),
    path("placements/", placement.placements, name="placements"),
    path("placements/<uuid:execution_id>/", placement.placement, name="placement"),
    path("attentes/prevision/", prevision.prevision_attentes, name="prevision_attentes"),
    path("repartition/", priorites.repartition, name="repartition"),
    path("repartition/<uuid:regle_id>/", priorites.repartition_version, name="repartition_version"),
    path("repartition/<uuid:regle_id>/modifier/", priorites.repartition_modifier, name="repartition_modifier"),
    path("replacements/", replacement.replacements, name="replacements"),
    path("replacements/<uuid:dossier_id>/", replacement.replacement_dossier, name="replacement_dossier"),
    path("replacements/<uuid:dossier_id>/clore/", replacement.replacement_clore, name="replacement_clore"),
    path("replacements/personnes/<uuid:replacement_id>/", replacement.replacement, name="replacement"),
    path(
        "replacements/personnes/<uuid:replacement_id>/offrir/",
        replacement.replacement_offrir,
        name="replacement_offrir",
    ),
    path(
        "replacements/personnes/<uuid:replacement_id>/depart/",
        replacement.replacement_depart,
        name="replacement_depart",
    ),
    path("attestations/<uuid:attestation_id>/revoquer/", attestation.attestation_revoquer, name="attestation_revoquer"),
]
