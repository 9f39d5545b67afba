import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "../lib/paths.ts";
import { type Check, verdict } from "./check.ts";

const folders = ["core", "fake-apiserver", "test", "visualizer", "site"];

/** Whether imports between packages and layers go one way only. */
export const layersCheck: Check = {
  name: "layers",
  about: "dependency rule between packages and layers",
  async run({ tool }) {
    const sources = folders
      .map((name) => `${name}/src`)
      .filter((path) => existsSync(join(root, path)));
    const args = ["--config", ".dependency-cruiser.mjs", ...sources];
    return verdict((await tool("depcruise", args)) === 0);
  },
};
