"""Services outside the portal: a page, a file and a program are judged alike; all of it is written, or nothing."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee, franchir
from partenaires import routines, services_lignes
from partenaires.actions import jetons
from partenaires.actions import services as actions
from partenaires.models import EnvoiServices, LotServices, ServiceRendu
from partenaires.services_lignes import COLONNES
from tests.connexion import connecter
from tests.factories.ententes import ActiviteFactory, EntenteFactory, VersementFactory
from tests.factories.guichet import OrganisationFactory
from tests.factories.services import LotServicesFactory, ServiceFactory

pytestmark = pytest.mark.django_db

LE = timezone.make_aware(datetime(2026, 7, 6, 10))
LIGNE = {
    "reference": "S-1",
    "activite": "accueil",
    "date": "2026-03-03",
    "quantite": "1,5",
    "unite": "rencontre_individuelle",
    "clientele": "toutes",
    "region": "06",
    "personne": "P-001",
}
AGREGE = LIGNE | {"reference": "S-2", "personne": "", "nombre": "14"}


@pytest.fixture(autouse=True)
def _le_6_juillet():
    with time_machine.travel(LE, tick=False):
        yield


@pytest.fixture
def organisation():
    return OrganisationFactory()


def fichier(*lignes, separateur=";", encodage="utf-8-sig", colonnes=COLONNES) -> bytes:
    sortie = io.StringIO()
    ecrivain = csv.DictWriter(sortie, colonnes, delimiter=separateur, restval="", extrasaction="ignore")
    ecrivain.writeheader()
    ecrivain.writerows(lignes)
    return sortie.getvalue().encode(encodage)


def classeur(*rangees) -> bytes:
    """A workbook with inline texts and numbers, as small as the format allows."""
    lignes = "".join(
        "<row>"
        + "".join(
            f"<c><v>{c}</v></c>" if isinstance(c, float) else f'<c t="inlineStr"><is><t>{c}</t></is></c>'
            for c in rangee
        )
        + "</row>"
        for rangee in rangees
    )
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    paquet = "http://schemas.openxmlformats.org/package/2006"
    parties = {
        "[Content_Types].xml": f'<Types xmlns="{paquet}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{paquet}/relationships">'
        f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{ns}" xmlns:r="{rel}"><sheets>'
        '<sheet name="F" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{paquet}/relationships">'
        f'<Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{ns}"><sheetData>{lignes}</sheetData></worksheet>',
    }
    return archive(parties)


def archive(parties) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nom, contenu in parties.items():
            zip_.writestr(nom, contenu)
    return sortie.getvalue()


def client_de(organisation, role="gestionnaire_partenaire"):
    return connecter(role, organisation=organisation)


def agent(organisation) -> Acteur:
    return Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=organisation.pk, libelle="Agente")


def envoyer(client, octets, nom="services.csv", **autres):
    recu = SimpleUploadedFile(nom, octets)
    return client.post(reverse("services_importer"), {"fichier": recu, **autres}, follow=True)


def confirmer(client):
    lot = LotServices.objects.get(etat="apercu")
    return client.post(reverse("services_lot", args=[lot.pk]), follow=True)


def importer(organisation, *lignes, le=LE) -> LotServices:
    lot = actions.recevoir_lot(
        organisation_id=organisation.pk,
        source="organisme",
        nom="f.csv",
        octets=fichier(*lignes),
        acteur=agent(organisation),
        le=le,
    )
    return actions.confirmer_lot(lot=lot, acteur=agent(organisation), le=le)


def actives():
    return {s.reference: s.quantite for s in ServiceRendu.objects.actifs()}


@pytest.mark.parametrize(("separateur", "encodage"), [(";", "utf-8-sig"), (",", "utf-8"), ("\t", "cp1252")])
def test_un_bon_fichier_se_verifie_puis_s_inscrit(organisation, separateur, encodage):
    client = client_de(organisation)
    valeur = {"quantite": "1.5"} if separateur == "," else {}
    apercu = envoyer(client, fichier(LIGNE | valeur, AGREGE | valeur, separateur=separateur, encodage=encodage))
    assert apercu.context["erreurs"] == [] and apercu.context["apercu"].effets["ajout"] == 2
    assert not ServiceRendu.objects.exists()
    assert "2 lignes inscrites" in confirmer(client).content.decode()
    assert actives() == {"S-1": Decimal("1.50"), "S-2": Decimal("1.50")}
    agrege = ServiceRendu.objects.get(reference="S-2")
    assert (agrege.nombre, agrege.personne_ref, agrege.source, agrege.lot.nb_ajouts) == (14, "", "organisme", 2)


def test_le_meme_fichier_ne_change_rien_et_une_ligne_changee_ne_touche_que_la_sienne(organisation):
    client = client_de(organisation)
    importer(organisation, LIGNE, AGREGE)
    avant = list(ServiceRendu.objects.order_by("pk").values())
    apercu = envoyer(client, fichier(LIGNE, AGREGE))
    assert apercu.context["apercu"].change == 0 and "ne change rien" in apercu.content.decode()
    confirmer(client)
    assert list(ServiceRendu.objects.order_by("pk").values()) == avant
    apercu = envoyer(client, fichier(LIGNE | {"quantite": "3"}, AGREGE))
    assert dict(apercu.context["apercu"].effets) == {"changement": 1, "inchangee": 1}
    confirmer(client)
    assert actives() == {"S-1": Decimal("3.00"), "S-2": Decimal("1.50")}
    ancienne = ServiceRendu.objects.get(reference="S-1", fini_le__isnull=False)
    assert ancienne.quantite == Decimal("1.50") and ancienne.fini_motif and ancienne.fini_lot_id


FAUTES = [
    ({"reference": ""}, "reference", "Écrivez une référence"),
    ({"reference": "S 1;DROP"}, "reference", "Écrivez une référence"),
    ({"entente": "E-INCONNUE"}, "entente", "Aucune entente signée"),
    ({"activite": ""}, "activite", "Écrivez le code"),
    ({"date": "3 mars"}, "date", "2026-10-05"),
    ({"date": "2026-02-31"}, "date", "2026-10-05"),
    ({"date": "2026-07-07"}, "date", "à venir"),
    ({"quantite": "0"}, "quantite", "plus grand que zéro"),
    ({"quantite": "-1"}, "quantite", "plus grand que zéro"),
    ({"quantite": "1e9"}, "quantite", "plus grand que zéro"),
    ({"unite": "heure"}, "unite", "seance_groupe"),
    ({"clientele": "tous"}, "clientele", "refugies"),
    ({"region": "99"}, "region", "01 à 17"),
    ({"personne": "Marie Tremblay"}, "personne", "jamais un nom"),
    ({"personne": "TREM12345678"}, "personne", "jamais un nom"),
    ({"personne": "123456789"}, "personne", "jamais un nom"),
    ({"personne": "m@exemple.test"}, "personne", "jamais un nom"),
    ({"personne": ""}, "nombre", "pas les deux"),
    ({"nombre": "3"}, "nombre", "pas les deux"),
    ({"personne": "", "nombre": "2,5"}, "nombre", "entier"),
    ({"reference": "=cmd"}, "reference", "Écrivez une référence"),
    ({"activite": "a\tb\\c"}, "activite", "Écrivez le code"),
]


@pytest.mark.parametrize(("champs", "colonne", "message"), FAUTES)
def test_une_ligne_fautive_dit_sa_ligne_sa_colonne_et_quoi_faire(organisation, champs, colonne, message):
    client = client_de(organisation)
    page = envoyer(client, fichier(AGREGE, LIGNE | champs))
    (erreur,) = page.context["erreurs"]
    assert (erreur["ligne"], erreur["colonne"]) == (3, colonne) and message in erreur["message"]
    assert "Ligne 3" in page.content.decode()
    confirmer(client)
    assert not ServiceRendu.objects.exists() and LotServices.objects.get().est_en_apercu


def test_une_reference_en_double_nomme_l_autre_ligne(organisation):
    page = envoyer(client_de(organisation), fichier(LIGNE, AGREGE, LIGNE | {"quantite": "2"}))
    assert [(e["ligne"], e["colonne"]) for e in page.context["erreurs"]] == [(4, "reference")]
    assert "ligne 2" in page.context["erreurs"][0]["message"]


def test_une_ligne_d_entente_suit_ses_activites_ses_unites_et_ses_dates(organisation):
    entente = EntenteFactory(organisation=organisation, approuvee=True)
    ActiviteFactory(entente=entente, code="accueil", unite="rencontre_individuelle")
    autre = EntenteFactory(active=True)
    bonne = LIGNE | {"entente": entente.numero, "date": str(entente.debut)}
    pasencore = envoyer(client_de(organisation), fichier(bonne))
    assert [e["colonne"] for e in pasencore.context["erreurs"]] == ["entente"]
    VersementFactory(entente=entente)
    franchir(entente.verrouillee(), "signer", acteur=Acteur.systeme(), le=LE, signee_le=LE)
    fautives = [
        bonne | {"reference": "A", "activite": "cours"},
        bonne | {"reference": "B", "unite": "seance_groupe"},
        bonne | {"reference": "C", "date": str(entente.debut - timedelta(1))},
        bonne | {"reference": "D", "entente": autre.numero},
    ]
    page = envoyer(client_de(organisation), fichier(bonne, *fautives))
    colonnes = [(e["ligne"], e["colonne"]) for e in page.context["erreurs"]]
    assert colonnes == [(3, "activite"), (4, "unite"), (5, "date"), (6, "entente")]
    importer(organisation, bonne)
    assert ServiceRendu.objects.get().entente_id == entente.pk


MAUVAIS = [
    (b"", "vide"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1", "CSV ou XLSX"),
    (b"%PDF-1.7", "CSV ou XLSX"),
    (b"reference;date\nA;B\n", "il manque les colonnes"),
    (fichier(), "aucune ligne"),
    (fichier(LIGNE) + b"a;b\n", "cases au lieu de"),
    (fichier(LIGNE) + b'"ouvert', "guillemets"),
    (fichier(LIGNE).replace(b"S-1", b"S\x001"), "illisibles"),
    (b"PK\x03\x04abime", "abîmé"),
    (archive({"autre.txt": "x"}), "CSV ou XLSX"),
    (archive({"xl/workbook.xml": "<a/>"}), "ne peut pas être lu"),
    (archive({"xl/workbook.xml": "<a/>", "xl/bombe.xml": b"0" * 70_000_000}), "trop gros"),
]


@pytest.mark.parametrize(("octets", "message"), MAUVAIS, ids=[m for _o, m in MAUVAIS])
def test_un_fichier_illisible_est_refuse_avec_ce_qu_il_faut_faire(organisation, octets, message):
    page = envoyer(client_de(organisation), octets)
    assert message in page.content.decode() and not LotServices.objects.exists()


def test_temoin_une_bombe_est_refusee_sans_etre_ouverte(monkeypatch):
    def interdit(*_):
        raise AssertionError("ouvert")

    monkeypatch.setattr(zipfile.ZipFile, "open", interdit)
    monkeypatch.setattr(zipfile.ZipFile, "read", interdit)
    with pytest.raises(services_lignes.FichierRefuse, match="trop gros"):
        list(services_lignes.lire_services(MAUVAIS[-1][0], lignes_max=10))


def test_un_classeur_se_lit_comme_un_csv(organisation):
    client = client_de(organisation)
    ligne = [{"quantite": 1.5}.get(nom, (LIGNE | {"region": "06"}).get(nom, "")) for nom in COLONNES]
    page = envoyer(client, classeur(COLONNES, ligne), "services.xlsx")
    assert page.context["erreurs"] == [] and page.context["apercu"].effets["ajout"] == 1
    confirmer(client)
    assert actives() == {"S-1": Decimal("1.50")}


def test_annuler_rend_l_etat_d_avant_pendant_vingt_quatre_heures(organisation):
    importer(organisation, LIGNE)
    second = importer(organisation, LIGNE | {"quantite": "9"}, AGREGE)
    assert actives() == {"S-1": Decimal("9.00"), "S-2": Decimal("1.50")}
    actions.annuler_lot(lot=second, acteur=agent(organisation), le=LE + timedelta(hours=24))
    assert actives() == {"S-1": Decimal("1.50")}
    assert LotServices.objects.get(pk=second.pk).get_etat_display() == "Annulé"
    with pytest.raises(TransitionRefusee):
        actions.annuler_lot(lot=second, acteur=agent(organisation), le=LE)


def test_passe_le_delai_ou_sous_un_fichier_plus_recent_on_n_annule_plus(organisation):
    premier = importer(organisation, LIGNE)
    with pytest.raises(TransitionRefusee, match="délai"):
        actions.annuler_lot(lot=premier, acteur=agent(organisation), le=LE + timedelta(hours=24, seconds=1))
    importer(organisation, LIGNE | {"quantite": "9"})
    with pytest.raises(TransitionRefusee, match="changées depuis"):
        actions.annuler_lot(lot=premier, acteur=agent(organisation), le=LE)
    assert actives() == {"S-1": Decimal("9.00")}


@pytest.fixture
def toujours_par_l_ouvrier(monkeypatch):
    """Every file is a long one."""
    vraie = actions.parametre
    monkeypatch.setattr(
        actions, "parametre", lambda cle, *, au: 0 if cle == "services_lignes_immediates" else vraie(cle, au=au)
    )


def test_un_long_fichier_s_ecrit_par_l_ouvrier_une_seule_fois(organisation, toujours_par_l_ouvrier):
    importer_lignes = [LIGNE | {"reference": f"L-{n}", "quantite": "2"} for n in range(40)]
    lot = importer(organisation, *importer_lignes)
    assert lot.est_en_cours and not ServiceRendu.objects.exists()
    assert routines.appliquer_lots_confirmes() == 40
    assert routines.appliquer_lots_confirmes() == 0
    assert ServiceRendu.objects.actifs().count() == 40 and LotServices.objects.get().nb_ajouts == 40
    importer(organisation, *importer_lignes[:-1], importer_lignes[-1] | {"quantite": "5"})
    assert routines.appliquer_lots_confirmes() == 1
    assert ServiceRendu.objects.actifs().count() == 40 and actives()["L-39"] == Decimal("5.00")


def test_l_ouvrier_et_la_page_ecrivent_les_memes_lignes(organisation, request):
    autre = OrganisationFactory()
    importer(organisation, LIGNE, AGREGE)
    request.getfixturevalue("toujours_par_l_ouvrier")
    importer(autre, LIGNE, AGREGE)
    routines.appliquer_lots_confirmes()
    colonnes = [
        c.attname for c in ServiceRendu._meta.concrete_fields if c.attname not in ("id", "organisation_id", "lot_id")
    ]
    lues = [
        ServiceRendu.objects.filter(organisation=o).order_by("reference").values(*colonnes)
        for o in (organisation, autre)
    ]
    assert list(lues[0]) == list(lues[1])


def test_un_fichier_devenu_faux_avant_l_ouvrier_revient_a_l_apercu(organisation, toujours_par_l_ouvrier):
    lot = importer(organisation, LIGNE, LIGNE | {"reference": "S-9", "date": "2026-07-09"})
    assert routines.appliquer_lots_confirmes() == 0
    lot.refresh_from_db()
    assert lot.est_en_apercu and not lot.est_en_cours and not ServiceRendu.objects.exists()


def test_une_ligne_ne_se_recrit_pas_dans_la_base(organisation):
    ServiceFactory(organisation=organisation)
    with pytest.raises(DatabaseError, match="ne se récrit pas"), transaction.atomic(), connection.cursor() as curseur:
        curseur.execute("UPDATE partenaires_servicerendu SET quantite = 99")
    with connection.cursor() as curseur:
        curseur.execute("UPDATE partenaires_servicerendu SET fini_le = now(), fini_motif = 'x'")
        assert curseur.rowcount == 1


# One line


def saisie(**autres):
    jour = {"date_jour": "3", "date_mois": "3", "date_annee": "2026"}
    return {nom: valeur for nom, valeur in LIGNE.items() if nom != "date"} | jour | autres


def test_une_ligne_s_inscrit_se_corrige_et_se_retire(organisation):
    client = client_de(organisation, "agent_partenaire")
    page = client.post(reverse("service_ajouter"), saisie(), follow=True)
    assert "Le service est inscrit" in page.content.decode()
    assert "déjà inscrit" in client.post(reverse("service_ajouter"), saisie(), follow=True).content.decode()
    assert "est changé" in client.post(reverse("service_ajouter"), saisie(quantite="4"), follow=True).content.decode()
    service = ServiceRendu.objects.actifs().get()
    sans = client.post(reverse("service_retirer", args=[service.pk]), {"motif": ""})
    assert sans.status_code == 200 and actives() == {"S-1": Decimal("4.00")}
    client.post(reverse("service_retirer", args=[service.pk]), {"motif": "Inscrit par erreur"})
    assert actives() == {} and ServiceRendu.objects.count() == 2


def test_une_faute_se_dit_au_champ_et_garde_la_saisie(organisation):
    page = client_de(organisation).post(reverse("service_ajouter"), saisie(personne="Marie", quantite="douze"))
    texte = page.content.decode()
    assert "jamais un nom" in texte and "plus grand que zéro" in texte and 'value="douze"' in texte


def test_le_ministere_inscrit_ses_sources_et_pas_celle_de_l_organisme(organisation):
    ministere = connecter("gestionnaire_ententes")
    qui = {"organisation": organisation.pk, "source": "autre_ministere"}
    ministere.post(reverse("service_ajouter"), saisie(**qui))
    assert ServiceRendu.objects.get().source == "autre_ministere"
    assert ministere.post(reverse("service_ajouter"), saisie(**qui | {"source": "organisme"})).status_code == 200
    envoyer(ministere, fichier(LIGNE), **qui | {"source": "ministere"})
    confirmer(ministere)
    assert sorted(ServiceRendu.objects.values_list("source", flat=True)) == ["autre_ministere", "ministere"]
    with pytest.raises(RoleInsuffisant):
        actions.exiger_saisie(agent(organisation), organisation.pk, "ministere")
    with pytest.raises(RoleInsuffisant):
        actions.exiger_saisie(agent(organisation), OrganisationFactory().pk, "organisme")


def test_un_autre_organisme_n_annule_ni_ne_retire(organisation):
    etranger, lot = client_de(OrganisationFactory()), LotServicesFactory(organisation=organisation)
    assert etranger.post(reverse("services_lot_annuler", args=[lot.pk])).status_code == 404
    ministere = connecter("gestionnaire_ententes")
    ministere.post(reverse("services_lot_annuler", args=[lot.pk]))
    assert LotServices.objects.get().est_applique


# The API


@pytest.fixture
def secret(organisation):
    gestionnaire = Acteur(role=Role.GESTIONNAIRE_PARTENAIRE, organisation_id=organisation.pk)
    return jetons.creer_jeton(nom="Système", acteur=gestionnaire, le=LE)[1]


def appeler(secret, corps, cle="cle-1", **entetes):
    corps = corps if isinstance(corps, str) else json.dumps(corps)
    entetes = {"HTTP_AUTHORIZATION": f"Bearer {secret}", "HTTP_IDEMPOTENCY_KEY": cle} | entetes
    client = Client(enforce_csrf_checks=True)
    return client.post(reverse("services_api"), corps, content_type="application/json", **entetes)


def test_un_appel_inscrit_une_fois_et_sa_cle_rend_la_meme_reponse(organisation, secret):
    corps = {"services": [LIGNE, AGREGE | {"quantite": 2, "nombre": 14, "personne": None}]}
    premiere = appeler(secret, corps)
    assert (premiere.status_code, premiere.json()) == (200, {"ajoutees": 2, "changees": 0, "inchangees": 0})
    assert appeler(secret, corps).json() == premiere.json()
    assert appeler(secret, corps, cle="cle-2").json() == {"ajoutees": 0, "changees": 0, "inchangees": 2}
    assert appeler(secret, {"services": [LIGNE]}).status_code == 409
    assert set(ServiceRendu.objects.values_list("organisation", "source")) == {(organisation.pk, "organisme")}


def test_une_ligne_fautive_refuse_tout_l_appel_et_libere_sa_cle(organisation, secret):
    refus = appeler(secret, {"services": [LIGNE, AGREGE | {"region": "99"}]})
    assert refus.status_code == 422
    assert [(e["ligne"], e["colonne"]) for e in refus.json()["erreurs"]] == [(2, "region")]
    assert not ServiceRendu.objects.exists() and not EnvoiServices.objects.exists()
    assert appeler(secret, {"services": [LIGNE, AGREGE]}).status_code == 200


@pytest.mark.parametrize(
    ("corps", "cle", "statut"),
    [
        ("{", "k", 400),
        ("[" * 100_000, "k", 400),
        ([], "k", 400),
        ({"services": []}, "k", 400),
        ({"services": [3]}, "k", 400),
        ({"services": [{"nom": "Marie"}]}, "k", 400),
        ({"services": [LIGNE | {"quantite": [1]}]}, "k", 400),
        ({"services": [LIGNE] * 1001}, "k", 400),
        ({"services": [LIGNE]}, "", 400),
        ({"services": [LIGNE]}, "k" * 81, 400),
        ({"services": [LIGNE | {"reference": "\x00"}]}, "k", 422),
        ({"services": [LIGNE | {"reference": "\ud800"}]}, "k", 422),
    ],
)
def test_un_appel_hostile_recoit_un_refus_clair(secret, corps, cle, statut):
    reponse = appeler(secret, corps, cle)
    assert reponse.status_code == statut and reponse.json()["message"]
    assert not ServiceRendu.objects.exists()


def test_sans_jeton_valide_rien_ne_s_inscrit(organisation, secret):
    corps = {"services": [LIGNE]}
    assert appeler("faux", corps).status_code == 401
    assert appeler(secret, corps, HTTP_AUTHORIZATION="").status_code == 401
    with time_machine.travel(LE + timedelta(days=366), tick=False):
        assert appeler(secret, corps).status_code == 401
    jeton = jetons.JetonServices.objects.get()
    client_de(organisation).post(reverse("services_jeton_revoquer", args=[jeton.pk]))
    assert appeler(secret, corps).status_code == 401


def test_le_jeton_se_montre_une_fois_et_seul_un_gestionnaire_en_cree(organisation):
    page = client_de(organisation).post(reverse("services_jeton"), {"nom": "Système"})
    assert page.context["secret"] in page.content.decode()
    assert page.context["secret"] not in client_de(organisation).get(reverse("services")).content.decode()
    assert client_de(organisation, "agent_partenaire").get(reverse("services_jeton")).status_code == 403
