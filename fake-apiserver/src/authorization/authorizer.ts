import { asOne } from "../codec/as-one.ts";
import type {
  BindingRules,
  Decision,
  GrantSource,
  PathAccess,
  ResourceAccess,
} from "../request/access/authorize.ts";
import { decideByRoles, rulesByRoles } from "../request/access/authorize.ts";
import type { UserIdentity } from "../request/read/api-request.ts";

/** What one authorizer says: nothing but a reason where it has no opinion, and then the next one is asked. */
export interface Opinion {
  readonly verdict: "allow" | "deny" | "none";
  readonly reason: string;
  /** Why it could not tell, or not tell all. */
  readonly problem?: string;
}

/** One way to decide who may do what. @see kubernetes apiserver pkg/authorization/authorizer/interfaces.go */
export interface Authorizer {
  authorize(user: UserIdentity, asked: ResourceAccess | PathAccess): Opinion;
  /** What it would allow a user anyhow; absent: it says nothing of that. */
  rulesFor?(user: UserIdentity, namespace: string | undefined): BindingRules;
}

/** The first one that allows or denies decides; the reasons of those before it are told. */
export class AuthorizerUnion {
  readonly #current: () => readonly Authorizer[];

  /** @param current those of this moment, asked for at each question */
  constructor(current: () => readonly Authorizer[]) {
    this.#current = current;
  }

  decide(user: UserIdentity, asked: ResourceAccess | PathAccess): Decision {
    const reasons: string[] = [];
    const problems: string[] = [];
    for (const authorizer of this.#current()) {
      const { verdict, reason, problem } = authorizer.authorize(user, asked);
      if (verdict !== "none") {
        const isAllowed = verdict === "allow";
        return { isAllowed, isDenied: !isAllowed, reason, ...saidOf(problem) };
      }
      if (reason !== "") reasons.push(reason);
      if (problem !== undefined) problems.push(problem);
    }
    const isSilent = problems.length === 0;
    return {
      isAllowed: false,
      reason: reasons.join("\n"),
      ...saidOf(isSilent ? undefined : asOne(problems)),
    };
  }

  rulesFor(user: UserIdentity, namespace: string | undefined): BindingRules {
    const told = this.#current().flatMap((one) => one.rulesFor?.(user, namespace) ?? []);
    const problems = told.flatMap(({ problem }) => (problem === "" ? [] : [problem]));
    return {
      rules: told.flatMap(({ rules }) => rules),
      problem: asOne(problems),
      isIncomplete: told.some(({ isIncomplete }) => isIncomplete === true),
    };
  }
}

function saidOf(problem: string | undefined): { readonly problem?: string } {
  return problem === undefined ? {} : { problem };
}

/** Roles and bindings. */
export function roleAuthorizer(grants: GrantSource): Authorizer {
  return {
    authorize(user, asked) {
      const { isAllowed, reason } = decideByRoles(grants, user, asked);
      return { verdict: isAllowed ? "allow" : "none", reason };
    },
    rulesFor: (user, namespace) => rulesByRoles(grants, user, namespace),
  };
}

/** Everybody who is known may do everything. */
export const alwaysAllow: Authorizer = {
  authorize: () => ({ verdict: "allow", reason: "" }),
  rulesFor: () => ({
    rules: [
      { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
      { verbs: ["*"], nonResourceURLs: ["*"] },
    ],
    problem: "",
  }),
};

/** Nobody may do anything. */
export const alwaysDeny: Authorizer = {
  authorize: () => ({ verdict: "none", reason: "Everything is forbidden." }),
};
