import type { InterfaceText } from "./interface-text.ts";
import type { MessageId } from "./messages-en.ts";
import type { StageText } from "./stage-text.ts";

/** All words of one language. */
export interface Catalogue {
  /** What is told of facts; the English sentences come with whoever tells. */
  readonly messages?: Readonly<Record<MessageId, string>>;
  readonly controls: InterfaceText;
  readonly stage: StageText;
}
