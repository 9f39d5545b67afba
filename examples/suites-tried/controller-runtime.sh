#!/bin/sh
# controller-runtime's own suites, unchanged: sh controller-runtime.sh [FOLDER [PACKAGE…]]
# FOLDER holds etcd and kube-apiserver; without one, envtest-assets writes it. Needs Go 1.26. Works in a new folder.
set -eu
assets=${1:-$(${FAKE_APISERVER:-npx @informerlab/fake-apiserver} envtest-assets)}
[ $# -eq 0 ] || shift
if [ $# -eq 0 ]; then
  set -- ./pkg/client ./pkg/manager ./pkg/builder ./pkg/cache ./pkg/webhook ./pkg/controller ./pkg/internal/controller \
    ./pkg/source ./pkg/internal/recorder ./pkg/controller/controllerutil ./pkg/cluster ./pkg/envtest \
    ./pkg/internal/testing/controlplane
fi
cd "$(mktemp -d)"
go mod init fetch
source=$(go mod download -json sigs.k8s.io/controller-runtime@v0.25.2 | sed -n 's/^.*"Dir": "\(.*\)",$/\1/p')
cp -R "$source" suite
chmod -R u+w suite
# The proxy's archives keep no permission to run.
find suite -name '*.sh' -exec chmod +x {} +
cd suite
KUBEBUILDER_ASSETS=$assets go test -mod=mod -count=1 -p 1 "$@"
