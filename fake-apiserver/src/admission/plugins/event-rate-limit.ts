import { failureStatus, StatusError } from "@informerlab/core";
import { asOne } from "../../codec/as-one.ts";
import { textOf, valueAt } from "../../codec/json/plain-object.ts";
import { TokenBucket } from "../../codec/token-bucket.ts";
import type { AdmissionPlugin } from "../admission-plugin.ts";
import type { AdmissionRequest } from "../admission-request.ts";
import type { Findings } from "../findings.ts";

/** How many events are taken. */
export interface EventLimit {
  /** What has a limit of its own: the server, each namespace, each user, or each source with what its events are about. */
  readonly type: "Server" | "Namespace" | "User" | "SourceAndObject";
  /** A second. */
  readonly qps: number;
  /** At once, after a rest. */
  readonly burst: number;
  /** How many of those that have a limit are remembered: whoever is forgotten begins anew. @defaultValue 4096 */
  readonly cacheSize?: number;
}

/** `Configuration` of `eventratelimit.admission.k8s.io/v1alpha1`. */
export interface EventRateLimitConfiguration {
  readonly limits?: readonly EventLimit[];
}

const cacheSizeByDefault = 4096;

/** One limit, with a bucket for each that has it. */
class Limiter {
  readonly #limit: EventLimit;
  /** Those asked for last come last. */
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(limit: EventLimit) {
    this.#limit = limit;
  }

  /** Why an event is one too many. */
  problem(asked: AdmissionRequest, now: number): string | undefined {
    const { type } = this.#limit;
    const key = keyOf[type](asked);
    return this.#takes(key, now) ? undefined : `limit reached on type ${type} for key ${key}`;
  }

  #takes(key: string, now: number): boolean {
    const { qps, burst } = this.#limit;
    const bucket = this.#buckets.get(key) ?? new TokenBucket({ perSecond: qps, burst }, now);
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > (this.#limit.cacheSize || cacheSizeByDefault) && oldest !== undefined)
      this.#buckets.delete(oldest);
    return bucket.take(now) === 0;
  }
}

const keyOf: Readonly<Record<EventLimit["type"], (asked: AdmissionRequest) => string>> = {
  Server: () => "",
  Namespace: ({ request }) => request.namespace ?? "",
  User: ({ request }) => request.user.name,
  SourceAndObject: ({ object }) => sourceAndObject(object),
};

function sourceAndObject(event: unknown): string {
  return [
    ...["component", "host"].map((name) => valueAt(event, "source", name)),
    ...["kind", "namespace", "name", "uid", "apiVersion"].map((name) =>
      valueAt(event, "involvedObject", name),
    ),
  ]
    .map(textOf)
    .join("");
}

/**
 * Takes no more events than it is told to, off by default.
 *
 * @see kubernetes plugin/pkg/admission/eventratelimit/admission.go
 */
export function eventRateLimitWith({ limits = [] }: EventRateLimitConfiguration): AdmissionPlugin {
  const limiters = limits.map((limit) => new Limiter(limit));
  /** A request that has to wait for somebody later is one request. */
  const judged = new WeakMap<Findings, StatusError | undefined>();
  const judge = (asked: AdmissionRequest, now: number): StatusError | undefined => {
    const problems = limiters.flatMap((one) => one.problem(asked, now) ?? []);
    if (problems.length === 0) return undefined;
    const message = `Too many requests: ${asOne(problems)}`;
    return new StatusError(failureStatus({ code: 429, reason: "TooManyRequests", message }));
  };
  return {
    name: "EventRateLimit",
    // Those of the newer group are let through, there as here.
    handles: ({ definition, operation }) =>
      definition.kind === "Event" &&
      definition.group === "" &&
      (operation === "CREATE" || operation === "UPDATE"),
    validate(asked, { now }) {
      if (asked.isDryRun) return;
      const { findings } = asked;
      if (!judged.has(findings)) judged.set(findings, judge(asked, now));
      const refusal = judged.get(findings);
      if (refusal !== undefined) throw refusal;
    },
  };
}
