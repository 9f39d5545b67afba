import { hunt } from "./hunt.ts";
import type { HuntMessage, HuntRequest } from "./hunt-messages.ts";

const tell = (message: HuntMessage): void => self.postMessage(message);

self.addEventListener("message", ({ data }: MessageEvent<HuntRequest>) => {
  try {
    tell(hunt(data, () => performance.now(), tell));
  } catch (error) {
    tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) });
  }
});
