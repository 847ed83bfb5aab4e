/** A sheet for tests: three walk-then-jog holds with both kinds of paced breaths, and a calm end. */

import type { Sheet, SheetSegment } from "../engine/types.ts";
import type { CueRules } from "./announce.ts";
import { LABEL_KEYS, type LabelKey, type Labels } from "./labels.ts";
import type { Cues, Turn } from "./page.ts";
import type { SensesView } from "./senses.ts";
import type { SensorView } from "./sensing.ts";

const REST: SheetSegment = {
  exercise: "training",
  repetition: 1,
  of: 3,
  kind: "breathe",
  activity: "stand",
  route: "nose",
  depth: "shallow",
  cue: "six_short",
  note: null,
  cap_ms: 0,
  parts: [],
  lower: null,
  band_low_tenths: null,
  duration_ms: 4000,
  breaths: 2,
  inhale_ms: 900,
  exhale_ms: 1100,
};

function repetition(number: number): SheetSegment[] {
  const at = { repetition: number };
  const part = { after_ms: null, after_paces: null, at_spo2_tenths: null };
  return [
    {
      ...REST,
      ...at,
      kind: "hold",
      activity: "walk",
      route: "closed",
      depth: "none",
      cue: "breathe_out",
      note: "thumbs_up",
      cap_ms: 12_000,
      parts: [
        { ...part, activity: "walk", on_signal: "air_hunger", cap_ms: null, cue: "walk" },
        { ...part, activity: "jog", on_signal: "limit", cap_ms: 5000, cue: "jog_gently" },
      ],
      duration_ms: 0,
      breaths: 0,
      inhale_ms: 0,
      exhale_ms: 0,
    },
    { ...REST, ...at },
    { ...REST, ...at, depth: "deep", cue: "twelve_slow", duration_ms: 16_000, inhale_ms: 3200, exhale_ms: 4800 },
  ];
}

/** Return the sample, with what a test wants otherwise. */
export function sampleSheet(otherwise: Partial<Sheet> = {}): Sheet {
  const phrases = [
    "breathe_out", "walk", "jog_gently", "six_short", "twelve_slow", "breathe", "stay_easy", "thumbs_up", "shorter",
    "skipped", "lowered", "ended", "locked", "stopped", "done", "calm_minutes",
  ];
  return {
    schema: 1,
    id: "sample",
    protocol: "sample",
    protocol_version: 1,
    title: "Sample",
    lang: "en",
    level: 4,
    why: [],
    signal: "none",
    demonstration: false,
    issued_at_ms: 1_795_341_600_000,
    expires_at_ms: 1_795_384_800_000,
    emergency_number: "112",
    timing: { count_in_ms: 4000, gap_ms: 3000, resume_ms: 30_000, clock_tolerance_ms: 300_000 },
    segments: [
      ...[1, 2, 3].flatMap(repetition),
      { ...REST, repetition: 3, kind: "recover", depth: "normal", cue: "calm_minutes", duration_ms: 180_000, breaths: 0, inhale_ms: 0, exhale_ms: 0 },
    ],
    preflight: [],
    symptoms: [
      { id: "dizzy", text: "Dizzy", advice: "Sit down.", lifts: "Another day.", action: "end", emergency: false },
      { id: "chest", text: "Pain in the chest", advice: "Sit down.", lifts: "A physician.", action: "lock", emergency: true },
    ],
    gate: {
      breathe_at_or_below_tenths: { finger: 900 },
      correction_tenths: { finger: 60 },
      jog_correction_tenths: { finger: 120 },
      rested_tenths: 970,
      seen_permille: {},
      jog_seen_permille: {},
      window_before_ms: 5000,
      window_after_ms: 45_000,
      valid_permille: 800,
      recovered_tenths: 950,
      recovery_limit_ms: { finger: 90_000 },
      fresh_ms: 5000,
      rows: [],
    },
    phrases: Object.fromEntries(phrases.map((phrase) => [phrase, phrase])),
    ...otherwise,
  };
}

/** What a runner hears who wants nothing announced. */
export function sampleRules(otherwise: Partial<CueRules> = {}): CueRules {
  const never = { paces: 0, seconds: 0, breaths: 0, hunger: false };
  const halves = { halfway_hold: false, halfway_rest: false, last_three_start: false, last_three_cap: false };
  return { ...never, ...halves, ...otherwise };
}

export function sampleTurn(name = ""): Turn {
  const cues: Cues = { rules: sampleRules(), haptics: "few", music: "playback", announced: [], voices: {} };
  return { sheet: sampleSheet(), sheetDigest: "0".repeat(64), runner: { key: `key of ${name}`, name, begun: null }, cues, moves: {} };
}

/** Labels that say their own name and show their places: enough to see which word stands where. */
export function sampleLabels(): Labels {
  const places =
    "{n} {of} {s} {verb} {what} {text} {part} {phrase} {then} {most} {gate} {how} {time} {title} {symptom} " +
    "{runner} {next} {watcher}";
  const used = (key: LabelKey): string => `${key} ${places}`;
  return Object.fromEntries(LABEL_KEYS.map((key) => [key, used(key)])) as Record<LabelKey, string>;
}

/** The senses of a phone that has none connected and has not moved yet. */
export function sampleSenses(otherwise: Partial<SensesView> = {}): SensesView {
  const sensor: SensorView = { link: "none", name: "", value: null, weak: false, battery_pct: null };
  return {
    offered: true,
    wanted: false,
    barrier: null,
    off: false,
    oximeter: sensor,
    strap: sensor,
    site: "finger",
    sites: ["finger"],
    devices: [],
    paces: { by: "motion", movement: "unknown", cadence: 105, about: false, trial: null },
    walks: true,
    ...otherwise,
  };
}
