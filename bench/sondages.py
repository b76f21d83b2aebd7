"""Surveys: a campaign of 100,000 persons queued and sent, answered over HTTP, counted, its results read over HTTP.

`PERSONNES=4000 ./portail bench sondages` measures a smaller province.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

from bench import Ligne
from bench._base import dans_le_banc, millisecondes
from tests import base_de_donnees
from tests.banc.clients import Navigateur, en_vol
from tests.banc.processus import Banc, banc

BASE = f"bench_sondages_{os.getpid()}"
PERSONNES = int(os.environ.get("PERSONNES", "100000"))
REPONSES, MESSAGES, PAGES, EN_VOL, PERMIS_MS = min(4_000, PERSONNES // 2), min(2_000, PERSONNES // 4), 200, 8, 300
PEUPLER = """
INSERT INTO guichet_personne (id, prenom, nom, sexe, autres_langues, courriel, telephone, canal, adresse, municipalite,
                              code_postal, region_id, iuc, iuc_index, cree_le, modifiee_le)
SELECT gen_random_uuid(), 'P' || n, 'N', '', '{}', 'p' || n || '@exemple.test', '', 'courriel', '', '', '',
       lpad((1 + n %% 17)::text, 2, '0'), '', '', now(), now() FROM generate_series(1, %(n)s) n;
