// Opens the form of field needs without a network. It keeps the empty form and what draws it: pages asked for without a
// cookie, so never one that knows who reads. Everything else goes to the network as if this file did not exist.
"use strict";

const CACHE = "besoin-1";
const FORMULAIRE = new URL(self.registration.scope).pathname;
const COQUILLE = new URL("hors-ligne/", self.registration.scope).href;
const PIECES = /(?:href|src)="([^"]+\.(?:css|js|svg)(?:\?[^"]*)?)"/g;
const DESTINATIONS = new Set(["style", "script", "font", "image"]);

const rafraichir = async () => {
  const page = await fetch(COQUILLE, { credentials: "omit", cache: "no-store", redirect: "error" });
  if (!page.ok) throw new Error(String(page.status));
  const texte = await page.clone().text();
  const pieces = [...texte.matchAll(PIECES)].map((trouvee) => new URL(trouvee[1], COQUILLE).href);
  const cache = await caches.open(CACHE);
  await Promise.all(pieces.map((piece) => cache.add(new Request(piece, { credentials: "omit" }))));
  await cache.put(COQUILLE, page);
  const gardees = new Set([COQUILLE, ...pieces]);
  for (const ancienne of await cache.keys()) {
    if (!gardees.has(ancienne.url) && !ancienne.url.endsWith(".woff2")) await cache.delete(ancienne);
  }
};

const ouvrir = async (evenement) => {
  try {
    const page = await fetch(evenement.request);
    evenement.waitUntil(rafraichir().catch(() => {}));
    return page;
  } catch (panne) {
    const gardee = await caches.match(COQUILLE);
    if (!gardee) throw panne;
    return gardee;
  }
};

const dessiner = async (demande) => {
  try {
    const piece = await fetch(demande);
    if (piece.ok && demande.destination === "font") (await caches.open(CACHE)).put(demande, piece.clone());
    return piece;
  } catch (panne) {
    const gardee = await caches.match(demande);
    if (!gardee) throw panne;
    return gardee;
  }
};

self.addEventListener("install", (evenement) => evenement.waitUntil(rafraichir().then(() => self.skipWaiting())));
self.addEventListener("activate", (evenement) => evenement.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (evenement) => {
  const { request: demande } = evenement;
  const adresse = new URL(demande.url);
  if (demande.method !== "GET" || adresse.origin !== self.location.origin) return;
  if (demande.mode === "navigate") {
    if (adresse.pathname === FORMULAIRE) evenement.respondWith(ouvrir(evenement));
  } else if (DESTINATIONS.has(demande.destination)) {
    evenement.respondWith(dessiner(demande));
  }
});
