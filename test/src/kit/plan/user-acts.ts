import type { KubernetesObject } from "@informerlab/core";
import type { PlanAction } from "./plan.ts";
import type { Subject } from "./workload.ts";

/** A user creates an object by one of the variants. */
export function createOf(subject: Subject, which: number, detail: number): PlanAction {
  const { namespace, name } = namedOf(subject, which);
  const variant = variantOf(subject, detail);
  return {
    do: "create",
    object: {
      ...variant,
      metadata: { ...variant.metadata, name, ...(namespace === undefined ? {} : { namespace }) },
    },
  };
}

function variantOf(
  { variants }: Subject,
  detail: number,
): KubernetesObject & Readonly<Record<string, unknown>> {
  return (variants[detail % variants.length] ?? variants[0]) as KubernetesObject &
    Readonly<Record<string, unknown>>;
}

/** A user puts another variant in an object's place, or makes one of the other changes. */
export function changeOf(
  subject: Subject,
  detail: number,
):
  | { readonly do: "change"; readonly to: Readonly<Record<string, unknown>> }
  | { readonly do: "patch"; readonly patch: Readonly<Record<string, unknown>> } {
  const { variants, changes = [] } = subject;
  const choice = detail % (variants.length + changes.length);
  const patch = changes[choice - variants.length];
  return patch === undefined
    ? { do: "change", to: variantOf(subject, choice) }
    : { do: "patch", patch };
}

/** Which object it is: its `which`-th name, counted round. */
export function namedOf(
  { resource, names = ["a", "b"], namespace }: Subject,
  which: number,
): {
  readonly resource: string;
  readonly name: string;
  readonly namespace?: string;
} {
  const name = names[which % names.length] ?? "a";
  return { resource, name, ...(namespace === undefined ? {} : { namespace }) };
}
