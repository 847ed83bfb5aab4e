/**
 * Answers that a runner has just given, taken over to the session that comes in place of the one they were given
 * for: nobody is asked twice within minutes. Only in the window they were given in, once, and not for long.
 */

import type { State } from "../engine/types.ts";

const KEY = "adempauze.answers";
const GOOD_FOR_MS = 10 * 60_000; // our choice: a runner still stands where he stood, and feels as he felt

type Answers = State["answers"];

interface Carried {
  readonly runner: string;
  readonly atMs: number;
  readonly answers: Answers;
}

/** Keep the answers of *runner* for the page that comes next. */
export function carryAnswers(runner: string, answers: Answers, nowMs: number): void {
  const carried: Carried = { runner, atMs: nowMs, answers };
  try {
    sessionStorage.setItem(KEY, JSON.stringify(carried));
  } catch {
    // Private browsing may refuse it: then all of it is asked again.
  }
}

/** Take what was kept for *runner*; what is of somebody else, or too old, is none. */
export function takeAnswers(runner: string, nowMs: number): Answers {
  try {
    const kept = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    if (kept === null) return [];
    const carried = JSON.parse(kept) as Carried;
    const ageMs = nowMs - carried.atMs;
    return carried.runner === runner && ageMs >= 0 && ageMs <= GOOD_FOR_MS ? carried.answers : [];
  } catch {
    return [];
  }
}
