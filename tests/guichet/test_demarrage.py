"""The start-up chain: what can be proved without starting a whole portal inside the tests."""

from __future__ import annotations

import ast
import hashlib
import io
import os
import re
import signal
import socket
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

from guichet.demarrage import demo, environnement, essais, lieux, orphelins, systeme, trousse, valkey
from guichet.demarrage.commandes import COMMANDES, main
from guichet.demarrage.empreintes import Registre, empreinte_fichiers
from guichet.demarrage.etapes import Arret, EnParallele, executer
from guichet.demarrage.lieux import Lieux, Verrou
from guichet.demarrage.postgres import Postgres
from guichet.demarrage.processus import Processus, Surveillance
from guichet.demarrage.serveurs import ROLES, Adresses, changer_url
from guichet.demarrage.session import Session
from tests.banc.processus import attendre

RACINE = lieux.RACINE
EXIGENCES = sorted((RACINE / "requirements").glob("*.txt"))
LIGNE = re.compile(r"^([A-Za-z0-9_.\-]+)(?:\[[a-z,]+\])?==(\S+)", re.MULTILINE)


@pytest.fixture
def chez(tmp_path: Path) -> Lieux:
    """A runtime folder of our own, without the check that `nobody` can reach it."""
    ici = Lieux(tmp_path, "demo")
    for dossier in (ici.base, ici.postgres, ici.journaux, ici.valkey):
        dossier.mkdir(parents=True, exist_ok=True)
    return ici


def processus(chez: Lieux, *commande: str, **extra: object) -> Processus:
    """A supervised child that carries this clone's mark."""
    env = {"PATH": os.environ["PATH"], orphelins.MARQUE: str(chez.base)}
    journal = chez.journaux / "essai.log"
    return Processus("essai", list(commande), env, chez.base, journal, delai=2, **extra)  # type: ignore[arg-type]


# --- Requirements -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("fichier", EXIGENCES, ids=lambda f: f.name)
def test_les_exigences_sont_verrouillees_par_empreinte_et_ne_nomment_aucun_serveur(fichier: Path) -> None:
    texte = fichier.read_text()
    assert "://" not in texte
    assert not [ligne for ligne in texte.splitlines() if ligne.startswith("-")]
    for bloc in re.split(r"\n(?=[A-Za-z])", texte):
        assert "--hash=sha256:" in bloc, bloc[:80]


def test_les_outils_de_developpement_gardent_les_versions_de_la_demonstration() -> None:
    versions = {f.stem: dict(LIGNE.findall(f.read_text())) for f in EXIGENCES}
    for petit, grand in (("base", "local"), ("local", "dev")):
        assert versions[petit].items() <= versions[grand].items()


def test_la_chaine_de_demarrage_n_importe_que_la_bibliotheque_standard() -> None:
    assert (RACINE / "guichet" / "__init__.py").read_text() == ""
    for fichier in (RACINE / "guichet" / "demarrage").glob("*.py"):
        for noeud in ast.walk(ast.parse(fichier.read_text())):
            noms = [alias.name for alias in noeud.names] if isinstance(noeud, ast.Import) else []
            if isinstance(noeud, ast.ImportFrom) and noeud.level == 0:
                noms = [noeud.module or ""]
            assert all(nom.partition(".")[0] in sys.stdlib_module_names for nom in noms), fichier.name


# --- Design kit -------------------------------------------------------------------------------------------------------
def trousse_factice(dossier: Path, *noms: str) -> Path:
    """An archive shaped like npm's."""
    archive = dossier / "trousse.tgz"
    with tarfile.open(archive, "w:gz") as contenu:
        for nom in noms:
            membre = tarfile.TarInfo(nom)
            membre.size = 4
            contenu.addfile(membre, io.BytesIO(b"abcd"))
    return archive


