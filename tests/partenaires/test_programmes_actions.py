"""A version of a norm: copied whole, changed while a draft, adopted once complete, compared, frozen by the database."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from guichet.cycle import RoleInsuffisant, TransitionRefusee
from guichet.models import Motif
from partenaires import policies
from partenaires.actions import norme, programme
from partenaires.actions.exemples import charger_programmes
from partenaires.models import (
    ActiviteAdmissible,
    ModeleClause,
    Programme,
    ResultatConsultation,
    SectionDeNorme,
    SectionNorme,
    VersionProgramme,
    Volet,
)
from partenaires.queries.differences_norme import differences, mots_compares
from partenaires.queries.programmes import obstacles_a_l_adoption
from tests.base_de_donnees import connexion_proprietaire
from tests.factories.ententes import ActiviteAdmissibleFactory, EntenteFactory, VersionProgrammeFactory, VoletFactory
from tests.factories.normes import CritereFactory, DocumentExigeFactory, ModeleClauseFactory

pytestmark = pytest.mark.django_db
GESTION = Acteur(role=Role.GESTIONNAIRE_ENTENTES)
APPROBATION = Acteur(role=Role.APPROBATEUR)


def norme_complete() -> VersionProgramme:
    """A draft that may be adopted."""
    volet = VoletFactory(code="parcours")
    ActiviteAdmissibleFactory(volet=volet, code="cours")
    DocumentExigeFactory(volet=volet, code="resolution")
    CritereFactory(volet=volet, code="besoin")
    for section in SectionDeNorme:
        SectionNorme.objects.create(version=volet.version, section=section, texte=f"Texte de {section}.")
    bloc = {"champ": "montant", "operateur": "au_moins", "valeur": "1000", "texte": "Audit."}
    ModeleClauseFactory(version=volet.version, code="aide", blocs=[bloc])
    return volet.version


def adopter(version: VersionProgramme, jours: int = 0) -> VersionProgramme:
    le = timezone.now()
    programme.consulter_version(version=version, acteur=GESTION, le=le)
    return programme.adopter_version(
        version=version, acteur=APPROBATION, le=le, en_vigueur_le=timezone.localdate() + timedelta(days=jours)
    )


def nouvelle(version: VersionProgramme) -> VersionProgramme:
    return programme.ouvrir_version(programme=version.programme, acteur=GESTION, le=timezone.now())


def test_une_nouvelle_version_reprend_tout_de_la_derniere():
    ancienne = adopter(norme_complete())
    version = nouvelle(ancienne)
    assert (version.numero, version.precedente, version.etat) == (ancienne.numero + 1, ancienne, "ebauche")
    assert differences(ancienne, version) == []
    assert version.sections.count() == 7
    volet = version.volets.get()
    assert [volet.activites.count(), volet.documents.count(), volet.criteres.count()] == [1, 1, 1]
    assert version.modeles_clauses.get().blocs[0]["texte"] == "Audit."


def test_une_seule_version_est_en_chantier_par_programme():
    version = norme_complete()
    with pytest.raises(TransitionRefusee, match="déjà en chantier"):
        nouvelle(version)
    assert VersionProgramme.objects.count() == 1


def test_un_abandon_demande_un_motif_et_laisse_la_place():
    version = norme_complete()
    motif = Motif.objects.get(code="version_priorites")
    programme.abandonner_version(version=version, acteur=GESTION, le=timezone.now(), motif=motif)
    suivante = nouvelle(version)
    assert suivante.numero == version.numero + 1 and suivante.precedente is None


def test_une_norme_incomplete_ne_s_adopte_pas():
    version = VoletFactory(nom="Vide").version
    manque = " ".join(obstacles_a_l_adoption(version))
    assert "Sections à écrire : Description" in manque and "« Vide » n’a aucune activité" in manque
    with pytest.raises(TransitionRefusee, match="pèse 0 au lieu de 100"):
        adopter(version)
    version.refresh_from_db()
    assert version.etat == "en_consultation"


def test_une_norme_n_entre_pas_en_vigueur_dans_le_passe_ni_avant_la_precedente():
    ancienne = norme_complete()
    with pytest.raises(TransitionRefusee, match="dans le passé"):
        adopter(ancienne, -1)
    programme.reprendre_version(version=ancienne, acteur=GESTION, le=timezone.now())
    adopter(ancienne, 10)
    with pytest.raises(TransitionRefusee, match="choisissez un jour après"):
        adopter(nouvelle(ancienne), 10)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.GESTIONNAIRE_ENTENTES])
def test_seule_la_gestion_redige(role):
    version = norme_complete()
    acteur = Acteur(role=role)
    for ordre in (
        lambda: programme.ouvrir_version(programme=version.programme, acteur=acteur, le=timezone.now()),
        lambda: norme.enregistrer_section(version=version, acteur=acteur, section="autres", texte="x"),
        lambda: norme.consigner_consultation(version=version, acteur=acteur, champs={}, le=timezone.now()),
    ):
        with pytest.raises(RoleInsuffisant):
            ordre()


def test_en_consultation_les_mots_ne_changent_plus_mais_ce_qu_on_entend_se_note():
    version = norme_complete()
    programme.consulter_version(version=version, acteur=GESTION, le=timezone.now())
    with pytest.raises(TransitionRefusee, match="Reprenez la rédaction"):
        norme.enregistrer_section(version=version, acteur=GESTION, section="autres", texte="x")
    champs = {
        "source": "terrain",
        "tenue_le": timezone.localdate(),
        "participants": 4,
        "section": "autres",
        "entendu": "Trop long.",
    }
    resultat = norme.consigner_consultation(version=version, acteur=GESTION, champs=champs, le=timezone.now())
    norme.retirer_consultation(version=version, acteur=GESTION, resultat=resultat, le=timezone.now())
    assert not ResultatConsultation.objects.exists() and ResultatConsultation.tous.count() == 1


def test_un_element_retire_reste_dans_sa_table_et_libere_son_code():
    version = norme_complete()
    volet = version.volets.get()
    norme.retirer_element(version=version, acteur=GESTION, element=volet, le=timezone.now())
    assert not version.volets.exists() and not ActiviteAdmissible.objects.exists()
    assert Volet.tous.count() == 1 and ActiviteAdmissible.tous.get().retire_le is not None
    VoletFactory(version=version, code="parcours")
    assert version.volets.count() == 1


def test_un_element_d_une_autre_version_est_refuse():
    version, autre = norme_complete(), VoletFactory()
    for element in (autre, ActiviteAdmissibleFactory(volet=autre)):
        with pytest.raises(TransitionRefusee, match="autre version"):
            norme.retirer_element(version=version, acteur=GESTION, element=element, le=timezone.now())


def test_les_differences_nomment_chaque_mot_et_chaque_chiffre():
    ancienne = adopter(norme_complete())
    version = nouvelle(ancienne)
    volet = version.volets.get()
    norme.enregistrer_section(version=version, acteur=GESTION, section="autres", texte="Texte neuf de autres.")
    norme.enregistrer_element(
        version=version,
        acteur=GESTION,
        genre="activite",
        champs={"prix_maximum": Decimal("30")},
        element=volet.activites.get(),
        volet=volet,
    )
    norme.retirer_element(version=version, acteur=GESTION, element=version.modeles_clauses.get(), le=timezone.now())
    VoletFactory(version=version, code="innovation", nom="Innovation")
    trouvees = {chapitre.titre: chapitre for chapitre in differences(ancienne, version)}
    assert list(trouvees) == [
        "Section : Autres dispositions",
        "Volet : Innovation",
        "Volet : Soutien au parcours",
        "Clause : Aide",
    ]
    section = trouvees["Section : Autres dispositions"].differences[0]
    assert [mot.strip() for sorte, mot in section.apres if sorte == "ajout"] == ["neuf"]
    assert all(sorte == "egal" for sorte, _mot in section.avant)
    assert [trouvees[t].sorte for t in trouvees] == ["changement", "ajout", "changement", "retrait"]
    (prix,) = trouvees["Volet : Soutien au parcours"].differences
    assert prix.libelle == "Activité cours"
    assert [mot for sorte, mot in prix.apres if sorte == "ajout"] == ["30,00"]


@pytest.mark.parametrize(("avant", "apres"), [("", "a b"), ("a  b\nc", "a b"), ("<b>", "<i>"), ("x", ""), ("é é", "é")])
def test_les_morceaux_compares_redonnent_les_textes(avant, apres):
    gauche, droite = mots_compares(avant, apres)
    assert ("".join(m for _s, m in gauche), "".join(m for _s, m in droite)) == (avant, apres)


def test_une_nouvelle_version_ne_change_pas_une_entente():
    entente = EntenteFactory(volet=norme_complete().volets.get(), signee=True)
    ancienne = adopter(entente.version)
    version = nouvelle(ancienne)
    norme.enregistrer_regles(
        version=version, acteur=GESTION, cumul_maximum=Decimal("0.5"), depenses_admissibles=["Salaires"]
    )
    adopter(version, 5)
    entente.refresh_from_db()
    assert (entente.version, entente.volet.version, entente.version.cumul_maximum) == (
        ancienne,
        ancienne,
        Decimal("0.900"),
    )


def ordres_interdits(version: VersionProgramme) -> list:
    """Every way a row could come into an adopted norm, change in it or leave it."""
    volet = version.volets.get()
    ailleurs = VoletFactory()
    clause, activite = version.modeles_clauses.get(), volet.activites.get()
    return [
        lambda: ModeleClauseFactory(version=version),
        lambda: ModeleClause.objects.filter(pk=clause.pk).update(texte="x"),
        lambda: ModeleClause.objects.filter(pk=clause.pk).update(version=ailleurs.version),
        lambda: ModeleClause.objects.filter(pk=clause.pk).delete(),
        lambda: DocumentExigeFactory(volet=volet),
        lambda: volet.documents.update(obligatoire=False),
        lambda: volet.documents.update(volet=ailleurs),
        lambda: volet.documents.all().delete(),
        lambda: CritereFactory(volet=volet),
        lambda: volet.criteres.update(poids=1),
        lambda: volet.criteres.all().delete(),
        lambda: ActiviteAdmissible.objects.filter(pk=activite.pk).update(volet=ailleurs),
        lambda: ActiviteAdmissible.objects.filter(pk=activite.pk).delete(),
        lambda: Volet.objects.filter(pk=volet.pk).update(retire_le=timezone.now()),
        lambda: version.sections.update(texte="x"),
        lambda: version.sections.all().delete(),
    ]


def test_la_base_garde_tout_ce_que_dit_une_norme_adoptee():
    version = adopter(norme_complete())
    for ordre in ordres_interdits(version):
        # Deletion is refused to the application's role before any guard.
        with pytest.raises(DatabaseError, match=r"nouvelle version|permission denied"), transaction.atomic():
            ordre()


@pytest.mark.django_db(transaction=True)
def test_meme_le_proprietaire_ne_retire_rien_d_une_norme_adoptee(systeme, nom_de_la_base):
    with systeme:
        adopter(norme_complete())
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        proprietaire.execute("SET portail.portee = 'province'")
        for table in ("sectionnorme", "modeleclause", "activiteadmissible", "documentexige", "critereanalyse"):
            with pytest.raises(psycopg.errors.CheckViolation, match="nouvelle version"):
                proprietaire.execute(f"DELETE FROM partenaires_{table}")


@pytest.mark.django_db(transaction=True)
def test_temoin_sans_la_garde_une_norme_adoptee_change(systeme, nom_de_la_base):
    with systeme:
        version = adopter(norme_complete())
    with connexion_proprietaire(nom_de_la_base) as proprietaire:
        for table in ("modeleclause", "documentexige", "critereanalyse"):
            proprietaire.execute(f"ALTER TABLE partenaires_{table} DISABLE TRIGGER garder_norme")
    with systeme:
        volet = version.volets.get()
        assert version.modeles_clauses.update(texte="x") == volet.documents.update(obligatoire=False) == 1
        assert volet.criteres.update(poids=1) == 1


def test_les_exemples_se_chargent_une_seule_fois():
    le = timezone.now()
    assert [p.code for p in charger_programmes(le=le)] == ["reussir-integration", "soutien-integration"]
    assert charger_programmes(le=le) == []
    assert all(Programme.objects.values_list("est_exemple", flat=True))
    versions = VersionProgramme.objects.order_by("programme_id", "numero")
    assert [(v.programme_id, v.numero, v.etat) for v in versions] == [
        ("reussir-integration", 1, "adoptee"),
        ("soutien-integration", 1, "adoptee"),
        ("soutien-integration", 2, "en_consultation"),
    ]
    assert all(version.volets.count() == 5 and obstacles_a_l_adoption(version) == [] for version in versions)
    assert versions[2].consultations.count() == 4
    assert len(differences(versions[1], versions[2])) == 6
    assert not connection.needs_rollback


def test_qui_voit_quelle_version():
    adoptee, ebauche = VersionProgrammeFactory(adoptee=True), VersionProgrammeFactory()
    attendu = {
        Role.GESTIONNAIRE_ENTENTES: {adoptee, ebauche},
        Role.APPROBATEUR: {adoptee, ebauche},
        Role.PAYEUR: {adoptee, ebauche},
        Role.DIRECTION: {adoptee, ebauche},
        Role.AGENT_PARTENAIRE: {adoptee},
        Role.GESTIONNAIRE_PARTENAIRE: {adoptee},
    }
    for role in Role:
        assert set(policies.versions_visibles(Acteur(role=role))) == attendu.get(role, set()), role
