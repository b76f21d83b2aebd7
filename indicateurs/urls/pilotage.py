"""The addresses of the direction's home, the action plan and the register of improvement."""

from django.urls import path

from indicateurs.views import ameliorations, direction, engagement_amelioration, plan, plan_public

PLAN = "plan-action/"
AMELIORATION = "ameliorations/<uuid:amelioration_id>/"
urlpatterns = [
    path("direction/", direction.direction_accueil, name="direction_accueil"),
    path(PLAN, plan_public.plan_public, name="plan_public"),
    path(f"{PLAN}rapport.pdf", plan_public.plan_rapport_pdf, name="plan_rapport_pdf"),
    path(f"{PLAN}registre/", plan.plan_registre, name="plan_registre"),
    path(f"{PLAN}nouveau/", plan.plan_nouveau, name="plan_nouveau"),
    path(f"{PLAN}lignes/nouvelle/", plan.ligne_nouvelle, name="ligne_nouvelle"),
    path(f"{PLAN}lignes/<uuid:ligne_id>/", plan.ligne_de_plan, name="ligne_de_plan"),
    path(f"{PLAN}lignes/<uuid:ligne_id>/preuve/", plan.preuve_joindre, name="preuve_joindre"),
    path(f"{PLAN}lignes/<uuid:ligne_id>/<slug:pas>/", plan.ligne_de_plan_pas, name="ligne_de_plan_pas"),
    path(f"{PLAN}preuves/<uuid:preuve_id>/retirer/", plan.preuve_retirer, name="preuve_retirer"),
    path("ameliorations/", ameliorations.ameliorations, name="ameliorations"),
    path("ameliorations/nouvelle/", ameliorations.amelioration_nouvelle, name="amelioration_nouvelle"),
    path(AMELIORATION, ameliorations.amelioration, name="amelioration"),
    path(f"{AMELIORATION}engagement/", engagement_amelioration.amelioration_engagement, name="amelioration_engagement"),
    path(f"{AMELIORATION}<slug:pas>/", ameliorations.amelioration_pas, name="amelioration_pas"),
]
