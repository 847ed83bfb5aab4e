/** What the screens draw, and what they can ask for. */

import type { Activity, GateRow, HoldResult, Phase, Sheet, SheetPart, SheetSegment, State } from "../../engine/types.ts";
import type { Labels } from "../labels.ts";
import type { Turns } from "../page.ts";
import type { SenseActions, SensesView } from "../senses.ts";
import type { UploadState } from "../upload.ts";

/** A session that was left unfinished on this phone. */
export interface Found {
  readonly title: string;
  readonly openedMs: number;
  readonly holds: number;
  /** Its day is over: it can only be closed. */
  readonly isEarlier: boolean;
}

/** The session in a pocket: how far its track has come, or that it is played. */
export type PocketView =
  | { readonly kind: "none" }
  | { readonly kind: "fetching"; readonly percent: number }
  | { readonly kind: "failed" }
  | { readonly kind: "ready"; readonly file: string }
  | { readonly kind: "played" };

/** What the surface knows besides the session. */
export interface Surface {
  readonly found: Found | null;
  /** The card for whoever watches has been read, or nobody takes turns. */
  readonly isCardRead: boolean;
  /** Which question before the start is open. */
  readonly question: number;
  readonly audible: boolean;
  readonly inSun: boolean;
  readonly speed: number;
  /** Which entry is open: the sensors, or in a recovery a number. */
  readonly picking: "lowest" | "hunger" | "sensors" | "none";
  /** After the end: the list of symptoms is open, or already answered. */
  readonly symptoms: "ask" | "asked" | "none";
  readonly upload: UploadState | null;
  readonly stillMotion: boolean;
  readonly senses: SensesView;
  readonly pocket: PocketView;
  /** What the site offers for a pocket: a track, another session that can have one, or nothing. */
  readonly pocketOffer: "track" | "instead" | "none";
  /** Pages of the site that a screen may point to. */
  readonly pages: { readonly profile: string; readonly recordings: string };
}

export interface Model {
  readonly sheet: Sheet;
  readonly labels: Labels;
  readonly state: State;
  readonly nowMs: number;
  readonly surface: Surface;
  /** The name of the runner whose turn it is; empty where only one uses this phone. */
  readonly runner: string;
  readonly turns: Turns | null;
  /** The drawn moves of each exercise. */
  readonly moves: Readonly<Record<string, readonly string[]>>;
}

/** What a screen can ask for. */
export interface Actions {
  answer(question: string, value: string): void;
  back(): void;
  begin(): void;
  /** Fetch the track for a pocket, or ask for a session that can have one. */
  toPocket(): void;
  beginInPocket(): void;
  leavePocket(): void;
  resume(): void;
  close(): void;
  pick(what: Surface["picking"]): void;
  seen(percent: number): void;
  rate(hunger: number): void;
  askSymptoms(): void;
  saveSymptoms(ids: readonly string[]): void;
  leave(): void;
  readonly senses: SenseActions;
  readCard(): void;
  handOver(): void;
}

/** One screen: built once for its key, then updated as time goes by. */
export interface Screen {
  /** The field behind it: heavy for a hold, open for recovery, paper for all else. */
  readonly field: "paper" | "count" | "hold" | "rest";
  readonly element: HTMLElement;
  /** What a tap anywhere does here; null where a tap does nothing. */
  readonly tapName: ((model: Model) => string) | null;
  readonly hasStop: boolean;
  where(model: Model): string;
  /** What a reader aloud should know now. */
  announce(model: Model): string;
  update(model: Model): void;
  /** Move what moves with every frame. */
  frame?(model: Model): void;
}

export const RUNNING: readonly Phase[] = ["count_in", "hold", "rest"];

/** Whether paces are walked or jogged in it. */
export const isOnFoot = (activity: Activity): boolean => ["walk", "jog", "run"].includes(activity);

/** The segment that is going on. */
export function segmentOf({ sheet, state }: Pick<Model, "sheet" | "state">): SheetSegment {
  const segment = sheet.segments[state.segment];
  if (segment === undefined) throw new Error(`The sheet has no segment ${state.segment}.`);
  return segment;
}

/** The parts of the hold that is going on; those of its lower form once the session has been lowered. */
export function partsOf(model: Pick<Model, "sheet" | "state">): readonly SheetPart[] {
  const segment = segmentOf(model);
  return model.state.lowered && segment.lower !== null ? segment.lower.parts : segment.parts;
}

/** The part of the hold that is going on. */
export function partOf(model: Model): SheetPart | null {
  return partsOf(model)[model.state.part] ?? null;
}

/** The most the hold can last, as it stands: the cap of its last part can make it less than its own. */
export function mostMs(model: Model): number {
  const { state } = model;
  const partCap = partOf(model)?.cap_ms ?? null;
  if (partCap === null) return state.cap_ms;
  return Math.min(state.cap_ms, state.part_since_ms - state.since_ms + partCap);
}

/** The next hold after the segment that is going on. */
export function nextHold({ sheet, state }: Model): SheetSegment | null {
  return sheet.segments.slice(state.segment + 1).find((segment) => segment.kind === "hold") ?? null;
}

/** The hold whose rest this is; null before the first. */
export function lastHold({ state }: Model): HoldResult | null {
  return state.holds.findLast((hold) => hold.ended_by !== "skipped") ?? null;
}

/** The rules that spoke since the last hold ended. */
export function rulesSince({ sheet, state }: Model, atMs: number): readonly GateRow[] {
  const ids = state.reasons.filter((reason) => reason.at_ms >= atMs).map(({ id }) => id);
  return sheet.gate.rows.filter((row) => ids.includes(row.id));
}
