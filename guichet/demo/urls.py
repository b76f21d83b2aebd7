"""Addresses of the demonstration, under /demo/; only settings.demo includes them."""

from django.urls import path

from guichet.demo import composants

urlpatterns = [
    path("composants/", composants.composants, name="composants"),
    path("composants/<slug:nom>/", composants.gabarit, name="composants_gabarit"),
]
