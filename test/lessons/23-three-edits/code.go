// Package threeedits compares what is with what should be, and does not ask what happened.
package threeedits

import (
	"k8s.io/apimachinery/pkg/api/errors"
	listers "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/util/workqueue"
)

// Zones is a table outside the cluster that is kept as the Nodes have it.
type Zones map[string]string

// Ask may be called once for each event: a key that waits already is not added again.
func Ask(queue workqueue.TypedRateLimitingInterface[string], name string) {
	queue.Add(name) // The key, and nothing else.
}

// Reconcile is called once for any number of edits that waited together.
func (zones Zones) Reconcile(name string, nodes listers.NodeLister) error {
	node, err := nodes.Get(name)
	if errors.IsNotFound(err) {
		delete(zones, name)
		return nil
	}
	if err != nil {
		return err
	}
	if wanted := node.Labels["zone"]; zones[name] != wanted { // There and back is nothing to do.
		zones[name] = wanted
	}
	return nil
}
