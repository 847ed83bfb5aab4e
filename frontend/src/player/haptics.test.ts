import { expect, test } from "vitest";
import { Haptics } from "./haptics.ts";

const BREATHE = { type: "vibrate", at_ms: 1000, pattern: "breathe" } as const;
const IN = { type: "tone", at_ms: 1000, tone: "in" } as const;

/** How long the hand feels something in all, pattern by pattern. */
function felt(amount: "none" | "few" | "all", ...effects: Parameters<Haptics["perform"]>[0][]): number[] {
  const patterns: number[] = [];
  const haptics = new Haptics((pattern) => patterns.push(pattern.reduce((sum, ms) => sum + ms, 0)), amount);
  for (const effect of effects) haptics.perform(effect);
  for (let nowMs = 0; nowMs <= 3000; nowMs += 100) haptics.tick(nowMs);
  return patterns;
}

test("a pattern is felt when it is due, once", () => {
  expect(felt("few", BREATHE)).toEqual([520]);
});

test("a small pattern never breaks off the one that says breathe", () => {
  expect(felt("all", BREATHE, IN, { ...IN, at_ms: 1300 })).toEqual([520]);
  expect(felt("all", BREATHE, { ...IN, at_ms: 1600 })).toEqual([520, 70]);
});

test("few are the ones that begin or end something; none is none", () => {
  expect(felt("few", IN, { type: "tone", at_ms: 1000, tone: "tick" })).toEqual([]);
  expect(felt("none", BREATHE)).toEqual([]);
});

test("what is taken back is not felt", () => {
  expect(felt("few", BREATHE, { type: "cancel", at_ms: 500 })).toEqual([]);
});

test("a pause can be felt apart from the other cues", () => {
  const pause = { type: "say", at_ms: 1000, phrase: "paused" } as const;
  expect(felt("few", pause)).toEqual([450]);
});
