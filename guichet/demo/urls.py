"""Addresses of the demonstration, under /demo/; only settings.demo includes them."""

from django.urls import path

from guichet.demo import composants, views

urlpatterns = [
    path("", views.accueil, name="demo"),
    path("entrer/<slug:cle>/", views.entrer, name="demo_entrer"),
    path("courrier/", views.courrier, name="demo_courrier"),
    path("composants/", composants.composants, name="composants"),
    path("composants/<slug:nom>/", composants.gabarit, name="composants_gabarit"),
]
