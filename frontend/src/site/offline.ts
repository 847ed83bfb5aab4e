/** The page for when there is no network: what of today is on this phone. */

import { cacheName, storeName } from "../offline/whose.ts";
import { Store, type StoredLog } from "../player/store.ts";
import type { List } from "../worker/kept.ts";
import { put, show } from "./notes.ts";

const LIST = "/offline/kept.json";
const OFFLINE = "/offline/";
const ALIVE = "/healthz";

/** Show what can be begun or gone on with; give way to the page that was asked for once the site answers again. */
export async function showKept(): Promise<void> {
  if (new URLSearchParams(window.location.search).has("unsent")) show("unsent");
  else giveWay();
  const store = await Store.open(storeName()).catch(() => null);
  const left = (await store?.logs("open"))?.find((log) => !log.sheet.demonstration);
  if (left !== undefined) return showLeft(left);
  const session = await keptSession();
  const isUsed = session !== null && (await usedUp(store, session.issued_at_ms));
  if (session === null) show("no-session");
  else if (isUsed) show("used");
  else {
    show("session", (note) => {
      put(note, "title", session.title);
      put(note, "level", session.level);
      note.querySelector("a")?.setAttribute("href", session.address);
    });
  }
}

/** Begin, without a network, with what is kept here: nothing was filled in that could be lost. */
export function beginWithout(page: Document): void {
  page.querySelector("[data-today] form.gobar")?.addEventListener("submit", (event) => {
    if (navigator.onLine) return;
    event.preventDefault();
    window.location.assign("/");
  });
}

function giveWay(): void {
  const look = async (): Promise<void> => {
    if (document.visibilityState !== "visible") return;
    const answer = await fetch(ALIVE, { cache: "no-store" }).catch(() => null);
    if (answer?.ok !== true) return;
    // that page itself, asked for by name, is there with a network too
    if (window.location.pathname === OFFLINE) window.location.assign("/");
    else window.location.reload();
  };
  window.addEventListener("online", () => void look());
  document.addEventListener("visibilitychange", () => void look());
}

function showLeft(log: StoredLog): void {
  show("left", (note) => note.querySelector("a")?.setAttribute("href", `/play/${log.sheet.id}/`));
}

/** The session that the site cleared for today, if it is here whole and the day is not over. */
async function keptSession(): Promise<List["session"]> {
  if (!("caches" in window)) return null;
  const own = await caches.open(cacheName());
  const list = (await (await own.match(LIST))?.json()) as List | undefined;
  const session = list?.session ?? null;
  if (session === null || Date.now() >= session.expires_at_ms) return null;
  return (await own.match(session.address)) === undefined ? null : session;
}

/** Whether a session was played since the one that waits was cleared: it was cleared without knowing of that. */
async function usedUp(store: Store | null, issuedMs: number): Promise<boolean> {
  return store === null ? false : (await store.unknownAt(issuedMs)) !== undefined;
}