INSERT INTO guichet_consentement (id, personne_id, region_id, finalite, version, accorde, le)
SELECT gen_random_uuid(), id, region_id, 'sondages', '1', true, now() FROM guichet_personne;
"""


def mesurer() -> list[Ligne]:
    """The rows of the table; limits are the goals of the issue, and the outbox’s own rate."""
    base_de_donnees.cloner(base_de_donnees.modele(), BASE)
    try:
        with banc(BASE) as monte:
            _lire(monte, "preparer")
            file, depart = _lire(monte, "file"), _lire(monte, "depart")
            port = monte.web(fils=4, ouvriers=2)
            debit, p95_reponse = _repondre(port, _lire(monte, "codes")["codes"])
            comptes = _lire(monte, "depouiller")
            pages = _visiter(port, _lire(monte, "session", role="app"))
    finally:
        base_de_donnees.supprimer(BASE)
    return [
        _duree(f"sondage : file de {PERSONNES} personnes", file["s"], 60, "s", "draw and messages"),
        _debit(
            "sondage : messages partis",
            depart["sondage"],
            depart["ordinaire"],
            f"{MESSAGES} of them by one relay; limit: as many ordinary messages by the same",
        ),
        _debit(
            "sondage : réponses par HTTP",
            debit,
            200,
            f"{REPONSES}, {EN_VOL} at any moment, p95 {p95_reponse:.0f} ms, server and clients on the same cores",
        ),
        _debit("sondage : dépouillement", comptes["par_seconde"], 200, "limit: rate of answers"),
        _duree(
            "sondage : page de résultats, p95",
            pages[int(len(pages) * 0.95)],
            PERMIS_MS,
            "ms",
            f"{comptes['nombre']} answers counted, over HTTP, median {pages[len(pages) // 2]:.0f} ms",
        ),
    ]


def _duree(nom: str, valeur: float, permis: float, unite: str, note: str) -> Ligne:
    chiffre = f"{valeur:.1f}" if unite == "s" else f"{valeur:.0f}"
    return Ligne(nom, f"{chiffre} {unite}", f"{permis} {unite}", f"{valeur / permis:.2f}", note)


def _debit(nom: str, valeur: float, limite: float, note: str) -> Ligne:
    return Ligne(nom, f"{valeur:.0f}/s", f"{limite:.0f}/s", f"{valeur / limite:.2f}", note)


def _lire(monte: Banc, quoi: str, role: str = "ouvrier") -> dict[str, Any]:
    """What a process of this module says, under this login."""
    return json.loads(dans_le_banc(monte, "sondages", quoi, role=role))


def _repondre(port: int, codes: list[str]) -> tuple[float, float]:
    """Answers a second, and the 95th percentile of one in milliseconds: the page of questions, then its answer."""

    def repondre(navigateur: Navigateur, travail: tuple[int, str]) -> float:
        rang, code = travail
        corps = f"page=9&langue=fr&q_satisfaction={rang % 11}&q_aide=oui&q_mots=Plus+de+soirs"
        for reponse in (
            navigateur.demander("GET", f"/sondage/{code}/"),
            navigateur.demander("POST", f"/sondage/{code}/", corps=corps),
        ):
            if reponse.statut != 200:
                raise RuntimeError(f"Le sondage répond {reponse.statut}")
        return reponse.duree * 1000

    en_vol(enumerate(codes[:50]), repondre, port=port, combien=EN_VOL)  # What a process reads once.
    debut = time.perf_counter()
    durees = sorted(en_vol(enumerate(codes[50:]), repondre, port=port, combien=EN_VOL))
    duree = time.perf_counter() - debut
    if len(durees) != len(codes) - 50:
        raise RuntimeError("Des réponses ont été refusées")
    return len(durees) / duree, durees[int(len(durees) * 0.95)]


def _visiter(port: int, ou: dict[str, str]) -> list[float]:
    """The durations of the page of results in milliseconds, sorted."""
    with Navigateur(port) as navigateur:
        return sorted(millisecondes(navigateur, ou["url"], ou["session"]) for _fois in range(PAGES))


def preparer() -> dict[str, Any]:
    """Persons who agreed, one request each, a survey and its campaign."""
    from django.db import connection

    from guichet.models import Personne
    from inscriptions.models import Inscription
    from tests.factories.sondages import CampagneSondageFactory

    with connection.cursor() as curseur:
        curseur.execute(PEUPLER, {"n": PERSONNES})
    depuis = _maintenant()
    Inscription.objects.bulk_create(
        (
            Inscription(numero=f"B{rang:07d}", personne_id=pk, region_id=region, etat_depuis=depuis)
            for rang, (pk, region) in enumerate(Personne.objects.values_list("pk", "region_id"))
        ),
        batch_size=2000,
    )
    CampagneSondageFactory(code="banc")
    return {}


def file() -> dict[str, Any]:
    """Open the wave: audience counted, drawn, invited, queued."""
    from guichet.models import Avis
    from indicateurs.actions.vague import ouvrir_vague
    from indicateurs.models import CampagneSondage

    debut = time.perf_counter()
    ouvrir_vague(campagne_id=CampagneSondage.objects.get(code="banc").pk, le=_maintenant())
    duree = time.perf_counter() - debut
    assert Avis.objects.filter(cle__startswith="sondage:").count() == PERSONNES
    return {"s": duree}


def depart() -> dict[str, Any]:
    """Messages a second by one relay: those of the wave, then as many that anything else deposited."""
    from datetime import timedelta

    from guichet.acteurs import Acteur
    from guichet.avis.deposer import deposer_avis
    from guichet.cloison import portee
    from guichet.models import Avis

    le = _maintenant()
    _relayer(50)  # What a process reads once.
    sondage = _relayer(MESSAGES)
    with portee(Acteur.systeme()):
        du_sondage = Avis.objects.filter(cle__startswith="sondage:")
        modele = du_sondage.filter(etat="envoye").first()
        du_sondage.filter(etat="a_envoyer").update(du_le=le + timedelta(days=1))
        texte = {"destinataire": modele.destinataire, "objet": modele.objet, "corps": modele.corps}
        for rang in range(MESSAGES):
            deposer_avis(cle=f"banc:{rang}", canal="courriel", du_le=le, **texte)
    return {"sondage": sondage, "ordinaire": _relayer(MESSAGES)}


def _relayer(combien: int) -> float:
    from guichet.avis.relais import envoyer, reclamer

    debut, partis = time.perf_counter(), 0
    while partis < combien:
        reclames = reclamer(au=_maintenant())
        assert reclames
        for pk in reclames:
            assert envoyer(pk) == "envoye"
        partis += len(reclames)
    return partis / (time.perf_counter() - debut)


def codes() -> dict[str, Any]:
    """The single-use links of those who will answer."""
    from indicateurs.models import Invitation

    return {"codes": list(Invitation.objects.order_by("code").values_list("code", flat=True)[:REPONSES])}


def depouiller() -> dict[str, Any]:
    """The ballots of every invitation left, sealed beforehand, then counted in one go."""
    from indicateurs.actions import depouillement
    from indicateurs.models import Invitation, Urne, VagueSondage

    vague = VagueSondage.objects.get()
    Urne.objects.bulk_create(
        (
            Urne(
                vague=vague,
                strate=strate,
                source="invitation",
                scelle=depouillement.sceller(
                    {"valeurs": {"satisfaction": rang % 11, "aide": "oui" if rang % 3 else "non"}}
                ),
            )
            for rang, strate in enumerate(Invitation.objects.filter(repondue=False).values_list("strate", flat=True))
        ),
        batch_size=2000,
    )
    debut = time.perf_counter()
    nombre = depouillement.depouiller(vague=vague, le=_maintenant(), derniere=True)
    return {"par_seconde": nombre / (time.perf_counter() - debut), "nombre": nombre}


def session() -> dict[str, Any]:
    """An analyst's session, and the page of results."""
    from guichet.acteurs import Acteur
    from guichet.cloison import portee
    from indicateurs.models import VagueSondage
    from tests.connexion import connecter

    client: Any = connecter("analyste")
    with portee(Acteur.systeme()):
        return {"session": client.session.session_key, "url": f"/sondages/vagues/{VagueSondage.objects.get().pk}/"}


def _maintenant() -> Any:
    from django.utils import timezone

    return timezone.now()


def _executer(quoi: str) -> None:
    import django

    django.setup()
    from guichet.acteurs import Acteur
    from guichet.cloison import portee

    if quoi == "depart":  # The relay opens its own transactions and scopes.
        fait = depart()
    else:
        with portee(Acteur.systeme()):
            fait = globals()[quoi]()
    sys.stdout.write(json.dumps(fait) + "\n")


if __name__ == "__main__":
    _executer(sys.argv[1])
