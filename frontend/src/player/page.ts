/** What the site puts into the player's page: the sheet, the words, the addresses. */

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

/** Read the data blocks of *page*; the site wrote and checked them. */
export function readPage(page: Document): Page {
  return {
    sheet: dataBlock<Sheet>(page, "sheet"),
    sheetDigest: dataBlock<string>(page, "sheet-digest"),
    labels: dataBlock<Labels>(page, "labels"),
    urls: dataBlock<Urls>(page, "urls"),
    volumePct: Number(page.getElementById("player")?.dataset["volume"] ?? "100"),
  };
}

function dataBlock<T>(page: Document, id: string): T {
  const text = page.getElementById(id)?.textContent;
  if (text === null || text === undefined) throw new Error(`The page has no data block ${id}.`);
  return JSON.parse(text) as T;
}
