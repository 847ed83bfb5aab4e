/**
 * The session engine: one pure function, `step(sheet, state, event)` to state and effects.
 *
 * The twin of `engine.py`, function for function; scenarios and a differential fuzz hold the two to the
 * same output. What a rule means and why it stands is said there. Whole numbers only, and no clock: time
 * comes with the events.
 */

import * as gate from "./gate.ts";
import { lastHold } from "./gate.ts";
import { SheetError } from "./errors.ts";
import type {
  Answer,
  AnyEffect,
  AnyEvent,
  Counted,
  GateRow,
  HoldResult,
  Hr,
  Hunger,
  Outcome,
  Paces,
  Pause,
  Phase,
  Reading,
  Reason,
  RunnerSignal,
  Say,
  Seen,
  SegmentResult,
  Sheet,
  SheetPart,
  SheetSegment,
  Spo2,
  Start,
  State,
  SymptomFelt,
  Tone,
  Verdict,
} from "./types.ts";

export type Effects = readonly AnyEffect[];
export type Step = readonly [State, Effects];

const RUNNING: readonly Phase[] = ["count_in", "hold", "rest"];
const SHORTEST_HOLD_MS = 1000; // what the gate has shortened below this is left out
const COUNTED_WITHIN_MS = 3000; // after its release a hold's paces can be counted once more (our proposal)
const SAY_AFTER_RELEASE_MS = 1500; // so that the word for the rest does not talk over "breathe"

/** Where every session begins. */
export const INITIAL: State = {
  phase: "ready",
  segment: 0,
  since_ms: 0,
  now_ms: 0,
  started: false,
  answers: [],
  part: 0,
  part_since_ms: 0,
  paces: null,
  paces_by: null,
  air_hunger_ms: null,
  cap_ms: 0,
  rest_ms: 0,
  lowered: false,
  limit_ms: null,
  skip_next: false,
  unread: 0,
  unrecovered: 0,
  released_ms: null,
  readings: [],
  judged: true,
  holds: [],
  segments: [],
  reasons: [],
  transitions: [],
  outcome: null,
};

/** Return what `event` makes of `state`, and what the player is to do. Throws if it lies before the last. */
export function step(sheet: Sheet, state: State, event: AnyEvent): Step {
  if (event.at_ms < state.now_ms) {
    throw new SheetError(
      `The times of this session run backwards: ${event.at_ms} ms comes after ${state.now_ms} ms.`,
    );
  }
  const [now, passed] = passTime(sheet, state, event.at_ms);
  const [after, effects] = take(sheet, now, event);
  return [after, [...passed, ...effects]];
}

/** Return when time alone next changes the phase of a running session. Throws where time alone changes nothing. */
export function nextDueMs(sheet: Sheet, state: State): number {
  switch (state.phase) {
    case "count_in":
      return state.since_ms + sheet.timing.count_in_ms;
    case "hold":
      return partEndsAt(sheet, state);
    case "rest":
      return state.since_ms + state.rest_ms;
    default:
      throw new SheetError(`A session that is ${state.phase} does not go on by itself.`);
  }
}

function take(sheet: Sheet, state: State, event: AnyEvent): Step {
  switch (event.type) {
    case "answer":
      return [answer(sheet, state, event), []];
    case "start":
      return start(sheet, state, event);
    case "signal":
      return signal(sheet, state, event);
    case "paces":
      return paces(sheet, state, event);
    case "counted":
      return [counted(state, event), []];
    case "spo2":
      return spo2(sheet, state, event);
    case "hr":
      return heartRate(sheet, state, event);
    case "seen":
      return seen(sheet, state, event);
    case "hunger":
      return hunger(sheet, state, event);
    case "symptom":
      return symptom(sheet, state, event);
    case "pause":
      return pause(sheet, state, event);
    case "resume":
      return resume(sheet, state);
    case "stop":
      return end(sheet, state, "stopped", "stop");
    case "close":
      return end(sheet, state, "closed", "close");
    case "tick":
    case "breath":
      return [state, []];
  }
}

