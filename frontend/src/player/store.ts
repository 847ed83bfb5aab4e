/**
 * What is kept on the phone: the sheet that is played, and the log as it grows, event by event.
 *
 * Nothing is kept in memory alone: a page that dies in mid-session leaves everything up to its last event. A log
 * leaves the phone's store only when the site has answered that it has it.
 */

import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { AnyEvent, Sheet } from "../engine/types.ts";
import { whose } from "../offline/whose.ts";
import { unwitness, witness } from "../offline/witness.ts";
import { newId } from "./log.ts";

/** `open` is being played or was left; `finished` waits to be sent; `sent` the site has. */
export type LogStatus = "open" | "finished" | "sent";

/** One session on this phone. Its events stand apart, so that writing one does not write all. */
export interface StoredLog {
  readonly id: string;
  readonly sheet: Sheet;
  readonly sheetDigest: string;
  /** Unix time in milliseconds, and as the log writes it: local time with its offset. */
  readonly openedMs: number;
  readonly openedAt: string;
  readonly status: LogStatus;
  readonly resultUrl: string | null;
  /** The site has looked at it and does not take it. */
  readonly isJudged?: boolean;
}

interface Shelves extends DBSchema {
  logs: { key: string; value: StoredLog };
  events: { key: [string, number]; value: AnyEvent };
  /** Which window writes a log: the last one that took it up. */
  writers: { key: string; value: string };
}

/** The phone's store. */
export class Store {
  #written = new Map<string, number>();
  readonly #window = newId();

  private constructor(
    private readonly database: IDBPDatabase<Shelves>,
    private readonly person: string,
  ) {}

  /** Open what this phone keeps for *person*: whose page this is, or the other of two who take turns. */
  static async open(name: string, person = whose()): Promise<Store> {
    const database = await openDB<Shelves>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore("logs", { keyPath: "id" });
        fresh.createObjectStore("events");
        fresh.createObjectStore("writers");
      },
    });
    return new Store(database, person);
  }

  async begin(log: StoredLog): Promise<void> {
    if (!log.sheet.demonstration) witness(log.id, log.openedMs, this.person);
    const writing = this.database.transaction(["logs", "writers"], "readwrite");
    await Promise.all([
      writing.objectStore("logs").put(log),
      writing.objectStore("writers").put(this.#window, log.id),
      writing.done,
    ]);
  }

  /** From here on this window writes the log; what another one still wants to add is not written. */
  async takeUp(log: StoredLog): Promise<void> {
    await this.database.put("writers", this.#window, log.id);
  }

  /** Write events behind those the log has. Asked for in order, they are written in order. */
  async append(logId: string, events: readonly AnyEvent[]): Promise<void> {
    const first = this.#written.get(logId) ?? 0;
    this.#written.set(logId, first + events.length);
    const writing = this.database.transaction(["events", "writers"], "readwrite");
    const writer = await writing.objectStore("writers").get(logId);
    if (writer === undefined || writer === this.#window) {
      for (const [number, event] of events.entries()) {
        void writing.objectStore("events").put(event, [logId, first + number]);
      }
    }
    await writing.done;
  }

  async events(logId: string): Promise<AnyEvent[]> {
    const events = await this.database.getAll("events", IDBKeyRange.bound([logId, 0], [logId, Infinity]));
    this.#written.set(logId, events.length);
    return events;
  }

  async logs(status: LogStatus): Promise<StoredLog[]> {
    const logs = await this.database.getAll("logs");
    return logs.filter((log) => log.status === status).sort((one, other) => one.openedMs - other.openedMs);
  }

  async has(id: string): Promise<boolean> {
    return (await this.database.count("logs", id)) > 0;
  }

  /** A session that a sheet of this moment was made without knowing of: played since, or before and not yet sent. */
  async unknownAt(unixMs: number): Promise<StoredLog | undefined> {
    const logs = await this.database.getAll("logs");
    const isUnknown = (log: StoredLog): boolean =>
      log.openedMs >= unixMs ? log.status !== "open" : log.status === "finished" && log.isJudged !== true;
    return logs.find((log) => !log.sheet.demonstration && isUnknown(log));
  }

  async finish(log: StoredLog): Promise<StoredLog> {
    return this.#put({ ...log, status: "finished" });
  }

  /** The site does not take it: it stays here, and stands in no later session's way. */
  async judged(log: StoredLog): Promise<void> {
    await this.#put({ ...log, isJudged: true });
  }

  /** The site has it: only where its result stands is still kept here. */
  async sent(log: StoredLog, resultUrl: string): Promise<StoredLog> {
    unwitness(log.id, this.person);
    await this.database.delete("events", IDBKeyRange.bound([log.id, 0], [log.id, Infinity]));
    return this.#put({ ...log, status: "sent", resultUrl });
  }

  /** Forget a log in which nothing was begun. */
  async forget(log: StoredLog): Promise<void> {
    unwitness(log.id, this.person);
    await this.database.delete("events", IDBKeyRange.bound([log.id, 0], [log.id, Infinity]));
    await this.database.delete("logs", log.id);
  }

  async #put(log: StoredLog): Promise<StoredLog> {
    await this.database.put("logs", log);
    return log;
  }
}
