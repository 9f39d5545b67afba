import type { InterfaceText } from "./interface-text.ts";
import type { MessageId } from "./messages-en.ts";
import type { StageText } from "./stage-text.ts";

/** All words of one language. */
export interface Catalogue {
  readonly messages: Readonly<Record<MessageId, string>>;
  readonly controls: InterfaceText;
  readonly stage: StageText;
}
