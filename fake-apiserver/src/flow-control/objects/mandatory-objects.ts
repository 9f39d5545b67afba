import { bootstrapFlowControl } from "./bootstrap-flow-control.ts";
import type { FlowSchema } from "./flow-control-objects.ts";
import { type LevelSpec, levelSpecOf } from "./level-spec.ts";

const mandatoryNames: readonly string[] = ["exempt", "catch-all"];

const mandatory = bootstrapFlowControl(undefined).filter(({ metadata }) =>
  mandatoryNames.includes(metadata?.name ?? ""),
);

/** Levels that there are even where nobody has made them. */
export const mandatoryLevels: readonly LevelSpec[] = mandatory
  .filter(({ kind }) => kind === "PriorityLevelConfiguration")
  .map(levelSpecOf)
  .filter((spec) => spec !== undefined);

/** Schemas that there are even where nobody has made them. */
export const mandatorySchemas: readonly FlowSchema[] = mandatory.filter(
  ({ kind }) => kind === "FlowSchema",
);
