"""Facts from the journal: exactly once, nothing missed, the same after a rebuild."""

import threading
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.cycle import franchir
from guichet.models import Journal
from indicateurs import tasks
from indicateurs.actions.incorporer import incorporer_journal
from indicateurs.models import (
    PARTOUT,
    AgregatAttente,
    AgregatAxe,
    AgregatAxeNiveau,
    AgregatDelai,
    AgregatMois,
    Fait,
    ParcoursTenu,
)
from indicateurs.queries.distribution import quantile, resumer
from tests.base_de_donnees import connexion_proprietaire
from tests.factories.inscriptions import InscriptionFactory, PlaceFactory
from tests.journal import attendre_le_journal

CONSEILLER = Acteur(role=Role.CONSEILLER)
SYSTEME = Acteur.systeme()


DERIVEES = "indicateurs_fait, indicateurs_agregataxe, indicateurs_agregatdelai, indicateurs_agregatmois"
DERIVEES += ", indicateurs_agregatattente, indicateurs_agregataxeniveau, indicateurs_parcourstenu"


def incorporer() -> None:
    """Fold everything committed, whatever other test databases of the server are doing."""
    attendre_le_journal()
    tasks.incorporer()


def total(evenement: str) -> int:
    return sum(lignes(evenement).values_list("nb", flat=True))


def lignes(evenement: str):
    """The roll-up rows of one event, without axis nor region."""
    return AgregatAxe.objects.filter(evenement=evenement, axe="", region=PARTOUT)


def il_y_a(jours: int) -> datetime:
    """The same hour of the clock that many calendar days ago: a change of hour in between moves no date."""
    return timezone.localtime() - timedelta(days=jours)


def mettre_en_attente(jours: int = 30):
    """A person evaluated, then waiting since that many days."""
    inscription = InscriptionFactory(etat="evaluee")
    franchir(inscription, "mettre_en_attente", acteur=CONSEILLER, le=il_y_a(jours))
    return inscription


def photo() -> list:
    """Every derived row, byte for byte, identifiers of roll-ups left out."""
    tables = []
    for modele in (Fait, AgregatAxe, AgregatAxeNiveau, AgregatDelai, AgregatMois, AgregatAttente, ParcoursTenu):
        champs = [c.attname for c in modele._meta.concrete_fields if c.attname not in ("id", "pk")]
        lus = modele.objects.filter(nb__gt=0) if modele is AgregatAttente else modele.objects
        tables.append(sorted(lus.values_list(*champs), key=repr))
    return tables


