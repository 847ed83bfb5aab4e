import { describe, expect, test } from "vitest";
import { INITIAL, step } from "../engine/step.ts";
import type { AnyEvent, Sheet, State } from "../engine/types.ts";
import { announcements, type CueRules, numberPhrase, pauseWords } from "./announce.ts";
import { sampleRules, sampleSheet } from "./samples.ts";
import type { Stepped } from "./session.ts";

const NEVER = sampleRules();
const ALL: CueRules = {
  paces: 1,
  seconds: 1,
  breaths: 1,
  halfway_hold: true,
  halfway_rest: true,
  last_three_start: true,
  last_three_cap: true,
  hunger: true,
};

// The sample: count-in of four seconds, a hold of at most twelve (walk, from air hunger on five of jogging), two
// short breaths of two seconds and two slow ones of eight, and at its end three calm minutes.
const START: AnyEvent = { type: "start", at_ms: 0, wall_ms: sampleSheet().issued_at_ms };
const until = (fromMs: number, atMs: number): AnyEvent[] =>
  Array.from({ length: Math.ceil((atMs - fromMs) / 1000) }, (_, n) => ({ type: "tick", at_ms: Math.min(atMs, fromMs + (n + 1) * 1000) }));

/** What is announced by the last of *events*, as phrase and moment. */
function told(rules: Partial<CueRules>, events: readonly AnyEvent[], sheet: Sheet = sampleSheet()): [string, number][] {
  return announcements(lastStep(events, sheet), { ...NEVER, ...rules }).map(({ phrase, at_ms }) => [phrase, at_ms]);
}

function lastStep(events: readonly AnyEvent[], sheet: Sheet = sampleSheet()): Stepped {
  let before: State = INITIAL;
  let state: State = INITIAL;
  let effects: Stepped["effects"] = [];
  for (const event of events) {
    before = state;
    [state, effects] = step(sheet, before, event);
  }
  return { sheet, before, state, effects };
}

const holding = [START, ...until(0, 6000)];

describe("what is known ahead", () => {
  test("the last three seconds before a hold are counted down from its count-in", () => {
    expect(told({ last_three_start: true }, [START])).toEqual([["three", 1000], ["two", 2000], ["one", 3000]]);
  });

  test("the last three before a cap end with the hold", () => {
    expect(told({ last_three_cap: true }, [START])).toEqual([["three", 13_000], ["two", 14_000], ["one", 15_000]]);
  });

  test("halfway of a hold lies between its beginning and its cap", () => {
    expect(told({ halfway_hold: true }, [START])).toEqual([["halfway", 10_000]]);
  });

  test("a hold too short to be halved is not halved", () => {
    const [first, ...rest] = sampleSheet().segments;
    const short = sampleSheet({ segments: first === undefined ? [] : [{ ...first, cap_ms: 9000 }, ...rest] });
    expect(told({ halfway_hold: true }, [START], short)).toEqual([]);
  });

  test("seconds are counted on their step, the cap itself among them", () => {
    expect(told({ seconds: 5 }, [START])).toEqual([["n5", 9000], ["n10", 14_000]]);
  });

  test("a new end of the hold moves what is counted to it, and nothing is said twice", () => {
    const hungry = [...holding, { type: "signal", at_ms: 6500, signal: "air_hunger" } as const];
    // five seconds of jogging from 6.5 s on
    expect(told({ last_three_cap: true }, hungry)).toEqual([["three", 8500], ["two", 9500], ["one", 10_500]]);
    expect(told({ last_three_start: true }, hungry)).toEqual([]);
  });

  test("breaths of a recovery are counted as they begin", () => {
    const breathing = [...holding, { type: "signal", at_ms: 6500, signal: "breathe" } as const];
    expect(told({ breaths: 1 }, breathing)).toEqual([["two", 8500]]);
    expect(told({ breaths: 1 }, [...breathing, ...until(6500, 10_500)])).toEqual([["two", 18_500]]);
  });

  test("halfway of a rest without paced breaths", () => {
    const calm = sampleSheet({ segments: sampleSheet().segments.slice(0, 1).concat(sampleSheet().segments.slice(-1)) });
    const resting = [...holding, { type: "signal", at_ms: 6500, signal: "breathe" } as const];
    expect(told({ halfway_rest: true }, resting, calm)).toEqual([["halfway", 96_500]]);
  });
});

