"""Addresses of the person: request, offers, class, documents."""

from django.urls import URLPattern, path

from inscriptions.views import offre, places_libres

urlpatterns: list[URLPattern] = [
    path("offres/<uuid:offre_id>/", offre.offre, name="offre"),
    path("places-libres/", places_libres.places_libres, name="places_libres"),
    path("places-libres/<uuid:groupe_id>/prendre/", places_libres.place_prendre, name="place_prendre"),
]
