"""A table closes with nothing left open, and nothing begins there any more; the database holds it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Avis, Motif, Region
from partenaires.actions import consultation_table, rencontre
from partenaires.actions.engagement_concertation import prendre_engagement, reprendre_engagement
from partenaires.actions.fermeture_table import Sort, fermer_table
from partenaires.actions.table_concertation import donner_mandat, ouvrir_table
from partenaires.models import EngagementConcertation, MandatTable, Rencontre, TableConcertation
from tests.base_de_donnees import connexion_proprietaire
from tests.connexion import connecter
from tests.factories.concertation import (
    ConsultationFactory,
    EngagementFactory,
    MandatFactory,
    RencontreFactory,
    TableFactory,
)
from tests.factories.guichet import OrganisationFactory, UtilisateurFactory
from tests.partenaires.ententes import texte

pytestmark = pytest.mark.django_db


def direction() -> Acteur:
    return Acteur(Role.DIRECTION, utilisateur_id=UtilisateurFactory().pk, libelle="Dominique")


def motif(code: str = "table_regroupee") -> Motif:
    return Motif.objects.get(pk=code)


def fermer(table: TableConcertation, sorts: dict | None = None, **champs) -> TableConcertation:
    choses = {"motif": motif(), "sorts": sorts or {}, "acteur": direction(), "le": timezone.now()}
    return fermer_table(table=table, **choses | champs)


def commencements(table: TableConcertation) -> tuple:
    """What one may begin at a table, each as an action."""
    qui, le = direction(), timezone.now()
    jour, debut = timezone.localdate(le), le + timedelta(days=9)
    return (
        lambda: rencontre.preparer_rencontre(
            table=table, sujet="x", debut=debut, fin=debut + timedelta(hours=1), lieu="x", lien="", acteur=qui, le=le
        ),
        lambda: consultation_table.preparer_consultation(
            table=table, question="x", contexte="x", du=jour, au=jour, acteur=qui, le=le
        ),
        lambda: prendre_engagement(
            table=table, titre="x", echeance=jour, indicateur="abandon", role="direction", acteur=qui, le=le
        ),
        lambda: donner_mandat(
            table=table,
            organisation=OrganisationFactory(),
            titre="x",
            representant="x",
            du=jour,
            au=None,
            acteur=qui,
            le=le,
        ),
    )


def test_fermer_finit_les_mandats_annule_le_prevu_et_donne_une_suite_a_chaque_promesse():
    table, nationale = TableFactory(), TableFactory(region_id=None, nom="Table nationale")
    organisation = MandatFactory(table=table, organisation__courriel="membre@exemple.test").organisation
    MandatFactory(table=nationale, organisation=organisation)
    bientot = MandatFactory(table=table, du=timezone.localdate() + timedelta(days=5))
    ancien = MandatFactory(table=table, au=timezone.localdate() - timedelta(days=1))
    prevue, prete = RencontreFactory(table=table, convoquee=True), RencontreFactory(table=table)
    a_venir = ConsultationFactory(table=table, etat="preparee", ouverte_le=None)
    reprise = EngagementFactory(table=table, organisation=organisation, etat="en_cours", en_retard=True)
    laissee = EngagementFactory(table=table, titre="Laissée")
    sorts = {reprise.pk: Sort(table=nationale), laissee.pk: Sort(motif=motif("engagement_contexte"))}
    fermee = fermer(table, sorts, precision=" Fusion. ")
    assert (fermee.est_fermee, fermee.fermeture_motif_id, fermee.fermeture_precision) == (
        True,
        "table_regroupee",
        "Fusion.",
    )
    for objet in (prevue, prete, a_venir):
        objet.refresh_from_db()
        assert objet.etat == "annulee"
    for mandat, code in ((bientot, "mandat_table_fermee"), (ancien, None)):
        mandat.refresh_from_db()
        assert mandat.fin_motif_id == code
    assert not MandatTable.objects.du_jour().filter(table=table).exists()
    for promesse, code in ((reprise, "engagement_remplace"), (laissee, "engagement_contexte")):
        promesse.refresh_from_db()
        assert (promesse.etat, promesse.abandon_motif_id) == ("abandonne", code)
    suite = EngagementConcertation.objects.get(suite_de=reprise)
    gardes = ("titre", "organisation_id", "pris_le", "echeance", "indicateur")
    assert [getattr(suite, nom) for nom in gardes] == [getattr(reprise, nom) for nom in gardes]
    assert (suite.table, suite.region_id, suite.etat) == (nationale, None, "en_cours")
    # A promise carried over counts once.
    assert set(EngagementConcertation.objects.comptes()) == {suite, laissee}
    avis = Avis.objects.get(cle__startswith="concertation:fermeture")
    assert "repris par : Table nationale" in avis.corps and "Une autre table reprend son mandat" in avis.corps
    assert Avis.objects.filter(cle__startswith="concertation:annulation").count() == 1
    # Another table opens for the same region.
    ouvrir_table(region=Region.objects.get(pk="06"), mandat="x", acteur=direction(), le=timezone.now())


def test_seule_la_direction_ferme_et_tout_a_une_suite_choisie():
    table = TableFactory()
    engagement = EngagementFactory(table=table)
    conseil = Acteur(Role.CONSEILLER, utilisateur_id=UtilisateurFactory().pk)
    with pytest.raises(RoleInsuffisant):
        fermer(table, acteur=conseil)
    with pytest.raises(TransitionRefusee, match="Dites ce que devient"):
        fermer(table)
    ailleurs = TableFactory(region_id="03", nom="Table de la Capitale")
    with pytest.raises(TransitionRefusee, match="ne siège pas à cette table"):
        fermer(table, {engagement.pk: Sort(table=ailleurs)})
    with pytest.raises(TransitionRefusee, match="une autre table"):
        fermer(table, {engagement.pk: Sort(table=table)})
    for bloquant in (
        lambda: RencontreFactory(table=table, tenue=True),
        lambda: ConsultationFactory(table=table),
    ):
        objet = bloquant()
        with pytest.raises(TransitionRefusee, match="Terminez d’abord"):
            fermer(table, {engagement.pk: Sort(motif=motif("engagement_autre"))})
        if isinstance(objet, Rencontre):
            rencontre.annuler_rencontre(rencontre=objet, acteur=conseil, le=timezone.now(), motif="x")
    table.refresh_from_db()
    assert not table.est_fermee and MandatTable.objects.filter(fini_le__isnull=False).count() == 0


def test_rien_ne_commence_a_une_table_fermee():
    table = fermer(TableFactory())
    for commencer in commencements(table):
        with pytest.raises(TransitionRefusee, match="Cette table est fermée depuis le"):
            commencer()
    with pytest.raises(TransitionRefusee, match="est fermée"):
        fermer(table)
    with pytest.raises(TransitionRefusee, match="est fermée"):
        reprendre_engagement(
            engagement=EngagementFactory(table=TableFactory(region_id="03")),
            table=table,
            acteur=direction(),
            le=timezone.now(),
        )


def directement(table: TableConcertation) -> tuple:
    """The same beginnings, written past the actions."""
    return (
        lambda: RencontreFactory(table=table),
        lambda: ConsultationFactory(table=table, etat="preparee", ouverte_le=None),
        lambda: EngagementFactory(table=table),
        lambda: MandatFactory(table=table),
    )


def test_la_base_refuse_ce_qui_commence_a_une_table_fermee_et_une_table_fermee_qui_change():
    table = fermer(TableFactory())
    for ecrire in directement(table):
        with pytest.raises(IntegrityError, match="rien de nouveau ne s'y ouvre"), transaction.atomic():
            ecrire()
    for champs in ({"fermee_le": None, "fermee_par": None, "fermeture_motif": None}, {"mandat": "Autre"}):
        with pytest.raises(IntegrityError, match="elle ne change plus"), transaction.atomic():
            TableConcertation.objects.filter(pk=table.pk).update(**champs)


@pytest.mark.parametrize(
    "ouvert",
    [
        lambda table: RencontreFactory(table=table),
        lambda table: ConsultationFactory(table=table),
        lambda table: EngagementFactory(table=table),
        lambda table: MandatFactory(table=table),
    ],
    ids=["rencontre", "consultation", "engagement", "mandat"],
)
def test_la_base_refuse_de_fermer_sur_quelque_chose_d_ouvert(ouvert):
    table = TableFactory()
    ouvert(table)
    entiere = {"fermee_le": timezone.now(), "fermee_par": UtilisateurFactory(), "fermeture_motif": motif()}
    with pytest.raises(IntegrityError, match="encore ouvert"), transaction.atomic():
        TableConcertation.objects.filter(pk=table.pk).update(**entiere)


@pytest.mark.parametrize(
    ("champs", "message"),
    [({"fermeture_motif": None}, "table_fermeture_complete"), ({"fermeture_motif_id": "engagement_autre"}, "motif")],
)
def test_la_base_refuse_une_fermeture_sans_son_motif(champs, message):
    table, entiere = TableFactory(), {"fermee_le": timezone.now(), "fermee_par": UtilisateurFactory()}
    with pytest.raises(IntegrityError, match=message), transaction.atomic():
        TableConcertation.objects.filter(pk=table.pk).update(**entiere | champs)


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_ses_gardes_une_table_ferme_sur_de_l_ouvert_et_tout_y_recommence(nom_de_la_base, systeme):
    """Control: the refusals above come from the triggers, and from nothing else."""
    with systeme:
        table, qui = TableFactory(), UtilisateurFactory()
        EngagementFactory(table=table)
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute("ALTER TABLE partenaires_tableconcertation DISABLE TRIGGER garder_table")
        for nom in ("rencontre", "consultationtable", "engagementconcertation", "mandattable"):
            proprietaire.execute(f"ALTER TABLE partenaires_{nom} DISABLE TRIGGER refuser_table_fermee")
    with systeme:
        entiere = {"fermee_le": timezone.now(), "fermee_par": qui, "fermeture_motif": motif()}
        assert TableConcertation.objects.filter(pk=table.pk).update(**entiere) == 1
        assert TableConcertation.objects.filter(pk=table.pk).update(mandat="Autre") == 1
        for ecrire in directement(table):
            assert ecrire().table_id == table.pk


def commencer_pendant_une_fermeture(base: str, table: TableConcertation) -> None:
    """Begin a meeting while another transaction is changing its table, and wait for it a moment only."""
    with connexion_proprietaire(base) as proprietaire:
        proprietaire.execute("BEGIN")
        proprietaire.execute("SELECT set_config('portail.portee', 'province', true)")
        proprietaire.execute("UPDATE partenaires_tableconcertation SET mandat = 'x' WHERE id = %s", [table.pk])
        with portee(Acteur.systeme()), connection.cursor() as curseur:
            curseur.execute("SET LOCAL lock_timeout = '200ms'")
            RencontreFactory(table=table)
        proprietaire.execute("ROLLBACK")


@pytest.mark.django_db(transaction=True)
def test_ce_qui_commence_attend_une_fermeture_en_cours(nom_de_la_base, systeme):
    with systeme:
        table = TableFactory()
    with pytest.raises(OperationalError, match="lock timeout"):
        commencer_pendant_une_fermeture(nom_de_la_base, table)


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_sa_garde_ce_qui_commence_n_attend_pas(nom_de_la_base, systeme):
    """Control: what waits above is the guard, and nothing else."""
    with systeme:
        table = TableFactory()
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute("ALTER TABLE partenaires_rencontre DISABLE TRIGGER refuser_table_fermee")
    commencer_pendant_une_fermeture(nom_de_la_base, table)


# --- The pages ---


def test_la_page_dit_ce_qui_finit_demande_une_suite_et_garde_ce_qui_est_tape():
    table, nationale = TableFactory(), TableFactory(region_id=None, nom="Table nationale")
    organisation = MandatFactory(table=table).organisation
    MandatFactory(table=nationale, organisation=organisation)
    sien = EngagementFactory(table=table, organisation=organisation, titre="À reprendre")
    autre = EngagementFactory(table=table, titre="D’une organisation partie")
    RencontreFactory(table=table, sujet="Annulée avec elle")
    client, adresse = connecter("direction"), reverse("table_fermer", args=[table.pk])
    page = texte(client.get(adresse))
    assert "Annulée avec elle" in page and organisation.nom in page
    # Offered where the organisation sits, and nowhere else.
    assert page.count(f'value="table:{nationale.pk}"') == 1 and "Un autre engagement le remplace" not in page
    saisie = {"motif": "table_regroupee", "precision": "Gardé", f"e_{sien.pk.hex}": f"table:{nationale.pk}"}
    page = texte(client.post(adresse, saisie))
    assert "Dites ce que devient cet engagement." in page and "Gardé" in page
    page = texte(client.post(adresse, saisie | {f"e_{autre.pk.hex}": "motif:engagement_autre"}, follow=True))
    assert "La table est fermée." in page and "Une autre table reprend son mandat" in page
    assert "Préparer une rencontre" not in page and "Fermer la table" not in page
    assert "Tables fermées" in texte(client.get(reverse("concertation")))
    assert "Voir sa suite" in texte(client.get(reverse("engagement", args=[sien.pk])))
    assert "Cette table est fermée" in texte(client.post(reverse("rencontre_nouvelle", args=[table.pk]), RENCONTRE))


RENCONTRE = {
    "sujet": "x",
    "jour_jour": "1",
    "jour_mois": "6",
    "jour_annee": str(timezone.localdate().year + 1),
    "debut": "10:00",
    "fin": "11:00",
    "lieu": "x",
}


def test_ce_qui_attend_se_termine_d_abord_et_un_conseiller_ne_ferme_pas():
    table = TableFactory()
    RencontreFactory(table=table, tenue=True, sujet="Sans compte rendu")
    client = connecter("direction")
    page = texte(client.get(reverse("table_fermer", args=[table.pk])))
    assert "À terminer d’abord" in page and "Sans compte rendu" in page and 'name="motif"' not in page
    page = texte(client.post(reverse("table_fermer", args=[table.pk]), {"motif": "table_autre"}))
    assert "Terminez d’abord ce qui est en cours" in page
    conseil = connecter("conseiller", regions=["06"])
    assert conseil.get(reverse("table_fermer", args=[table.pk])).status_code == 403
    assert "Fermer la table" not in texte(conseil.get(reverse("table_concertation", args=[table.pk])))
