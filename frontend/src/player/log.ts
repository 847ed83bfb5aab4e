/** A new log: its id and the moment it was opened, as the site wants them. */

import type { Sheet } from "../engine/types.ts";
import type { StoredLog } from "./store.ts";

export function newLog(sheet: Sheet, sheetDigest: string, openedMs: number): StoredLog {
  return {
    id: newId(),
    sheet,
    sheetDigest,
    openedMs,
    openedAt: localTime(new Date(openedMs)),
    status: "open",
    resultUrl: null,
  };
}

/** A random UUID (version 4). `crypto.randomUUID` is missing where a phone reaches a laptop without TLS. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte, at) => {
    if (at === 6) return ((byte & 0x0f) | 0x40).toString(16).padStart(2, "0");
    if (at === 8) return ((byte & 0x3f) | 0x80).toString(16).padStart(2, "0");
    return byte.toString(16).padStart(2, "0");
  });
  const part = (from: number, to: number): string => hex.slice(from, to).join("");
  return [part(0, 4), part(4, 6), part(6, 8), part(8, 10), part(10, 16)].join("-");
}

/** The local time with its offset: 2026-11-22T10:00:00+01:00. */
export function localTime(moment: Date): string {
  const offset = -moment.getTimezoneOffset();
  const local = new Date(moment.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const pad = (value: number): string => String(Math.floor(Math.abs(value))).padStart(2, "0");
  return `${local}${offset < 0 ? "-" : "+"}${pad(offset / 60)}:${pad(offset % 60)}`;
}
