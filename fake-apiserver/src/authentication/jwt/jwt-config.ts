/** Who issues tokens. */
export interface JwtIssuer {
  /** `https://…`, as the claim `iss` has it. */
  readonly url?: string;
  /** Where the discovery document is, where that is not below {@link url}. */
  readonly discoveryURL?: string;
  /** PEM of whom to trust there. @defaultValue those of the host */
  readonly certificateAuthority?: string;
  readonly audiences?: readonly string[];
  readonly audienceMatchPolicy?: string;
  readonly egressSelectorType?: string;
}

/** A claim, or an expression over `claims`. */
export interface ClaimSource {
  readonly claim?: string;
  /** Before the value of a claim. */
  readonly prefix?: string;
  readonly expression?: string;
}

/** A claim with a value, or an expression over `claims` that must be true. */
export interface ClaimRule {
  readonly claim?: string;
  readonly requiredValue?: string;
  readonly expression?: string;
  readonly message?: string;
}

/** An expression over `user` that must be true. */
export interface UserRule {
  readonly expression?: string;
  readonly message?: string;
}

/** How users come from claims. */
export interface ClaimMappings {
  readonly username?: ClaimSource;
  readonly groups?: ClaimSource;
  readonly uid?: ClaimSource;
  readonly extra?: readonly { readonly key?: string; readonly valueExpression?: string }[];
}

/** `JWTAuthenticator` of `apiserver.config.k8s.io/v1`. */
export interface JwtConfig {
  readonly issuer?: JwtIssuer;
  readonly claimValidationRules?: readonly ClaimRule[];
  readonly claimMappings?: ClaimMappings;
  readonly userValidationRules?: readonly UserRule[];
}
