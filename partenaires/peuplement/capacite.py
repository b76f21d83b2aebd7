"""The capacity of a synthetic province: what each partner declares for the next two sessions, as a partner would."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from django.db.models import F

from guichet.acteurs import Acteur, Role
from guichet.cloison import portee
from guichet.models import Adhesion, Journal, Organisation
from inscriptions.horaires import trier
from inscriptions.models import Formule, Groupe, Lieu, Mode, SessionCours
from inscriptions.peuplement.calendrier import FIN_DE_SEMAINE, FUSEAU, PARTIEL_DE_JOUR, SOIR, TEMPS_COMPLET, Horaire
from inscriptions.peuplement.registre import identifiant
from inscriptions.peuplement.suites import Demandee
from inscriptions.queries.arrivees import en_attente_par_cellule
from inscriptions.queries.numero import prochain_numero_de_groupe
from inscriptions.states import EtatGroupe
from partenaires.actions.agregats import rafraichir_tableau
from partenaires.actions.remplissage import prevoir_remplissages
from partenaires.models import Bassin, BesoinRessource, DeclarationCapacite, GenreRessource, GroupePropose, Ressource
from partenaires.queries.sessions import sessions_a_declarer
from partenaires.states import EtatDeclaration

# For each person of the province, groups that partners could still open in the next session, then in the one after.
GROUPES_PAR_PERSONNE = (0.007, 0.003)
HORAIRES = {
    "temps_complet": {"jour": TEMPS_COMPLET},
    "temps_partiel": {"soir": SOIR, "jour": PARTIEL_DE_JOUR, "fin_de_semaine": FIN_DE_SEMAINE},
}
TARIF = {"centre_services": 78, "cegep": 92, "universite": 98, "organisme": 64}
SOIRS = ["lun_soir", "mar_soir", "mer_soir", "jeu_soir"]
JOURS = [f"{jour}_{periode}" for jour in ("lun", "mar", "mer", "jeu", "ven") for periode in ("am", "pm")]
FINS = ["sam_am", "sam_pm"]
UN_JOUR = timedelta(days=1)


@dataclass
class Recolte:
    """Rows waiting to be written together."""

    journal: list[Journal] = field(default_factory=list)
    declarations: list[DeclarationCapacite] = field(default_factory=list)
    ressources: list[Ressource] = field(default_factory=list)
    bassins: list[Bassin] = field(default_factory=list)
    groupes: list[Groupe] = field(default_factory=list)
    proposes: list[GroupePropose] = field(default_factory=list)
    besoins: list[BesoinRessource] = field(default_factory=list)

    def ecrire(self) -> None:
        """The journal first: it explains the states."""
        for modele, lignes in (
            (Journal, self.journal),
            (DeclarationCapacite, self.declarations),
            (Ressource, self.ressources),
            (Bassin, self.bassins),
            (Groupe, self.groupes),
            (GroupePropose, self.proposes),
            (BesoinRessource, self.besoins),
        ):
            modele._default_manager.bulk_create(lignes, batch_size=1000)  # type: ignore[attr-defined]
        for modele, lignes in ((Groupe, self.groupes), (DeclarationCapacite, self.declarations)):
            modele._default_manager.filter(pk__in=[ligne.pk for ligne in lignes]).update(  # type: ignore[attr-defined]
                cree_le=F("etat_depuis")
            )


def raconter(demandee: Demandee) -> None:
    """Declarations of every partner: existing provisional groups, those the need calls for, a pool, resources."""
    hasard = Random(f"capacite:{demandee.graine}")
    sessions = sessions_a_declarer(au=demandee.jour)
    organisations = Organisation.objects.filter(pk__in=demandee.organisations).order_by("pk")
    recolte, besoin = Recolte(), sorted(en_attente_par_cellule().items())
    for rang, session in enumerate(sessions):
        combien = round(demandee.personnes * GROUPES_PAR_PERSONNE[rang])
        for organisation in organisations:
            Partenaire(organisation, session, demandee.jour, hasard, recolte).declarer(combien, besoin, rang)
    recolte.ecrire()


class Partenaire:
    """One partner while its declaration of one session is told."""

    def __init__(
        self, organisation: Organisation, session: SessionCours, jour: date, hasard: Random, recolte: Recolte
    ) -> None:
        self.organisation, self.session, self.jour = organisation, session, jour
        self.hasard, self.recolte = hasard, recolte
        self.lieux = list(Lieu.objects.filter(organisation=organisation).order_by("nom"))
        gestion = Adhesion.objects.filter(organisation=organisation, role=Role.GESTIONNAIRE_PARTENAIRE)
        self.gestionnaire = gestion.select_related("utilisateur").order_by("pk").first()
        self.le = datetime.combine(jour - timedelta(days=hasard.randint(3, 20)), time(10, 15), FUSEAU)

    def declarer(self, combien: int, besoin: Sequence[tuple[Any, int]], rang: int) -> None:
        """Tell the whole declaration; one in seven of the farther session is still a draft."""
        envisages = list(
            Groupe.objects.filter(
                organisation=self.organisation, session=self.session, etat=EtatGroupe.ENVISAGE
            ).order_by("numero")
        )
        ici = [(cle, n) for cle, n in besoin if cle[0] == self.organisation.region_id]
        poids = Groupe.objects.filter(organisation=self.organisation, etat=EtatGroupe.EN_COURS).count()
        total = Groupe.objects.filter(etat=EtatGroupe.EN_COURS).count()
        # A partner has at most as much to declare as it already teaches.
        nouveaux = min(round(combien * poids / max(1, total)) + 1, poids + 2) if ici else 0
        brouillon = bool(rang) and self.hasard.random() < 0.15
        groupes = envisages + [self._groupe(ici) for _nouveau in range(nouveaux)]
        avec_bassin = bool(ici) and poids >= 2
        if not groupes and not avec_bassin:
            return
        self.recolte.groupes += groupes[len(envisages) :]
        declaration = self._declaration(groupes, brouillon)
        ressources = self._ressources(declaration, groupes)
        for numero, groupe in enumerate(groupes, 1):
            self._proposer(declaration, groupe, numero, ressources, rang)
        if avec_bassin:
            self._bassin(declaration, ressources)

    def _declaration(self, groupes: list[Groupe], brouillon: bool) -> DeclarationCapacite:
        demandees = sum(groupe.heures_par_semaine * self._semaines(groupe) for groupe in groupes)
        heures = (Decimal(demandees) * Decimal("0.8") + 200).quantize(Decimal(10))
        declaration = DeclarationCapacite(
            id=self._id(),
            organisation=self.organisation,
            session=self.session,
            etat=EtatDeclaration.BROUILLON if brouillon else EtatDeclaration.DEPOSEE,
            etat_depuis=self.le,
            heures_disponibles=heures,
            decision_le=self.session.debut - timedelta(days=28),
            deposee_le=None if brouillon else self.le,
            deposee_par_id=None if brouillon or not self.gestionnaire else self.gestionnaire.utilisateur_id,
        )
        self.recolte.declarations.append(declaration)
        self._journaliser(declaration, "ouvrir", "", EtatDeclaration.BROUILLON, self.le - 2 * UN_JOUR)
        if not brouillon:
            self._journaliser(declaration, "deposer", EtatDeclaration.BROUILLON, EtatDeclaration.DEPOSEE, self.le)
        return declaration

    def _groupe(self, besoin: Sequence[tuple[Any, int]]) -> Groupe:
        """A group for people who wait here: drawn as they are many."""
        hasard = self.hasard
        (_region, niveau, formule, creneau), _n = hasard.choices(besoin, [n for _cle, n in besoin])[0]
        choix = HORAIRES[formule]
        horaire: Horaire = hasard.choice(choix.get(creneau) or choix["jour"])
        mode = Mode.EN_LIGNE if hasard.random() < 0.2 or not self.lieux else Mode.EN_CLASSE
        groupe = Groupe(
            id=self._id(),
            numero=prochain_numero_de_groupe(self.session),
            organisation=self.organisation,
            lieu=None if mode == Mode.EN_LIGNE else hasard.choice(self.lieux),
            region_id=self.organisation.region_id,
            session=self.session,
            etat=EtatGroupe.ENVISAGE,
            etat_depuis=self.le - UN_JOUR,
            niveau=niveau,
            niveau_max=min(12, niveau + (hasard.random() < 0.08)),
            formule=formule,
            mode=mode,
            horaire=list(horaire.cellules),
            heures_par_semaine=Decimal(horaire.heures),
            garde=mode == Mode.EN_CLASSE and hasard.random() < 0.15,
            capacite=18 if self.organisation.genre == "organisme" else 20,
            minimum=8 if self.organisation.genre == "organisme" else 11,
            debut=self.session.debut,
            fin=min(self.session.fin, self.session.debut + timedelta(days=74)),
        )
        self._journaliser(groupe, "ouvrir", "", EtatGroupe.ENVISAGE, groupe.etat_depuis)
        return groupe

    def _ressources(self, declaration: DeclarationCapacite, groupes: Sequence[Groupe]) -> list[Ressource]:
        """Fewer teachers than groups: not all of them can open."""
        prises = {cellule for groupe in groupes for cellule in groupe.horaire}
        lignes = [
            self._ressource(declaration, "ENS-SOIR", GenreRessource.ENSEIGNANT, "Équipe du soir", SOIRS, Decimal(12)),
            self._ressource(declaration, "ENS-JOUR", GenreRessource.ENSEIGNANT, "Équipe de jour", JOURS, Decimal(30)),
            self._ressource(declaration, "ENS-FDS", GenreRessource.ENSEIGNANT, "Équipe du samedi", FINS, Decimal(8)),
        ]
        lignes = [ligne for ligne in lignes if prises & set(ligne.cellules)]
        for ligne in lignes:
            demandes = sum(bool(set(groupe.horaire) & set(ligne.cellules)) for groupe in groupes)
            ligne.nombre = max(1, min(60, round(demandes * 0.6)))
        for rang, lieu in enumerate(self.lieux, 1):
            local = self._ressource(
                declaration, f"LOC-{rang}", GenreRessource.LOCAL, f"Locaux, {lieu.nom}", trier(SOIRS + JOURS + FINS)
            )
            local.nombre, local.places = max(1, min(60, round(len(groupes) * 0.5))), 24
            lignes.append(local)
        self.recolte.ressources += lignes
        return lignes

    def _ressource(
        self,
        declaration: DeclarationCapacite,
        reference: str,
        genre: str,
        nom: str,
        cellules: list[str],
        heures: Decimal | None = None,
    ) -> Ressource:
        return Ressource(
            id=self._id(),
            declaration=declaration,
            organisation=self.organisation,
            reference=reference,
            genre=genre,
            nom=nom,
            cellules=cellules,
            heures_max=heures,
        )

    def _proposer(
        self, declaration: DeclarationCapacite, groupe: Groupe, numero: int, ressources: list[Ressource], rang: int
    ) -> None:
        # In the next session one group in five must be decided within days.
        proche = rang == 0 and self.hasard.random() < 0.2
        jours = timedelta(days=self.hasard.randint(1, 9))
        propose = GroupePropose(
            id=self._id(),
            declaration=declaration,
            organisation=self.organisation,
            groupe=groupe,
            reference=f"G-{numero:02d}",
            cout=self._cout(groupe),
            decision_le=self.jour + jours if proche else groupe.debut - timedelta(days=28),
        )
        self.recolte.proposes.append(propose)
        self._besoins(declaration, ressources, groupe.horaire, groupe.lieu_id, propose=propose)

    def _bassin(self, declaration: DeclarationCapacite, ressources: list[Ressource]) -> None:
        """A few evening groups for beginners, level and evenings to be chosen."""
        bassin = Bassin(
            id=self._id(),
            declaration=declaration,
            organisation=self.organisation,
            reference="B-01",
            nombre=self.hasard.randint(1, 3),
            niveau=1,
            niveau_max=4,
            formule=Formule.TEMPS_PARTIEL,
            mode=Mode.EN_LIGNE,
            region_id=self.organisation.region_id,
            horaires=["lun_soir mer_soir", "mar_soir jeu_soir"],
            heures_par_semaine=Decimal(6),
            capacite=18,
            minimum=11,
            debut=self.session.debut,
            fin=min(self.session.fin, self.session.debut + timedelta(days=74)),
            cout=Decimal(66 * TARIF[self.organisation.genre]),
            decision_le=self.session.debut - timedelta(days=28),
        )
        self.recolte.bassins.append(bassin)
        self._besoins(declaration, ressources, SOIRS, None, bassin=bassin)

    def _besoins(
        self,
        declaration: DeclarationCapacite,
        ressources: list[Ressource],
        horaire: Sequence[str],
        lieu: Any,
        **de: Any,
    ) -> None:
        for ressource in self._utiles(ressources, horaire, lieu):
            self.recolte.besoins.append(
                BesoinRessource(
                    id=self._id(),
                    declaration=declaration,
                    organisation=self.organisation,
                    ressource=ressource,
                    **de,
                )
            )

    def _utiles(self, ressources: list[Ressource], horaire: Sequence[str], lieu: Any) -> Iterator[Ressource]:
        """One team free at these times, and the rooms of the place."""
        equipes = [r for r in ressources if not r.est_un_local and set(horaire) <= set(r.cellules)]
        yield from equipes[:1]
        rang = next((n for n, un_lieu in enumerate(self.lieux, 1) if un_lieu.pk == lieu), None)
        yield from (r for r in ressources if r.reference == f"LOC-{rang}")

    def _cout(self, groupe: Groupe) -> Decimal:
        return Decimal(groupe.heures_par_semaine * self._semaines(groupe) * TARIF[self.organisation.genre])

    @staticmethod
    def _semaines(groupe: Groupe) -> int:
        return (groupe.fin - groupe.debut).days // 7 + 1

    def _id(self) -> uuid.UUID:
        return uuid.UUID(identifiant(self.hasard))

    def _journaliser(self, objet: Any, pas: str, de: str, vers: str, le: datetime) -> None:
        membre = self.gestionnaire
        acteur = Acteur(
            role=Role.GESTIONNAIRE_PARTENAIRE,
            utilisateur_id=membre.utilisateur_id if membre else None,
            libelle=str(membre.utilisateur) if membre else "",
        )
        self.recolte.journal.append(
            Journal(
                objet_type=objet.CYCLE,
                objet_id=objet.pk,
                pas=pas,
                de=str(de),
                vers=str(vers),
                le=le,
                acteur_id=acteur.utilisateur_id,
                acteur_role=acteur.role,
                acteur_libelle=acteur.libelle,
                organisation_id=self.organisation.pk,
                region_id=getattr(objet, "region_id", None),
                niveau=getattr(objet, "niveau", None),
                formule=getattr(objet, "formule", ""),
            )
        )


def calculer(le: datetime) -> None:
    """What the routines do within minutes: the board's roll-ups and the expected fill."""
    with portee(Acteur.systeme()):
        rafraichir_tableau(le=le)
    prevoir_remplissages(le=le)
