"""An edition made again gives the same bytes, whatever came into the journal, the classes and the parameters since."""

import csv
import io
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.mesure.definition import MESURES, Genre
from guichet.models import Parametre
from guichet.referentiels.cache import vider
from indicateurs.actions.agreger import agreger
from indicateurs.actions.edition import corriger_edition, figer_edition
from indicateurs.actions.incorporer import incorporer_journal
from indicateurs.donnees_ouvertes import JEUX
from indicateurs.models import CorrectionChiffre, Edition, Fait, MatiereFigee, Repere
from indicateurs.queries import faits_au_repere, recompte, valeurs
from indicateurs.queries.chiffres import calculer_chiffres, mesures_figees, se_publie, vient_des_faits
from indicateurs.queries.editions import colonnes, empreinte, est_intacte
from indicateurs.queries.recompte import verifier
from inscriptions.models import Presence, Resultat
from tests.indicateurs.mondes import Gens, cohorte, inscrire, monde
from tests.indicateurs.petit_monde import AU, PetitMonde
from tests.indicateurs.petit_monde_ententes import MondeEntentes

pytestmark = pytest.mark.django_db
ANALYSTE = Acteur(role=Role.ANALYSTE)
DES_FAITS = [m for m in mesures_figees() if vient_des_faits(m)]
DU_JOUR = [m for m in mesures_figees() if not vient_des_faits(m)]


def plier() -> None:
    while incorporer_journal():
        pass


def figer(jour: date, mesures: list) -> Edition:
    le = datetime.combine(jour, datetime.min.time(), UTC) + timedelta(hours=15)
    edition = figer_edition(jour=jour, le=le, acteur=ANALYSTE, motif="Essai", mesures=mesures)
    assert edition is not None
    return edition


def de_maintenant(edition: Edition, mesures: list) -> str:
    """The digest of the same figures, read from what is known now."""
    return empreinte([colonnes(chiffre) for chiffre in calculer_chiffres(edition.au, mesures)])