def test_une_trousse_modifiee_est_refusee(tmp_path: Path) -> None:
    archive = trousse_factice(tmp_path, "package/dist/css/qc-sdg.min.css")
    bonne = hashlib.sha512(archive.read_bytes()).hexdigest()
    trousse.verifier(archive, bonne)
    archive.write_bytes(archive.read_bytes() + b"\0")
    with pytest.raises(Arret, match="n'est pas celle qui a été vérifiée"):
        trousse.verifier(archive, bonne)


def test_la_trousse_ne_depose_que_styles_polices_et_icones(tmp_path: Path) -> None:
    gardes = ("css/a.css", "fonts/a.woff2", "img/icon/a.svg")
    ecartes = ("js/a.js", "img/QUEBEC_couleur.svg", "css/../../evade.css")
    archive = trousse_factice(tmp_path, *(f"package/dist/{nom}" for nom in (*gardes, *ecartes)))
    destination = tmp_path / "static" / "sdg"
    trousse.deplier(archive, destination)
    poses = {str(f.relative_to(destination)) for f in destination.rglob("*") if f.is_file()}
    assert poses == {*gardes, ".sha512"}
    assert trousse.trousse_est_la(destination)


# --- Port -------------------------------------------------------------------------------------------------------------
def test_le_port_demande_et_pris_est_refuse_clairement(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as occupe:
        monkeypatch.setenv("PORT", str(occupe.getsockname()[1]))
        with pytest.raises(Arret, match="déjà pris"):
            demo.reserver_port()


def test_sans_port_demande_le_premier_libre_est_pris(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PORT", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as occupe:
        monkeypatch.setattr(demo, "_PORT", occupe.getsockname()[1])
        with demo.reserver_port() as prise:
            assert prise.getsockname()[1] > occupe.getsockname()[1]


@pytest.mark.parametrize("port", ["abc", "0", "70000"])
def test_un_port_absurde_est_refuse(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(Arret, match="numéro de port"):
        demo.reserver_port()


# --- Processes --------------------------------------------------------------------------------------------------------
def test_les_orphelins_de_ce_clone_sont_arretes_et_eux_seuls(chez: Lieux, tmp_path: Path) -> None:
    voisin = Lieux(tmp_path / "voisin", "demo")
    voisin.journaux.mkdir(parents=True)
    notre, leur = processus(chez, "sleep", "60"), processus(voisin, "sleep", "60")
    notre.demarrer()
    leur.demarrer()
    assert notre.enfant and leur.enfant
    try:
        # A program just started has no environment to read for an instant.
        attendre(lambda: orphelins.trouver_orphelins(chez) != [], "la marque du processus")
        assert notre.enfant.pid in orphelins.trouver_orphelins(chez)
        assert orphelins.arreter_orphelins(chez) == 1
        assert not notre.vit()
        assert leur.vit()
    finally:
        notre.balayer()
        leur.balayer()


def test_un_processus_tue_est_relance(chez: Lieux) -> None:
    surveillance = Surveillance()
    enfant = surveillance.ajouter(processus(chez, "sleep", "60"))
    assert enfant.enfant
    premier = enfant.enfant.pid
    os.kill(premier, signal.SIGKILL)
    enfant.enfant.wait()
    try:
        surveillance.relever()
        assert enfant.vit()
        assert enfant.enfant.pid != premier
    finally:
        surveillance.arreter()
    assert not enfant.vit()


def test_les_serveurs_s_arretent_apres_ceux_qui_s_en_servent(chez: Lieux) -> None:
    surveillance, ordre = Surveillance(), chez.base / "ordre"
    for nom, extra in (("serveur", {"pret": lambda: True}), ("usager", {})):
        script = f"trap 'sleep 0.1; echo {nom} >> {ordre}; exit' TERM; echo la; while :; do sleep 0.02; done"
        enfant = processus(chez, "sh", "-c", script, **extra)
        enfant.journal = chez.journaux / f"{nom}.log"
        surveillance.ajouter(enfant)
        while not enfant.journal.read_text():  # The trap is set.
            time.sleep(0.01)
    surveillance.arreter()
    assert ordre.read_text().split() == ["usager", "serveur"]


def test_un_processus_qui_tombe_sans_cesse_arrete_tout_avec_son_journal(chez: Lieux) -> None:
    surveillance = Surveillance()
    enfant = surveillance.ajouter(processus(chez, "sh", "-c", "echo la raison; exit 3"))
    with pytest.raises(Arret, match="la raison"):
        for _ in range(10):
            assert enfant.enfant
            enfant.enfant.wait()
            surveillance.relever()


def test_les_enfants_d_un_processus_tue_tombent_avec_lui(chez: Lieux) -> None:
    parent = processus(chez, "sh", "-c", "sleep 60 & echo $!; wait")
    parent.demarrer()
    for _ in range(100):
        if parent.journal.read_text().strip():
            break
        time.sleep(0.02)
    petit = int(parent.journal.read_text())
    assert parent.enfant
    os.kill(parent.enfant.pid, signal.SIGKILL)
    parent.balayer()
    time.sleep(0.1)
    assert petit not in orphelins.trouver_orphelins(chez) or not orphelins._vit(petit)


def test_le_verrou_n_a_qu_un_tenant(tmp_path: Path) -> None:
    premier, second = Verrou(tmp_path / "v"), Verrou(tmp_path / "v")
    assert premier.prendre()
    assert not second.prendre()
    premier.rendre()
    assert second.prendre()
    second.rendre()


# --- Servers ----------------------------------------------------------------------------------------------------------
def test_un_chemin_trop_long_donne_un_socket_court(tmp_path: Path) -> None:
    profond = Lieux(tmp_path / ("x" * 120), "demo")
    assert len(str(profond.sockets("sock") / ".s.PGSQL.5432.lock")) <= 107
    assert profond.sockets("sock") != profond.sockets("valkey")
    assert Lieux(Path("/srv/p"), "demo").sockets("sock") == Path("/srv/p/demo/sock")


def test_un_postmaster_pid_perime_est_oublie(chez: Lieux) -> None:
    serveur = Postgres(chez)
    serveur.data.mkdir()
    (serveur.data / "postmaster.pid").write_text(f"{os.getpid()}\n")  # A number that now belongs to someone else.
    serveur.oublier_le_passe()
    assert not (serveur.data / "postmaster.pid").exists()


def test_valkey_demarre_repond_et_s_arrete(chez: Lieux) -> None:
    serveur = valkey.Valkey(chez)
    serveur.socket.parent.mkdir(exist_ok=True)
    serveur.socket.touch()  # Left by a killed server.
    enfant = serveur.processus()
    enfant.demarrer()
    try:
        enfant.attendre_pret(10)
        assert serveur.repond()
        assert enfant.enfant and enfant.enfant.pid in orphelins.trouver_orphelins(chez)
    finally:
        enfant.demander_arret()
        enfant.attendre_arret()
    assert not serveur.repond()


def test_chaque_processus_ne_recoit_que_son_adresse(chez: Lieux, monkeypatch: pytest.MonkeyPatch) -> None:
    for nom in ("DATABASE_URL_ADMIN", "DATABASE_URL_PROPRIETAIRE", "PGPASSWORD"):
        monkeypatch.setenv(nom, "postgresql://secret@/portail")
    roles = {nom: f"postgresql://{role}@/portail?host=/s" for nom, role in ROLES.items()}
    session = Session(
        chez, Adresses("postgresql://portail@/postgres?host=/s", roles, "unix:///v"), "guichet.settings.demo"
    )
    env = session.env_surveille("ouvrier")
    assert [nom for nom in env if nom.startswith(("DATABASE_URL", "PG"))] == ["DATABASE_URL"]
    assert env["DATABASE_URL"] == roles["ouvrier"]
    assert "MOT_DE_PASSE" not in env
    assert env["SECRET_KEY"] == session.env("app")["SECRET_KEY"]
    assert (chez.base / "secrets.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("url", "attendu"),
    [
        ("postgresql://admin:a@hote:5432/postgres", "postgresql://portail_app:x%2F@hote:5432/portail"),
        ("postgres://hote/postgres?sslmode=require", "postgres://portail_app:x%2F@hote/portail?sslmode=require"),
        ("postgresql://admin@/postgres?host=/run", "postgresql://portail_app:x%2F@/portail?host=/run"),
    ],
)
def test_l_adresse_d_un_serveur_externe_sert_chaque_role(url: str, attendu: str) -> None:
    assert changer_url(url, role="portail_app", mot_de_passe="x/", base="portail") == attendu


# --- Steps, stamps, commands ------------------------------------------------------------------------------------------
def test_une_etape_faite_ne_l_est_pas_deux_fois_et_un_changement_la_refait(tmp_path: Path) -> None:
    source = tmp_path / "a.py"
    source.write_text("1")
    registre = Registre(tmp_path / "r.json")
    avant = empreinte_fichiers([source])
    registre.noter("migrations", avant)
    assert registre.est_a_jour("migrations", empreinte_fichiers([source]))
    source.write_text("2")
    assert not registre.est_a_jour("migrations", empreinte_fichiers([source]))


def test_un_echec_montre_la_fin_de_la_sortie() -> None:
    with pytest.raises(Arret, match=r"(?s)Impossible :.*panne"):
        executer(["sh", "-c", "echo panne; exit 1"], "Impossible :")


def test_des_etapes_en_parallele_rapportent_leur_premier_echec() -> None:
    def echouer() -> None:
        raise Arret("raté")

    with pytest.raises(Arret, match="raté"), EnParallele() as ensemble:
        ensemble.lancer(echouer)
        ensemble.lancer(time.sleep, 0.01)


def test_des_bibliotheques_absentes_donnent_la_commande_exacte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(systeme, "_bibliotheques_absentes", lambda: ["libpango-1.0.so.0"])
    monkeypatch.setattr(systeme, "_peut_installer", lambda: False)
    monkeypatch.setattr(systeme, "est_root", lambda: False)
    monkeypatch.setattr(systeme, "python_a_venv", lambda: False)
    with pytest.raises(Arret, match=r"Exécutez : sudo apt-get install -y .*venv.* libpango-1\.0-0"):
        systeme.verifier_possible(venv_requis=True)


def test_une_commande_inconnue_rappelle_l_aide(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["envoler"]) == 2
    erreur = capsys.readouterr().err
    assert "Commande inconnue : envoler" in erreur
    assert all(f"  {nom} " in erreur for nom in COMMANDES if not nom.startswith("-"))


def test_le_lanceur_se_lit_sans_environnement_et_sans_dependance() -> None:
    resultat = subprocess.run(
        [sys.executable, "-E", "-S", str(RACINE / "portail"), "aide"], capture_output=True, text=True, cwd="/"
    )
    assert resultat.returncode == 0, resultat.stderr
    assert "./portail COMMANDE" in resultat.stdout


def test_l_integration_continue_lance_seulement_les_essais() -> None:
    lignes = [ligne for ligne in (RACINE / ".ci" / "run").read_text().splitlines() if ligne and ligne[0] != "#"]
    assert lignes[-1] == "exec ./portail test"
    assert os.access(RACINE / ".ci" / "run", os.X_OK)
    assert os.access(RACINE / "portail", os.X_OK)


def test_les_essais_passent_par_tous_les_controles() -> None:
    outils = {Path(commande[0]).name for _, commande in essais.CONTROLES}
    assert {"ruff", "lint-imports", "djlint", "python", "mypy"} <= outils
    assert environnement.PYTHON.name == "python"


@pytest.mark.parametrize("jeu", ["local", "dev", "npm"])
def test_chaque_bibliotheque_garde_ses_empreintes_dans_sa_moitie(jeu: str) -> None:
    texte = (environnement.EXIGENCES / f"{jeu}.txt").read_text()
    exigences = environnement.exigences_de(texte)
    assert len(exigences) == sum("==" in ligne for ligne in texte.splitlines() if ligne[:1].isalnum()) > 0
    assert all("--hash=sha256:" in exigence for exigence in exigences)
    assert "".join(exigences).count("--hash=") == texte.count("--hash=")
