/** What the hand feels, where the phone can. A page cannot schedule it, so each tick plays what is due. */

import type { AnyEffect, Vibrate } from "../engine/types.ts";

const PATTERNS: Readonly<Record<Vibrate["pattern"], number[]>> = {
  hold: [250],
  breathe: [120, 80, 120, 80, 120],
  end: [500],
};

export class Haptics {
  #ahead: Vibrate[] = [];

  constructor(private readonly vibrate: (pattern: number[]) => void) {}

  perform(effect: AnyEffect): void {
    if (effect.type === "cancel") this.#ahead = this.#ahead.filter(({ at_ms }) => at_ms <= effect.at_ms);
    else if (effect.type === "vibrate") this.#ahead.push(effect);
  }

  /** Play what is due by *nowMs*. */
  tick(nowMs: number): void {
    for (const { pattern } of this.#ahead.filter(({ at_ms }) => at_ms <= nowMs)) this.vibrate(PATTERNS[pattern]);
    this.#ahead = this.#ahead.filter(({ at_ms }) => at_ms > nowMs);
  }
}

/** The hand of this phone; some have none. */
export const ownHaptics = (): Haptics =>
  new Haptics((pattern) => {
    if ("vibrate" in navigator) navigator.vibrate(pattern);
  });
