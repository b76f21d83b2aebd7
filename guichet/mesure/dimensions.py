"""Along which axes a figure can be cut, by what it counts: fields of a reader's filter."""

_PERSONNE = ("statut", "categorie", "sexe", "age", "pays", "langue", "scolarite", "arrivee")
_COURS = ("formule", "niveau")

# A request belongs to no organisation, a group to no person.
DEMANDE = ("region", *_PERSONNE, *_COURS)
PLACE = (*DEMANDE, "type_organisme", "organisation")
GROUPE = ("region", *_COURS, "type_organisme", "organisation")
ORGANISME = ("region", "type_organisme", "organisation")
# What is paid to an organisation is shared between formulas; what it paid for is not cut by region.
COUT = ("formule", "type_organisme", "organisation")
COHORTE = ("region", "categorie", "sexe", "age", "pays", "langue")
