import { listOf, objectOf, type PlainObject, textOf } from "../../codec/plain-object.ts";
import { compareQuantities, isNegativeQuantity } from "../../codec/quantity.ts";
import {
  duplicate,
  type FieldError,
  invalid,
  notFound,
  notSupported,
  required,
} from "../../schema/field-error.ts";
import { environmentName, labelName, portName, qualifiedName } from "../validation/names.ts";

/** What differs between pods and the templates of workloads. */
export interface PodSpecOptions {
  readonly isPod?: boolean;
  /** What `restartPolicy` may be; a workload allows fewer. */
  readonly restartPolicies?: readonly string[];
}

const restartPolicies = ["Always", "OnFailure", "Never"];
const dnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

/**
 * What is wrong with a pod's spec. The main rules, in the order of the real server.
 *
 * @see kubernetes pkg/apis/core/validation/validation.go ValidatePodSpec
 */
export function validatePodSpec(
  spec: PlainObject,
  field: string,
  options: PodSpecOptions = {},
): readonly FieldError[] {
  const volumes = new Set<string>();
  const errors: FieldError[] = [...validateVolumes(spec["volumes"], `${field}.volumes`, volumes)];
  errors.push(...validateContainers(spec, field, volumes));
  const allowed = options.restartPolicies ?? restartPolicies;
  const policy = textOf(spec["restartPolicy"]);
  if (policy === "") errors.push(required(`${field}.restartPolicy`));
  else if (!allowed.includes(policy))
    errors.push(notSupported(`${field}.restartPolicy`, policy, allowed));
  const dns = textOf(spec["dnsPolicy"]);
  if (dns !== "" && !dnsPolicies.includes(dns))
    errors.push(notSupported(`${field}.dnsPolicy`, dns, dnsPolicies));
  errors.push(...validateSpaces(spec, field, options));
  errors.push(...validateTolerations(spec["tolerations"], `${field}.tolerations`));
  return errors;
}

function validateVolumes(
  volumes: unknown,
  field: string,
  names: Set<string>,
): readonly FieldError[] {
  return listOf(volumes).flatMap((volume, index) => {
    const name = textOf(objectOf(volume)["name"]);
    const at = `${field}[${index}].name`;
    if (name === "") return [required(at)];
    const problems = labelName(name).map((problem) => invalid(at, name, problem));
    if (problems.length > 0) return problems;
    if (names.has(name)) return [duplicate(at, name)];
    names.add(name);
    return [];
  });
}

function validateContainers(
  spec: PlainObject,
  field: string,
  volumes: ReadonlySet<string>,
): readonly FieldError[] {
  const names = new Set<string>();
  const containers = listOf(spec["containers"]);
  const errors: FieldError[] = [];
  if (containers.length === 0) errors.push(required(`${field}.containers`));
  for (const group of ["containers", "initContainers"] as const) {
    listOf(spec[group]).forEach((container, index) => {
      errors.push(
        ...validateContainer(objectOf(container), `${field}.${group}[${index}]`, {
          names,
          volumes,
        }),
      );
    });
  }
  return errors;
}

function validateContainer(
  container: PlainObject,
  field: string,
  { names, volumes }: { readonly names: Set<string>; readonly volumes: ReadonlySet<string> },
): readonly FieldError[] {
  const name = textOf(container["name"]);
  const errors: FieldError[] = [];
  if (name === "") errors.push(required(`${field}.name`));
  else {
    errors.push(...labelName(name).map((problem) => invalid(`${field}.name`, name, problem)));
    if (names.has(name)) errors.push(duplicate(`${field}.name`, name));
    names.add(name);
  }
  if (textOf(container["image"]) === "") errors.push(required(`${field}.image`));
  errors.push(...validatePorts(container["ports"], `${field}.ports`));
  errors.push(...validateEnvironment(container["env"], `${field}.env`));
  errors.push(...validateMounts(container["volumeMounts"], `${field}.volumeMounts`, volumes));
  const policy = textOf(container["imagePullPolicy"]);
  if (policy !== "" && !["Always", "IfNotPresent", "Never"].includes(policy)) {
    errors.push(
      notSupported(`${field}.imagePullPolicy`, policy, ["Always", "IfNotPresent", "Never"]),
    );
  }
  errors.push(...validateResources(objectOf(container["resources"]), `${field}.resources`));
  return errors;
}

function validatePorts(ports: unknown, field: string): readonly FieldError[] {
  const names = new Set<string>();
  return listOf(ports).flatMap((port, index) => {
    const { name, containerPort, hostPort, protocol } = objectOf(port);
    const at = `${field}[${index}]`;
    const errors: FieldError[] = [];
    if (textOf(name) !== "") {
      errors.push(...portName(textOf(name)).map((problem) => invalid(`${at}.name`, name, problem)));
      if (names.has(textOf(name))) errors.push(duplicate(`${at}.name`, name));
      names.add(textOf(name));
    }
    if (containerPort === 0 || containerPort === undefined)
      errors.push(required(`${at}.containerPort`));
    else errors.push(...validatePortNumber(containerPort, `${at}.containerPort`));
    if (hostPort !== undefined && hostPort !== 0)
      errors.push(...validatePortNumber(hostPort, `${at}.hostPort`));
    const protocols = ["SCTP", "TCP", "UDP"];
    if (textOf(protocol) === "") errors.push(required(`${at}.protocol`));
    else if (!protocols.includes(textOf(protocol)))
      errors.push(notSupported(`${at}.protocol`, protocol, protocols));
    return errors;
  });
}

