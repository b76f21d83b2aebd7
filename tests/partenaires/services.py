"""A file of services, who sends it, and what is left of it."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from guichet.acteurs import Acteur, Role
from partenaires.actions import services as actions
from partenaires.models import LotServices, ServiceRendu
from partenaires.services_lignes import COLONNES
from tests.connexion import connecter

LE = timezone.make_aware(datetime(2026, 7, 6, 10))
LIGNE = {
    "reference": "S-1",
    "activite": "accueil",
    "date": "2026-03-03",
    "quantite": "1,5",
    "unite": "rencontre_individuelle",
    "clientele": "toutes",
    "region": "06",
    "personne": "P-001",
}
AGREGE = LIGNE | {"reference": "S-2", "personne": "", "nombre": "14"}


def fichier(*lignes, separateur=";", encodage="utf-8-sig", colonnes=COLONNES) -> bytes:
    sortie = io.StringIO()
    ecrivain = csv.DictWriter(sortie, colonnes, delimiter=separateur, restval="", extrasaction="ignore")
    ecrivain.writeheader()
    ecrivain.writerows(lignes)
    return sortie.getvalue().encode(encodage)


def classeur(*rangees) -> bytes:
    """A workbook with inline texts and numbers, as small as the format allows."""
    lignes = "".join(
        "<row>"
        + "".join(
            f"<c><v>{c}</v></c>" if isinstance(c, float) else f'<c t="inlineStr"><is><t>{c}</t></is></c>'
            for c in rangee
        )
        + "</row>"
        for rangee in rangees
    )
    ns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    paquet = "http://schemas.openxmlformats.org/package/2006"
    parties = {
        "[Content_Types].xml": f'<Types xmlns="{paquet}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{paquet}/relationships">'
        f'<Relationship Id="r1" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{ns}" xmlns:r="{rel}"><sheets>'
        '<sheet name="F" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{paquet}/relationships">'
        f'<Relationship Id="r1" Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{ns}"><sheetData>{lignes}</sheetData></worksheet>',
    }
    return archive(parties)


def archive(parties) -> bytes:
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as zip_:
        for nom, contenu in parties.items():
            zip_.writestr(nom, contenu)
    return sortie.getvalue()


def client_de(organisation, role="gestionnaire_partenaire"):
    return connecter(role, organisation=organisation)


def agent(organisation) -> Acteur:
    return Acteur(role=Role.AGENT_PARTENAIRE, organisation_id=organisation.pk, libelle="Agente")


def envoyer(client, octets, nom="services.csv", **autres):
    recu = SimpleUploadedFile(nom, octets)
    return client.post(reverse("services_importer"), {"fichier": recu, **autres}, follow=True)


def confirmer(client):
    lot = LotServices.objects.get(etat="apercu")
    return client.post(reverse("services_lot", args=[lot.pk]), follow=True)


def importer(organisation, *lignes, le=LE) -> LotServices:
    lot = actions.recevoir_lot(
        organisation_id=organisation.pk,
        source="organisme",
        nom="f.csv",
        octets=fichier(*lignes),
        acteur=agent(organisation),
        le=le,
    )
    return actions.confirmer_lot(lot=lot, acteur=agent(organisation), le=le)


def actives():
    return {s.reference: s.quantite for s in ServiceRendu.objects.actifs()}
