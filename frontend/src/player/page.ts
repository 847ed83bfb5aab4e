/** What the site puts into the player's page: the sheet, the words, the addresses. */

import { decodeSheet } from "../engine/decode.ts";
import { SheetError } from "../engine/errors.ts";
import type { Sheet } from "../engine/types.ts";
import type { Labels } from "./labels.ts";

/** Addresses and marks that only the site knows. */
export interface Urls {
  readonly upload: string;
  readonly home: string;
  readonly profile: string;
  readonly recordings: string;
  /** Folder of the clips; the language and the phrase follow. */
  readonly clips: string;
}

export interface Page {
  readonly sheet: Sheet;
  readonly sheetDigest: string;
  readonly labels: Labels;
  readonly urls: Urls;
  readonly volumePct: number;
}

/**
 * Read the data blocks of *page*; the site wrote and checked them. The sheet is checked once more: the page may have
 * lain on this phone since an earlier version. Null where this player cannot play it.
 */
export function readPage(page: Document): Omit<Page, "sheet"> & { readonly sheet: Sheet | null } {
  return {
    sheet: playable(blockText(page, "sheet")),
    sheetDigest: dataBlock<string>(page, "sheet-digest"),
    labels: dataBlock<Labels>(page, "labels"),
    urls: dataBlock<Urls>(page, "urls"),
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

function dataBlock<T>(page: Document, id: string): T {
  return JSON.parse(blockText(page, id)) as T;
}

function blockText(page: Document, id: string): string {
  const text = page.getElementById(id)?.textContent;
  if (text === null || text === undefined) throw new Error(`The page has no data block ${id}.`);
  return text;
}
