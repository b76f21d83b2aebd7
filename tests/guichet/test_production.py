"""The production description: valid, complete, and each part with only what it needs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from guichet.demarrage.demo import FILES

RACINE = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((RACINE / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OUVRIERS = {nom: service for nom, service in SERVICES.items() if nom.startswith("ouvrier-")}
DU_PORTAIL = {nom: service for nom, service in SERVICES.items() if "build" in service}


def test_toutes_les_parties_sont_la() -> None:
    attendues = {"mandataire", "web", "migrer", "horloge", "base", "replique", "courtier", "cache", "analyseur"}
    assert attendues | set(OUVRIERS) == set(SERVICES)


def test_chaque_file_a_son_ouvrier() -> None:
    assert {service["command"][1] for service in OUVRIERS.values()} == set(FILES.split(","))


@pytest.mark.parametrize("nom", SERVICES)
def test_chaque_image_a_une_version(nom: str) -> None:
    image = SERVICES[nom]["image"]
    assert re.fullmatch(r"[a-z/\-]+:(\$\{VERSION.*\}|\d[\w.\-]*)", image), image


@pytest.mark.parametrize("nom", SERVICES)
def test_seul_le_mandataire_ouvre_des_ports(nom: str) -> None:
    assert ("ports" in SERVICES[nom]) == (nom == "mandataire")


@pytest.mark.parametrize("nom", SERVICES)
def test_chaque_secret_vient_d_un_fichier(nom: str) -> None:
    for variable, valeur in SERVICES[nom].get("environment", {}).items():
        if re.search(r"CLE|SECRET|PASSWORD|MOT_DE_PASSE|DATABASE_URL|EMAIL_URL", variable):
            assert variable.endswith(("_FICHIER", "_FILE")), variable
            assert str(valeur).removeprefix("/run/secrets/") in SERVICES[nom]["secrets"]


def test_les_secrets_utilises_sont_ceux_qui_sont_declares() -> None:
    utilises = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert utilises == set(COMPOSE["secrets"])


@pytest.mark.parametrize(
    ("nom", "bases"),
    [
        ("web", {"base_app", "base_analyste"}),
        ("migrer", {"base_proprietaire"}),
        ("horloge", {"base_ouvrier"}),
        *((nom, {"base_ouvrier"}) for nom in OUVRIERS if nom != "ouvrier-placement"),
        ("ouvrier-placement", {"base_ouvrier", "base_scenario"}),
    ],
)
def test_chaque_processus_ne_connait_que_son_role(nom: str, bases: set[str]) -> None:
    assert {secret for secret in SERVICES[nom]["secrets"] if secret.startswith("base_")} == bases


@pytest.mark.parametrize("nom", DU_PORTAIL)
def test_le_portail_tourne_sans_droit_superflu(nom: str) -> None:
    service = DU_PORTAIL[nom]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_seuls_ceux_qui_en_ont_besoin_sortent_du_reseau() -> None:
    sortants = {nom for nom, service in SERVICES.items() if "sortie" in service["networks"]}
    assert sortants == {"mandataire", "ouvrier-courriels", "analyseur"}
    assert COMPOSE["networks"]["interne"]["internal"] is True


def test_le_courtier_n_oublie_rien_et_le_cache_peut_oublier() -> None:
    assert "noeviction" in SERVICES["courtier"]["command"]
    assert "allkeys-lru" in SERVICES["cache"]["command"]


def test_les_fichiers_montes_existent() -> None:
    montes = [v.split(":")[0] for service in SERVICES.values() for v in service.get("volumes", []) if v[0] == "."]
    assert montes
    assert all((RACINE / chemin).is_file() for chemin in montes)
    nommes = {v.split(":")[0] for service in SERVICES.values() for v in service.get("volumes", []) if v[0] != "."}
    assert nommes == set(COMPOSE["volumes"])


def test_les_dependances_existent_et_savent_dire_qu_elles_sont_pretes() -> None:
    for service in SERVICES.values():
        for autre, condition in service.get("depends_on", {}).items():
            assert condition["condition"] == "service_completed_successfully" or "healthcheck" in SERVICES[autre]


@pytest.mark.parametrize("script", sorted((RACINE / "deploiement").glob("*.sh")), ids=lambda f: f.name)
def test_les_scripts_se_lisent(script: Path) -> None:
    interprete = script.read_text().splitlines()[0].removeprefix("#!")
    resultat = subprocess.run([interprete, "-n", script], capture_output=True, text=True)
    assert resultat.returncode == 0, resultat.stderr


def test_l_entree_connait_tous_les_roles_que_les_services_demandent() -> None:
    entree = (RACINE / "deploiement" / "entree.sh").read_text()
    roles = {service["command"][0] for service in DU_PORTAIL.values()}
    assert all(re.search(rf"^    {role}\)$", entree, re.MULTILINE) for role in roles)
    lus = re.search(r"for nom in (.+); do", entree)
    assert lus
    fichiers = {v for s in DU_PORTAIL.values() for v in s["environment"] if v.endswith("_FICHIER")}
    assert {nom.removesuffix("_FICHIER") for nom in fichiers} <= set(lus[1].split())


def test_l_image_ne_tourne_pas_en_root_et_ne_contient_pas_les_serveurs_embarques() -> None:
    dockerfile = (RACINE / "Dockerfile").read_text()
    assert re.search(r"^USER portail$", dockerfile, re.MULTILINE)
    assert "requirements/base.txt" in dockerfile
    assert "local.txt" not in dockerfile
    for source in re.findall(r"^COPY (?:--chmod=\S+ )?(\S+) \S+$", dockerfile, re.MULTILINE):
        assert (RACINE / source).exists(), source
