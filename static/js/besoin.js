// A field need on a weak network: the draft stays on this device, sendings wait here until the network is back.
// Each sending carries a name made here (`envoi`), so the server keeps it once however often it is sent.
// The page opened without a network (`data-hors-ligne`, given by besoin_service.js) is nobody's: what is written there
// waits for the device, and leaves under an account when the person who opened the form says so.
(() => {
  "use strict";
  const formulaire = document.querySelector("form[data-besoin]");
  if (!formulaire || !window.localStorage || !window.fetch) return;

  const qui = formulaire.dataset.besoin;
  const horsLigne = "horsLigne" in formulaire.dataset;
  const APPAREIL = "appareil";
  const PREFIXE_ATTENTE = "besoin.attente.";
  const CLE_BROUILLON = `besoin.brouillon.${qui}`;
  const CLE_ATTENTE = PREFIXE_ATTENTE + qui;
  const BROUILLON_APPAREIL = `besoin.brouillon.${APPAREIL}`;
  const ATTENTE_APPAREIL = PREFIXE_ATTENTE + APPAREIL;
  const HORS_BROUILLON = new Set(["csrfmiddlewaretoken"]);
  const REESSAI_MS = 60000;
  const etat = document.getElementById("besoin-etat");
  const liste = document.getElementById("besoin-attente");
  const mots = document.getElementById("besoin-mots").dataset;
  const bloc = document.getElementById("besoin-appareil");
  let occupe = false;

  const lire = (cle, defaut) => {
    try {
      return JSON.parse(localStorage.getItem(cle)) ?? defaut;
    } catch {
      return defaut;
    }
  };
  const ecrire = (cle, valeur) => {
    try {
      localStorage.setItem(cle, JSON.stringify(valeur));
      return true;
    } catch {
      return false;
    }
  };
  const dire = (texte) => {
    etat.textContent = texte;
  };
  const uuid = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const octets = crypto.getRandomValues(new Uint8Array(16));
    octets[6] = (octets[6] & 0x0f) | 0x40;
    octets[8] = (octets[8] & 0x3f) | 0x80;
    const hexa = Array.from(octets, (o) => o.toString(16).padStart(2, "0")).join("");
    return [hexa.slice(0, 8), hexa.slice(8, 12), hexa.slice(12, 16), hexa.slice(16, 20), hexa.slice(20)].join("-");
  };
  const champs = () =>
    [...new FormData(formulaire).entries()].filter(([nom]) => !HORS_BROUILLON.has(nom));

  const remplir = (paires) => {
    for (const [nom, valeur] of paires) {
      for (const champ of formulaire.elements) {
        if (champ.name !== nom || HORS_BROUILLON.has(nom)) continue;
        if (champ.type === "radio" || champ.type === "checkbox") champ.checked = champ.value === valeur;
        else champ.value = valeur;
      }
    }
  };

  const bouton = (mot, geste) => {
    const fait = document.createElement("button");
    fait.type = "button";
    fait.className = "qc-button qc-compact qc-secondary";
    fait.textContent = mot;
    fait.addEventListener("click", geste);
    return fait;
  };
  const ligne = (texte, ...suite) => {
    const faite = document.createElement("li");
    faite.append(texte, ...suite);
    return faite;
  };
  const ligneDe = (envoi) => {
    if (!envoi.erreur) return ligne(`${mots.attend} ${envoi.resume}`);
    const reprendre = () => {
      remplir(envoi.champs);
      retirer(envoi.envoi);
      ecrire(CLE_BROUILLON, champs());
      formulaire.scrollIntoView();
    };
    return ligne(`${mots.acorriger} ${envoi.resume} `, bouton(mots.reprendre, reprendre));
  };
  const ligneDeLAppareil = (envoi) => {
    const adopter = () => {
      if (!ecrire(CLE_ATTENTE, [...lire(CLE_ATTENTE, []).filter((un) => un.envoi !== envoi.envoi), envoi])) return;
      ecrire(ATTENTE_APPAREIL, lire(ATTENTE_APPAREIL, []).filter((un) => un.envoi !== envoi.envoi));
      montrer();
      vider();
    };
    return ligne(`${mots.sansreseau} ${envoi.resume} `, bouton(mots.adopter, adopter));
  };
  // Accounts that wait on this device, without their words: the page without a network does not know who reads.
  const autresAttentes = () =>
    Object.keys(localStorage)
      .filter((cle) => cle.startsWith(PREFIXE_ATTENTE) && cle !== ATTENTE_APPAREIL)
      .reduce((nombre, cle) => nombre + lire(cle, []).length, 0);

  const montrer = () => {
    const lignes = lire(CLE_ATTENTE, []).map(ligneDe);
    if (!horsLigne) lignes.push(...lire(ATTENTE_APPAREIL, []).map(ligneDeLAppareil));
    else if (autresAttentes()) lignes.push(ligne(`${mots.autres} ${autresAttentes()}`));
    liste.replaceChildren(...lignes);
    bloc.hidden = !lignes.length && !localStorage.getItem(CLE_BROUILLON);
  };
  const retirer = (cle) => {
    ecrire(CLE_ATTENTE, lire(CLE_ATTENTE, []).filter((envoi) => envoi.envoi !== cle));
    montrer();
  };

  const poster = async (paires, jeton) => {
    const corps = new URLSearchParams([...paires, ["csrfmiddlewaretoken", jeton]]);
    return fetch(formulaire.action, {
      method: "POST",
      body: corps,
      headers: { Accept: "application/json" },
      redirect: "manual",
      credentials: "same-origin",
    });
  };
  // The page may have been open for hours: its token is asked for again.
  const jetonFrais = async () => {
    const page = await fetch(formulaire.action, { redirect: "manual", credentials: "same-origin" });
    if (!page.ok) return null;
    const lu = new DOMParser().parseFromString(await page.text(), "text/html");
    return lu.querySelector("form[data-besoin] [name=csrfmiddlewaretoken]")?.value ?? null;
  };

  const vider = async () => {
    if (horsLigne || occupe || !lire(CLE_ATTENTE, []).some((envoi) => !envoi.erreur)) return;
    occupe = true;
    try {
      const jeton = await jetonFrais();
      if (!jeton) return dire(mots.session);
      for (const envoi of lire(CLE_ATTENTE, []).filter((un) => !un.erreur)) {
        const reponse = await poster(envoi.champs, jeton);
        if (reponse.ok) {
          retirer(envoi.envoi);
          dire(`${mots.envoye} ${(await reponse.json()).numero}`);
        } else if (reponse.status === 422) {
          ecrire(
            CLE_ATTENTE,
            lire(CLE_ATTENTE, []).map((un) => (un.envoi === envoi.envoi ? { ...un, erreur: true } : un)),
          );
          montrer();
        } else {
          return dire(mots.session);
        }
      }
    } catch {
      dire(mots.horsligne);
    } finally {
      occupe = false;
    }
  };

  const mettreEnAttente = () => {
    const paires = champs();
    const dit = Object.fromEntries(paires);
    const envoi = { envoi: dit.envoi, champs: paires, resume: (dit.entendu || "").slice(0, 60) };
    if (!ecrire(CLE_ATTENTE, [...lire(CLE_ATTENTE, []).filter((un) => un.envoi !== dit.envoi), envoi])) {
      return dire(mots.plein);
    }
    localStorage.removeItem(CLE_BROUILLON);
    formulaire.reset();
    formulaire.elements.envoi.value = uuid();
    montrer();
    dire(mots.horsligne);
  };

  formulaire.addEventListener("input", () => {
    if (ecrire(CLE_BROUILLON, champs())) bloc.hidden = false;
  });
  formulaire.addEventListener("submit", async (evenement) => {
    evenement.preventDefault();
    if (occupe) return;
    ecrire(CLE_BROUILLON, champs());
    if (horsLigne) return mettreEnAttente();
    dire(mots.envoi);
    occupe = true;
    try {
      const reponse = await poster(champs(), formulaire.elements.csrfmiddlewaretoken.value);
      if (reponse.ok) {
        localStorage.removeItem(CLE_BROUILLON);
        window.location.assign(formulaire.dataset.suite);
      } else if (reponse.status === 422) {
        // The server says what to mend, on its own page.
        formulaire.submit();
      } else {
        dire(mots.session);
      }
    } catch {
      mettreEnAttente();
    } finally {
      occupe = false;
    }
  });
  document.getElementById("besoin-effacer").addEventListener("click", () => {
    localStorage.removeItem(CLE_BROUILLON);
    localStorage.removeItem(CLE_ATTENTE);
    localStorage.removeItem(BROUILLON_APPAREIL);
    localStorage.removeItem(ATTENTE_APPAREIL);
    formulaire.reset();
    formulaire.elements.envoi.value = uuid();
    montrer();
    dire(horsLigne && autresAttentes() ? mots.effaceici : mots.efface);
  });

  // The page kept for the days without a network is the same each time: its sending needs a name of its own.
  if (horsLigne) formulaire.elements.envoi.value = uuid();
  if (!formulaire.dataset.lie) {
    const brouillon = lire(CLE_BROUILLON, null) ?? lire(BROUILLON_APPAREIL, null);
    if (brouillon) {
      remplir(brouillon);
      ecrire(CLE_BROUILLON, brouillon);
      if (!horsLigne) localStorage.removeItem(BROUILLON_APPAREIL);
      dire(mots.repris);
    }
  }
  montrer();
  vider();
  window.addEventListener("online", horsLigne ? () => dire(mots.revenu) : vider);
  window.setInterval(vider, REESSAI_MS);
  if (navigator.serviceWorker && formulaire.dataset.service) {
    navigator.serviceWorker.register(formulaire.dataset.service).catch(() => {});
  }
})();
