import { AdmissionPending } from "../admission-pending.ts";
import type { AdmissionPlugin } from "../admission-plugin.ts";
import { askWebhook } from "../webhooks/ask-webhook.ts";
import { hooksFor, isExempt } from "../webhooks/hooks.ts";
import { checkDryRun, judgeAnswer } from "../webhooks/judge-answer.ts";

/**
 * Webhooks that judge: all are asked at once, and the first that refuses, in their order, is heard.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/validating/dispatcher.go
 */
export const validatingAdmissionWebhook: AdmissionPlugin = {
  name: "ValidatingAdmissionWebhook",
  handles: ({ definition }) => !isExempt(definition),
  validate(asked, view) {
    const concerned = hooksFor("validating", asked, view);
    if (concerned.length === 0) return;
    const waiting: AdmissionPending[] = [];
    const answers = concerned.map(({ hook, seenAs }) => {
      checkDryRun(hook, asked);
      try {
        const question = { hook, seenAs, asked, kind: "validating", phase: "only" } as const;
        return { hook, answer: askWebhook(question, view) };
      } catch (error) {
        if (!(error instanceof AdmissionPending)) throw error;
        waiting.push(error);
        return undefined;
      }
    });
    if (waiting.length > 0) throw AdmissionPending.all(waiting);
    for (const [index, answered] of answers.entries()) {
      if (answered === undefined) continue;
      judgeAnswer(answered.hook, answered.answer, asked, "validating", { round: 0, index });
    }
  },
};
