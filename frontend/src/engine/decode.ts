/**
 * JSON to the values of a session. What cannot be played or replayed is refused with one sentence.
 *
 * The schemas here say what `sheet.py`, `events.py` and `log.py` say. The types beside them are written
 * by hand in `types.ts`, and the compiler holds the two together.
 */

import * as v from "valibot";
import { SheetError } from "./errors.ts";
import {
  ENGINE_PHRASES,
  SCHEMA,
  type AnyEvent,
  type Gate,
  type GateRow,
  type Lower,
  type Option,
  type Question,
  type Scenario,
  type SessionLog,
  type Sheet,
  type SheetPart,
  type SheetSegment,
  type Symptom,
  type Timing,
} from "./types.ts";

type Schema<Value> = v.GenericSchema<unknown, Value>;

const whole = (least: number, most: number) =>
  v.pipe(
    v.number("a whole number"),
    v.integer("a whole number"),
    v.minValue(least, `at least ${least}`),
    v.maxValue(most, `at most ${most}`),
  );
const optional = <Value>(schema: Schema<Value>) => v.nullish(schema, null);
// The library takes a list for a table with numbers as its keys.
const table = <Value>(schema: Schema<Value>): Schema<Record<string, Value>> =>
  v.pipe(
    v.custom<object>((value) => !Array.isArray(value), "a table"),
    v.record(v.string(), schema),
  );
const text = v.string();
const duration = whole(0, 21_600_000);
const tenths = whole(0, 1000);
const count = whole(1, 1000);
const share = whole(1, 1000);
const rating = whole(0, 10);
const unixMs = whole(-8_640_000_000_000_000, 8_640_000_000_000_000);
const atMs = whole(0, 86_400_000);
const site = v.pipe(v.string(), v.minLength(1), v.maxLength(20));
const activity = v.picklist(["lie", "sit", "stand", "walk", "jog", "run", "cycle"]);

const sheetPart: Schema<SheetPart> = v.strictObject({
  activity,
  after_ms: optional(duration),
  after_paces: optional(count),
  at_spo2_tenths: optional(tenths),
  on_signal: optional(v.picklist(["air_hunger", "limit"])),
  cap_ms: optional(duration),
  cue: text,
});

const lower: Schema<Lower> = v.strictObject({ cap_ms: duration, parts: v.array(sheetPart) });

const sheetSegment: Schema<SheetSegment> = v.pipe(
  v.strictObject({
    exercise: text,
    repetition: count,
    of: count,
    kind: v.picklist(["hold", "recover", "breathe", "expose", "move"]),
    activity,
    route: v.picklist(["nose", "mouth", "free", "closed"]),
    depth: v.picklist(["normal", "shallow", "deep", "none"]),
    cue: text,
    note: optional(text),
    cap_ms: v.optional(duration, 0),
    parts: v.optional(v.array(sheetPart), []),
    lower: optional(lower),
    band_low_tenths: optional(tenths),
    duration_ms: v.optional(duration, 0),
    breaths: v.optional(whole(0, 1000), 0),
    inhale_ms: v.optional(duration, 0),
    exhale_ms: v.optional(duration, 0),
  }),
  v.check(
    (segment) => segment.kind === "hold" || segment.duration_ms > 0,
    "a segment that is no hold needs duration_ms above 0",
  ),
  v.check(
    (segment) => segment.kind !== "hold" || (segment.cap_ms > 0 && segment.parts.length > 0),
    "a hold needs parts, and cap_ms above 0",
  ),
  v.check(
    ({ lower, cap_ms }) => lower === null || (lower.cap_ms <= cap_ms && lower.parts.length > 0),
    "lower needs parts, and a cap_ms no longer than the hold's",
  ),
  v.check(
    ({ lower, parts }) => !isCappedEarly(parts) && !isCappedEarly(lower?.parts ?? []),
    "only the last of several parts has a cap_ms; the hold's bounds the others",
  ),
);

/**
 * Whether a part that makes way for another has a cap of its own, or the only part has.
 *
 * The hold would end at that cap, but a tap before it would lead on to the next part: a tap that lengthens.
 */
function isCappedEarly(parts: readonly SheetPart[]): boolean {
  return [...parts.slice(0, 1), ...parts.slice(0, -1)].some((part) => part.cap_ms !== null);
}

const option: Schema<Option> = v.pipe(
  v.strictObject({
    value: text,
    text,
    verdict: v.picklist(["go", "lower", "no"]),
    reason: optional(text),
  }),
  v.check(
    ({ reason, verdict }) => (reason === null) === (verdict === "go"),
    "an answer needs a reason where its verdict is lower or no, and only there",
  ),
);

