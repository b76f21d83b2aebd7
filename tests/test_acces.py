"""Every route × every identity × own, foreign, missing: a foreign object is a missing one, byte for byte.

The matrix runs in four builds. Two barriers stand: policies in Python, row-level security in PostgreSQL. Each must
hold alone; with both off the matrix must leak on every tenant route, or it proves nothing.
"""

from __future__ import annotations

import inspect
import re
import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from guichet.middleware.acces import est_publique
from inscriptions import policies as policies_inscriptions
from partenaires import policies as policies_partenaires
from tests.acces_monde import CANARI, CANARI_GROUPE, Monde, construire
from tests.base_de_donnees import connexion_proprietaire

# Routes that name one object: its kind, and the argument that carries it.
OBJETS: dict[str, tuple[str, str]] = {
    "groupe": ("groupe", "groupe_id"),
    "groupe_pas": ("groupe", "groupe_id"),
    "resultats": ("groupe", "groupe_id"),
    "appel": ("seance", "seance_id"),
    "seance_annuler": ("seance", "seance_id"),
    "entente_signature": ("entente", "entente_id"),
    "entente_pdf": ("entente", "entente_id"),
    "entente_termes": ("entente", "entente_id"),
    "avenants": ("entente", "entente_id"),
    "avenant": ("avenant", "avenant_id"),
    "avenant_signature": ("avenant", "avenant_id"),
    "avenant_pdf": ("avenant", "avenant_id"),
    "place_pas": ("place", "place_id"),
    "classe": ("place", "place_id"),
    "classe_ics": ("place", "place_id"),
    "absence_declarer": ("place", "place_id"),
    "place_quitter": ("place", "place_id"),
    "niveau_suivant": ("place", "place_id"),
    "attestation_pdf": ("attestation", "attestation_id"),
    "attestation_revoquer": ("attestation", "attestation_id"),
    "offre": ("offre", "offre_id"),
    "place_demandee": ("demande_de_place", "demande_id"),
    "offre_retirer": ("offre", "offre_id"),
    "explication_offre": ("offre", "offre_id"),
    "dossier_explication": ("inscription", "inscription_id"),
    "dossier": ("inscription", "inscription_id"),
    "dossier_pas": ("inscription", "inscription_id"),
    "evaluation": ("inscription", "inscription_id"),
    "placement": ("execution", "execution_id"),
    "piece": ("piece", "piece"),
    "groupe_capacite": ("groupe", "groupe_id"),
    "recommander": ("groupe", "groupe_id"),
    "accueil_refuser": ("place", "place_id"),
    "recommandation": ("recommandation", "recommandation_id"),
    "recommandation_pas": ("recommandation", "recommandation_id"),
    "refus_accueil": ("refus", "refus_id"),
    "refus_accueil_pas": ("refus", "refus_id"),
    "replacement_dossier": ("dossier_replacement", "dossier_id"),
    "replacement_clore": ("dossier_replacement", "dossier_id"),
    "replacement": ("replacement", "replacement_id"),
    "replacement_offrir": ("replacement", "replacement_id"),
    "replacement_depart": ("replacement", "replacement_id"),
    "declaration": ("declaration", "declaration_id"),
    "declaration_entete": ("declaration", "declaration_id"),
    "declaration_pas": ("declaration", "declaration_id"),
    "declaration_copier": ("declaration", "declaration_id"),
    "declaration_importer": ("declaration", "declaration_id"),
    "declaration_csv": ("declaration", "declaration_id"),
    "declaration_ajouter": ("declaration", "declaration_id"),
    "groupe_envisage": ("propose", "propose_id"),
    "bassin": ("bassin", "bassin_id"),
    "ressource_envisagee": ("ressource", "ressource_id"),
    "capacite_import": ("import", "import_id"),
    "formation": ("formation", "execution_id"),
    "ouverture_repondre": ("ouverture", "ouverture_id"),
    "entente": ("entente", "entente_id"),
    "entente_pas": ("entente", "entente_id"),
    "entente_demande": ("entente", "entente_id"),
    "entente_etape": ("entente", "entente_id"),
    "entente_analyse": ("entente", "entente_id"),
    "entente_decision": ("entente", "entente_id"),
    "entente_contenu": ("entente", "entente_id"),
    "entente_ajouter": ("entente", "entente_id"),
    "entente_element": ("entente", "entente_id"),
    "entente_negociation": ("entente", "entente_id"),
    "entente_rediger": ("entente", "entente_id"),
    "entente_versions": ("entente", "entente_id"),
    "entente_document": ("document_entente", "document_id"),
    "entente_document_verdict": ("document_entente", "document_id"),
    "entente_commentaire": ("commentaire", "commentaire_id"),
    "versements": ("entente", "entente_id"),
    "decompte": ("entente", "entente_id"),
    "versement": ("versement", "versement_id"),
    "revue": ("revue", "revue_id"),
    "revue_pas": ("revue", "revue_id"),
    "revue_pdf": ("revue", "revue_id"),
    "entente_revues": ("entente", "entente_id"),
    "mesure_corrective": ("mesure", "mesure_id"),
    "anomalie": ("anomalie", "anomalie_id"),
    "redditions": ("entente", "entente_id"),
    "reddition": ("reddition", "reddition_id"),
    "reddition_ecrire": ("reddition", "reddition_id"),
    "reddition_pas": ("reddition", "reddition_id"),
    "services_lot": ("lot_services", "lot_id"),
    "services_lot_annuler": ("lot_services", "lot_id"),
    "service_retirer": ("service", "service_id"),
    "services_jeton_revoquer": ("jeton", "jeton_id"),
}
# Other arguments a route takes beside its object.
AUTRES_ARGUMENTS = {
    "pas": "confirmer",
    "etape": "identite",
    "code": "ABCD-EFGH-JKLM",
    "jeton": "jeton-forge",
    "genre": "groupe",
}
ARGUMENTS_PROPRES = {
    "recommandation_pas": {"pas": "ecarter"},
    "refus_accueil_pas": {"pas": "ecarter"},
    "place_pas": {"pas": "abandonner"},
    "dossier_pas": {"pas": "retourner"},
    "declaration_pas": {"pas": "deposer"},
    "version_pas": {"pas": "abandonner"},
    "version_element": {"genre": "volet"},
    "appel_projets_pas": {"pas": "annuler"},
    "entente_ajouter": {"genre": "budget"},
    "entente_element": {"genre": "budget", "code": "salaires"},
    "entente_rediger": {"code": "objet"},
    "entente_etape": {"etape": "projet"},
    "revue_pas": {"pas": "commenter"},
    "reddition_pas": {"pas": "actualiser"},
}
# Routes about the asker alone, or about nobody: no object of another can be named.
SANS_OBJET = {
    "accueil",
    "comment_places_attribuees",
    "espace",
    "changer_adhesion",
    "sante",
    "set_language",
    "inscription",
    "inscription_etape",
    "inscription_verification",
    "suivi",
    "suivi_reprendre",
    "suivi_retirer",
    "explication",
    "documents",
    "lectures",
    "places_libres",
    "groupes",
    "partenaire_accueil",
    "tableau_de_bord",
    "prevision_attentes",
    "file_de_travail",
    "dossiers",
    "placements",
    "recommandations",
    "replacements",
    "groupe_nouveau",
    "declarations",
    "declaration_ouvrir",
    "capacite_modele",
    "tableau_capacite",
    "redditions_toutes",
    "definitions",
    "services",
    "service_ajouter",
    "services_modele",
    "services_importer",
    "services_jeton",
    "services_api",
    "formations",
    "ouvertures",
    "ententes",
    "portefeuille",
    "entente_demander",
    "entente_ouvrir",
    "versements_a_traiter",
    "ponctualite",
    "repartition",
    "scenarios",
    "scenario_nouveau",
    "scenarios_comparer",
    "programmes",
    "programme_version_ouvrir",
    "appels",
    "appel_projets_nouveau",
    "enveloppes",
    "enveloppe_fixer",
    "revues",
    "qualite",
    "tirages",
}
# Routes about an object of the whole province, which no tenant owns: the role alone opens them.
DE_LA_PROVINCE: dict[str, tuple[str, str]] = {
    "repartition_version": ("regle", "regle_id"),
    "repartition_modifier": ("regle", "regle_id"),
    "scenario": ("scenario", "scenario_id"),
    "programme_version": ("version", "version_id"),
    "version_differences": ("version", "version_id"),
    "version_pas": ("version_ebauche", "version_id"),
    "version_element": ("version_ebauche", "version_id"),
    "appel_projets": ("appel", "appel_id"),
    "appel_projets_modifier": ("appel_ebauche", "appel_id"),
    "appel_projets_pas": ("appel_ebauche", "appel_id"),
    "lot_paiement": ("lot", "lot_id"),
    "lot_paiement_csv": ("lot", "lot_id"),
    "tirage": ("tirage", "tirage_id"),
}
# Routes that name an object by a secret: forged or guessed ones answer as unknown (tests of their own).
PAR_SECRET = {"offre_signee", "recommandation_signee", "verification", "verification_code", "document_verification"}
# Claims work on any open group: seats cross tenants by design, the answer says nothing of others.
PLACES_OUVERTES = {"place_prendre"}
BIBLIOTHEQUES = ("account_", "mfa_", "usersessions_", "socialaccount_")

