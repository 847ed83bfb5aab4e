/**
 * What is said beside what the session itself says: counts, halfway, the last three seconds, air hunger noted.
 *
 * The runner chose which of it, and how often. None of it is the engine's: the words that end, pause or begin
 * something come from there and cannot be switched off here. What lies ahead is read from the engine's own cues, so
 * that nothing here works out a second time when a hold ends.
 */

import numbers from "../../../src/adempauze/session/announced.json" with { type: "json" };
import type { Say, Sheet, State, Tone } from "../engine/types.ts";
import type { Stepped } from "./session.ts";

/** What a runner wants to hear. A step of 0 is never. */
export interface CueRules {
  readonly paces: number;
  /** Seconds of a hold, where nothing counts its paces. */
  readonly seconds: number;
  readonly breaths: number;
  readonly halfway_hold: boolean;
  readonly halfway_rest: boolean;
  readonly last_three_start: boolean;
  readonly last_three_cap: boolean;
  readonly hunger: boolean;
}

/** Something to say if there is room for it. `known` was known ahead; `note` can wait; a count is now or never. */
export interface Announcement {
  readonly type: "announce";
  readonly kind: "known" | "note" | "paces" | "seconds";
  readonly at_ms: number;
  readonly phrase: string;
}

// In less than the shortest, halfway and the end run into each other; not every number has a clip.
const { shortest_halved_ms: SHORTEST_HALVED_MS, each_number_up_to: EACH_UP_TO, highest_number: HIGHEST } = numbers;
const STALE_PACES = 1; // a count that lies further back is not said any more
const AFTER_BREATHE_MS = 1500; // the engine's own pause behind "breathe"

/** Return what is to be announced after one step of the engine. */
export function announcements(stepped: Stepped, rules: CueRules): readonly Announcement[] {
  const { state, effects } = stepped;
  const counted = [...pacesCounted(stepped, rules), ...hungerNoted(stepped, rules)];
  // What lay ahead was forgotten with the engine's own cues; it is planned anew from those.
  if (!effects.some(({ type }) => type === "cancel")) return counted;
  const ahead = state.phase === "rest" ? inRest(stepped, rules) : inHold(stepped, rules);
  return [...counted, ...ahead.filter(({ at_ms }) => at_ms > state.now_ms)];
}

/** Return the words for a pause, which the engine leaves to its player: nobody can switch them off. */
export function pauseWords({ before, state }: Stepped): readonly Say[] {
  if (state.phase !== "paused" || before.phase === "paused") return [];
  const released = state.released_ms === state.now_ms && state.holds.length > before.holds.length;
  return [{ type: "say", at_ms: state.now_ms + (released ? AFTER_BREATHE_MS : 0), phrase: "paused" }];
}

/** The phrase of a number; null where none was recorded. */
export function numberPhrase(n: number): string | null {
  if (n < 1 || n > HIGHEST || (n > EACH_UP_TO && n % 5 !== 0)) return null;
  return ["", "one", "two", "three"][n] ?? `n${n}`;
}

// --- what is known ahead ------------------------------------------------------------------------------

function inHold({ sheet, state, effects }: Stepped, rules: CueRules): Announcement[] {
  const falling = effects.find((effect): effect is Tone => effect.type === "tone" && effect.tone === "falling");
  const breathe = effects.findLast((effect): effect is Say => effect.type === "say" && effect.phrase === "breathe");
  if (breathe === undefined || (state.phase !== "count_in" && state.phase !== "hold")) return [];
  const starts = falling?.at_ms ?? state.since_ms;
  const ends = breathe.at_ms;
  const countsPaces = partsOf(sheet, state).some((part) => part.after_paces !== null);
  return [
    ...(rules.last_three_start && falling !== undefined ? lastThree(starts) : []),
    ...(rules.last_three_cap ? lastThree(ends).filter(({ at_ms }) => at_ms > starts) : []),
    ...(rules.halfway_hold && !countsPaces ? halfway(starts, ends) : []),
    ...(state.paces === null ? everySecond(starts, ends, rules.seconds) : []),
  ];
}

function inRest({ state, effects }: Stepped, rules: CueRules): Announcement[] {
  const breaths = effects.filter((effect) => effect.type === "tone" && effect.tone === "in");
  if (breaths.length === 0) return rules.halfway_rest ? halfway(state.since_ms, state.since_ms + state.rest_ms) : [];
  return breaths.flatMap(({ at_ms }, index) => said("known", at_ms, onStep(index + 1, rules.breaths)));
}

function lastThree(endsMs: number): Announcement[] {
  return [3, 2, 1].flatMap((left) => said("known", endsMs - left * 1000, numberPhrase(left)));
}

function halfway(startMs: number, endMs: number): Announcement[] {
  if (endMs - startMs < SHORTEST_HALVED_MS) return [];
  return said("known", startMs + Math.floor((endMs - startMs) / 2), "halfway");
}

function everySecond(startMs: number, endMs: number, step: number): Announcement[] {
  const seconds = Math.floor((endMs - startMs) / 1000);
  return Array.from({ length: seconds }, (_, index) => index + 1).flatMap((n) =>
    said("seconds", startMs + n * 1000, onStep(n, step)),
  );
}

// --- what happened --------------------------------------------------------------------------------------

function pacesCounted({ sheet, before, state }: Stepped, rules: CueRules): Announcement[] {
  const paces = state.paces;
  const earlier = before.paces ?? 0;
  if (state.phase !== "hold" || paces === null || paces === earlier) return [];
  const last = rules.paces === 0 ? 0 : paces - (paces % rules.paces);
  const isNew = last > earlier && paces - last <= STALE_PACES;
  const counted = isNew ? said("paces", state.now_ms, numberPhrase(last)) : [];
  const goal = partsOf(sheet, state)[state.part]?.after_paces ?? null;
  const half = goal === null ? Number.NaN : Math.ceil(goal / 2);
  const isHalf = rules.halfway_hold && earlier < half && paces >= half;
  return isHalf ? said("known", state.now_ms, "halfway") : counted;
}

function hungerNoted({ before, state }: Stepped, rules: CueRules): Announcement[] {
  const isNoted = state.phase === "hold" && before.air_hunger_ms === null && state.air_hunger_ms !== null;
  return isNoted && rules.hunger ? said("note", state.now_ms, "hunger_noted") : [];
}

// ----------------------------------------------------------------------------------------------------------

function onStep(n: number, step: number): string | null {
  return step > 0 && n % step === 0 ? numberPhrase(n) : null;
}

function said(kind: Announcement["kind"], at_ms: number, phrase: string | null): Announcement[] {
  return phrase === null ? [] : [{ type: "announce", kind, at_ms, phrase }];
}

function partsOf(sheet: Sheet, state: State): Sheet["segments"][number]["parts"] {
  const segment = sheet.segments[state.segment];
  if (segment === undefined) return [];
  return state.lowered && segment.lower !== null ? segment.lower.parts : segment.parts;
}
