import { expect, test } from "vitest";
import { type CampaignReport, mergeCampaigns } from "./campaign.ts";
import { readReport } from "./read-report.ts";

const report: CampaignReport = {
  seed: 1,
  runs: 100,
  voidRuns: 0,
  doubleRuns: 0,
  virtualMs: 1000,
  isBlind: false,
  reached: {},
  coverage: {},
  failures: [
    {
      rule: "P3",
      scenario: { version: 1, informers: [] },
      violations: [
        {
          invariant: "P3",
          seq: 9,
          at: 0,
          message: { en: "nodes: watches from 2", "zh-CN": "nodes：监听从 2 开始" },
        },
      ],
      runs: 7,
      count: 1,
      shrinks: 3,
      operationsBefore: 9,
      operationsAfter: 1,
    },
  ],
};

test("a report is read as it was written", () => {
  expect(readReport(JSON.stringify(report))).toEqual(report);
});

test("a report from before breaks were told in every language merges with one of today", () => {
  const old = JSON.stringify(report, (key, value: unknown) =>
    key === "message" ? "nodes: watches from 2" : value,
  ).replaceAll("P3", "W1");

  const merged = mergeCampaigns([readReport(old), report]);

  const messages = merged.failures.map(({ violations }) => violations[0]?.message["zh-CN"]);
  expect(messages).toEqual(["nodes: watches from 2", "nodes：监听从 2 开始"]);
});
