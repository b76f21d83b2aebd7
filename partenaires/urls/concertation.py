"""The addresses of concertation."""

from django.urls import URLPattern, path

from partenaires.views import (
    calendrier,
    concertation,
    consultation_table,
    fermeture_table,
    rencontre,
    reponse_convocation,
)
from partenaires.views import engagement_concertation as engagement

R = "concertation/rencontres/<uuid:rencontre_id>/"
C = "concertation/consultations/<uuid:consultation_id>/"
E = "concertation/engagements/<uuid:engagement_id>/"

urlpatterns: list[URLPattern] = [
    path("concertation/", concertation.concertation, name="concertation"),
    path("concertation/calendrier/", calendrier.calendrier_abonnement, name="calendrier_abonnement"),
    path("concertation/calendrier/<str:jeton>.ics", calendrier.calendrier_ics, name="calendrier_ics"),
    path("concertation/tables/ouvrir/", concertation.table_ouvrir, name="table_ouvrir"),
    path("concertation/tables/<uuid:table_id>/", concertation.table_concertation, name="table_concertation"),
    path("concertation/tables/<uuid:table_id>/fermer/", fermeture_table.table_fermer, name="table_fermer"),
    path("concertation/tables/<uuid:table_id>/mandat/", concertation.mandat_donner, name="mandat_donner"),
    path("concertation/tables/<uuid:table_id>/rencontre/", rencontre.rencontre_nouvelle, name="rencontre_nouvelle"),
    path(
        "concertation/tables/<uuid:table_id>/consultation/",
        consultation_table.consultation_nouvelle,
        name="consultation_nouvelle",
    ),
    path("concertation/tables/<uuid:table_id>/engagement/", engagement.engagement_nouveau, name="engagement_nouveau"),
    path("concertation/mandats/<uuid:mandat_id>/terminer/", concertation.mandat_terminer, name="mandat_terminer"),
    path(R, rencontre.rencontre, name="rencontre"),
    path(f"{R}modifier/", rencontre.rencontre_modifier, name="rencontre_modifier"),
    path(f"{R}ordre-du-jour/", rencontre.rencontre_ordre, name="rencontre_ordre"),
    path(f"{R}reponse/", reponse_convocation.rencontre_repondre, name="rencontre_repondre"),
    path(f"{R}presences/", rencontre.rencontre_presences, name="rencontre_presences"),
    path(f"{R}decision/", rencontre.rencontre_decision, name="rencontre_decision"),
    path(f"{R}compte-rendu/", rencontre.rencontre_compte_rendu, name="rencontre_compte_rendu"),
    path(f"{R}pas/", rencontre.rencontre_pas, name="rencontre_pas"),
    path(C, consultation_table.consultation_table, name="consultation_table"),
    path(f"{C}position/", consultation_table.consultation_position, name="consultation_position"),
    path(f"{C}clore/", consultation_table.consultation_clore, name="consultation_clore"),
    path(f"{C}pas/", consultation_table.consultation_pas, name="consultation_pas"),
    path(E, engagement.engagement, name="engagement"),
    path(f"{E}tenir/", engagement.engagement_tenir, name="engagement_tenir"),
    path(f"{E}abandonner/", engagement.engagement_abandonner, name="engagement_abandonner"),
    path(f"{E}pas/", engagement.engagement_pas, name="engagement_pas"),
    path(
        "concertation/<slug:genre>/<uuid:objet_id>/document/",
        engagement.table_document_deposer,
        name="table_document_deposer",
    ),
    path("concertation/documents/<uuid:document_id>/", engagement.table_document, name="table_document"),
    path(
        "concertation/documents/<uuid:document_id>/retirer/",
        engagement.table_document_retirer,
        name="table_document_retirer",
    ),
]
