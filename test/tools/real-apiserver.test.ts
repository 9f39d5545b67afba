import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findRealPrograms, realApiserverProblem } from "./real-apiserver.ts";

let home = "";
const nowhere = { platform: "linux", variables: { PATH: "" } };

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "real-apiserver-"));
});

afterAll(() => rmSync(home, { recursive: true }));

/** A folder of the home that holds both programs, or one. */
function folder(name: string, programs = ["kube-apiserver", "etcd"]): string {
  const path = join(home, name);
  mkdirSync(path, { recursive: true });
  for (const program of programs) writeFileSync(join(path, program), "", { mode: 0o755 });
  return path;
}

const both = (path: string) => ({
  apiserver: join(path, "kube-apiserver"),
  etcd: join(path, "etcd"),
});

test("the newest that setup-envtest has brought is found, a version of which a part is missing is not", () => {
  const store = ".local/share/kubebuilder-envtest/k8s";
  folder(`${store}/1.9.3-linux-amd64`);
  const newest = folder(`${store}/1.35.0-linux-amd64`);
  folder(`${store}/1.36.0-linux-amd64`, ["kube-apiserver"]);

  expect(findRealPrograms({ ...nowhere, home })).toEqual(both(newest));
});

test("PATH comes before what setup-envtest has brought, though its programs lie apart", () => {
  const [one, other] = [folder("one", ["etcd"]), folder("other", ["kube-apiserver"])];
  const variables = { PATH: [one, other].join(delimiter) };

  expect(findRealPrograms({ ...nowhere, home, variables })).toEqual({
    apiserver: join(other, "kube-apiserver"),
    etcd: join(one, "etcd"),
  });
});

test("what a variable names comes first, and what it names wrongly is an error, not a silence", () => {
  const assets = folder("assets");
  const { apiserver, etcd } = both(assets);
  const find = (variables: Readonly<Record<string, string>>) =>
    findRealPrograms({ ...nowhere, home, variables });

  expect(find({ KUBEBUILDER_ASSETS: assets })).toEqual({ apiserver, etcd });
  expect(find({ KUBE_APISERVER: apiserver, ETCD: etcd })).toEqual({ apiserver, etcd });
  expect(() => find({ KUBE_APISERVER: apiserver })).toThrow("KUBE_APISERVER and ETCD are needed");
  expect(() => find({ KUBE_APISERVER: apiserver, ETCD: home })).toThrow(
    `ETCD: ${home} is no program`,
  );
  expect(() => find({ KUBEBUILDER_ASSETS: home })).toThrow("does not hold kube-apiserver and etcd");
});

test("where there is none, the reason says where it was looked for", () => {
  const empty = { ...nowhere, home: join(home, "empty") };

  expect(realApiserverProblem(empty)).toMatch(/^not there: .*KUBE_APISERVER.*setup-envtest/);
});
