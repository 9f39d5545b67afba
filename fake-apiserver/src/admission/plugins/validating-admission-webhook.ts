import { StatusError } from "@informerlab/core";
import { AdmissionPending } from "../admission-pending.ts";
import type { AdmissionPlugin } from "../admission-plugin.ts";
import { askWebhook } from "../webhooks/ask-webhook.ts";
import { allHooks, concernOf, isExempt } from "../webhooks/hooks.ts";
import { checkDryRun, judgeAnswer } from "../webhooks/judge-answer.ts";

/**
 * Webhooks that judge: all are asked at once, what all of them warn of and note is told, and the first that refuses, in
 * their order, decides.
 *
 * @see kubernetes staging/src/k8s.io/apiserver/pkg/admission/plugin/webhook/validating/dispatcher.go
 */
export const validatingAdmissionWebhook: AdmissionPlugin = {
  name: "ValidatingAdmissionWebhook",
  handles: ({ definition }) => !isExempt(definition),
  validate(asked, view) {
    const concerned = allHooks("validating", view).flatMap((hook) => {
      const seenAs = concernOf(hook, asked, view);
      return seenAs === undefined ? [] : [{ hook, seenAs }];
    });
    if (concerned.length === 0) return;
    const refusals: StatusError[] = [];
    const hear = (step: () => void): void => {
      try {
        step();
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        refusals.push(error);
      }
    };
    const waiting: AdmissionPending[] = [];
    const judgements: (() => void)[] = [];
    for (const [index, { hook, seenAs }] of concerned.entries())
      hear(() => {
        checkDryRun(hook, asked);
        try {
          const question = { hook, seenAs, asked, kind: "validating", phase: "only" } as const;
          const answer = askWebhook(question, view);
          judgements.push(() =>
            judgeAnswer(hook, answer, asked, "validating", { round: 0, index }),
          );
        } catch (error) {
          if (!(error instanceof AdmissionPending)) throw error;
          waiting.push(error);
        }
      });
    if (waiting.length > 0) throw AdmissionPending.all(waiting);
    for (const judge of judgements) hear(judge);
    const [first] = refusals;
    if (first !== undefined) throw first;
  },
};
