"""A member answers the call: its own answer alone, until the meeting begins; the roll begins with what was answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from partenaires.actions.rencontre import annuler_rencontre, modifier_rencontre
from partenaires.actions.reponse_convocation import repondre_convocation
from partenaires.models import MandatTable, Rencontre, ReponseConvocation
from tests.base_de_donnees import connexion_proprietaire
from tests.connexion import connecter
from tests.factories.concertation import MandatFactory, RencontreFactory, ReponseFactory, TableFactory
from tests.factories.guichet import OrganisationFactory, UtilisateurFactory
from tests.partenaires.ententes import texte

pytestmark = pytest.mark.django_db


def de(mandat: MandatTable, role: Role = Role.AGENT_PARTENAIRE) -> Acteur:
    """Who speaks for a member."""
    return Acteur(role, utilisateur_id=UtilisateurFactory().pk, organisation_id=mandat.organisation_id)


def repondre(rencontre: Rencontre, acteur: Acteur, reponse: str, representant: str = "") -> ReponseConvocation:
    return repondre_convocation(
        rencontre=rencontre, reponse=reponse, representant=representant, acteur=acteur, le=timezone.now()
    )


def test_un_membre_repond_change_d_avis_et_son_ancienne_reponse_reste():
    appelee = RencontreFactory(convoquee=True)
    lui = de(MandatFactory(table=appelee.table))
    repondre(appelee, lui, "representee", " Une voisine ")
    assert ReponseConvocation.objects.get().representant == "Une voisine"
    repondre(appelee, lui, "absente", "oublié")
    donnee = ReponseConvocation.objects.get()
    assert (donnee.reponse, donnee.representant, donnee.donnee_par_id) == ("absente", "", lui.utilisateur_id)
    assert ReponseConvocation.pgh_event_model.objects.get().reponse == "representee"
    with pytest.raises(TransitionRefusee, match="qui représente"):
        repondre(appelee, lui, "representee", " ")


def test_on_repond_de_la_convocation_au_debut_quand_on_siege_ce_jour_la():
    table = TableFactory()
    lui = de(MandatFactory(table=table, au=timezone.localdate() + timedelta(days=5)))
    for fermee in (RencontreFactory(table=table, tenue=True), RencontreFactory(table=table)):
        with pytest.raises((TransitionRefusee, Rencontre.DoesNotExist)):
            repondre(fermee, lui, "presente")
    with pytest.raises(RoleInsuffisant, match="ce jour-là"):
        repondre(RencontreFactory(table=table, convoquee=True), lui, "presente")
    bientot = RencontreFactory(
        table=table, convoquee=True, debut=timezone.now() + timedelta(hours=1), fin=timezone.now() + timedelta(hours=2)
    )
    repondre(bientot, lui, "presente")
    for autre in (Acteur(Role.DIRECTION), de(MandatFactory(table=table), Role.ENSEIGNANT)):
        with pytest.raises(RoleInsuffisant):
            repondre(bientot, autre, "presente")
    conseil = Acteur(Role.CONSEILLER, utilisateur_id=UtilisateurFactory().pk)
    annuler_rencontre(rencontre=bientot, acteur=conseil, le=timezone.now(), motif="x")
    with pytest.raises(TransitionRefusee, match="ne reçoit pas de réponse"):
        repondre(bientot, lui, "absente")


def test_la_base_refuse_une_reponse_tardive_etrangere_effacee_ou_mal_dite():
    appelee = RencontreFactory(convoquee=True)
    donnee = ReponseFactory(rencontre=appelee)
    cas = (
        (lambda: ReponseFactory(rencontre__tenue=True), "ne reçoit pas de réponse"),
        (lambda: ReponseFactory(rencontre__convoquee=False), "ne reçoit pas de réponse"),
        (lambda: ReponseFactory(rencontre=appelee, organisation=OrganisationFactory()), "ne siège pas"),
        (lambda: ReponseFactory(rencontre=appelee, reponse="representee"), "reponse_representee_par"),
        (donnee.delete, "permission denied"),
    )
    for ecrire, message in cas:
        with pytest.raises((IntegrityError, ProgrammingError), match=message), transaction.atomic():
            ecrire()


def ecrire_pour(autre: MandatTable, donnee: ReponseConvocation, appelee: Rencontre) -> tuple:
    """What a member would write for another: a new answer, a changed one."""
    return (
        lambda: ReponseConvocation.objects.create(
            rencontre=appelee,
            table_id=appelee.table_id,
            organisation_id=autre.organisation_id,
            reponse="absente",
            donnee_le=timezone.now(),
        ),
        lambda: ReponseConvocation.objects.filter(pk=donnee.pk).update(reponse="absente"),
    )


def test_un_membre_n_ecrit_que_sa_reponse_et_ne_lit_que_la_sienne():
    appelee = RencontreFactory(convoquee=True)
    lui, autre, muet = (MandatFactory(table=appelee.table) for _ in range(3))
    donnee = ReponseFactory(rencontre=appelee, organisation=autre.organisation)
    sienne = repondre(appelee, de(lui), "presente")
    creer, changer = ecrire_pour(muet, donnee, appelee)
    with pytest.raises(ProgrammingError, match="row-level security"), portee(de(lui)):
        creer()
    with portee(de(lui)):
        assert changer() == 0 and list(ReponseConvocation.objects.all()) == [sienne]
    # Those who lead read all of them, and write none.
    for meneur in (Acteur(Role.DIRECTION), Acteur(Role.CONSEILLER, regions=("06",))):
        with portee(meneur):
            assert ReponseConvocation.objects.count() == 2
        with pytest.raises(ProgrammingError, match="row-level security"), portee(meneur):
            creer()
    with portee(Acteur(Role.CONSEILLER, regions=("03",))):
        assert not ReponseConvocation.objects.exists()
    # Nor at a table where it no longer sits.
    MandatTable.objects.filter(pk=lui.pk).update(
        fini_le=timezone.now(), fini_par=UtilisateurFactory(), fin_motif_id="mandat_retrait"
    )
    with portee(de(lui)), pytest.raises(IntegrityError, match="ne siège pas"), transaction.atomic():
        ReponseConvocation.objects.filter(pk=sienne.pk).update(reponse="absente")


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_la_cloison_un_membre_repond_pour_un_autre(nom_de_la_base, systeme):
    """Control: the refusals above come from row-level security, and from nothing else."""
    with systeme:
        appelee = RencontreFactory(convoquee=True)
        lui, autre, muet = (MandatFactory(table=appelee.table) for _ in range(3))
        donnee = ReponseFactory(rencontre=appelee, organisation=autre.organisation)
        qui = de(lui)
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        for table in ("reponseconvocation", "reponseconvocationevent"):
            proprietaire.execute(f"ALTER TABLE partenaires_{table} DISABLE ROW LEVEL SECURITY")
    creer, changer = ecrire_pour(muet, donnee, appelee)
    with portee(qui):
        assert creer().pk and changer() == 1


# --- The pages ---


def test_qui_anime_voit_les_reponses_et_l_appel_commence_par_elles(rencontre_appelee):
    appelee, client, clients = rencontre_appelee
    reponses = {"presente": "", "absente": "", "representee": "Une voisine"}
    for membre, (reponse, qui) in zip(clients, reponses.items(), strict=True):
        adresse = reverse("rencontre_repondre", args=[appelee.pk])
        assert "Répondre à la convocation" in texte(membre.get(reverse("rencontre", args=[appelee.pk])))
        assert "Votre réponse est attendue" in texte(membre.get(reverse("concertation")))
        page = texte(membre.post(adresse, {"reponse": reponse, "representant": qui}, follow=True))
        assert "Votre réponse est enregistrée." in page and "Changer votre réponse" in page
        assert "Votre réponse est attendue" not in texte(membre.get(reverse("concertation")))
    # One does not read what the others answered.
    assert "A répondu" not in texte(clients[0].get(reverse("rencontre", args=[appelee.pk])))
    page = texte(client.get(reverse("rencontre", args=[appelee.pk])))
    for dit in ("A répondu : présente", "A répondu : absente", "représentée par Une voisine", "1 membre sans réponse"):
        assert page.count(dit) == 1
    formulaire = client.get(reverse("rencontre_presences", args=[appelee.pk])).context["form"]
    lus = [
        (
            formulaire.fields[f"p_{m.organisation_id.hex}"].initial,
            formulaire.fields[f"r_{m.organisation_id.hex}"].initial,
        )
        for m in MandatTable.objects.order_by("donne_le")
    ]
    nom = "A. Tremblay"
    assert lus == [("presente", nom), ("excusee", ""), ("presente", "Une voisine"), ("presente", nom)]


@pytest.fixture
def rencontre_appelee():
    """A meeting called, four members of whom three have an account, and who leads the table."""
    appelee, membres = RencontreFactory(convoquee=True), []
    for jours in range(4):
        membres.append(MandatFactory(table=appelee.table, donne_le=timezone.now() - timedelta(days=9 - jours)))
    clients = [connecter("agent_partenaire", organisation=m.organisation) for m in membres[:3]]
    return appelee, connecter("conseiller", regions=["06"]), clients


def test_une_reponse_mal_saisie_se_dit_et_se_garde_et_un_deplacement_la_redemande(rencontre_appelee):
    appelee, client, (membre, *_autres) = rencontre_appelee
    adresse = reverse("rencontre_repondre", args=[appelee.pk])
    assert "Dites si votre organisation vient." in texte(membre.post(adresse, {"representant": "Gardé"}))
    page = texte(membre.post(adresse, {"reponse": "representee"}))
    assert "Dites qui représente votre organisation." in page and "checked" in page
    membre.post(adresse, {"reponse": "presente"})
    debut = timezone.now() + timedelta(days=12)
    modifier_rencontre(
        rencontre=appelee,
        acteur=Acteur(Role.CONSEILLER, utilisateur_id=UtilisateurFactory().pk),
        le=timezone.now(),
        sujet=appelee.sujet,
        debut=debut,
        fin=debut + timedelta(hours=1),
        lieu=appelee.lieu,
        lien="",
    )
    page = reverse("rencontre", args=[appelee.pk])
    assert "vérifiez votre réponse" in texte(membre.get(page))
    assert "avant le dernier changement" in texte(client.get(page))
    assert client.get(adresse).status_code == 403
    etranger = connecter("agent_partenaire", organisation=OrganisationFactory())
    assert etranger.get(adresse).status_code == 404
