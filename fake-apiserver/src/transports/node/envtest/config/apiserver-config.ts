import type { PlainObject } from "../../../../codec/json/plain-object.ts";
import { configGroup, readConfig } from "./config-file.ts";
import type { Shape } from "./config-shape.ts";

/**
 * Reads a file of a kind of `apiserver.config.k8s.io`, where nothing may be unknown or said twice.
 *
 * @param shapeOf the kind in a version: `v1`, `v1beta1` or `v1alpha1`
 * @throws Error in the real server's words
 */
export function readApiserverConfig(
  content: string,
  wanted: string,
  shapeOf: (version: string) => Shape,
): PlainObject {
  const versions = ["v1", "v1beta1", "v1alpha1"].map((version) => [
    `apiserver.config.k8s.io/${version}`,
    { [wanted]: shapeOf(version) },
  ]);
  const { kind, value, strict } = readConfig(content, configGroup(Object.fromEntries(versions)), {
    kind: `Object 'Kind' is missing in '${content}'`,
    apiVersion: `Object 'apiVersion' is missing in '${content}'`,
  });
  if (strict.length > 0) throw new Error(`strict decoding error: ${strict.join(", ")}`);
  if (kind !== wanted) throw new Error(`expected ${wanted}, got *apiserver.${kind}`);
  return value;
}
