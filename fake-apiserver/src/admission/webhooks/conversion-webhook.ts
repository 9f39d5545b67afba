import {
  type Cancel,
  copyJson,
  failureStatus,
  type KubernetesObject,
  parseJson,
  printJson,
  StatusError,
} from "@informerlab/core";
import { BoundedCache } from "../../codec/bytes/bounded-cache.ts";
import {
  isPlainObject,
  listOf,
  objectOf,
  type PlainObject,
  textOf,
  valueAt,
} from "../../codec/json/plain-object.ts";
import { messageOf } from "../../codec/message-of.ts";
import type { ConvertVersion } from "../../kinds/custom/version-converter.ts";
import { validateAnnotations, validateLabels } from "../../kinds/validation/object-meta.ts";
import { inNameOrder } from "../../request/answer/in-go-order.ts";
import { toUuid } from "../../request/draw-names.ts";
import type { AdmissionView } from "../admission-view.ts";
import { AnswersAtHand } from "../answers-at-hand.ts";
import { unreachable } from "./ask-webhook.ts";
import { noReviewText, statusText } from "./read-answer.ts";
import type { ConversionFunction, WebhookReply } from "./webhook-client.ts";

/** The server gives a conversion webhook this long. */
const timeoutSeconds = 30;
const answersCharactersMax = 16_000_000;

/** A webhook that converts the objects of one definition. */
interface ConversionHook {
  /** Name of the definition: `widgets.example.com`. */
  readonly name: string;
  readonly url: string;
  readonly service?: { readonly namespace: string; readonly name: string; readonly port: number };
  readonly caBundle?: string;
  readonly reviewVersion: "v1" | "v1beta1" | undefined;
}

/** One object that is to be brought to a version. */
interface Question {
  readonly object: KubernetesObject;
  readonly apiVersion: string;
}

/**
 * The way between the versions of a definition whose strategy is Webhook: a function in this process, or a call.
 *
 * @param webhook `spec.conversion.webhook` of the definition of this name
 * @see apiextensions-apiserver pkg/apiserver/conversion/webhook_converter.go
 */
export function convertByWebhook(
  name: string,
  webhook: PlainObject,
  view: Pick<AdmissionView, "webhooks" | "get" | "random">,
): ConvertVersion {
  const hook = hookOf(name, webhook);
  const answers = new BoundedCache<WebhookReply>(answersCharactersMax);
  // Who has waited sees what he was told, though it is a failure, or more than is remembered.
  const atHand = new AnswersAtHand<WebhookReply>();
  let asked = 0;
  return (object, apiVersion) => {
    const question = { object, apiVersion };
    const ofProcess = functionFor(hook, view.webhooks.conversions ?? {});
    if (ofProcess !== undefined) return answerOfFunction(ofProcess, question);
    const problem = unreachable(hook.service, view);
    if (problem !== undefined) throw failed(object, notCalled(hook, problem));
    const { reviewVersion } = hook;
    if (reviewVersion === undefined) throw internal("no supported conversion review versions");
    const key = questionText(question);
    const reply = answers.get(key) ?? atHand.get(key);
    if (reply !== undefined) return read(reply, question, hook);
    throw atHand.pending(
      key,
      (done) => {
        asked += 1;
        const uid = toUuid(view.random(`conversion/${name}/${asked}`));
        const body = printJson(reviewOf(question, uid, reviewVersion));
        return send(view, hook, body, (given) => {
          const known = withKnownUid(given, uid, reviewVersion);
          if (isUsable(known, question, hook)) answers.set(key, known);
          done(known);
        });
      },
      `${prefixOf(object)} failed: who reads or writes at once cannot wait for its answer`,
    );
  };
}

function send(
  { webhooks }: Pick<AdmissionView, "webhooks">,
  { name, url, service, caBundle }: ConversionHook,
  body: string,
  done: (reply: WebhookReply) => void,
): Cancel {
  const { client } = webhooks;
  if (client === undefined) return () => undefined;
  const call = {
    name,
    url,
    ...(service === undefined ? {} : { service }),
    ...(caBundle === undefined ? {} : { caBundle }),
    body,
    timeoutMs: timeoutSeconds * 1000,
  };
  return client.send(call, done);
}

