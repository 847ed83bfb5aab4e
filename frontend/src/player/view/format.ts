/** Numbers and times as a runner reads them. */

type Lang = "nl" | "en";

/** Whole seconds, rounded down: what has been done, never more. */
export const wholeSeconds = (ms: number): number => Math.floor(ms / 1000);

/** `0:42`, for rests that last minutes. */
export function minutes(ms: number): string {
  const seconds = wholeSeconds(ms);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The time of day: 18.42 in Dutch, 18:42 in English. */
export function timeOfDay(unixMs: number, lang: Lang): string {
  const moment = new Date(unixMs);
  const pad = (value: number): string => String(value).padStart(2, "0");
  return `${pad(moment.getHours())}${lang === "nl" ? "." : ":"}${pad(moment.getMinutes())}`;
}

/** Tenths of a percent as a runner sees them on a meter: whole. */
export const percent = (tenths: number): number => Math.round(tenths / 10);
