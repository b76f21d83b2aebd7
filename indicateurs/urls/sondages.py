"""The addresses of surveys: written, launched, read; people answer elsewhere (repondre.py)."""

from django.urls import URLPattern, path

from indicateurs.views import campagnes_sondage, papier_sondage, sondages, vagues_sondage

VERSION, VAGUE = "sondages/versions/<uuid:version_id>/", "sondages/vagues/<uuid:vague_id>/"
CAMPAGNE = "sondages/campagnes/<uuid:campagne_id>/"
urlpatterns: list[URLPattern] = [
    path("sondages/", sondages.sondages, name="sondages"),
    path("sondages/nouveau/", sondages.sondage_nouveau, name="sondage_nouveau"),
    path("sondages/banque/", sondages.sondage_banque, name="sondage_banque"),
    path("sondages/saisie/", sondages.sondage_saisie, name="sondage_saisie"),
    path(VERSION, sondages.sondage_version, name="sondage_version"),
    path(f"{VERSION}papier/<slug:langue>/", papier_sondage.sondage_papier, name="sondage_papier"),
    path(f"{VERSION}theme/", sondages.sondage_theme, name="sondage_theme"),
    path(f"{VERSION}questions/<slug:code>/", sondages.sondage_question, name="sondage_question"),
    path("sondages/campagnes/nouvelle/", campagnes_sondage.campagne_sondage_nouvelle, name="campagne_sondage_nouvelle"),
    path(CAMPAGNE, campagnes_sondage.campagne_sondage, name="campagne_sondage"),
    path(f"{CAMPAGNE}arreter/", campagnes_sondage.campagne_sondage_arreter, name="campagne_sondage_arreter"),
    path(f"{CAMPAGNE}version/", campagnes_sondage.campagne_sondage_version, name="campagne_sondage_version"),
    path(VAGUE, vagues_sondage.vague_sondage, name="vague_sondage"),
    path(f"{VAGUE}pdf/", vagues_sondage.vague_sondage_pdf, name="vague_sondage_pdf"),
    path(f"{VAGUE}affiche/", vagues_sondage.vague_sondage_affiche, name="vague_sondage_affiche"),
    path(f"{VAGUE}papier/<slug:langue>/", papier_sondage.vague_sondage_papier, name="vague_sondage_papier"),
    path(f"{VAGUE}csv/", vagues_sondage.vague_sondage_csv, name="vague_sondage_csv"),
    path(f"{VAGUE}textes/", vagues_sondage.vague_sondage_textes, name="vague_sondage_textes"),
    path("donnees-ouvertes/sondages/<slug:campagne>.csv", vagues_sondage.sondage_ouvert_csv, name="sondage_ouvert_csv"),
]
