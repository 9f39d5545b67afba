import { expect, test } from "vitest";
import { fuzz } from "./fuzz.ts";

test("whatever is sent to every kind, in whatever form, the server makes no mistake and stays readable", async () => {
  const { requests, codes } = await fuzz(1, { requestsMax: 3_000 });

  expect(requests).toBe(3_000);
  expect([...codes.keys()]).toEqual(expect.arrayContaining([200, 201, 400, 404, 409, 415, 422]));
});