VARIABLE = re.compile(
    rb'(name="csrfmiddlewaretoken" value="[^"]+")|(nonce="[^"]+")|([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})'
)


def routes(resolveur: URLResolver | None = None) -> list[URLPattern]:
    """Every named pattern of the portal, the back office and the libraries excepted."""
    trouvees = []
    for entree in (resolveur or get_resolver()).url_patterns:
        if isinstance(entree, URLResolver):
            if entree.app_name != "admin":
                trouvees += routes(entree)
        elif not (entree.name or "").startswith(BIBLIOTHEQUES):
            trouvees.append(entree)
    return trouvees


def test_chaque_route_est_declaree_dans_la_matrice():
    declarees = set(OBJETS) | set(DE_LA_PROVINCE) | SANS_OBJET | PAR_SECRET | PLACES_OUVERTES
    assert {route.name for route in routes()} - declarees == set()
    assert declarees - {route.name for route in routes()} == set()


def adresse(nom: str, objet: uuid.UUID) -> str:
    """The address of a route about this object."""
    route = next(route for route in routes() if route.name == nom)
    arguments = {cle: AUTRES_ARGUMENTS[cle] for cle in route.pattern.converters if cle in AUTRES_ARGUMENTS}
    return reverse(nom, kwargs=arguments | ARGUMENTS_PROPRES.get(nom, {}) | {(OBJETS | DE_LA_PROVINCE)[nom][1]: objet})


