import { listOf, objectOf, type PlainObject, valueAt } from "../../../codec/json/plain-object.ts";
import type { StrategyContext } from "../../resource-definition.ts";
import { withNodePorts } from "./node-ports.ts";
import { withAddresses } from "./service-addresses.ts";
import { withFamilies } from "./service-families.ts";
import { configuredFamilies } from "./service-range.ts";

/**
 * The service with families, addresses and ports that nobody else has.
 *
 * @throws StatusError 422, or 500 for some ports and where no address is left
 * @see kubernetes pkg/registry/core/service/storage/alloc.go
 */
export function allocate(
  given: PlainObject,
  old: PlainObject | undefined,
  context: StrategyContext,
): PlainObject {
  const before = old === undefined ? undefined : objectOf(old["spec"]);
  const service = withFamilies(given, before, configuredFamilies(context));
  const others = [...context.others()]
    .filter(({ metadata }) => metadata?.uid !== valueAt(old, "metadata", "uid"))
    .map(objectOf);
  const spec = withAddresses(service, before, context, others);
  const allocated: Record<string, unknown> = {
    ...spec,
    ...withNodePorts({ ...service, spec }, old, others, context),
  };
  if (listOf(allocated["ports"]).length === 0) delete allocated["ports"];
  return { ...service, spec: allocated };
}
