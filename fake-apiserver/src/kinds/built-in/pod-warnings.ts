import { listOf, objectOf, type PlainObject, textOf, valueAt } from "../../codec/plain-object.ts";

/** Things in a pod that work, but should be said. */
export function podWarnings(pod: PlainObject): readonly string[] {
  return [
    ...annotationWarnings(pod, "metadata"),
    ...podSpecWarnings(objectOf(pod["spec"]), "spec"),
  ];
}

/** The same for the template of a workload. */
export function podTemplateWarnings(object: PlainObject): readonly string[] {
  const template = objectOf(valueAt(object, "spec", "template"));
  return [
    ...annotationWarnings(template, "spec.template.metadata"),
    ...podSpecWarnings(objectOf(template["spec"]), "spec.template.spec"),
  ];
}

function annotationWarnings(object: PlainObject, field: string): readonly string[] {
  return Object.keys(objectOf(valueAt(object, "metadata", "annotations")))
    .filter((key) => key.startsWith("container.apparmor.security.beta.kubernetes.io/"))
    .map(
      (key) =>
        `${field}.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`,
    );
}

function podSpecWarnings(spec: PlainObject, field: string): readonly string[] {
  const warnings: string[] = [];
  for (const name of ["initContainers", "containers"]) {
    listOf(spec[name]).forEach((container, index) => {
      warnings.push(...duplicateVariables(objectOf(container), `${field}.${name}[${index}]`));
    });
  }
  const seconds = spec["terminationGracePeriodSeconds"];
  if (typeof seconds === "number" && seconds < 0) {
    warnings.push(
      `${field}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
    );
  }
  return warnings;
}

function duplicateVariables(container: PlainObject, field: string): readonly string[] {
  const seen = new Set<string>();
  return listOf(container["env"]).flatMap((variable, index) => {
    const name = textOf(objectOf(variable)["name"]);
    if (!seen.has(name)) {
      seen.add(name);
      return [];
    }
    return [
      `${field}.env[${index}]: hides previous definition of ${JSON.stringify(name)}, which may be dropped when using apply`,
    ];
  });
}
