import {
  deletionHandlingMetaNamespaceKey,
  ExplicitKey,
  IndexConflictError,
  Indexer,
  IndexFunctionError,
  KeyError,
  type Keyed,
  Lister,
  metaNamespaceKey,
  Selector,
  StatusError,
  TransactionError,
  TransformError,
  UnknownIndexError,
} from "@informerlab/core";
import {
  Differences,
  indexersNamed,
  notAnObject,
  refText,
  toConfigMap,
  toTombstone,
  type VectorArgument,
  type VectorConfigMap,
  type VectorObject,
  vectorTransform,
} from "./vector.ts";

/** One operation of `store.json` and what the real store answered. */
export interface StoreOperation extends VectorArgument {
  readonly op: string;
  readonly objs?: readonly VectorObject[];
  readonly rv?: string;
  readonly index?: string;
  readonly value?: string;
  readonly names?: readonly string[];
  readonly txns?: readonly (VectorArgument & { readonly type: "Add" | "Update" | "Delete" })[];
  readonly selector?: string;
  readonly ns?: string;
  readonly out?: StoreOutcome;
  readonly storeRV?: string;
}

/** What an operation answers; absent is empty or false. */
export interface StoreOutcome {
  readonly err?: string;
  readonly panic?: boolean | string;
  readonly exists?: boolean;
  readonly ref?: string;
  readonly list?: readonly string[];
  readonly ok?: readonly number[];
  readonly failed?: number;
}

/** One sequence of `store.json`. */
export interface StoreSequence {
  readonly name: string;
  readonly indexers?: readonly string[];
  readonly keyFunc?: string;
  readonly transform?: string;
  readonly ops: readonly StoreOperation[];
}

/** Plays a sequence against the Indexer; answers one line per difference from client-go. */
export function runStoreSequence(sequence: StoreSequence): string[] {
  const differences = new Differences();
  const transform = vectorTransform(sequence.transform);
  const store = new Indexer<VectorConfigMap>({
    keyFunction: sequence.keyFunc === "meta" ? metaNamespaceKey : deletionHandlingMetaNamespaceKey,
    indexers: indexersNamed(sequence.indexers ?? []),
    ...(transform === undefined ? {} : { transform }),
  });
  let storeVersion = "";
  for (const [position, operation] of sequence.ops.entries()) {
    differences.at(`op ${position} ${operation.op}`);
    const outcome = outcomeOf(store, operation);
    const expected = operation.out ?? {};
    for (const field of ["err", "exists", "ref", "list", "ok", "failed"] as const) {
      differences.compare(field, expected[field], outcome[field]);
    }
    differences.compare("panic", hasPanicked(expected), hasPanicked(outcome));
    storeVersion = operation.storeRV ?? storeVersion;
    differences.compare("store version", storeVersion, store.lastStoreSyncResourceVersion);
  }
  return differences.lines;
}

function hasPanicked({ panic }: StoreOutcome): boolean {
  return panic !== undefined && panic !== false;
}

function outcomeOf(store: Indexer<VectorConfigMap>, operation: StoreOperation): StoreOutcome {
  try {
    return perform(store, operation);
  } catch (error) {
    return failureOf(error, operation);
  }
}

function perform(store: Indexer<VectorConfigMap>, operation: StoreOperation): StoreOutcome {
  const { op, index = "", value = "" } = operation;
  switch (op) {
    case "add":
      store.add(argumentOf(operation) as VectorConfigMap);
      return {};
    case "update":
      store.update(argumentOf(operation) as VectorConfigMap);
      return {};
    case "delete":
      store.delete(argumentOf(operation));
      return {};
    case "get":
      return found(store.get(argumentOf(operation)));
    case "getByKey":
      return found(store.getByKey(operation.key ?? ""));
    case "replace":
      store.replace(objectsOf(operation), operation.rv ?? "");
      return {};
    case "bookmark":
      store.bookmark(operation.rv ?? "");
      return {};
    case "transaction":
      store.transaction(
        ...(operation.txns ?? []).map((each) => ({ type: each.type, object: argumentOf(each) })),
      );
      return {};
    case "addIndexers":
      store.addIndexers(indexersNamed(operation.names ?? []));
      return {};
    case "list":
      return { list: store.list().map(refText).sort() };
    case "listKeys":
      return { list: store.listKeys().sort() };
    case "getIndexers":
      return { list: Object.keys(store.getIndexers()).sort() };
    case "index":
      return {
        list: store
          .index(index, argumentOf(operation) as VectorConfigMap)
          .map(refText)
          .sort(),
      };
    case "byIndex":
      return { list: store.byIndex(index, value).map(refText).sort() };
    case "indexKeys":
      return { list: store.indexKeys(index, value) };
    case "indexValues":
      return { list: store.listIndexFunctionValues(index).sort() };
    case "lister":
      return { list: list(store, operation).map(refText).sort() };
    case "listerGet":
      return found(get(store, operation));
    default:
      throw new Error(`unknown operation ${JSON.stringify(op)}`);
  }
}

function list(
  store: Indexer<VectorConfigMap>,
  { selector = "", ns }: StoreOperation,
): readonly VectorConfigMap[] {
  const lister = new Lister<VectorConfigMap>(store, configMaps);
  const chosen = selectorOf(selector);
  return ns === undefined ? lister.list(chosen) : lister.byNamespace(ns).list(chosen);
}

function get(store: Indexer<VectorConfigMap>, { key = "", ns }: StoreOperation): VectorConfigMap {
  const lister = new Lister<VectorConfigMap>(store, configMaps);
  return ns === undefined ? lister.get(key) : lister.byNamespace(ns).get(key);
}

const configMaps = { group: "", resource: "configmaps" };

/**
 * What the recording gave to the real Lister for a text that its parser refuses, `<nothing>` among them: nil. The
 * error was dropped, so every such answer is a panic, which `labels.Nothing()` would not give (LI-1 has its own test).
 */
function selectorOf(text: string): Selector {
  try {
    return Selector.parse(text);
  } catch {
    return null as unknown as Selector;
  }
}

function found(object: VectorConfigMap | undefined): StoreOutcome {
  return object === undefined ? { exists: false } : { exists: true, ref: refText(object) };
}

function argumentOf(argument: VectorArgument): Keyed<VectorConfigMap> {
  if (argument.bad === true) return notAnObject;
  if (argument.tombstone !== undefined) return toTombstone(argument.tombstone);
  if (argument.obj !== undefined) return toConfigMap(argument.obj);
  return new ExplicitKey(argument.key ?? "");
}

function objectsOf(operation: StoreOperation): VectorConfigMap[] {
  const objects = (operation.objs ?? []).map(toConfigMap);
  return operation.bad === true ? [...objects, notAnObject] : objects;
}

function failureOf(error: unknown, { op }: StoreOperation): StoreOutcome {
  if (error instanceof TransactionError) {
    return { err: "transaction", ok: error.successfulIndices, failed: error.causes.length };
  }
  if (error instanceof TypeError && op === "lister") return { panic: true };
  if (error instanceof KeyError) {
    return op === "get" ? { exists: false, err: "key" } : { err: "key" };
  }
  if (error instanceof TransformError) return { err: "transform" };
  if (error instanceof IndexConflictError) return { err: "conflict" };
  if (error instanceof UnknownIndexError) return { err: "no-index" };
  if (error instanceof StatusError && error.status.reason === "NotFound")
    return { exists: false, err: "not-found" };
  // IX-10: looking up answers the error, writing is a fault of the program.
  if (error instanceof IndexFunctionError)
    return op === "index" ? { err: "index-func" } : { panic: true };
  throw error;
}
