import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../../fake-apiserver.ts";
import { jsonOf, send } from "../../../testing/send.ts";

// How kube-apiserver v1.35.4 answered to pods with annotations of AppArmor.

const prefix = "container.apparmor.security.beta.kubernetes.io/";

function made(annotations: object, spec: object) {
  const cluster = createCluster({ environment: new Simulation() });
  const containers = [{ name: "c", image: "x" }];
  const body = JSON.stringify({
    metadata: { name: "a", annotations },
    spec: { containers, ...spec },
  });
  const headers = { "content-type": "application/json" };
  const answer = send(cluster, "POST", "/api/v1/namespaces/default/pods", { headers, body });
  const warnings = [answer.headers["warning"] ?? []].flat();
  return { status: answer.status, warnings, spec: (jsonOf(answer) as { spec?: unknown }).spec };
}

function warning(container: string): string {
  const text = `metadata.annotations[${prefix}${container}]: deprecated since v1.30; use the "appArmorProfile" field instead`;
  return `299 - ${JSON.stringify(text)}`;
}

test.for(["initContainers", "containers"])(
  "an annotation becomes a field of one of %s",
  (group) => {
    const containers = { [group]: [{ name: "one", image: "x" }] };
    const { spec, warnings } = made({ [`${prefix}one`]: "localhost/foo" }, containers);

    const appArmorProfile = { type: "Localhost", localhostProfile: "foo" };
    expect(spec).toMatchObject({ [group]: [{ securityContext: { appArmorProfile } }] });
    expect(warnings).toEqual([warning("one")]);
  },
);

test("an annotation that says what the pod says is neither taken over nor spoken of", () => {
  const securityContext = { appArmorProfile: { type: "RuntimeDefault" } };
  const { status, spec, warnings } = made(
    { [`${prefix}c`]: "runtime/default" },
    { securityContext },
  );

  expect(status).toBe(201);
  expect(spec).not.toHaveProperty("containers[0].securityContext");
  expect(warnings).toEqual([]);
});

test.for(["localhost/", "localhost/ padded", `localhost/${"é".repeat(2048)}`])(
  "an annotation that could be no field is spoken of, and stays one: %.20s",
  (annotation) => {
    const { status, spec, warnings } = made({ [`${prefix}c`]: annotation }, {});

    expect(status).toBe(201);
    expect(spec).not.toHaveProperty("containers[0].securityContext");
    expect(warnings).toEqual([warning("c")]);
  },
);

test("a pod that is refused for its annotation is told that it is old, too", () => {
  const securityContext = { appArmorProfile: { type: "RuntimeDefault" } };
  const answer = made(
    { [`${prefix}c`]: "bad" },
    { containers: [{ name: "c", image: "x", securityContext }], securityContext },
  );

  expect(answer).toMatchObject({ status: 422, warnings: [] });
  expect(made({ [`${prefix}c`]: "bad" }, {})).toMatchObject({
    status: 422,
    warnings: [warning("c")],
  });
});

test("a pod of Windows keeps what it says", () => {
  const { spec, warnings } = made({ [`${prefix}c`]: "unconfined" }, { os: { name: "windows" } });

  expect(spec).not.toHaveProperty("containers[0].securityContext");
  expect(warnings).toEqual([]);
});
