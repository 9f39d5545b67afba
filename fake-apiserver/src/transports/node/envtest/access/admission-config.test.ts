import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readAdmissionConfig } from "./admission-config.ts";

const folder = mkdtempSync(join(tmpdir(), "fake-apiserver-admission-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, "admission.yaml");

const read = (file: object, isOn: (name: string) => boolean = () => true) => {
  writeFileSync(path, JSON.stringify(file));
  return readAdmissionConfig(path, isOn);
};
const fileWith = (...plugins: readonly object[]) => ({
  apiVersion: "apiserver.config.k8s.io/v1",
  kind: "AdmissionConfiguration",
  plugins,
});
const events = (...limits: readonly object[]) => ({
  name: "EventRateLimit",
  configuration: {
    apiVersion: "eventratelimit.admission.k8s.io/v1alpha1",
    kind: "Configuration",
    limits,
  },
});
const quotas = (...limitedResources: readonly object[]) => ({
  name: "ResourceQuota",
  configuration: {
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "ResourceQuotaConfiguration",
    limitedResources,
  },
});
const limit = { type: "Server", qps: 1, burst: 2 };

test("plugins that are on are told what the file says to them, the first time", async () => {
  const settings = await read(
    fileWith(events(limit), events(), quotas({ resource: "pods", matchContains: ["cpu"] })),
  );

  expect(settings).toMatchObject({
    eventRateLimit: { limits: [limit] },
    resourceQuota: { limitedResources: [{ resource: "pods", matchContains: ["cpu"] }] },
  });
});

test("what is said to a plugin that is off counts for nothing", async () => {
  expect(await read(fileWith(events(), { name: "Foo", configuration: {} }), () => false)).toEqual(
    {},
  );
});

const failed = "failed to apply admission: ";
const eventsFail = `${failed}couldn't init admission plugin "EventRateLimit": `;
const quotaFails = `${failed}couldn't init admission plugin "ResourceQuota": `;

// What kube-apiserver v1.35.4 said.
test.each([
  [fileWith(), `${eventsFail}limits: Invalid value: null: must not be empty`],
  [fileWith(events()), `${eventsFail}limits: Invalid value: []: must not be empty`],
  [
    fileWith(events({ ...limit, qps: -1, burst: 0 }, { ...limit, type: "User", cacheSize: -1 })),
    `${eventsFail}[limits[0].burst: Invalid value: 0: must be positive, limits[0].qps: Invalid value: -1: must be positive, limits[1].cacheSize: Invalid value: -1: must not be negative]`,
  ],
  [
    fileWith(events({ ...limit, qps: 99_999_999_999 })),
    `${eventsFail}json: cannot unmarshal number 99999999999 into Go struct field Limit.limits.qps of type int32`,
  ],
  [
    fileWith(events(limit), quotas({})),
    `${quotaFails}limitedResources[0].resource: Required value`,
  ],
  [
    fileWith(events(limit), quotas({ resource: "pods", x: 1 })),
    `${quotaFails}strict decoding error: unknown field "limitedResources[0].x"`,
  ],
  [
    { ...fileWith(), foo: 1 },
    `${failed}failed to read plugin config: strict decoding error: unknown field "foo"`,
  ],
  [
    { ...fileWith(), apiVersion: "v1" },
    `${failed}failed to read plugin config: no kind "AdmissionConfiguration" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"`,
  ],
])("%j is refused in the real server's words", async (file, message) => {
  await expect(read(file)).rejects.toThrow(new Error(message));
});
