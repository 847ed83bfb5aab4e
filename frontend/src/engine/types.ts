/**
 * The values of a session, as `src/adempauze/session` has them: sheet, events, state and effects.
 *
 * Names and order are those of the Python modules, so that the two can be read side by side. Times are
 * whole milliseconds, counts whole numbers, saturations tenths of a percent. `null` is "there is none".
 */

// --- sheet.py -----------------------------------------------------------------------------------

/** The version of the sheet's schema that this engine plays. */
export const SCHEMA = 1;

/** What the engine itself says; every sheet carries these phrases. */
export const ENGINE_PHRASES = [
  "breathe",
  "stay_easy",
  "shorter",
  "skipped",
  "lowered",
  "ended",
  "locked",
  "stopped",
  "done",
] as const;

export type Kind = "hold" | "recover" | "breathe" | "expose" | "move";
export type Activity = "lie" | "sit" | "stand" | "walk" | "jog" | "run" | "cycle";
export type Route = "nose" | "mouth" | "free" | "closed";
export type Depth = "normal" | "shallow" | "deep" | "none";
export type SignalKind = "live" | "seen" | "logged" | "none";
export type Verdict = "go" | "lower" | "no";
/** What a rule of the gate does, mildest first. */
export type Action = "shorten" | "skip" | "lower" | "end" | "lock";

/** A stretch of a hold with its own activity. Whatever comes first ends it. */
export interface SheetPart {
  readonly activity: Activity;
  readonly after_ms: number | null;
  readonly after_paces: number | null;
  readonly at_spo2_tenths: number | null;
  readonly on_signal: "air_hunger" | "limit" | null;
  readonly cap_ms: number | null;
  readonly cue: string;
}

/** What is played instead of a hold once the session has been lowered. */
export interface Lower {
  readonly cap_ms: number;
  readonly parts: readonly SheetPart[];
}

/** One concrete stretch of the session. A hold has parts and a cap; all else lasts `duration_ms`. */
export interface SheetSegment {
  readonly exercise: string;
  readonly repetition: number;
  readonly of: number;
  readonly kind: Kind;
  readonly activity: Activity;
  readonly route: Route;
  readonly depth: Depth;
  readonly cue: string;
  readonly note: string | null;
  readonly cap_ms: number;
  readonly parts: readonly SheetPart[];
  readonly lower: Lower | null;
  readonly band_low_tenths: number | null;
  readonly duration_ms: number;
  readonly breaths: number;
  readonly inhale_ms: number;
  readonly exhale_ms: number;
}

/** One answer that a question before the start can get, and why where it allows less. */
export interface Option {
  readonly value: string;
  readonly text: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
}

/** One question of the preflight table, answered just before the first hold. */
export interface Question {
  readonly id: string;
  readonly text: string;
  readonly options: readonly Option[];
}

/** A symptom the runner can name, what naming it does, what to do then, and when training can go on. */
export interface Symptom {
  readonly id: string;
  readonly text: string;
  readonly advice: string;
  readonly lifts: string;
  readonly action: "end" | "lock";
  readonly emergency: boolean;
}

/** One rule of the gate. All the conditions it has must hold; it has at least one. */
export interface GateRow {
  readonly id: string;
  readonly action: Action;
  readonly text: string;
  readonly lifts: string;
  readonly nadir_below_tenths: number | null;
  readonly below_band: boolean;
  readonly fall_over_tenths: number | null;
  readonly unread_holds: number | null;
  readonly unrecovered: number | null;
  readonly hr_above_bpm: number | null;
  readonly hr_below_bpm: number | null;
  readonly hunger_from: number | null;
  readonly hunger_holds: number | null;
}

/** How readings are judged: during a hold, after it, and before the next. */
export interface Gate {
  readonly breathe_at_or_below_tenths: Readonly<Record<string, number>>;
  readonly correction_tenths: Readonly<Record<string, number>>;
  readonly jog_correction_tenths: Readonly<Record<string, number>>;
  readonly rested_tenths: number;
  readonly seen_permille: Readonly<Record<string, number>>;
  readonly jog_seen_permille: Readonly<Record<string, number>>;
  readonly window_before_ms: number;
  readonly window_after_ms: number;
  readonly valid_permille: number;
  readonly recovered_tenths: number;
  readonly recovery_limit_ms: Readonly<Record<string, number>>;
  readonly fresh_ms: number;
  readonly rows: readonly GateRow[];
}

/** Times of the player that are the same for every segment. */
export interface Timing {
  readonly count_in_ms: number;
  readonly gap_ms: number;
  readonly resume_ms: number;
  readonly clock_tolerance_ms: number;
}