def reponse(client: Client, methode: str, url: str) -> tuple[int, bytes, str]:
    """Status, body and redirect of a request, what changes from one request to the next removed."""
    recue = getattr(client, methode)(url)
    corps = b"".join(recue.streaming_content) if recue.streaming else recue.content
    return recue.status_code, VARIABLE.sub(b"", corps), VARIABLE.sub(b"", recue.get("Location", "").encode()).decode()


def fuites(monde: Monde) -> set[str]:
    """The tenant routes where some identity can tell a foreign object from a missing one, or reads a canary."""
    trouvees = set()
    for nom, (genre, _argument) in OBJETS.items():
        etrangers = [i for i in monde.identites if i not in monde.voient[genre]]
        for identite in etrangers:
            client = monde.identites[identite]
            for methode in ("get", "post"):
                vu = reponse(client, methode, adresse(nom, monde.objets[genre]))
                absent = reponse(client, methode, adresse(nom, uuid.uuid4()))
                if vu != absent or CANARI.encode() in vu[1] or CANARI_GROUPE.encode() in vu[1]:
                    trouvees.add(nom)
    return trouvees


def refus_a_tort(monde: Monde) -> set[tuple[str, str]]:
    """The routes that hide an object from someone who may know it exists."""
    return {
        (nom, identite)
        for nom, (genre, _argument) in OBJETS.items()
        for identite in monde.voient[genre]
        if reponse(monde.identites[identite], "get", adresse(nom, monde.objets[genre]))[0] == 404
    }