@pytest.fixture
def edition_puis_la_suite() -> Edition:
    """An edition made in the middle of ten worlds; then the rest of their rows, many of them about days before it."""
    gens = Gens.creer()
    lignes = cohorte(40, servies_le=date(2025, 7, 1), attendent_le=date(2025, 9, 20))
    lignes += [ligne for graine in range(10) for ligne in monde(gens, graine)]
    lignes.sort(key=lambda ligne: (ligne.xid, ligne.id))
    connues, suite = lignes[: len(lignes) * 2 // 3], lignes[len(lignes) * 2 // 3 :]
    inscrire(connues)
    plier()
    # The numbers of these worlds are lower than those of the rows the base was born with: the mark is put after theirs.
    derniere = connues[-1]
    Repere.objects.filter(nom__in=("journal", "profils")).update(xid=str(derniere.xid), journal_id=derniere.id)
    edition = figer(date(2025, 10, 15), DES_FAITS)
    assert verifier(edition).memes_octets
    assert sum(ligne.jour <= edition.au for ligne in suite) > 20
    # A corrected file, then the rows that come late and those that follow.
    personne = gens.inscriptions[0].personne
    personne.sexe, personne.region_id = "m", "13"
    personne.save()
    avant = Fait.objects.count()
    inscrire(suite)
    plier()
    assert Fait.objects.count() > avant + 20
    return edition


class TestDepuisLesFaits:
    def test_les_faits_connus_au_repere_redonnent_les_memes_octets(self, edition_puis_la_suite):
        edition = edition_puis_la_suite
        lue = verifier(edition)
        assert lue.ecarts == [] and lue.perdus == 0
        assert lue.memes_octets and lue.des_faits == edition.nb_chiffres
        # Files and curves are among them, and what came since does change them.
        assert {"en_attente", "attente_actuelle", "delai_debut_avec_attente"} <= {m.code for m in DES_FAITS}
        for code in ("debuts", "en_attente", "attente_actuelle", "delai_debut_avec_attente"):
            siens = [colonnes(c) for c in calculer_chiffres(edition.au, [MESURES[code]])]
            figes = edition.chiffres.filter(mesure=code).values(*siens[0])
            assert empreinte(siens) != empreinte(figes), code
        assert de_maintenant(edition, DES_FAITS) != edition.empreinte

    @pytest.mark.parametrize("panne", ["repere", "fin", "jour"])
    def test_temoin_lire_maintenant_au_lieu_du_repere_se_voit(self, edition_puis_la_suite, monkeypatch, panne):
        if panne == "repere":
            monkeypatch.setattr(faits_au_repere, "_AU_REPERE", "true")
        elif panne == "jour":
            # Who had not left at the mark waits until today instead of the day of the freeze.
            monkeypatch.setattr(recompte, "lue_le", lambda _le: nullcontext())
        else:
            # The end of a wait read from the entry, where later folds write it.
            sur_l_entree = faits_au_repere._FILES.replace("s.le, count", "f.fini_le, count")
            assert sur_l_entree != faits_au_repere._FILES
            monkeypatch.setattr(faits_au_repere, "_FILES", sur_l_entree)
        lue = verifier(edition_puis_la_suite)
        assert lue.ecarts and not lue.memes_octets

    def test_une_definition_remplacee_se_recalcule_comme_elle_etait(self, edition_puis_la_suite, monkeypatch):
        refaite = replace(MESURES["demandes"], version=2, numerateur="debut")
        monkeypatch.setitem(MESURES, "demandes", refaite)
        assert verifier(edition_puis_la_suite).memes_octets

    def test_un_parametre_ferme_apres_coup_n_y_change_rien(self, edition_puis_la_suite):
        edition = edition_puis_la_suite
        ancien = Parametre.objects.get(cle="base_arrondi_publication", valide_au=None)
        Parametre.objects.filter(pk=ancien.pk).update(valide_au=date(2025, 1, 1))
        Parametre.objects.create(
            cle=ancien.cle,
            libelle=ancien.libelle,
            nature=ancien.nature,
            valeur=20,
            valide_du=date(2025, 1, 2),
            source=ancien.source,
            certitude=ancien.certitude,
        )
        vider()
        try:
            assert verifier(edition).memes_octets
            assert de_maintenant(edition, DES_FAITS) != edition.empreinte
        finally:
            vider()

    def test_une_correction_dit_l_ancien_le_nouveau_et_pourquoi(self, edition_puis_la_suite, monkeypatch):
        edition = edition_puis_la_suite
        # What was frozen was misread: the count below the mark says otherwise for one figure.
        faux = edition.chiffres.get(mesure="demandes", coupe="")
        juste = recompte.refaire

        def autrement(lue: Edition):
            return [
                recompte.Refait(r.chiffre, (*r.exact[:3], replace(r.exact[3], valeur=Decimal(90), numerateur=90)))
                if r.chiffre.pk == faux.pk and r.exact
                else r
                for r in juste(lue)
            ]

        monkeypatch.setattr("indicateurs.actions.edition.refaire", autrement)
        nombre = corriger_edition(edition=edition, acteur=ANALYSTE, le=timezone.now(), motif="Fichier lu deux fois")
        correction = CorrectionChiffre.objects.get(chiffre=faux)
        assert nombre >= 1 and correction.motif == "Fichier lu deux fois"
        assert (correction.ancien["numerateur"], correction.nouveau["numerateur"]) == (faux.numerateur, 90)
        assert est_intacte(edition)


class TestDepuisLaMatiere:
    @pytest.fixture
    def edition(self) -> Edition:
        PetitMonde(3, personnes=12)
        agreger(le=datetime.combine(AU, datetime.min.time(), UTC))
        edition = figer(AU, DU_JOUR)
        # What was typed is typed again: hours, results. The roll-up of the next night follows.
        Presence.objects.filter(code="present").update(code="non_excuse")
        Resultat.objects.update(niveau=1)
        agreger(le=datetime.combine(AU + timedelta(days=1), datetime.min.time(), UTC))
        return edition

    def test_ce_que_les_faits_ne_redonnent_pas_se_recalcule_de_ce_qui_fut_fige(self, edition):
        lue = verifier(edition)
        assert lue.ecarts == [] and lue.perdus == 0 and lue.memes_octets
        assert lue.de_la_matiere == edition.nb_chiffres
        assert MatiereFigee.objects.filter(edition=edition).count() == len(DU_JOUR) > 15
        assert de_maintenant(edition, DU_JOUR) != edition.empreinte

    def test_temoin_relire_les_tables_d_aujourd_hui_se_voit(self, edition, monkeypatch):
        def de_maintenant(mesure, chiffre, _matiere):
            filtre = recompte.Filtre(chiffre.du, chiffre.au, **chiffre.axes)
            return valeurs.valeur(mesure, filtre)

        monkeypatch.setattr(recompte, "valeur_de_la_matiere", de_maintenant)
        lue = verifier(edition)
        assert lue.ecarts and not lue.memes_octets

    def test_la_matiere_d_un_delai_garde_ses_cas(self):
        MondeEntentes(100)
        agreger(le=datetime.combine(AU, datetime.min.time(), UTC))
        edition = figer(AU, DU_JOUR)
        assert verifier(edition).memes_octets
        delais = [m.code for m in DU_JOUR if m.genre is Genre.DELAI]
        matieres = MatiereFigee.objects.filter(edition=edition, mesure__in=delais)
        rangs = [rang for m in matieres for siens in m.contenu.values() if siens for rang in siens]
        assert rangs and {rang[1] for rang in rangs} != {"0"}

    def test_rien_du_ministere_ne_sort(self, edition, client):
        prives = {m.code for m in DU_JOUR}
        assert not any(se_publie(m) for m in DU_JOUR)
        assert set(edition.chiffres.values_list("publie", flat=True)) == {None}
        for jeu in JEUX:
            fichier = client.get(reverse("jeu_csv", args=[jeu, edition.code])).content.decode()
            assert len(list(csv.reader(io.StringIO(fichier)))) == 1
            page = client.get(reverse("jeu_de_donnees", args=[jeu])).content.decode()
            assert not any(f"{code} v" in page for code in prives)


def test_chaque_chiffre_du_registre_appartient_a_une_edition():
    figees = {m.code for m in mesures_figees()}
    assert {m.code for m in MESURES.values() if not m.manque} <= figees
    assert {m.calcul for m in mesures_figees()} == set(valeurs.CALCULATEURS)
