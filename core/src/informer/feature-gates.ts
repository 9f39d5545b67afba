import type { QueueFlavour } from "./create-queue.ts";

/** One of client-go's feature gates, as of v0.37 (FG-3). */
export interface FeatureGate {
  readonly isOnByDefault: boolean;
  /** A locked gate keeps its default whatever the environment says (FG-2). */
  readonly isLocked: boolean;
}

/** Name of a gate that shapes an informer. */
export type FeatureGateName =
  | "InOrderInformers"
  | "InOrderInformersBatchProcess"
  | "AtomicFIFO"
  | "UnlockWhileProcessingFIFO"
  | "WatchListClient"
  | "InformerResourceVersion";

/** The gates that shape an informer. */
export const featureGates: Readonly<Record<FeatureGateName, FeatureGate>> = {
  InOrderInformers: { isOnByDefault: true, isLocked: true },
  InOrderInformersBatchProcess: { isOnByDefault: true, isLocked: false },
  AtomicFIFO: { isOnByDefault: true, isLocked: false },
  UnlockWhileProcessingFIFO: { isOnByDefault: true, isLocked: false },
  WatchListClient: { isOnByDefault: true, isLocked: false },
  InformerResourceVersion: { isOnByDefault: true, isLocked: false },
};

/** Environment variables, `process.env` for instance. */
export type EnvironmentVariables = Readonly<Record<string, string | undefined>>;

const booleans: Readonly<Record<string, boolean>> = {
  1: true,
  t: true,
  T: true,
  true: true,
  TRUE: true,
  True: true,
  0: false,
  f: false,
  F: false,
  false: false,
  FALSE: false,
  False: false,
};

/**
 * Reads client-go's gates from `KUBE_FEATURE_<Name>` variables, so that a program moved over from Go obeys the switches
 * its operators know (FG-1). Values that are no boolean, or that differ from a locked default, are reported to `warn`
 * and ignored.
 */
export function readFeatureGates(
  variables: EnvironmentVariables,
  warn: (message: string) => void = () => undefined,
): Readonly<Record<FeatureGateName, boolean>> {
  const values: Partial<Record<FeatureGateName, boolean>> = {};
  for (const [name, gate] of Object.entries(featureGates) as [FeatureGateName, FeatureGate][]) {
    values[name] = readGate(`KUBE_FEATURE_${name}`, gate, variables, warn);
  }
  return values as Record<FeatureGateName, boolean>;
}

/** What an informer makes of the gates (FG-4): pass it into its options. */
export function informerOptionsOf(gates: Readonly<Record<FeatureGateName, boolean>>): {
  readonly queue: QueueFlavour;
  readonly useWatchList: boolean;
} {
  const inOrder: QueueFlavour = gates.AtomicFIFO ? "real-atomic" : "real";
  return {
    queue: gates.InOrderInformers ? inOrder : "delta",
    useWatchList: gates.WatchListClient,
  };
}

function readGate(
  variable: string,
  { isOnByDefault, isLocked }: FeatureGate,
  variables: EnvironmentVariables,
  warn: (message: string) => void,
): boolean {
  const text = variables[variable];
  if (text === undefined) return isOnByDefault;
  const value = booleans[text];
  if (value === undefined) {
    warn(`${variable}=${text} is no boolean (true or false); ${isOnByDefault} is used`);
    return isOnByDefault;
  }
  if (isLocked && value !== isOnByDefault) {
    warn(`${variable}=${text} is ignored: the gate is locked to ${isOnByDefault}`);
    return isOnByDefault;
  }
  return value;
}
