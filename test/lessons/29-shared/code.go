// Package shared gives every part of a program the same factory.
package shared

import (
	"context"
	"time"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	listers "k8s.io/client-go/listers/core/v1"
)

// Part is made of a Lister that it shares with all others.
type Part struct {
	nodes listers.NodeLister
}

// NewPart asks the factory: it makes the informer, or hands out the one that is there.
func NewPart(factory informers.SharedInformerFactory) Part {
	return Part{nodes: factory.Core().V1().Nodes().Lister()}
}

// Run starts one list and one watch for all three parts.
func Run(ctx context.Context, client kubernetes.Interface) []Part {
	factory := informers.NewSharedInformerFactory(client, 10*time.Hour)
	parts := []Part{NewPart(factory), NewPart(factory), NewPart(factory)}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	return parts
}
