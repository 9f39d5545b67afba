import {
  type ClientSet,
  createClientSet,
  enqueueObject,
  enqueueOwner,
  ReconcileLoop,
  type RestClient,
  reasonOf,
  SharedInformerFactory,
} from "@informerlab/core";
import type { batchV1, coreV1 } from "@informerlab/core/kinds";

/** Where the kubelet notes which index a Pod of an Indexed Job has. */
const indexAnnotation = "batch.kubernetes.io/job-completion-index";

/** One container, as a node would start it. */
export interface Started {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Folders that the container sees, by the name of their claim. */
  readonly claims: Readonly<Record<string, { readonly mountPath: string }>>;
}

/** Runs a container to its end and answers its exit code. */
export type RunContainer = (started: Started) => Promise<number>;

/**
 * Plays the Job controller's and the kubelet's part for Indexed Jobs, on a cluster that has neither: makes a Pod for
 * each index, at most `parallelism` at a time, runs it, and says in the Job's status what came of it. An exit code that
 * the Job's `podFailurePolicy` takes for the index's failure is not tried again; no other failure is, either.
 */
export class IndexedJobRunner implements AsyncDisposable {
  readonly #clients: ClientSet;
  readonly #informers: SharedInformerFactory;
  readonly #loop: ReconcileLoop;
  readonly #run: RunContainer;
  readonly #running = new Set<Promise<void>>();

  constructor(client: RestClient, run: RunContainer) {
    this.#clients = createClientSet(client);
    this.#run = run;
    this.#informers = new SharedInformerFactory(client);
    this.#loop = new ReconcileLoop(client.environment, {
      name: "jobs",
      reconcile: (key) => this.#reconcile(key),
    });
    this.#informers.batch.v1.jobs.informer().addEventHandler(enqueueObject(this.#loop.queue));
    const pods = this.#informers.core.v1.pods.informer();
    pods.addEventHandler(enqueueOwner(this.#loop.queue, { kind: "Job", group: "batch" }));
  }

  async start(): Promise<void> {
    this.#informers.start();
    await this.#informers.waitForCacheSync();
    this.#loop.start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#loop[Symbol.asyncDispose]();
    await Promise.all(this.#running);
    await this.#informers[Symbol.asyncDispose]();
  }

  async #reconcile(key: string): Promise<void> {
    const job = this.#informers.batch.v1.jobs.informer().indexer.getByKey(key);
    if (job?.spec === undefined || isOver(job)) return;
    const { completions = 1, parallelism = 1 } = job.spec;
    const pods = this.#podsOf(job);
    const active = pods.filter(({ status }) => !isEnd(status?.phase));
    const taken = new Set(pods.map(indexOf));
    const free = Array.from({ length: completions }, (_, index) => index).filter(
      (index) => !taken.has(index),
    );
    for (const index of free.slice(0, Math.max(0, parallelism - active.length)))
      await this.#begin(job, index);
    await this.#tell(job, pods, completions);
  }

  #podsOf({ metadata }: batchV1.Job): readonly coreV1.Pod[] {
    return this.#informers.core.v1.pods
      .informer()
      .indexer.list()
      .filter(({ metadata: own }) => own?.ownerReferences?.[0]?.uid === metadata?.uid);
  }

  /** A name by its index: a second try while the cache lags behind is refused. */
  async #begin(job: batchV1.Job, index: number): Promise<void> {
    const { name = "", namespace = "", uid = "" } = job.metadata ?? {};
    const pods = this.#clients.core.v1.pods.inNamespace(namespace);
    const owner = { apiVersion: "batch/v1", kind: "Job", name, uid, controller: true };
    const { metadata, spec } = job.spec?.template ?? {};
    if (spec === undefined) return;
    try {
      const pod = await pods.create({
        apiVersion: "v1",
        kind: "Pod",
        metadata: {
          ...metadata,
          name: `${name}-${index}`,
          namespace,
          annotations: { ...metadata?.annotations, [indexAnnotation]: String(index) },
          ownerReferences: [owner],
        },
        spec,
      });
      const running = this.#runPod(pod, index).finally(() => this.#running.delete(running));
      this.#running.add(running);
    } catch (error) {
      if (reasonOf(error) !== "AlreadyExists") throw error;
    }
  }

  async #runPod(pod: coreV1.Pod, index: number): Promise<void> {
    const pods = this.#clients.core.v1.pods.inNamespace(pod.metadata?.namespace ?? "");
    const running = await pods.updateStatus({ ...pod, status: { phase: "Running" } });
    const [container] = pod.spec?.containers ?? [];
    const exitCode = await this.#run(startedFrom(pod, container, index));
    const phase = exitCode === 0 ? "Succeeded" : "Failed";
    const terminated = { exitCode, reason: exitCode === 0 ? "Completed" : "Error" };
    const { name = "", image = "" } = container ?? {};
    const state = {
      name,
      image,
      imageID: "",
      ready: false,
      restartCount: 0,
      state: { terminated },
    };
    await pods.updateStatus({ ...running, status: { phase, containerStatuses: [state] } });
  }

  async #tell(job: batchV1.Job, pods: readonly coreV1.Pod[], completions: number): Promise<void> {
    const inPhase = (phase: string): readonly number[] =>
      pods.filter(({ status }) => status?.phase === phase).map(indexOf);
    const succeeded = inPhase("Succeeded");
    const failed = inPhase("Failed");
    const active = pods.length - succeeded.length - failed.length;
    const now = this.#informers.environment.clock.now();
    const time = new Date(now).toISOString().replace(/\.\d+Z$/, "Z");
    const isDone = succeeded.length + failed.length === completions;
    const status: batchV1.JobStatus = {
      startTime: job.status?.startTime ?? time,
      active,
      succeeded: succeeded.length,
      failed: failed.length,
      completedIndexes: ranges(succeeded),
      ...(failed.length === 0 ? {} : { failedIndexes: ranges(failed) }),
      ...(isDone ? ending(failed.length, time) : {}),
    };
    const namespace = job.metadata?.namespace ?? "";
    await this.#clients.batch.v1.jobs.inNamespace(namespace).updateStatus({ ...job, status });
  }
}

