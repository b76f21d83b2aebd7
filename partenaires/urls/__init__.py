"""The addresses of partenaires."""

from django.urls import URLPattern

from partenaires.urls import capacite, ententes, programmes, qualite, redditions, revues, versements

urlpatterns: list[URLPattern] = [
    *capacite.urlpatterns,
    *programmes.urlpatterns,
    *ententes.urlpatterns,
    *redditions.urlpatterns,
    *versements.urlpatterns,
    *revues.urlpatterns,
    *qualite.urlpatterns,
]
