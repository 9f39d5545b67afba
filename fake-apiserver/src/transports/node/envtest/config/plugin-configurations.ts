import type {
  EventLimit,
  EventRateLimitConfiguration,
} from "../../../../admission/plugins/event-rate-limit.ts";
import type { QuotaConfiguration } from "../../../../admission/quota/limited-resources.ts";
import type { PlainObject } from "../../../../codec/json/plain-object.ts";
import {
  aggregateText,
  type FieldError,
  invalid,
  notSupported,
  required,
} from "../../../../schema/field-error.ts";
import { type ConfigKinds, readConfig } from "./config-file.ts";
import {
  kindShape,
  listOfShape,
  type Shape,
  struct,
  text,
  textOfType,
  texts,
} from "./config-shape.ts";

const int32: Shape = { kind: "int", go: "int32" };

const eventLimits: ConfigKinds = {
  "eventratelimit.admission.k8s.io/v1alpha1": {
    Configuration: kindShape("v1alpha1.Configuration", {
      limits: listOfShape(
        struct("v1alpha1.Limit", {
          type: textOfType("v1alpha1.LimitType"),
          qps: int32,
          burst: int32,
          cacheSize: int32,
        }),
      ),
    }),
  },
};

function quotaShape(version: string, kind: string): Shape {
  const scope = struct("v1.ScopedResourceSelectorRequirement", {
    scopeName: textOfType("v1.ResourceQuotaScope"),
    operator: textOfType("v1.ScopeSelectorOperator"),
    values: texts,
  });
  const limited = struct(`${version}.LimitedResource`, {
    apiGroup: text,
    resource: text,
    matchContains: texts,
    matchScopes: listOfShape(scope),
  });
  return kindShape(`${version}.${kind}`, { limitedResources: listOfShape(limited) });
}

const quotas: ConfigKinds = {
  "apiserver.config.k8s.io/v1": {
    ResourceQuotaConfiguration: quotaShape("v1", "Configuration"),
  },
  "resourcequota.admission.k8s.io/v1beta1": {
    Configuration: quotaShape("v1beta1", "Configuration"),
  },
  "resourcequota.admission.k8s.io/v1alpha1": {
    Configuration: quotaShape("v1alpha1", "Configuration"),
  },
};

/**
 * What EventRateLimit is told; undefined: nothing. Fields that there are not count for nothing.
 *
 * @throws Error in the real server's words
 * @see kubernetes plugin/pkg/admission/eventratelimit/config.go
 */
export function readEventLimits(content: string | undefined): EventRateLimitConfiguration {
  const value = content === undefined ? {} : read(content, eventLimits).value;
  const configuration = value as EventRateLimitConfiguration;
  refuse(eventProblems(configuration.limits ?? null));
  return configuration;
}

const limitTypes = ["Namespace", "Server", "SourceAndObject", "User"];

function eventProblems(limits: readonly Partial<EventLimit>[] | null): readonly FieldError[] {
  if ((limits ?? []).length === 0) return [invalid("limits", limits, "must not be empty")];
  return (limits ?? []).flatMap(({ type = "", qps = 0, burst = 0, cacheSize = 0 }, index) => {
    const at = `limits[${index}]`;
    return [
      ...(limitTypes.includes(type) ? [] : [notSupported(`${at}.type`, type, limitTypes)]),
      ...(burst > 0 ? [] : [invalid(`${at}.burst`, burst, "must be positive")]),
      ...(qps > 0 ? [] : [invalid(`${at}.qps`, qps, "must be positive")]),
      ...(type === "Server" || cacheSize >= 0
        ? []
        : [invalid(`${at}.cacheSize`, cacheSize, "must not be negative")]),
    ];
  });
}

/**
 * What ResourceQuota is told.
 *
 * @throws Error in the real server's words
 * @see kubernetes apiserver pkg/admission/plugin/resourcequota/config.go
 */
export function readQuotaConfiguration(content: string): QuotaConfiguration {
  const { value, strict } = read(content, quotas);
  if (strict.length > 0) throw new Error(`strict decoding error: ${strict.join(", ")}`);
  const configuration = value as QuotaConfiguration;
  refuse(
    (configuration.limitedResources ?? []).flatMap(({ resource = "" }, index) =>
      resource === "" ? [required(`limitedResources[${index}].resource`)] : [],
    ),
  );
  return configuration;
}

function read(
  content: string,
  kinds: ConfigKinds,
): { value: PlainObject; strict: readonly string[] } {
  return readConfig(content, kinds, {
    kind: `Object 'Kind' is missing in '${content}'`,
    apiVersion: `Object 'apiVersion' is missing in '${content}'`,
  });
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new Error(aggregateText(errors));
}
