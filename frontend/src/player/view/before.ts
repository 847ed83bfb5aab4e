/** The screens before the first hold: a session found unfinished, the questions, and Begin. */

import { fill } from "../labels.ts";
import { h } from "./dom.ts";
import { timeOfDay } from "./format.ts";
import { icon } from "./icons.ts";
import type { Actions, Model, Screen } from "./model.ts";
import { atMost } from "./holding.ts";
import { sign, stillScreen } from "./parts.ts";

const LONG = 50; // letters: a longer question is set smaller

/** A session was left: go on with recovery, or close it. It never goes on inside a hold. */
export function foundScreen(model: Model, actions: Actions): Screen {
  const { labels, sheet, surface } = model;
  const found = surface.found;
  if (found === null) throw new Error("No session was found.");
  const time = timeOfDay(found.openedMs, sheet.lang);
  const text = fill(labels.found_text, { title: found.title, time, n: found.holds });
  const close = h("button", { class: "btn wide", type: "button", onclick: () => actions.close() }, labels.close);
  const resume = sign(labels.resume, () => actions.resume());
  const element = h(
    "div",
    { class: "paper" },
    h("h1", { class: "verb" }, labels.found),
    h("p", { class: "next" }, text),
    found.isEarlier ? h("p", { class: "next" }, labels.found_earlier) : null,
    h("div", { class: "way-on" }, found.isEarlier ? null : resume, close),
  );
  return stillScreen(element, () => "", `${labels.found}. ${text}`, false);
}

/** One question of the preflight; its answers weigh the same. */
export function questionScreen(model: Model, actions: Actions): Screen {
  const { labels, sheet, surface } = model;
  const question = sheet.preflight[surface.question];
  if (question === undefined) throw new Error(`There is no question ${surface.question}.`);
  const step = fill(labels.question_of, { n: surface.question + 1, of: sheet.preflight.length });
  const answers = question.options.map((option) =>
    h(
      "button",
      { class: "ans", type: "button", onclick: () => actions.answer(question.id, option.value) },
      option.text,
    ),
  );
  const back = h(
    "button",
    { class: "iconbtn back", type: "button", "aria-label": labels.back, onclick: () => actions.back() },
    icon("back"),
  );
  const element = h(
    "div",
    { class: "paper asking" },
    surface.question > 0 ? back : null,
    h("h1", { id: "question", class: question.text.length > LONG ? "long" : "short" }, question.text),
    h("div", { class: "way-on", role: "group", "aria-labelledby": "question" }, ...answers),
  );
  return stillScreen(element, () => step, `${step}. ${question.text}`, true);
}

/** Everything is there; the runner begins. */
export function readyScreen(model: Model, actions: Actions): Screen {
  const { labels, sheet } = model;
  const first = sheet.segments.find((segment) => segment.kind === "hold");
  const what = first === undefined ? "" : atMost(labels, first.cap_ms, first.parts[0]?.after_paces ?? null);
  const sound = h("span");
  const element = h(
    "div",
    { class: "paper" },
    h("h1", { class: "verb" }, labels.begin),
    h("p", { class: "next" }, fill(labels.first, { what })),
    ...sheet.why.map((sentence) => h("p", { class: "next" }, sentence)),
    h(
      "ul",
      { class: "ticks" },
      h("li", {}, icon("sound"), sound),
      h("li", {}, icon("hand"), h("span", {}, labels.ready_hand)),
      h("li", {}, icon("stop"), h("span", {}, labels.ready_stop)),
    ),
    h("div", { class: "way-on" }, sign(labels.begin, () => actions.begin())),
  );
  const screen = stillScreen(element, () => sheet.title, `${sheet.title}. ${labels.begin}.`, true);
  return {
    ...screen,
    update({ surface }) {
      sound.textContent = surface.audible ? labels.ready_sound : labels.ready_sound_off;
    },
  };
}
