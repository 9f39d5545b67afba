import type { NodeResponse } from "./node-answer.ts";
import type { NodeRequest } from "./read-exchange.ts";

/** One exchange of Node's own HTTP. */
export type NodeExchange = (request: NodeRequest, response: NodeResponse) => void;
