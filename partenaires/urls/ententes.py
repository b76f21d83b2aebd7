"""The addresses of ententes, from the request to the signature, and amendments."""

from django.urls import URLPattern, path

from partenaires.views import (
    avenant,
    contenu_entente,
    demande_entente,
    entente,
    instruction,
    negociation,
    portefeuille,
    signature,
)

E = "ententes/<uuid:entente_id>/"

urlpatterns: list[URLPattern] = [
    path("ententes/", entente.ententes, name="ententes"),
    path("portefeuille/", portefeuille.portefeuille, name="portefeuille"),
    path("ententes/demander/", entente.entente_demander, name="entente_demander"),
    path("ententes/ouvrir/", entente.entente_ouvrir, name="entente_ouvrir"),
    path("ententes/document/<uuid:document_id>/", instruction.entente_document, name="entente_document"),
    path(
        "ententes/document/<uuid:document_id>/verdict/",
        instruction.entente_document_verdict,
        name="entente_document_verdict",
    ),
    path("ententes/commentaire/<uuid:commentaire_id>/", negociation.entente_commentaire, name="entente_commentaire"),
    path(E, entente.entente, name="entente"),
    path(f"{E}pas/<slug:pas>/", entente.entente_pas, name="entente_pas"),
    path(f"{E}demande/", demande_entente.entente_demande, name="entente_demande"),
    path(f"{E}demande/<slug:etape>/", demande_entente.entente_etape, name="entente_etape"),
    path(f"{E}analyse/", instruction.entente_analyse, name="entente_analyse"),
    path(f"{E}decision/", instruction.entente_decision, name="entente_decision"),
    path(f"{E}contenu/", contenu_entente.entente_contenu, name="entente_contenu"),
    path(f"{E}contenu/<slug:genre>/ajouter/", contenu_entente.entente_ajouter, name="entente_ajouter"),
    path(f"{E}contenu/<slug:genre>/<slug:code>/", contenu_entente.entente_element, name="entente_element"),
    path(f"{E}negociation/", negociation.entente_negociation, name="entente_negociation"),
    path(f"{E}rediger/<slug:code>/", negociation.entente_rediger, name="entente_rediger"),
    path(f"{E}versions/", negociation.entente_versions, name="entente_versions"),
    path(f"{E}signature/", signature.entente_signature, name="entente_signature"),
    path(f"{E}document.pdf", signature.entente_pdf, name="entente_pdf"),
    path(f"{E}termes/", avenant.entente_termes, name="entente_termes"),
    path(f"{E}avenants/", avenant.avenants, name="avenants"),
    path("avenants/<uuid:avenant_id>/", avenant.avenant, name="avenant"),
    path("avenants/<uuid:avenant_id>/signature/", signature.avenant_signature, name="avenant_signature"),
    path("avenants/<uuid:avenant_id>/document.pdf", signature.avenant_pdf, name="avenant_pdf"),
    path("document/<str:code>/", signature.document_verification, name="document_verification"),
]
