"""Surveys: waves once, a draw by its seed, single-use codes, reminders that stop, versions that stay."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.avis import relais
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Avis, Consentement, EtatAvis
from indicateurs.actions import campagne_sondage, sondage
from indicateurs.actions.depouillement import depouiller
from indicateurs.actions.reponse import DejaRepondu, VagueClose, repondre
from indicateurs.actions.vague import ouvrir_vague, suivre_vague
from indicateurs.models import CampagneSondage, Invitation, Question, StrateVague, Urne, VagueSondage
from indicateurs.queries.audience_sql import parts_du_tirage
from indicateurs.queries.sondages import comptes_de
from indicateurs.routines import depouiller_urnes, suivre_sondages
from inscriptions.relances.tirage import rang
from tests.factories.guichet import PersonneFactory
from tests.factories.inscriptions import InscriptionFactory
from tests.factories.sondages import (
    CampagneSondageFactory,
    VagueSondageFactory,
    VersionSondageFactory,
    accepter,
    poser,
    sondee,
    version_posable,
)

pytestmark = pytest.mark.django_db
LE = timezone.now()
JOUR = timezone.localdate(LE)
ANALYSTE = Acteur(role=Role.ANALYSTE)


def dans(jours: int) -> datetime:
    return LE + timedelta(days=jours)


@pytest.mark.parametrize(
    ("rythme", "premiere", "jour", "suivante"),
    [
        ("mensuel", date(2026, 1, 31), date(2026, 1, 31), date(2026, 2, 28)),
        ("mensuel", date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)),
        ("trimestriel", date(2026, 11, 30), date(2027, 2, 27), date(2027, 2, 28)),
        ("annuel", date(2024, 2, 29), date(2026, 7, 1), date(2027, 2, 28)),
        ("semestriel", date(2027, 1, 1), date(2026, 5, 1), date(2027, 1, 1)),
        ("unique", date(2026, 5, 1), date(2026, 5, 1), None),
    ],
)
def test_une_vague_revient_le_meme_jour_du_mois(rythme, premiere, jour, suivante):
    assert CampagneSondage(rythme=rythme, premiere_le=premiere).echeance_suivante(jour) == suivante


def test_les_vagues_se_font_seules_une_fois_et_les_dates_manquees_en_font_une():
    campagne = CampagneSondageFactory(premiere_le=JOUR - timedelta(days=200))
    sondee()
    assert (suivre_sondages(), suivre_sondages()) == (1, 0)
    campagne.refresh_from_db()
    assert campagne.prochaine_le > JOUR
    # The clock goes back: the due date is ahead, nothing is made again.
    assert ouvrir_vague(campagne_id=campagne.pk, le=dans(-40)) is None
    assert VagueSondage.objects.count() == 1
    # A long outage, then the next due date.
    assert ouvrir_vague(campagne_id=campagne.pk, le=dans(400)).numero == 2
    assert Avis.objects.filter(cle__startswith="sondage:invitation:").count() == 2


def test_deux_vagues_d_une_echeance_ne_tiennent_pas_dans_la_base():
    vague = VagueSondageFactory()
    with pytest.raises(DatabaseError, match="vague_echeance"), transaction.atomic():
        VagueSondageFactory(campagne=vague.campagne, numero=2)


def test_l_audience_suit_les_filtres_le_consentement_et_le_silence():
    invitee, textos = sondee("06"), sondee("06", canal="sms", telephone="+15145550123")
    accepter(textos, "textos")
    sondee("03")
    refus = PersonneFactory(region_id="06", courriel="x@exemple.test")
    InscriptionFactory(personne=refus)
    silencieuse = sondee("06")
    Consentement.objects.create(
        personne=silencieuse, finalite="relances", version="1", accorde=False, le=LE, region_id="06"
    )
    campagne = CampagneSondageFactory(audience={"regions": ["06"]})
    vague = ouvrir_vague(campagne_id=campagne.pk, le=LE)
    strate = StrateVague.objects.get(vague=vague)
    assert (strate.code, strate.population, strate.joignables, strate.tirees) == ("06", 4, 2, 2)
    canaux = dict(Invitation.objects.values_list("personne", "canal"))
    assert canaux == {invitee.pk: "courriel", textos.pk: "sms"}
    assert Avis.objects.filter(cle__endswith=":sms", destinataire="+15145550123").count() == 1


def test_la_meme_graine_refait_le_meme_tirage_strate_par_strate():
    personnes = {region: [sondee(region) for _ in range(5)] for region in ("03", "06")}
    campagne = CampagneSondageFactory(taille=4, graine=12)
    vague = ouvrir_vague(campagne_id=campagne.pk, le=LE)
    attendues = {
        personne.pk
        for groupe in personnes.values()
        for personne in sorted(groupe, key=lambda p: rang(f"12-{vague.numero}", p.pk))[:2]
    }
    assert set(Invitation.objects.values_list("personne", flat=True)) == attendues


@pytest.mark.parametrize(
    ("comptes", "taille", "parts"),
    [
        ({"a": (60, 60), "b": (40, 40)}, 10, {"a": 6, "b": 4}),
        ({"a": (60, 2), "b": (40, 40)}, 10, {"a": 2, "b": 8}),
        ({"a": (3, 3), "b": (4, 4)}, None, {"a": 3, "b": 4}),
        ({"a": (3, 1), "b": (4, 1)}, 50, {"a": 1, "b": 1}),
    ],
)
def test_le_tirage_suit_la_population_dans_la_limite_des_joignables(comptes, taille, parts):
    assert parts_du_tirage(comptes, taille) == parts


@pytest.fixture
def invitation():
    sondee()
    ouvrir_vague(campagne_id=CampagneSondageFactory().pk, le=LE)
    return Invitation.objects.select_related("vague").get()


def test_un_code_ne_sert_qu_une_fois_et_pas_apres_la_fin(invitation):
    vague = invitation.vague
    repondre(vague=vague, invitation=invitation, valeurs={"satisfaction": 9}, au=JOUR)
    with pytest.raises(DejaRepondu):
        repondre(vague=vague, invitation=invitation, valeurs={"satisfaction": 1}, au=JOUR)
    with pytest.raises(VagueClose):
        repondre(vague=vague, invitation=None, valeurs={}, au=vague.ferme_le + timedelta(days=1))
    assert Urne.objects.count() == 1


def test_un_rappel_ne_part_pas_a_qui_a_repondu_ni_a_qui_change_d_avis(invitation):
    vague = invitation.vague
    envoyes = [relais.envoyer(pk) for pk in relais.reclamer(au=timezone.now())]
    assert envoyes == [EtatAvis.ENVOYE]
    assert reverse("sondage_repondre", args=[invitation.code]) in mail.outbox[0].body
    assert "?langue=en" in mail.outbox[0].body
    assert suivre_vague(vague_id=vague.pk, le=dans(7)) == 1
    assert suivre_vague(vague_id=vague.pk, le=dans(8)) == 0
    # She answers between the queue and the sending.
    repondre(vague=vague, invitation=invitation, valeurs={"satisfaction": 9}, au=JOUR)
    rappel = Avis.objects.get(cle=f"sondage:relance:{invitation.pk}:1")
    assert [relais.envoyer(pk) for pk in relais.reclamer(au=dans(8))] == [EtatAvis.SANS_OBJET]
    rappel.refresh_from_db()
    assert rappel.etat == EtatAvis.SANS_OBJET
    assert suivre_vague(vague_id=vague.pk, le=dans(14)) == 0


def test_une_vague_se_ferme_apres_son_dernier_jour_et_la_campagne_avec_elle(invitation):
    campagne = invitation.vague.campagne
    CampagneSondage.objects.filter(pk=campagne.pk).update(prochaine_le=None)
    suivre_vague(vague_id=invitation.vague_id, le=dans(21))
    assert VagueSondage.objects.get().etat == "ouverte"
    suivre_vague(vague_id=invitation.vague_id, le=dans(22))
    assert (VagueSondage.objects.get().etat, CampagneSondage.objects.get().etat) == ("fermee", "terminee")


def test_arreter_une_campagne_retient_ses_messages_et_ferme_sa_vague(invitation):
    campagne_sondage.arreter_campagne(
        campagne=invitation.vague.campagne, acteur=ANALYSTE, le=LE, motif_code="sondage_erreur"
    )
    assert [relais.envoyer(pk) for pk in relais.reclamer(au=timezone.now())] == [EtatAvis.SANS_OBJET]
    suivre_vague(vague_id=invitation.vague_id, le=LE)
    assert VagueSondage.objects.get().etat == "fermee"


def test_une_version_figee_garde_ses_questions():
    version = version_posable()
    with pytest.raises(TransitionRefusee, match="figées"):
        sondage.ecrire_question(
            version=version, acteur=ANALYSTE, code="autre", genre="nombre", textes={"fr": "?"}, choix=[], enonces=[]
        )
    with pytest.raises(DatabaseError, match="figée"), transaction.atomic():
        Question.objects.filter(version=version).update(obligatoire=True)
    with pytest.raises(DatabaseError, match="figée"), transaction.atomic():
        poser(version, "autre", "nombre", fr="Combien?")


def test_la_version_suivante_garde_les_codes_et_leur_genre():
    version = version_posable()
    suite = sondage.nouvelle_version(version=version, acteur=ANALYSTE, le=LE)
    assert [q.code for q in suite.questions_posees()] == [q.code for q in version.questions_posees()]
    assert sondage.nouvelle_version(version=version, acteur=ANALYSTE, le=LE) == suite
    with pytest.raises(TransitionRefusee, match="autre genre"):
        sondage.ecrire_question(
            version=suite, acteur=ANALYSTE, question=suite.questions.get(code="aide"), code="aide", genre="nombre"
        )
    sondage.publier_version(version=suite, acteur=ANALYSTE, le=LE)
    version.refresh_from_db()
    assert version.etat == "remplacee"


def test_une_question_non_traduite_ou_sans_sa_condition_empeche_de_figer():
    version = VersionSondageFactory()
    poser(version, "seule", "nombre", fr="Combien?", si_code="absente", si_valeurs=["1"])
    with pytest.raises(TransitionRefusee, match=r"ne vient pas avant.*n’est pas traduite : en"):
        sondage.publier_version(version=version, acteur=ANALYSTE, le=LE)


def test_seuls_les_analystes_et_la_direction_menent_un_sondage():
    with pytest.raises(RoleInsuffisant):
        sondage.nouvelle_version(version=version_posable(), acteur=Acteur(role=Role.CONSEILLER), le=LE)


def remplir(vague: VagueSondage, region: str, notes: list[int]) -> None:
    """So many people of a region answered, each her note."""
    for note in notes:
        invitation = Invitation.objects.create(
            vague=vague,
            personne=PersonneFactory(region_id=region),
            strate=region,
            canal="courriel",
            code=f"{region}{note}{Invitation.objects.count():08d}",
        )
        repondre(vague=vague, invitation=invitation, valeurs={"satisfaction": note, "mots": "Plus de soirs"}, au=JOUR)


def test_les_bulletins_s_ouvrent_ensemble_jamais_moins_que_le_seuil():
    vague = VagueSondageFactory()
    remplir(vague, "06", [8] * 19)
    assert depouiller_urnes() == 0
    remplir(vague, "06", [8] * 2)
    # Ten stay behind, so that the last ones are never fewer.
    assert (depouiller_urnes(), depouiller_urnes()) == (11, 0)
    remplir(vague, "03", [2] * 6)
    remplir(vague, "01", [2] * 4)
    depouiller(vague=vague, le=dans(30), derniere=True)
    comptes = comptes_de([vague.pk])[vague.pk]
    # Two small strata were opened together, without their names.
    assert {strate: valeurs["", "", ""] for strate, valeurs in comptes.items()} == {"06": 21, "*": 10}
    assert Urne.objects.count() == 0


def test_moins_que_le_seuil_reste_scelle_pour_de_bon():
    vague = VagueSondageFactory()
    remplir(vague, "06", [8] * 9)
    assert depouiller(vague=vague, le=dans(30), derniere=True) == 0
    assert (Urne.objects.count(), comptes_de([vague.pk])) == (9, {})
