"""What is always true of a synthetic province, read in the database as an auditor would."""

from collections.abc import Iterator

import pytest

from inscriptions.peuplement.geographie import GRAND_MONTREAL
from inscriptions.states import EtatGroupe, EtatInscription, EtatOffre, EtatPlace
from tests.inscriptions.peuplement.bases import JOUR, base_a_part, commander, lecture, peupler

OBJETS = {
    "inscription": ("inscriptions_inscription", EtatInscription),
    "groupe": ("inscriptions_groupe", EtatGroupe),
    "offre": ("inscriptions_offredeplace", EtatOffre),
    "place": ("inscriptions_place", EtatPlace),
}
MINUIT = f"timestamptz '{JOUR} 00:00 America/Toronto'"
# Each counts rows that should not exist.
INVARIANTS = {
    "des places tenues qui ne font pas le compte du groupe": """
        SELECT count(*) FROM inscriptions_groupe g WHERE places_prises <>
          (SELECT count(*) FROM inscriptions_offredeplace o WHERE o.groupe_id = g.id AND o.etat = 'proposee')
          + (SELECT count(*) FROM inscriptions_place p WHERE p.groupe_id = g.id
             AND p.etat IN ('confirmee', 'commencee', 'terminee'))""",
    "un groupe survendu": "SELECT count(*) FROM inscriptions_groupe WHERE places_prises > capacite",
    "un pas du journal qui ne suit pas le précédent": """
        SELECT count(*) FROM (SELECT de, le, lag(vers, 1, '') OVER w AS avant, lag(le) OVER w AS le_avant
          FROM guichet_journal WINDOW w AS (PARTITION BY objet_id ORDER BY id)) j WHERE de <> avant OR le < le_avant""",
    # The order of dispatch came with the migrations, today; what the night computes is dated by its clock.
    "un pas dans l'avenir": f"""
        SELECT count(*) FROM guichet_journal
        WHERE le >= {MINUIT} AND objet_type NOT IN ('regle_priorite', 'alerte', 'rapprochement', 'amelioration')""",
    "une offre ouverte déjà échue": f"""
        SELECT count(*) FROM inscriptions_offredeplace WHERE etat = 'proposee' AND expire_le < {MINUIT}""",
    "une offre ouverte sans attente": """
        SELECT count(*) FROM inscriptions_offredeplace o JOIN inscriptions_inscription i ON i.id = o.inscription_id
        WHERE o.etat = 'proposee' AND i.etat <> 'en_attente'""",
    "un cours sans place": """
        SELECT count(*) FROM inscriptions_inscription i WHERE etat = 'en_cours' AND NOT EXISTS (
          SELECT 1 FROM inscriptions_place p WHERE p.inscription_id = i.id AND p.etat IN ('confirmee', 'commencee')
        )""",
    "une place active qui contredit la demande": """
        SELECT count(*) FROM inscriptions_place p JOIN inscriptions_groupe g ON g.id = p.groupe_id
          JOIN inscriptions_inscription i ON i.id = p.inscription_id
        WHERE p.etat IN ('confirmee', 'commencee') AND NOT (
          i.niveau BETWEEN g.niveau AND g.niveau_max AND i.filiere = g.filiere AND g.formule = ANY(i.formules)
          AND g.mode = ANY(i.modes) AND g.horaire <@ i.disponibilites
          AND (g.mode = 'en_ligne' OR g.region_id = i.region_id)
          AND (g.garde OR g.mode = 'en_ligne' OR NOT 'garde' = ANY(i.besoins)))""",
    "un appel sans présence d'une personne attendue": """
        SELECT count(*) FROM inscriptions_seance s JOIN inscriptions_place p ON p.groupe_id = s.groupe_id
        WHERE s.appel_le IS NOT NULL AND p.commencee_le::date < s.date
          AND (p.finie_le IS NULL OR p.finie_le::date > s.date)
          AND NOT EXISTS (SELECT 1 FROM inscriptions_presence x WHERE x.seance_id = s.id AND x.place_id = p.id)""",
    "une présence sans appel": """
        SELECT count(*) FROM inscriptions_presence x JOIN inscriptions_seance s ON s.id = x.seance_id
        WHERE s.appel_le IS NULL OR s.annulee_le IS NOT NULL""",
    "un cours terminé sans ses quatre résultats ou sans attestation": """
        SELECT count(*) FROM inscriptions_place p WHERE etat = 'terminee' AND (
          (SELECT count(*) FROM inscriptions_resultat r WHERE r.place_id = p.id) <> 4
          OR NOT EXISTS (SELECT 1 FROM inscriptions_attestation a WHERE a.place_id = p.id))""",
    "un enseignant à deux endroits à la fois": """
        SELECT count(*) FROM inscriptions_seance s JOIN inscriptions_groupe g ON g.id = s.groupe_id
          JOIN inscriptions_groupe h ON h.enseignant_id = g.enseignant_id AND h.id > g.id
            AND h.session_id = g.session_id
          JOIN inscriptions_seance t ON t.groupe_id = h.id AND t.date = s.date AND t.heure_debut < s.heure_fin
            AND s.heure_debut < t.heure_fin""",
    "un préfixe postal d'une autre région": """
        SELECT count(*) FROM guichet_personne p LEFT JOIN guichet_prefixepostal x ON x.rta = left(p.code_postal, 3)
        WHERE p.code_postal <> '' AND (x.region_id IS DISTINCT FROM p.region_id)""",
    "une municipalité inconnue": """
        SELECT count(*) FROM guichet_personne p WHERE municipalite <> '' AND NOT EXISTS
          (SELECT 1 FROM guichet_municipalite m WHERE m.nom = p.municipalite AND m.region_id = p.region_id)""",
    "une adresse ou un numéro qui pourrait être à quelqu'un": """
        SELECT count(*) FROM guichet_personne
        WHERE courriel NOT LIKE '%@exemple.test'
           OR (telephone <> '' AND telephone !~ '^\\+1[0-9]{3}55501[0-9]{2}$')""",
    "un avis d'offre manquant": """
        SELECT count(*) FROM inscriptions_offredeplace o WHERE etat = 'proposee'
        AND NOT EXISTS (SELECT 1 FROM guichet_avis a WHERE a.cle = 'offre:proposee:' || o.id AND a.etat = 'envoye')""",
    "une demande étudiée sans preuve": """
        SELECT count(*) FROM inscriptions_inscription WHERE etat IN ('deposee', 'a_completer', 'complete')
        AND preuve_id IS NULL""",
}


