// Package slowhandler keeps slow work out of the event handler.
package slowhandler

import (
	"context"

	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
)

// Enqueue is all that an event handler should do: it returns at once, so nothing gathers in its buffer.
func Enqueue(queue workqueue.TypedRateLimitingInterface[string]) cache.ResourceEventHandlerFuncs {
	add := func(object any) {
		if key, err := cache.DeletionHandlingMetaNamespaceKeyFunc(object); err == nil {
			queue.Add(key)
		}
	}
	return cache.ResourceEventHandlerFuncs{
		AddFunc:    add,
		UpdateFunc: func(_, newer any) { add(newer) },
		DeleteFunc: add,
	}
}

// Work runs four workers until the context ends. Slow keys share them; one key is never with two of them.
func Work(ctx context.Context, queue workqueue.TypedRateLimitingInterface[string], reconcile func(context.Context, string) error) {
	for range 4 {
		go wait.UntilWithContext(ctx, func(ctx context.Context) {
			for takeOne(ctx, queue, reconcile) {
			}
		}, 0)
	}
	<-ctx.Done()
	queue.ShutDown()
}

func takeOne(ctx context.Context, queue workqueue.TypedRateLimitingInterface[string], reconcile func(context.Context, string) error) bool {
	key, shutdown := queue.Get()
	if shutdown {
		return false
	}
	defer queue.Done(key)
	if err := reconcile(ctx, key); err != nil {
		queue.AddRateLimited(key)
	} else {
		queue.Forget(key)
	}
	return true
}
