"""The portal's addresses: each app brings its own."""

from django.contrib import admin
from django.urls import include, path

from guichet.views.sante import sante

urlpatterns = [
    # First: many answer at once, and each address is compared with every pattern before its own.
    path("sondage/", include("indicateurs.urls.repondre")),
    path("", include("guichet.urls_portail")),
    path("", include("inscriptions.urls")),
    path("", include("partenaires.urls")),
    path("", include("indicateurs.urls")),
    path("comptes/", include("allauth.urls")),
    path("langue/", include("django.conf.urls.i18n")),
    path("administration/", admin.site.urls),
    path("sante/", sante, name="sante"),
]

handler400 = "guichet.views.erreurs.requete_invalide"
handler403 = "guichet.views.erreurs.acces_refuse"
handler404 = "guichet.views.erreurs.introuvable"
handler500 = "guichet.views.erreurs.panne"
