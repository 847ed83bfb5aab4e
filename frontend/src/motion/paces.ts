/**
 * How many paces were taken, from the motion of a phone carried anywhere.
 *
 * The whole stretch is counted again each time, rather than sample by sample: in a trouser pocket every other step is
 * faint, and only the rhythm of several tells steps from strides. What shakes a phone in a rhythm is counted too: it
 * cannot tell walking from a car, and is asked only while a runner was told to walk.
 */

import { bandPass } from "./filter.ts";

/** The magnitude of acceleration with gravity, m/s², at a time in seconds. */
export interface Sample {
  readonly at_s: number;
  readonly magnitude: number;
}

/** A count of paces, and how far to trust it. */
export interface PaceCount {
  readonly paces: number;
  readonly covered_s: number;
  readonly largest_gap_s: number;
  readonly regular_share: number; // of the stretch, where a rhythm was found
  readonly running: boolean;
}

interface Block {
  readonly at: number; // index of its middle
  readonly spread: number;
  readonly regular: boolean;
  period_s: number;
}

const RATE_HZ = 50;
const SHORTEST_S = 1.2; // before this the answer is "not yet"
const BLOCK_S = 4;
const [FASTEST_RUN_HZ, FASTEST_HZ, SLOWEST_S] = [3.5, 2.6, 1 / 0.7];
const [RUNNING_SPREAD, HARD_SPREAD] = [3.5, 5]; // m/s², standard deviation
const [LEAST_SPREAD, LEAST_RHYTHM] = [0.25, 0.25];
const MISSED = { least: 1.7, most: 2.4 }; // periods between two steps
const [LEAST_PROMINENCE, LEAST_RMS] = [0.5, 0.35]; // m/s²

/**
 * Count the paces between two times; null while there is too little to tell.
 *
 * Samples from some seconds before *from_s* make the first pace count: a filter needs a beginning.
 */
export function countPaces(samples: readonly Sample[], from_s: number, to_s: number): PaceCount | null {
  const even = resampled(samples);
  if (even === null || even.values.length < SHORTEST_S * RATE_HZ || to_s - from_s < SHORTEST_S) return null;
  const wide = bandPass(even.values, RATE_HZ, 0.5, 6);
  const blocks = blocksOf(wide);
  const steps = classesOf(blocks).flatMap((members) => stepsOf(even.values, blocks, members));
  const times = steps.map((index) => even.start_s + index / RATE_HZ);
  const paces = times.filter((time) => time >= from_s && time < to_s).length;
  const inside = blocks.filter(({ at }) => {
    const time = even.start_s + at / RATE_HZ;
    return time >= from_s - BLOCK_S / 2 && time <= to_s + BLOCK_S / 2;
  });
  const regular = inside.filter((block) => block.regular);
  return {
    paces,
    covered_s: Math.min(to_s, even.end_s) - Math.max(from_s, even.start_s),
    largest_gap_s: even.largest_gap_s,
    regular_share: inside.length === 0 ? 0 : regular.length / inside.length,
    running: median(inside.map((block) => block.spread)) > HARD_SPREAD,
  };
}

interface Even {
  readonly values: Float64Array;
  readonly start_s: number;
  readonly end_s: number;
  readonly largest_gap_s: number;
}

/** Bring samples of any rate, with gaps and repeated or backward stamps, to an even 50 a second. */
function resampled(samples: readonly Sample[]): Even | null {
  const sorted = [...samples].sort((a, b) => a.at_s - b.at_s);
  const kept = sorted.filter((sample, index) => index === 0 || sample.at_s > sorted[index - 1]!.at_s);
  const [first, last] = [kept[0], kept.at(-1)];
  if (first === undefined || last === undefined) return null;
  const values = new Float64Array(Math.floor((last.at_s - first.at_s) * RATE_HZ) + 1);
  let behind = 0;
  let largest_gap_s = 0;
  for (let i = 0; i < values.length; i += 1) {
    const time = first.at_s + i / RATE_HZ;
    while (behind < kept.length - 2 && kept[behind + 1]!.at_s <= time) behind += 1;
    const [left, right] = [kept[behind]!, kept[behind + 1] ?? kept[behind]!];
    const gap = right.at_s - left.at_s;
    largest_gap_s = Math.max(largest_gap_s, gap);
    const share = gap === 0 ? 0 : (time - left.at_s) / gap;
    values[i] = left.magnitude + share * (right.magnitude - left.magnitude);
  }
  return { values, start_s: first.at_s, end_s: last.at_s, largest_gap_s };
}

