"""The file of one synthetic request: documents, analysis, then clauses, first version and what was discussed."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

from guichet.models import VerdictPiece
from inscriptions.peuplement.fichiers import specimen
from inscriptions.peuplement.registre import Auteur
from partenaires.models import (
    ActiviteEntente,
    AvisEntente,
    ClauseEntente,
    Commentaire,
    CritereAnalyse,
    DocumentEntente,
    DocumentExige,
    Entente,
    IndicateurEntente,
    LigneBudget,
    Livrable,
    NoteAnalyse,
    PartieEntente,
    Versement,
    VersionEntente,
    Volet,
)
from partenaires.peuplement.versements import planifier
from partenaires.queries.clauses import clauses_pour
from partenaires.queries.contenu_entente import Contenu, en_mots
from partenaires.queries.decision import score
from partenaires.queries.negociation import photographier

if TYPE_CHECKING:
    from partenaires.peuplement.convenu import Convenu
    from partenaires.peuplement.ententes import Conteur

DOCUMENT = specimen("Document exemple", "organisme fictif")
SHA256_DOCUMENT = hashlib.sha256(DOCUMENT).hexdigest()
NON_CONFORME = "La signature manque à la dernière page."
APPRECIATIONS = (
    "Appuyé sur des faits récents, bien expliqué.",
    "Réaliste; à suivre à la mi-parcours.",
    "Conforme à ce que donnent des projets semblables.",
    "Correct; quelques précisions ont été données au téléphone.",
)
AVIS = (
    "Projet complet, prix comparables à ceux d’organismes semblables. Je recommande le montant demandé.",
    "Le besoin du territoire est démontré et l’équipe est en place. Je recommande d’accorder l’aide demandée.",
)
# Subject, question of the organisation, answer of the ministry.
QUESTIONS = (
    (
        "clause:reddition",
        "Pouvons-nous remettre la reddition de mi-parcours après le congé des Fêtes?",
        "Oui, la date du calendrier en tient compte.",
    ),
    (
        "activite:cours:prix",
        "Le prix de l’heure comprend-il la préparation des cours?",
        "Oui, comme dans le budget détaillé de votre demande.",
    ),
    (
        "budget:locaux:montant",
        "Le loyer du local du soir peut-il être ajouté à ce poste?",
        "Oui, sans changer le total : le matériel baisse d’autant.",
    ),
    (
        "versement:2:montant",
        "Ce versement peut-il suivre la remise de la reddition, plutôt que son acceptation?",
        "Non, la norme le lie à l’acceptation. Elle est donnée en moins de trente jours.",
    ),
    (
        "clause:territoire",
        "Servons-nous aussi les personnes qui travaillent ici et habitent la région voisine?",
        "Oui, le lieu du travail suffit.",
    ),
)
PROPOSEE = (
    "reddition",
    "L’organisme produit les redditions de comptes aux dates du calendrier, ou le premier jour ouvrable qui suit. "
    "Un versement lié à une reddition attend son acceptation.",
)


class Normes:
    """What each volet asks for and judges on, read once."""

    def __init__(self) -> None:
        self._exiges: dict[Any, list[DocumentExige]] = {}
        self._criteres: dict[Any, list[CritereAnalyse]] = {}

    def exiges(self, volet: Volet) -> list[DocumentExige]:
        """The documents of its requests."""
        if volet.pk not in self._exiges:
            self._exiges[volet.pk] = list(volet.documents.order_by("code"))
        return self._exiges[volet.pk]

    def criteres(self, volet: Volet) -> list[CritereAnalyse]:
        """The lines of its grid."""
        if volet.pk not in self._criteres:
            self._criteres[volet.pk] = list(volet.criteres.order_by("code"))
        return self._criteres[volet.pk]


class Dossier:
    """What is kept of one request, from its documents to the text that will be signed."""

    def __init__(self, conteur: Conteur, convenu: Convenu, commencee: datetime) -> None:
        self.conteur, self.c, self.commencee = conteur, convenu, commencee
        self.recolte, self.normes, self.qui = conteur.recolte, conteur.normes, convenu.qui
        self.hasard = Random(f"dossier:{convenu.vie.id}")
        self.documents: list[dict[str, Any]] = []
        self.versions = 0

    def deposer(self, avant: datetime, *, complet: bool) -> None:
        """The documents its norm asks for; those of a draft are not all there yet."""
        for exige in self.normes.exiges(self.c.volet):
            if self.hasard.random() < (1 if exige.obligatoire else 0.6) * (1 if complet else 0.5):
                self._deposer(exige.code, exige.nom, self._entre(self.commencee, avant))

    def completer(self, demande: datetime, recu: datetime | None) -> None:
        """One document was not conform; another took its place, once it was received."""
        if not self.documents:
            return
        vise = self.documents[int(self.hasard.random() * len(self.documents))]
        juge = {"juge_le": demande, "juge_par_id": self.c.gestion.compte}
        vise |= {"conforme": False, "motif": NON_CONFORME, "retire_le": recu} | juge
        if recu:
            self._deposer(vise["code"], vise["nom_origine"].removesuffix(".pdf") + " (corrigé)", recu)

    def analyser(self, pas: str, le: datetime) -> None:
        """Once the analysis begins every document is conform; with the recommendation come the grid and the opinion."""
        for document in self.documents:
            if "juge_le" not in document:
                document |= {"conforme": True, "juge_le": le, "juge_par_id": self.c.gestion.compte}
        if pas == "recommander":
            self._noter(le)

    def _noter(self, le: datetime) -> None:
        criteres, notes = self.normes.criteres(self.c.volet), []
        for critere in criteres:
            note = (Decimal(critere.note_max) * self.hasard.randint(6, 10) / 10).quantize(Decimal("0.1"))
            notes.append(NoteAnalyse(critere=critere, note=note))
            self.recolte.garder(
                NoteAnalyse,
                critere_id=critere.pk,
                note=note,
                commentaire=self.hasard.choice(APPRECIATIONS),
                notee_le=le,
                notee_par_id=self.c.gestion.compte,
                **self.qui,
            )
        texte, par = self.hasard.choice(AVIS), self.c.gestion.compte
        avis = {"texte": texte, "score": score(notes, criteres), "montant": self.c.montant, "le": le, "par_id": par}
        self.recolte.ajouter(AvisEntente(**avis, **self.qui))

    def approuver(self, le: datetime) -> None:
        """Clauses from the templates of the norm, instalments, and the first version of the whole."""
        c = self.c
        champs = {cle: valeur for cle, valeur in c.vie.champs.items() if not cle.endswith("_id")}
        entente = Entente(organisation=c.partenaire, volet=c.volet, version=c.volet.version, **champs)
        c.clauses = [clause._asdict() for clause in clauses_pour(entente)]
        planifier(self.recolte, c, le)
        self._proposer(c.gestion, PartieEntente.MINISTERE, le, retenue_le=le)

    def negocier(self, du: datetime, au: datetime, *, signee: bool) -> None:
        """Questions with their answers; before a signature all are resolved, else the last is still open."""
        combien = self.hasard.choice((1, 1, 2, 3)) if signee else 2
        sujets = [question for question in QUESTIONS if self._existe(question[0])]
        for rang, (cible, question, reponse) in enumerate(self.hasard.sample(sujets, min(combien, len(sujets)))):
            pose = self._entre(du, du + (au - du) / 3)
            ouverte = not signee and rang == combien - 1
            repondu = self._entre(pose, au)
            regle = {} if ouverte else {"resolu_le": repondu, "resolu_par_id": self.c.agent.compte}
            regle |= {} if ouverte else {"resolu_par_libelle": self.c.agent.libelle}
            parent = self._dire(self.c.agent, PartieEntente.ORGANISME, cible, question, pose, **regle)
            if not ouverte:
                self._dire(self.c.gestion, PartieEntente.MINISTERE, cible, reponse, repondu, parent_id=parent)
        if combien >= 2:
            self._reformuler(self._entre(du, au), retenue=signee)

    def ecrire(self) -> None:
        """Keep the rows that changed on the way, as they ended."""
        for document in self.documents:
            self.recolte.garder(DocumentEntente, **document, **self.qui)
        for rang, clause in enumerate(self.c.clauses):
            self.recolte.garder(ClauseEntente, rang=rang, **clause, **self.qui)

    def _deposer(self, code: str, nom: str, le: datetime) -> None:
        self.documents.append(
            {
                "code": code,
                "nom_origine": f"{nom}.pdf",
                "type_mime": "application/pdf",
                "taille": len(DOCUMENT),
                "sha256": SHA256_DOCUMENT,
                "chemin": self.conteur.fichier(),
                "verdict": VerdictPiece.SAINE,
                "verifiee_le": le + timedelta(minutes=1),
                "depose_le": le,
                "depose_par_id": self.c.agent.compte,
            }
        )

    def _reformuler(self, le: datetime, *, retenue: bool) -> None:
        """The organisation's wording of one clause, kept by the ministry or still proposed."""
        code, texte = PROPOSEE
        clause = next((clause for clause in self.c.clauses if clause["code"] == code), None)
        if clause is None:
            return
        avant, clause["texte"] = clause["texte"], texte
        self._proposer(
            self.c.agent,
            PartieEntente.ORGANISME,
            le,
            resume=f"Clause « {clause['titre']} »",
            retenue_le=le if retenue else None,
        )
        if not retenue:
            clause["texte"] = avant

    def _proposer(self, qui: Auteur, partie: str, le: datetime, **champs: Any) -> None:
        self.versions += 1
        self.recolte.garder(
            VersionEntente,
            numero=self.versions,
            contenu=photographier(self._contenu()),
            partie=partie,
            auteur_id=qui.compte,
            auteur_libelle=qui.libelle,
            proposee_le=le,
            **champs,
            **self.qui,
        )

    def _contenu(self) -> Contenu:
        """The terms as they stand, from the rows waiting to be written."""
        vie, de = self.c.vie, self.recolte.de
        indicateurs = de(IndicateurEntente, vie.id)
        for indicateur in indicateurs:
            indicateur.titre, indicateur.phrase, indicateur.definition = en_mots(indicateur)
        return Contenu(
            Entente(debut=self.c.debut, fin=self.c.fin, montant_convenu=self.c.montant),
            de(ActiviteEntente, vie.id),
            indicateurs,
            de(LigneBudget, vie.id),
            de(Livrable, vie.id),
            [Versement(**versement.champs) for versement in self.c.versements.values()],
            [ClauseEntente(**clause) for clause in self.c.clauses],
        )

    def _existe(self, cible: str) -> bool:
        return not cible.startswith("clause:") or any(f"clause:{c['code']}" == cible for c in self.c.clauses)

    def _dire(self, qui: Auteur, partie: str, cible: str, texte: str, le: datetime, **champs: Any) -> str:
        return self.recolte.garder(
            Commentaire,
            cible=cible,
            texte=texte,
            auteur_id=qui.compte,
            auteur_libelle=qui.libelle,
            partie=partie,
            ouvert_le=le,
            **champs,
            **self.qui,
        )

    def _entre(self, du: datetime, au: datetime) -> datetime:
        """A moment of office hours between these two, bounds included."""
        jour = du.date() + timedelta(days=self.hasard.randint(0, max(0, (au.date() - du.date()).days)))
        return min(max(self.conteur.a(jour), du), au)
