// Set by `fake-apiserver exec`; any language can do the same with its HTTP client.
const { FAKE_APISERVER_ADMIN: admin, FAKE_APISERVER_TOKEN: token } =
  process.env;

const response = await fetch(`${admin}/faults`, {
  method: "POST",
  headers: {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
  },
  body: JSON.stringify({
    on: { verb: "watch", open: true },
    do: { expire: "event410" },
  }),
});
if (!response.ok)
  throw new Error(`${response.status}: ${await response.text()}`);
