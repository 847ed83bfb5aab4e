import { build, type Rollup } from "vite";
import { expect, test, vi } from "vitest";
import { sizeBudget } from "./budget.ts";

/** Bundle one entry named "page" from source text, under the given budget. */
async function bundle(source: string, budgetsKb: Record<string, number>): Promise<Rollup.RollupOutput> {
  const fromText = {
    name: "from-text",
    resolveId: (id: string) => (id === "page" ? id : null),
    load: (id: string) => (id === "page" ? source : null),
  };
  vi.spyOn(console, "log").mockImplementation(() => undefined);
  return (await build({
    configFile: false,
    logLevel: "silent",
    build: { outDir: ".test-build", rollupOptions: { input: { page: "page" } } },
    plugins: [fromText, sizeBudget(budgetsKb)],
  })) as Rollup.RollupOutput;
}

test("a page within its budget is built", async () => {
  const { output } = await bundle("console.log('small')", { page: 1 });
  expect(output[0].name).toBe("page");
});

test("a page over its budget stops the build, and says by how much", async () => {
  const noise = Array.from({ length: 4000 }, (_, index) => Math.sin(index).toString(36)).join("");
  await expect(bundle(`console.log("${noise}")`, { page: 1 })).rejects.toThrow(/page: \d+\.\d kB gzipped of 1 kB/);
});

test("a page without a budget stops the build", async () => {
  await expect(bundle("console.log('new')", {})).rejects.toThrow("page has no size budget");
});
