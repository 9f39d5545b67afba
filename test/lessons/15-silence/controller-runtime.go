package silence

import (
	"context"
	"fmt"
	"net/http"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/kubernetes"
	toolscache "k8s.io/client-go/tools/cache"
	ctrl "sigs.k8s.io/controller-runtime"
)

// AddHealthCheck lets the kubelet restart a program whose Nodes stand still. A manager checks nothing of the kind by itself.
func AddHealthCheck(ctx context.Context, manager ctrl.Manager, patience time.Duration) error {
	client, err := kubernetes.NewForConfigAndClient(manager.GetConfig(), manager.GetHTTPClient())
	if err != nil {
		return err
	}
	informer, err := manager.GetCache().GetInformer(ctx, &corev1.Node{})
	if err != nil {
		return err
	}
	nodes, isOne := informer.(toolscache.SharedIndexInformer)
	if !isOne { // With several namespaces there is one informer for each.
		return fmt.Errorf("the cache of Nodes is a %T, not one informer", informer)
	}
	watchdog := &Watchdog{Client: client, Informer: nodes, Patience: patience}
	// The kubelet asks for one check at a time.
	return manager.AddHealthzCheck("nodes", func(request *http.Request) error {
		return watchdog.Check(request.Context(), time.Now())
	})
}
