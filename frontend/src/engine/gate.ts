/**
 * The gate: what the readings after a hold say about the next one. It runs the table of the sheet.
 *
 * Missing, late or poor readings never allow more than good ones would. The twin of `gate.py`.
 */

import { SheetError } from "./errors.ts";
import type { Activity, Gate, GateRow, HoldResult, Reading, Seen, Sheet, SheetSegment, State } from "./types.ts";

// "At equal hold": a later hold counts as equal to the first up to a tenth longer. (Our proposal.)
const EQUAL_HOLD_TENTHS = 11;

const ON_FOOT_FAST: readonly Activity[] = ["jog", "run"];

/** Return the last hold with what the sensor's window says of its lowest value so far. */
export function measured(sheet: Sheet, state: State): HoldResult {
  const hold = lastHold(state);
  const window = windowOf(sheet.gate, state).filter((reading) => reading.good);
  const site = window.at(-1)?.site;
  if (site === undefined) return hold;
  const nadir = lowest(window.map((reading) => inArtery(sheet.gate, hold, reading.tenths, reading.site)));
  const wasSeen = hold.nadir_from === "seen";
  const isValid = wasSeen || isCovered(sheet.gate, state, window);
  const before = arterialTenths(sheet.gate, hold);
  if (wasSeen && before !== null && before <= nadir) return hold;
  // The highest that this site shows of no more than the lowest: another site may have seen it.
  const shown = onDisplay(sheet.gate, hold, nadir + 1, site) - 1;
  return {
    ...hold,
    nadir_tenths: Math.max(0, shown),
    nadir_site: site,
    nadir_from: "live",
    nadir_valid: isValid,
  };
}

/** Return `hold` with the value its runner read; of two values the lower one stands. */
export function seen(gate: Gate, hold: HoldResult, entry: Seen): HoldResult {
  const before = arterialTenths(gate, hold);
  const entered = inArtery(gate, hold, entry.tenths, entry.site);
  if (before !== null && before <= entered) return { ...hold, nadir_valid: true };
  const { tenths, site } = entry;
  return { ...hold, nadir_tenths: tenths, nadir_site: site, nadir_from: "seen", nadir_valid: true };
}

/** Return the rows that the last hold sets off. */
export function rowsAfterHold(sheet: Sheet, state: State): readonly GateRow[] {
  return sheet.gate.rows.filter((row) => isSetOff(sheet, state, row));
}

/**
 * Return the rows that end the session at once, before the window has closed.
 *
 * A single plunge is no ground: the window must hold three good readings, or the runner's own entry. Once
 * the hold has been judged the next one is near, and fewer must do.
 */
export function urgentRows(sheet: Sheet, state: State): readonly GateRow[] {
  const hold = lastHold(state);
  const good = windowOf(sheet.gate, state).filter((reading) => reading.good).length;
  if (hold.nadir_from !== "seen" && good < 3 && !state.judged) return [];
  return sheet.gate.rows.filter(
    (row) =>
      row.nadir_below_tenths !== null &&
      (row.action === "end" || row.action === "lock") &&
      isSetOff(sheet, state, row),
  );
}

/** Return the rows for a saturation that was not back in time for the `times`-th time. */
export function rowsUnrecovered(sheet: Sheet, times: number): readonly GateRow[] {
  return sheet.gate.rows.filter((row) => row.unrecovered !== null && times >= row.unrecovered);
}

/** Return the rows that a heart rate during a hold sets off. */
export function rowsOfHeartRate(sheet: Sheet, bpm: number): readonly GateRow[] {
  return sheet.gate.rows.filter(
    (row) =>
      (row.hr_above_bpm !== null && bpm > row.hr_above_bpm) ||
      (row.hr_below_bpm !== null && bpm < row.hr_below_bpm),
  );
}

/** Return the rows that a rating of air hunger sets off: those whose number of holds it makes full. */
export function rowsOfHunger(sheet: Sheet, before: State, after: State): readonly GateRow[] {
  return sheet.gate.rows.filter(
    ({ hunger_from, hunger_holds }) =>
      hunger_from !== null &&
      hunger_holds !== null &&
      hungryHolds(before, hunger_from) < hunger_holds &&
      hunger_holds <= hungryHolds(after, hunger_from),
  );
}

