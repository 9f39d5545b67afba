import type { TokenOptions } from "../../../../authentication/service-account-tokens.ts";
import { millisecondsIn } from "../../../../codec/go/go-duration.ts";
import type { Flags } from "./parse-flags.ts";

const hourMs = 3_600_000;
const secondsMax = 2 ** 32;

/** For how long tokens of accounts hold at most. @see kubernetes pkg/controlplane/apiserver/options/options.go */
export function readTokenLimits(
  flags: Flags,
): Pick<TokenOptions, "secondsMax" | "extends" | "jwksUri"> {
  const longestMs = millisecondsIn(flags.last("service-account-max-token-expiration") ?? "0");
  const jwksUri = flags.last("service-account-jwks-uri") ?? "";
  return {
    ...(jwksUri === "" ? {} : { jwksUri }),
    ...(longestMs === 0 ? {} : { secondsMax: Math.floor(longestMs / 1000) }),
    extends: flags.isOn("service-account-extend-token-expiration", true),
  };
}

/** @throws Error in the real server's words */
export function checkTokenLimits(flags: Flags): void {
  const jwksUri = flags.last("service-account-jwks-uri") ?? "";
  if (jwksUri !== "" && !jwksUri.startsWith("https:"))
    throw new Error(`service-account-jwks-uri requires https scheme, parsed as: ${jwksUri}`);
  const longestMs = millisecondsIn(flags.last("service-account-max-token-expiration") ?? "0");
  if (longestMs !== 0 && (longestMs < hourMs || longestMs > secondsMax * 1000))
    throw new Error(
      "the service-account-max-token-expiration must be between 1 hour and 2^32 seconds",
    );
}
