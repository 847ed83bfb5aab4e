import { expect, test } from "vitest";
import { peakOf, RATE_HZ, wavOf } from "./sound.ts";

test("samples are written as a WAV file that says what it holds", () => {
  const bytes = new DataView(wavOf(new Float32Array([0, 1, -1, 2])));
  const text = (at: number): string => String.fromCharCode(...[0, 1, 2, 3].map((n) => bytes.getUint8(at + n)));

  expect([text(0), text(8), text(36)]).toEqual(["RIFF", "WAVE", "data"]);
  expect([bytes.getUint32(4, true), bytes.getUint32(24, true), bytes.getUint32(40, true)]).toEqual([44, RATE_HZ, 8]);
  expect([0, 2, 4, 6].map((at) => bytes.getInt16(44 + at, true))).toEqual([0, 32_767, -32_767, 32_767]);
});

test("the loudest moment counts, whichever way it swings", () => {
  expect(peakOf(new Float32Array([0.1, -0.5, 0.25]))).toBe(0.5);
  expect(peakOf(new Float32Array())).toBe(0);
});