/** 1 to 65535. */
export function validatePortNumber(port: unknown, field: string): readonly FieldError[] {
  return typeof port === "number" && port >= 1 && port <= 65_535
    ? []
    : [invalid(field, port, "must be between 1 and 65535, inclusive")];
}

function validateEnvironment(variables: unknown, field: string): readonly FieldError[] {
  return listOf(variables).flatMap((variable, index) => {
    const { name, value, valueFrom } = objectOf(variable);
    const at = `${field}[${index}]`;
    const errors: FieldError[] = [];
    if (textOf(name) === "") errors.push(required(`${at}.name`));
    else
      errors.push(
        ...environmentName(textOf(name)).map((problem) => invalid(`${at}.name`, name, problem)),
      );
    if (textOf(value) !== "" && valueFrom !== undefined) {
      errors.push(invalid(`${at}.valueFrom`, "", "may not be specified when `value` is not empty"));
    }
    return errors;
  });
}

function validateMounts(
  mounts: unknown,
  field: string,
  volumes: ReadonlySet<string>,
): readonly FieldError[] {
  const paths = new Set<string>();
  return listOf(mounts).flatMap((mount, index) => {
    const { name, mountPath } = objectOf(mount);
    const at = `${field}[${index}]`;
    const errors: FieldError[] = [];
    if (textOf(name) === "") errors.push(required(`${at}.name`));
    else if (!volumes.has(textOf(name))) errors.push(notFound(`${at}.name`, name));
    if (textOf(mountPath) === "") errors.push(required(`${at}.mountPath`));
    else if (paths.has(textOf(mountPath)))
      errors.push(invalid(`${at}.mountPath`, mountPath, "must be unique"));
    paths.add(textOf(mountPath));
    return errors;
  });
}

function validateResources(resources: PlainObject, field: string): readonly FieldError[] {
  const limits = objectOf(resources["limits"]);
  const requests = objectOf(resources["requests"]);
  const errors: FieldError[] = [];
  for (const [group, amounts] of [
    ["limits", limits],
    ["requests", requests],
  ] as const) {
    for (const [name, amount] of Object.entries(amounts)) {
      const at = `${field}.${group}[${name}]`;
      errors.push(...qualifiedName(name).map((problem) => invalid(at, name, problem)));
      if (isNegativeQuantity(amount))
        errors.push(invalid(at, amount, "must be greater than or equal to 0"));
    }
  }
  for (const [name, request] of Object.entries(requests)) {
    const limit = limits[name];
    if (limit !== undefined && compareQuantities(request, limit) > 0) {
      errors.push(
        invalid(
          `${field}.requests`,
          request,
          `must be less than or equal to ${name} limit of ${limit}`,
        ),
      );
    }
  }
  return errors;
}

/** Only pods complain about blanks around an image, so that older workloads stay valid. */
function validateSpaces(
  spec: PlainObject,
  field: string,
  { isPod }: PodSpecOptions,
): readonly FieldError[] {
  if (isPod !== true) return [];
  return ["containers", "initContainers"].flatMap((group) =>
    listOf(spec[group]).flatMap((container, index) => {
      const image = textOf(objectOf(container)["image"]);
      return image === image.trim()
        ? []
        : [
            invalid(
              `${field}.${group}[${index}].image`,
              image,
              "must not have leading or trailing whitespace",
            ),
          ];
    }),
  );
}

function validateTolerations(tolerations: unknown, field: string): readonly FieldError[] {
  return listOf(tolerations).flatMap((toleration, index) => {
    const { key, operator, value, effect, tolerationSeconds } = objectOf(toleration);
    const at = `${field}[${index}]`;
    const errors: FieldError[] = [];
    if (textOf(key) !== "")
      errors.push(
        ...qualifiedName(textOf(key)).map((problem) => invalid(`${at}.key`, key, problem)),
      );
    else if (operator !== "Exists") {
      errors.push(
        invalid(
          `${at}.operator`,
          textOf(operator),
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    }
    if (tolerationSeconds !== undefined && effect !== "NoExecute") {
      errors.push(
        invalid(
          `${at}.effect`,
          textOf(effect),
          "effect must be 'NoExecute' when `tolerationSeconds` is set",
        ),
      );
    }
    if (operator === "Exists" && textOf(value) !== "") {
      errors.push(
        invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'"),
      );
    }
    if (textOf(operator) !== "" && operator !== "Exists" && operator !== "Equal") {
      errors.push(notSupported(`${at}.operator`, operator, ["Equal", "Exists"]));
    }
    const effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
    if (textOf(effect) !== "" && !effects.includes(textOf(effect))) {
      errors.push(notSupported(`${at}.effect`, effect, effects));
    }
    return errors;
  });
}