/** Look at four seconds once a second: how hard they shake, and in which rhythm. */
function blocksOf(wide: Float64Array): Block[] {
  const length = Math.min(wide.length, BLOCK_S * RATE_HZ);
  const starts: number[] = [];
  for (let start = 0; start + length <= wide.length; start += RATE_HZ) starts.push(start);
  const end = wide.length - length;
  if (starts.at(-1) !== end) starts.push(end);
  return starts.map((start) => blockOf(wide.subarray(start, start + length), start));
}

function blockOf(values: Float64Array, start: number): Block {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const spread = Math.sqrt(centred.reduce((sum, value) => sum + value * value, 0) / values.length);
  const rhythm = autocorrelation(centred);
  const fastestHz = spread > RUNNING_SPREAD ? FASTEST_RUN_HZ : FASTEST_HZ;
  const peaks = peaksOf(rhythm, Math.round(RATE_HZ / fastestHz), Math.round(SLOWEST_S * RATE_HZ));
  const best = Math.max(0, ...peaks.map((lag) => rhythm[lag]!));
  const lag = peaks.find((peak) => rhythm[peak]! >= 0.75 * best) ?? 0;
  const regular = best > LEAST_RHYTHM && spread > LEAST_SPREAD;
  const period_s = lag === 0 ? 0 : stepPeriodS(rhythm, peaks, lag, spread);
  return { at: start + values.length / 2, spread, regular, period_s };
}

/** A stride is two steps. Decide which of the two a rhythm is. */
function stepPeriodS(rhythm: Float64Array, peaks: readonly number[], lag: number, spread: number): number {
  const period_s = lag / RATE_HZ;
  const half = lag / 2;
  if (spread > RUNNING_SPREAD && period_s > 0.5 && rhythm[Math.round(half)]! > 0.1) return period_s / 2;
  if (period_s > 0.7) {
    const near = peaksOf(rhythm, Math.floor(half * 0.88), Math.ceil(half * 1.12)).concat(peaks);
    const step = near.find((peak) => Math.abs(peak - half) <= 0.12 * half && rhythm[peak]! > 0.15);
    if (step !== undefined) return step / RATE_HZ;
    if (period_s > 0.85) return period_s / 2;
  }
  return period_s;
}

function autocorrelation(centred: Float64Array): Float64Array {
  const length = centred.length;
  const lags = Math.min(length, Math.ceil(SLOWEST_S * RATE_HZ) + 2);
  const energy = new Float64Array(length + 1); // of the samples before each
  for (let i = 0; i < length; i += 1) energy[i + 1] = energy[i]! + centred[i]! * centred[i]!;
  const rhythm = new Float64Array(lags);
  for (let lag = 0; lag < lags; lag += 1) {
    let cross = 0;
    for (let i = 0; i + lag < length; i += 1) cross += centred[i]! * centred[i + lag]!;
    const both = energy[length - lag]! * (energy[length]! - energy[lag]!);
    rhythm[lag] = both <= 0 ? 0 : cross / Math.sqrt(both);
  }
  return rhythm;
}

function peaksOf(values: Float64Array, first: number, last: number): number[] {
  const peaks: number[] = [];
  for (let i = Math.max(1, first); i <= Math.min(last, values.length - 2); i += 1) {
    if (values[i]! >= values[i - 1]! && values[i]! > values[i + 1]!) peaks.push(i);
  }
  return peaks;
}

