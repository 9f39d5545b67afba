import { estimateCost } from "../../../cel/cost/estimate.ts";
import { deviceEnvironment, deviceSizes } from "../../../cel/device-environment.ts";
import { constantProblem } from "../../../cel/evaluate/constants.ts";
import { runtimeTypeText } from "../../../cel/values/type-of.ts";
import { utf8Length } from "../../../codec/bytes/base64.ts";
import { textOf } from "../../../codec/json/plain-object.ts";
import { tooLong } from "../../../schema/field-error.ts";
import type { Check } from "../../validation/checks.ts";
import { readExpression } from "../../validation/expressions.ts";

const bytesMax = 10 * 1024;
const costMax = 1_000_000;

/**
 * An expression that chooses devices.
 *
 * @see kubernetes pkg/apis/resource/validation/validation.go (validateCELSelector)
 */
export const checkDeviceExpression: Check = (value, at, report) => {
  const source = textOf(value);
  if (utf8Length(source) > bytesMax) {
    report.errors.push(tooLong(at, bytesMax));
    return;
  }
  const checked = readExpression(source, deviceEnvironment());
  if (typeof checked === "string") {
    report.invalid(at, source, checked);
    return;
  }
  const { result } = checked;
  if (result.name !== "bool" && result.name !== "any") {
    const given = runtimeTypeText(result);
    report.invalid(at, source, `must evaluate to bool or the unknown type, not ${given}`);
    return;
  }
  const problem = constantProblem(checked, deviceEnvironment());
  if (problem !== undefined)
    report.errors.push({
      reason: "InternalError",
      message: `Internal error: program instantiation failed: ${problem}`,
      field: at,
    });
  else if (estimateCost(checked, deviceSizes).max > costMax)
    report.forbidden(at, "too complex, exceeds cost limit");
};
