"""What the database refuses about ententes, in raw SQL as the application's role; each guard has its control."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import franchir
from guichet.models import Journal
from partenaires.models import (
    ActiviteEntente,
    Avenant,
    Decompte,
    Derogation,
    Entente,
    Livrable,
    Reddition,
    Revue,
    SectionNorme,
    TermeEntente,
    Versement,
    VersionProgramme,
)
from tests.base_de_donnees import connexion_proprietaire
from tests.factories.decomptes import DecompteFactory
from tests.factories.ententes import (
    ActiviteFactory,
    AvenantFactory,
    EntenteFactory,
    LivrableFactory,
    RedditionFactory,
    RevueFactory,
    VersementFactory,
    VoletFactory,
)
from tests.factories.guichet import OrganisationFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db


def sql(ordre: str, *valeurs) -> None:
    """Run a statement and judge what is deferred."""
    with transaction.atomic(), connection.cursor() as curseur:
        curseur.execute(ordre, valeurs)
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
        curseur.execute("SET CONSTRAINTS ALL DEFERRED")


def entente_signee(**champs) -> Entente:
    """A signed entente of 100,000 $ with two instalments."""
    entente = EntenteFactory(signee=True, versements=False, **champs)
    VersementFactory(entente=entente, montant=Decimal("60000"))
    livrable = LivrableFactory(entente=entente)
    VersementFactory(entente=entente, montant=Decimal("40000"), condition="reddition", livrable=livrable)
    sql("SELECT 1")
    return entente


def vers(versement: Versement, etat: str, **champs) -> None:
    """Take an instalment to a state with its journal row, past every action: only the database judges."""
    de = Versement.objects.get(pk=versement.pk).etat
    with transaction.atomic():
        Journal.inscrire(versement, pas="essai", de=de, vers=etat, acteur=Acteur.systeme(), le=timezone.now())
        Versement.objects.filter(pk=versement.pk).update(etat=etat, **champs)


def test_les_versements_egalent_le_montant_convenu():
    entente = entente_signee()
    with pytest.raises(IntegrityError, match="au lieu de"):
        sql("UPDATE partenaires_versement SET montant = montant + 1 WHERE entente_id = %s", entente.pk)
    with pytest.raises(IntegrityError, match="au lieu de"):
        sql("UPDATE partenaires_entente SET montant_convenu = 99999 WHERE id = %s", entente.pk)
    with pytest.raises(IntegrityError, match="au lieu de"), transaction.atomic():
        VersementFactory(entente=entente, montant=Decimal("1"))
        sql("SELECT 1")


def test_un_recouvrement_est_negatif_et_ne_compte_pas_dans_le_total():
    entente = entente_signee()
    VersementFactory(entente=entente, genre="recouvrement", montant=Decimal("-500"), condition="decompte")
    sql("SELECT 1")
    with pytest.raises(IntegrityError, match="versement_signe"), transaction.atomic():
        VersementFactory(entente=entente, genre="recouvrement", montant=Decimal("500"), condition="decompte")


def test_le_total_est_juge_sur_toutes_les_lignes_quelle_que_soit_la_portee():
    entente = entente_signee()
    ailleurs = Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=entente.organisation_id)
    with portee(ailleurs):
        Entente.objects.filter(pk=entente.pk).update(montant_convenu=Decimal("100000"))
        sql("SELECT 1")
        assert Versement.objects.count() == 2


def test_aucun_versement_ne_sort_avant_sa_condition():
    entente = entente_signee()
    lie = entente.versements.get(condition="reddition")
    maintenant = timezone.now()
    with pytest.raises(IntegrityError, match="condition non remplie"):
        vers(lie, "autorise", autorise_le=maintenant)
    reddition = RedditionFactory(livrable=lie.livrable, soumise=True)
    with pytest.raises(IntegrityError, match="condition non remplie"):
        vers(lie, "emis", autorise_le=maintenant, emis_le=maintenant)
    franchir(reddition, "accepter", acteur=Acteur(role=Role.GESTIONNAIRE_ENTENTES), acceptee_le=maintenant)
    vers(lie, "autorise", autorise_le=maintenant)


@pytest.mark.parametrize("condition", ["revue", "decompte"])
def test_les_autres_conditions_se_verifient_aussi(condition):
    entente = EntenteFactory(active=True, versements=False)
    versement = VersementFactory(entente=entente, condition=condition)
    with pytest.raises(IntegrityError, match="condition non remplie"):
        vers(versement, "autorise", autorise_le=timezone.now())
    if condition == "revue":
        RevueFactory(entente=entente, etat="conclue", conclue_le=timezone.now(), rencontre_le=entente.debut)
    else:
        DecompteFactory(entente=entente, approuve=True)
    vers(versement, "autorise", autorise_le=timezone.now())


def test_une_derogation_de_deux_personnes_ouvre_un_versement():
    entente = entente_signee()
    lie = entente.versements.get(condition="reddition")
    une, autre = UtilisateurFactory(), UtilisateurFactory()
    derogation = Derogation.objects.create(
        versement=lie,
        entente=entente,
        organisation=entente.organisation,
        motif="Urgence de trésorerie",
        demandee_le=timezone.now(),
        demandee_par=une,
    )
    with pytest.raises(IntegrityError, match="condition non remplie"):
        vers(lie, "autorise", autorise_le=timezone.now())
    with pytest.raises(IntegrityError, match="derogation_deux_personnes"), transaction.atomic():
        Derogation.objects.filter(pk=derogation.pk).update(accordee_le=timezone.now(), accordee_par=une)
    Derogation.objects.filter(pk=derogation.pk).update(accordee_le=timezone.now(), accordee_par=autre)
    vers(lie, "autorise", autorise_le=timezone.now())


def test_qui_a_analyse_ou_approuve_ne_paie_pas():
    analyste, approbateur, payeur = UtilisateurFactory(), UtilisateurFactory(), UtilisateurFactory()
    entente = entente_signee(recommandee_par=analyste, approuvee_par=approbateur)
    premier = entente.versements.get(condition="signature")
    maintenant = timezone.now()
    with pytest.raises(IntegrityError, match="rôles confondus"):
        vers(premier, "autorise", autorise_le=maintenant, autorise_par=analyste)
    vers(premier, "autorise", autorise_le=maintenant, autorise_par=approbateur)
    for fautif in (analyste, approbateur):
        with pytest.raises(IntegrityError):
            vers(premier, "emis", emis_le=maintenant, emis_par=fautif)
    vers(premier, "emis", emis_le=maintenant, emis_par=payeur)
    with pytest.raises(IntegrityError, match="analyste_nest_pas_approbateur"), transaction.atomic():
        Entente.objects.filter(pk=entente.pk).update(approuvee_par=analyste)


def test_les_termes_signes_ne_changent_que_par_avenant():
    entente = EntenteFactory(approuvee=True)
    activite = ActiviteFactory(entente=entente)
    ActiviteEntente.objects.filter(pk=activite.pk).update(volume_prevu=5000)
    VersementFactory(entente=entente)
    franchir(entente, "signer", acteur=Acteur.systeme(), signee_le=timezone.now())
    with pytest.raises(IntegrityError, match="que par avenant"), transaction.atomic():
        ActiviteEntente.objects.filter(pk=activite.pk).update(volume_prevu=6000)


def test_un_terme_date_ne_s_efface_ni_ne_se_modifie():
    avenant = AvenantFactory()
    terme = TermeEntente.objects.create(
        entente=avenant.entente,
        organisation=avenant.organisation,
        avenant=avenant,
        cle="montant",
        operation="ajouter",
        valeur="5000",
        effet_du=avenant.effet_du,
        connu_le=timezone.now(),
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        TermeEntente.objects.filter(pk=terme.pk).update(valeur="9")
    with pytest.raises(DatabaseError), transaction.atomic():
        TermeEntente.objects.filter(pk=terme.pk).delete()


def test_une_norme_adoptee_garde_ses_mots():
    volet = VoletFactory()
    version = volet.version
    section = SectionNorme.objects.create(version=version, section="objectifs", texte="Avant")
    franchir(version, "consulter", acteur=Acteur(role=Role.GESTIONNAIRE_ENTENTES))
    franchir(
        version,
        "adopter",
        acteur=Acteur(role=Role.APPROBATEUR),
        adoptee_le=timezone.now(),
        en_vigueur_le=timezone.localdate(),
    )
    for ordre in (
        lambda: SectionNorme.objects.filter(pk=section.pk).update(texte="Après"),
        lambda: type(volet).objects.filter(pk=volet.pk).update(montant_maximum=1),
        lambda: VersionProgramme.objects.filter(pk=version.pk).update(cumul_maximum=1),
        lambda: VoletFactory(version=version),
    ):
        with pytest.raises(IntegrityError, match="nouvelle version"), transaction.atomic():
            ordre()


def test_un_decompte_approuve_est_verrouille():
    un = DecompteFactory(approuve=True)
    with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
        Decompte.objects.filter(pk=un.pk).update(note="x")


TABLES = (Entente, ActiviteEntente, Livrable, Avenant, Reddition, Versement, Revue, Decompte)


@pytest.mark.parametrize("modele", TABLES)
def test_un_partenaire_ne_voit_que_ses_ententes(modele):
    entente = entente_signee()
    with transaction.atomic():
        RedditionFactory(livrable=entente.livrables.get())
        RevueFactory(entente=entente)
        AvenantFactory(entente=entente)
        ActiviteFactory(entente=entente)
        DecompteFactory(entente=entente)
    voient = {
        Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=entente.organisation_id): True,
        Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=OrganisationFactory().pk): False,
        Acteur(role=Role.GESTIONNAIRE_ENTENTES): True,
        Acteur(role=Role.PAYEUR): True,
        Acteur(role=Role.DIRECTION): True,
        Acteur(role=Role.ANALYSTE): False,
        Acteur(role=Role.PERSONNE): False,
    }
    for acteur, voit in voient.items():
        with portee(acteur):
            assert modele.objects.exists() is voit, acteur.role


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_les_gardes_l_argent_sort(systeme, nom_de_la_base):
    with systeme:
        entente = entente_signee()
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        for table in ("versement", "entente"):
            proprietaire.execute(f"ALTER TABLE partenaires_{table} DISABLE TRIGGER garder_total")
        proprietaire.execute("ALTER TABLE partenaires_versement DISABLE TRIGGER garder_versement")
    with systeme:
        sql("UPDATE partenaires_versement SET montant = montant + 1 WHERE entente_id = %s", entente.pk)
        vers(entente.versements.get(condition="reddition"), "autorise", autorise_le=timezone.now())
