import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { lessonsFolder } from "@informerlab/test/lessons";
import { clientGoTag, codePrograms } from "@informerlab/visualizer";
import { expect, test } from "vitest";

/** Where the lessons' release of client-go lies; undefined where there is no Go, or no way to its modules. */
function clientGoFolder(): { readonly folder: string; readonly tag: string } | undefined {
  const { status, stdout } = spawnSync(
    "go",
    ["list", "-m", "-f", "{{.Version}} {{.Dir}}", "k8s.io/client-go"],
    { cwd: lessonsFolder, encoding: "utf8", timeout: 60_000 },
  );
  const [tag = "", folder = ""] = (stdout ?? "").trim().split(" ");
  return status === 0 && folder !== "" ? { folder, tag } : undefined;
}

const clientGo = clientGoFolder();

test.skipIf(clientGo === undefined)(
  "every function that the code panel names is in client-go",
  () => {
    const { folder = "", tag } = clientGo ?? {};
    const missing = Object.values(codePrograms)
      .flatMap(({ lines }) =>
        lines.flatMap(({ clientGo: named }) => (named === undefined ? [] : [named])),
      )
      .filter(([file, name]) => !declares(readFileSync(join(folder, file), "utf8"), name));

    expect(tag).toBe(clientGoTag);
    expect(missing).toEqual([]);
  },
);

/** `Reflector.list` is a method of `*Reflector` or `Reflector[T]`, `dedupDeltas` a function. */
function declares(source: string, name: string): boolean {
  const [receiver, method] = name.includes(".") ? name.split(".") : [undefined, name];
  const start =
    receiver === undefined ? "^func " : `^func \\(\\w+ \\*?${receiver}(?:\\[\\w+\\])?\\) `;
  return new RegExp(`${start}${method}[\\[(]`, "m").test(source);
}