// --- time ---------------------------------------------------------------------------------------

function passTime(sheet: Sheet, before: State, nowMs: number): Step {
  const silenceMs = nowMs - before.now_ms;
  const state = { ...before, now_ms: nowMs };
  if (!RUNNING.includes(state.phase)) return [state, []];
  if (silenceMs > sheet.timing.gap_ms) return pauseAfterGap(sheet, state);
  return advance(sheet, state);
}

/** Make every change that is due. The start of a hold is not late: its tone was on the audio clock. */
function advance(sheet: Sheet, before: State): Step {
  const [state, effects] = advanceHold(sheet, before);
  if (state.phase !== "rest") return [state, effects];
  const [after, more] = advanceRest(sheet, state);
  return [after, [...effects, ...more]];
}

function advanceHold(sheet: Sheet, before: State): Step {
  let state = before;
  let effects: Effects = [];
  let more: Effects;
  if (state.phase === "count_in" && state.now_ms >= state.since_ms + sheet.timing.count_in_ms) {
    [state, effects] = beginHold(state, state.since_ms + sheet.timing.count_in_ms);
  }
  while (state.phase === "hold" && state.now_ms >= partEndsAt(sheet, state)) {
    [state, more] = endPartInTime(sheet, state);
    effects = [...effects, ...more];
  }
  return [state, effects];
}

function advanceRest(sheet: Sheet, before: State): Step {
  let state = before;
  let effects: Effects = [];
  if (isWindowClosed(sheet, state) && !state.judged) {
    [state, effects] = judge(sheet, state);
    if (state.phase !== "rest") return [state, effects];
  }
  if (state.now_ms < state.since_ms + state.rest_ms) return [state, effects];
  const [after, more] = leaveRest(sheet, state);
  return [after, [...effects, ...more]];
}

/** Whether the sensor's window is over. What a runner reads off and taps in is waited for longer. */
function isWindowClosed(sheet: Sheet, state: State): boolean {
  return (
    sheet.signal === "live" &&
    state.released_ms !== null &&
    state.now_ms >= state.released_ms + sheet.gate.window_after_ms
  );
}

function pauseAfterGap(sheet: Sheet, before: State): Step {
  let [state, effects] = advanceHold(sheet, before);
  if (state.phase === "hold") [state, effects] = releaseNow(sheet, state, "gap");
  const [after, more] = goToPause(sheet, state, "gap");
  return [after, [...effects, ...more]];
}

// --- before the start ---------------------------------------------------------------------------

function answer(sheet: Sheet, state: State, event: Answer): State {
  const known = sheet.preflight.some(
    (question) =>
      question.id === event.question && question.options.some((option) => option.value === event.value),
  );
  if (state.phase !== "ready" || !known) return state;
  const others = state.answers.filter(([question]) => question !== event.question);
  return { ...state, answers: [...others, [event.question, event.value]] };
}

function start(sheet: Sheet, state: State, event: Start): Step {
  const answers = new Map(state.answers);
  if (state.phase !== "ready" || sheet.preflight.some((question) => !answers.has(question.id))) {
    return [state, []];
  }
  if (event.wall_ms >= sheet.expires_at_ms) return refuse(state, ["expired"]);
  if (event.wall_ms < sheet.issued_at_ms - sheet.timing.clock_tolerance_ms) return refuse(state, ["clock"]);
  const refused = answered(sheet, answers, "no");
  if (refused.length > 0) return refuse(state, refused);
  const lowered = answered(sheet, answers, "lower");
  const started = {
    ...state,
    started: true,
    lowered: lowered.length > 0,
    reasons: reasons(state, lowered),
  };
  return enter(sheet, started, 0);
}

/** Return the ids of the questions whose answer carries `verdict`. */
function answered(sheet: Sheet, answers: ReadonlyMap<string, string>, verdict: Verdict): readonly string[] {
  return sheet.preflight.flatMap((question) =>
    question.options
      .filter((option) => option.value === answers.get(question.id) && option.verdict === verdict)
      .map(() => question.id),
  );
}

