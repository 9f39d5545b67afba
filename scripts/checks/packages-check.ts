import { packPackages } from "../lib/pack.ts";
import type { Check } from "./check.ts";

/** Whether each packed package is what Node, bundlers and TypeScript expect. */
export const packagesCheck: Check = {
  name: "packages",
  about: "publint and are-the-types-wrong on the packed packages",
  async run(context) {
    const packages = await packPackages(context);
    if (packages === undefined) return { passed: 0, failed: 1, note: "packing failed" };
    let [passed, failed] = [0, 0];
    for (const { tarball } of packages) {
      const codes = [
        await context.tool("publint", ["run", tarball, "--strict"]),
        await context.tool("attw", [tarball, "--profile", "esm-only"]),
      ];
      passed += codes.filter((code) => code === 0).length;
      failed += codes.filter((code) => code !== 0).length;
    }
    return { passed, failed, note: `${packages.length} packages` };
  },
};
