import { parentPort, workerData } from "node:worker_threads";
import { compareReports } from "./api-reports.ts";

/** What the thread says: a line for the log, or at last what it counted. */
export type ApiMessage = string | ReturnType<typeof compareReports>;

const say = (message: ApiMessage): void => parentPort?.postMessage(message);

say(compareReports({ update: workerData === "update", write: say }));
