/**
 * Keeps the site on the phone.
 *
 * Two kinds of cache: the *shell*, one a version, is what every page stands on; *own*, one a person, is what the site
 * says this phone keeps for that person. An answer for anybody else throws it away before it is shown. A new version
 * waits until it is asked in, and is not let in while a session is open in any window.
 *
 * It shares no module with the pages: a classic script, which every browser takes for a worker, imports nothing.
 */

import { lacking, type List, ranged } from "./kept.ts";

// what the site writes above this script
interface Shell {
  readonly version: string;
  readonly files: readonly string[];
}

declare const self: ServiceWorkerGlobalScope & { readonly SHELL: Shell };

const SHELL = "shell-";
const OWN = "own-";
const OFFLINE = "/offline/";
const LIST = "/offline/kept.json";
// The one form without anything in it; what it leads to may be on this phone.
const BEGIN = "/begin/";
const WHOSE = "Adempauze-Person";
// On the edge of a network a page can take a minute to fail; what is kept comes sooner.
const PATIENCE_MS = 4000;
const LANES = 3;
// what a proxy answers for a site that is down
const DOWN = [502, 503, 504];

self.addEventListener("install", (event) => event.waitUntil(takeShell()));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (event.data === "keep") event.waitUntil(keepOnce());
  if (event.data === "renew") event.waitUntil(renew());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  // Back shows the answer to a form from the browser's own store, which takes none that a worker fetched.
  const isForm = request.mode === "navigate" && request.method !== "GET" && url.pathname !== BEGIN;
  if (isForm && self.navigator.onLine) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (request.method === "GET" && request.headers.get("Accept") !== "text/event-stream") {
    event.respondWith(file(request));
  }
});

async function takeShell(): Promise<void> {
  const shell = await caches.open(SHELL + self.SHELL.version);
  await shell.addAll(self.SHELL.files.map((address) => new Request(address, { cache: "no-cache" })));
}

/** Let a new version in; not while any window holds a lock, which is while it has a session open or sends one. */
async function renew(): Promise<void> {
  const { held } = await navigator.locks.query();
  if (held === undefined || held.length === 0) await self.skipWaiting();
}

// --- answering ------------------------------------------------------------------------------------------

async function page(event: FetchEvent): Promise<Response> {
  const { request } = event;
  const { pathname } = new URL(request.url);
  const own = await ownCache();
  const spare = request.method === "GET" ? await own?.match(pathname) : undefined;
  const isUrgent = spare !== undefined || pathname === "/" || pathname === BEGIN;
  try {
    const answer = await (isUrgent ? inTime(fetch(request)) : fetch(request));
    await heed(answer);
    if (DOWN.includes(answer.status)) throw new TypeError("The site is down.");
    if (answer.ok && spare !== undefined) event.waitUntil(refresh(pathname, answer.clone()));
    return answer;
  } catch {
    if (pathname === BEGIN) return Response.redirect(OFFLINE, 303);
    // what was to be sent was not: the page says so, and Back still has it
    if (request.method !== "GET") return Response.redirect(`${OFFLINE}?unsent`, 303);
    return spare ?? (await own?.match(OFFLINE)) ?? Response.error();
  }
}

async function file(request: Request): Promise<Response> {
  for (const name of await caches.keys()) {
    const kept = await (await caches.open(name)).match(request.url);
    if (kept !== undefined) return ranged(kept, request.headers.get("Range"));
  }
  return fetch(request);
}

function inTime(answer: Promise<Response>): Promise<Response> {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new TypeError("The network is too slow.")), PATIENCE_MS);
    answer.then(resolve, reject);
  });
}

// --- whose it is ----------------------------------------------------------------------------------------

async function ownCache(): Promise<Cache | undefined> {
  const name = (await caches.keys()).find((each) => each.startsWith(OWN));
  return name === undefined ? undefined : caches.open(name);
}

/** Throw away what was kept for anybody but the person this answer is for. */
async function heed(answer: Response): Promise<void> {
  const whose = answer.headers.get(WHOSE);
  if (whose === null) return;
  const others = (await caches.keys()).filter((name) => name.startsWith(OWN) && name !== OWN + whose);
  await Promise.all(others.map((name) => caches.delete(name)));
}

/** Keep a page as it is now, if its person still keeps anything here. */
async function refresh(address: string, answer: Response): Promise<void> {
  const name = OWN + (answer.headers.get(WHOSE) ?? "");
  if (!answer.redirected && (await caches.has(name))) await (await caches.open(name)).put(address, answer);
}

// --- keeping --------------------------------------------------------------------------------------------

let keeping: Promise<void> | null = null;

/** Asked twice at once, it keeps once. */
function keepOnce(): Promise<void> {
  keeping ??= keep()
    .catch(() => undefined) // no network: what is kept stays
    .finally(() => {
      keeping = null;
    });
  return keeping;
}

async function keep(): Promise<void> {
  const answer = await fetch(LIST, { cache: "no-store" });
  const whose = answer.headers.get(WHOSE);
  if (!answer.ok || whose === null) return;
  const list = (await answer.json()) as List;
  await heed(answer);
  const own = await caches.open(OWN + whose);
  const had = (await (await own.match(LIST))?.json()) as List | undefined;
  for (const { url } of await own.keys()) {
    const { pathname, search } = new URL(url);
    if (!(pathname + search in list.files) && pathname !== LIST) await own.delete(url);
  }
  // Pages of a newer site stand on a newer shell: the worker that brings it will fetch them.
  const isCurrent = list.version === self.SHELL.version;
  const missing = isCurrent ? lacking(list, had) : [];
  const files = Object.fromEntries(Object.entries(had?.files ?? {}).filter(([address]) => address in list.files));
  const queue = missing.values();
  const lane = async (): Promise<void> => {
    for (const address of queue) {
      const content = await fetch(address, { cache: "no-cache" }).catch(() => null);
      const isTheirs = (content?.headers.get(WHOSE) ?? whose) === whose;
      if (content === null || !content.ok || content.redirected || !isTheirs) continue;
      await own.put(address, content);
      files[address] = list.files[address] ?? "";
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  await own.put(LIST, Response.json({ ...list, files }));
  if (isCurrent) await tidy();
  else await self.registration.update();
}

/** Older shells go once nothing that is kept stands on them. */
async function tidy(): Promise<void> {
  if (self.registration.waiting !== null || self.registration.installing !== null) return;
  const old = (await caches.keys()).filter((name) => name.startsWith(SHELL) && name !== SHELL + self.SHELL.version);
  await Promise.all(old.map((name) => caches.delete(name)));
}
