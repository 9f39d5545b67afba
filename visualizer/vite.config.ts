import { defineConfig } from "vite";

const conditions = ["@informerlab/source", "browser", "module", "import", "default"];

/** The demo page: `npx vite visualizer`. Packages are read from source. */
export default defineConfig({
  root: `${import.meta.dirname}/demo`,
  resolve: { conditions },
  build: { target: "es2023", outDir: "../dist-demo", emptyOutDir: true },
});