function refuse(before: State, ids: readonly string[]): Step {
  const state: State = { ...before, outcome: "refused", reasons: reasons(before, ids) };
  return toPhase(state, "over", state.segment, state.now_ms);
}

// --- from segment to segment --------------------------------------------------------------------

/** Go to the segment at `index`; a hold begins with its count-in, unless the gate says otherwise. */
function enter(sheet: Sheet, state: State, index: number): Step {
  if (index === sheet.segments.length) return complete(sheet, state);
  const segment = segmentAt(sheet, index);
  if (segment.kind !== "hold") return beginRest(sheet, state, index, segment.duration_ms);
  const cap = capMs(state, segment);
  if (state.skip_next || cap < SHORTEST_HOLD_MS) {
    return skip(sheet, { ...state, skip_next: false }, index, cap);
  }
  return beginCountIn(sheet, state, index, cap);
}

function beginCountIn(sheet: Sheet, before: State, index: number, cap: number): Step {
  const nowMs = before.now_ms;
  const startsAtMs = nowMs + sheet.timing.count_in_ms;
  const [shownState, shown] = toPhase(before, "count_in", index, nowMs);
  const state: State = {
    ...shownState,
    cap_ms: cap,
    part: 0,
    part_since_ms: startsAtMs,
    paces: null,
    paces_by: null,
    air_hunger_ms: null,
  };
  const ticks = [3000, 2000, 1000]
    .filter((beforeMs) => beforeMs <= sheet.timing.count_in_ms)
    .map((beforeMs): Tone => ({ type: "tone", at_ms: startsAtMs - beforeMs, tone: "tick" }));
  const begin: Effects = [
    { type: "tone", at_ms: startsAtMs, tone: "falling" },
    { type: "vibrate", at_ms: startsAtMs, pattern: "hold" },
    { type: "say", at_ms: startsAtMs, phrase: partOf(sheet, state).cue },
  ];
  // The end of the hold is scheduled now too: from here on no busy page can swallow "breathe".
  const planned = plannedCues(sheet, { ...state, since_ms: startsAtMs });
  const say: AnyEffect = { type: "say", at_ms: nowMs, phrase: segmentAt(sheet, index).cue };
  return [state, [...shown, say, ...ticks, ...begin, ...planned]];
}

function beginHold(before: State, atMs: number): Step {
  const [state, shown] = toPhase(before, "hold", before.segment, atMs);
  // The cues of the hold were scheduled with its count-in and stand.
  return [
    { ...state, part_since_ms: atMs, released_ms: null, judged: true },
    shown.filter((effect) => effect.type !== "cancel"),
  ];
}

function beginRest(sheet: Sheet, before: State, index: number, restMs: number): Step {
  const afterHold = before.segments.at(-1)?.kind === "hold";
  const [shownState, shown] = toPhase(before, "rest", index, before.now_ms);
  const state = { ...shownState, rest_ms: restMs };
  const segment = segmentAt(sheet, index);
  // the recovery of a resume, before any rest was played
  if (segment.kind === "hold") return [state, shown];
  const sayAtMs = state.now_ms + (afterHold ? SAY_AFTER_RELEASE_MS : 0);
  const say: AnyEffect = { type: "say", at_ms: sayAtMs, phrase: segment.cue };
  return [state, [...shown, say, ...breathTones(segment, state.now_ms)]];
}

function breathTones(segment: SheetSegment, fromMs: number): Effects {
  const breathMs = segment.inhale_ms + segment.exhale_ms;
  const starts = Array.from(
    { length: breathMs > 0 ? segment.breaths : 0 },
    (_, number) => fromMs + number * breathMs,
  );
  return starts.flatMap((startMs): Effects => [
    { type: "tone", at_ms: startMs, tone: "in" },
    { type: "tone", at_ms: startMs + segment.inhale_ms, tone: "out" },
  ]);
}

