"""What follows a signature, up to the day of the province: terms, accounts, review, instalments, final accounting."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from inscriptions.peuplement.registre import PORTAIL
from partenaires.models import (
    ActionCorrective,
    Decompte,
    DepenseReddition,
    Livrable,
    Reddition,
    Revue,
    TermeEntente,
    ValeurReddition,
)
from partenaires.peuplement.avenants import amender
from partenaires.peuplement.recolte import Vie
from partenaires.peuplement.services import rendre
from partenaires.peuplement.versements import verser
from partenaires.unites import UNITES

if TYPE_CHECKING:
    from partenaires.peuplement.convenu import Convenu
    from partenaires.peuplement.ententes import Conteur

DOLLAR = Decimal("0.01")
RAISON = "Un groupe a commencé plus tard que prévu, faute de local."
MESURES_CORRECTIVES = (
    ("Relancer les personnes absentes deux fois de suite", "partenaire"),
    ("Ouvrir un groupe du soir de plus à la prochaine session", "partenaire"),
    ("Donner plus tôt les prévisions de la demande", "ministere"),
)


class Execution:
    """One signed entente, told to the day."""

    def __init__(self, conteur: Conteur, convenu: Convenu, signee: datetime) -> None:
        self.conteur, self.c, self.signee = conteur, convenu, signee
        self.jour, self.hasard, self.recolte = conteur.jour, conteur.hasard, conteur.recolte
        self.qui = convenu.qui
        # Moments at which conditions of instalments were met.
        self.remplies: dict[str, datetime] = {"signature": signee}
        # What the last accepted account admits, and what the final accounting takes back.
        self.admis, self.a_recouvrer = Decimal(0), Decimal(0)
        self.depenses: list[dict[str, Any]] = []
        # What became of the entente itself, to be told in the order of time.
        self.suites: list[tuple[date, str, Any, str]] = []

    def conter(self) -> None:
        """Accounts, review, final accounting, then the instalments they release and the steps of the entente."""
        self._termes()
        amender(self)
        self.suites.append((max(self.c.debut, self.signee.date()), "activer", PORTAIL, ""))
        fin = self._interrompre()
        if fin is None:
            self._reddition(0, 1)
            self._revue()
            finale = self._reddition(1, 2)
            self.suites.append((self.c.fin + timedelta(days=1), "attendre_rapport_final", PORTAIL, ""))
            fermee = self._decompte(finale) if finale else None
        else:
            self._reddition(0, 1)
            self._reddition(1, 2)
            fermee = None
        rendre(self)
        verser(self)
        if fermee:
            self.suites.append((fermee, "fermer", self.c.approbation, ""))
        self._vivre()

    def _interrompre(self) -> date | None:
        """A few stop before their end: suspended these days, or terminated."""
        tirage, le = self.hasard.random(), self.conteur.apres(self.c.debut, 70, 160)
        if tirage > 0.04 or le >= self.jour or le <= self.signee.date():
            return None
        if tirage > 0.02 and self.c.fin > self.jour:
            self.suites.append((le, "suspendre", self.c.approbation, "entente_reddition_manquante"))
        else:
            self.suites.append((le, "resilier", self.c.approbation, "entente_services_cesses"))
        return le

    def _vivre(self) -> None:
        """The steps of the entente that its days have reached."""
        vie = self.c.vie
        for jour, pas, qui, motif in sorted(self.suites, key=lambda suite: suite[0]):
            if jour < self.jour:
                quand = vie.franchir(pas, qui, self.conteur.a(jour), motif)
                if pas == "fermer":
                    vie.champs["fermee_le"] = quand

    def _termes(self) -> None:
        """The terms as signed, in the words of the ledger."""
        c = self.c
        valeurs: dict[str, Any] = {"montant": c.montant, "fin": c.fin}
        for code, _titre, _unite, volume, prix in c.activites:
            valeurs |= {f"activite:{code}:volume": volume, f"activite:{code}:prix": prix}
        valeurs |= {f"indicateur:{code}:cible": cible for code, cible in c.indicateurs}
        for numero, versement in c.versements.items():
            valeurs[f"versement:{numero}:montant"] = versement.champs["montant"]
            valeurs[f"versement:{numero}:date"] = versement.champs["prevu_le"]
        valeurs |= {
            f"livrable:{livrable.code}:date": livrable.du_le for livrable in self.recolte.de(Livrable, c.vie.id)
        }
        valeurs |= {f"clause:{clause['code']}": clause["texte"] for clause in c.clauses}
        for rang, (cle, valeur) in enumerate(valeurs.items()):
            texte = f"{valeur:f}" if isinstance(valeur, Decimal) else str(valeur)
            self.recolte.garder(
                TermeEntente, cle=cle, valeur=texte, effet_du=c.debut, connu_le=self.signee, rang=rang, **self.qui
            )

    def _reddition(self, rang: int, numero: int) -> datetime | None:
        """One account and its expenses; the moment it was accepted."""
        acceptee = self._rendre_compte(rang, numero)
        for depense in self.depenses:
            self.recolte.garder(DepenseReddition, **depense)
        self.depenses = []
        return acceptee

    def _rendre_compte(self, rang: int, numero: int) -> datetime | None:
        """Asked, written, given, sometimes returned, accepted."""
        c, conteur = self.c, self.conteur
        livrable, genre, du, au, due = c.livrables[rang]
        vie = self.recolte.naitre(
            Reddition,
            PORTAIL,
            self.signee,
            livrable_id=livrable,
            numero=numero,
            genre=genre,
            periode_du=du,
            periode_au=au,
            due_le=due,
            **self.qui,
        )
        commencee = conteur.apres(due, -25, -12)
        if commencee >= self.jour or self._arretee(commencee):
            return None
        vie.franchir("preparer", c.agent, conteur.a(commencee), calculee_le=conteur.a(commencee))
        retard = self.hasard.random() < 0.22
        donnee = conteur.apres(due, 2, 25) if retard else conteur.apres(due, -10, 0)
        soumise = donnee < self.jour
        part = Decimal("0.5") if rang == 0 else Decimal(1)
        self._valeurs(vie, part, soumise)
        if not soumise:
            return None
        vie.champs["recit"] = (
            "Les groupes ont été ouverts comme convenu. Les personnes demandent plus de cours du soir."
        )
        quand = vie.franchir("soumettre", c.agent, conteur.a(donnee), soumise_par_id=c.agent.compte)
        vie.champs["soumise_le"] = quand
        if self.hasard.random() < 0.18:
            quand = self._corriger(vie, quand)
            if quand is None:
                return None
        acceptee = conteur.apres(quand, 6, 32)
        if acceptee >= self.jour:
            return None
        quand = vie.franchir("accepter", c.gestion, conteur.a(acceptee), acceptee_par_id=c.gestion.compte)
        vie.champs["acceptee_le"] = quand
        self._admettre()
        if rang == 0:
            self.remplies["reddition"] = quand
        return quand

    def _arretee(self, jour: date) -> bool:
        return any(pas in ("suspendre", "resilier") and le <= jour for le, pas, _qui, _motif in self.suites)

    def _corriger(self, vie: Vie, donnee: datetime) -> datetime | None:
        """Returned, then given again; None while the organisation corrects."""
        for pas, qui, motif, du, au in (
            ("retourner", self.c.gestion, "reddition_chiffres_a_expliquer", 5, 20),
            ("soumettre", self.c.agent, "", 4, 15),
        ):
            le = self.conteur.apres(donnee, du, au)
            if le >= self.jour:
                return None
            donnee = vie.franchir(pas, qui, self.conteur.a(le), motif)
        vie.champs["soumise_le"] = donnee
        return donnee

    def _valeurs(self, vie: Vie, part: Decimal, soumise: bool) -> None:
        """What was counted, what was spent."""
        for code, titre, unite, volume, _prix in self.c.activites:
            prevu = (volume * part).quantize(Decimal("0.1"))
            compte = (prevu * Decimal(str(round(self.hasard.uniform(0.78, 1.12), 3)))).quantize(Decimal("0.1"))
            loin = abs(compte - prevu) > prevu * Decimal("0.1")
            self.recolte.garder(
                ValeurReddition,
                reddition_id=vie.id,
                nature="activite",
                code=code,
                libelle=titre,
                unite=str(UNITES[unite].unite),
                definition=UNITES[unite].reference,
                prevu=prevu,
                tolerance=Decimal("0.1"),
                compte=compte,
                raison=RAISON if loin and soumise else "",
                **self.qui,
            )
        if soumise:
            for ligne, somme in self.c.lignes:
                montant = (somme * part * Decimal(str(round(self.hasard.uniform(0.82, 1.02), 3)))).quantize(DOLLAR)
                self.depenses.append({"reddition_id": vie.id, "ligne_id": ligne, "montant": montant, **self.qui})

    def _admettre(self) -> None:
        """The accepted expenses; a little is refused now and then."""
        self.admis = Decimal(0)
        for depense in self.depenses:
            part = Decimal("0.97") if self.hasard.random() < 0.15 else Decimal(1)
            depense["admissible"] = (depense["montant"] * part).quantize(DOLLAR)
            self.admis += depense["admissible"]

    def _revue(self) -> None:
        """The mid-term review and what it decided."""
        c, conteur = self.c, self.conteur
        if c.revue >= self.jour or c.revue <= self.signee.date():
            return
        self.suites.append((c.revue, "ouvrir_revue", PORTAIL, ""))
        generee = conteur.a(c.revue)
        vie = self.recolte.naitre(Revue, PORTAIL, generee, prevue_le=c.revue, generee_le=generee, **self.qui)
        quand, champs = generee, {"commenter": "commentee_le", "conclure": "conclue_le"}
        for pas, qui, du, au in (
            ("commenter", c.agent, 4, 12),
            ("rencontrer", c.gestion, 6, 18),
            ("conclure", c.gestion, 3, 12),
        ):
            le = conteur.apres(quand, du, au)
            if le >= self.jour:
                return
            quand = vie.franchir(pas, qui, conteur.a(le))
            if pas in champs:
                vie.champs[champs[pas]] = quand
            else:
                vie.champs |= {
                    "rencontre_le": le,
                    "compte_rendu": "Rencontre tenue à distance; les écarts sont expliqués.",
                }
        vie.champs |= {
            "commentaire_partenaire": "La demande du soir dépasse nos locaux.",
            "conclusion": "Les activités se poursuivent; deux mesures sont suivies.",
        }
        for description, responsable in self.hasard.sample(MESURES_CORRECTIVES, 2):
            echeance = conteur.apres(quand, 20, 60)
            faite = conteur.a(echeance) if echeance < self.jour and self.hasard.random() < 0.96 else None
            self.recolte.garder(
                ActionCorrective,
                revue_id=vie.id,
                description=description,
                responsable=responsable,
                echeance=echeance,
                faite_le=faite,
                preuve="Compte rendu joint au dossier" if faite else "",
                **self.qui,
            )
        self.remplies["revue"] = quand
        self.suites.append((quand.date(), "clore_revue", c.gestion, ""))

    def _decompte(self, finale: datetime) -> date | None:
        """The final accounting once the final report is accepted; the day the entente may close."""
        c, conteur = self.c, self.conteur
        le = conteur.apres(finale, 4, 14)
        if le >= self.jour:
            return None
        admissible = self.admis
        remplis = (v.champs["montant"] for v in c.versements.values() if v.champs["condition"] in self.remplies)
        verse = sum(remplis, Decimal(0))
        droit = min(c.montant, admissible)
        approuve = conteur.apres(le, 3, 12)
        etabli = conteur.a(le)
        vie = self.recolte.naitre(
            Decompte,
            c.gestion,
            etabli,
            convenu=c.montant,
            admissible=admissible,
            verse=verse,
            droit=droit,
            solde=droit - verse,
            etabli_le=etabli,
            etabli_par_id=c.gestion.compte,
            **self.qui,
        )
        if approuve >= self.jour:
            return None
        quand = vie.franchir("approuver", c.approbation, conteur.a(approuve), approuve_par_id=c.approbation.compte)
        vie.champs["approuve_le"] = self.remplies["decompte"] = quand
        self.a_recouvrer = droit - c.montant
        return conteur.apres(c.fin, 170, 200)
