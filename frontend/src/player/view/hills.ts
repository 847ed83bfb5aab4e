/**
 * The breathing guide: hills that move left under a sun that stays. Up is in, down is out.
 *
 * The path is drawn once for all paced breaths of a recovery, so that the hills ahead show what comes; a frame only
 * moves it. With reduced motion the hills stand still and the word and the dots tell the breath.
 */

import type { SheetSegment } from "../../engine/types.ts";
import { hillHeight } from "./breath.ts";
import { s, shift } from "./dom.ts";

const PX_PER_S = 26;
const SUN_X = 132;
const FLOOR_Y = 556;
const SUN_R = 26;
const STEP_MS = 100;
const EDGE = 800; // px of flat ground before the first hill and after the last

export interface Hills {
  readonly element: SVGSVGElement;
  /** Move to *atMs* of the segment with *index* among those drawn. */
  move(index: number, atMs: number): void;
}

export function drawHills(segments: readonly SheetSegment[], still: boolean): Hills {
  const starts = segments.reduce<number[]>((all, each) => [...all, (all.at(-1) ?? 0) + each.duration_ms], [0]);
  const line = outline(segments, starts);
  const ground = `${line} V 1200 H ${-EDGE} Z`;
  const moving = s("g", { class: "moves-on" }, s("path", { class: "b-hill", d: ground }), s("path", { class: "b-line", d: line }));
  const sun = s("circle", { class: "b-sun moves-on", cx: SUN_X, cy: FLOOR_Y - SUN_R, r: SUN_R });
  const element = s(
    "svg",
    { class: "scene", viewBox: "0 0 390 844", preserveAspectRatio: "xMidYMax meet", "aria-hidden": "true" },
    moving,
    sun,
  );
  return {
    element,
    move(index, atMs) {
      const segment = segments[index];
      if (segment === undefined) return;
      const passedMs = (starts[index] ?? 0) + (still ? 0 : atMs);
      shift(moving, SUN_X - (passedMs / 1000) * PX_PER_S, 0);
      shift(sun, 0, -hillHeight(segment, still ? 0 : atMs));
    },
  };
}

function outline(segments: readonly SheetSegment[], starts: readonly number[]): string {
  const points = segments.flatMap((segment, index) => {
    const start = starts[index] ?? 0;
    const steps = Math.ceil(segment.duration_ms / STEP_MS);
    return Array.from({ length: steps }, (_, step) => {
      const atMs = step * STEP_MS;
      const x = ((start + atMs) / 1000) * PX_PER_S;
      return `${round(x)} ${round(FLOOR_Y - hillHeight(segment, atMs))}`;
    });
  });
  const end = ((starts.at(-1) ?? 0) / 1000) * PX_PER_S;
  return `M ${-EDGE} ${FLOOR_Y} L ${points.join(" ")} ${round(end)} ${FLOOR_Y} H ${round(end + EDGE)}`;
}

const round = (px: number): number => Math.round(px * 10) / 10;