/** Go on after a rest, once the last hold has been judged and its recovery is there. */
function leaveRest(sheet: Sheet, before: State): Step {
  let state = before;
  let effects: Effects = [];
  let more: Effects;
  const restingBeforeHold = segmentAt(sheet, state.segment).kind === "hold";
  const index = restingBeforeHold ? state.segment : state.segment + 1;
  const isLast = index === sheet.segments.length;
  if (isLast || segmentAt(sheet, index).kind === "hold") {
    if (!state.judged) [state, effects] = judge(sheet, state);
    if (state.phase === "rest" && !isLast && !gate.isRecovered(sheet, state)) {
      if (mayStillRecover(sheet, state)) return [state, effects];
      [state, more] = apply(sheet, ...givenUp(sheet, state));
      effects = [...effects, ...more];
    }
    if (state.phase !== "rest") return [state, effects];
  }
  [state, more] = enter(sheet, noted(sheet, state, "time"), index);
  return [state, [...effects, ...more]];
}

function mayStillRecover(sheet: Sheet, state: State): boolean {
  const limitMs = gate.recoveryLimitMs(sheet.gate, state);
  return state.released_ms !== null && state.now_ms < state.released_ms + limitMs;
}

/** Not back in time: the next hold is left out, whatever the rows say besides. */
function givenUp(sheet: Sheet, before: State): readonly [State, readonly GateRow[]] {
  const state = { ...before, unrecovered: before.unrecovered + 1, skip_next: true };
  return [state, gate.rowsUnrecovered(sheet, state.unrecovered)];
}

/** Leave the hold at `index` out; its rest is played all the same. */
function skip(sheet: Sheet, before: State, index: number, cap: number): Step {
  const segment = segmentAt(sheet, index);
  const skipped: HoldResult = {
    exercise: segment.exercise,
    repetition: segment.repetition,
    activity: segment.activity,
    started_ms: before.now_ms,
    duration_ms: 0,
    paces: null,
    paces_by: null,
    air_hunger_ms: null,
    cap_ms: cap,
    ended_by: "skipped",
    late_ms: 0,
    nadir_tenths: null,
    nadir_site: null,
    nadir_from: null,
    nadir_valid: false,
    hunger: null,
  };
  // It is left out where its count-in would have begun.
  const left: State = { ...before, phase: "count_in", segment: index, since_ms: before.now_ms };
  const written = { ...noted(sheet, left, "skipped"), holds: [...before.holds, skipped] };
  const [state, effects] = enter(sheet, written, index + 1);
  return [state, [...effects, { type: "say", at_ms: state.now_ms, phrase: "skipped" }]];
}

function complete(sheet: Sheet, before: State): Step {
  const [state, effects] = toPhase(before, "over", sheet.segments.length - 1, before.now_ms);
  return [{ ...state, outcome: "completed" }, [...effects, ...lastCues(state, "done")]];
}

// --- the hold -----------------------------------------------------------------------------------

/** Return the most this hold may last now; the gate can only have made it shorter. */
function capMs(state: State, segment: SheetSegment): number {
  const plannedMs = state.lowered && segment.lower !== null ? segment.lower.cap_ms : segment.cap_ms;
  return state.limit_ms === null ? plannedMs : Math.min(plannedMs, state.limit_ms);
}

function parts(sheet: Sheet, state: State): readonly SheetPart[] {
  const segment = segmentAt(sheet, state.segment);
  return state.lowered && segment.lower !== null ? segment.lower.parts : segment.parts;
}

/** Return when the part that is going on ends by time alone, and with it, if it is the last, the hold. */
function partEndsAt(sheet: Sheet, state: State): number {
  const part = partOf(sheet, state);
  const own = [part.after_ms, part.cap_ms].filter((ms) => ms !== null);
  return Math.min(state.since_ms + state.cap_ms, ...own.map((ms) => state.part_since_ms + ms));
}

/** Return what ends the part that is going on: its own time, or a cap. */
function timelyEnd(sheet: Sheet, state: State): "seconds" | "cap" {
  const part = partOf(sheet, state);
  const ownEnd = part.after_ms !== null && partEndsAt(sheet, state) === state.part_since_ms + part.after_ms;
  return ownEnd ? "seconds" : "cap";
}

