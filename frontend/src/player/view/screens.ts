/** Which screen a model calls for. A screen is built anew only when its key changes. */

import { endScreen, pausedScreen, symptomScreen } from "./after.ts";
import { cardScreen, foundScreen, questionScreen, readyScreen } from "./before.ts";
import { countInScreen, holdScreen } from "./holding.ts";
import type { Actions, Model, Screen } from "./model.ts";
import { entryScreen } from "./entering.ts";
import { pocketScreen } from "./pocketing.ts";
import { restScreen } from "./resting.ts";
import { sensorsScreen } from "./sensors.ts";

interface Choice {
  readonly key: string;
  readonly build: () => Screen;
}

export function choose(model: Model, actions: Actions): Choice {
  const { state, surface, sheet } = model;
  if (surface.found !== null) return { key: "found", build: () => foundScreen(model, actions) };
  const isOpen = surface.picking === "sensors" && ["ready", "rest", "paused"].includes(state.phase);
  if (state.phase === "ready" && !surface.isCardRead) return { key: "card", build: () => cardScreen(model, actions) };
  if (isOpen) return { key: `sensors ${state.phase}`, build: () => sensorsScreen(model, actions) };
  switch (state.phase) {
    case "ready":
      return surface.question < sheet.preflight.length
        ? { key: `question ${surface.question}`, build: () => questionScreen(model, actions) }
        : surface.pocket.kind === "none"
          ? { key: "ready", build: () => readyScreen(model, actions) }
          : { key: "pocket", build: () => pocketScreen(model, actions) };
    case "count_in":
      return { key: `count-in ${state.segment} ${state.since_ms}`, build: () => countInScreen(model) };
    case "hold":
      return { key: `hold ${state.segment} ${state.since_ms}`, build: () => holdScreen(model, actions) };
    case "rest":
      return surface.picking === "none"
        ? { key: `rest ${state.segment} ${state.since_ms}`, build: () => restScreen(model, actions) }
        : { key: `entry ${surface.picking}`, build: () => entryScreen(model, actions) };
    case "paused":
      return { key: `paused ${state.since_ms}`, build: () => pausedScreen(model, actions) };
    case "over":
      return surface.symptoms === "ask"
        ? { key: "symptoms", build: () => symptomScreen(model, actions) }
        : { key: `over ${state.outcome}`, build: () => endScreen(model, actions) };
  }
}
