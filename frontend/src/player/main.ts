/** The player's page: takes up what was left on this phone, sends what waits, and plays the sheet of the page. */

import { INITIAL } from "../engine/step.ts";
import { readPage } from "./page.ts";
import { type Opening, Player } from "./player.ts";
import { stateAfter } from "./session.ts";
import { Store } from "./store.ts";
import { h } from "./view/dom.ts";
import { csrfToken, retryWhenLikely, Uploader } from "./upload.ts";

async function open(main: HTMLElement): Promise<void> {
  const page = readPage(document);
  const store = await Store.open().catch(() => null);
  if (store === null) {
    // What cannot be kept is not begun.
    main.replaceChildren(h("p", { class: "lead", role: "alert" }, page.labels.no_store));
    return;
  }
  let player: Player | null = null;
  const uploader = new Uploader(store, page.urls.upload, () => csrfToken(document.cookie), (log, state) => {
    player?.uploaded(log, state);
  });
  player = new Player(main, { page, store, uploader, left: await leftBehind(store) });
  retryWhenLikely(uploader);
  void uploader.sendAll();
}

/** The session that was left in its midst. What was over is finished; what never began is forgotten. */
async function leftBehind(store: Store): Promise<Opening["left"]> {
  let left: Opening["left"] = null;
  for (const log of await store.logs("open")) {
    const events = await store.events(log.id);
    const { phase } = stateAfter(log.sheet, INITIAL, events);
    if (phase === "over") await store.finish(log);
    else if (phase === "ready" || log.sheet.demonstration) await store.forget(log);
    else left = { log, events };
  }
  return left;
}

const main = document.getElementById("player");
if (main !== null) void open(main);
