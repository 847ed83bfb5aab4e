/** The part of a recording that is in view, and where the reader stands in it. Pure: times are seconds. */

export type Point = readonly [at: number, value: number | null];

export interface View {
  readonly from: number;
  readonly to: number;
  readonly cursor: number;
}

const SHORTEST_S = 10;

export function whole(durationS: number): View {
  return { from: 0, to: Math.max(durationS, SHORTEST_S), cursor: 0 };
}

/** Bring the view nearer to the cursor (factor below 1) or wider, never past the ends. */
export function zoomed(view: View, factor: number, durationS: number): View {
  const end = Math.max(durationS, SHORTEST_S);
  const width = Math.min(end, Math.max(SHORTEST_S, (view.to - view.from) * factor));
  const from = Math.min(Math.max(0, view.cursor - width / 2), end - width);
  return { from, to: from + width, cursor: view.cursor };
}

/** Move the cursor to a time; the view follows when it would leave it. */
export function moved(view: View, cursor: number, durationS: number): View {
  const at = Math.min(Math.max(0, cursor), durationS);
  const width = view.to - view.from;
  const from = at < view.from ? at : at > view.to ? at - width : view.from;
  return { from, to: from + width, cursor: at };
}

/** The point nearest to a time, or undefined where there is none. */
export function nearest(points: readonly Point[], at: number): Point | undefined {
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const point = points[middle];
    if (point !== undefined && point[0] < at) low = middle + 1;
    else high = middle;
  }
  const after = points[low];
  const before = points[low - 1];
  if (after === undefined || before === undefined) return after ?? before;
  return at - before[0] <= after[0] - at ? before : after;
}

/** Seconds as h:mm:ss or m:ss. */
export function clock(seconds: number): string {
  const whole_s = Math.round(seconds);
  const hours = Math.floor(whole_s / 3600);
  const minutes = Math.floor((whole_s % 3600) / 60);
  const rest = String(whole_s % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
