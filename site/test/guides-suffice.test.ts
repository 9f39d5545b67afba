import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const site = join(import.meta.dirname, "..");
const docs = join(site, "src/content/docs");
const folders = [join(site, "samples"), join(site, "../examples")];
const guides = globSync("{,zh-cn/}guides/*.mdx", { cwd: docs });

/** Packages that a page says to install, by itself or by a link to another guide. */
function installedBy(page: string, seen: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  const text = readFileSync(join(docs, page), "utf8");
  const own = [...text.matchAll(/npm install (?:-D )?([^`\n]+)/g)].flatMap(([, names = ""]) =>
    names.split(" "),
  );
  const linked = [...text.matchAll(/\]\(\/((?:zh-cn\/)?guides\/[\w-]+)\/\)/g)]
    .map(([, path]) => `${path}.mdx`)
    .filter((path) => seen.size === 0 && existsSync(join(docs, path)))
    .flatMap((path) => [...installedBy(path, new Set([page]))]);
  return new Set([...own, ...linked]);
}

function samplesOf(page: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(docs, page), "utf8");
  return new Map(
    [...text.matchAll(/<Sample file="([^"]+)"/g)].map(([, file = ""]) => {
      const path = folders.map((folder) => join(folder, file)).find((one) => existsSync(one)) ?? "";
      return [path, readFileSync(path, "utf8")];
    }),
  );
}

test.each(guides)("%s prints each file and names each package that its samples need", (page) => {
  const samples = samplesOf(page);
  const installed = installedBy(page);
  const missing = [...samples].flatMap(([path, text]) =>
    [...text.matchAll(/^\s*(?:import|\} from|import .* from) "([^"]+)";/gm)].flatMap(
      ([, specifier = ""]) => {
        if (specifier.startsWith("node:")) return [];
        if (specifier.startsWith("."))
          return samples.has(join(path, "..", specifier)) ? [] : [specifier];
        const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? "";
        return installed.has(name) ? [] : [name];
      },
    ),
  );

  expect([...new Set(missing)]).toEqual([]);
});
