"""The addresses of the path, by who uses them."""

from inscriptions.urls import conseiller, partenaire, personne, public, relances

urlpatterns = [
    *public.urlpatterns,
    *personne.urlpatterns,
    *partenaire.urlpatterns,
    *conseiller.urlpatterns,
    *relances.urlpatterns,
]
