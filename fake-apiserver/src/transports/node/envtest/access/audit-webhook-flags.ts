import { millisecondsIn } from "../../../../codec/go/go-duration.ts";
import { messageOf } from "../../../../codec/message-of.ts";
import { AuditWebhook, type BatchOptions } from "../../audit/audit-webhook.ts";
import type { Flags } from "../flags/parse-flags.ts";
import { readAcceptance } from "../webhooks/webhook-answer.ts";
import { usualTimeoutMs, webhookAsker } from "../webhooks/webhook-asker.ts";
import { readWebhookKubeconfig, type WebhookPlace } from "../webhooks/webhook-kubeconfig.ts";
import { batchDefaults, numberIn } from "./audit-flag-problems.ts";

/**
 * Opens the webhook that takes the audit log; undefined where no flag names one.
 *
 * @throws Error in the real server's words
 */
export async function openAuditWebhook(
  flags: Flags,
  now: () => number,
  warn: (line: string) => void,
): Promise<AuditWebhook | undefined> {
  const path = flags.last("audit-webhook-config-file") ?? "";
  if (path === "") return undefined;
  if (flags.last("audit-webhook-mode") === "blocking-strict")
    throw new Error("--audit-webhook-mode=blocking-strict is not built into this server");
  const place = await placeIn(path);
  const ask = webhookAsker({
    place,
    read: readAcceptance,
    timeoutMs: usualTimeoutMs,
    isPersistent: true,
    retryDelayMs: backoffMs(flags),
  });
  return new AuditWebhook({
    ...batchOptions(flags),
    warn,
    now,
    send: (list, done) =>
      ask(list, (answer) => done("problem" in answer ? answer.problem : undefined)),
    later: (run, ms) => {
      const timer = setTimeout(run, ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
  });
}

async function placeIn(path: string): Promise<WebhookPlace> {
  try {
    return await readWebhookKubeconfig(path);
  } catch (error) {
    throw new Error(`initializing audit webhook: ${messageOf(error)}`);
  }
}

/** The older flag is the same one. */
function backoffMs(flags: Flags): number {
  const older = flags.last("audit-webhook-batch-initial-backoff");
  return millisecondsIn(flags.last("audit-webhook-initial-backoff") ?? older ?? "10s");
}

function batchOptions(flags: Flags): BatchOptions {
  const { size, isThrottled, perSecond, burst } = batchDefaults.webhook;
  const number = (name: string, byDefault: number): number =>
    numberIn(flags, `audit-webhook-batch-${name}`, byDefault);
  return {
    isBatched: (flags.last("audit-webhook-mode") ?? "batch") === "batch",
    bufferSize: number("buffer-size", 10_000),
    batchSize: number("max-size", size),
    waitMs: millisecondsIn(flags.last("audit-webhook-batch-max-wait") ?? "30s"),
    throttle: flags.isOn("audit-webhook-batch-throttle-enable", isThrottled)
      ? { perSecond: number("throttle-qps", perSecond), burst: number("throttle-burst", burst) }
      : undefined,
  };
}
