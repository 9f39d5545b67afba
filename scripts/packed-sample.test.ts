import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { allChecks } from "./checks/all-checks.ts";
import { cacheFolder, root } from "./lib/paths.ts";

test("what the guides say about packages that are not published names the check that packs them, and its folder", () => {
  const text = readFileSync(join(root, "site/samples/install/packed.sh"), "utf8");
  const [, check] = /--only (\w+)/.exec(text) ?? [];
  const [, folder] = /informer-lab\/(\S+)\/\*\.tgz/.exec(text) ?? [];

  expect(allChecks.map(({ name }) => name)).toContain(check);
  expect(folder).toBe(relative(root, cacheFolder("packed")));
});