function hungryHolds(state: State, rating: number): number {
  return state.holds.filter((hold) => hold.hunger !== null && hold.hunger >= rating).length;
}

/**
 * Return how many holds in a row now lack a valid lowest value, where one was to be had.
 *
 * A hold no longer than level 1's needs no oximeter: its rest is too short to read one by eye.
 */
export function unreadAfter(sheet: Sheet, state: State): number {
  const toBeHad = sheet.signal === "live" || sheet.signal === "seen";
  const hold = lastHold(state);
  if (!toBeHad || hold.nadir_valid) return 0;
  return sheet.signal === "seen" && needsNoReading(sheet, hold) ? state.unread : state.unread + 1;
}

function needsNoReading(sheet: Sheet, hold: HoldResult): boolean {
  const lower = segmentOf(sheet, hold)?.lower ?? null;
  return lower === null || hold.cap_ms <= lower.cap_ms;
}

/** Whether a reading during a hold says that it is time to breathe. */
export function isLowInHold(gate: Gate, reading: Reading): boolean {
  const limit = bySite(gate.breathe_at_or_below_tenths, reading.site);
  return reading.good && limit !== undefined && reading.tenths <= limit;
}

/**
 * Whether the saturation is back, or need not be known: at levels 0 and 1 nobody must have a sensor.
 *
 * A sensor that has gone quiet proves nothing, and does not make its last low reading undone.
 */
export function isRecovered(sheet: Sheet, state: State): boolean {
  if (sheet.signal !== "live" || state.released_ms === null) return true;
  const needsNoSensor = sheet.level <= 1 || state.lowered;
  const newest = newestGood(state);
  if (newest === undefined || newest.at_ms < state.released_ms) return needsNoSensor;
  const isFresh = newest.at_ms >= state.now_ms - sheet.gate.fresh_ms;
  return newest.tenths >= sheet.gate.recovered_tenths && (isFresh || needsNoSensor);
}

/** Return how long after its release a hold may take to recover; the longest limit without a reading. */
export function recoveryLimitMs(gate: Gate, state: State): number {
  const longest = Math.max(0, ...Object.values(gate.recovery_limit_ms));
  const newest = state.readings.at(-1);
  if (newest === undefined) return longest;
  return bySite(gate.recovery_limit_ms, newest.site) ?? longest;
}

/** Return the readings that may still matter: those of the open window, and the newest good. */
export function keptReadings(sheet: Sheet, state: State, reading: Reading): readonly Reading[] {
  const start = state.released_ms ?? state.now_ms;
  const oldest = start - sheet.gate.window_before_ms;
  const windowIsOver = state.released_ms !== null && state.now_ms > start + sheet.gate.window_after_ms;
  const lastGood = newestGood(state);
  const kept = state.readings.filter((old) => old === lastGood || (old.at_ms >= oldest && !windowIsOver));
  return [...kept, reading];
}

/** Return what a table says of a site. Only its own entries count: a site may have any name. */
export function bySite(table: Readonly<Record<string, number>>, site: string): number | undefined {
  return Object.hasOwn(table, site) ? table[site] : undefined;
}

/** Return the hold that is judged. */
export function lastHold(state: State): HoldResult {
  const hold = state.holds.at(-1);
  if (hold === undefined) throw new SheetError("No hold has been played yet.");
  return hold;
}

function newestGood(state: State): Reading | undefined {
  return state.readings.findLast((reading) => reading.good);
}

function isSetOff(sheet: Sheet, state: State, row: GateRow): boolean {
  const conditions: boolean[] = [];
  if (row.nadir_below_tenths !== null) conditions.push(isBelow(sheet, state, row.nadir_below_tenths));
  if (row.below_band) conditions.push(isBelow(sheet, state, bandLow(sheet, state)));
  if (row.fall_over_tenths !== null) conditions.push(hasFallen(state, row.fall_over_tenths));
  if (row.unread_holds !== null) conditions.push(state.unread >= row.unread_holds);
  return conditions.length > 0 && conditions.every((holds) => holds);
}