/** Whether the part that is going on makes way for the next one when its time is over. */
function handsOver(sheet: Sheet, state: State): boolean {
  return timelyEnd(sheet, state) === "seconds" && !isLastPart(sheet, state);
}

/** Return what is heard in a hold if its runner does nothing: the word for each part, then "breathe". */
function plannedCues(sheet: Sheet, before: State): Effects {
  let state = before;
  const words: AnyEffect[] = [];
  while (handsOver(sheet, state)) {
    state = inNextPart(state, partEndsAt(sheet, state));
    words.push(wordForPart(sheet, state));
  }
  return [...words, ...breatheCues(partEndsAt(sheet, state))];
}

function wordForPart(sheet: Sheet, state: State): Say {
  return { type: "say", at_ms: state.part_since_ms, phrase: partOf(sheet, state).cue };
}

function endPartInTime(sheet: Sheet, before: State): Step {
  const endsAtMs = partEndsAt(sheet, before);
  if (!handsOver(sheet, before)) return release(sheet, before, timelyEnd(sheet, before), endsAtMs);
  // The word for the next part was scheduled; only the picture is to change.
  const state = inNextPart(before, endsAtMs);
  return [state, [{ type: "show", at_ms: state.now_ms, phase: "hold", segment: state.segment }]];
}

function isLastPart(sheet: Sheet, state: State): boolean {
  return state.part === parts(sheet, state).length - 1;
}

function inNextPart(state: State, atMs: number): State {
  return { ...state, part: state.part + 1, part_since_ms: atMs };
}

/** End the part before its time; what was planned after it moves up. */
function endPart(sheet: Sheet, before: State, endedBy: string): Step {
  if (isLastPart(sheet, before)) return releaseNow(sheet, before, endedBy);
  const state = inNextPart(before, before.now_ms);
  return [
    state,
    [
      { type: "cancel", at_ms: state.now_ms },
      { type: "show", at_ms: state.now_ms, phase: "hold", segment: state.segment },
      wordForPart(sheet, state),
      ...plannedCues(sheet, state),
    ],
  ];
}

/** End the hold at this moment, and go on to its rest. */
function releaseNow(sheet: Sheet, state: State, endedBy: string): Step {
  return release(sheet, state, endedBy, state.now_ms);
}

/** End the hold as of `atMs` and begin its rest now. */
function release(sheet: Sheet, before: State, endedBy: string, atMs: number): Step {
  const [released, effects] = letBreathe(sheet, before, endedBy, atMs);
  const [state, more] = enter(sheet, released, released.segment + 1);
  // Entering forgets what lay ahead. The signal to breathe comes after that, and stands.
  return [state, [...more.slice(0, 1), ...effects, ...more.slice(1)]];
}

/** Write the hold down. Only a planned end has had its cues scheduled. */
function letBreathe(sheet: Sheet, before: State, endedBy: string, atMs: number): Step {
  const segment = segmentAt(sheet, before.segment);
  const hold: HoldResult = {
    exercise: segment.exercise,
    repetition: segment.repetition,
    activity: partOf(sheet, before).activity,
    started_ms: before.since_ms,
    duration_ms: atMs - before.since_ms,
    paces: before.paces,
    paces_by: before.paces_by,
    air_hunger_ms: before.air_hunger_ms,
    cap_ms: before.cap_ms,
    ended_by: endedBy,
    late_ms: before.now_ms - atMs,
    nadir_tenths: null,
    nadir_site: null,
    nadir_from: null,
    nadir_valid: false,
    hunger: null,
  };
  const state = { ...before, holds: [...before.holds, hold], released_ms: atMs, judged: false };
  const wasScheduled = endedBy === "seconds" || endedBy === "cap";
  return [noted(sheet, state, endedBy), wasScheduled ? [] : breatheCues(state.now_ms)];
}

function breatheCues(atMs: number): Effects {
  return [
    { type: "tone", at_ms: atMs, tone: "rising" },
    { type: "vibrate", at_ms: atMs, pattern: "breathe" },
    { type: "say", at_ms: atMs, phrase: "breathe" },
  ];
}

