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

  it("are steps where one of them is too faint to stand out", () => {
    const faint = walk(1.8, 20).map(({ at_s, magnitude }) => {
      const step = Math.floor(at_s * 1.8);
      return { at_s, magnitude: step === 15 || step === 24 ? 9.8 + (magnitude - 9.8) * 0.1 : magnitude };
    });
    expect(Math.abs((countPaces(faint, 3, 18)?.paces ?? 0) - 27)).toBeLessThanOrEqual(1);
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
