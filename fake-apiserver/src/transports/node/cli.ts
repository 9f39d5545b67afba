#!/usr/bin/env node
import { enableCompileCache } from "node:module";

// Halves the time to start, from the second time on; so everything else is loaded after it.
enableCompileCache?.();
const { main } = await import("./main.ts");
process.exitCode = await main(process.argv.slice(2));
