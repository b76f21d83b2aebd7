"""Accounts, persons, partners."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from guichet.acteurs import Role
from guichet.models import Adhesion, Organisation, Personne, Utilisateur

PRENOMS = ("Amina", "Jorge", "Olena", "Linh", "Kwame", "Farid", "Soraya", "Mei")
NOMS = ("Haddad", "Restrepo", "Kovalenko", "Nguyen", "Mensah", "Rahimi", "Diallo", "Chen")


class UtilisateurFactory(DjangoModelFactory):
    class Meta:
        model = Utilisateur

    email = factory.Sequence(lambda n: f"compte{n}@exemple.test")
    nom_affiche = factory.Sequence(lambda n: f"Compte {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, **kwargs)


class PersonneFactory(DjangoModelFactory):
    class Meta:
        model = Personne

    class Params:
        avec_compte = factory.Trait(utilisateur=factory.SubFactory(UtilisateurFactory))

    prenom = factory.Iterator(PRENOMS)
    nom = factory.Iterator(NOMS)
    date_naissance = date(1990, 5, 17)
    courriel = factory.Sequence(lambda n: f"personne{n}@exemple.test")
    region_id = "06"
    code_postal = "H2X 1Y4"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    nom = factory.Sequence(lambda n: f"Centre fictif {n}")
    genre = "organisme"
    region_id = "06"


class AdhesionFactory(DjangoModelFactory):
    """A membership; roles of partners get an organisation."""

    class Meta:
        model = Adhesion

    class Params:
        conseiller = factory.Trait(role=Role.CONSEILLER, organisation=None)
        analyste = factory.Trait(role=Role.ANALYSTE, organisation=None)

    utilisateur = factory.SubFactory(UtilisateurFactory)
    role = Role.AGENT_PARTENAIRE
    organisation = factory.SubFactory(OrganisationFactory)
    valide_du = date(2020, 1, 1)
