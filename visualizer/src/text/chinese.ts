import type { Catalogue } from "./catalogue-shape.ts";
import { interfaceZh } from "./interface-zh.ts";
import { messagesZh } from "./messages-zh.ts";
import { stageZh } from "./stage-zh.ts";

/** Everything in Simplified Chinese; loaded when it is asked for. */
export const chinese: Catalogue = { messages: messagesZh, controls: interfaceZh, stage: stageZh };
