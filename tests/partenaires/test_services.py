"""Services outside the portal: a page, a file and a program are judged alike; all of it is written, or nothing."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction

from guichet.acteurs import Acteur
from guichet.cycle import TransitionRefusee, franchir
from partenaires import routines, services_lignes
from partenaires.actions import services as actions
from partenaires.models import LotServices, ServiceRendu
from partenaires.services_lignes import COLONNES
from tests.factories.ententes import ActiviteFactory, EntenteFactory, VersementFactory
from tests.factories.guichet import OrganisationFactory
from tests.factories.services import ServiceFactory
from tests.partenaires.services import (
    AGREGE,
    LE,
    LIGNE,
    actives,
    agent,
    archive,
    classeur,
    client_de,
    confirmer,
    envoyer,
    fichier,
    importer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _le_6_juillet():
    with time_machine.travel(LE, tick=False):
        yield


@pytest.fixture
def organisation():
    return OrganisationFactory()


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