/** One session of one runner on one day, ready to be played. */
export interface Sheet {
  readonly schema: typeof SCHEMA;
  readonly id: string;
  readonly protocol: string;
  readonly protocol_version: number;
  readonly title: string;
  readonly lang: "nl" | "en";
  readonly level: number;
  readonly why: readonly string[];
  readonly signal: SignalKind;
  readonly demonstration: boolean;
  readonly issued_at_ms: number;
  readonly expires_at_ms: number;
  readonly emergency_number: string;
  readonly timing: Timing;
  readonly segments: readonly SheetSegment[];
  readonly preflight: readonly Question[];
  readonly symptoms: readonly Symptom[];
  readonly gate: Gate;
  readonly phrases: Readonly<Record<string, string>>;
}

// --- events.py ----------------------------------------------------------------------------------

/** A question of the preflight table got an answer. */
export interface Answer {
  readonly type: "answer";
  readonly at_ms: number;
  readonly question: string;
  readonly value: string;
}

/** The runner begins. `wall_ms` is the phone's clock, Unix time, for the end of the clearance. */
export interface Start {
  readonly type: "start";
  readonly at_ms: number;
  readonly wall_ms: number;
}

/** Time went by. */
export interface Tick {
  readonly type: "tick";
  readonly at_ms: number;
}

/** The runner taps: light air hunger, the limit, or "I breathe". */
export interface RunnerSignal {
  readonly type: "signal";
  readonly at_ms: number;
  readonly signal: "air_hunger" | "limit" | "breathe";
}

/** So many paces have been counted since the hold began. */
export interface Paces {
  readonly type: "paces";
  readonly at_ms: number;
  readonly count: number;
  readonly by: CountedBy | null;
}

/** How paces were counted: by the phone's movement, by taps, or not at all but by a cadence that was kept. */
export type CountedBy = "motion" | "tapping" | "cadence";

/** The paces of the hold that just ended, counted once more; it changes nothing but that number. */
export interface Counted {
  readonly type: "counted";
  readonly at_ms: number;
  readonly count: number;
  readonly by: CountedBy;
}

/** One breath was seen. It is written down; it never makes a recovery shorter. */
export interface Breath {
  readonly type: "breath";
  readonly at_ms: number;
}

/** A sensor's reading, as displayed. */
export interface Spo2 {
  readonly type: "spo2";
  readonly at_ms: number;
  readonly tenths: number;
  readonly site: string;
  readonly good: boolean;
}

/** A heart rate from a strap. */
export interface Hr {
  readonly type: "hr";
  readonly at_ms: number;
  readonly bpm: number;
}

/** The lowest value the runner read from an oximeter after the last hold, as displayed. */
export interface Seen {
  readonly type: "seen";
  readonly at_ms: number;
  readonly tenths: number;
  readonly site: string;
}

/** How strong the air hunger of the last hold was, 0 (none) to 10. */
export interface Hunger {
  readonly type: "hunger";
  readonly at_ms: number;
  readonly rating: number;
}

/** The runner names a symptom. */
export interface SymptomFelt {
  readonly type: "symptom";
  readonly at_ms: number;
  readonly symptom: string;
}

/** The session is paused: by the runner, by a call, or because the page was reloaded. */
export interface Pause {
  readonly type: "pause";
  readonly at_ms: number;
  readonly reason: "runner" | "interrupted" | "reload";
}

/** The runner goes on; a resume begins with recovery. */
export interface Resume {
  readonly type: "resume";
  readonly at_ms: number;
}

/** The runner stops the session. */
export interface Stop {
  readonly type: "stop";
  readonly at_ms: number;
}

/** A session that was left unfinished is closed as it stands. */
export interface Close {
  readonly type: "close";
  readonly at_ms: number;
}

export type AnyEvent =
  | Answer
  | Start
  | Tick
  | RunnerSignal
  | Paces
  | Counted
  | Breath
  | Spo2
  | Hr
  | Seen
  | Hunger
  | SymptomFelt
  | Pause
  | Resume
  | Stop
  | Close;

// --- state.py -----------------------------------------------------------------------------------

/** What the player is doing. `rest` is every segment that is no hold. */
export type Phase = "ready" | "count_in" | "hold" | "rest" | "paused" | "over";

/** How a session came to its end. */
export type Outcome =
  | "completed"
  | "stopped"
  | "ended"
  | "locked"
  | "refused"
  | "closed"
  | "unfinished";

