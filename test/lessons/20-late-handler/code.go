// Package latehandler joins an informer that may run already.
package latehandler

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/cache"
)

// JoinLate returns when greet has been called for every Node that was there.
func JoinLate(ctx context.Context, nodes cache.SharedIndexInformer, greet func(node *corev1.Node, wasThere bool)) error {
	registration, err := nodes.AddEventHandler(cache.ResourceEventHandlerDetailedFuncs{
		AddFunc: func(object any, isInInitialList bool) {
			if node, isNode := object.(*corev1.Node); isNode {
				greet(node, isInInitialList)
			}
		},
	})
	if err != nil {
		return err // The informer has stopped.
	}
	// The handler's own flag: the informer's may be true long before.
	if !cache.WaitForCacheSync(ctx.Done(), registration.HasSynced) {
		return fmt.Errorf("the handler has not heard of all Nodes: %w", ctx.Err())
	}
	return nil
}
