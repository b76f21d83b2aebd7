"""Concertation: who sits where, a meeting from call to frozen minutes, positions, what the database refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Avis, Motif, Region
from partenaires.actions import consultation_table, rencontre
from partenaires.actions.table_concertation import donner_mandat, ouvrir_table, terminer_mandat
from partenaires.models import (
    DecisionRencontre,
    MandatTable,
    PointOrdreDuJour,
    PositionMembre,
    Rencontre,
    TableConcertation,
)
from partenaires.queries.concertation import membres_de
from tests.base_de_donnees import connexion_proprietaire
from tests.factories.concertation import (
    ConsultationFactory,
    DecisionFactory,
    EngagementFactory,
    MandatFactory,
    RencontreFactory,
    TableFactory,
)
from tests.factories.guichet import OrganisationFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db


def acteur(role: Role = Role.CONSEILLER, **champs) -> Acteur:
    return Acteur(role, utilisateur_id=UtilisateurFactory().pk, libelle="Camille", **champs)


def membre(table: TableConcertation, **champs) -> MandatTable:
    return MandatFactory(table=table, organisation__courriel="membre@exemple.test", **champs)


# --- Tables and mandates ---


def test_une_table_par_region_et_une_nationale_ouvertes_par_la_direction():
    direction, le, montreal = acteur(Role.DIRECTION), timezone.now(), Region.objects.get(pk="06")
    for region in (montreal, None):
        ouvrir_table(region=region, mandat="Se concerter.", acteur=direction, le=le)
        with pytest.raises(TransitionRefusee, match="déjà ouverte"):
            ouvrir_table(region=region, mandat="Se concerter.", acteur=direction, le=le)
        with pytest.raises(IntegrityError, match="table_une_par_region"), transaction.atomic():
            TableConcertation.objects.create(nom="x", mandat="x", region=region, ouverte_le=le)
    with pytest.raises(RoleInsuffisant):
        ouvrir_table(region=Region.objects.get(pk="03"), mandat="x", acteur=acteur(), le=le)


def test_un_mandat_finit_avec_son_motif_et_ne_se_reecrit_pas():
    table, organisation, le, conseil = TableFactory(), OrganisationFactory(), timezone.now(), acteur()
    jour = timezone.localdate(le)
    choses = {
        "table": table,
        "organisation": organisation,
        "titre": "x",
        "representant": "y",
        "acteur": conseil,
        "le": le,
    }
    mandat = donner_mandat(**choses, du=jour, au=None)
    with pytest.raises(TransitionRefusee, match="déjà un mandat"):
        donner_mandat(**choses, du=jour + timedelta(days=30), au=None)
    with pytest.raises(IntegrityError, match="mandat_un_a_la_fois"), transaction.atomic():
        MandatFactory(table=table, organisation=organisation)
    with pytest.raises(IntegrityError, match="ne se réécrit pas"), transaction.atomic():
        MandatTable.objects.filter(pk=mandat.pk).update(representant="Z")
    with pytest.raises(IntegrityError, match="mandat_fin_complete"), transaction.atomic():
        MandatTable.objects.filter(pk=mandat.pk).update(fini_le=le)
    assert membres_de(table, au=jour) == [mandat]
    motif = Motif.objects.get(pk="mandat_retrait")
    terminer_mandat(mandat=mandat, motif=motif, acteur=conseil, le=le, precision="Elle déménage.")
    assert membres_de(table, au=jour) == [] and MandatTable.objects.du_jour().count() == 0
    assert membres_de(table, au=jour - timedelta(days=1)) == []
    with pytest.raises(TransitionRefusee, match="déjà terminé"):
        terminer_mandat(mandat=mandat, motif=motif, acteur=conseil, le=le)
    donner_mandat(**choses, du=jour + timedelta(days=1), au=None)


def test_une_conseillere_anime_les_tables_de_ses_regions_et_aucune_autre():
    table, nationale = TableFactory(), TableFactory(region_id=None, nom="Table nationale")
    ailleurs, ici = acteur(regions=("03",)), acteur(regions=("06",))
    for sans_droit, quelle in ((ailleurs, table), (ici, nationale), (acteur(Role.PAYEUR), table)):
        with pytest.raises(RoleInsuffisant):
            rencontre.preparer_rencontre(table=quelle, **quand(), acteur=sans_droit, le=timezone.now())
    rencontre.preparer_rencontre(table=table, **quand(), acteur=ici, le=timezone.now())
    rencontre.preparer_rencontre(table=nationale, **quand(), acteur=acteur(Role.DIRECTION), le=timezone.now())


# --- Meetings ---


def quand(jours: int = 10) -> dict:
    debut = timezone.now() + timedelta(days=jours)
    return {"sujet": "Automne", "debut": debut, "fin": debut + timedelta(hours=2), "lieu": "En ligne", "lien": ""}


def test_l_ordre_du_jour_reprend_les_retards_puis_les_ouverts_et_rien_de_clos():
    table = TableFactory()
    tard = EngagementFactory(table=table, titre="Plus tard", echeance=timezone.localdate() + timedelta(days=60))
    tot = EngagementFactory(table=table, titre="Bientôt")
    retard = EngagementFactory(table=table, titre="En retard", en_retard=True)
    EngagementFactory(table=table, titre="Tenu", tenu=True)
    EngagementFactory(table=TableFactory(region_id="03"), titre="Ailleurs")
    conseil = acteur()
    prete = rencontre.preparer_rencontre(table=table, **quand(), acteur=conseil, le=timezone.now())
    points = list(prete.points.order_by("rang"))
    assert [(p.engagement, p.en_retard) for p in points] == [(retard, True), (tot, False), (tard, False)]
    # What was taken out stays out; what came since is added with the call.
    rencontre.retirer_point(point=points[1], acteur=conseil, le=timezone.now())
    nouveau = EngagementFactory(table=table, titre="Nouveau")
    membre(table)
    rencontre.convoquer_rencontre(rencontre=prete, acteur=conseil, le=timezone.now())
    restants = prete.points.filter(retire_le=None).order_by("rang")
    assert [p.engagement for p in restants] == [retard, tard, nouveau]


def test_la_convocation_part_une_fois_a_chaque_membre_du_jour_de_la_rencontre():
    table, conseil = TableFactory(), acteur()
    membre(table)
    membre(table, au=timezone.localdate() + timedelta(days=5))
    prete = rencontre.preparer_rencontre(table=table, **quand(), acteur=conseil, le=timezone.now())
    rencontre.convoquer_rencontre(rencontre=prete, acteur=conseil, le=timezone.now())
    avis = Avis.objects.get(cle__startswith="concertation:rencontre")
    assert "Automne" in avis.objet and "Ordre du jour" in avis.corps
    with pytest.raises(TransitionRefusee):
        rencontre.convoquer_rencontre(rencontre=prete, acteur=conseil, le=timezone.now())
    champs = quand(12)
    deplacee = rencontre.modifier_rencontre(rencontre=prete, acteur=conseil, le=timezone.now(), **champs)
    assert deplacee.sequence == 1
    rencontre.modifier_rencontre(rencontre=prete, acteur=conseil, le=timezone.now(), **champs)
    assert Avis.objects.filter(cle__startswith="concertation:rencontre").count() == 2
    annulee = rencontre.annuler_rencontre(rencontre=prete, acteur=conseil, le=timezone.now(), motif="Tempête")
    assert annulee.sequence == 2 and "Tempête" in Avis.objects.get(cle__contains="annulation").corps


def test_sans_membre_on_ne_convoque_personne():
    prete = RencontreFactory()
    with pytest.raises(TransitionRefusee, match="Aucun membre"):
        rencontre.convoquer_rencontre(rencontre=prete, acteur=acteur(), le=timezone.now())


def test_un_compte_rendu_approuve_fige_la_rencontre_et_tout_ce_qui_y_tient():
    tenue, conseil, le = RencontreFactory(tenue=True), acteur(), timezone.now()
    mandat = membre(tenue.table)
    rencontre.noter_presences(
        rencontre=tenue, presences={mandat.organisation: ("presente", "A. Tremblay")}, acteur=conseil, le=le
    )
    decision = rencontre.prendre_decision(rencontre=tenue, texte="Retenu.", acteur=conseil, le=le)
    for texte in ("Premier jet.", "Texte final."):
        rencontre.rediger_compte_rendu(rencontre=tenue, texte=texte, acteur=conseil, le=le)
    approuvee = rencontre.approuver_compte_rendu(rencontre=tenue, acteur=acteur(), le=le)
    assert (approuvee.compte_rendu, len(approuvee.empreinte), decision.rang) == ("Texte final.", 64, 1)
    assert Avis.objects.filter(cle__contains="compte-rendu").count() == 1
    refusees = (
        lambda: rencontre.rediger_compte_rendu(rencontre=tenue, texte="Autre", acteur=conseil, le=le),
        lambda: rencontre.prendre_decision(rencontre=tenue, texte="Autre", acteur=conseil, le=le),
        lambda: rencontre.ajouter_point(rencontre=tenue, titre="Autre", acteur=conseil),
    )
    for refusee in refusees:
        with pytest.raises(TransitionRefusee, match="ne change plus"):
            refusee()
    for requete, champs in (
        (Rencontre.objects.filter(pk=tenue.pk), {"compte_rendu": "Autre"}),
        (DecisionRencontre.objects.filter(pk=decision.pk), {"texte": "Autre"}),
    ):
        with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
            requete.update(**champs)
    with pytest.raises(IntegrityError, match="ne change plus"), transaction.atomic():
        DecisionFactory(rencontre=tenue)


def test_ni_presence_ni_decision_avant_la_rencontre():
    a_venir, conseil, le = RencontreFactory(convoquee=True), acteur(), timezone.now()
    with pytest.raises(TransitionRefusee, match="pas encore eu lieu"):
        rencontre.prendre_decision(rencontre=a_venir, texte="x", acteur=conseil, le=le)
    with pytest.raises(TransitionRefusee, match="pas encore eu lieu"):
        rencontre.rediger_compte_rendu(rencontre=a_venir, texte="x", acteur=conseil, le=le)


def test_ce_qui_tient_a_une_rencontre_est_de_sa_table():
    autre = TableFactory(region_id="03")
    with pytest.raises(IntegrityError, match="dans_rencontre"), transaction.atomic():
        DecisionFactory(table=autre)
        transaction.get_connection().check_constraints()


# --- Consultations ---


def test_une_consultation_de_la_question_a_la_suite():
    table, conseil, le = TableFactory(), acteur(), timezone.now()
    mandat, jour = membre(table), timezone.localdate(le)
    posee = consultation_table.preparer_consultation(
        table=table, question="Le soir?", contexte="x", du=jour, au=jour, acteur=conseil, le=le
    )
    agent = acteur(Role.AGENT_PARTENAIRE, organisation_id=mandat.organisation_id)
    repondre = {"consultation": posee, "acteur": agent, "le": le}
    with pytest.raises(TransitionRefusee, match="ne reçoit pas"):
        consultation_table.donner_position(**repondre, position="pour", raisons="Oui.")
    consultation_table.ouvrir_consultation(consultation=posee, acteur=conseil, le=le)
    consultation_table.donner_position(**repondre, position="pour", raisons="Oui.")
    consultation_table.donner_position(**repondre, position="amende", raisons="Oui, mais.")
    assert PositionMembre.objects.get().position == "amende"
    assert PositionMembre.pgh_event_model.objects.get().position == "pour"
    etranger = acteur(Role.AGENT_PARTENAIRE, organisation_id=OrganisationFactory().pk)
    with pytest.raises(RoleInsuffisant, match="ne siège pas"):
        consultation_table.donner_position(**repondre | {"acteur": etranger}, position="contre", raisons="x")
    close = consultation_table.clore_consultation(consultation=posee, suite="Retenu.", acteur=conseil, le=le)
    assert close.suite == "Retenu." and Avis.objects.filter(cle__startswith="concertation:").count() == 2
    with pytest.raises(IntegrityError, match="ne reçoit pas de position"), transaction.atomic():
        PositionMembre.objects.update(position="contre")


def test_la_base_refuse_la_position_de_qui_ne_siege_pas_et_la_cloture_sans_suite():
    posee = ConsultationFactory()
    with pytest.raises(IntegrityError, match="ne siège pas"), transaction.atomic():
        PositionMembre.objects.create(
            table=posee.table,
            consultation=posee,
            organisation=OrganisationFactory(),
            position="pour",
            raisons="x",
            donnee_le=timezone.now(),
        )
    with pytest.raises(IntegrityError, match="consultation_table_close_avec_suite"), transaction.atomic():
        ConsultationFactory(etat="close", close_le=timezone.now())


# --- Row-level security ---


def test_un_membre_voit_ses_tables_tant_que_dure_son_mandat():
    table, ailleurs = TableFactory(), TableFactory(region_id="03")
    mandat = membre(table)
    membre(ailleurs)
    for quelle in (table, ailleurs):
        RencontreFactory(table=quelle, convoquee=True)
        EngagementFactory(table=quelle)
    lui = acteur(Role.AGENT_PARTENAIRE, organisation_id=mandat.organisation_id)

    def vus() -> tuple[list, int, int]:
        with portee(lui):
            return (
                list(TableConcertation.objects.all()),
                Rencontre.objects.count(),
                MandatTable.objects.count(),
            )

    assert vus() == ([table], 1, 1)
    terminer_mandat(mandat=mandat, motif=Motif.objects.get(pk="mandat_retrait"), acteur=acteur(), le=timezone.now())
    assert vus() == ([], 0, 0)
    with portee(acteur(regions=("03",))):
        assert list(TableConcertation.objects.all()) == [ailleurs]
    with portee(acteur(Role.ANALYSTE)):
        assert not TableConcertation.objects.exists()


def test_seul_le_portail_ecrit_dans_les_tables():
    table = TableFactory()
    mandat = membre(table)
    lui = acteur(Role.GESTIONNAIRE_PARTENAIRE, organisation_id=mandat.organisation_id)
    for qui in (lui, acteur(Role.DIRECTION), acteur(regions=("06",))):
        with pytest.raises(ProgrammingError, match="row-level security"), portee(qui):
            PointOrdreDuJour.objects.create(
                table=table, rencontre=RencontreFactory.build(table=table), rang=1, titre="x"
            )


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_leurs_gardes_le_compte_rendu_et_la_promesse_se_reecrivent(nom_de_la_base, systeme):
    """Control: the refusals above come from the triggers, and from nothing else."""
    with systeme:
        figee, tenu = RencontreFactory(consignee=True), EngagementFactory()
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute("ALTER TABLE partenaires_rencontre DISABLE TRIGGER garder_rencontre")
        proprietaire.execute("ALTER TABLE partenaires_engagementconcertation DISABLE TRIGGER garder_engagement")
    with systeme:
        assert Rencontre.objects.filter(pk=figee.pk).update(compte_rendu="Autre") == 1
        assert type(tenu).objects.filter(pk=tenu.pk).update(titre="Autre") == 1
