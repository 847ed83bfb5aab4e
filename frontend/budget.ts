/** The weight of each page's script, printed by every build and held under its budget. */

import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Fail the build when an entry, with all it imports at once, weighs more than its budget in gzipped kB. */
export function sizeBudget(budgetsKb: Record<string, number>): Plugin {
  return {
    name: "size-budget",
    writeBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((output) => output.type === "chunk");
      const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));

      const weighBytes = (fileName: string, seen: Set<string>): number => {
        const chunk = byFile.get(fileName);
        if (chunk === undefined || seen.has(fileName)) return 0;
        seen.add(fileName);
        const own = gzipSync(chunk.code).length;
        return chunk.imports.reduce((sum, imported) => sum + weighBytes(imported, seen), own);
      };

      for (const entry of chunks.filter((chunk) => chunk.isEntry)) {
        const budgetKb = budgetsKb[entry.name];
        if (budgetKb === undefined) this.error(`${entry.name} has no size budget; give it one in vite.config.ts.`);
        const weightKb = weighBytes(entry.fileName, new Set()) / 1000;
        const line = `${entry.name}: ${weightKb.toFixed(1)} kB gzipped of ${budgetKb} kB`;
        if (weightKb > budgetKb) this.error(`${line}. Make it lighter, or argue for a larger budget.`);
        console.log(line);
      }
    },
  };
}
