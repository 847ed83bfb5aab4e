/** What this phone remembers of its surface. Where a browser keeps nothing, it is asked for again. */

const SOUND = "adempauze.sound";
const SUN = "adempauze.sun";
const COUNT_BY = "adempauze.count-by";
const CADENCE_KEPT = "adempauze.cadence";

/** How the paces of a hold are counted. */
export const COUNTS_BY = ["motion", "tapping", "cadence", "nothing"] as const;
export type CountBy = (typeof COUNTS_BY)[number];

/** Paces a minute. The usual one is the walking that level 1 of the ladder assumes. */
export const CADENCE = { least: 60, usual: 105, most: 200, step: 5 } as const;

export interface Settings {
  audible: boolean;
  inSun: boolean;
}

export function readSettings(): Settings {
  return { audible: read(SOUND) !== "off", inSun: read(SUN) === "on" };
}

export function rememberSound(audible: boolean): void {
  write(SOUND, audible ? "on" : "off");
}

export function rememberSun(inSun: boolean): void {
  write(SUN, inSun ? "on" : "off");
}

export function readCountBy(): CountBy {
  return COUNTS_BY.find((by) => by === read(COUNT_BY)) ?? "motion";
}

export function rememberCountBy(by: CountBy): void {
  write(COUNT_BY, by);
}

export function readCadence(): number {
  const kept = Number(read(CADENCE_KEPT));
  return Number.isInteger(kept) && kept >= CADENCE.least && kept <= CADENCE.most ? kept : CADENCE.usual;
}

export function rememberCadence(pacesAMinute: number): void {
  write(CADENCE_KEPT, String(pacesAMinute));
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Private browsing may refuse it; nothing depends on it.
  }
}