/** What fails may succeed the next time. */
function isUsable(reply: WebhookReply, question: Question, hook: ConversionHook): boolean {
  try {
    read(reply, question, hook);
    return true;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return false;
  }
}

function hookOf(name: string, webhook: PlainObject): ConversionHook {
  const { url, service, caBundle } = objectOf(webhook["clientConfig"]);
  const versions = listOf(webhook["conversionReviewVersions"]);
  const reviewVersion = versions.find((one) => one === "v1" || one === "v1beta1");
  const port = Number(objectOf(service)["port"] ?? 443);
  const named = isPlainObject(service)
    ? { namespace: textOf(service["namespace"]), name: textOf(service["name"]), port }
    : undefined;
  const base =
    named === undefined
      ? textOf(url)
      : `https://${named.name}.${named.namespace}.svc:${port}${textOf(objectOf(service)["path"])}`;
  return {
    name,
    url: `${base}${base.includes("?") ? "&" : "?"}timeout=${timeoutSeconds}s`,
    ...(named === undefined ? {} : { service: named }),
    ...(textOf(caBundle) === "" ? {} : { caBundle: textOf(caBundle) }),
    reviewVersion: reviewVersion as ConversionHook["reviewVersion"],
  };
}

function functionFor(
  { name, url, service }: ConversionHook,
  functions: Readonly<Record<string, ConversionFunction>>,
): ConversionFunction | undefined {
  const place = service === undefined ? "" : `${service.namespace}/${service.name}`;
  const found = [name, url.replace(/[?&]timeout=[\s\S]*$/, ""), place].find(
    (one) => one !== "" && Object.hasOwn(functions, one),
  );
  return found === undefined ? undefined : functions[found];
}

function answerOfFunction(convert: ConversionFunction, question: Question): KubernetesObject {
  let converted: readonly object[];
  try {
    // It may convert in place, and keep what it gives back.
    converted = copyJson(convert([copyJson(question.object)], question.apiVersion));
  } catch (error) {
    throw failed(question.object, messageOf(error));
  }
  return checked(converted, question);
}

function reviewOf({ object, apiVersion }: Question, uid: string, version: string): PlainObject {
  return {
    kind: "ConversionReview",
    apiVersion: `apiextensions.k8s.io/${version}`,
    request: { uid, desiredAPIVersion: apiVersion, objects: [object] },
    response: { uid: "", convertedObjects: null, result: { metadata: {} } },
  };
}

/**
 * The same object needs no second answer: when it was stored, and as what revision, does not make it another one. One that
 * comes later under its name is another one.
 */
function questionText({ object, apiVersion }: Question): string {
  const { creationTimestamp: _at, resourceVersion: _revision, ...metadata } = object.metadata ?? {};
  const managedFields = metadata.managedFields?.map((entry) => ({ ...objectOf(entry), time: 0 }));
  return printJson([apiVersion, { ...object, metadata: { ...metadata, managedFields } }]);
}

/** An answer to another question is none; that is found out now, while the question is known. */
function withKnownUid(reply: WebhookReply, uid: string, version: string): WebhookReply {
  if (reply.kind !== "answer" || version !== "v1") return reply;
  const given = textOf(valueAt(parsed(reply.body), "response", "uid"));
  if (valueAt(parsed(reply.body), "response") === undefined || given === uid) return reply;
  const message = `expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(given)}`;
  const response = { result: { status: "Failure", message } };
  const body = printJson({ ...objectOf(parsed(reply.body)), response });
  return { ...reply, body };
}

function parsed(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}

