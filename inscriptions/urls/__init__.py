"""The addresses of the path, by who uses them."""

from inscriptions.urls import conseiller, partenaire, personne, public

urlpatterns = [*public.urlpatterns, *personne.urlpatterns, *partenaire.urlpatterns, *conseiller.urlpatterns]
