"""The addresses of partenaires."""

from django.urls import URLPattern, path

from partenaires.views import accueil

urlpatterns: list[URLPattern] = [
    path("partenaire/", accueil.partenaire_accueil, name="partenaire_accueil"),
]
