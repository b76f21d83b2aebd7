"""The addresses of partenaires."""

from django.urls import URLPattern

from partenaires.urls import (
    besoins,
    capacite,
    concertation,
    ententes,
    programmes,
    qualite,
    redditions,
    revues,
    versements,
)

urlpatterns: list[URLPattern] = [
    *capacite.urlpatterns,
    *programmes.urlpatterns,
    *ententes.urlpatterns,
    *redditions.urlpatterns,
    *versements.urlpatterns,
    *revues.urlpatterns,
    *qualite.urlpatterns,
    *concertation.urlpatterns,
    *besoins.urlpatterns,
]
