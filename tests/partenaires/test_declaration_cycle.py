"""The life cycle of a declaration: every state × step × role; tenancy of what it contains."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import TransitionRefusee, franchir, pas_possibles
from partenaires.models import Bassin, BesoinRessource, DeclarationCapacite, GroupePropose, Ressource
from partenaires.states import CYCLE_DECLARATION, EtatDeclaration
from tests.factories.guichet import OrganisationFactory
from tests.factories.partenaires import (
    BassinFactory,
    BesoinFactory,
    DeclarationFactory,
    ProposeFactory,
    RessourceFactory,
)

pytestmark = pytest.mark.django_db
TABLES = (DeclarationCapacite, Ressource, Bassin, GroupePropose, BesoinRessource)


@pytest.mark.parametrize("pas", CYCLE_DECLARATION.pas, ids=lambda pas: pas.nom)
@pytest.mark.parametrize("etat", EtatDeclaration)
@pytest.mark.parametrize("role", Role)
def test_une_declaration_ne_prend_que_les_pas_de_son_cycle(role, etat, pas):
    permis = role in pas.roles and etat in pas.de
    declaration = DeclarationCapacite(etat=etat)
    assert (pas in pas_possibles(declaration, Acteur(role=role))) is permis
    if not permis:
        with pytest.raises(TransitionRefusee):
            franchir(declaration, pas.nom, acteur=Acteur(role=role), motif="x")


def test_un_enseignant_n_engage_pas_son_organisation():
    assert not pas_possibles(DeclarationCapacite(etat="brouillon"), Acteur(role=Role.ENSEIGNANT))


def contenu():
    propose = BesoinFactory().propose
    BassinFactory(declaration=propose.declaration)
    return propose.declaration


@pytest.mark.parametrize("modele", TABLES)
def test_un_partenaire_ne_voit_que_sa_capacite(modele):
    declaration = contenu()
    chez_nous = Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=declaration.organisation_id)
    ailleurs = Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=OrganisationFactory().pk)
    for acteur, attendu in ((chez_nous, 1), (ailleurs, 0), (Acteur(role=Role.CONSEILLER, regions=("03",)), 1)):
        with portee(acteur):
            assert modele.objects.count() == attendu


@pytest.mark.parametrize("role", [Role.PERSONNE, Role.ANALYSTE, Role.DIRECTION])
@pytest.mark.parametrize("modele", TABLES)
def test_ni_une_personne_ni_un_analyste_ne_lit_ces_lignes(modele, role):
    contenu()
    with portee(Acteur(role=role)):
        assert modele.objects.count() == 0


def test_un_besoin_ne_nomme_pas_la_ressource_d_une_autre_declaration():
    propose, etrangere = ProposeFactory(), RessourceFactory()
    with pytest.raises(IntegrityError, match="dans_ressource"), transaction.atomic():
        BesoinRessource.objects.create(
            organisation=propose.organisation, declaration=propose.declaration, propose=propose, ressource=etrangere
        )
        with connection.cursor() as curseur:
            curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_une_seule_declaration_par_session():
    declaration = DeclarationFactory()
    with pytest.raises(IntegrityError, match="declaration_une_par_session"):
        DeclarationFactory(organisation=declaration.organisation, session=declaration.session)


def test_une_declaration_deposee_a_ses_heures_et_sa_date():
    with pytest.raises(IntegrityError, match="declaration_deposee_complete"):
        DeclarationFactory(deposee=True, heures_disponibles=None)


def test_la_base_refuse_un_etat_sans_ligne_de_journal():
    declaration = DeclarationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        DeclarationCapacite.objects.filter(pk=declaration.pk).update(etat="close")
