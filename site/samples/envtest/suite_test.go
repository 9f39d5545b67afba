package widgets

import (
	"context"
	"os"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/rest"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/envtest"
	metrics "sigs.k8s.io/controller-runtime/pkg/metrics/server"
)

var config *rest.Config

// TestMain starts and stops what envtest finds in KUBEBUILDER_ASSETS.
func TestMain(m *testing.M) {
	environment := &envtest.Environment{
		CRDDirectoryPaths:     []string{"crds"},
		ErrorIfCRDPathMissing: true,
	}
	var err error
	if config, err = environment.Start(); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := environment.Stop(); err != nil {
		panic(err)
	}
	os.Exit(code)
}

func widget(size int64) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "shop.example.com/v1",
		"kind":       "Widget",
		"metadata":   map[string]any{"namespace": "default", "name": "w"},
		"spec":       map[string]any{"size": size},
	}}
}

// ready says of each widget that it is.
type ready struct{ client.Client }

func (r *ready) Reconcile(
	ctx context.Context,
	request ctrl.Request,
) (ctrl.Result, error) {
	found := widget(0)
	if err := r.Get(ctx, request.NamespacedName, found); err != nil {
		return ctrl.Result{}, client.IgnoreNotFound(err)
	}
	found.Object["status"] = map[string]any{"ready": true}
	return ctrl.Result{}, r.Status().Update(ctx, found)
}

func TestWidgetBecomesReady(t *testing.T) {
	manager, err := ctrl.NewManager(config, ctrl.Options{
		Metrics: metrics.Options{BindAddress: "0"},
	})
	if err != nil {
		t.Fatal(err)
	}
	err = ctrl.NewControllerManagedBy(manager).
		For(widget(0)).
		Complete(&ready{manager.GetClient()})
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = manager.Start(t.Context()) }()
	live, err := client.New(config, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	made := widget(2)
	if err := live.Create(t.Context(), made); err != nil {
		t.Fatal(err)
	}
	isReady := false
	for until := time.Now().Add(20 * time.Second); !isReady && time.Now().Before(until); {
		time.Sleep(50 * time.Millisecond)
		if err := live.Get(t.Context(), client.ObjectKeyFromObject(made), made); err != nil {
			t.Fatal(err)
		}
		isReady, _, _ = unstructured.NestedBool(made.Object, "status", "ready")
	}
	if !isReady {
		t.Fatal("the widget did not become ready")
	}
}

func TestWidgetDoesNotShrink(t *testing.T) {
	live, err := client.New(config, client.Options{})
	if err != nil {
		t.Fatal(err)
	}
	made := widget(2)
	made.SetName("shrinking")
	if err := live.Create(t.Context(), made); err != nil {
		t.Fatal(err)
	}
	made.Object["spec"] = map[string]any{"size": int64(1)}
	err = live.Update(t.Context(), made)
	want := `Widget.shop.example.com "shrinking" is invalid: ` +
		`spec: Invalid value: a widget does not shrink`
	if err == nil || err.Error() != want {
		t.Fatalf("the server says %v, not %s", err, want)
	}
}
