/** Sends, from any page, what waits on this phone; and says what waits, what came, and what was lost. */

import { alone, isSessionOpen } from "../offline/turn.ts";
import { storeName } from "../offline/whose.ts";
import { readWitness, unwitness } from "../offline/witness.ts";
import { Store, type StoredLog } from "../player/store.ts";
import { csrfToken, logBody, retryWhenLikely, Uploader, type UploadState } from "../player/upload.ts";
import { countIn, hide, put, show } from "./notes.ts";

/**
 * Open what this phone keeps, and let it go out; what it keeps of *others*, who train at the same machine, too, but
 * without a word: this page is not theirs. A browser that keeps nothing has nothing to send.
 */
export async function sendFromHere(address: string, others: readonly string[]): Promise<void> {
  const store = await Store.open(storeName()).catch(() => null);
  if (store === null) return;
  await sayLost(store);
  const token = (): string => csrfToken(document.cookie);
  const uploaders = [new Uploader(store, address, token, (log, state) => void tell(store, log, state))];
  for (const person of others) {
    const theirs = await Store.open(storeName(person), person);
    uploaders.push(new Uploader(theirs, address, token, () => undefined));
  }
  await sayWaiting(store);
  const sendEach = async (): Promise<void> => {
    if (await isSessionOpen()) return;
    for (const uploader of uploaders) await uploader.sendAll();
  };
  const send = (): Promise<void> => alone(sendEach);
  retryWhenLikely(send);
  await send();
}

async function tell(store: Store, log: StoredLog, state: UploadState): Promise<void> {
  await sayWaiting(store);
  if (log.sheet.demonstration) return;
  if (state.kind === "sent") {
    // the first page shows what today still holds, which just changed
    if (document.querySelector("[data-today]") !== null) window.location.reload();
    show("sent", (note) => note.querySelector("a")?.setAttribute("href", state.resultUrl));
  }
  if (state.kind === "refused") {
    const file = new Blob([logBody(log, await store.events(log.id))], { type: "application/json" });
    hide("waiting");
    show("refused", (note) => {
      put(note, "message", state.message);
      note.querySelector("a")?.setAttribute("href", URL.createObjectURL(file));
    });
  }
}

async function sayWaiting(store: Store): Promise<void> {
  const waiting = (await store.logs("finished")).filter((log) => !log.sheet.demonstration);
  if (waiting.length === 0) hide("waiting");
  else show("waiting", (note) => countIn(note, waiting.length));
}

/** A session that only this phone had, and that its browser no longer has. */
async function sayLost(store: Store): Promise<void> {
  for (const [id, openedMs] of readWitness()) {
    if (await store.has(id)) continue;
    const day = new Intl.DateTimeFormat(document.documentElement.lang, { day: "numeric", month: "long" });
    show("lost", (note) => {
      put(note, "day", day.format(openedMs));
      note.querySelector("button")?.addEventListener("click", () => {
        unwitness(id);
        hide("lost");
      });
    });
  }
}
