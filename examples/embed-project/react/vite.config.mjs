import { defineConfig } from "vite";

/** This folder is a site of its own; the trace lies beside it. */
export default defineConfig({ publicDir: "../public" });
