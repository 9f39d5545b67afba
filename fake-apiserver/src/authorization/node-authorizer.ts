import type { GrantSource, PathAccess, ResourceAccess } from "../request/access/authorize.ts";
import { allowsByRule } from "../request/access/authorize.ts";
import type { UserIdentity } from "../request/read/api-request.ts";
import type { Authorizer, Opinion } from "./authorizer.ts";
import { bootstrapRules } from "./bootstrap-roles.ts";
import { nodeOf } from "./node-identity.ts";
import { isRelated, type RelatedKind } from "./node-relations.ts";

const allowed: Opinion = { verdict: "allow", reason: "" };
const none = (reason: string): Opinion => ({ verdict: "none", reason });

/**
 * Nodes may do what kubelets do, with what belongs to them.
 *
 * @see kubernetes plugin/pkg/auth/authorizer/node/node_authorizer.go
 */
export function nodeAuthorizer(cluster: GrantSource): Authorizer {
  return {
    authorize(user, asked) {
      const node = nodeOf(user);
      if (node === undefined) return none("");
      if (node === "") return none(`unknown node for user ${JSON.stringify(user.name)}`);
      const own = "path" in asked ? undefined : new NodeQuestion(cluster, node, asked).opinion();
      return own ?? byRules(asked);
    },
    rulesFor: (user: UserIdentity) => ({
      rules: [],
      problem:
        nodeOf(user) === undefined ? "" : "node authorizer does not support user rule resolution",
      isIncomplete: nodeOf(user) !== undefined,
    }),
  };
}

/** What all nodes may do alike. */
function byRules(asked: ResourceAccess | PathAccess): Opinion {
  const isAllowed = bootstrapRules("system:node").some((rule) => allowsByRule(rule, asked));
  return isAllowed ? allowed : none("");
}

/** What a node asks of one resource. */
class NodeQuestion {
  readonly #cluster: GrantSource;
  readonly #node: string;
  readonly #asked: ResourceAccess;

  constructor(cluster: GrantSource, node: string, asked: ResourceAccess) {
    this.#cluster = cluster;
    this.#node = node;
    this.#asked = asked;
  }

  /** Undefined for resources that all nodes may have alike. */
  opinion(): Opinion | undefined {
    const { group, resource, subresource } = this.#asked;
    switch (group === "" ? resource : `${resource}.${group}`) {
      case "secrets":
        return this.#read("secrets");
      case "configmaps":
        return this.#read("configmaps");
      case "persistentvolumeclaims":
        return subresource === "status" ? this.#claimStatus() : this.#get("persistentvolumeclaims");
      case "persistentvolumes":
        return this.#get("persistentvolumes");
      case "resourceclaims.resource.k8s.io":
        return this.#get("resourceclaims");
      case "volumeattachments.storage.k8s.io":
        return this.#get("volumeattachments");
      case "serviceaccounts":
        return this.#account();
      case "leases.coordination.k8s.io":
        return this.#lease();
      case "csinodes.storage.k8s.io":
        return this.#csiNode();
      case "resourceslices.resource.k8s.io":
        return this.#slice();
      case "nodes":
        return this.#ownNode();
      case "pods":
        return this.#pod();
      case "podcertificaterequests.certificates.k8s.io":
        return none("");
      default:
        return undefined;
    }
  }

  #related(kind: RelatedKind): Opinion {
    const { namespace, name = "" } = this.#asked;
    if (name === "") return none("No Object name found");
    return isRelated(this.#cluster, this.#node, kind, { namespace, name })
      ? allowed
      : none(`no relationship found between node '${this.#node}' and this object`);
  }

