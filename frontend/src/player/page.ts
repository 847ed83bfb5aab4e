/** What the site puts into the player's page: the sheet, the words, the addresses. */

import { decodeSheet } from "../engine/decode.ts";
import { SheetError } from "../engine/errors.ts";
import type { Sheet } from "../engine/types.ts";
import type { CueRules } from "./announce.ts";
import type { Labels } from "./labels.ts";
import type { TrackPage } from "./pocket/layout.ts";

/** Addresses and marks that only the site knows. */
export interface Urls {
  readonly upload: string;
  readonly home: string;
  readonly profile: string;
  readonly recordings: string;
  /** Folder of the clips; the language and the phrase follow. */
  readonly clips: string;
}

/** What the runner chose to hear and feel, and what there is to hear. */
export interface Cues {
  readonly rules: CueRules;
  readonly haptics: "none" | "few" | "all";
  /** What becomes of other sound on the phone; the names are those of the Audio Session API. */
  readonly music: AudioSessionType;
  /** Phrases beside those of the sheet that have a clip. */
  readonly announced: readonly string[];
  /** Addresses of recorded voices, by language and phrase. */
  readonly voices: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export type AudioSessionType = "playback" | "ambient" | "transient";

/** What one runner plays. The name is empty where only one runner uses this phone. */
export interface Turn {
  readonly sheet: Sheet;
  readonly sheetDigest: string;
  /** Whose it is, and where to tell that it was begun; null for a demonstration. */
  readonly runner: { readonly key: string; readonly name: string; readonly begun: string | null };
  readonly cues: Cues;
  /** The drawn moves of each exercise, in order. */
  readonly moves: Readonly<Record<string, readonly string[]>>;
}

/** The card for the other person: what to watch, what to do, whom to call. */
export interface BuddyCard {
  readonly watch: readonly string[];
  readonly do: readonly string[];
  readonly call: readonly string[];
}

/** Two runners on one phone, one after the other: who watches now, and whose turn comes next. */
export interface Turns {
  readonly watcher: string;
  readonly card: BuddyCard;
  /** Null when nobody comes after this one. */
  readonly next: Turn | null;
}

export interface Page extends Turn {
  /** Null where one runner trains. */
  readonly turns: Turns | null;
  readonly labels: Labels;
  readonly urls: Urls;
  readonly volumePct: number;
  /** The session as one track, or where to ask for one; null for a demonstration. */
  readonly track: TrackPage | null;
}

/**
 * Read the data blocks of *page*; the site wrote and checked them. The sheet is checked once more: the page may have
 * lain on this phone since an earlier version. Null where this player cannot play it.
 */
export function readPage(page: Document): Omit<Page, "sheet"> & { readonly sheet: Sheet | null } {
  return {
    sheet: playable(blockText(page, "sheet")),
    sheetDigest: dataBlock<string>(page, "sheet-digest"),
    runner: dataBlock<Turn["runner"]>(page, "runner"),
    turns: dataBlock<Turns | null>(page, "turns"),
    labels: dataBlock<Labels>(page, "labels"),
    urls: dataBlock<Urls>(page, "urls"),
    cues: dataBlock<Cues>(page, "cues"),
    moves: dataBlock<Turn["moves"]>(page, "moves"),
    track: dataBlock<TrackPage | null>(page, "track"),
    volumePct: Number(page.getElementById("player")?.dataset["volume"] ?? "100"),
  };
}

/** Return the sheet that *json* holds, or null where it is not one that this player knows. */
export function playable(json: string): Sheet | null {
  try {
    return decodeSheet(json);
  } catch (error) {
    if (error instanceof SheetError) return null;
    throw error;
  }
}

/** Return *page* as it is in the next runner's turn, while this one watches; itself where nobody comes next. */
export function nextTurn(page: Page): Page {
  const { turns, runner } = page;
  if (turns === null || turns.next === null) return page;
  return { ...page, ...turns.next, turns: { ...turns, watcher: runner.name, next: null } };
}

function dataBlock<T>(page: Document, id: string): T {
  return JSON.parse(blockText(page, id)) as T;
}

function blockText(page: Document, id: string): string {
  const text = page.getElementById(id)?.textContent;
  if (text === null || text === undefined) throw new Error(`The page has no data block ${id}.`);
  return text;
}