/** Why something happened: the id of a rule, a question or a symptom, and when. */
export interface Reason {
  readonly id: string;
  readonly at_ms: number;
}

/** One hold as it was. `late_ms` is how much later than its end the player took notice. */
export interface HoldResult {
  readonly exercise: string;
  readonly repetition: number;
  readonly activity: Activity;
  readonly started_ms: number;
  readonly duration_ms: number;
  readonly paces: number | null;
  readonly paces_by: CountedBy | null;
  readonly air_hunger_ms: number | null;
  readonly cap_ms: number;
  readonly ended_by: string;
  readonly late_ms: number;
  readonly nadir_tenths: number | null;
  readonly nadir_site: string | null;
  readonly nadir_from: "live" | "seen" | null;
  readonly nadir_valid: boolean;
  readonly hunger: number | null;
}

/** One stretch as it was played. */
export interface SegmentResult {
  readonly index: number;
  readonly kind: Kind;
  readonly exercise: string;
  readonly repetition: number;
  readonly started_ms: number;
  readonly ended_ms: number;
  readonly ended_by: string;
}

/** The player went into a phase, at a segment of the sheet. */
export interface Transition {
  readonly at_ms: number;
  readonly phase: Phase;
  readonly segment: number;
}

/** A reading of the sensor, kept for the window of a hold. */
export interface Reading {
  readonly at_ms: number;
  readonly tenths: number;
  readonly site: string;
  readonly good: boolean;
}

/** Everything the engine knows. The engine is a function of this, the sheet and one event. */
export interface State {
  readonly phase: Phase;
  readonly segment: number;
  readonly since_ms: number;
  readonly now_ms: number;
  readonly started: boolean;
  readonly answers: readonly (readonly [string, string])[];

  // the hold that is going on
  readonly part: number;
  readonly part_since_ms: number;
  readonly paces: number | null;
  readonly paces_by: CountedBy | null;
  readonly air_hunger_ms: number | null;
  readonly cap_ms: number;

  readonly rest_ms: number;

  // what the gate has done
  readonly lowered: boolean;
  readonly limit_ms: number | null;
  readonly skip_next: boolean;
  readonly unread: number;
  readonly unrecovered: number;

  // the last hold that is still to be judged
  readonly released_ms: number | null;
  readonly readings: readonly Reading[];
  readonly judged: boolean;

  // what it brought
  readonly holds: readonly HoldResult[];
  readonly segments: readonly SegmentResult[];
  readonly reasons: readonly Reason[];
  readonly transitions: readonly Transition[];
  readonly outcome: Outcome | null;
}

/** Forget what was to happen after `at_ms`; what was due by then stands. */
export interface Cancel {
  readonly type: "cancel";
  readonly at_ms: number;
}

/** A sound without words. Falling: hold. Rising: breathe. */
export interface Tone {
  readonly type: "tone";
  readonly at_ms: number;
  readonly tone: "tick" | "falling" | "rising" | "hunger" | "in" | "out" | "end";
}

/** A phrase of the sheet, spoken. */
export interface Say {
  readonly type: "say";
  readonly at_ms: number;
  readonly phrase: string;
}

/** A pattern for the hand. */
export interface Vibrate {
  readonly type: "vibrate";
  readonly at_ms: number;
  readonly pattern: "hold" | "breathe" | "end";
}

/** The picture changes to a phase. */
export interface Show {
  readonly type: "show";
  readonly at_ms: number;
  readonly phase: Phase;
  readonly segment: number;
}

/** Something the player is to do `at_ms`; it may lie ahead, so that sound can be scheduled. */
export type AnyEffect = Cancel | Tone | Say | Vibrate | Show;

// --- log.py -------------------------------------------------------------------------------------

/** What a phone sends after a session: which sheet was played, and what happened. */
export interface SessionLog {
  readonly schema: number;
  readonly id: string;
  readonly sheet_id: string;
  readonly sheet_digest: string;
  readonly opened_at: string;
  readonly events: readonly AnyEvent[];
}

/** What a session was. */
export interface SessionResult {
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
  readonly holds: readonly HoldResult[];
  readonly segments: readonly SegmentResult[];
  readonly transitions: readonly Transition[];
  readonly duration_ms: number;
}

// --- scenario.py --------------------------------------------------------------------------------

/** A clinical sentence and the session that shows it; `expect` names what the sentence is about. */
export interface Scenario {
  readonly title: string;
  readonly sheet: Sheet;
  readonly events: readonly AnyEvent[];
  readonly expect: Readonly<Record<string, unknown>>;
}
