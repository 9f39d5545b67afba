import type { Cancel, KubernetesObject } from "@informerlab/core";

/** Where a webhook is, and what it is to be sent. */
export interface WebhookCall {
  /** Name of the webhook in its configuration: `validate.example.com`. */
  readonly name: string;
  /** With the query `timeout=`; for a service `https://NAME.NAMESPACE.svc:PORT/PATH`. */
  readonly url: string;
  /** The service, where the configuration names one. */
  readonly service?: { readonly namespace: string; readonly name: string; readonly port: number };
  /** PEM of the authorities to trust, in base64; undefined: those of the host. */
  readonly caBundle?: string;
  /** JSON. */
  readonly body: string;
  readonly timeoutMs: number;
}

/** What came of a call: an HTTP answer, or why there was none, in the words of Go's client. */
export type WebhookReply =
  | {
      readonly kind: "answer";
      readonly status: number;
      /** @defaultValue JSON */
      readonly contentType?: string;
      readonly body: string;
    }
  /** `dial tcp 127.0.0.1:9: connect: connection refused`, `context deadline exceeded` … */
  | { readonly kind: "no-answer"; readonly message: string };

/** The way of a server to webhooks on the network. */
export interface WebhookClient {
  /** Calls `done` once, later, unless it was cancelled. */
  send(call: WebhookCall, done: (reply: WebhookReply) => void): Cancel;
}

/** An admission review as a webhook gets it, `request` as in `admission.k8s.io/v1`. */
export interface AdmissionReview {
  readonly kind: string;
  readonly apiVersion: string;
  readonly request: Readonly<Record<string, unknown>>;
}

/** What a webhook says; the uid may be left out. */
export interface WebhookVerdict {
  readonly allowed: boolean;
  readonly status?: { readonly code?: number; readonly message?: string; readonly reason?: string };
  /** JSON patch: operations, where a webhook on the network sends them in base64. */
  readonly patch?: readonly object[];
  readonly warnings?: readonly string[];
  readonly auditAnnotations?: Readonly<Record<string, string>>;
}

/** A webhook in this process. It answers at once; what it throws counts as a call that failed. */
export type WebhookFunction = (review: AdmissionReview) => WebhookVerdict;

/**
 * A conversion webhook in this process: gives each of the objects back in the desired version, of metadata with labels
 * and annotations of its own at most. It answers at once; what it throws counts as a call that failed.
 */
export type ConversionFunction = (
  objects: readonly KubernetesObject[],
  desiredAPIVersion: string,
) => readonly object[];

/** How a cluster reaches webhooks. */
export interface WebhookOptions {
  /**
   * Functions that answer in place of the network, by the webhook's name, its URL without query, or
   * `NAMESPACE/NAME` of its service.
   */
  readonly functions?: Readonly<Record<string, WebhookFunction>>;
  /**
   * The same for the conversion of custom resources, by the name of the definition (`widgets.example.com`), the URL
   * without query, or `NAMESPACE/NAME` of the service.
   */
  readonly conversions?: Readonly<Record<string, ConversionFunction>>;
  /** The network, for all others. @defaultValue none: calls fail */
  readonly client?: WebhookClient;
}
