"""What is counted of the ministry's own punctuality and of its partners, and how each figure is defined."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from guichet.mesure import responsables
from guichet.mesure.definition import Diffusion, Genre, Mesure, Sens, definir
from guichet.mesure.dimensions import ORGANISME

_ENTENTES = _("Ententes, versements et journal du portail")


def _delai(code: str, titre: object, definition: object, evenement: str) -> Mesure:
    return Mesure(
        code,
        1,
        titre,
        definition,
        Genre.DELAI,
        evenement,
        unite=_("jours ouvrables"),
        source=_ENTENTES,
        responsable=responsables.PARTENARIATS,
        dimensions=ORGANISME,
        diffusion=Diffusion.ORGANISMES,
        sens=Sens.MOINS,
        calcul="agregats",
        formule=_("Médiane des jours ouvrables passés dans l’étape"),
    )


DELAI_VERSEMENT = Mesure(
    "delai_versement",
    1,
    _("Délai de versement"),
    _(
        "Jours entre le moment où un versement est exigible (date prévue et condition remplie, la dernière des deux) "
        "et son émission; médiane et 90e centile des versements émis pendant la période, sans les recouvrements."
    ),
    Genre.DELAI,
    "versement:emettre",
    unite=_("jours"),
    source=_ENTENTES,
    responsable=responsables.FINANCES,
    dimensions=ORGANISME,
    diffusion=Diffusion.ORGANISMES,
    sens=Sens.MOINS,
    calcul="agregats",
    formule=_("Médiane des jours entre exigible et émis"),
)
RETARD_VERSEMENT = Mesure(
    "retard_versement",
    1,
    _("Écart à la date prévue"),
    _(
        "Jours entre la date prévue à l’entente et l’émission, médiane et 90e centile des versements émis pendant la "
        "période; négatif quand le versement est émis avant. Compte aussi le temps où l’organisme devait remplir une "
        "condition."
    ),
    Genre.DELAI,
    "versement:emettre",
    unite=_("jours"),
    source=_ENTENTES,
    responsable=responsables.FINANCES,
    dimensions=ORGANISME,
    diffusion=Diffusion.ORGANISMES,
    sens=Sens.MOINS,
    calcul="agregats",
    formule=_("Médiane des jours entre la date prévue et l’émission"),
)
VERSEMENTS_A_TEMPS = Mesure(
    "versements_a_temps",
    1,
    _("Versements dans le délai"),
    _(
        "Part des versements émis pendant la période au plus tard à la fin des délais d’autorisation et d’émission, "
        "comptés en jours ouvrables depuis qu’ils sont exigibles."
    ),
    Genre.TAUX,
    "versement:emettre",
    "versement:emettre",
    source=_ENTENTES,
    responsable=responsables.FINANCES,
    dimensions=ORGANISME,
    diffusion=Diffusion.ORGANISMES,
    sens=Sens.PLUS,
    calcul="agregats",
    formule=_("Versements émis dans le délai ÷ versements émis"),
)
SIGNEES_A_TEMPS = Mesure(
    "ententes_signees_avant_debut",
    1,
    _("Ententes signées avant leur début"),
    _("Part des ententes commencées pendant la période dont la dernière signature précède le premier jour ou y tombe."),
    Genre.TAUX,
    "entente:signer",
    "entente:debut",
    source=_ENTENTES,
    responsable=responsables.PARTENARIATS,
    dimensions=ORGANISME,
    diffusion=Diffusion.ORGANISMES,
    sens=Sens.PLUS,
    calcul="agregats",
    formule=_("Ententes signées à leur début ÷ ententes commencées"),
)
PREMIER_VERSEMENT = Mesure(
    "premier_versement_avant_debut",
    1,
    _("Premier versement avant le début"),
    _(
        "Part des ententes commencées pendant la période dont le premier versement est émis au plus tard le premier "
        "jour des activités. Une entente sans versement émis compte parmi celles qui attendent."
    ),
    Genre.TAUX,
    "versement:emettre",
    "entente:debut",
    source=_ENTENTES,
    responsable=responsables.FINANCES,
    dimensions=ORGANISME,
    diffusion=Diffusion.ORGANISMES,
    sens=Sens.PLUS,
    calcul="agregats",
    formule=_("Ententes payées à leur début ÷ ententes commencées"),
)
ETAPES = (
    _delai(
        "delai_completude",
        _("Vérifier la complétude"),
        _("Jours ouvrables où une demande reste soumise, jusqu’à l’analyse ou la demande de complément."),
        "entente:soumise",
    ),
    _delai(
        "delai_analyse",
        _("Analyser et recommander"),
        _("Jours ouvrables où une demande reste en analyse, jusqu’à la recommandation ou la demande de complément."),
        "entente:en_analyse",
    ),
    _delai(
        "delai_decision",
        _("Décider"),
        _("Jours ouvrables entre la recommandation et la décision ou le renvoi à l’analyse."),
        "entente:recommandee",
    ),
    _delai(
        "delai_signature",
        _("Signer"),
        _("Jours ouvrables entre l’approbation et la dernière signature, temps de l’organisme compris."),
        "entente:approuvee",
    ),
    _delai(
        "delai_examen",
        _("Examiner une reddition"),
        _("Jours ouvrables où une reddition reste soumise, jusqu’à son acceptation ou son retour."),
        "reddition:soumise",
    ),
)
DEPENSES_ADMISSIBLES = Mesure(
    "part_depenses_admissibles",
    1,
    _("Dépenses admises"),
    _("Part des dépenses déclarées que le ministère a jugées admissibles, redditions acceptées pendant la période."),
    Genre.TAUX,
    "reddition:admissible",
    "reddition:montant",
    source=_ENTENTES,
    responsable=responsables.PARTENARIATS,
    dimensions=ORGANISME,
    diffusion=Diffusion.ORGANISMES,
    sens=Sens.PLUS,
    calcul="agregats",
    formule=_("Dépenses admises ÷ dépenses déclarées"),
)
REDDITIONS_A_TEMPS = Mesure(
    "redditions_a_temps",
    1,
    _("Redditions remises à temps"),
    _("Part des redditions dues pendant la période et remises au plus tard le jour dû."),
    Genre.TAUX,
    "reddition:soumettre",
    "reddition:due",
    source=_ENTENTES,
    responsable=responsables.PARTENARIATS,
    dimensions=ORGANISME,
    diffusion=Diffusion.ORGANISMES,
    sens=Sens.PLUS,
    calcul="agregats",
    formule=_("Redditions remises à temps ÷ redditions dues"),
)

definir(
    DELAI_VERSEMENT,
    RETARD_VERSEMENT,
    VERSEMENTS_A_TEMPS,
    SIGNEES_A_TEMPS,
    PREMIER_VERSEMENT,
    *ETAPES,
    DEPENSES_ADMISSIBLES,
    REDDITIONS_A_TEMPS,
)
