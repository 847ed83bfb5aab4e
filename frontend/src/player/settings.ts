/** What this phone remembers of its surface. Where a browser keeps nothing, it is asked for again. */

const SOUND = "adempauze.sound";
const SUN = "adempauze.sun";

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