@pytest.mark.django_db(transaction=True)
class TestIncorporer:
    def test_chaque_pas_compte_une_fois_meme_lu_deux_fois(self, systeme):
        with systeme:
            mettre_en_attente()
        incorporer()
        incorporer()
        with portee(SYSTEME):
            assert total("entree_attente") == 1
            assert AgregatAttente.objects.get(nb=1).region == "06"

    def test_deux_lectures_en_meme_temps_comptent_une_fois(self, systeme):
        with systeme:
            for _ in range(20):
                mettre_en_attente()

        def lire():
            try:
                incorporer()
            finally:
                connections.close_all()

        fils = [threading.Thread(target=lire) for _ in range(4)]
        for fil in fils:
            fil.start()
        for fil in fils:
            fil.join()
        incorporer()
        with portee(SYSTEME):
            assert total("entree_attente") == 20

    def test_une_transaction_lente_n_est_pas_oubliee(self, systeme, nom_de_la_base):
        """A row with a lower number that commits later is still counted."""
        pret, continuer = threading.Event(), threading.Event()

        def lente():
            try:
                with portee(SYSTEME):
                    mettre_en_attente()
                    pret.set()
                    continuer.wait(10)
            finally:
                connections.close_all()

        fil = threading.Thread(target=lente)
        fil.start()
        pret.wait(10)
        with systeme:
            mettre_en_attente()
        tasks.incorporer()
        continuer.set()
        fil.join()
        incorporer()
        with portee(SYSTEME):
            assert total("entree_attente") == 2

    def test_temoin_une_lecture_par_numero_oublierait_la_transaction_lente(self, systeme):
        """Control: a mark made of the highest visible number loses the late row."""
        pret, continuer = threading.Event(), threading.Event()

        def lente():
            try:
                with portee(SYSTEME):
                    mettre_en_attente()
                    pret.set()
                    continuer.wait(10)
            finally:
                connections.close_all()

        fil = threading.Thread(target=lente)
        fil.start()
        pret.wait(10)
        with portee(SYSTEME):
            mettre_en_attente()
        with portee(SYSTEME):
            marque = Journal.objects.order_by("-id").values_list("id", flat=True).first()
        continuer.set()
        fil.join()
        with portee(SYSTEME):
            entrees = Journal.objects.filter(vers="en_attente")
            assert entrees.filter(id__gt=marque).count() == 0
            assert entrees.count() == 2

    def test_reconstruire_donne_les_memes_figures(self, systeme, nom_de_la_base):
        with systeme:
            inscription = mettre_en_attente(40)
            mettre_en_attente(10)
        incorporer()
        with systeme:
            franchir(inscription, "placer", acteur=SYSTEME)
            place = PlaceFactory()
            franchir(place, "commencer", acteur=SYSTEME, commencee_le=timezone.now())
        incorporer()
        with portee(SYSTEME):
            avant = photo()
        with connexion_proprietaire(nom_de_la_base) as proprietaire:
            proprietaire.execute(f"TRUNCATE {DERIVEES}")
            proprietaire.execute("UPDATE indicateurs_repere SET xid = '0', journal_id = 0 WHERE nom = 'journal'")
        incorporer()
        with portee(SYSTEME):
            assert photo() == avant

    def test_une_coupure_au_milieu_ne_laisse_rien(self, systeme):
        with systeme:
            mettre_en_attente()
        attendre_le_journal()
        with pytest.raises(RuntimeError), transaction.atomic(), portee(SYSTEME):
            incorporer_journal()
            raise RuntimeError
        with portee(SYSTEME):
            assert Fait.objects.count() == 0
        incorporer()
        with portee(SYSTEME):
            assert Fait.objects.count() == 1

    def test_sortir_de_l_attente_vide_la_file_et_donne_le_delai(self, systeme):
        with systeme:
            inscription = mettre_en_attente(40)
            franchir(inscription, "placer", acteur=SYSTEME)
        incorporer()
        with portee(SYSTEME):
            assert Fait.objects.get(evenement="sortie_attente").delai_jours == 40
            assert not AgregatAttente.objects.filter(nb__gt=0).exists()

    def test_le_delai_jusqu_au_cours_part_du_dossier_complet(self, systeme):
        with systeme:
            inscription = InscriptionFactory(etat="deposee", complete_le=None, en_attente_le=None, niveau=None)
            franchir(
                inscription,
                "declarer_complete",
                acteur=CONSEILLER,
                le=il_y_a(70),
                complete_le=il_y_a(70),
            )
            place = PlaceFactory(offre__inscription=inscription)
            franchir(place, "commencer", acteur=SYSTEME, commencee_le=timezone.now())
        incorporer()
        with portee(SYSTEME):
            assert AgregatDelai.objects.get(evenement="debut", axe="").delai_jours == 70


@pytest.mark.django_db
def test_les_faits_d_une_autre_portee_sont_invisibles():
    with connection.cursor() as curseur:
        curseur.execute("SELECT indicateurs_ouvrir_mois(ARRAY['2026-11-15'::date])")
    Fait.objects.create(jour=date(2026, 11, 1), journal_id=1, evenement="debut")
    assert Fait.objects.count() == 1
    with portee(Acteur(role=Role.AGENT_PARTENAIRE)):
        assert Fait.objects.count() == 0


@pytest.mark.parametrize(
    ("comptes", "mediane", "p90"),
    [({}, None, None), ({5: 1}, 5, 5), ({1: 1, 2: 1}, 1, 2), ({10: 9, 100: 1}, 10, 10), ({10: 8, 100: 2}, 10, 100)],
)
def test_les_quantiles_suivent_le_rang_le_plus_proche(comptes, mediane, p90):
    resume = resumer(comptes)
    assert (resume.mediane, resume.p90) == (mediane, p90)


def test_le_quantile_d_une_liste_egale_celui_de_ses_comptes():
    valeurs = [3, 3, 7, 8, 8, 8, 20, 41, 41, 90]
    comptes = {v: valeurs.count(v) for v in valeurs}
    for part in (0.1, 0.5, 0.9, 1.0):
        assert quantile(comptes, part) == valeurs[max(0, -(-int(part * 100) * len(valeurs) // 100) - 1)]
