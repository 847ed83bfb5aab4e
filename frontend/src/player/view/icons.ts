/** The player's signs: 24 px grid, 2 px line, always beside a word or with a name. */

import { s } from "./dom.ts";

type Shape = readonly [tag: "path" | "circle", attributes: Readonly<Record<string, string | number>>];

const path = (d: string, name = ""): Shape => ["path", name === "" ? { d } : { d, class: name }];
const circle = (cx: number, cy: number, r: number, name = ""): Shape => [
  "circle",
  name === "" ? { cx, cy, r } : { cx, cy, r, class: name },
];

const SHAPES = {
  back: [path("M15 4l-8 8 8 8")],
  sound: [path("M4 9v6h4l5 4V5L8 9zM16.5 9a4.5 4.5 0 010 6M19 6.5a8 8 0 010 11")],
  mute: [path("M4 9v6h4l5 4V5L8 9zM16.5 9.5l5 5M21.5 9.5l-5 5")],
  sun: [
    circle(12, 12, 4),
    path("M12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3L19 19M19 5l-1.7 1.7M6.7 17.3L5 19"),
  ],
  stop: [path("M8 2h8l6 6v8l-6 6H8l-6-6V8z", "fl")],
  stopped: [path("M8 2h8l6 6v8l-6 6H8l-6-6V8z"), path("M8.5 12h7")],
  tap: [circle(12, 12, 4, "fl"), circle(12, 12, 9.5)],
  phone: [
    path("M6 3l3.5 1 1 4.5L8 10.5c1 2.5 3 4.5 5.5 5.5l2-2.5 4.5 1 1 3.5c-.5 2-2 3-4 3C9.5 20.5 3.5 14.5 3 7c0-2 1-3.5 3-4z"),
  ],
  check: [path("M4.5 12.5l5 5L20 6.5")],
  care: [path("M12 2l10 10-10 10L2 12z"), path("M12 7.5v5.5M12 16.5v.1")],
  lock: [path("M5 11h14v10H5zM8 11V7.5a4 4 0 018 0V11")],
  pocket: [path("M7 2.5h10v19H7z"), path("M10.5 18.5h3")],
  pause: [circle(12, 12, 10), path("M9.5 8.5v7M14.5 8.5v7")],
  cloud: [path("M7 18.5a4.5 4.5 0 01-.5-9 6 6 0 0111.5 1 4 4 0 01-.5 8z")],
  hand: [path("M8 21v-6.3L5.8 9.8a2.2 2.2 0 014-1.8l1.2 2.3V5a2 2 0 014 0v6l3.4 1.4c1 .5 1.6 1.5 1.6 2.6v6")],
  foot: [path("M7 3c2 0 3 2 3 4.5S9 12 9 13H5c0-1-1-3-1-5.5S5 3 7 3zM5 15h4c0 2-.7 3-2 3s-2-1-2-3z"), path("M17 6c2 0 3 2 3 4.5S19 15 19 16h-4c0-1-1-3-1-5.5S15 6 17 6zM15 18h4c0 2-.7 3-2 3s-2-1-2-3z")],
  heart: [path("M12 20.5C5 15.5 3 12 3 8.5A4.5 4.5 0 0112 6.5a4.5 4.5 0 019 2c0 3.5-2 7-9 12z")],
  meter: [path("M4 8h12a4 4 0 010 8H4zM8 8v8"), path("M20 12h2")],
} satisfies Record<string, readonly Shape[]>;

export type IconName = keyof typeof SHAPES;

/** Draw a sign. */
export function icon(name: IconName): SVGSVGElement {
  const shapes = SHAPES[name].map(([tag, attributes]) => s(tag, attributes));
  return s("svg", { class: "ic", viewBox: "0 0 24 24", "aria-hidden": "true" }, ...shapes);
}