const question: Schema<Question> = v.strictObject({
  id: text,
  text,
  options: v.pipe(v.array(option), v.minLength(2)),
});

const symptom: Schema<Symptom> = v.strictObject({
  id: text,
  text,
  advice: text,
  lifts: text,
  action: v.picklist(["end", "lock"]),
  emergency: v.optional(v.boolean(), false),
});

const gateRow: Schema<GateRow> = v.pipe(
  v.strictObject({
    id: text,
    action: v.picklist(["shorten", "skip", "lower", "end", "lock"]),
    text,
    lifts: text,
    nadir_below_tenths: optional(tenths),
    below_band: v.optional(v.boolean(), false),
    fall_over_tenths: optional(tenths),
    unread_holds: optional(count),
    unrecovered: optional(count),
    hr_above_bpm: optional(count),
    hr_below_bpm: optional(count),
    hunger_from: optional(rating),
    hunger_holds: optional(count),
  }),
  v.check(
    ({ hunger_from, hunger_holds }) => (hunger_from === null) === (hunger_holds === null),
    "hunger_from and hunger_holds belong together; write both or neither",
  ),
  v.check((row) => moments(row) === 1, "a rule of the gate needs conditions, and all of one moment"),
);

/** Return at how many moments the conditions of a rule are judged. */
function moments(row: GateRow): number {
  const given = (...limits: readonly (number | null)[]) => limits.some((limit) => limit !== null);
  const judged = [
    row.below_band || given(row.nadir_below_tenths, row.fall_over_tenths, row.unread_holds),
    given(row.unrecovered),
    given(row.hr_above_bpm, row.hr_below_bpm),
    given(row.hunger_from),
  ];
  return judged.filter((present) => present).length;
}

const gate: Schema<Gate> = v.pipe(
  v.strictObject({
    breathe_at_or_below_tenths: table(tenths),
    correction_tenths: table(tenths),
    jog_correction_tenths: table(tenths),
    rested_tenths: v.optional(tenths, 970),
    seen_permille: v.optional(table(share), {}),
    jog_seen_permille: v.optional(table(share), {}),
    window_before_ms: duration,
    window_after_ms: duration,
    valid_permille: whole(0, 1000),
    recovered_tenths: tenths,
    recovery_limit_ms: table(duration),
    fresh_ms: duration,
    rows: v.array(gateRow),
  }),
  v.check(
    ({ correction_tenths, jog_correction_tenths }) =>
      Object.keys(correction_tenths).sort().join() === Object.keys(jog_correction_tenths).sort().join(),
    "jog_correction_tenths and correction_tenths need the same sites",
  ),
);

const timing: Schema<Timing> = v.strictObject({
  count_in_ms: duration,
  gap_ms: whole(1, 21_600_000),
  resume_ms: whole(1, 21_600_000),
  clock_tolerance_ms: duration,
});

const sheetFields: Schema<Sheet> = v.strictObject({
  schema: v.literal(SCHEMA),
  id: v.pipe(text, v.minLength(1), v.maxLength(80)),
  protocol: text,
  protocol_version: count,
  title: text,
  lang: v.picklist(["nl", "en"]),
  level: whole(0, 6),
  why: v.optional(v.array(text), []),
  signal: v.picklist(["live", "seen", "logged", "none"]),
  demonstration: v.boolean(),
  issued_at_ms: unixMs,
  expires_at_ms: unixMs,
  emergency_number: v.pipe(text, v.regex(/^[0-9]{2,5}$/)),
  timing,
  segments: v.pipe(v.array(sheetSegment), v.minLength(1), v.maxLength(500)),
  preflight: v.array(question),
  symptoms: v.array(symptom),
  gate,
  phrases: table(text),
});

const sheet = v.pipe(
  sheetFields,
  v.check(everyHoldHasItsRest, "every hold needs a segment of recovery after it"),
  v.check(
    (written) => missingPhrases(written).length === 0,
    ({ input }) => `phrases lacks ${missingPhrases(input).join(", ")}`,
  ),
);

function everyHoldHasItsRest({ segments }: Sheet): boolean {
  return segments.every(({ kind }, at) => kind !== "hold" || (segments[at + 1]?.kind ?? "hold") !== "hold");
}

function missingPhrases({ segments, phrases }: Sheet): readonly string[] {
  const cues = segments.flatMap((segment) => [
    segment.cue,
    ...(segment.note === null ? [] : [segment.note]),
    ...[...segment.parts, ...(segment.lower?.parts ?? [])].map((part) => part.cue),
  ]);
  return [...new Set([...cues, ...ENGINE_PHRASES])].filter((id) => !Object.hasOwn(phrases, id)).sort();
}

