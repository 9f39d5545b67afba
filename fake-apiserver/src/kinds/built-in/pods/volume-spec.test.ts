import { expect, test } from "vitest";
import { Report } from "../../validation/report.ts";
import { volumeSpec } from "./volume-spec.ts";

/** What kube-apiserver v1.35.4 says of a volume of this path that is emptied for the next one. */
function problemsOf(path: string): readonly string[] {
  const report = new Report({});
  const spec = {
    capacity: { storage: "1Gi" },
    accessModes: ["ReadWriteOnce"],
    persistentVolumeReclaimPolicy: "Recycle",
    hostPath: { path },
  };
  volumeSpec({ isInline: false })(spec, "spec", report);
  return report.errors.map(({ field, message }) => `${field}: ${message}`);
}

const isRoot =
  "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'";

test.each(["/", "//./"])("the path %s is that of all files", (path) => {
  expect(problemsOf(path)).toEqual([isRoot]);
});

test.each(["/..", "/a/../."])("the path %s leads to all files, and steps back", (path) => {
  const problem = `spec.hostPath.path: Invalid value: "${path}": must not contain '..'`;
  expect(problemsOf(path)).toEqual([problem, isRoot]);
});

test("three dots are a name", () => {
  expect(problemsOf("/...")).toEqual([]);
});
