import { type CelEnvironment, withVariables } from "./check/environment.ts";
import type { SizeSource } from "./cost/estimate.ts";
import { kubernetesEnvironment } from "./kubernetes-environment.ts";
import { type CelType, celTypes, mapType, structType } from "./types/cel-type.ts";

function mapOfMaps(value: CelType): CelType {
  return mapType(celTypes.string, mapType(celTypes.string, value));
}

const deviceType = structType(
  "kubernetes.DRADevice",
  new Map([
    ["driver", celTypes.string],
    ["attributes", mapOfMaps(celTypes.any)],
    ["capacity", mapOfMaps(celTypes.quantity)],
  ]),
);

let environment: CelEnvironment | undefined;

/**
 * The environment of expressions that choose devices.
 *
 * @see kubernetes staging/src/k8s.io/dynamic-resource-allocation/cel/compile.go
 */
export function deviceEnvironment(): CelEnvironment {
  environment ??= {
    ...withVariables(kubernetesEnvironment(), { device: deviceType }),
    hasBindings: true,
  };
  return environment;
}

const [domainMax, idMax, driverMax, valueMax, entriesMax] = [63, 32, 63, 64, 32];

/** The largest sizes below each field of a device: of the map, its keys and so on inwards. */
const sizes: Readonly<Record<string, readonly [steps: string, max: number][]>> = {
  driver: [["", driverMax]],
  attributes: mapSizes(valueMax),
  capacity: mapSizes(0),
};

function mapSizes(value: number): readonly [string, number][] {
  return [
    ["", entriesMax],
    ["@keys", domainMax],
    ["@values", entriesMax],
    ["@values @keys", idMax],
    ["@values @values", value],
  ];
}

/** How large what an expression reads of a device can be; fields of its maps count as their values. */
export const deviceSizes: SizeSource = ([, field = "", ...steps]) => {
  const inner = steps.map((step) => (step.startsWith("@") ? step : "@values")).join(" ");
  if (field === "") return { min: 0, max: 0 };
  const found = sizes[field]?.find(([path]) => path === inner);
  return found === undefined ? undefined : { min: 0, max: found[1] };
};
