/** The page for when there is no network: what of today is on this phone. */

import { afterSending } from "../offline/turn.ts";
import { cacheName, storeName } from "../offline/whose.ts";
import { Store, type StoredLog } from "../player/store.ts";
import { retryWhenLikely } from "../player/upload.ts";
import type { List } from "../worker/kept.ts";
import { put, show } from "./notes.ts";

const LIST = "/offline/kept.json";
const OFFLINE = "/offline/";
const ALIVE = "/healthz";
const LOOK_AGAIN_MS = 3000; // a phone says that it is online before an answer can come

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

function giveWay(): void {
  const look = async (): Promise<void> => {
    const signal = AbortSignal.timeout(LOOK_AGAIN_MS);
    const answer = await fetch(ALIVE, { cache: "no-store", signal }).catch(() => null);
    if (answer?.ok !== true) return;
    await afterSending(() => {
      if (window.location.pathname === OFFLINE) window.location.assign("/");
      else window.location.reload();
    });
  };
  // asked for by name it is left to its reader, until the network comes
  if (window.location.pathname === OFFLINE) window.addEventListener("online", () => void look());
  else retryWhenLikely(look, LOOK_AGAIN_MS);
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
