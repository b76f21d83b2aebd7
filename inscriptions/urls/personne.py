"""Addresses of the person: request, offers, class, documents."""

from django.urls import URLPattern, path

from inscriptions.views import attestation, classe, documents, explication, inscription, offre, places_libres, suivi

urlpatterns: list[URLPattern] = [
    path("inscription/", inscription.inscription, name="inscription"),
    path("inscription/verification/", inscription.verification, name="inscription_verification"),
    path("inscription/<slug:etape>/", inscription.etape, name="inscription_etape"),
    path("ma-demande/", suivi.suivi, name="suivi"),
    path("ma-demande/explication/", explication.explication, name="explication"),
    path("ma-demande/retirer/", suivi.retirer, name="suivi_retirer"),
    path("ma-demande/reprendre/", suivi.reprendre, name="suivi_reprendre"),
    path("mes-documents/", documents.documents, name="documents"),
    path("mon-dossier/lectures/", documents.lectures, name="lectures"),
    path("pieces/<uuid:piece>/", documents.piece, name="piece"),
    path("offres/<uuid:offre_id>/", offre.offre, name="offre"),
    path("offres/<uuid:offre_id>/explication/", explication.explication_offre, name="explication_offre"),
    path("places-libres/", places_libres.places_libres, name="places_libres"),
    path("places-libres/<uuid:groupe_id>/prendre/", places_libres.place_prendre, name="place_prendre"),
    path("places-libres/demandes/<uuid:demande_id>/", places_libres.place_demandee, name="place_demandee"),
    path("ma-classe/<uuid:place_id>/", classe.classe, name="classe"),
    path("ma-classe/<uuid:place_id>/calendrier.ics", classe.classe_ics, name="classe_ics"),
    path("ma-classe/<uuid:place_id>/absence/", classe.absence_declarer, name="absence_declarer"),
    path("ma-classe/<uuid:place_id>/quitter/", classe.place_quitter, name="place_quitter"),
    path("ma-classe/<uuid:place_id>/suite/", classe.niveau_suivant, name="niveau_suivant"),
    path("attestations/<uuid:attestation_id>/attestation.pdf", attestation.attestation_pdf, name="attestation_pdf"),
]
