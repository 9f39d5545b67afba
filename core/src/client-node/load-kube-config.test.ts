import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ClusterAccess } from "./cluster-access.ts";
import { fromKubeConfig } from "./from-kube-config.ts";
import { KubeConfigError } from "./kube-config-error.ts";
import { loadKubeConfig } from "./load-kube-config.ts";

const whole = {
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "lab", cluster: { server: "https://lab:6443/" } }],
  users: [{ name: "me", user: { token: "t" } }],
  contexts: [{ name: "lab", context: { cluster: "lab", user: "me" } }],
  "current-context": "lab",
};

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubeconfig-"));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function write(content: unknown, name = "config"): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

function messageOf(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    expect(error).toBeInstanceOf(KubeConfigError);
    return (error as KubeConfigError).message;
  }
  throw new Error("expected a KubeConfigError");
}

test("a kubeconfig is read from the file given, or from the variable", () => {
  const path = write(whole);
  vi.stubEnv("KUBECONFIG", path);

  expect(loadKubeConfig(path).getCurrentCluster()?.server).toBe("https://lab:6443");
  expect(loadKubeConfig().getCurrentCluster()?.server).toBe("https://lab:6443");
  expect(fromKubeConfig(loadKubeConfig()).transport.server).toBe("https://lab:6443");
});

test("a file that is not there is named, with where the name came from", () => {
  const path = join(folder, "none");
  vi.stubEnv("KUBECONFIG", path);

  expect(messageOf(() => loadKubeConfig(path))).toBe(
    `the kubeconfig ${path} cannot be read: no such file`,
  );
  expect(messageOf(() => loadKubeConfig())).toBe(
    `the kubeconfig ${path} (from KUBECONFIG) cannot be read: no such file`,
  );
});

test("without any kubeconfig the two places to put one are named", () => {
  vi.stubEnv("KUBECONFIG", "");
  vi.stubEnv("HOME", folder);

  expect(messageOf(() => loadKubeConfig())).toBe(
    `no kubeconfig: there is no ${folder}/.kube/config, and the variable KUBECONFIG is not set; set it to the path of one`,
  );
});

test("a folder is no kubeconfig", () => {
  expect(messageOf(() => loadKubeConfig(folder))).toContain("cannot be read: it is a directory");
});

test.each(["", "hello", "- a\n- b\n", "42"])(
  "a document that is none is said to be none: %j",
  (content) => {
    expect(messageOf(() => loadKubeConfig(write(content)))).toMatch(
      /is no kubeconfig: expected YAML with clusters|has no contexts: it needs clusters|the input is empty/,
    );
  },
);

test("YAML that is broken is said to be broken, in one line", () => {
  const message = messageOf(() => loadKubeConfig(write("clusters: [\n  {")));

  expect(message).toContain("cannot be understood: ");
  expect(message).not.toContain("\n");
});

test("an incomplete entry is named", () => {
  const content = { ...whole, clusters: [{ name: "lab", cluster: {} }] };

  expect(messageOf(() => loadKubeConfig(write(content)))).toContain(
    "clusters[0].cluster.server is missing",
  );
});

test("a context that is missing, or names what is not there, lists what is", () => {
  const without = { ...whole, "current-context": undefined };
  const wrong = { ...whole, "current-context": "prod" };
  const dangling = {
    ...whole,
    contexts: [{ name: "lab", context: { cluster: "prod", user: "me" } }],
  };

  expect(messageOf(() => loadKubeConfig(write(without)))).toContain(
    "has no current-context; choose one of: lab",
  );
  expect(messageOf(() => loadKubeConfig(write(wrong)))).toContain(
    'has no context "prod"; it has: lab',
  );
  expect(messageOf(() => loadKubeConfig(write(dangling)))).toContain(
    'has no cluster "prod", which its context "lab" names; it has: lab',
  );
});

test("an address without a scheme is plain HTTP, and what belongs to TLS is left out", () => {
  const server = "127.0.0.1:6443";
  const accessWith = (more: object): ClusterAccess =>
    loadKubeConfig(write({ ...whole, clusters: [{ name: "lab", cluster: { server, ...more } }] }))
      .access;

  expect(accessWith({}).server).toBe("http://127.0.0.1:6443");
  expect(accessWith({ "certificate-authority-data": "Y2E=" }).server).toBe("http://127.0.0.1:6443");
  expect(accessWith({ "certificate-authority-data": "Y2E=" }).tls.ca()).toBeUndefined();
  expect(accessWith({ "insecure-skip-tls-verify": true }).tls.skipsVerification).toBe(false);
});

test.each(["not a url", "ftp://lab"])("%j is no address of a server", (server) => {
  const path = write({ ...whole, clusters: [{ name: "lab", cluster: { server } }] });

  expect(messageOf(() => loadKubeConfig(path))).toBe(
    `the kubeconfig ${path} has ${JSON.stringify(server)} as server of its cluster "lab"; an address is wanted, such as https://127.0.0.1:6443`,
  );
});
