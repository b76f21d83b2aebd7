"""A place in memory for the databases of the tests: a clone is two thousand small files, a second on some disks."""

import contextlib
import os
import pwd
import shutil
from collections.abc import Iterator
from pathlib import Path

from .etapes import est_root
from .lieux import marque_du_clone
from .serveurs import psql
from .session import Session

ESPACE = "memoire"
_MEMOIRE = Path("/dev/shm")
_PLACE = 2 * 1024**3
_VIDER = f"""
SELECT format('DROP DATABASE %I WITH (FORCE)', datname) FROM pg_database d JOIN pg_tablespace t ON t.oid = dattablespace
WHERE spcname = '{ESPACE}' \\gexec
DROP TABLESPACE IF EXISTS {ESPACE};
"""


@contextlib.contextmanager
def espace_en_memoire(session: Session) -> Iterator[dict[str, str]]:
    """What tells the tests its name; nothing when the machine has no such room, or when the server is not ours."""
    if not session.adresses.embarquee or not _assez_de_place():
        yield {}
        return
    dossier = _MEMOIRE / f"portail-{os.geteuid()}-{marque_du_clone()}"
    psql(session.adresses.admin, _VIDER)
    shutil.rmtree(dossier, ignore_errors=True)
    dossier.mkdir(mode=0o700)
    if est_root():
        compte = pwd.getpwnam("nobody")
        os.chown(dossier, compte.pw_uid, compte.pw_gid)
    try:
        psql(session.adresses.admin, f"CREATE TABLESPACE {ESPACE} LOCATION '{dossier}'")
        yield {"PORTAIL_ESPACE_ESSAI": ESPACE}
    finally:
        # Emptied while the server lives: it could not write its last pages to a folder that is gone.
        psql(session.adresses.admin, _VIDER)
        shutil.rmtree(dossier, ignore_errors=True)


def _assez_de_place() -> bool:
    return os.access(_MEMOIRE, os.W_OK) and shutil.disk_usage(_MEMOIRE).free >= _PLACE
