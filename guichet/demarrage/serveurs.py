"""PostgreSQL and Valkey for one use: embedded, or the ones `DATABASE_URL` and `REDIS_URL` name."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from .empreintes import Registre, empreinte
from .etapes import EnParallele, dire, executer
from .lieux import Lieux
from .postgres import ADMINISTRATEUR, Postgres, outil
from .processus import Surveillance
from .valkey import Valkey

BASE = "portail"
ROLES = {
    "proprietaire": "portail_proprietaire",
    "app": "portail_app",
    "ouvrier": "portail_ouvrier",
    "analyste": "portail_analyste",
    "scenario": "portail_scenario",
    "sauvegarde": "portail_sauvegarde",
}
_SQL_DES_ROLES = Path(__file__).with_name("roles.sql")
_SQL_DES_DROITS = Path(__file__).with_name("droits.sql")


@dataclass
class Adresses:
    """Every address of the servers: each process receives only its own."""

    admin: str
    roles: dict[str, str] = field(default_factory=dict)
    redis: str = ""
    embarquee: bool = True


def demarrer_serveurs(lieux: Lieux, surveillance: Surveillance, *, durable: bool = True) -> Adresses:
    """Start what is not supplied from outside, both at once, then see to roles and database."""
    externe, redis = os.environ.get("DATABASE_URL"), os.environ.get("REDIS_URL")
    with EnParallele() as ensemble:
        if not externe:
            postgres = Postgres(lieux, durable)
            ensemble.lancer(_demarrer_postgres, postgres, surveillance)
        if not redis:
            valkey = Valkey(lieux)
            ensemble.lancer(_demarrer_valkey, valkey, surveillance)
    adresses = _adresses_externes(externe, lieux) if externe else _adresses_embarquees(postgres)
    adresses.redis = redis or valkey.url
    _assurer_roles(adresses, lieux)
    dire("PostgreSQL et Valkey prêts" if not (externe and redis) else "Serveurs externes prêts")
    return adresses


def registre_de_la_base(lieux: Lieux) -> Registre:
    """Stamps of what has been done in the embedded database; they vanish with it."""
    return Registre(lieux.base / "base.json")


def psql(url: str, sql: str, *options: str) -> str:
    """Run SQL and return the bare rows."""
    commande: list[str | Path] = [
        outil("psql"),
        url,
        "-X",
        "-q",
        "-A",
        "-t",
        "-v",
        "ON_ERROR_STOP=1",
        *options,
        "-f",
        "-",
    ]
    env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "PGCONNECT_TIMEOUT": "10"}
    env["PGOPTIONS"] = "-c client_min_messages=warning"
    return executer(commande, "La base de données a refusé une commande :", env=env, entree=sql).strip()


def changer_url(url: str, *, role: str | None = None, mot_de_passe: str = "", base: str | None = None) -> str:
    """The same server under another role or another database."""
    parties = urlsplit(url)
    lieu = parties.netloc
    if role:
        secret = f":{quote(mot_de_passe, safe='')}" if mot_de_passe else ""
        lieu = f"{role}{secret}@{lieu.rpartition('@')[2]}"
    return urlunsplit(parties._replace(netloc=lieu, path=f"/{base}" if base else parties.path))


def _demarrer_postgres(postgres: Postgres, surveillance: Surveillance) -> None:
    if postgres.preparer():
        registre_de_la_base(postgres.lieux).fichier.unlink(missing_ok=True)
    surveillance.ajouter(postgres.processus()).attendre_pret(120)


def _demarrer_valkey(valkey: Valkey, surveillance: Surveillance) -> None:
    surveillance.ajouter(valkey.processus()).attendre_pret()


def _adresses_embarquees(postgres: Postgres) -> Adresses:
    roles = {nom: postgres.url(role, BASE) for nom, role in ROLES.items()}
    return Adresses(admin=postgres.url(ADMINISTRATEUR, "postgres"), roles=roles)


def _adresses_externes(url: str, lieux: Lieux) -> Adresses:
    """Roles with a password of ours, on the database the address names (`postgres` means: ours, beside it)."""
    nommee = urlsplit(url).path.strip("/")
    base = BASE if nommee in ("", "postgres") else nommee
    secret = lieux.secrets()["MOT_DE_PASSE"]
    roles = {nom: changer_url(url, role=role, mot_de_passe=secret, base=base) for nom, role in ROLES.items()}
    return Adresses(admin=changer_url(url, base="postgres"), roles=roles, embarquee=False)


def _assurer_roles(adresses: Adresses, lieux: Lieux) -> None:
    """Create roles and database once; on an external server, check them at every start."""
    droits = _SQL_DES_DROITS.read_text()
    registre, valeur = registre_de_la_base(lieux), empreinte(_SQL_DES_ROLES.read_text(), droits)
    if adresses.embarquee and registre.est_a_jour("roles", valeur):
        return
    base = urlsplit(adresses.roles["app"]).path.strip("/")
    psql(adresses.admin, _SQL_DES_ROLES.read_text() + _mots_de_passe(adresses, lieux))
    if not psql(adresses.admin, f"SELECT 1 FROM pg_database WHERE datname = '{base}'"):
        psql(adresses.admin, f'CREATE DATABASE "{base}" OWNER portail_proprietaire TEMPLATE template0')
    psql(changer_url(adresses.admin, base=base), droits)
    if adresses.embarquee:
        psql(changer_url(adresses.admin, base=base), "CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        registre.noter("roles", valeur)


def _mots_de_passe(adresses: Adresses, lieux: Lieux) -> str:
    """Over a network a role needs a password; on our own socket the folder is the barrier."""
    if adresses.embarquee:
        return ""
    secret = lieux.secrets()["MOT_DE_PASSE"]
    lignes = [f"ALTER ROLE {role} PASSWORD '{secret}';" for role in ROLES.values()]
    return "\n".join([*lignes, "GRANT portail_proprietaire TO CURRENT_USER;"])
