/** The player's page: takes up what was left on this phone, sends what waits, and plays the sheet of the page. */

import { INITIAL } from "../engine/step.ts";
import type { Sheet } from "../engine/types.ts";
import { bringUp } from "../offline/worker.ts";
import { sessionIsFree, takeSession } from "../offline/turn.ts";
import { storeName } from "../offline/whose.ts";
import type { Labels } from "./labels.ts";
import { nextTurn, type Page, playable, readPage } from "./page.ts";
import { type Keeping, type Opening, Player } from "./player.ts";
import { stateAfter } from "./session.ts";
import { Store } from "./store.ts";
import { h } from "./view/dom.ts";
import { csrfToken, retryWhenLikely, Uploader } from "./upload.ts";

async function open(main: HTMLElement): Promise<void> {
  const written = readPage(document);
  const { labels, sheet, urls } = written;
  const home = h("a", { class: "btn wide", href: urls.home }, labels.home);
  let player: Player | null = null;
  /** Open what this phone keeps for a runner, and let it go out. */
  const keep = async (person: string): Promise<Keeping> => {
    const store = await Store.open(storeName(person), person);
    const uploader = new Uploader(store, urls.upload, () => csrfToken(document.cookie), (log, state) => {
      player?.uploaded(log, state);
    });
    retryWhenLikely(() => uploader.sendAll());
    return { store, uploader };
  };
  let keeping = await keep(written.runner.key).catch(() => null);
  // What cannot be kept is not begun.
  if (keeping === null) return tell(main, labels.no_store);
  if (sheet === null) return tell(main, labels.sheet_unknown, home);
  await myTurn(main, labels);
  let page: Page = { ...written, sheet };
  let left = await leftBehind(keeping.store);
  let isUsed = left === null && (await isPlayed(keeping.store, page.sheet));
  void keeping.uploader.sendAll();
  if (isUsed && page.turns?.next) {
    page = nextTurn(page);
    keeping = await keep(page.runner.key);
    left = await leftBehind(keeping.store);
    isUsed = left === null && (await isPlayed(keeping.store, page.sheet));
    void keeping.uploader.sendAll();
  }
  if (isUsed) tell(main, labels.sheet_used, home);
  else player = new Player(main, { page, ...keeping, left, keep });
  void bringUp();
}

/** A sheet is played once, and was made without knowing of a session that came after it. */
async function isPlayed(store: Store, sheet: Sheet): Promise<boolean> {
  return !sheet.demonstration && (await store.unknownAt(sheet.issued_at_ms)) !== undefined;
}

/** Say one thing instead of playing, with a way on. */
function tell(main: HTMLElement, text: string, way: HTMLElement | null = null): void {
  const lead = h("p", { class: "lead", role: "alert" }, text);
  main.replaceChildren(h("div", { class: "p-body paper" }, lead, h("div", { class: "way-on" }, way)));
}

/**
 * Wait until no other window has a session open, or the runner takes it over here. A window it is taken from begins
 * anew, which ends all it still had in hand, and then waits in its turn.
 */
async function myTurn(main: HTMLElement, labels: Labels): Promise<void> {
  const begunAnew = (): void => window.location.reload();
  if (await takeSession(begunAnew)) return;
  const asked = new Promise<void>((resolve) => {
    const take = h("button", { class: "btn wide", type: "button", onclick: () => resolve() }, labels.elsewhere_take);
    tell(main, labels.elsewhere, take);
  });
  await Promise.race([asked, sessionIsFree()]);
  await takeSession(begunAnew, true);
  main.replaceChildren();
}

/** The session that was left in its midst. What was over is finished; what never began is forgotten. */
async function leftBehind(store: Store): Promise<Opening["left"]> {
  let left: Opening["left"] = null;
  for (const log of await store.logs("open")) {
    await store.takeUp(log);
    if (playable(JSON.stringify(log.sheet)) === null) {
      await store.finish(log); // of another version: the site replays it
      continue;
    }
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
