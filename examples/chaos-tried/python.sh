#!/bin/sh
# The tests of a Python client under faults that seeds draw: sh python.sh kubernetes|kubernetes_asyncio|kr8s mild|rough
# Needs Python 3.11, git for the first two, and kubectl for kr8s. Works in a new folder.
set -eu
project=$1 level=$2
here=$(cd "$(dirname "$0")" && pwd)
cd "$(mktemp -d)"
python3 -m venv python
PATH=$PWD/python/bin:$PATH
pip install -q kubernetes==37.0.2 kubernetes_asyncio==36.1.0 kr8s==0.20.15 \
  pytest==9.2.0 pytest-timeout==2.4.0 pytest-asyncio==1.5.0 pytest-rerunfailures==16.7 \
  trio==0.35.0 lightkube==1.0.1 kubernetes-validate==1.37.0

# Puts the end-to-end tests of a repository beside its installed package.
tests_of() {
  git clone -q "$1" repository
  git -C repository checkout -q "$2"
  mkdir "$3"
  cp -r "repository/$3/e2e_test" "$3"
  cp -r "repository/$3/e2e_test" "$(python -c "import $3; print($3.__path__[0])")"
}

chaos() {
  ${FAKE_APISERVER:-npx @informerlab/fake-apiserver} exec --chaos "$level" --seed 1 --runs 5 --run-timeout 2m -- \
    python -m pytest -q -p no:cacheprovider -W ignore --tb=short -rfE "$@"
}

case $project in
  kubernetes)
    tests_of https://github.com/kubernetes-client/python 0246584 kubernetes
    chaos --timeout 30 kubernetes/e2e_test \
      -k 'not pod_apis and not exec and not exit_code and not portforward and not metrics_utilities and not proxy_ssl'
    ;;
  kubernetes_asyncio)
    tests_of https://github.com/tomplus/kubernetes_asyncio cb0b819 kubernetes_asyncio
    chaos --timeout 30 kubernetes_asyncio/e2e_test -k 'not pod_apis'
    ;;
  kr8s)
    pip download -q --no-deps --no-binary :all: kr8s==0.20.15
    tar xzf kr8s-0.20.15.tar.gz
    cp "$here/kr8s-conftest.py" kr8s-0.20.15/conftest.py
    cd kr8s-0.20.15
    chaos --timeout 20 -o addopts= kr8s/tests/test_api.py kr8s/tests/test_objects.py \
      -k 'test_ns or test_api_names or custom_resouces or get_deployments or test_create or crd_caching or raw_with_label or whoami or lookup_kind or test_pod_metadata or label_selector or test_field_selector or annotate or test_pod_label or patch_pod or secret or configmap_data or generate_name'
    ;;
  *)
    echo "there is no project $project" >&2
    exit 2
    ;;
esac
