// Package storefirst reads the cache in the worker, not in the handler.
package storefirst

import (
	"log"

	"k8s.io/apimachinery/pkg/api/errors"
	listers "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/util/workqueue"
)

// Work takes keys until the queue is shut down. What it reads is at least as new as the event that added the key.
func Work(queue workqueue.TypedRateLimitingInterface[string], nodes listers.NodeLister) {
	for {
		name, shutdown := queue.Get()
		if shutdown {
			return
		}
		if err := reconcile(name, nodes); err != nil {
			queue.AddRateLimited(name)
		} else {
			queue.Forget(name)
		}
		queue.Done(name)
	}
}

func reconcile(name string, nodes listers.NodeLister) error {
	node, err := nodes.Get(name)
	if errors.IsNotFound(err) {
		log.Printf("%s is gone", name) // No error: gone is a state, too.
		return nil
	}
	if err != nil {
		return err
	}
	log.Printf("%s is %v", name, node.Labels)
	return nil
}
