/** Pieces that more than one screen has. */

import { h } from "./dom.ts";
import type { Screen } from "./model.ts";

/** The signpost: the one way on of a screen. */
export function sign(text: string, onclick: () => void): HTMLElement {
  return h("div", { class: "signwrap" }, h("button", { class: "sign", type: "button", onclick }, text));
}

/** A screen on paper, where nothing runs and a tap beside its buttons does nothing. */
export function stillScreen(
  element: HTMLElement,
  where: () => string,
  announcement: string,
  hasStop: boolean,
): Screen {
  return {
    field: "paper",
    element,
    tapName: null,
    hasStop,
    where,
    announce: () => announcement,
    update: () => undefined,
  };
}