describe("what happens", () => {
  const paced = (...counts: number[]): AnyEvent[] => [
    ...holding,
    ...counts.map((count, n): AnyEvent => ({ type: "paces", at_ms: 6100 + n * 100, count, by: "motion" })),
  ];

  test.each([
    [1, [4], [["n4", 6100]]],
    [5, [4], []],
    [5, [4, 5], [["n5", 6200]]],
    [5, [4, 6], [["n5", 6200]]],
    [10, [9, 12], []],
    [0, [10], []],
    [1, [4, 4], []],
  ] as const)("every %i: of paces %j is said %j", (every, counts, expected) => {
    expect(told({ paces: every }, paced(...counts))).toEqual(expected);
  });

  test("halfway by paces, where paces end the walk", () => {
    const [first, ...rest] = sampleSheet().segments;
    const parts = first?.parts.map((part, n) => (n === 0 ? { ...part, after_paces: 10 } : part)) ?? [];
    const sheet = sampleSheet({ segments: first === undefined ? [] : [{ ...first, parts }, ...rest] });
    expect(told({ halfway_hold: true }, [START], sheet)).toEqual([]);
    expect(told({ halfway_hold: true, paces: 5 }, paced(4, 5), sheet)).toEqual([["halfway", 6200]]);
  });

  test("air hunger is noted once", () => {
    const hungry = [...holding, { type: "signal", at_ms: 6500, signal: "air_hunger" } as const];
    expect(told({ hunger: true }, hungry)).toEqual([["hunger_noted", 6500]]);
    expect(told({ hunger: true }, [...hungry, { type: "tick", at_ms: 6600 }])).toEqual([]);
  });

  test("who wants nothing announced hears nothing announced", () => {
    const events = [...paced(4, 5), { type: "signal", at_ms: 6500, signal: "air_hunger" }, ...until(6500, 30_000)] as AnyEvent[];
    events.forEach((_, n) => expect(told({}, events.slice(0, n + 1))).toEqual([]));
  });
});

describe("what nobody can switch off", () => {
  test("a pause is said at once, and in a hold behind breathe", () => {
    const pause = (at_ms: number): AnyEvent => ({ type: "pause", at_ms, reason: "runner" });
    const resting = [...holding, { type: "signal", at_ms: 6500, signal: "breathe" } as const];
    expect(pauseWords(lastStep([START, pause(2000)])).map(({ at_ms }) => at_ms)).toEqual([2000]);
    expect(pauseWords(lastStep([...holding, pause(6500)]))).toEqual([{ type: "say", at_ms: 8000, phrase: "paused" }]);
    expect(pauseWords(lastStep([...resting, pause(7000)])).map(({ at_ms }) => at_ms)).toEqual([7000]);
    expect(pauseWords(lastStep([...holding, pause(6500), pause(6600)]))).toEqual([]);
  });

  test("the rules leave what the session says alone: they only ever add", () => {
    for (const rules of [NEVER, ALL]) {
      const stepped = lastStep([...holding, { type: "signal", at_ms: 6500, signal: "breathe" }]);
      const effects = [...stepped.effects];
      expect(announcements(stepped, rules).every(({ type }) => type === "announce")).toBe(true);
      expect(stepped.effects).toEqual(effects);
    }
  });
});

test("each number to thirty has a phrase, and every fifth to a hundred", () => {
  expect([1, 3, 4, 30, 35, 100].map(numberPhrase)).toEqual(["one", "three", "n4", "n30", "n35", "n100"]);
  expect([0, 31, 101, 105].map(numberPhrase)).toEqual([null, null, null, null]);
});
