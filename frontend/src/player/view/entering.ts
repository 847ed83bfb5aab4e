/** Numbers a runner enters in a recovery: the lowest value of a meter, and how strong the air hunger was. */

import { h } from "./dom.ts";
import type { Actions, Model, Screen } from "./model.ts";
import { whereRest } from "./resting.ts";

const HIGHEST_PCT = 99;
const LOWEST_PCT = 70;
const STRONGEST = 10;

/** One tap enters a number. None is suggested, and not to answer is an answer too. */
export function entryScreen(model: Model, actions: Actions): Screen {
  const { labels, surface } = model;
  const isLowest = surface.picking === "lowest";
  const numbers = isLowest ? downFrom(HIGHEST_PCT, LOWEST_PCT) : downFrom(STRONGEST, 0).reverse();
  const enter = (number: number): void => (isLowest ? actions.seen(number) : actions.rate(number));
  const buttons = numbers.map((number) =>
    h("button", { class: "choice", type: "button", onclick: () => enter(number) }, String(number)),
  );
  const question = isLowest ? labels.which_lowest : labels.how_hungry;
  const element = h(
    "div",
    { class: "p-text entry" },
    h("h1", { class: "unit", id: "entry" }, question),
    h("div", { class: isLowest ? "picks" : "picks few", role: "group", "aria-labelledby": "entry" }, ...buttons),
    h("button", { class: "btn wide", type: "button", onclick: () => actions.pick("none") }, isLowest ? labels.not_seen : labels.not_now),
  );
  return {
    field: "rest",
    element,
    tapName: null,
    hasStop: true,
    where: whereRest,
    announce: () => question,
    update: () => undefined,
  };
}

function downFrom(highest: number, lowest: number): number[] {
  return Array.from({ length: highest - lowest + 1 }, (_, below) => highest - below);
}
