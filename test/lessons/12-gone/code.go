// Package gone tells news from what a new list only repeats.
package gone

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/client-go/tools/cache"
)

// OnlyNews takes an update for news only when the version differs: after a new list, unchanged objects come as updates too.
func OnlyNews(report func(name string)) cache.ResourceEventHandler {
	return cache.ResourceEventHandlerFuncs{
		UpdateFunc: func(oldObject, newObject any) {
			before, isNode := oldObject.(*corev1.Node)
			after, isStillNode := newObject.(*corev1.Node)
			if !isNode || !isStillNode || before.ResourceVersion == after.ResourceVersion {
				return
			}
			report(after.Name)
		},
	}
}