// --- what the runner does -----------------------------------------------------------------------

/** Every tap can only make a hold shorter. */
function signal(sheet: Sheet, before: State, event: RunnerSignal): Step {
  if (before.phase === "count_in" && event.signal === "breathe") {
    return skip(sheet, before, before.segment, before.cap_ms);
  }
  if (before.phase !== "hold") return [before, []];
  if (event.signal !== "air_hunger") return releaseNow(sheet, before, event.signal);
  if (before.air_hunger_ms !== null) return releaseNow(sheet, before, "breathe");
  const state = { ...before, air_hunger_ms: before.now_ms - before.since_ms };
  if (partOf(sheet, state).on_signal === "air_hunger") return endPart(sheet, state, "air_hunger");
  return [
    state,
    [
      { type: "tone", at_ms: state.now_ms, tone: "hunger" },
      { type: "say", at_ms: state.now_ms, phrase: "stay_easy" },
    ],
  ];
}

function paces(sheet: Sheet, before: State, event: Paces): Step {
  if (before.phase !== "hold") return [before, []];
  const grown = before.paces === null || event.count >= before.paces;
  const state = grown ? { ...before, paces: event.count, paces_by: event.by } : before;
  const afterPaces = partOf(sheet, state).after_paces;
  if (afterPaces === null || (state.paces ?? 0) < shortenedPaces(sheet, state, afterPaces)) return [state, []];
  return endPart(sheet, state, "paces");
}

/** Write down what the last hold's paces come to. Its end and all that follows stand as they are. */
function counted(state: State, event: Counted): State {
  if (!isAfterHold(state) || state.now_ms > (state.released_ms ?? 0) + COUNTED_WITHIN_MS) return state;
  return withLastHold(state, { ...lastHold(state), paces: event.count, paces_by: event.by });
}

/** Return how many paces are left of `count` where the gate has shortened the hold, at least one. */
export function shortenedPaces(sheet: Sheet, state: State, count: number): number {
  const segment = segmentAt(sheet, state.segment);
  const plannedMs = state.lowered && segment.lower !== null ? segment.lower.cap_ms : segment.cap_ms;
  return Math.max(1, Math.floor((count * state.cap_ms) / plannedMs));
}

/** End the session; a symptom that nobody listed ends it too. */
function symptom(sheet: Sheet, state: State, event: SymptomFelt): Step {
  const action = sheet.symptoms.find((known) => known.id === event.symptom)?.action ?? "end";
  return end(sheet, state, action === "lock" ? "locked" : "ended", event.symptom);
}

function pause(sheet: Sheet, before: State, event: Pause): Step {
  if (!RUNNING.includes(before.phase)) return [before, []];
  let state = before;
  let effects: Effects = [];
  if (state.phase === "hold") [state, effects] = releaseNow(sheet, state, "pause");
  const [after, more] = goToPause(sheet, state, event.reason);
  return [after, [...effects, ...more]];
}

function goToPause(sheet: Sheet, before: State, reason: string): Step {
  let state = before;
  if (state.phase === "rest") state = noted(sheet, state, reason);
  state = { ...state, reasons: reasons(state, [reason]) };
  return toPhase(state, "paused", state.segment, state.now_ms);
}

/** Go on with a whole rest: the one that was going on, or the last before the hold that was to come. */
function resume(sheet: Sheet, state: State): Step {
  if (state.phase !== "paused") return [state, []];
  const sofar = sheet.segments.slice(0, state.segment + 1);
  const index = sofar.findLastIndex((segment) => segment.kind !== "hold");
  if (index < 0) return beginRest(sheet, state, state.segment, sheet.timing.resume_ms);
  return beginRest(sheet, state, index, segmentAt(sheet, index).duration_ms);
}

// --- what the sensors say -----------------------------------------------------------------------

