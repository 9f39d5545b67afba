import { Simulation } from "@informerlab/core/simulation";
import { createCluster } from "@informerlab/fake-apiserver";
import type { GrowingRequest, Growth } from "./inputs.ts";

const objects = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: gadgets.growth.example}
spec:
  group: growth.example
  scope: Namespaced
  names: {plural: gadgets, singular: gadget, kind: Gadget, listKind: GadgetList}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties:
                items:
                  type: array
                  x-kubernetes-list-type: map
                  x-kubernetes-list-map-keys: [name]
                  items: {type: object, required: [name], properties: {name: {type: string}}}
---
{apiVersion: growth.example/v1, kind: Gadget, metadata: {name: base}, spec: {items: []}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: base}, data: {a: b}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: base}
spec:
  selector: {matchLabels: {a: b}}
  template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: i}]}}
`;

/** How the work for a request grows with its size. */
export interface Measured {
  readonly code: number;
  /** Milliseconds of CPU time for the smallest request and for one four times as large. */
  readonly small: number;
  readonly large: number;
}

/** Sends requests to a server of its own. */
export class Measuring {
  readonly #simulation = new Simulation();
  readonly #cluster = createCluster({
    environment: this.#simulation,
    objects,
    onInternalError: (error) => {
      throw error;
    },
  });

  /** The least of a few times for each size, so that what else the machine does counts little. */
  measure({ size, request }: Growth): Measured {
    const one = request(size);
    const four = request(size * 4);
    let [small, large] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    let code = 0;
    for (let round = 0; round < 4; round++) {
      small = Math.min(small, this.#time(one));
      large = Math.min(
        large,
        this.#time(four, (answered) => {
          code = answered;
        }),
      );
    }
    return { code, small, large };
  }

  #time(request: GrowingRequest, onAnswer: (code: number) => void = () => {}): number {
    const before = process.cpuUsage();
    this.#cluster.apiserver.handle(
      { query: [], headers: {}, client: "growth/1.0", ...request },
      ({ status }) => onAnswer(status),
    );
    this.#simulation.runReady();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  }
}
