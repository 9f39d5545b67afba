import { get, namespace, patchTypes, type RequestGroup, send } from "../request.ts";

const pods = "/api/v1/namespaces/rq-suites/pods";
const metadata = { name: "one", labels: { a: "b" } };
const pod = { metadata, spec: { containers: [{ name: "a", image: "b" }] } };
const owner = { apiVersion: "v1", kind: "ConfigMap", name: "a", uid: "b" };
const statusOf = (more: object): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "one", ...more },
  status: { message: "text" },
});
const services = "/api/v1/namespaces/rq-suites/services";
const headless = { clusterIP: "None", ports: [{ port: 80 }] };
const named = { type: "ExternalName", externalName: "test" };
const service = (name: string, spec: object): object => ({ metadata: { name }, spec });
const end = { deletionTimestamp: "2020-01-01T00:00:00Z" };

/** What suites of other people asked first: test/integration of kubernetes. */
export const suitesGroup: RequestGroup = {
  name: "what suites ask",
  first: [namespace("rq-suites"), send("POST", pods, pod)],
  requests: [
    send("POST", "/api/v1/namespaces", { metadata: { generateName: "gen-" } }),
    send("POST", "/api/v1/namespaces?dryRun=All", {
      metadata: { generateName: "gen-", labels: { "kubernetes.io/metadata.name": "x" } },
    }),
    send("PUT", `${pods}/one/status`, statusOf(end)),
    send("PATCH", `${pods}/one/status`, statusOf(end), patchTypes.merge),
    send("PATCH", `${pods}/one/status?fieldManager=a`, statusOf(end), patchTypes.apply),
    send(
      "PATCH",
      `${pods}/one/status?fieldManager=b&force=true`,
      statusOf({ ...end, ownerReferences: [owner], labels: { c: "d" } }),
      patchTypes.apply,
    ),
    get(`${pods}/one`),
    ...["a", "b", "c"].map((name) => send("POST", services, service(name, headless))),
    send("PUT", `${services}/a`, service("a", { ...headless, ...named })),
    send("PUT", `${services}/b`, service("b", { ...headless, ...named, clusterIP: "10.96.0.9" })),
    send("PUT", `${services}/c`, service("c", { ...headless, ...named, clusterIP: "" })),
  ],
};
