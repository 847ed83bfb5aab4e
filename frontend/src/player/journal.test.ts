import { expect, test } from "vitest";
import { INITIAL, step } from "../engine/step.ts";
import type { AnyEvent } from "../engine/types.ts";
import { Session, stateAfter } from "./session.ts";
import { sampleSheet } from "./samples.ts";

/** A small generator with a seed, so that a failure can be played again. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])("a replay of what was written ends where the session ended (seed %i)", (seed) => {
  const random = randomFrom(seed);
  const written: AnyEvent[] = [];
  const around = {
    clock: { now: () => 0, secondsUntil: () => 0, speed: 1 },
    write: (events: readonly AnyEvent[]) => written.push(...events),
    perform: () => undefined,
  };
  const sheet = sampleSheet();
  const session = new Session(sheet, around, INITIAL);
  let at = 0;
  session.sendAt({ type: "start", wall_ms: sheet.issued_at_ms }, at);
  for (let ticks = 0; ticks < 4000; ticks += 1) {
    // mostly on time, sometimes late, now and then so late that the session pauses
    const late = random();
    at += late < 0.97 ? 100 : Math.floor(late < 0.995 ? 2900 * random() : 9000 * random());
    session.sendAt({ type: "tick" }, at);
    if (random() < 0.01) session.sendAt({ type: "signal", signal: "air_hunger" }, at);
    if (random() < 0.01) session.sendAt({ type: "resume" }, at);
  }

  const replayed = stateAfter(sheet, INITIAL, written);

  expect({ ...replayed, now_ms: 0 }).toEqual({ ...session.state, now_ms: 0 });
  expect(session.state.holds.length).toBeGreaterThanOrEqual(2);
  expect(written.length).toBeLessThan(1500);
});

test("an event is written before anyone acts on what it brought", () => {
  const order: string[] = [];
  const around = {
    clock: { now: () => 0, secondsUntil: () => 0, speed: 1 },
    write: () => order.push("written"),
    perform: () => order.push("performed"),
  };
  const sheet = sampleSheet();
  new Session(sheet, around, INITIAL).send({ type: "start", wall_ms: sheet.issued_at_ms });

  expect(order[0]).toBe("written");
  expect(order).toContain("performed");
});

test("the sample begins: its start leads to a count-in", () => {
  const sheet = sampleSheet();
  const [state] = step(sheet, INITIAL, { type: "start", at_ms: 0, wall_ms: sheet.issued_at_ms });

  expect(state.phase).toBe("count_in");
});
