/** The session log: events in the order they came, from which every result is derived. Twin of `log.py`. */

import { SheetError } from "./errors.ts";
import { INITIAL, step } from "./step.ts";
import type { AnyEvent, SessionResult, Sheet, State } from "./types.ts";

/** Return what `events` make of `sheet`; the same events always give the same result. */
export function replay(sheet: Sheet, events: readonly AnyEvent[]): SessionResult {
  return resultOf(replayed(sheet, events));
}

/** Return where a session stands after `events`. Throws SheetError, naming the event, if times run back. */
export function replayed(sheet: Sheet, events: readonly AnyEvent[]): State {
  return events.reduce((state, event, index) => {
    try {
      return step(sheet, state, event)[0];
    } catch (error) {
      if (error instanceof SheetError) throw new SheetError(`Event ${index + 1}: ${error.message}`);
      throw error;
    }
  }, INITIAL);
}

/** Return the result of a session that stands at `state`. */
export function resultOf(state: State): SessionResult {
  return {
    outcome: state.outcome ?? "unfinished",
    reasons: state.reasons,
    holds: state.holds,
    segments: state.segments,
    transitions: state.transitions,
    // What is told after its end, a rating or a symptom, does not make a session longer.
    duration_ms: state.phase === "over" ? state.since_ms : state.now_ms,
  };
}

/** Return `value` as JSON with sorted keys and no spaces: the same bytes on every engine. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    isPlain(item) ? Object.fromEntries(Object.entries(item).sort(byKey)) : item,
  );
}

/** Return `result` as canonical JSON. */
export function resultJson(result: SessionResult): string {
  return canonicalJson(result);
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function byKey([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1;
}
