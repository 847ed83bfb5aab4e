/** Holds as they are walked, counted by the player while they last and once more after them; see recordings.ts. */

import { describe, expect, it } from "vitest";
import { HAS_RECORDINGS, type Recording, recordings } from "../motion/recordings.ts";
import { type Ground, Pacing } from "./pacing.ts";

const TICK_MS = 100; // as in the player
const RUN_UP_MS = 3000;
const AFTER_MS = 1500;
const OFFSET_MS = 10_000; // between the session's clock and the recording's
// A slice each time; all of it for the table in docs/measurements/paces.md.
const EVERY = process.env["ADEMPAUZE_DEEP"] === "1" ? 0.35 : 2.1;

class Phone implements Ground {
  readonly isSecureContext = true;
  readonly DeviceMotionEvent = {};
  nowMs = 0;
  readonly performance = { now: () => this.nowMs };
  #listener: ((event: DeviceMotionEvent) => void) | null = null;

  addEventListener(_type: string, listener: (event: DeviceMotionEvent) => void): void {
    this.#listener = listener;
  }

  move(timeStamp: number, x: number): void {
    this.#listener?.({ timeStamp, accelerationIncludingGravity: { x, y: 0, z: 0 } } as DeviceMotionEvent);
  }
}

/** By how many steps a hold was counted wrong: as it ended, and as it was settled. */
interface Errors {
  readonly running: number;
  readonly settled: number;
}

async function walked({ samples, steps }: Recording, from_s: number, hold_s: number): Promise<Errors> {
  const phone = new Phone();
  let [running, settled] = [0, Number.NaN];
  const pacing = new Pacing(({ type, count }) => {
    if (type === "paces") running = count;
    else settled = count;
  }, phone);
  pacing.start();
  await pacing.ask();
  const endsMs = OFFSET_MS + 1000 * hold_s;
  const coming = samples.map(({ at_s, magnitude }) => ({ atMs: OFFSET_MS + 1000 * (at_s - from_s), magnitude }));
  let next = coming.findIndex(({ atMs }) => atMs >= OFFSET_MS - RUN_UP_MS);
  for (let nowMs = OFFSET_MS - RUN_UP_MS + Math.round((137 * from_s) % TICK_MS); nowMs < endsMs + AFTER_MS; nowMs += TICK_MS) {
    for (; (coming[next]?.atMs ?? Infinity) <= nowMs; next += 1) {
      phone.nowMs = coming[next]!.atMs;
      phone.move(phone.nowMs, coming[next]!.magnitude);
    }
    phone.nowMs = nowMs;
    const isHeld = nowMs >= OFFSET_MS && nowMs < endsMs;
    pacing.tick(isHeld ? { hold: OFFSET_MS, since_ms: OFFSET_MS } : null, nowMs < endsMs ? null : endsMs, nowMs, false);
  }
  const truth = steps.filter((at_s) => at_s >= from_s && at_s < from_s + hold_s).length;
  return { running: running - truth, settled: settled - truth };
}

async function holds(hold_s: number): Promise<(Errors & { readonly isSound: boolean })[]> {
  const found: (Errors & { readonly isSound: boolean })[] = [];
  for (const recording of recordings()) {
    const [first, last] = [recording.samples[0]!.at_s + RUN_UP_MS / 1000, recording.samples.at(-1)!.at_s - AFTER_MS / 1000];
    for (let from_s = first; from_s + hold_s < last; from_s += EVERY * hold_s) {
      if (!recording.isKnown(from_s, from_s + hold_s)) continue;
      found.push({ ...(await walked(recording, from_s, hold_s)), isSound: recording.isSound(from_s, from_s + hold_s) });
    }
  }
  return found;
}

/** The mean error, and the share of holds that are right within one. */
function quality(errors: readonly number[]): { readonly mean: number; readonly withinOne: number } {
  const sum = errors.reduce((total, error) => total + Math.abs(error), 0);
  return { mean: sum / errors.length, withinOne: errors.filter((error) => Math.abs(error) <= 1).length / errors.length };
}

describe.skipIf(!HAS_RECORDINGS)("paces of a hold that was really walked or jogged", () => {
  it.each([5, 10, 15, 20])("of %i s are right within half a step on average, and within one in 94 of 100 holds", async (hold_s) => {
    const all = await holds(hold_s);
    const sound = all.filter(({ isSound }) => isSound);
    for (const [what, errors] of [["as published", all], ["where the reference is sound", sound]] as const) {
      const [running, settled] = [quality(errors.map((one) => one.running)), quality(errors.map((one) => one.settled))];
      const words = [running, settled].map(({ mean, withinOne }) => `${mean.toFixed(2)} (${(100 * withinOne).toFixed(1)} %)`);
      console.info(`${hold_s} s, ${errors.length} holds, ${what}: ${words[0]} as they end, ${words[1]} settled`);
    }

    expect(sound.length).toBeGreaterThan(20);
    for (const of of ["running", "settled"] as const) {
      const { mean, withinOne } = quality(sound.map((errors) => errors[of]));
      expect(mean).toBeLessThanOrEqual(0.5);
      expect(withinOne).toBeGreaterThanOrEqual(0.94);
    }
  }, 300_000);
});