function isBelow(sheet: Sheet, state: State, limitTenths: number | null): boolean {
  const nadir = arterialTenths(sheet.gate, lastHold(state));
  return limitTenths !== null && nadir !== null && nadir < limitTenths;
}

/** Return what a hold's lowest value was in the artery, where it has one. */
function arterialTenths(gate: Gate, hold: HoldResult): number | null {
  if (hold.nadir_tenths === null || hold.nadir_site === null) return null;
  return inArtery(gate, hold, hold.nadir_tenths, hold.nadir_site);
}

/** Return what a displayed lowest value of `hold` was in the artery: its fall is enlarged by what a sensor misses. */
function inArtery(gate: Gate, hold: HoldResult, tenths: number, site: string): number {
  const { correction, seen } = ofSite(gate, hold, site);
  const fall = gate.rested_tenths - (tenths - correction);
  return gate.rested_tenths - (fall > 0 ? Math.ceil((fall * 1000) / seen) : fall);
}

/** Return what a sensor at a site shows of a lowest value in the artery; undoes `inArtery`. */
function onDisplay(gate: Gate, hold: HoldResult, tenths: number, site: string): number {
  const { correction, seen } = ofSite(gate, hold, site);
  const fall = gate.rested_tenths - tenths;
  return gate.rested_tenths - (fall > 0 ? Math.floor((fall * seen) / 1000) : fall) + correction;
}

function ofSite(gate: Gate, hold: HoldResult, site: string): { correction: number; seen: number } {
  const jogged = ON_FOOT_FAST.includes(hold.activity);
  return {
    correction: bySite(jogged ? gate.jog_correction_tenths : gate.correction_tenths, site) ?? 0,
    seen: bySite(jogged ? gate.jog_seen_permille : gate.seen_permille, site) ?? 1000,
  };
}

function bandLow(sheet: Sheet, state: State): number | null {
  return segmentOf(sheet, lastHold(state))?.band_low_tenths ?? null;
}

function segmentOf(sheet: Sheet, hold: HoldResult): SheetSegment | undefined {
  return sheet.segments.find(
    ({ exercise, repetition, parts }) =>
      exercise === hold.exercise && repetition === hold.repetition && parts.length > 0,
  );
}

function hasFallen(state: State, byMoreThanTenths: number): boolean {
  const hold = lastHold(state);
  const nadir = hold.nadir_tenths;
  if (hold.repetition < 3 || nadir === null) return false;
  return state.holds.some(
    (first) =>
      first.exercise === hold.exercise &&
      first.repetition === 1 &&
      first.nadir_tenths !== null &&
      first.nadir_site === hold.nadir_site &&
      hold.duration_ms * 10 <= first.duration_ms * EQUAL_HOLD_TENTHS &&
      first.nadir_tenths - nadir > byMoreThanTenths,
  );
}

function windowOf(gate: Gate, state: State): readonly Reading[] {
  if (state.released_ms === null) return [];
  const first = state.released_ms - gate.window_before_ms;
  const last = state.released_ms + gate.window_after_ms;
  return state.readings.filter(
    (reading) =>
      first <= reading.at_ms &&
      reading.at_ms <= last &&
      bySite(gate.correction_tenths, reading.site) !== undefined,
  );
}

/** Return the lowest median of three neighbours, so that one false reading is no nadir. */
function lowest(values: readonly number[]): number {
  if (values.length < 3) return Math.min(...values);
  return values.slice(2).reduce((least, third, index) => {
    const [first, second] = [values[index], values[index + 1]] as [number, number];
    const median = Math.max(Math.min(first, second), Math.min(Math.max(first, second), third));
    return Math.min(least, median);
  }, Infinity);
}

/** Whether enough whole seconds of the window have a good reading. */
function isCovered(gate: Gate, state: State, good: readonly Reading[]): boolean {
  if (state.released_ms === null) return false;
  const first = state.released_ms - gate.window_before_ms;
  const last = Math.min(state.now_ms, state.released_ms + gate.window_after_ms);
  const seconds = Math.max(1, Math.floor((last - first) / 1000));
  const read = new Set(good.map((reading) => Math.floor((reading.at_ms - first) / 1000)));
  return read.size * 1000 >= gate.valid_permille * seconds;
}
