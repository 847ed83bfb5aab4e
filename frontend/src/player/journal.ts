/**
 * Which events are written down. Ten times a second a tick says that time went by; one that changed nothing is
 * written once a second only. A replay of what is written passes through the same states all the same.
 */

import type { AnyEvent } from "../engine/types.ts";

const QUIET_MS = 1000;

export class Journal {
  #lastMs: number;
  #waiting: AnyEvent | null = null;

  /** `gapMs` is the silence that pauses a session: no such silence may arise from leaving ticks out. */
  constructor(
    private readonly gapMs: number,
    lastMs = 0,
  ) {
    this.#lastMs = lastMs;
  }

  /** Return what is to be written now, in order. A quiet event is a tick that changed nothing. */
  take(event: AnyEvent, quiet: boolean): readonly AnyEvent[] {
    if (quiet && event.at_ms - this.#lastMs < Math.min(QUIET_MS, this.gapMs)) {
      this.#waiting = event;
      return [];
    }
    const waiting = this.#waiting !== null && event.at_ms - this.#lastMs > this.gapMs ? [this.#waiting] : [];
    this.#waiting = null;
    this.#lastMs = event.at_ms;
    return [...waiting, event];
  }
}
