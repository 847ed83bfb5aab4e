/** The scenarios of the project, run by this engine: the same files that Python, the command line and the API run. */

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeScenario } from "./decode.ts";
import { replay } from "./replay.ts";

const folder = new URL("../../../scenarios/", import.meta.url);
const scenarios = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .map((name) => decodeScenario(readFileSync(new URL(name, folder), "utf8")));

describe("a scenario", () => {
  it("is there", () => {
    expect(scenarios.length).toBeGreaterThan(0);
  });

  for (const { title, sheet, events, expect: expected } of scenarios) {
    it(title, () => {
      expect(replay(sheet, events)).toMatchObject(expected);
    });
  }
});
