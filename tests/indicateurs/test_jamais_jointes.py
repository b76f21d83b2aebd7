"""Admitted persons never reached: the queue, each attempt and what it changes, and campaigns that draw them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from indicateurs.actions import cohortes
from indicateurs.actions.tentative import noter_tentative, retirer_tentative
from indicateurs.filtre import Filtre
from indicateurs.models import PersonneAdmise, TentativeAdmission
from indicateurs.queries import cohortes as lecture
from indicateurs.queries.jamais_jointes import a_joindre
from indicateurs.states_admissions import EtatParticipation as E
from inscriptions.actions import campagne as campagnes
from inscriptions.models import ParticipationCampagne
from inscriptions.queries.campagnes import resultat
from inscriptions.routines_relances import envoyer_campagnes
from tests.connexion import connecter
from tests.indicateurs.admissions import LIGNE, importer
from tests.indicateurs.test_cohortes import _lent, calculer, lier, monde, vivre

pytestmark = pytest.mark.django_db
CONSEIL = Acteur(role=Role.CONSEILLER, libelle="Conseil")
PLUS_TARD = date(2030, 1, 1)
FILTRE = Filtre(date(2025, 1, 1), date(2026, 11, 30))


def admettre(nombre: int = 1, **champs) -> list[PersonneAdmise]:
    lignes = ({"cle": f"J-{rang}", "identifiant": "", "nom": f"Diallo{rang}"} | champs for rang in range(nombre))
    importer(*(LIGNE | ligne for ligne in lignes), le=timezone.now())
    return list(PersonneAdmise.objects.actives().order_by("cle"))


def tenter(admise, motif_code: str = "admission_sans_reponse", canal: str = "telephone", acteur=CONSEIL, **champs):
    return noter_tentative(
        admise=admise, canal=canal, motif_code=motif_code, acteur=acteur, le=timezone.now(), **champs
    )


def file(**filtres) -> dict[str, bool]:
    """Who is in the queue, and whether she wants a course."""
    actives = PersonneAdmise.objects.actives().filter(**filtres)
    return dict(a_joindre(actives, au=timezone.localdate()).values_list("cle", "interessee"))


@pytest.mark.parametrize("graine", (21, 22))
def test_la_file_est_celle_des_jamais_jointes_quel_que_soit_le_monde(graine):
    vies = monde(graine, combien=25)
    attendues = set()
    for admise in PersonneAdmise.objects.actives().select_related("cohorte"):
        visee = admise.francais != "oui" and (admise.date_naissance is None or admise.date_naissance.year < 2009)
        if visee and _lent(vies[admise.cle], admise, PLUS_TARD) == E.JAMAIS_JOINTE:
            attendues.add(admise.cle)
    assert set(file()) == attendues and attendues


@pytest.mark.parametrize(
    ("code", "etat", "reste"),
    [
        ("admission_sans_reponse", E.JAMAIS_JOINTE, True),
        ("admission_interessee", E.SANS_SUITE, True),
        ("admission_emploi", E.SANS_SUITE, False),
        ("admission_ne_souhaite_plus", E.SANS_SUITE, False),
        ("admission_demenagee", E.DEMENAGEE, False),
    ],
)
def test_une_reponse_change_l_etat_avec_sa_raison_et_se_retire(code, etat, reste):
    (admise,) = admettre()
    calculer()
    tentative = tenter(admise, code)
    calculer()
    assert lecture.etats(FILTRE, au=PLUS_TARD)[etat] == 1
    assert (admise.cle in file()) is reste
    assert (tentative.prochaine_le is None) is not reste
    if code == "admission_emploi":
        retirer_tentative(tentative=tentative, motif="Mauvaise personne", acteur=CONSEIL, le=timezone.now())
        calculer()
        assert lecture.etats(FILTRE, au=PLUS_TARD)[E.JAMAIS_JOINTE] == 1 and admise.cle in file()
        assert TentativeAdmission.objects.get().retire_motif == "Mauvaise personne"


def test_temoin_sans_les_tentatives_la_personne_jointe_resterait_jamais_jointe(monkeypatch):
    monkeypatch.setattr(
        cohortes.sql,
        "CALCULER_ETATS",
        cohortes.sql.CALCULER_ETATS.replace("retire_le IS NULL AND motif_id", "motif_id = '' AND motif_id"),
    )
    (admise,) = admettre()
    tenter(admise, "admission_emploi")
    calculer()
    assert lecture.etats(FILTRE, au=PLUS_TARD)[E.JAMAIS_JOINTE] == 1


def test_qui_a_fait_une_demande_n_est_plus_a_joindre():
    une, deux = admettre(2)
    vivre(lier(une.cle), "deposer", timezone.localdate())
    assert set(file()) == {deux.cle}
    with pytest.raises(TransitionRefusee, match="a fait une demande"):
        tenter(une)
    with pytest.raises(RoleInsuffisant):
        tenter(deux, acteur=Acteur(role=Role.ANALYSTE))
    with pytest.raises(TransitionRefusee, match="Choisissez un moyen"):
        tenter(deux, canal="courriel")


def test_une_conseillere_ne_lit_que_ses_regions_et_sait_qui_est_venue_ailleurs():
    une, deux = admettre(2, region="03")
    vivre(lier(une.cle), "deposer", timezone.localdate())
    tenter(deux)
    regionale = Acteur(role=Role.CONSEILLER, regions=("03",))
    with portee(Acteur(role=Role.CONSEILLER, regions=("06",))):
        assert not TentativeAdmission.objects.exists()
    with portee(regionale):
        assert TentativeAdmission.objects.count() == 1
        # Control: the link of the one who came is no row of hers, the queue is read from the whole province.
        assert set(file()) == {une.cle, deux.cle}
    page = connecter("conseiller", regions=["03"]).get(reverse("jamais_jointes"), {"mois": "36"})
    assert [admise.cle for admise, _retard in page.context["lignes"]] == [deux.cle]


def preparer(**champs):
    valeurs = {
        "nom": "Premier appel",
        "cible": "jamais_jointe",
        "regions": [],
        "strate": "region",
        "canal": "telephone",
        "graine": 11,
        "taux_attendu": Decimal("0.05"),
        "effet_minimal": Decimal("0.75"),
        "puissance": Decimal("0.80"),
        "conclure_le": timezone.localdate() + timedelta(days=28),
    }
    return campagnes.preparer_campagne(acteur=CONSEIL, le=timezone.now(), champs=valeurs | champs)


def test_une_campagne_les_tire_et_dit_l_effet_a_sa_date():
    admises = {admise.cle: admise for admise in admettre(14)}
    tenter(admises["J-0"], "admission_emploi")
    tenter(admises["J-1"], "admission_interessee")
    campagne = campagnes.lancer_campagne(campagne=preparer(), acteur=CONSEIL, le=timezone.now())
    tirees = {p.admission: p for p in campagne.participations.all()}
    assert set(tirees) == set(admises) - {"J-0", "J-1"} and {p.strate for p in tirees.values()} == {"06"}
    contactees = [cle for cle, p in tirees.items() if p.bras == "contactee"]
    # A control is left alone; nobody is drawn twice; the portal writes to none of them.
    assert set(file()) == {*contactees, "J-1"}
    with pytest.raises(TransitionRefusee, match="Trop peu"):
        campagnes.lancer_campagne(campagne=preparer(nom="Encore"), acteur=CONSEIL, le=timezone.now())
    assert envoyer_campagnes() == 0
    assert resultat(campagne, au=campagne.conclure_le).manques == ["6 personnes restent à joindre."]
    for cle in contactees:
        tenter(admises[cle])
    assert not ParticipationCampagne.objects.filter(bras="contactee", depose_le__isnull=True).exists()
    for cle in contactees[:4]:
        vivre(lier(cle), "deposer", timezone.localdate() + timedelta(days=2))
    lu = resultat(campagne, au=campagne.conclure_le)
    assert lu.est_concluant
    assert (lu.ensemble.comparaison.revenues, lu.ensemble.comparaison.temoins_revenus) == (4, 0)


def test_un_plan_sur_les_personnes_admises_refuse_un_courriel():
    admettre(2)
    dans_un_mois = timezone.localdate() + timedelta(days=28)
    plan = {"nom": "Appel", "cible": "jamais_jointe", "strate": "formule", "canal": "courriel", "taux_attendu": "5"}
    plan |= {"effet_minimal": "50", "puissance": "0.80", "conclure_le_jour": str(dans_un_mois.day)}
    plan |= {"conclure_le_mois": str(dans_un_mois.month), "conclure_le_annee": str(dans_un_mois.year)}
    client = connecter("conseiller")
    page = client.post(reverse("campagne_nouvelle"), plan).content.decode()
    assert "Ce moyen n’est pas permis" in page and "Cette part n’est pas connue" in page
    bon = client.post(reverse("campagne_nouvelle"), plan | {"strate": "sexe", "canal": "telephone"})
    assert bon.context["apercu"]["possibles"] == 2


def test_la_file_se_lit_depuis_les_suivis_et_une_tentative_se_note():
    une, deux = admettre(2, mois="2026-10")
    calculer()
    client = connecter("conseiller", regions=["06"])
    assert reverse("jamais_jointes") in client.get(reverse("suivis")).content.decode()
    page = client.get(reverse("jamais_jointes"))
    assert {admise.cle for admise, _retard in page.context["lignes"]} == {une.cle, deux.cle}
    adresse = reverse("admise", args=[une.pk])
    faute = client.post(adresse, {"tentative": "1", "tentative-canal": "telephone", "tentative-note": "Occupé"})
    assert "Choisissez le résultat" in faute.content.decode() and "Occupé" in faute.content.decode()
    essai = {"tentative": "1", "tentative-canal": "telephone", "tentative-motif": "admission_interessee"}
    assert client.post(adresse, essai).status_code == 302
    assert "Jointe, veut suivre un cours" in client.get(adresse).content.decode()
    rappeler = client.get(reverse("jamais_jointes"), {"suite": "rappeler"})
    assert [admise.cle for admise, _retard in rappeler.context["lignes"]] == [une.cle]
    retrait = {"retirer": str(TentativeAdmission.objects.get().pk), "retrait-motif": "Erreur"}
    assert client.post(adresse, retrait).status_code == 302
    assert "retirée le" in client.get(adresse).content.decode()
    assert client.post(adresse, retrait | {"retirer": "rien"}).status_code == 200


def test_dix_personnes_coutent_les_requetes_d_une():
    client, nombres = connecter("conseiller"), []
    for combien in (1, 10):
        admettre(combien, mois="2026-10")
        client.get(reverse("jamais_jointes"))
        with CaptureQueriesContext(connection) as requetes:
            client.get(reverse("jamais_jointes"))
        nombres.append(len(requetes))
        assert len(client.get(reverse("jamais_jointes")).context["lignes"]) == combien
    assert nombres[0] == nombres[1]
