import type { Violation } from "../invariants/judge.ts";
import { type LocalizedText, sameInAll } from "../scenario/localized-text.ts";
import type { CampaignFailure, CampaignReport } from "./campaign.ts";

/** Reports that were written before breaks were told in every language have English text alone. */
type WrittenViolation = Omit<Violation, "message"> & { readonly message: LocalizedText | string };
type WrittenFailure = Omit<CampaignFailure, "violations"> & {
  readonly violations: readonly WrittenViolation[];
};
type WrittenReport = Omit<CampaignReport, "failures"> & {
  readonly failures: readonly WrittenFailure[];
};

/**
 * Reads a report that a campaign wrote, of this version or an older one.
 *
 * @throws SyntaxError for text that is no JSON.
 */
export function readReport(text: string): CampaignReport {
  const report = JSON.parse(text) as WrittenReport;
  return {
    ...report,
    failures: report.failures.map((failure) => ({
      ...failure,
      violations: failure.violations.map(({ message, ...where }) => ({
        ...where,
        message: typeof message === "string" ? sameInAll(message) : message,
      })),
    })),
  };
}
