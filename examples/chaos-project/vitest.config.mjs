import { defineConfig } from "vitest/config";

// A failure is made small before it is told: give it a minute.
export default defineConfig({ test: { include: ["vitest/**/*.test.mjs"], testTimeout: 60_000 } });