function spo2(sheet: Sheet, before: State, event: Spo2): Step {
  const { at_ms, tenths, site, good } = event;
  const reading: Reading = { at_ms, tenths, site, good };
  if (gate.bySite(sheet.gate.correction_tenths, site) === undefined) return [before, []];
  const state = { ...before, readings: gate.keptReadings(sheet, before, reading) };
  if (state.phase === "hold") return spo2InHold(sheet, state, reading);
  if (!isWindowOpen(sheet, state)) return [state, []];
  return urgent(sheet, withLastHold(state, gate.measured(sheet, state)));
}

function spo2InHold(sheet: Sheet, state: State, reading: Reading): Step {
  if (gate.isLowInHold(sheet.gate, reading)) {
    return releaseNow(sheet, { ...state, reasons: reasons(state, ["low_in_hold"]) }, "spo2");
  }
  const atSpo2 = partOf(sheet, state).at_spo2_tenths;
  if (reading.good && atSpo2 !== null && reading.tenths <= atSpo2) return endPart(sheet, state, "spo2");
  return [state, []];
}

/** Whether a reading now still tells of the last hold. */
function isWindowOpen(sheet: Sheet, state: State): boolean {
  if (state.released_ms === null || lastHold(state).ended_by === "skipped") return false;
  return state.now_ms <= state.released_ms + sheet.gate.window_after_ms;
}

function heartRate(sheet: Sheet, before: State, event: Hr): Step {
  const rows = gate.rowsOfHeartRate(sheet, event.bpm);
  if (before.phase !== "hold" || rows.length === 0) return [before, []];
  const [released, effects] = releaseNow(sheet, before, "hr");
  const [state, more] = apply(sheet, released, rows);
  return [state, [...effects, ...more]];
}

/** Take the value a runner read after the last hold; while holding there is nothing to read off. */
function seen(sheet: Sheet, state: State, event: Seen): Step {
  const counts = gate.bySite(sheet.gate.correction_tenths, event.site) !== undefined;
  if (!isAfterHold(state) || !counts) return [state, []];
  return urgent(sheet, withLastHold(state, gate.seen(sheet.gate, lastHold(state), event)));
}

/** Write the rating of the last hold down; of two ratings the higher one stands. */
function hunger(sheet: Sheet, state: State, event: Hunger): Step {
  if (!isAfterHold(state)) return [state, []];
  const hold = lastHold(state);
  const rated = withLastHold(state, { ...hold, hunger: Math.max(event.rating, hold.hunger ?? 0) });
  if (state.phase === "over") return [rated, []];
  return apply(sheet, rated, gate.rowsOfHunger(sheet, state, rated));
}

/** Whether what the runner says now is about the last hold. */
function isAfterHold(state: State): boolean {
  return (
    state.released_ms !== null &&
    state.phase !== "ready" &&
    state.phase !== "hold" &&
    lastHold(state).ended_by !== "skipped"
  );
}

function withLastHold(state: State, hold: HoldResult): State {
  return { ...state, holds: [...state.holds.slice(0, -1), hold] };
}

// --- the gate -----------------------------------------------------------------------------------

/** Judge the last hold, once. */
function judge(sheet: Sheet, before: State): Step {
  const withNadir = withLastHold(before, gate.measured(sheet, before));
  const state = { ...withNadir, judged: true, unread: gate.unreadAfter(sheet, withNadir) };
  return apply(sheet, state, gate.rowsAfterHold(sheet, state));
}

function urgent(sheet: Sheet, state: State): Step {
  return apply(sheet, state, gate.urgentRows(sheet, state));
}

/** Do what the rows say, the most limiting last word first. */
function apply(sheet: Sheet, before: State, rows: readonly GateRow[]): Step {
  const actions = new Set(rows.map((row) => row.action));
  const ids = rows.map((row) => row.id);
  if (actions.has("lock")) return end(sheet, before, "locked", ...ids);
  if (actions.has("end")) return end(sheet, before, "ended", ...ids);
  let state: State = { ...before, reasons: reasons(before, ids) };
  const phrases: string[] = [];
  if (actions.has("lower") && !state.lowered) {
    state = { ...state, lowered: true };
    phrases.push("lowered");
  }
  if (actions.has("skip")) state = { ...state, skip_next: true };
  if (actions.has("shorten")) {
    state = shortened(state);
    phrases.push("shorter");
  }
  return [state, phrases.map((phrase) => ({ type: "say", at_ms: state.now_ms, phrase }))];
}