/** Walking and jogging have their own rhythm; a stretch has one class, or two if their periods differ enough. */
function classesOf(blocks: readonly Block[]): Block[][] {
  const regular = blocks.filter((block) => block.regular && block.period_s > 0);
  const hard = regular.filter((block) => block.spread > HARD_SPREAD);
  const soft = regular.filter((block) => block.spread <= HARD_SPREAD);
  const apart = Math.abs(periodOf(hard) / periodOf(soft) - 1) > 0.15;
  const classes = hard.length > 0 && soft.length > 0 && apart ? [soft, hard] : [regular];
  for (const members of classes) {
    const usual = periodOf(members);
    for (const block of members) {
      if (block.period_s > 1.5 * usual) block.period_s /= 2;
      else if (block.period_s < 0.67 * usual) block.period_s *= 2;
    }
  }
  return classes.filter((members) => members.length > 0);
}

function periodOf(blocks: readonly Block[]): number {
  return median(blocks.map((block) => block.period_s));
}

/** Find the steps of one gait: peaks in the band around its rhythm, where they stand out. */
function stepsOf(values: Float64Array, blocks: readonly Block[], members: readonly Block[]): number[] {
  const period_s = periodOf(members);
  const y = bandPass(values, RATE_HZ, Math.max(0.5, 0.6 / period_s), Math.min(6, 1.45 / period_s));
  const rms = localRms(y, Math.round(1.2 * RATE_HZ));
  const belongs = belongsTo(y.length, blocks, members);
  const usual = median([...rms].filter((_, index) => belongs[index] === 1));
  const candidates = peaksOf(y, 1, y.length - 2).filter(
    (i) =>
      belongs[i] === 1 &&
      rms[i]! > Math.max(LEAST_RMS, 0.3 * usual) &&
      prominence(y, i) >= Math.max(LEAST_PROMINENCE, 0.7 * rms[i]!),
  );
  return withFaint(largestApart(candidates, y, 0.6 * period_s * RATE_HZ), period_s * RATE_HZ, belongs);
}

/** Between two steps that lie two periods apart, in the same rhythm, one was too faint to stand out: it was a step. */
function withFaint(steps: readonly number[], period: number, belongs: Uint8Array): number[] {
  return steps.flatMap((at, index) => {
    const apart = ((steps[index + 1] ?? at) - at) / period;
    const middle = Math.round((at + (steps[index + 1] ?? at)) / 2);
    return apart >= MISSED.least && apart <= MISSED.most && belongs[middle] === 1 ? [at, middle] : [at];
  });
}

/** Mark each sample whose nearest block is one of *members*. */
function belongsTo(length: number, blocks: readonly Block[], members: readonly Block[]): Uint8Array {
  const marks = new Uint8Array(length);
  const chosen = new Set(members);
  let nearest = 0;
  for (let i = 0; i < length; i += 1) {
    while (
      nearest < blocks.length - 1 &&
      Math.abs(blocks[nearest + 1]!.at - i) <= Math.abs(blocks[nearest]!.at - i)
    ) {
      nearest += 1;
    }
    marks[i] = chosen.has(blocks[nearest]!) ? 1 : 0;
  }
  return marks;
}

function localRms(values: Float64Array, width: number): Float64Array {
  const squares = new Float64Array(values.length + 1);
  values.forEach((value, index) => {
    squares[index + 1] = squares[index]! + value * value;
  });
  return values.map((_, index) => {
    const from = Math.max(0, index - Math.floor(width / 2));
    const to = Math.min(values.length, from + width);
    return Math.sqrt((squares[to]! - squares[from]!) / (to - from));
  });
}

/** How far a peak stands above the higher of the two valleys that part it from higher ground. */
function prominence(values: Float64Array, peak: number): number {
  const valley = (step: -1 | 1): number => {
    let lowest = values[peak]!;
    for (let i = peak + step; i >= 0 && i < values.length && values[i]! <= values[peak]!; i += step) {
      lowest = Math.min(lowest, values[i]!);
    }
    return lowest;
  };
  return values[peak]! - Math.max(valley(-1), valley(1));
}

/** Of two peaks closer than *distance* keep the larger. */
function largestApart(peaks: readonly number[], values: Float64Array, distance: number): number[] {
  const kept: number[] = [];
  for (const peak of [...peaks].sort((a, b) => values[b]! - values[a]!)) {
    if (kept.every((other) => Math.abs(other - peak) >= distance)) kept.push(peak);
  }
  return kept.sort((a, b) => a - b);
}

function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
