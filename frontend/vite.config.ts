/** One entry per kind of page; Django finds the hashed files through the manifest. */

import { defineConfig } from "vite";
import { sizeBudget } from "./budget.ts";

export default defineConfig({
  base: "/static/built/",
  publicDir: false,
  build: {
    outDir: "../src/adempauze_web/static/built",
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    modulePreload: { polyfill: false },
    // never inline an asset as a data: address, which the content security policy would refuse
    assetsInlineLimit: 0,
    rollupOptions: {
      input: {
        player: "src/player/main.ts",
        recording: "src/recording/main.ts",
        site: "src/site/main.ts",
        voice: "src/voice/main.ts",
        worker: "src/worker/main.ts",
      },
    },
  },
  plugins: [sizeBudget({ player: 60, recording: 6, site: 10, voice: 4, worker: 3 })],
});