/** No later hold may be longer than four fifths of this one. */
function shortened(state: State): State {
  const limitMs = Math.floor((lastHold(state).duration_ms * 4) / 5);
  return { ...state, limit_ms: state.limit_ms === null ? limitMs : Math.min(state.limit_ms, limitMs) };
}

// --- the end ------------------------------------------------------------------------------------

const HOLD_ENDED_BY: Partial<Record<Outcome, string>> = { stopped: "stop", closed: "close" };

/** End the session. After its end only its reasons grow, and ended can still become locked. */
function end(sheet: Sheet, before: State, outcome: Outcome, ...ids: readonly string[]): Step {
  if (before.phase === "over") return [endAgain(before, outcome, ids), []];
  let state = before;
  let effects: Effects = [];
  if (state.phase === "hold") {
    [state, effects] = letBreathe(sheet, state, HOLD_ENDED_BY[outcome] ?? "symptom", state.now_ms);
  } else if (state.phase === "rest") {
    state = noted(sheet, state, outcome);
  }
  state = { ...state, outcome, reasons: reasons(state, ids) };
  const [after, more] = toPhase(state, "over", state.segment, state.now_ms);
  const phrase = outcome === "ended" || outcome === "locked" ? outcome : "stopped";
  return [after, [...more, ...effects, ...lastCues(after, phrase)]];
}

function endAgain(state: State, outcome: Outcome, ids: readonly string[]): State {
  if (outcome === "stopped" || outcome === "closed") return state;
  const known = state.reasons.map((reason) => reason.id);
  const added = reasons(state, ids.filter((id) => !known.includes(id)));
  return { ...state, reasons: added, outcome: outcome === "locked" ? outcome : state.outcome };
}

function lastCues(state: State, phrase: string): Effects {
  return [
    { type: "tone", at_ms: state.now_ms, tone: "end" },
    { type: "vibrate", at_ms: state.now_ms, pattern: "end" },
    { type: "say", at_ms: state.now_ms, phrase },
  ];
}

// --- writing down -------------------------------------------------------------------------------

/** Change the phase. What the last phase had scheduled for later is forgotten. */
function toPhase(before: State, phase: Phase, index: number, atMs: number): Step {
  const state = {
    ...before,
    phase,
    segment: index,
    since_ms: atMs,
    transitions: [...before.transitions, { at_ms: atMs, phase, segment: index }],
  };
  return [
    state,
    [
      { type: "cancel", at_ms: state.now_ms },
      { type: "show", at_ms: state.now_ms, phase, segment: index },
    ],
  ];
}

/** Write down the segment that is ending; a rest that ended as it began is none. */
function noted(sheet: Sheet, state: State, endedBy: string): State {
  const segment = segmentAt(sheet, state.segment);
  const isRest = state.phase === "rest";
  if (isRest && state.since_ms === state.now_ms) return state;
  const result: SegmentResult = {
    index: state.segment,
    // After a pause before the first rest, its runner recovers at the place of the hold that is to come.
    kind: isRest && segment.kind === "hold" ? "recover" : segment.kind,
    exercise: segment.exercise,
    repetition: segment.repetition,
    started_ms: state.since_ms,
    ended_ms: state.now_ms,
    ended_by: endedBy,
  };
  return { ...state, segments: [...state.segments, result] };
}

function reasons(state: State, ids: readonly string[]): readonly Reason[] {
  return [...state.reasons, ...ids.map((id) => ({ id, at_ms: state.now_ms }))];
}

// --- what the compiler has to be told: these are never out of range -----------------------------

function segmentAt(sheet: Sheet, index: number): SheetSegment {
  return present(sheet.segments[index]);
}

function partOf(sheet: Sheet, state: State): SheetPart {
  return present(parts(sheet, state)[state.part]);
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new SheetError("This sheet has no such segment or part.");
  return value;
}
