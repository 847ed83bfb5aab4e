/** Sends finished sessions to the site: as often as it takes, stored there once. */

import type { AnyEvent } from "../engine/types.ts";
import type { Store, StoredLog } from "./store.ts";

/** How far the newest session has come. */
export type UploadState =
  | { readonly kind: "waiting" }
  | { readonly kind: "sending" }
  | { readonly kind: "sent"; readonly resultUrl: string }
  | { readonly kind: "refused"; readonly message: string };

const SCHEMA = 1;
// Anything but an answer about the log itself is tried again: no network, a server that restarts, a session cookie
// that ran out.
const JUDGED = [400, 409, 413, 422];

interface Accepted {
  readonly id: string;
  readonly result_url: string;
}

export class Uploader {
  #busy: Promise<void> | null = null;
  readonly #keptBack = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly address: string,
    private readonly token: () => string,
    private readonly tell: (log: StoredLog, state: UploadState) => void,
  ) {}

  /** Send all that waits. Asked twice at once, it sends once. */
  sendAll(): Promise<void> {
    this.#busy ??= this.#sendEach().finally(() => {
      this.#busy = null;
    });
    return this.#busy;
  }

  /** Do not send this log yet: its runner may still have something to say. */
  keepBack(logId: string): void {
    this.#keptBack.add(logId);
  }

  letGo(logId: string): void {
    this.#keptBack.delete(logId);
  }

  async #sendEach(): Promise<void> {
    for (const log of await this.store.logs("finished")) {
      if (this.#keptBack.has(log.id)) continue;
      this.tell(log, { kind: "sending" });
      const state = await this.#send(log);
      // What the site has judged it would judge again: it stays on the phone, and is tried when the page is opened.
      if (state.kind === "refused") {
        this.keepBack(log.id);
        await this.store.judged(log);
      }
      this.tell(log, state);
    }
  }

  async #send(log: StoredLog): Promise<UploadState> {
    const body = logBody(log, await this.store.events(log.id));
    try {
      const answer = await fetch(this.address, {
        method: "POST",
        headers: { "Content-Type": "application/json", "Idempotency-Key": log.id, "X-CSRFToken": this.token() },
        body,
      });
      if (answer.ok) {
        const { result_url } = (await answer.json()) as Accepted;
        await this.store.sent(log, result_url);
        return { kind: "sent", resultUrl: result_url };
      }
      if (!JUDGED.includes(answer.status)) return { kind: "waiting" };
      const { message } = (await answer.json()) as { message: string };
      return { kind: "refused", message };
    } catch {
      return { kind: "waiting" };
    }
  }
}

/** A log as the site takes it. */
export function logBody(log: StoredLog, events: readonly AnyEvent[]): string {
  return JSON.stringify({
    schema: SCHEMA,
    id: log.id,
    sheet_id: log.sheet.id,
    sheet_digest: log.sheetDigest,
    opened_at: log.openedAt,
    events,
  });
}

/** Try again whenever there is reason to think that it will work now, and every *everyMs*. */
export function retryWhenLikely(work: () => Promise<void>, everyMs = 30_000): void {
  const again = (): void => {
    if (document.visibilityState === "visible") void work();
  };
  window.addEventListener("online", again);
  document.addEventListener("visibilitychange", again);
  window.setInterval(again, everyMs);
}

/** The token that the site wants back with every change, from its cookie. */
export function csrfToken(cookies: string): string {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(cookies)?.[1] ?? "";
}