  #get(kind: RelatedKind): Opinion {
    const { verb, subresource } = this.#asked;
    if (verb !== "get") return none("can only get individual resources of this type");
    return subresource === "" ? this.#related(kind) : none("cannot get subresource");
  }

  #read(kind: RelatedKind): Opinion {
    const { verb, subresource, namespace = "" } = this.#asked;
    if (!readVerbs.has(verb)) return none("can only read resources of this type");
    if (subresource !== "") return none("cannot read subresource");
    return namespace === ""
      ? none("can only read namespaced object of this type")
      : this.#related(kind);
  }

  #claimStatus(): Opinion {
    const { verb } = this.#asked;
    return verb === "update" || verb === "patch"
      ? this.#related("persistentvolumeclaims")
      : none("can only get/update/patch this type");
  }

  #account(): Opinion {
    const { verb, subresource, name = "" } = this.#asked;
    if (verb === "get" && subresource === "") return this.#read("serviceaccounts");
    if (verb !== "create" || name === "")
      return none("can only create tokens for individual service accounts");
    return subresource === "token"
      ? this.#related("serviceaccounts")
      : none("can only create token subresource of serviceaccount");
  }

  #lease(): Opinion {
    const { verb, namespace } = this.#asked;
    if (!ownVerbs.has(verb))
      return none("can only get, create, update, patch, or delete a node lease");
    if (namespace !== "kube-node-lease")
      return none('can only access leases in the "kube-node-lease" system namespace');
    return this.#isOwnOrNew()
      ? allowed
      : none("can only access node lease with the same name as the requesting node");
  }

  #csiNode(): Opinion {
    const { verb, subresource } = this.#asked;
    if (!ownVerbs.has(verb))
      return none("can only get, create, update, patch, or delete a CSINode");
    if (subresource !== "") return none("cannot authorize CSINode subresources");
    return this.#isOwnOrNew()
      ? allowed
      : none("can only access CSINode with the same name as the requesting node");
  }

  /** The name of what is made is for admission to look at. */
  #isOwnOrNew(): boolean {
    return this.#asked.verb === "create" || this.#asked.name === this.#node;
  }

  #slice(): Opinion {
    const { verb, subresource } = this.#asked;
    if (subresource !== "") return none("cannot authorize ResourceSlice subresources");
    if (verb === "create") return allowed;
    if (ownVerbs.has(verb)) return this.#related("resourceslices");
    if (verb !== "watch" && verb !== "list" && verb !== "deletecollection")
      return none(
        "only the following verbs are allowed for a ResourceSlice: get, watch, list, create, update, patch, delete, deletecollection",
      );
    return this.#selects("spec.nodeName")
      ? allowed
      : none("can only list/watch/deletecollection resourceslices with nodeName field selector");
  }

  #ownNode(): Opinion {
    const { verb, subresource, name = "" } = this.#asked;
    if (subresource === "status") return verb === "update" || verb === "patch" ? allowed : none("");
    if (subresource !== "") return none("");
    if (verb === "create" || verb === "update" || verb === "patch") return allowed;
    if (!readVerbs.has(verb)) return none("");
    if (name === this.#node) return allowed;
    return name === ""
      ? none(`node '${this.#node}' cannot read all nodes, only its own Node object`)
      : none(`node '${this.#node}' cannot read '${name}', only its own Node object`);
  }

  #pod(): Opinion {
    const { verb, subresource, name = "" } = this.#asked;
    if (subresource === "status") return verb === "update" || verb === "patch" ? allowed : none("");
    if (subresource === "eviction") return verb === "create" ? allowed : none("");
    if (subresource !== "") return none("");
    if (verb === "create" || verb === "delete") return allowed;
    if (verb === "get") return this.#get("pods");
    if (!readVerbs.has(verb)) return none("");
    if (this.#selects("spec.nodeName")) return allowed;
    return name === ""
      ? none("can only list/watch pods with spec.nodeName field selector")
      : this.#related("pods");
  }

  #selects(field: string): boolean {
    const { fieldRequirements = [] } = this.#asked;
    return fieldRequirements.some(
      (one) => one.field === field && one.operator === "=" && one.value === this.#node,
    );
  }
}

const readVerbs: ReadonlySet<string> = new Set(["get", "list", "watch"]);
const ownVerbs: ReadonlySet<string> = new Set(["get", "create", "update", "patch", "delete"]);
