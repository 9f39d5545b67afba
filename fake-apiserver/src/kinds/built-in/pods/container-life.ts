import { listOf, numberOf, objectOf } from "../../../codec/json/plain-object.ts";
import { headerName, portName } from "../../../codec/names/names.ts";
import {
  all,
  type Check,
  fields,
  form,
  isSet,
  needed,
  notNegative,
  oneOf,
  optional,
  portNumber,
} from "../../validation/checks.ts";

const portOrName: Check = (value, at, report) => {
  if (typeof value === "string") form(portName)(value, at, report);
  else portNumber(value, at, report);
};

const handlers: Readonly<Record<string, Check>> = {
  exec: fields({ command: needed() }),
  httpGet: fields({
    path: needed(),
    port: portOrName,
    scheme: oneOf("HTTP", "HTTPS"),
    httpHeaders: (value, at, report) => {
      for (const header of listOf(value)) form(headerName)(objectOf(header)["name"], at, report);
    },
  }),
  tcpSocket: fields({ port: portOrName }),
  grpc: fields({ port: portNumber }),
};

function handler(grace: number | undefined): Check {
  const sleep: Check = (value, at, report) => {
    const seconds = numberOf(objectOf(value)["seconds"]);
    const most = grace ?? 0;
    if (seconds < 0 || (grace !== undefined && seconds > most)) {
      report.invalid(
        at,
        seconds,
        `must be non-negative and less than terminationGracePeriodSeconds (${most})`,
      );
    }
  };
  return (value, at, report) => {
    let count = 0;
    for (const [name, check] of Object.entries({ ...handlers, sleep })) {
      const action = objectOf(value)[name];
      if (!isSet(action)) continue;
      count += 1;
      if (count > 1) report.forbidden(`${at}.${name}`, "may not specify more than 1 handler type");
      else check(action, `${at}.${name}`, report);
    }
    if (count === 0) report.required(at, "must specify a handler type");
  };
}

function probe(kind: "liveness" | "readiness" | "startup", grace: number | undefined): Check {
  return optional((value, at, report) => {
    handler(grace)(value, at, report);
    fields({
      initialDelaySeconds: notNegative,
      timeoutSeconds: notNegative,
      periodSeconds: notNegative,
      successThreshold: notNegative,
      failureThreshold: notNegative,
    })(value, at, report);
    const { terminationGracePeriodSeconds: seconds, successThreshold } = objectOf(value);
    const place = `${at}.terminationGracePeriodSeconds`;
    if (typeof seconds === "number" && seconds <= 0)
      report.invalid(place, seconds, "must be greater than 0");
    if (kind === "readiness") {
      if (isSet(seconds)) report.invalid(place, seconds, "must not be set for readinessProbes");
    } else if (successThreshold !== 1)
      report.invalid(`${at}.successThreshold`, numberOf(successThreshold), "must be 1");
  });
}

/** What is asked of the life of a container. */
export function life(grace: number | undefined, os: unknown): Check {
  const lifecycle: Check = optional(
    all(
      fields({ postStart: optional(handler(grace)), preStop: optional(handler(grace)) }),
      (value, at, report) => {
        const { stopSignal } = objectOf(value);
        if (!isSet(stopSignal)) return;
        if (!isSet(os))
          report.forbidden(`${at}.stopSignal`, "may not be set for containers with empty os name");
      },
    ),
  );
  return fields({
    lifecycle,
    livenessProbe: probe("liveness", grace),
    readinessProbe: probe("readiness", grace),
    startupProbe: probe("startup", grace),
  });
}
