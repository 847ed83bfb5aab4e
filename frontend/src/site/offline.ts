/** The page for when there is no network: what of today is on this phone. */

import { cacheName, storeName } from "../offline/whose.ts";
import { Store, type StoredLog } from "../player/store.ts";
import type { List } from "../worker/kept.ts";
import { put, show } from "./notes.ts";

const LIST = "/offline/kept.json";

/** Show what can be begun or gone on with. */
export async function showKept(): Promise<void> {
  if (new URLSearchParams(window.location.search).has("unsent")) show("unsent");
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
  return store === null ? false : (await store.playedSince(issuedMs)) !== undefined;
}
