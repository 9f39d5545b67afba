curl --silent --fail --cacert "$FAKE_APISERVER_CA" \
  --header "Authorization: Bearer $FAKE_APISERVER_TOKEN" \
  --header "Content-Type: application/yaml" \
  --request PUT --data-binary @node.yaml "$FAKE_APISERVER_ADMIN/seed"
