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
const COSINE = 0.3642; // where a cubic curve has its handles to lie on half a cosine, within a thousandth
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
      shift(moving, SUN_X - widthOf(passedMs), 0);
      shift(sun, 0, -hillHeight(segment, still ? 0 : atMs));
    },
  };
}

function outline(segments: readonly SheetSegment[], starts: readonly number[]): string {
  const hills = segments.map((segment, index) => hillsOf(segment, starts[index] ?? 0));
  return `M ${-EDGE} ${FLOOR_Y} ${hills.join(" ")} H ${round(widthOf(starts.at(-1) ?? 0) + EDGE)}`;
}

/** One hill a breath, from *startMs* on: two curves each, and not a point for every tenth of a second. */
function hillsOf(segment: SheetSegment, startMs: number): string {
  const { breaths, inhale_ms, exhale_ms } = segment;
  const topY = FLOOR_Y - hillHeight(segment, inhale_ms);
  const curves = Array.from({ length: breaths }, (_, breath) => {
    const inMs = startMs + breath * (inhale_ms + exhale_ms);
    const outMs = inMs + inhale_ms;
    return `${slope(inMs, outMs, FLOOR_Y, topY)} ${slope(outMs, outMs + exhale_ms, topY, FLOOR_Y)}`;
  });
  return `H ${round(widthOf(startMs))} ${curves.join(" ")}`;
}

/** Half a cosine, as a curve that a browser draws by itself. */
function slope(fromMs: number, toMs: number, fromY: number, toY: number): string {
  const [from, to] = [widthOf(fromMs), widthOf(toMs)];
  const bend = COSINE * (to - from);
  return `C ${round(from + bend)} ${round(fromY)} ${round(to - bend)} ${round(toY)} ${round(to)} ${round(toY)}`;
}

const widthOf = (ms: number): number => (ms / 1000) * PX_PER_S;
const round = (px: number): number => Math.round(px * 10) / 10;
