import {
  configMaps,
  create,
  each,
  type GrowingRequest,
  type Growth,
  json,
  pods,
  written,
} from "./growing-request.ts";

const jobs = "/apis/batch/v1/namespaces/default/jobs";
const services = "/api/v1/namespaces/default/services";

/** A pod with such containers, and with more members of its spec. */
function pod(containers: string, members: string): string {
  return `{"metadata":{"name":"x"},"spec":{"containers":[${containers}],${members}}}`;
}

function claims(size: number): string {
  return `"resourceClaims":[${each(size, (n) => `{"name":"r${n}","resourceClaimName":"c"}`)}]`;
}

function update(body: string, path: string): GrowingRequest {
  return {
    method: "PUT",
    path,
    query: [["dryRun", "All"]],
    headers: { "content-type": json },
    body,
  };
}

function finalized(size: number): string {
  return `{"metadata":{"name":"x","finalizers":[${each(size, (n) => `"a.b/f${n}"`)}]}}`;
}

/** A pod whose containers are in such a state. */
function podIn(state: string, size: number): string {
  const statuses = each(
    size,
    (n) =>
      `{"name":"c${n}","image":"i","imageID":"i","ready":false,"restartCount":0,"state":${state}}`,
  );
  const containers = each(size, (n) => `{"name":"c${n}","image":"i"}`);
  return `{"metadata":{"name":"x"},"spec":{"automountServiceAccountToken":false,"containers":[${containers}]},"status":{"containerStatuses":[${statuses}]}}`;
}

function indexedJob(status: string): string {
  return `{"metadata":{"name":"x"},"spec":{"completions":100000,"parallelism":1,"completionMode":"Indexed","backoffLimitPerIndex":1,"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"i"}]}}},"status":{${status}}}`;
}

/** What a rule holds against its neighbours, or against what stands elsewhere in the object. */
export const comparedGrowths: readonly Growth[] = [
  {
    what: "claims of a container",
    size: 500,
    request: (size) =>
      create(
        pod(
          `{"name":"c","image":"i","resources":{"claims":[${each(size, (n) => `{"name":"r${n}"}`)}]}}`,
          claims(1),
        ),
        pods,
      ),
  },
  {
    what: "containers of a pod that has claims",
    size: 62,
    request: (size) =>
      create(
        pod(
          each(
            size,
            (n) => `{"name":"c${n}","image":"i","resources":{"claims":[{"name":"r${n}"}]}}`,
          ),
          claims(size),
        ),
        pods,
      ),
  },
  {
    what: "ports of every node that a service would get",
    size: 500,
    request: (size) =>
      create(
        `{"metadata":{"name":"x"},"spec":{"type":"NodePort","ports":[${each(size, (n) => `{"name":"p${n}","port":${n + 1}}`)}]}}`,
        services,
      ),
  },
  {
    what: "resources that each container has alone",
    size: 31,
    request: (size) =>
      create(
        pod(
          each(
            size,
            (n) =>
              `{"name":"c${n}","image":"i","resources":{"limits":{"example.com/r${n}":"1"},"requests":{"example.com/r${n}":"1"}}}`,
          ),
          `"resources":{"limits":{"cpu":"1"}}`,
        ),
        pods,
      ),
  },
  {
    what: "resources that each sidecar has alone",
    size: 31,
    request: (size) =>
      create(
        pod(
          `{"name":"c","image":"i"}`,
          `"initContainers":[${each(
            size,
            (n) =>
              `{"name":"i${n}","image":"i","restartPolicy":"Always","resources":{"limits":{"example.com/r${n}":"1"},"requests":{"example.com/r${n}":"1"}}}`,
          )}],"resources":{"limits":{"cpu":"1"}}`,
        ),
        pods,
      ),
  },
  {
    what: "mounts of a container that has devices",
    size: 125,
    request: (size) =>
      create(
        pod(
          `{"name":"c","image":"i","volumeMounts":[${each(size, (n) => `{"name":"v","mountPath":"/m${n}"}`)}],"volumeDevices":[${each(size, (n) => `{"name":"d","devicePath":"/d${n}"}`)}]}`,
          '"volumes":[{"name":"v","emptyDir":{}}]',
        ),
        pods,
      ),
  },
  {
    what: "ports of containers with a port of the host each",
    size: 250,
    request: (size) =>
      create(
        pod(
          `{"name":"c","image":"i","ports":[${each(size, (n) => `{"containerPort":80,"hostPort":${n + 1}}`)}]}`,
          '"volumes":[]',
        ),
        pods,
      ),
  },
  {
    what: "files of a volume",
    size: 250,
    request: (size) =>
      create(
        pod(
          `{"name":"c","image":"i"}`,
          `"volumes":[{"name":"v","configMap":{"name":"m","items":[${each(size, (n) => `{"key":"k","path":"d/f${n}"}`)}]}}]`,
        ),
        pods,
      ),
  },
  {
    what: "containers of a pod that have ended",
    size: 250,
    stored: (size) => [
      written(create(podIn('{"terminated":{"exitCode":0}}', size), pods)),
      written(update(podIn('{"terminated":{"exitCode":0}}', size), `${pods}/x/status`)),
    ],
    request: (size) => update(podIn('{"terminated":{"exitCode":0}}', size), `${pods}/x/status`),
  },
  {
    what: "finalizers of an object that is being deleted",
    size: 250,
    stored: (size) => [
      written(create(finalized(size))),
      { method: "DELETE", path: `${configMaps}/x` },
    ],
    request: (size) => update(finalized(size), `${configMaps}/x`),
  },
  {
    what: "scopes of a quota and what it counts",
    size: 250,
    request: (size) =>
      create(
        `{"metadata":{"name":"x"},"spec":{"scopes":[${each(size, () => '"Terminating"')}],"hard":{${each(size, (n) => `"count/r${n}.a.b":"1"`)}}}}`,
        "/api/v1/namespaces/default/resourcequotas",
      ),
  },
  {
    what: "claims of a stateful set and volumes of its pods",
    size: 250,
    request: (size) =>
      create(
        `{"metadata":{"name":"x"},"spec":{"serviceName":"s","selector":{"matchLabels":{"a":"b"}},"volumeClaimTemplates":[${each(size, (n) => `{"metadata":{"name":"v${n}"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1"}}}}`)}],"template":{"metadata":{"labels":{"a":"b"}},"spec":{"volumes":[${each(size, (n) => `{"name":"w${n}","emptyDir":{}}`)}],"containers":[{"name":"c","image":"i"}]}}}}`,
        "/apis/apps/v1/namespaces/default/statefulsets",
      ),
  },
  {
    what: "rules about the exit codes of the containers of a job",
    size: 125,
    request: (size) =>
      create(
        `{"metadata":{"name":"x"},"spec":{"podFailurePolicy":{"rules":[${each(size, (n) => `{"action":"Ignore","onExitCodes":{"containerName":"c${n}","operator":"In","values":[1]}}`)}]},"template":{"spec":{"restartPolicy":"Never","containers":[${each(size, (n) => `{"name":"c${n}","image":"i"}`)}]}}}}`,
        jobs,
      ),
  },
  {
    what: "indexes of a job that have ended well, and badly",
    size: 125,
    stored: () => [written(create(indexedJob(""), jobs))],
    request: (size) =>
      update(
        indexedJob(
          `"completedIndexes":"${each(size, (n) => `${4 * n}`)}","failedIndexes":"${each(size, (n) => `${4 * n + 2}`)}"`,
        ),
        `${jobs}/x/status`,
      ),
  },
];
