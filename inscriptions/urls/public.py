"""Addresses open to everyone: signed links, verification of an attestation."""

from django.urls import URLPattern, path

from inscriptions.views import attestation, offre, priorites, recommandation

urlpatterns: list[URLPattern] = [
    path("comment-les-places-sont-attribuees/", priorites.comment_places_attribuees, name="comment_places_attribuees"),
    path("o/<str:jeton>/", offre.offre_signee, name="offre_signee"),
    path("r/<str:jeton>/", recommandation.recommandation_signee, name="recommandation_signee"),
    path("verification/", attestation.verification, name="verification"),
    path("verification/<str:code>/", attestation.verification_code, name="verification_code"),
]
