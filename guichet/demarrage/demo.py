"""`./portail demo`: the whole portal on one machine, with a synthetic province."""

import os
import socket
import time
import urllib.error
import urllib.request

from .environnement import VENV
from .etapes import Arret, EnParallele, annoncer, dire
from .lieux import RACINE
from .preparation import (
    charger_referentiels,
    comptes_de_demonstration,
    mettre_en_place,
    migrer,
    peupler,
    rassembler_statiques,
)
from .processus import Processus, fin_du_journal
from .session import Session, ouvrir, publier

FILES = "courriels,documents,placement,indicateurs,imports"
_PORT, _ESSAIS_DE_PORT, _PATIENCE = 8000, 100, 180


def lancer() -> int:
    """Set up, serve, and watch until a signal comes."""
    mettre_en_place("local")
    with ouvrir("demo", "guichet.settings.demo") as session, reserver_port() as prise:
        session.url = f"http://localhost:{prise.getsockname()[1]}"
        preparer_base(session)
        comptes: list[str] = []
        with EnParallele() as ensemble:  # Accounts are made while the server loads the code.
            ensemble.lancer(lambda: comptes.append(comptes_de_demonstration(session)))
            _ouvrir_les_pages(session, prise)
        _mettre_au_travail(session)
        publier(session)
        _annoncer(session, *comptes)
        session.surveillance.veiller()
    return 0


def preparer_base(session: Session) -> None:
    """Schema, then data; the static files meanwhile."""
    with EnParallele() as ensemble:
        ensemble.lancer(rassembler_statiques, session)
        ensemble.lancer(_schema_puis_donnees, session)


def _schema_puis_donnees(session: Session) -> None:
    migrer(session)
    charger_referentiels(session)
    peupler(session)


def reserver_port() -> socket.socket:
    """Listen on `PORT`, else on the first free port from 8000; held here so that nobody takes it between."""
    hote, demande = os.environ.get("HOTE", "127.0.0.1"), os.environ.get("PORT")
    if demande and not (demande.isdigit() and 0 < int(demande) < 65536):
        raise Arret(f"PORT doit être un numéro de port, pas « {demande} ».", 2)
    premier = int(demande) if demande else _PORT
    for port in range(premier, premier + (1 if demande else _ESSAIS_DE_PORT)):
        prise = socket.socket()
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind((hote, port))
            prise.listen(512)
            return prise
        except OSError:
            prise.close()
    raise Arret(f"Le port {premier} est déjà pris. Choisissez-en un autre : PORT={premier + 1} ./portail demo")


def _ouvrir_les_pages(session: Session, prise: socket.socket) -> None:
    web = session.surveillance.ajouter(_processus_web(session, prise))
    fin = time.monotonic() + _PATIENCE
    while not repond(prise):
        if not web.vit() or time.monotonic() > fin:
            raise Arret(f"Le portail n'a pas démarré. Fin de {web.journal} :\n{fin_du_journal(web.journal)}")
        time.sleep(0.1)


def _mettre_au_travail(session: Session) -> None:
    """What works behind the pages, once nothing else prepares the data."""
    for processus in (_processus_ouvrier(session), _processus_horloge(session)):
        session.surveillance.ajouter(processus)


def repond(prise: socket.socket) -> bool:
    """Whether /sante/ answers. Late messages make it say 503 until the worker, started next, has sent them."""
    hote, port = prise.getsockname()[:2]
    adresse = f"http://{'127.0.0.1' if hote == '0.0.0.0' else hote}:{port}/sante/"
    try:
        with urllib.request.urlopen(urllib.request.Request(adresse, headers={"Host": "localhost"}), timeout=10):
            return True
    except urllib.error.HTTPError as reponse:
        return reponse.code == 503
    except OSError:
        return False


def _processus_web(session: Session, prise: socket.socket) -> Processus:
    commande = [str(VENV / "bin" / "gunicorn"), "guichet.wsgi:application", "--bind", f"fd://{prise.fileno()}"]
    commande += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "--timeout", "60"]
    commande += ["--graceful-timeout", "10", "--log-level", "warning", "--preload"]
    env = session.env_surveille("app", DATABASE_URL_ANALYSTE=session.adresses.roles["analyste"])
    return Processus(
        nom="web",
        commande=commande,
        env=env,
        cwd=RACINE,
        journal=session.lieux.journaux / "web.log",
        fichiers=(prise.fileno(),),
    )


def _processus_ouvrier(session: Session) -> Processus:
    commande = [*_celery(), "worker", "-c", "2", "-Q", FILES, "-l", "WARNING"]
    commande += ["--without-gossip", "--without-mingle"]
    return Processus(
        nom="ouvrier",
        commande=commande,
        env=session.env_surveille("ouvrier", DATABASE_URL_SCENARIO=session.adresses.roles["scenario"]),
        cwd=RACINE,
        journal=session.lieux.journaux / "ouvrier.log",
    )


def _processus_horloge(session: Session) -> Processus:
    calendrier = session.lieux.base / "horloge"
    commande = [*_celery(), "beat", "-l", "WARNING", "--pidfile", "", "--schedule", str(calendrier)]
    return Processus(
        nom="horloge",
        commande=commande,
        env=session.env_surveille("ouvrier"),
        cwd=RACINE,
        journal=session.lieux.journaux / "horloge.log",
    )


def _celery() -> list[str]:
    return [str(VENV / "bin" / "celery"), "-A", "guichet.celery"]


def _annoncer(session: Session, comptes: str) -> None:
    dire("Le portail est prêt")
    annoncer(f"\n  Portail        {session.url}/\n  Démonstration  {session.url}/demo/\n\n{comptes.rstrip()}\n")
    annoncer(f"  Journaux : {session.lieux.journaux}\n  Ctrl-C arrête tout.\n")
