// Package whynotget waits for a state of an object without asking for it again and again.
package whynotget

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/cache"
)

// Until returns the first Node that reached says yes to.
func Until(ctx context.Context, nodes cache.SharedIndexInformer, reached func(*corev1.Node) bool) (*corev1.Node, error) {
	found := make(chan *corev1.Node, 1)
	look := func(object any) {
		if node, isNode := object.(*corev1.Node); isNode && reached(node) {
			select {
			case found <- node:
			default: // Found already.
			}
		}
	}
	// What is there already is told as an addition.
	registration, err := nodes.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    look,
		UpdateFunc: func(_, object any) { look(object) },
	})
	if err != nil {
		return nil, err
	}
	defer func() { _ = nodes.RemoveEventHandler(registration) }()
	select {
	case node := <-found:
		return node, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
