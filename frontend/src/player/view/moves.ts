/** The demonstrations: the runner of the page, in one pose for each move. The style sheet lets him move. */

import { h } from "./dom.ts";
import type { Model } from "./model.ts";

/** Draw the moves of an exercise, or nothing where none of them is drawn. Captioned, they say their cue. */
export function drawMoves({ sheet, moves }: Model, exercise: string, captioned: boolean): HTMLElement | null {
  const runner = document.querySelector<HTMLTemplateElement>("#figure")?.content.querySelector("svg");
  const names = moves[exercise] ?? [];
  if (runner == null || names.length === 0) return null;
  const draw = (name: string): SVGSVGElement => {
    const drawn = runner.cloneNode(true) as SVGSVGElement;
    drawn.setAttribute("class", `move move-${name}`);
    return drawn;
  };
  const said = (name: string): string => sheet.phrases[name] ?? "";
  if (captioned) return h("ul", { class: "moves" }, ...names.map((name) => h("li", {}, draw(name), said(name))));
  return h("div", { class: "moves", role: "img", "aria-label": names.map(said).join(". ") }, ...names.map(draw));
}
