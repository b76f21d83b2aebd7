"""`./portail test`, `epreuves` and `bench`: everything that judges the portal."""

from concurrent.futures import ThreadPoolExecutor
from subprocess import PIPE, STDOUT, run

from . import systeme
from .environnement import PYTHON, VENV
from .etapes import Arret, annoncer, dire
from .lieux import RACINE
from .memoire import espace_en_memoire
from .preparation import mettre_en_place
from .processus import executer_au_premier_plan
from .session import Session, ouvrir

_BIN = VENV / "bin"
CONTROLES = (
    ("style du code (ruff)", [_BIN / "ruff", "check", "."]),
    ("mise en forme (ruff)", [_BIN / "ruff", "format", "--check", "."]),
    ("sens des importations", [_BIN / "lint-imports"]),
    ("gabarits (djlint)", [_BIN / "djlint", "templates", "--lint", "--quiet"]),
    ("migrations complètes", [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"]),
    ("types (mypy)", [_BIN / "mypy"]),
)

# What every test clones, made while the code is read: without it, both workers of pytest would wait for one.
MODELE = [PYTHON, "-m", "tests.base_de_donnees"]


def tester(arguments: list[str]) -> int:
    """The static checks then the tests; with arguments, only pytest on them."""
    mettre_en_place("dev")
    navigateur = systeme.trouver_navigateur() if arguments else systeme.assurer_navigateur()
    with ouvrir("test", "guichet.settings.test", durable=False) as session, espace_en_memoire(session) as espace:
        env = _env(session, navigateur) | espace
        echecs = [] if arguments else controler(env, aussi=MODELE)
        code = _pytest(arguments or ["tests"], env)
    if echecs:
        annoncer(f"Contrôles en échec : {', '.join(echecs)}")
    return code or (1 if echecs else 0)


def eprouver(arguments: list[str]) -> int:
    """The long proofs, on servers as durable as real ones."""
    if not (RACINE / "epreuves").is_dir():
        raise Arret("Ce clone ne contient pas de dossier epreuves/.", 2)
    mettre_en_place("dev")
    navigateur = systeme.assurer_navigateur()
    with ouvrir("epreuves", "guichet.settings.test") as session:
        choisies = [] if any((RACINE / mot.partition("::")[0]).exists() for mot in arguments) else ["epreuves"]
        return _pytest([*choisies, "-n", "0", "--timeout", "3600", *arguments], _env(session, navigateur))


def mesurer(arguments: list[str]) -> int:
    """The table of measures: name, value, limit, ratio."""
    if not (RACINE / "bench").is_dir():
        raise Arret("Ce clone ne contient pas de dossier bench/.", 2)
    mettre_en_place("dev")
    with ouvrir("bench", "guichet.settings.demo") as session:
        env = session.env_complet("app")
        return executer_au_premier_plan([str(PYTHON), "-m", "bench", *arguments], env, RACINE)


def controler(env: dict[str, str], *, aussi: list | None = None) -> list[str]:
    """Run the static checks, two at a time; print what each has to say and name those that fail.

    `aussi` is a command started with them, whose failure is left for the tests to tell.
    """
    echecs = []
    with ThreadPoolExecutor(2) as ensemble:
        if aussi:
            ensemble.submit(_controle, aussi, env)
        resultats = ensemble.map(lambda controle: _controle(controle[1], env), CONTROLES)
        for (nom, _), (code, sortie) in zip(CONTROLES, resultats, strict=True):
            dire(f"{nom} : {'ÉCHEC' if code else 'correct'}")
            if code:
                annoncer(sortie.rstrip())
                echecs.append(nom)
    return echecs


def _controle(commande: list, env: dict[str, str]) -> tuple[int, str]:
    resultat = run([str(mot) for mot in commande], cwd=RACINE, env=env, stdout=PIPE, stderr=STDOUT, text=True)
    return resultat.returncode, resultat.stdout


def _env(session: Session, navigateur: str | None) -> dict[str, str]:
    return session.env_complet("app") | ({"PORTAIL_CHROMIUM": navigateur} if navigateur else {})


def _pytest(arguments: list[str], env: dict[str, str]) -> int:
    deux = [] if any(mot.startswith("-n") for mot in arguments) else ["-n", "2"]
    return executer_au_premier_plan([str(PYTHON), "-m", "pytest", *deux, *arguments], env, RACINE)
