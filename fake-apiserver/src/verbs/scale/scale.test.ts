import type { KubernetesObject, Status } from "@informerlab/core";
import { Simulation } from "@informerlab/core/simulation";
import { expect, test } from "vitest";
import { createCluster } from "../../fake-apiserver.ts";
import { send } from "../../testing/send.ts";

const scalable: object = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "gadgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "gadgets", singular: "gadget", kind: "Gadget", listKind: "GadgetList" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: {
          scale: { specReplicasPath: ".spec.replicas", statusReplicasPath: ".status.replicas" },
        },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { spec: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
          },
        },
      },
    ],
  },
};

const labels = { app: "w" };
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "w", namespace: "default" },
  spec: {
    replicas: 1,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: "c", image: "i" }] } },
  },
};
const gadget = {
  apiVersion: "example.com/v1",
  kind: "Gadget",
  metadata: { name: "w", namespace: "default" },
  spec: { replicas: 1 },
};
const scaleType = { apiVersion: "autoscaling/v1", kind: "Scale", metadata: { name: "w" } };

interface Owner {
  readonly manager: string;
  readonly operation: string;
  readonly subresource?: string;
  readonly fieldsV1: { readonly "f:spec"?: object };
}

interface Scaling {
  /** Writes the scale; the answer is its code and, where it is no success, its message. */
  write(method: "PUT" | "apply", query: string, scale: object): string;
  /** Who owns the replicas. */
  owners(): readonly string[];
}

/** The Deployment, or Gadget, `w` of a new server, made by the manager "creator". */
function scaling(object: KubernetesObject): Scaling {
  const simulation = new Simulation();
  const cluster = createCluster({ environment: simulation, controllers: { gc: false } });
  cluster.create(scalable);
  simulation.runReady();
  const resource = object.kind === "Gadget" ? "gadgets" : "deployments";
  const collection = `/apis/${object.apiVersion}/namespaces/default/${resource}`;
  const ask = (method: string, target: string, type: string, body?: object) => {
    const answer = send(cluster, method, target, {
      headers: { "content-type": type },
      body: body === undefined ? "" : JSON.stringify(body),
    });
    simulation.runReady();
    if (answer.body.kind !== "json") throw new Error("no JSON");
    return { code: answer.status, value: answer.body.value as KubernetesObject & Status };
  };
  ask("POST", `${collection}?fieldManager=creator`, "application/json", object);
  return {
    write: (method, query, scale) => {
      const target = `${collection}/w/scale?${query}`;
      const { code, value } =
        method === "PUT"
          ? ask("PUT", target, "application/json", scale)
          : ask("PATCH", target, "application/apply-patch+yaml", scale);
      return code === 200 ? "200" : `${code} ${value.message}`;
    },
    owners: () => {
      const { value } = ask("GET", `${collection}/w`, "application/json");
      const entries = (value.metadata?.managedFields ?? []) as readonly Owner[];
      return entries
        .filter(({ fieldsV1 }) => Object.hasOwn(fieldsV1["f:spec"] ?? {}, "f:replicas"))
        .map(
          ({ manager, operation, subresource = "" }) => `${manager} ${operation} ${subresource}`,
        );
    },
  };
}

const to = (replicas: number): object => ({ ...scaleType, spec: { replicas } });

test.each([deployment, gadget])("who scales a $kind owns its replicas", (object) => {
  const { write, owners } = scaling(object);

  expect(write("PUT", "fieldManager=s", to(3))).toBe("200");

  expect(owners()).toEqual(["s Update scale"]);
});

test.each([deployment, gadget])("nobody owns the replicas of a $kind at 0", (object) => {
  const { write, owners } = scaling(object);

  expect(write("PUT", "fieldManager=s", to(0))).toBe("200");

  expect(owners()).toEqual([]);
});

test("an apply to a Scale sees who owns the replicas of its object", () => {
  const { write, owners } = scaling(deployment);
  const conflict = "409 Apply failed with 1 conflict: conflict with";

  expect(write("apply", "fieldManager=a", to(5))).toBe(
    `${conflict} "creator" using autoscaling/v1: .spec.replicas`,
  );
  expect(write("apply", "fieldManager=a&force=true", to(5))).toBe("200");
  expect(write("apply", "fieldManager=b", to(6))).toBe(
    `${conflict} "a" with subresource "scale": .spec.replicas`,
  );
  expect(write("apply", "fieldManager=b", to(5))).toBe("200");

  expect(owners()).toEqual(["a Apply scale", "b Apply scale"]);
});

test("an update that keeps the replicas leaves them to the updater that had them, in an entry of its own", () => {
  const { write, owners } = scaling(deployment);

  expect(write("PUT", "fieldManager=s", to(1))).toBe("200");

  expect(owners()).toEqual(["creator Update "]);
});

test("the owners of a custom resource's replicas are forgotten when a PUT does not say its version", () => {
  const { write, owners } = scaling(gadget);

  expect(write("PUT", "fieldManager=s", { metadata: { name: "w" }, spec: { replicas: 3 } })).toBe(
    "200",
  );

  expect(owners()).toEqual([]);
  expect(write("PUT", "fieldManager=s", to(4))).toBe("200");
  expect(owners()).toEqual([]);
  expect(write("apply", "fieldManager=a", to(4))).toMatch(
    /^500 failed to create manager for existing fields: failed to convert live object/,
  );
});

test("only what changes nothing can be applied to the Scale of a custom resource", () => {
  const { write, owners } = scaling(gadget);

  expect(write("apply", "fieldManager=a", to(1))).toBe("200");
  expect(write("apply", "fieldManager=a&force=true", to(2))).toBe(
    "500 failed to convert new object (/w; autoscaling/v1, Kind=Scale) to proper version: request to convert CR to an invalid group/version: autoscaling/v1",
  );

  expect(owners()).toEqual(["a Apply scale", "creator Update "]);
});
