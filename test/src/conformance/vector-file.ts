import { type InformerSequence, runInformerSequence } from "./informer.ts";
import { type QueueSequence, runDeltaFIFOSequence, runRealFIFOSequence } from "./queues.ts";
import { type ReflectorSequence, runReflectorSequence } from "./reflector.ts";
import { runStoreSequence, type StoreSequence } from "./store.ts";
import { runWorkqueueSequence, type WorkqueueSequence } from "./workqueue.ts";

/** What came of one sequence; no differences means that it agrees with client-go. */
export interface SequenceResult {
  readonly name: string;
  readonly differences: readonly string[];
}

/** A file that holds no golden vectors. The message says what is wrong with it. */
export class VectorFileError extends Error {
  override readonly name = "VectorFileError";
}

type Runner = (sequence: never) => string[];

const runners: Readonly<Record<string, Runner>> = {
  store: (sequence: StoreSequence) => runStoreSequence(sequence),
  deltafifo: (sequence: QueueSequence) => runDeltaFIFOSequence(sequence),
  realfifo: (sequence: QueueSequence) => runRealFIFOSequence(sequence),
  workqueue: (sequence: WorkqueueSequence) => runWorkqueueSequence(sequence),
  reflector: (sequence: ReflectorSequence) => runReflectorSequence(sequence),
  informer: (sequence: InformerSequence) => runInformerSequence(sequence),
};

/**
 * Plays every sequence of a vector file whose name contains `filter`.
 *
 * @throws VectorFileError when the text is no vector file of a known format and component.
 */
export function playVectorFile(text: string, filter = ""): SequenceResult[] {
  const { component, sequences } = parse(text);
  const run = runners[component];
  if (run === undefined) {
    throw new VectorFileError(
      `unknown component ${JSON.stringify(component)}; expected one of ${Object.keys(runners).join(", ")}`,
    );
  }
  return sequences
    .filter(({ name }) => name.includes(filter))
    .map((sequence) => ({ name: sequence.name, differences: differencesOf(run, sequence) }));
}

/** An error that a sequence throws is a difference like any other: the sequences behind it are still played. */
function differencesOf(run: Runner, sequence: { readonly name: string }): readonly string[] {
  try {
    return run(sequence as never);
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

function parse(text: string): {
  component: string;
  sequences: readonly { readonly name: string }[];
} {
  let file: { format?: unknown; component?: unknown; sequences?: unknown };
  try {
    file = JSON.parse(text);
  } catch (cause) {
    throw new VectorFileError(`not JSON: ${(cause as Error).message}`, { cause });
  }
  if (file?.format !== 1 || typeof file.component !== "string" || !Array.isArray(file.sequences)) {
    throw new VectorFileError(
      'no golden vectors: expected {"format": 1, "component": …, "sequences": […]}',
    );
  }
  const nameless = file.sequences.findIndex(
    (sequence: { readonly name?: unknown } | null) => typeof sequence?.name !== "string",
  );
  if (nameless >= 0) throw new VectorFileError(`sequences[${nameless}] needs a name, as text`);
  return { component: file.component, sequences: file.sequences };
}
