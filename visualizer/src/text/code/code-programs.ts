import { handlersProgram, informerProgram, storeProgram } from "./code-informer.ts";
import type { CodePrograms } from "./code-program.ts";
import { deltaFifoProgram, realFifoProgram } from "./code-queue.ts";
import { listProgram, watchProgram } from "./code-reflector.ts";
import { serverProgram, workerProgram, workQueueProgram } from "./code-work.ts";

/** Every component of the pipeline in six lines, each with its place in client-go and here. */
export const codePrograms: CodePrograms = {
  server: serverProgram,
  informer: informerProgram,
  list: listProgram,
  watch: watchProgram,
  "delta-fifo": deltaFifoProgram,
  "real-fifo": realFifoProgram,
  store: storeProgram,
  handlers: handlersProgram,
  "work-queue": workQueueProgram,
  worker: workerProgram,
};
