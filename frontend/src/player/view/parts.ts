/** Pieces that more than one screen has. */

import { fill } from "../labels.ts";
import { h } from "./dom.ts";
import type { Model, Screen } from "./model.ts";

/** *text* with its set before it, where a session has several: the first page counts the holds of all of them. */
export function inSet({ labels, sheet }: Model, exercise: string, text: string): string {
  const held = sheet.segments.filter(({ kind }) => kind === "hold").map((segment) => segment.exercise);
  const sets = [...new Set(held)];
  if (sets.length < 2) return text;
  return `${fill(labels.in_set, { n: sets.indexOf(exercise) + 1 })} · ${uncapitalised(text)}`;
}

export const uncapitalised = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

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
