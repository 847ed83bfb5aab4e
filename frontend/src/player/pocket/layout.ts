/** Where a session stands in its track, by the layout that the site made with the track. */

import { nextDueMs, step } from "../../engine/step.ts";
import type { Sheet, State } from "../../engine/types.ts";

/** Where a segment of the sheet lies in the track; a hold from its falling to its rising tone. */
export interface Mark {
  readonly segment: number;
  readonly from_ms: number;
  readonly to_ms: number;
}

export interface Layout {
  /** Where the session begins, behind the first words. */
  readonly opening_ms: number;
  readonly duration_ms: number;
  readonly marks: readonly Mark[];
}

/** What the site says of the track: where it is, or where to ask for a session that can have one. */
export type TrackPage =
  | {
      /** The session as cleared, and the lower one that an answer can make of it. */
      readonly whole: TrackForm;
      readonly lower: TrackForm;
    }
  | { readonly instead: string };

/** Where a track is heard and had as a file, and its layout. */
export interface TrackForm {
  readonly sound: string;
  readonly file: string;
  readonly layout: Layout;
}

/**
 * Return the place in the track of a session that runs. A hold is placed by what is left of it, so that whatever
 * shortens it leads forward; negative before a track can begin.
 */
export function placeOf(sheet: Sheet, state: State, layout: Layout): number {
  const mark = layout.marks.find(({ segment }) => segment === state.segment);
  if (mark === undefined) throw new Error(`The track has no segment ${state.segment}.`);
  const nowMs = state.now_ms;
  const isHold = sheet.segments[state.segment]?.kind === "hold";
  switch (state.phase) {
    case "count_in":
      return mark.from_ms - (nextDueMs(sheet, state) - nowMs);
    case "hold":
      return mark.to_ms - (releaseMs(sheet, state) - nowMs);
    default: {
      // The rest of a resume before any rest was played lies before the count-in of the first hold.
      if (isHold) return mark.from_ms - sheet.timing.count_in_ms - (nextDueMs(sheet, state) - nowMs);
      return mark.from_ms + (nowMs - state.since_ms);
    }
  }
}

/** Return when the hold that is going on ends if nothing is done, by the engine itself. */
function releaseMs(sheet: Sheet, held: State): number {
  const patient = { ...sheet, timing: { ...sheet.timing, gap_ms: Number.MAX_SAFE_INTEGER } };
  let state = held;
  while (state.phase === "hold") [state] = step(patient, state, { type: "tick", at_ms: nextDueMs(patient, state) });
  return state.released_ms ?? held.now_ms;
}
