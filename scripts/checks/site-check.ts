import { existsSync } from "node:fs";
import { buildSite, siteFolder } from "../lib/site.ts";
import { type Check, verdict } from "./check.ts";

/** Whether the site builds. The browser tests then look at what was built. */
export const siteCheck: Check = {
  name: "site",
  about: "build the site",
  async run({ tool }) {
    if (!existsSync(`${siteFolder}/src`)) return { passed: 0, failed: 0, note: "not there yet" };
    return verdict((await buildSite(tool)) === 0);
  },
};