function read(reply: WebhookReply, question: Question, hook: ConversionHook): KubernetesObject {
  const { object } = question;
  if (reply.kind === "no-answer") throw failed(object, notCalled(hook, reply.message));
  if (reply.status < 200 || reply.status > 299) throw failed(object, statusText(reply));
  const answer = parsed(reply.body);
  if (!isPlainObject(answer)) throw failed(object, noReviewText);
  const review = answer;
  refuseOtherKind(review, question, hook);
  const { response } = review;
  if (!isPlainObject(response)) throw failed(object, "no response provided");
  const { status, message } = objectOf(response["result"]);
  if (status !== "Success")
    throw failed(
      object,
      textOf(message) || `response.result.status was '${textOf(status)}', not 'Success'`,
    );
  return checked(listOf(response["convertedObjects"]).map(objectOf), question);
}

function refuseOtherKind(review: PlainObject, { object }: Question, hook: ConversionHook): void {
  const [apiVersion, kind] = [textOf(review["apiVersion"]), textOf(review["kind"])];
  const { reviewVersion = "v1" } = hook;
  const wanted = `apiextensions.k8s.io/${reviewVersion}`;
  if (reviewVersion !== "v1" || (apiVersion === wanted && kind === "ConversionReview")) return;
  const other = apiVersion === "apiextensions.k8s.io/v1beta1" && kind === "ConversionReview";
  throw failed(
    object,
    other
      ? "converting (v1beta1.ConversionReview) to (v1.ConversionReview): unknown conversion"
      : `expected webhook response of ${wanted}, Kind=ConversionReview, got ${apiVersion}, Kind=${kind}`,
  );
}

/** @see apiextensions-apiserver pkg/apiserver/conversion/webhook_converter.go validateConvertedObject */
function checked(converted: readonly object[], { object, apiVersion }: Question): KubernetesObject {
  const [first] = converted;
  if (first === undefined || converted.length !== 1)
    throw internal(`${prefixOf(object)} returned ${converted.length} objects, expected 1`);
  const found = objectOf(first);
  const wrong = (problem: string): StatusError =>
    internal(`${prefixOf(object)} returned invalid object${problem}`);
  const got = textOf(found["apiVersion"]);
  if (got !== apiVersion)
    throw wrong(` at index 0: invalid groupVersion (expected ${apiVersion}, received ${got})`);
  const kind = textOf(found["kind"]);
  if (kind !== object.kind)
    throw wrong(` at index 0: invalid kind (expected ${object.kind}, received ${kind})`);
  for (const [member, shown] of [
    ["name", "name"],
    ["namespace", "namespace"],
    ["uid", "UID"],
  ] as const) {
    const before = textOf(valueAt(object, "metadata", member));
    const after = textOf(valueAt(found, "metadata", member));
    if (before !== after) throw wrong(`: must have the same ${shown}: ${before} != ${after}`);
  }
  const whole = { ...found, metadata: restored(object, found) } as KubernetesObject;
  return inNameOrder(whole, false);
}

/** Of metadata a webhook changes labels and annotations alone. */
function restored(object: KubernetesObject, converted: PlainObject): PlainObject {
  const given = converted["metadata"];
  const wrong = (problem: string): StatusError =>
    internal(`${prefixOf(object)} returned invalid metadata: ${problem}`);
  if (!isPlainObject(given)) throw wrong("missing metadata in converted object");
  const { labels: _labels, annotations: _annotations, ...kept } = object.metadata ?? {};
  const labels = given["labels"] ?? undefined;
  const annotations = given["annotations"] ?? undefined;
  const [problem] = [
    ...validateLabels(labels, "metadata.labels"),
    ...validateAnnotations(annotations, "metadata.annotation"),
  ];
  if (problem !== undefined) throw wrong(`${problem.field}: ${problem.message}`);
  return {
    ...kept,
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}

function notCalled({ url }: ConversionHook, problem: string): string {
  return `Post ${JSON.stringify(url)}: ${problem}`;
}

function prefixOf({ apiVersion = "", kind = "" }: KubernetesObject): string {
  return `conversion webhook for ${apiVersion}, Kind=${kind}`;
}

function failed(object: KubernetesObject, problem: string): StatusError {
  return internal(`${prefixOf(object)} failed: ${problem}`);
}

function internal(message: string): StatusError {
  return new StatusError(failureStatus({ code: 500, message }));
}