@pytest.fixture(scope="module")
def province(modele_de_base) -> Iterator[str]:
    with base_a_part(modele_de_base, "province") as base:
        peupler(base, 2000)
        yield base


def compter(base: str, requete: str) -> int:
    with lecture(base) as curseur:
        return curseur.execute(requete).fetchone()[0]


@pytest.mark.parametrize("faute", INVARIANTS)
def test_la_province_ne_contient_jamais(province, faute):
    assert compter(province, INVARIANTS[faute]) == 0


@pytest.mark.parametrize("objet", OBJETS)
def test_chaque_etat_de_chaque_cycle_est_present(province, objet):
    table, etats = OBJETS[objet]
    with lecture(province) as curseur:
        presents = {etat for (etat,) in curseur.execute(f"SELECT DISTINCT etat FROM {table}")}
    assert presents == set(etats.values)


@pytest.mark.parametrize("objet", OBJETS)
def test_le_dernier_pas_du_journal_est_l_etat(province, objet):
    table, _etats = OBJETS[objet]
    ecarts = compter(
        province,
        f"SELECT count(*) FROM {table} o WHERE etat IS DISTINCT FROM (SELECT vers FROM guichet_journal j "
        f"WHERE j.objet_type = '{objet}' AND j.objet_id = o.id ORDER BY j.id DESC LIMIT 1)",
    )
    assert ecarts == 0


def test_la_population_est_repartie_comme_dans_la_realite(province):
    assert compter(province, "SELECT count(*) FROM guichet_personne") == 2000
    metropole = compter(
        province,
        f"SELECT count(*) FROM guichet_personne WHERE region_id IN ({', '.join(map(repr, sorted(GRAND_MONTREAL)))})",
    )
    situees = compter(province, "SELECT count(*) FROM guichet_personne WHERE region_id IS NOT NULL")
    assert 0.80 < metropole / situees < 0.88


def test_trente_partenaires_et_des_classes_de_taille_ordinaire(province):
    assert compter(province, "SELECT count(*) FROM guichet_organisation") == 30
    moyenne = compter(province, "SELECT avg(places_prises) FROM inscriptions_groupe WHERE etat = 'en_cours'")
    assert 12 < moyenne < 19


def test_les_sequences_reprennent_apres_la_province(province):
    assert compter(province, "SELECT nextval('inscriptions_numero')") == 2001
    dernier = compter(province, "SELECT max(id) FROM guichet_utilisateur")
    assert compter(province, "SELECT nextval(pg_get_serial_sequence('guichet_utilisateur', 'id'))") == dernier + 1


def test_les_comptes_de_demonstration_se_font_une_fois_et_hors_demonstration_jamais(province):
    # In a copy: what these accounts do is dated by the clock, after the day of the province the other tests read.
    with base_a_part(province, "comptes") as base:
        refus = commander(base, "comptes_demo")
        assert refus.returncode != 0
        assert "démonstration" in refus.stderr
        premier = commander(base, "comptes_demo", reglages="guichet.settings.demo")
        assert premier.returncode == 0, premier.stderr[-2000:]
        comptes = "SELECT count(*) FROM account_emailaddress"
        nombre = compter(base, comptes)
        assert commander(base, "comptes_demo", reglages="guichet.settings.demo").stdout == premier.stdout
        assert compter(base, comptes) == nombre == 19
        assert compter(base, "SELECT count(*) FROM mfa_authenticator WHERE type = 'totp'") == 12
        recus = "SELECT count(*) FROM guichet_avis WHERE destinataire = 'offre@exemple.test'"
        assert compter(base, f"{recus} AND cle LIKE 'offre:proposee:%'") == 1


def test_les_comptes_d_une_province_vide_sont_refuses_et_rien_n_est_fige(modele_de_base):
    with base_a_part(modele_de_base, "vide") as base:
        refus = commander(base, "comptes_demo", reglages="guichet.settings.demo")
        assert refus.returncode != 0
        assert "peupler" in refus.stderr
        assert compter(base, "SELECT count(*) FROM indicateurs_edition") == 0


def test_chaque_demande_a_la_classe_que_l_ordre_en_vigueur_lui_donne(province):
    reclasser = (
        "from datetime import datetime; from django.utils import timezone;"
        "from inscriptions.actions.priorites import reclasser_la_file;"
        f"print('changées :', reclasser_la_file(le=timezone.make_aware(datetime.fromisoformat('{JOUR}T12:00'))))"
    )
    assert "changées : 0" in commander(province, "shell", "-v0", "-c", reclasser, sans_controles=False).stdout
