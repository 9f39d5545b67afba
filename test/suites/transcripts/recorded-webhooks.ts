import { type Environment, lane } from "@informerlab/core";
import type { WebhookCall, WebhookClient, WebhookReply } from "@informerlab/fake-apiserver";

/** What a webhook of the recordings was asked. */
interface Question {
  readonly uid: string;
  readonly name?: string;
  readonly object: {
    readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  } | null;
}

type Respond = (question: Question) => object;

const denied = (status?: object): Respond => {
  return ({ uid }) => ({ uid, allowed: false, ...(status === undefined ? {} : { status }) });
};

/** The webhooks that stood beside the real server when the scenarios were recorded, by their paths. */
const responses: Readonly<Record<string, Respond>> = {
  "/deny": ({ uid, name }) => ({ uid, allowed: false, status: { message: `no ${name} here` } }),
  "/deny-bare": denied(),
  "/deny-coded": denied({ code: 418, reason: "Teapot", message: "short and stout" }),
  "/deny-reason": denied({ reason: "Because" }),
  "/warn": ({ uid }) => ({
    uid,
    allowed: true,
    warnings: ["careful", "twice"],
    auditAnnotations: { k: "v" },
  }),
  "/label": (question) =>
    labelled(
      question,
      "hook",
      String(Number(question.object?.metadata.labels?.["hook"] ?? "0") + 1),
    ),
  "/second": (question) =>
    labelled(question, "second", `seen-${question.object?.metadata.labels?.["hook"] ?? "none"}`),
  "/bad-patch": ({ uid }) => ({
    uid,
    allowed: true,
    ...patch([{ op: "remove", path: "/nope" }]),
  }),
  "/no-type": ({ uid }) => ({ uid, allowed: true, patch: base64("[]") }),
  "/uid": () => ({ uid: "other", allowed: true }),
};

/** Webhooks that answer a little later, as from the network, in the time of an environment. */
export function recordedWebhooks({ clock }: Environment): WebhookClient {
  return {
    send: (call, done) => clock.after(1, lane("webhooks"), () => done(replyTo(call))),
  };
}

function replyTo({ url, body }: WebhookCall): WebhookReply {
  const { host, pathname } = new URL(url);
  if (host === "127.0.0.1:9")
    return { kind: "no-answer", message: "dial tcp 127.0.0.1:9: connect: connection refused" };
  const review = { kind: "AdmissionReview", apiVersion: "admission.k8s.io/v1" };
  const answer = (status: number, text: string): WebhookReply => ({
    kind: "answer",
    status,
    body: text,
  });
  const { request } = JSON.parse(body) as { readonly request: Question };
  switch (pathname) {
    case "/500":
      return answer(500, "broken\n");
    case "/404":
      return answer(404, "nothing\n");
    case "/text":
      return answer(200, "hello");
    case "/empty":
      return answer(200, JSON.stringify(review));
    case "/oldversion":
      return answer(200, JSON.stringify({ ...review, apiVersion: "admission.k8s.io/v1beta1" }));
    default:
      return answer(200, JSON.stringify({ ...review, response: responses[pathname]?.(request) }));
  }
}

function labelled({ uid, object }: Question, name: string, value: string): object {
  const operations = [
    ...(object?.metadata.labels === undefined
      ? [{ op: "add", path: "/metadata/labels", value: {} }]
      : []),
    { op: "add", path: `/metadata/labels/${name}`, value },
  ];
  return { uid, allowed: true, ...patch(operations) };
}

function patch(operations: readonly object[]): object {
  return { patchType: "JSONPatch", patch: base64(JSON.stringify(operations)) };
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}