def lever_les_policies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build without the first barrier: every policy answers with all rows."""
    for policies in (policies_inscriptions, policies_partenaires):
        for nom, fonction in inspect.getmembers(policies, inspect.isfunction):
            if nom.endswith("_visibles"):
                # `-> QuerySet[Groupe]`: the annotation names the model.
                modele = getattr(
                    policies, re.search(r"\[(\w+)\]|(\w+)QuerySet", fonction.__annotations__["return"]).expand(r"\1\2")
                )
                monkeypatch.setattr(policies, nom, lambda acteur, modele=modele: modele.objects.all())


def lever_la_cloison(base: str) -> None:
    """Build without the second barrier: row-level security lifted on every table."""
    with connexion_proprietaire(base) as proprietaire:
        tables = proprietaire.execute(
            "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        for (table,) in tables:
            proprietaire.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')


@pytest.fixture
def monde(systeme) -> Monde:
    with systeme:
        return construire()


@pytest.mark.django_db(transaction=True)
class TestMatrice:
    def test_avec_les_deux_barrieres_rien_ne_fuit(self, monde):
        assert fuites(monde) == set()

    def test_sans_les_policies_la_cloison_seule_tient(self, monde, monkeypatch):
        lever_les_policies(monkeypatch)
        assert fuites(monde) == set()

    def test_sans_la_cloison_les_policies_seules_tiennent(self, monde, nom_de_la_base):
        lever_la_cloison(nom_de_la_base)
        assert fuites(monde) == set()

    def test_temoin_sans_aucune_barriere_chaque_route_fuit(self, monde, monkeypatch, nom_de_la_base):
        lever_les_policies(monkeypatch)
        lever_la_cloison(nom_de_la_base)
        assert fuites(monde) == set(OBJETS)

    def test_un_objet_de_la_province_ne_se_devine_pas_et_s_ouvre_a_qui_de_droit(self, monde):
        for nom, (genre, _argument) in DE_LA_PROVINCE.items():
            for identite, client in monde.identites.items():
                vu = reponse(client, "get", adresse(nom, monde.objets[genre]))
                if identite in monde.voient[genre]:
                    assert vu[0] in (200, 403), (nom, identite)
                else:
                    assert vu == reponse(client, "get", adresse(nom, uuid.uuid4())), (nom, identite)

    def test_qui_a_le_droit_de_voir_ne_recoit_jamais_404(self, monde):
        assert refus_a_tort(monde) == set()

    def test_les_pages_de_listes_ne_montrent_aucun_canari_etranger(self, monde):
        for nom in SANS_OBJET - {"set_language", "changer_adhesion", "inscription_etape"}:
            for identite in ("anonyme", "etrangere", "agent_b", "gestionnaire_b", "analyste", "direction"):
                corps = reponse(monde.identites[identite], "get", reverse(nom))[1]
                assert CANARI.encode() not in corps, (nom, identite)

    def test_sans_second_facteur_aucune_page_du_personnel_ne_s_ouvre(self, monde):
        for route in routes():
            if est_publique(route.callback) or route.name not in OBJETS:
                continue
            statut, _corps, vers = reponse(
                monde.identites["conseiller_sans_amf"], "get", adresse(route.name, monde.objets[OBJETS[route.name][0]])
            )
            assert (statut, vers) == (302, reverse("mfa_activate_totp")), route.name
