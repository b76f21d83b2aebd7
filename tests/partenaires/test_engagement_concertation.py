"""A promise: taken, begun, kept with its evidence or given up with a coded reason; the database holds it, reminders ask
for it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.avis.redaction import SansObjet, rediger
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Avis, Journal, Motif
from partenaires.actions import engagement_concertation as actions
from partenaires.actions.document_table import deposer_document_table
from partenaires.actions.rappels import rappeler
from partenaires.models import EngagementConcertation
from partenaires.queries.rappels import rappels_du_jour
from partenaires.tasks import verifier_document_table
from tests.base_de_donnees import connexion_proprietaire
from tests.factories.concertation import DocumentTableFactory, EngagementFactory, MandatFactory, TableFactory
from tests.factories.ententes import EntenteFactory
from tests.factories.guichet import AdhesionFactory, UtilisateurFactory

pytestmark = pytest.mark.django_db
LIEN = actions.Preuve("Le bilan le montre.", lien="https://exemple.quebec/bilan")


def acteur(role: Role = Role.DIRECTION, **champs) -> Acteur:
    return Acteur(role, utilisateur_id=UtilisateurFactory().pk, libelle="Camille", **champs)


def prendre(table, **champs) -> EngagementConcertation:
    le = timezone.now()
    choses = {"titre": "Promesse", "echeance": timezone.localdate(le) + timedelta(days=30), "role": "direction"}
    return actions.prendre_engagement(table=table, acteur=acteur(), le=le, **choses | champs)


def test_un_engagement_a_un_responsable_une_date_et_un_rattachement():
    table = TableFactory()
    membre = MandatFactory(table=table).organisation
    entente = EntenteFactory(organisation=membre)
    for champs in (
        {"indicateur": "abandon"},
        {"entente": entente},
        {"indicateur": "abandon", "role": "", "organisation": membre},
    ):
        prendre(table, **champs)
    refus = (
        ({}, "Rattachez"),
        ({"indicateur": "inconnu"}, "n’existe pas"),
        ({"indicateur": "abandon", "echeance": timezone.localdate() - timedelta(days=1)}, "à venir"),
        ({"indicateur": "abandon", "role": "", "organisation": EntenteFactory().organisation}, "ne siège pas"),
    )
    for champs, message in refus:
        with pytest.raises(TransitionRefusee, match=message):
            prendre(table, **champs)


@pytest.mark.parametrize(
    ("champs", "contrainte"),
    [
        ({"indicateur": ""}, "engagement_rattache"),
        ({"role": "direction"}, "engagement_un_responsable"),
        ({"organisation": None}, "engagement_un_responsable"),
        ({"etat": "tenu"}, "engagement_tenu_prouve"),
        ({"tenu": True, "preuve_lien": ""}, "engagement_tenu_prouve"),
        ({"tenu": True, "preuve": ""}, "engagement_tenu_prouve"),
        ({"tenu": True, "preuve_lien": "", "preuve_valeur": 1, "indicateur": ""}, "engagement_"),
        ({"etat": "abandonne", "abandonne_le": timezone.now()}, "engagement_abandon_motive"),
        ({"etat": "pris", "tenu_le": timezone.now()}, "engagement_tenu_prouve"),
    ],
)
def test_la_base_refuse_une_promesse_sans_suite_ni_preuve(champs, contrainte):
    with pytest.raises(IntegrityError, match=contrainte), transaction.atomic():
        EngagementFactory(**champs)


def test_un_chiffre_de_l_indicateur_suffit_avec_ses_mots():
    assert EngagementFactory(tenu=True, preuve_lien="", preuve_valeur=Decimal("0.18")).est_tenu


def test_celui_qui_en_repond_le_commence_et_le_tient_avec_sa_preuve():
    pris = EngagementFactory()
    lui = acteur(Role.AGENT_PARTENAIRE, organisation_id=pris.organisation_id)
    autre = acteur(Role.AGENT_PARTENAIRE, organisation_id=EngagementFactory().organisation_id)
    for sans_droit in (autre, acteur(Role.PAYEUR), acteur(Role.CONSEILLER, regions=("03",))):
        with pytest.raises(RoleInsuffisant):
            actions.commencer_engagement(engagement=pris, acteur=sans_droit, le=timezone.now())
    actions.commencer_engagement(engagement=pris, acteur=lui, le=timezone.now())
    with pytest.raises(TransitionRefusee, match="Joignez une preuve"):
        actions.tenir_engagement(engagement=pris, preuve=actions.Preuve("Fait."), acteur=lui, le=timezone.now())
    tenu = actions.tenir_engagement(engagement=pris, preuve=LIEN, acteur=lui, le=timezone.now())
    assert tenu.est_tenu and list(Journal.objects.de_l_objet(pris).values_list("pas", flat=True))[-2:] == [
        "commencer",
        "tenir",
    ]
    with pytest.raises(TransitionRefusee, match="n’est plus possible"):
        actions.tenir_engagement(engagement=pris, preuve=LIEN, acteur=lui, le=timezone.now())


def test_le_role_du_ministere_qui_en_repond_le_tient():
    pris = EngagementFactory(du_ministere=True, role="payeur")
    actions.tenir_engagement(engagement=pris, preuve=LIEN, acteur=acteur(Role.PAYEUR), le=timezone.now())


def test_un_document_prouve_une_fois_verifie_et_seulement_le_sien():
    pris = EngagementFactory()
    lui = acteur(Role.GESTIONNAIRE_PARTENAIRE, organisation_id=pris.organisation_id)
    fichier = SimpleUploadedFile("bilan.pdf", b"%PDF-1.7 bilan")
    document = deposer_document_table(objet=pris, fichier=fichier, acteur=lui, le=timezone.now())
    preuve = actions.Preuve("Le bilan.", document=document)
    with pytest.raises(TransitionRefusee, match="pas encore vérifié"):
        actions.tenir_engagement(engagement=pris, preuve=preuve, acteur=lui, le=timezone.now())
    for douteux in (document, DocumentTableFactory(sain=True)):
        with pytest.raises(IntegrityError, match="n'est pas le sien, ou n'est pas vérifié"), transaction.atomic():
            EngagementConcertation.objects.filter(pk=pris.pk).update(preuve_document=douteux)
    assert verifier_document_table(document_id=str(document.pk)) == "saine"
    document.refresh_from_db()
    tenu = actions.tenir_engagement(engagement=pris, preuve=preuve, acteur=lui, le=timezone.now())
    assert tenu.preuve_document == document


def test_un_fichier_actif_reste_ferme():
    chemin = storages["prive"].save("concertation/actif.pdf", ContentFile(b"%PDF-1.7 /JavaScript"))
    assert verifier_document_table(document_id=str(DocumentTableFactory(chemin=chemin).pk)) == "refusee"


def test_seul_qui_anime_abandonne_et_avec_un_motif_code():
    pris, le = EngagementFactory(), timezone.now()
    motif = Motif.objects.get(pk="engagement_contexte")
    lui = acteur(Role.GESTIONNAIRE_PARTENAIRE, organisation_id=pris.organisation_id)
    with pytest.raises(RoleInsuffisant):
        actions.abandonner_engagement(engagement=pris, motif=motif, acteur=lui, le=le)
    with pytest.raises(IntegrityError, match="n'est pas un motif d'abandon"), transaction.atomic():
        actions.abandonner_engagement(
            engagement=pris, motif=Motif.objects.get(pk="mandat_autre"), acteur=acteur(), le=le
        )
    abandonne = actions.abandonner_engagement(
        engagement=pris, motif=motif, acteur=acteur(), le=le, precision="La demande a baissé."
    )
    assert abandonne.abandon_motif == motif
    assert Journal.objects.de_l_objet(pris).last().motif_code == "engagement_contexte"


def test_une_promesse_ne_se_reecrit_ni_ne_s_efface():
    pris, tenu = EngagementFactory(), EngagementFactory(tenu=True)
    tous = EngagementConcertation.objects
    for requete, champs in (
        (tous.filter(pk=pris.pk), {"echeance": pris.echeance + timedelta(days=90)}),
        (tous.filter(pk=pris.pk), {"indicateur": "demandes"}),
        (tous.filter(pk=tenu.pk), {"preuve": "Autre"}),
    ):
        with pytest.raises(IntegrityError, match="ne se réécrit pas"), transaction.atomic():
            requete.update(**champs)
    with pytest.raises(IntegrityError, match="sans ligne de journal"), transaction.atomic():
        tous.filter(pk=pris.pk).update(
            etat="tenu", tenu_le=timezone.now(), preuve="x", preuve_lien="https://exemple.quebec"
        )


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_la_contrainte_une_promesse_se_clot_sans_preuve(nom_de_la_base, systeme):
    """Control: the constraint alone refuses; with it dropped, the same row is written."""
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute(
            "ALTER TABLE partenaires_engagementconcertation DROP CONSTRAINT engagement_tenu_prouve, "
            "DROP CONSTRAINT engagement_abandon_motive"
        )
    with systeme:
        assert EngagementFactory(etat="tenu").est_tenu
        assert EngagementFactory(etat="abandonne").abandon_motif is None


# --- Reminders ---


def rappels() -> list[Avis]:
    le = timezone.now()
    for du in rappels_du_jour(jour=timezone.localdate(le)):
        rappeler(du, le=le)
    return list(Avis.objects.filter(cle__startswith="rappel:engagement_concertation").order_by("destinataire"))


def test_un_retard_se_rappelle_une_fois_a_l_organisation_ou_a_qui_tient_le_role():
    loin = timezone.localdate() - timedelta(days=20)
    debut = loin - timedelta(days=40)
    du_membre = EngagementFactory(organisation__courriel="membre@exemple.test", pris_le=debut, echeance=loin)
    EngagementFactory(du_ministere=True, role="conseiller", pris_le=debut, echeance=loin)
    for courriel, regions in (
        ("ici@exemple.test", ["06"]),
        ("partout@exemple.test", []),
        ("ailleurs@exemple.test", ["03"]),
    ):
        AdhesionFactory(conseiller=True, regions=regions, utilisateur__email=courriel)
    EngagementFactory(tenu=True, pris_le=debut, echeance=loin, organisation__courriel="tenu@exemple.test")
    attendus = ["ici@exemple.test", "membre@exemple.test", "partout@exemple.test"]
    assert [avis.destinataire for avis in rappels()] == attendus
    assert [avis.destinataire for avis in rappels()] == attendus
    sien = next(avis for avis in rappels() if avis.destinataire == "membre@exemple.test")
    assert du_membre.titre in rediger(sien).corps
    actions.tenir_engagement(engagement=du_membre, preuve=LIEN, acteur=acteur(), le=timezone.now())
    with pytest.raises(SansObjet):
        rediger(sien)
