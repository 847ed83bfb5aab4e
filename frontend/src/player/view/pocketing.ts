/** Before a session in a pocket: what the buttons do, how far the track has come, and Begin. */

import { fill } from "../labels.ts";
import { h, say } from "./dom.ts";
import { icon } from "./icons.ts";
import type { Actions, Model, Screen } from "./model.ts";
import { sign, stillScreen } from "./parts.ts";

export function pocketScreen(model: Model, actions: Actions): Screen {
  const { labels, sheet } = model;
  const waitsForHunger = sheet.segments.some(({ parts }) => parts.length > 1 && parts[0]?.on_signal === "air_hunger");
  const title = h("h1", { class: "verb" }, labels.pocket);
  const text = h("p", { class: "next" });
  const file = h("a", { class: "btn", download: "", hidden: true }, labels.pocket_file);
  const back = h("button", { class: "btn", type: "button", onclick: () => actions.leavePocket() }, labels.pocket_hand);
  const begin = sign(labels.begin, () => actions.beginInPocket());
  const element = h(
    "div",
    { class: "paper stays" },
    title,
    text,
    h(
      "ul",
      { class: "ticks" },
      h("li", {}, icon("tap"), h("span", {}, waitsForHunger ? labels.pocket_next_hunger : labels.pocket_next)),
      h("li", {}, icon("pause"), h("span", {}, labels.pocket_pause)),
      h("li", {}, icon("care"), h("span", {}, labels.pocket_silent)),
    ),
    h("div", { class: "way-on" }, begin, h("div", { class: "beside" }, back, file)),
  );
  const said = ({ surface: { pocket } }: Model): string => {
    if (pocket.kind === "fetching") return fill(labels.pocket_fetching, { n: pocket.percent });
    if (pocket.kind === "failed") return labels.pocket_failed;
    return pocket.kind === "played" ? labels.pocket_lock : labels.pocket_text;
  };
  return {
    ...stillScreen(element, () => sheet.title, "", true),
    announce: (now) => (now.surface.pocket.kind === "fetching" ? labels.pocket : `${labels.pocket}. ${said(now)}`),
    update(now) {
      const { pocket } = now.surface;
      say(text, said(now));
      begin.hidden = pocket.kind !== "ready";
      back.hidden = pocket.kind === "played";
      file.hidden = pocket.kind !== "ready";
      if (pocket.kind === "ready") file.href = pocket.file;
    },
  };
}
