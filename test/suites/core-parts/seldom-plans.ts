/** A write is answered late; meanwhile its object is deleted, and the cache hears of that first. */
export const answerAfterTheEnd = `
version: 1
processes: [counter]
network: {latencyMs: 5}
script:
  - {atMs: 0, do: create, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}}}
  - {atMs: 40, do: fault, fault: {on: {verb: patch, client: "counter*"}, do: {latency: {min: 400, max: 400}, at: response}}, forMs: 5000}
  - {atMs: 300, do: delete, resource: configmaps, name: a, namespace: default}
  - {atMs: 1400, do: create, object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: default}}}
  - {atMs: 1900, do: delete, resource: configmaps, name: a, namespace: default}
`;

/** What a map owns is deleted between a watch that ends and the list that follows: only a tombstone tells of it. */
export const goneUnseen = `
version: 1
processes: [owners]
network: {latencyMs: 5}
script:
  - {atMs: 0, do: create, object: {apiVersion: v1, kind: Secret, metadata: {name: s, namespace: default, labels: {app: web}}}}
  - {atMs: 100, do: change, resource: secrets, name: s, namespace: default, to: {metadata: {ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: a, controller: true}]}}}
  - {atMs: 2000, do: fault, fault: {on: {verb: [list, watch], client: "owners*"}, do: {status: 503}}, forMs: 3000}
  - {atMs: 2001, do: cut-watches}
  - {atMs: 2500, do: delete, resource: secrets, name: s, namespace: default}
`;

/** Who leads is held up until another leads, and is asked to stop before it has looked. */
export const stoppedWhenAnotherLeads = `
version: 1
processes: [candidate-1, candidate-2]
network: {latencyMs: 5}
script:
  - {atMs: 5000, do: pause, process: candidate-1, forMs: 9000}
  - {atMs: 13900, do: stop, process: candidate-1, graceMs: 4000, downMs: 200}
  - {atMs: 40000, do: pause, process: candidate-2, forMs: 9000}
  - {atMs: 48900, do: stop, process: candidate-2, graceMs: 4000, downMs: 200}
`;
