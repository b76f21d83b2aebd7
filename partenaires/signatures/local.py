"""The local provider: PAdES signatures with a test certificate made at first use and kept private.

It proves that a file did not change and who the portal says signed it; it is no certificate of a trust service.
"""

from __future__ import annotations

import io
import os
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone

from partenaires.signatures import Sceau, Verdict

FICHIER = "certificat-essai.pem"
ANNEES = timedelta(days=3650)


class FournisseurLocal:
    """Signs with the portal's own test certificate."""

    mode = "local"

    def sceller(self, pdf: bytes, sceaux: list[Sceau]) -> bytes:
        """The file with these signatures added, one incremental update each."""
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import fields, signers

        signataire = self._signataire()
        # PDF/UA-1, 7.18.1: a field that shows nothing is hidden, or it would need an element in the tree.
        sans_apparence = fields.InvisSigSettings(set_print_flag=False, set_hidden_flag=True)
        for sceau in sceaux:
            sortie = io.BytesIO()
            signers.sign_pdf(
                IncrementalPdfFileWriter(io.BytesIO(pdf)),
                signers.PdfSignatureMetadata(
                    field_name=sceau.champ,
                    name=sceau.nom,
                    reason=f"{sceau.titre}, {timezone.localtime(sceau.le):%Y-%m-%d %H:%M}",
                    subfilter=fields.SigSeedSubFilter.PADES,
                    md_algorithm="sha256",
                ),
                signer=signataire,
                new_field_spec=fields.SigFieldSpec(
                    sceau.champ, readable_field_name=f"{sceau.nom}, {sceau.titre}", invis_sig_settings=sans_apparence
                ),
                output=sortie,
            )
            pdf = sortie.getvalue()
        return pdf

    def verifier(self, pdf: bytes) -> list[Verdict]:
        """What each signature of a file is worth, against this portal's certificate."""
        from pyhanko.pdf_utils.reader import PdfFileReader
        from pyhanko.sign.validation import validate_pdf_signature
        from pyhanko_certvalidator import ValidationContext

        confiance = ValidationContext(trust_roots=[self._signataire().signing_cert])
        verdicts = []
        for signature in PdfFileReader(io.BytesIO(pdf)).embedded_signatures:
            etat = validate_pdf_signature(signature, confiance)
            verdicts.append(
                Verdict(
                    champ=signature.field_name,
                    nom=str(signature.sig_object.get("/Name", "")),
                    intacte=bool(etat.intact and etat.valid),
                    de_confiance=bool(etat.trusted),
                    complete=bool(etat.bottom_line),
                )
            )
        return verdicts

    def _signataire(self) -> Any:
        from pyhanko.sign import signers

        chemin = str(certificat())
        return signers.SimpleSigner.load(chemin, chemin)


def certificat() -> Path:
    """The file of the test key and certificate, made the first time, readable by the portal alone."""
    dossier = Path(settings.SIGNATURE_DOSSIER)
    chemin = dossier / FICHIER
    if not chemin.exists():
        dossier.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=dossier, delete=False) as provisoire:
            provisoire.write(_nouveau_certificat(timezone.now()))
        try:
            # The first one made stays: a twin that lost the race uses it.
            os.link(provisoire.name, chemin)
        except FileExistsError:
            pass
        finally:
            os.unlink(provisoire.name)
    return chemin


def _nouveau_certificat(le: datetime) -> bytes:
    cle = ec.generate_private_key(ec.SECP256R1())
    nom = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CA"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Francisation, guichet unifié"),
            x509.NameAttribute(NameOID.COMMON_NAME, "Certificat d'essai du guichet"),
        ]
    )
    usages = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    signe = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(le - timedelta(days=1))
        .not_valid_after(le + ANNEES)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **usages), critical=True)
        .sign(cle, hashes.SHA256())
    )
    prive = cle.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return prive + signe.public_bytes(serialization.Encoding.PEM)
