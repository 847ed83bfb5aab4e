import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { countPaces, type Sample } from "./paces.ts";

/** A phone that is shaken in a rhythm: each step a push of one size, every other one weaker. */
function walk(stepsPerS: number, seconds: number, { weaker = 1, rateHz = 60, push = 3 } = {}): Sample[] {
  return Array.from({ length: Math.round(seconds * rateHz) }, (_, i) => {
    const at_s = i / rateHz;
    const step = Math.floor(at_s * stepsPerS);
    const size = step % 2 === 0 ? push : push * weaker;
    return { at_s, magnitude: 9.8 + size * Math.sin(2 * Math.PI * stepsPerS * at_s) };
  });
}

describe("paces", () => {
  it.each([1.5, 1.8, 2.0])("are counted at %f steps a second", (stepsPerS) => {
    expect(Math.abs((countPaces(walk(stepsPerS, 20), 3, 19)?.paces ?? 0) - 16 * stepsPerS)).toBeLessThanOrEqual(1);
  });

  it("are steps and not strides where a trouser pocket hides every other one", () => {
    expect(Math.abs((countPaces(walk(1.8, 20, { weaker: 0.5 }), 3, 18)?.paces ?? 0) - 27)).toBeLessThanOrEqual(1);
  });

  it("are none while the phone lies still", () => {
    const still = walk(1.8, 10).map(({ at_s }) => ({ at_s, magnitude: 9.8 }));
    expect(countPaces(still, 3, 10)?.paces).toBe(0);
  });

  it("are not yet known in the first second", () => {
    expect(countPaces(walk(1.8, 4), 3, 4)).toBeNull();
  });

  it("survive repeated and backward stamps, and say how large a gap was", () => {
    const samples = walk(1.8, 20).filter(({ at_s }) => at_s < 8 || at_s > 8.4);
    const hostile = [...samples.slice(0, 100), ...samples.slice(50, 60), ...samples.slice(100)];
    const count = countPaces(hostile, 3, 18);
    expect(Math.abs((count?.paces ?? 0) - 27)).toBeLessThanOrEqual(1);
    expect(count?.largest_gap_s).toBeCloseTo(0.4, 1);
  });
});

// Foot-switch steps of two walkers (D. Salvi et al., Oxford step counter, CC BY 4.0), where the files stand beside us.
const data = process.env["ADEMPAUZE_SHARED"] ?? "../../shared";
const folder = `${data}/data/accelerometer`;

interface Truth {
  readonly consistent: boolean;
  readonly foot_a: readonly number[];
  readonly foot_b: readonly number[];
}

/** Thin a recording as a browser does: a tenth of the events lost, stamps off by up to 4 ms. */
function asBrowser(samples: readonly Sample[]): Sample[] {
  let seed = 1;
  const chance = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  return samples
    .filter(() => chance() > 0.1)
    .map(({ at_s, magnitude }) => ({ at_s: at_s + (chance() - 0.5) * 0.008, magnitude }));
}

function recording(file: string): Sample[] {
  const lines = readFileSync(`${folder}/${file}`, "utf8").trim().split("\n").slice(1);
  return lines.map((line) => {
    const [t_ms = NaN, x = NaN, y = NaN, z = NaN] = line.split(",").map(Number);
    return { at_s: t_ms / 1000, magnitude: Math.hypot(x, y, z) };
  });
}

/** The errors, in steps, of every hold of some seconds cut from the recordings, with what came just before and after. */
function errors(hold_s: number): number[] {
  const { files } = JSON.parse(readFileSync(`${folder}/ox_50hz_steps.json`, "utf8")) as { files: Record<string, Truth> };
  return Object.entries(files)
    .filter(([, truth]) => truth.consistent)
    .flatMap(([file, { foot_a, foot_b }]) => {
      const samples = asBrowser(recording(file));
      const steps = [...foot_a, ...foot_b].sort((a, b) => a - b);
      const found: number[] = [];
      for (let from = steps[0]! + 3; from + hold_s + 1 < steps.at(-1)!; from += 0.7 * hold_s) {
        const near = samples.filter(({ at_s }) => at_s >= from - 3 && at_s <= from + hold_s + 1);
        const truth = steps.filter((at_s) => at_s >= from && at_s < from + hold_s).length;
        found.push(Math.abs((countPaces(near, from, from + hold_s)?.paces ?? 0) - truth));
      }
      return found;
    });
}

describe.skipIf(!existsSync(folder))("paces of people with foot switches, in holds of 5 to 20 s", () => {
  it("are right within half a step on average, and within one in 94 of 100 holds", () => {
    const all = [5, 10, 20].flatMap(errors);
    const mean = all.reduce((sum, error) => sum + error, 0) / all.length;
    expect(all.length).toBeGreaterThan(500);
    expect(mean).toBeLessThanOrEqual(0.5);
    expect(all.filter((error) => error <= 1).length / all.length).toBeGreaterThanOrEqual(0.94);
  });
});
