"""Form and model fields: normalised when readable, a French message when not."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import timezone

from guichet.referentiels import champs
from guichet.referentiels.tri import cle_tri


class CoordonneesForm(forms.Form):
    code_postal = champs.CodePostalFormField()
    telephone = champs.TelephoneFormField(required=False)
    neq = champs.NeqFormField(required=False)


def test_un_formulaire_rend_les_valeurs_normalisees():
    form = CoordonneesForm({"code_postal": " h2x1y4", "telephone": "(514) 864 9191", "neq": "11 4455 5666"})
    assert form.is_valid()
    assert form.cleaned_data == {"code_postal": "H2X 1Y4", "telephone": "+15148649191", "neq": "1144555666"}


@pytest.mark.parametrize("hostile", ["", "\x00", "<script>", "9" * 10000, "'; DROP TABLE", "\u202e2x1y4", "😀"])
def test_une_saisie_hostile_recoit_un_message_et_reste_affichee(hostile):
    form = CoordonneesForm({"code_postal": hostile, "telephone": hostile, "neq": hostile})
    assert not form.is_valid()
    assert form["code_postal"].value() == hostile
    assert all(message for messages in form.errors.values() for message in messages)


def test_un_champ_facultatif_vide_reste_vide():
    form = CoordonneesForm({"code_postal": "G1R 4P5"})
    assert form.is_valid()
    assert form.cleaned_data["telephone"] == ""


def test_un_poste_n_est_accepte_que_si_le_champ_le_demande():
    form = CoordonneesForm({"code_postal": "G1R 4P5", "telephone": "514 864-9191 poste 12"})
    assert form.errors["telephone"] == ["Écrivez le numéro sans le poste."]
    assert champs.TelephoneField().formfield().clean("514 864-9191 poste 12") == "+15148649191;ext=12"


def test_un_telephone_deja_enregistre_s_affiche_comme_on_l_ecrit():
    form = CoordonneesForm(initial={"telephone": "+15148649191"})
    assert 'value="514\u00a0864-9191"' in str(form["telephone"])
    assert 'type="tel"' in str(form["telephone"])


@pytest.mark.parametrize(
    ("champ", "bonne", "mauvaise"),
    [
        (champs.CodePostalField(), "G1R 4P5", "G1R"),
        (champs.NeqField(), "1144555666", "5544555666"),
        (champs.TelephoneField(), "+15148649191;ext=12", "12"),
    ],
)
def test_un_champ_de_modele_valide_et_offre_son_champ_de_formulaire(champ, bonne, mauvaise):
    assert champ.clean(bonne, None) == bonne
    with pytest.raises(ValidationError):
        champ.clean(mauvaise, None)
    assert isinstance(champ.formfield(), type(champ).champ_formulaire)
    assert "max_length" not in champ.deconstruct()[3]


def test_les_filtres_ecrivent_les_formats_du_quebec():
    gabarit = Template(
        "{% load quebec %}{{ m|argent }}|{{ n|nombre }}|{{ p|pourcent }}|{{ p|pourcent:0 }}|{{ j|date_longue }}|"
        "{{ j|heure }}|{{ j|date_heure }}|{{ t|telephone }}|{{ rien|argent }}{{ rien|date_longue }}"
    )
    moment = timezone.datetime(2026, 6, 3, 17, 5, tzinfo=timezone.get_fixed_timezone(0))
    contexte = {"m": 1234.5, "n": 1234.5, "p": 0.857, "j": moment, "t": "+15148649191", "rien": None}
    assert gabarit.render(Context(contexte)).replace("\u00a0", " ") == (
        "1 234,50 $|1 234,5|85,7 %|86 %|3 juin 2026|13 h 05|3 juin 2026 à 13 h 05|514 864-9191|"
    )


def test_le_tri_ignore_accents_casse_et_ligatures():
    assert sorted(["Œuvre", "Zoulou", "éwé", "Oromo", "ewe"], key=cle_tri) == ["éwé", "ewe", "Œuvre", "Oromo", "Zoulou"]
