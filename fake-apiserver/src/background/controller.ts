import type { Apiserver } from "../apiserver.ts";

/** Something that runs beside the server and acts through it, as controllers of a real cluster do. */
export interface Controller {
  readonly name: string;
  /** Begins; the returned function ends it. */
  start(server: Apiserver): () => void;
}
