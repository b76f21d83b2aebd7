"""The addresses of declared capacity and of the partner's home."""

from django.urls import URLPattern, path

from partenaires.views import accueil, declaration, element, formation, importation, ouverture, tableau

urlpatterns: list[URLPattern] = [
    path("partenaire/", accueil.partenaire_accueil, name="partenaire_accueil"),
    path("tableau-capacite/", tableau.tableau_capacite, name="tableau_capacite"),
    path("formations/", formation.formations, name="formations"),
    path("formations/<uuid:execution_id>/", formation.formation, name="formation"),
    path("ouvertures/", ouverture.ouvertures, name="ouvertures"),
    path("ouvertures/<uuid:ouverture_id>/", ouverture.ouverture_repondre, name="ouverture_repondre"),
    path("capacite/", declaration.declarations, name="declarations"),
    path("capacite/ouvrir/", declaration.declaration_ouvrir, name="declaration_ouvrir"),
    path("capacite/modele.csv", importation.capacite_modele, name="capacite_modele"),
    path("capacite/import/<uuid:import_id>/", importation.capacite_import, name="capacite_import"),
    path("capacite/ressource/<uuid:ressource_id>/", element.ressource_envisagee, name="ressource_envisagee"),
    path("capacite/bassin/<uuid:bassin_id>/", element.bassin, name="bassin"),
    path("capacite/groupe/<uuid:propose_id>/", element.groupe_envisage, name="groupe_envisage"),
    path("capacite/<uuid:declaration_id>/", declaration.declaration, name="declaration"),
    path("capacite/<uuid:declaration_id>/heures/", declaration.declaration_entete, name="declaration_entete"),
    path("capacite/<uuid:declaration_id>/copier/", declaration.declaration_copier, name="declaration_copier"),
    path("capacite/<uuid:declaration_id>/importer/", importation.declaration_importer, name="declaration_importer"),
    path("capacite/<uuid:declaration_id>/capacite.csv", importation.declaration_csv, name="declaration_csv"),
    path(
        "capacite/<uuid:declaration_id>/ajouter/<slug:genre>/", element.declaration_ajouter, name="declaration_ajouter"
    ),
    path("capacite/<uuid:declaration_id>/<slug:pas>/", declaration.declaration_pas, name="declaration_pas"),
]
