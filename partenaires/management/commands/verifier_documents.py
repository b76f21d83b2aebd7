"""`manage.py verifier_documents`: are the signed documents still what was signed?"""

from __future__ import annotations

from typing import Any

from django.core.files.storage import storages
from django.core.management.base import BaseCommand, CommandError

from guichet.acteurs import Acteur
from guichet.cloison import portee
from partenaires.documents import empreinte_du_gabarit, rendre_document
from partenaires.models import DocumentSigne
from partenaires.queries.verification_documents import Outils, defauts_de
from partenaires.signatures import fournisseur


def lire(chemin: str) -> bytes:
    """The bytes of a private file."""
    with storages["prive"].open(chemin) as fichier:
        return fichier.read()


class Command(BaseCommand):
    help = "Vérifie les documents signés : empreintes, signatures, et le même document refait."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each fault, exit with an error when there is one."""
        outils = Outils(lire, rendre_document, empreinte_du_gabarit, fournisseur().verifier)
        verifies = fautifs = 0
        with portee(Acteur.systeme()):
            for document in DocumentSigne.objects.exclude(chemin="").iterator():
                verifies += 1
                defauts = defauts_de(document, outils)
                fautifs += bool(defauts)
                for defaut in defauts:
                    self.stderr.write(f"{document.code_lisible} : {defaut}")
        if fautifs:
            raise CommandError(f"{fautifs} documents en défaut sur {verifies}")
        self.stdout.write(f"{verifies} documents vérifiés")
