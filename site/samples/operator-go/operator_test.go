package operator

import (
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	metrics "sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

// start runs the operator against the cluster of KUBECONFIG.
func start(t *testing.T) client.Client {
	manager, err := ctrl.NewManager(ctrl.GetConfigOrDie(), ctrl.Options{
		Metrics: metrics.Options{BindAddress: "0"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := (&Team{manager.GetClient()}).Setup(manager); err != nil {
		t.Fatal(err)
	}
	go func() { _ = manager.Start(t.Context()) }()
	// Asks the server each time: a test should not wait for a cache.
	live, err := client.New(manager.GetConfig(), client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return live
}

// expectTeam waits until the ConfigMap names the team.
func expectTeam(t *testing.T, live client.Client, want string) {
	t.Helper()
	var config corev1.ConfigMap
	key := client.ObjectKey{Namespace: "shop", Name: "team"}
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); {
		err := live.Get(t.Context(), key, &config)
		if err == nil && config.Data["name"] == want {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the ConfigMap says %q, not %q", config.Data["name"], want)
}

// fault asks the fake apiserver for a fault, on the port of the API.
func fault(t *testing.T, body string) {
	t.Helper()
	config := ctrl.GetConfigOrDie()
	server, err := rest.HTTPClientFor(config)
	if err != nil {
		t.Fatal(err)
	}
	response, err := server.Post(config.Host+"/_fake/v1/faults",
		"application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode >= 300 {
		t.Fatal(response.Status)
	}
}

func TestTeam(t *testing.T) {
	live := start(t)
	shop := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{
		Name: "shop", Labels: map[string]string{"team": "red"},
	}}
	if err := live.Create(t.Context(), shop); err != nil {
		t.Fatal(err)
	}
	expectTeam(t, live, "red")

	// All open watches end with 410 Gone. A change comes meanwhile.
	fault(t, `{"on": {"verb": "watch", "open": true},
		"do": {"expire": "event410"}}`)
	shop.Labels["team"] = "blue"
	if err := live.Update(t.Context(), shop); err != nil {
		t.Fatal(err)
	}
	expectTeam(t, live, "blue")

	// Somebody deletes what the operator made.
	config := &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{
		Namespace: "shop", Name: "team",
	}}
	if err := live.Delete(t.Context(), config); err != nil {
		t.Fatal(err)
	}
	expectTeam(t, live, "blue")
}
