/**
 * Notes every exported name of those packages of client-go that have a counterpart here, for src/client-go-names.test.ts.
 * Needs Go:
 *
 *   node --conditions=@informerlab/source scripts/client-go-names.ts
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const packages = [
  "tools/cache",
  "util/workqueue",
  "tools/leaderelection",
  "tools/leaderelection/resourcelock",
  "tools/record",
  "util/retry",
];

/** Methods are left out: they are their type's. */
function namesOf(name: string): readonly string[] {
  const cwd = fileURLToPath(new URL("leader-election/elector", import.meta.url));
  const text = execFileSync("go", ["doc", "-all", `k8s.io/client-go/${name}`], {
    cwd,
    encoding: "utf8",
    maxBuffer: 2 ** 24,
  });
  const all = new Set<string>();
  let isFieldList = false;
  for (const line of text.split("\n")) {
    if (/^(type .*|func .*)\{$/.test(line)) isFieldList = true;
    else if (/^[})]/.test(line)) isFieldList = false;
    const [, named] =
      /^(?:func|type|var|const) ([A-Z]\w*)/.exec(line) ??
      (isFieldList ? [] : (/^\t([A-Z]\w*)(?: +[\w.*]+)? *=/.exec(line) ?? []));
    if (named !== undefined) all.add(named);
  }
  return [...all].sort();
}

const names = Object.fromEntries(packages.map((each) => [each, namesOf(each)]));
const origin = "core/scripts/client-go-names.ts: what `go doc` says of client-go v0.37.2";
const fixture = new URL("../fixtures/client-go-names.json", import.meta.url);
writeFileSync(fixture, `${JSON.stringify({ origin, names }, undefined, 2)}\n`);
