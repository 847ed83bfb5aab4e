/**
 * What the hand feels, where the phone can, and as much of it as the runner wants. A page cannot schedule it, so each
 * tick plays what is due. A new pattern would break off the one that runs: a small one leaves a strong one alone.
 */

import type { AnyEffect } from "../engine/types.ts";
import type { Announcement } from "./announce.ts";
import type { Cues } from "./page.ts";

interface Felt {
  readonly at_ms: number;
  readonly pattern: readonly number[];
  readonly isStrong: boolean;
}

type Performed = AnyEffect | Announcement;

// Milliseconds on and off by turns. The strong ones can be told apart in a closed hand. (Our choice.)
const STRONG: Readonly<Record<string, readonly number[]>> = {
  "vibrate hold": [250],
  "vibrate breathe": [120, 80, 120, 80, 120],
  "vibrate end": [500],
  "tone hunger": [60, 90, 60],
  "say paused": [60, 90, 300],
};
const SMALL: Readonly<Record<string, readonly number[]>> = {
  "tone tick": [30],
  "tone in": [70],
  "tone out": [30, 60, 30],
  "announce halfway": [90, 90, 90],
};

export class Haptics {
  #ahead: Felt[] = [];
  #strongUntilMs = 0;

  constructor(
    private readonly vibrate: (pattern: number[]) => void,
    private readonly amount: Cues["haptics"],
  ) {}

  perform(effect: Performed): void {
    if (effect.type === "cancel") this.#ahead = this.#ahead.filter(({ at_ms }) => at_ms <= effect.at_ms);
    else this.#feel(effect.at_ms, nameOf(effect));
  }

  /** Play what is due by *nowMs*. */
  tick(nowMs: number): void {
    const due = this.#ahead.filter(({ at_ms }) => at_ms <= nowMs);
    this.#ahead = this.#ahead.filter(({ at_ms }) => at_ms > nowMs);
    const felt = due.find(({ isStrong }) => isStrong) ?? due.at(-1);
    if (felt === undefined || (!felt.isStrong && nowMs < this.#strongUntilMs)) return;
    if (felt.isStrong) this.#strongUntilMs = nowMs + felt.pattern.reduce((sum, ms) => sum + ms, 0);
    this.vibrate([...felt.pattern]);
  }

  #feel(at_ms: number, name: string): void {
    if (this.amount === "none") return;
    const strong = STRONG[name];
    const pattern = strong ?? (this.amount === "all" ? SMALL[name] : undefined);
    if (pattern !== undefined) this.#ahead.push({ at_ms, pattern, isStrong: strong !== undefined });
  }
}

function nameOf(effect: Exclude<Performed, { type: "cancel" }>): string {
  switch (effect.type) {
    case "vibrate":
      return `vibrate ${effect.pattern}`;
    case "tone":
      return `tone ${effect.tone}`;
    case "say":
    case "announce":
      return `${effect.type} ${effect.phrase}`;
    case "show":
      return "show";
  }
}

/** The hand of this phone; some have none. */
export const ownHaptics = (amount: Cues["haptics"]): Haptics =>
  new Haptics((pattern) => {
    if ("vibrate" in navigator) navigator.vibrate(pattern);
  }, amount);
