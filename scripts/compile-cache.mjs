// Loaded before a command: what Node made of its several hundred modules the last time is read instead of made again.
// A variable of the environment would do the same, and would reach the programs that `fake-apiserver exec` starts.
import { enableCompileCache } from "node:module";
import { join } from "node:path";

enableCompileCache(
  join(import.meta.dirname, "..", "node_modules", ".cache", "informerlab", "compile"),
);
