#!/bin/sh
# The tests of a Go project under faults that seeds draw: sh go.sh controller-runtime|fluxcd-runtime|fluxcd-ssa mild|rough
# Needs Go 1.26. Works in a new folder, by envtest's own variable for clusters that are there already.
set -eu
project=$1 level=$2
cd "$(mktemp -d)"
case $project in
  controller-runtime)
    version=v0.25.2
    set -- sigs.k8s.io/controller-runtime/pkg/client sigs.k8s.io/controller-runtime/pkg/builder sigs.k8s.io/controller-runtime/pkg/controller
    tests=.
    ;;
  fluxcd-runtime)
    version=v0.117.0
    set -- github.com/fluxcd/pkg/runtime/patch
    tests=.
    ;;
  fluxcd-ssa)
    version=v0.78.0
    set -- github.com/fluxcd/pkg/ssa
    tests='Drift|Diff|Delete|Cleanup'
    ;;
  *)
    echo "there is no project $project" >&2
    exit 2
    ;;
esac
go mod init tried
for package in "$@"; do
  go get -t "$package@$version"
done
# Only what kube-apiserver does by itself: envtest has no controllers.
USE_EXISTING_CLUSTER=true ${FAKE_APISERVER:-npx @informerlab/fake-apiserver} exec \
  --controllers clusterroles,flowschemas,apiservices --disable-admission-plugins ServiceAccount \
  --chaos "$level" --seed 1 --runs 5 -- \
  go test -count=1 -p 1 -run "$tests" "$@"
