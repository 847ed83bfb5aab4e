/**
 * Real recordings of walking and jogging, as a browser would deliver them, with every step of both feet.
 *
 * They stand beside the project, not in it (D. Salvi et al., Oxford step counter, CC BY 4.0; M. Karas, adept, GPL-3).
 * Walkers wore foot switches; the runner's steps were found on the ankle.
 */

import { existsSync, readFileSync } from "node:fs";
import type { Sample } from "./paces.ts";

const folder = `${process.env["ADEMPAUZE_SHARED"] ?? "../../shared"}/data/accelerometer`;

export const HAS_RECORDINGS = existsSync(folder);

/** One recording, and whether its steps are known from one second to another, and can be trusted there. */
export interface Recording {
  readonly name: string;
  readonly samples: readonly Sample[];
  readonly steps: readonly number[];
  isKnown(from_s: number, to_s: number): boolean;
  isSound(from_s: number, to_s: number): boolean;
}

interface Feet {
  readonly consistent: boolean;
  readonly foot_a: readonly number[];
  readonly foot_b: readonly number[];
}

/** All recordings whose steps are known one by one. */
export function recordings(): Recording[] {
  return [...walkers(), ...validation(), runner()];
}

function walkers(): Recording[] {
  const { files } = JSON.parse(read("ox_50hz_steps.json")) as { files: Record<string, Feet> };
  return Object.entries(files)
    .filter(([, { consistent }]) => consistent)
    .map(([name, { foot_a, foot_b }]) => {
      const samples = table(name, 1).map(([t_ms = NaN, ...force]) => ({ at_s: t_ms / 1000, magnitude: Math.hypot(...force) }));
      const steps = [...foot_a, ...foot_b].sort((a, b) => a - b);
      const faults = [foot_a, foot_b].flatMap(faultsOf);
      const isSound = (from_s: number, to_s: number): boolean => !faults.some(([from, to]) => from < to_s && from_s < to);
      return { name, samples: asBrowser(samples), steps, isKnown: walkedAllThrough(steps), isSound };
    });
}

function walkedAllThrough(steps: readonly number[]): Recording["isKnown"] {
  return (from_s, to_s) => from_s >= steps[0]! + 3 && to_s + 1 < steps.at(-1)!;
}

/** Where a foot switch bounced or missed: one foot comes down once in a stride, not twice and not never. */
function faultsOf(foot: readonly number[]): (readonly [number, number])[] {
  const strides = foot.slice(1).map((at_s, index) => [foot[index]!, at_s] as const);
  const usual = strides.map(([from, to]) => to - from).sort((a, b) => a - b)[Math.floor(strides.length / 2)]!;
  return strides.filter(([from, to]) => to - from < 0.6 * usual || to - from > 1.5 * usual);
}

function validation(): Recording[] {
  return ["armband", "backpocket", "frontpocket", "hand"].map((name) => {
    const rows = table(`ox_valid_user1_${name}.csv`, 0);
    const start_ns = rows[0]![0]!;
    const timed = rows.map(([t_ns = NaN, x = NaN, y = NaN, z = NaN, , steps = NaN]) => {
      return { at_s: (t_ns - start_ns) / 1e9, magnitude: Math.hypot(x, y, z), steps };
    });
    const steps = timed.flatMap((now, index) => Array<number>(Math.max(0, now.steps - (timed[index - 1]?.steps ?? 0))).fill(now.at_s));
    return { name, samples: asBrowser(sixtyHertz(timed)), steps, isKnown: walkedAllThrough(steps), isSound: () => true };
  });
}

function runner(): Recording {
  const name = "run_hip_ankle_100hz_a";
  const { strides, good_seconds } = JSON.parse(read(`${name}_strides.json`)) as Record<"strides" | "good_seconds", number[]>;
  const steps = strides.flatMap((at_s, index) => {
    const next = strides[index + 1] ?? Infinity;
    return next - at_s < 1 ? [at_s, (at_s + next) / 2] : [at_s];
  });
  const samples = table(`${name}.csv`, 1).map(([t_ms = NaN, x = NaN, y = NaN, z = NaN]) => {
    return { at_s: t_ms / 1000, magnitude: 9.81 * Math.hypot(x, y, z) };
  });
  const good = new Set(good_seconds);
  const isKnown = (from_s: number, to_s: number): boolean => {
    for (let second = Math.floor(from_s); second <= to_s; second += 1) if (!good.has(second)) return false;
    return true;
  };
  return { name, samples: asBrowser(sixtyHertz(samples)), steps, isKnown, isSound: () => true };
}

function sixtyHertz<Row>(rows: readonly Row[]): Row[] {
  return rows.filter((_, index) => index % 5 < 3); // of a hundred a second
}

/** Thin a recording as a browser does: a tenth of the events lost, stamps off by up to 4 ms. */
function asBrowser(samples: readonly Sample[]): Sample[] {
  let seed = 1;
  const chance = (): number => (seed = (seed * 16807) % 2147483647) / 2147483647;
  return samples
    .filter(() => chance() > 0.1)
    .map(({ at_s, magnitude }) => ({ at_s: at_s + (chance() - 0.5) * 0.008, magnitude }));
}

function table(file: string, headings: number): number[][] {
  const lines = read(file).trim().split("\n").slice(headings);
  return lines.map((line) => line.split(",").map(Number));
}

function read(file: string): string {
  return readFileSync(`${folder}/${file}`, "utf8");
}
