"""The addresses of mid-term reviews and of the corrective actions they end with."""

from django.urls import URLPattern, path

from partenaires.views import revue

urlpatterns: list[URLPattern] = [
    path("revues/", revue.revues, name="revues"),
    path("revues/<uuid:revue_id>/", revue.revue, name="revue"),
    path("revues/<uuid:revue_id>/revue.pdf", revue.revue_pdf, name="revue_pdf"),
    path("revues/<uuid:revue_id>/<slug:pas>/", revue.revue_pas, name="revue_pas"),
    path("ententes/<uuid:entente_id>/revues/", revue.entente_revues, name="entente_revues"),
    path("mesures-correctives/<uuid:mesure_id>/", revue.mesure_corrective, name="mesure_corrective"),
]
