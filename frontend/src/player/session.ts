/**
 * One session as it is played: events go in, the engine answers, the log grows, and the effects go out.
 *
 * The state is changed here and nowhere else, and only by the engine. An event is on its way to the store before
 * anyone acts on it.
 */

import { step } from "../engine/step.ts";
import type { AnyEffect, AnyEvent, Sheet, State } from "../engine/types.ts";
import type { Clock } from "./clock.ts";
import { Journal } from "./journal.ts";

const DAY_MS = 86_400_000; // no event lies later: a session that was left for days is closed at this

/** An event without its time. */
export type Unstamped<E> = E extends AnyEvent ? Omit<E, "at_ms"> : never;
/** An event whose time the session writes. */
export type Happening = Unstamped<AnyEvent>;

/** One step of the engine: what it made of the state, and what is to be done. */
export interface Stepped {
  readonly sheet: Sheet;
  readonly before: State;
  readonly state: State;
  readonly effects: readonly AnyEffect[];
}

/** What a session needs of its surroundings. */
export interface Surroundings {
  readonly clock: Clock;
  write(events: readonly AnyEvent[]): void;
  perform(stepped: Stepped): void;
}

export class Session {
  #state: State;
  readonly #journal: Journal;

  /** Begin a session, or take one up where its log stands at *state*. */
  constructor(
    readonly sheet: Sheet,
    private readonly around: Surroundings,
    state: State,
  ) {
    this.#state = state;
    this.#journal = new Journal(sheet.timing.gap_ms, state.now_ms);
  }

  get state(): State {
    return this.#state;
  }

  /** Let something happen now. */
  send(happening: Happening): void {
    this.sendAt(happening, this.around.clock.now());
  }

  /** Let something happen at *atMs*; the time of a session never runs backwards. */
  sendAt(happening: Happening, atMs: number): void {
    const event = { ...happening, at_ms: Math.min(DAY_MS, Math.max(atMs, this.#state.now_ms)) } as AnyEvent;
    const before = this.#state;
    const [state, effects] = step(this.sheet, before, event);
    this.#state = state;
    const quiet = event.type === "tick" && effects.length === 0 && differInTimeOnly(before, state);
    const written = this.#journal.take(event, quiet);
    if (written.length > 0) this.around.write(written);
    this.around.perform({ sheet: this.sheet, before, state, effects });
  }
}

/** Return the state that *events* lead to; what they made the player do lies in the past. */
export function stateAfter(sheet: Sheet, start: State, events: readonly AnyEvent[]): State {
  return events.reduce((state, event) => step(sheet, state, event)[0], start);
}

function differInTimeOnly(one: State, other: State): boolean {
  const names = Object.keys(other) as (keyof State)[];
  return names.every((name) => name === "now_ms" || one[name] === other[name]);
}
