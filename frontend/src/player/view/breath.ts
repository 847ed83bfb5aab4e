/** Where the breath is: from the time in a rest to in or out, how many, and how high the hill is. */

import type { Depth, SheetSegment } from "../../engine/types.ts";

/** A moment of a paced breath. */
export interface BreathMoment {
  readonly segment: SheetSegment;
  /** The first breath is 1. */
  readonly breath: number;
  readonly inhaling: boolean;
  /** Height of the hill here, in px of the scene. */
  readonly height: number;
}

// Px of the scene: up is in. Shallow breaths are low hills, deep ones high; deep is slow here, not forced.
const HEIGHTS: Readonly<Record<Depth, number>> = { none: 0, shallow: 30, normal: 90, deep: 150 };

export const isPaced = (segment: SheetSegment): boolean => segment.breaths > 0 && segment.inhale_ms > 0;

/** How high the hill of *segment* stands *atMs* after it began. */
export function hillHeight(segment: SheetSegment, atMs: number): number {
  const { inhale_ms, exhale_ms, breaths } = segment;
  if (atMs < 0 || atMs >= breaths * (inhale_ms + exhale_ms)) return 0;
  const inBreath = atMs % (inhale_ms + exhale_ms);
  const top = HEIGHTS[segment.depth];
  if (inBreath < inhale_ms) return (top * (1 - Math.cos((Math.PI * inBreath) / inhale_ms))) / 2;
  return (top * (1 + Math.cos((Math.PI * (inBreath - inhale_ms)) / exhale_ms))) / 2;
}

/** Return where the breath of *segment* is *atMs* after it began; after the last it rests at the end of out. */
export function breathAt(segment: SheetSegment, atMs: number): BreathMoment {
  const breath_ms = segment.inhale_ms + segment.exhale_ms;
  const breath = Math.min(segment.breaths, Math.floor(atMs / breath_ms) + 1);
  const inhaling = atMs < segment.breaths * breath_ms && atMs % breath_ms < segment.inhale_ms;
  return { segment, breath, inhaling, height: hillHeight(segment, atMs) };
}
