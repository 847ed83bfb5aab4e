/** The screens before the first hold: a session found unfinished, the questions, and Begin. */

import { fill } from "../labels.ts";
import { h, say } from "./dom.ts";
import { timeOfDay } from "./format.ts";
import { icon } from "./icons.ts";
import type { Actions, Model, Screen } from "./model.ts";
import { atMost } from "./holding.ts";
import { drawMoves } from "./moves.ts";
import { sign, stillScreen } from "./parts.ts";
import { hasStrip, lowBattery, pacesText, spo2Text } from "./sensors.ts";

const LONG = 50; // letters: a longer question is set smaller
// What a connected oximeter can help to answer; and what, in a session cleared for one, only it can.
const ABOUT_READING = ["readiness.saturation", "place.sensor"];
const NEEDS_READING = "place.sensor";

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

/** Two runners take turns: whoever watches now reads what to watch for, before anything is asked. */
export function cardScreen(model: Model, actions: Actions): Screen {
  const { labels, runner, turns } = model;
  if (turns === null) throw new Error("Nobody takes turns.");
  const { card, watcher } = turns;
  const title = fill(labels.card_for, { watcher, runner });
  const list = (texts: readonly string[]): HTMLElement => h("ul", {}, ...texts.map((text) => h("li", {}, text)));
  const element = h(
    "div",
    { class: "paper card" },
    h("h1", {}, title),
    list(card.watch),
    list(card.do),
    list(card.call),
    h("div", { class: "way-on" }, sign(labels.card_read, () => actions.readCard())),
  );
  return stillScreen(element, () => "", title, false);
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
  const isAboutReading = sheet.signal === "live" && ABOUT_READING.includes(question.id);
  const reading = h("p", { class: "next", role: "status", hidden: !isAboutReading });
  const connect = h("button", { class: "btn wide", type: "button", hidden: true, onclick: () => actions.pick("sensors") }, labels.sensors);
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
    reading,
    h("div", { class: "way-on", role: "group", "aria-labelledby": "question" }, ...answers, connect),
  );
  const screen = stillScreen(element, () => step, `${step}. ${question.text}`, true);
  return {
    ...screen,
    update({ surface: { senses } }) {
      if (!isAboutReading) return;
      const isMissing = senses.oximeter.value === null && question.id === NEEDS_READING;
      say(reading, isMissing ? labels.live_without : fill(labels.reading_now, { what: spo2Text(labels, senses.oximeter) }));
      question.options.forEach(({ verdict }, at) => {
        answers[at]!.hidden = isMissing && verdict === "go";
      });
      connect.hidden = !isMissing;
    },
  };
}

const button = (text: string, onclick: () => void): HTMLElement => h("button", { class: "btn", type: "button", onclick }, text);

/** Everything is there; the runner begins. */
export function readyScreen(model: Model, actions: Actions): Screen {
  const { labels, sheet, surface } = model;
  const first = sheet.segments.find((segment) => segment.kind === "hold");
  const what = first === undefined ? "" : atMost(labels, first.cap_ms, first.parts[0]?.after_paces ?? null);
  const sound = h("span");
  const paces = h("span");
  const battery = h("li", { hidden: true }, icon("care"), h("span"));
  const { senses } = surface;
  const element = h(
    "div",
    { class: "paper stays" },
    h("h1", { class: "verb" }, labels.begin),
    h("p", { class: "next" }, fill(labels.first, { what })),
    ...sheet.why.map((sentence) => h("p", { class: "next" }, sentence)),
    first === undefined ? null : drawMoves(model, first.exercise, true),
    h(
      "ul",
      { class: "ticks" },
      h("li", {}, icon("sound"), sound),
      h("li", {}, icon("hand"), h("span", {}, labels.ready_hand)),
      h("li", {}, icon("stop"), h("span", {}, labels.ready_stop)),
      senses.walks ? h("li", {}, icon("foot"), paces) : null,
      battery,
    ),
    h(
      "div",
      { class: "way-on" },
      sign(labels.begin, () => actions.begin()),
      h(
        "div",
        { class: "beside" },
        senses.offered && !hasStrip(senses) ? button(labels.sensors, () => actions.pick("sensors")) : null,
        surface.pocketOffer === "none"
          ? null
          : button(surface.pocketOffer === "track" ? labels.pocket : labels.pocket_instead, () => actions.toPocket()),
      ),
    ),
  );
  const screen = stillScreen(element, () => sheet.title, `${sheet.title}. ${labels.begin}.`, true);
  return {
    ...screen,
    update({ surface: now }) {
      sound.textContent = now.audible ? labels.ready_sound : labels.ready_sound_off;
      say(paces, pacesText(labels, now.senses.paces));
      const low = lowBattery(labels, now.senses);
      battery.hidden = low === null;
      say(battery.lastElementChild!, low ?? "");
    },
  };
}