const paceCount = whole(0, 10_000);
const countedBy = v.picklist(["motion", "tapping", "cadence"]);

const event: Schema<AnyEvent> = v.variant("type", [
  v.strictObject({ type: v.literal("answer"), at_ms: atMs, question: text, value: text }),
  v.strictObject({ type: v.literal("start"), at_ms: atMs, wall_ms: unixMs }),
  v.strictObject({ type: v.literal("tick"), at_ms: atMs }),
  v.strictObject({
    type: v.literal("signal"),
    at_ms: atMs,
    signal: v.picklist(["air_hunger", "limit", "breathe"]),
  }),
  v.strictObject({ type: v.literal("paces"), at_ms: atMs, count: paceCount, by: optional(countedBy) }),
  v.strictObject({ type: v.literal("counted"), at_ms: atMs, count: paceCount, by: countedBy }),
  v.strictObject({ type: v.literal("breath"), at_ms: atMs }),
  v.strictObject({ type: v.literal("spo2"), at_ms: atMs, tenths, site, good: v.boolean() }),
  v.strictObject({ type: v.literal("hr"), at_ms: atMs, bpm: whole(1, 300) }),
  v.strictObject({ type: v.literal("seen"), at_ms: atMs, tenths, site }),
  v.strictObject({ type: v.literal("hunger"), at_ms: atMs, rating }),
  v.strictObject({ type: v.literal("symptom"), at_ms: atMs, symptom: text }),
  v.strictObject({
    type: v.literal("pause"),
    at_ms: atMs,
    reason: v.picklist(["runner", "interrupted", "reload"]),
  }),
  v.strictObject({ type: v.literal("resume"), at_ms: atMs }),
  v.strictObject({ type: v.literal("stop"), at_ms: atMs }),
  v.strictObject({ type: v.literal("close"), at_ms: atMs }),
]);

const log: Schema<SessionLog> = v.strictObject({
  schema: v.literal(SCHEMA),
  id: v.pipe(text, v.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)),
  sheet_id: text,
  sheet_digest: text,
  opened_at: v.pipe(text, v.isoTimestamp("a time with its zone")),
  events: v.pipe(v.array(event), v.maxLength(50_000)),
});

const scenario: Schema<Omit<Scenario, "sheet"> & { readonly sheet: unknown }> = v.strictObject({
  title: text,
  sheet: v.unknown(),
  events: v.array(event),
  expect: v.optional(v.record(text, v.unknown()), {}),
});

/** Return the sheet written as JSON in `json`; SheetError says what is wrong with it, and where. */
export function decodeSheet(json: string): Sheet {
  return sheetFrom(parsed("sheet", json));
}

/** Return the session log written as JSON in `json`; SheetError says what is wrong with it, and where. */
export function decodeLog(json: string): SessionLog {
  return decoded(log, parsed("session log", json), "This session log cannot be read");
}

/** Return one event of a log that was kept while it grew. */
export function decodeEvent(value: unknown): AnyEvent {
  return decoded(event, value, "This event cannot be replayed");
}

/** Return the scenario written as JSON in `json`; SheetError says what is wrong with it, and where. */
export function decodeScenario(json: string): Scenario {
  const written = decoded(scenario, parsed("scenario", json), "This is not a scenario");
  return { ...written, sheet: sheetFrom(written.sheet) };
}

function sheetFrom(value: unknown): Sheet {
  const version = decoded(v.object({ schema: v.number() }), value, "This is not a sheet").schema;
  if (version !== SCHEMA) {
    throw new SheetError(
      `This sheet has schema ${version}; this player knows schema ${SCHEMA}. ` +
        "Update the player, or fetch the sheet again.",
    );
  }
  return decoded(sheet, value, "This sheet cannot be played");
}

function parsed(what: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new SheetError(`This is not a ${what}: it is not JSON. Fetch it again.`);
  }
}

function decoded<Value>(schema: Schema<Value>, value: unknown, refusal: string): Value {
  const { success, output, issues } = v.safeParse(schema, value, { abortEarly: true });
  if (success) return output;
  throw new SheetError(`${refusal}: ${fault(issues[0])}.`);
}

/** Return what is wrong and where. A check of ours brings its sentence, a bound says what should be there. */
function fault(issue: v.BaseIssue<unknown>): string {
  const place = v.getDotPath(issue);
  if (issue.type === "check") return place === null ? issue.message : `${issue.message}, at ${place}`;
  const at = place ?? "it";
  if (issue.received === "undefined") return `${at} is missing`;
  if (issue.expected === "never") return `${at} is not known here`;
  const wanted = issue.message.startsWith("Invalid") ? issue.expected : issue.message;
  return `${at} should be ${wanted}; it is ${issue.received}`;
}
