import { type ChaosOptions, type ControllerUnderTest } from "@informerlab/test";

/** What is done when the informer says that it stopped. */
type Restarting = "never" | "after every error, and by a watchdog";
/**
 * A controller on the informer of `@kubernetes/client-node`: it keeps the names of all config maps in one, `index`.
 * That informer stops for good at a connection that breaks and at a list that fails; whoever uses it must start it again.
 */
export declare function configMapIndex(restarting: Restarting): ControllerUnderTest;
/** What users do, and what must hold. */
export declare const options: ChaosOptions;
