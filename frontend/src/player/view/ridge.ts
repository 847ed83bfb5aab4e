/**
 * The mountain of a hold. Its height is the hold's cap beside the longest of the session; your dot climbs it to the
 * flag, and from where air hunger was noted the ridge is snow.
 */

import { s } from "./dom.ts";

type Point = readonly [x: number, y: number];

const FOOT_Y = 618;
const TOP_Y = 362;
const SUMMIT_X = 318;
const LOWEST = 0.45; // of the full height: so that a hold of five seconds is a hill still
const POLE = 50;
const BESIDE = 400; // px of ground on either side, for screens wider than a phone

// The crooked line up, as shares of way and height. Its crookedness carries no data. (Drawn by hand.)
const SPINE: readonly Point[] = [
  [0, 0], [0.11, 0.09], [0.23, 0.11], [0.34, 0.23], [0.45, 0.26], [0.55, 0.4], [0.65, 0.45], [0.74, 0.6],
  [0.82, 0.64], [0.91, 0.81], [1, 1],
];
const FAR_SIDE: readonly Point[] = [[22, 0.13], [40, 0.18], [74, 0.42]];
const FACET: readonly Point[] = [[16, 64], [-8, 128], [20, 230]];

/** How far a hold has come, as shares of the way to the flag. */
export interface Climb {
  readonly at: number;
  /** Where air hunger was noted; null if it was not. */
  readonly hungerAt: number | null;
}

export interface Ridge {
  readonly element: SVGSVGElement;
  climb(climb: Climb): void;
}

/** The mountain in pale, before the hold. */
export function drawAhead(capShare: number): SVGSVGElement {
  return scene(s("polygon", { class: "b-hill", points: list(mountain(capShare)) }));
}

/** The mountain to climb. */
export function drawRidge(capShare: number): Ridge {
  const top = summitY(capShare);
  const done = s("polygon", { class: "c-done" });
  const ahead = s("polyline", { class: "c-edge2" });
  const behind = s("polyline", { class: "c-edge" });
  const snowOutline = s("polyline", { class: "c-snowout" });
  const snow = s("polyline", { class: "c-snowline" });
  const you = s("circle", { class: "c-you", r: 19 });
  const element = scene(
    s("polygon", { class: "c-ahead", points: list(mountain(capShare)) }),
    done,
    ahead,
    behind,
    snowOutline,
    snow,
    s("line", { class: "c-pole", x1: SUMMIT_X, x2: SUMMIT_X, y1: top, y2: top - POLE }),
    s("path", { class: "c-flag", d: `M${SUMMIT_X} ${top - POLE}l36 12-36 13z` }),
    you,
  );
  return {
    element,
    climb({ at, hungerAt }) {
      const here = pointAt(at, capShare);
      const start: Point = [-BESIDE, FOOT_Y + 40];
      const way = [start, ...spine(capShare).filter(([x]) => x < here[0]), here];
      const white = hungerAt === null ? [] : snowed(way, pointAt(hungerAt, capShare));
      done.setAttribute("points", list([...way, ...facet(here), [here[0] - 2, 860], [-BESIDE, 860]]));
      ahead.setAttribute("points", list([here, ...spine(capShare).filter(([x]) => x > here[0])]));
      behind.setAttribute("points", list(way));
      snowOutline.setAttribute("points", list(white));
      snow.setAttribute("points", list(white));
      you.setAttribute("transform", `translate(${here[0]} ${here[1]})`);
    },
  };
}

function scene(...children: readonly SVGElement[]): SVGSVGElement {
  const box = { viewBox: "0 0 390 844", preserveAspectRatio: "xMidYMax meet" };
  return s("svg", { class: "scene", ...box, "aria-hidden": "true" }, ...children);
}

function summitY(capShare: number): number {
  return Math.round(FOOT_Y - (FOOT_Y - TOP_Y) * (LOWEST + (1 - LOWEST) * capShare));
}

function spine(capShare: number): Point[] {
  const height = FOOT_Y - summitY(capShare);
  return SPINE.map(([x, y]) => [round(x * SUMMIT_X), round(FOOT_Y - y * height)]);
}

function mountain(capShare: number): Point[] {
  const top = summitY(capShare);
  const height = FOOT_Y - top;
  const down = FAR_SIDE.map(([x, y]): Point => [SUMMIT_X + x, round(top + y * height)]);
  return [[-BESIDE, FOOT_Y + 40], ...spine(capShare), ...down, [390 + BESIDE, top + 0.9 * height], [390 + BESIDE, 860], [-BESIDE, 860]];
}

function facet([x, y]: Point): Point[] {
  return FACET.map(([right, below]) => [round(x + right), round(Math.min(860, y + below))]);
}

function snowed(way: readonly Point[], from: Point): Point[] {
  return [from, ...way.filter(([x]) => x > from[0])];
}

function pointAt(share: number, capShare: number): Point {
  const points = spine(capShare);
  const x = Math.min(1, Math.max(0, share)) * SUMMIT_X;
  const next = Math.max(1, points.findIndex(([px]) => px >= x - 1e-9));
  const [x0, y0] = points[next - 1] ?? [0, FOOT_Y];
  const [x1, y1] = points[next] ?? [x0, y0];
  const along = x1 === x0 ? 0 : (x - x0) / (x1 - x0);
  return [round(x), round(y0 + along * (y1 - y0))];
}

const list = (points: readonly Point[]): string => points.map(([x, y]) => `${x},${y}`).join(" ");
const round = (px: number): number => Math.round(px * 10) / 10;