function isOver({ status }: batchV1.Job): boolean {
  return (status?.conditions ?? []).some(
    ({ type, status: is }) => (type === "Complete" || type === "Failed") && is === "True",
  );
}

function isEnd(phase: string | undefined): boolean {
  return phase === "Succeeded" || phase === "Failed";
}

function indexOf({ metadata }: coreV1.Pod): number {
  return Number(metadata?.annotations?.[indexAnnotation]);
}

function ending(failures: number, time: string): Partial<batchV1.JobStatus> {
  const types = failures === 0 ? ["SuccessCriteriaMet", "Complete"] : ["FailureTarget", "Failed"];
  const conditions = types.map((type) => ({
    type,
    status: "True",
    lastProbeTime: time,
    lastTransitionTime: time,
    reason: failures === 0 ? "CompletionsReached" : "FailedIndexes",
  }));
  return { conditions, ...(failures === 0 ? { completionTime: time } : {}) };
}

/** `0-3,5`: how a Job's status writes indexes. */
function ranges(indexes: readonly number[]): string {
  const texts: string[] = [];
  let begin: number | undefined;
  const sorted = indexes.toSorted((a, b) => a - b);
  for (const [place, index] of sorted.entries()) {
    begin ??= index;
    if (sorted[place + 1] === index + 1) continue;
    texts.push(begin === index ? String(index) : `${begin}-${index}`);
    begin = undefined;
  }
  return texts.join(",");
}

function startedFrom(
  { spec }: coreV1.Pod,
  container: coreV1.Container | undefined,
  index: number,
): Started {
  const claimOf = new Map(
    (spec?.volumes ?? []).map(({ name, persistentVolumeClaim }) => [
      name,
      persistentVolumeClaim?.claimName ?? "",
    ]),
  );
  const mounts = (container?.volumeMounts ?? []).map(
    ({ name, mountPath }) => [claimOf.get(name) ?? "", { mountPath }] as const,
  );
  const variables = (container?.env ?? []).map(({ name, value = "" }) => [name, value] as const);
  return {
    command: [...(container?.command ?? []), ...(container?.args ?? [])],
    environment: { ...Object.fromEntries(variables), JOB_COMPLETION_INDEX: String(index) },
    claims: Object.fromEntries(mounts),
  };
}
