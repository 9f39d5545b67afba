import { failureStatus, type KubernetesObject, StatusError } from "@informerlab/core";
import { isPlainObject, objectOf, type PlainObject, textOf } from "../../codec/plain-object.ts";

/**
 * Fails as the real server does where a webhook would have to convert an object: none is called, and what it would
 * have made of the object nobody knows.
 *
 * @throws StatusError when the strategy is Webhook
 * @see apiextensions-apiserver pkg/apiserver/conversion/webhook_converter.go
 */
export function refuseWebhookConversion(
  { apiVersion = "", kind = "" }: KubernetesObject,
  conversion: PlainObject,
): void {
  if (conversion["strategy"] !== "Webhook") return;
  const url = urlOf(objectOf(objectOf(conversion["webhook"])["clientConfig"]));
  throw new StatusError(
    failureStatus({
      code: 500,
      message: `conversion webhook for ${apiVersion}, Kind=${kind} failed: Post "${url}?timeout=30s": the fake apiserver calls no conversion webhooks`,
    }),
  );
}

function urlOf({ url, service }: PlainObject): string {
  if (!isPlainObject(service)) return textOf(url);
  const { name, namespace, path, port } = service;
  return `https://${textOf(name)}.${textOf(namespace)}.svc:${Number(port ?? 443)}${textOf(path)}`;
}
