// Package listbywatch asks for a list by a watch. Informers do this by themselves.
package listbywatch

import (
	"context"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/watch"
	"k8s.io/client-go/kubernetes"
)

// Nodes returns the Nodes by name, and the stream, which goes on as a watch.
func Nodes(ctx context.Context, client kubernetes.Interface) (map[string]*corev1.Node, watch.Interface, error) {
	yes := true
	stream, err := client.CoreV1().Nodes().Watch(ctx, metav1.ListOptions{
		SendInitialEvents:    &yes,
		ResourceVersionMatch: metav1.ResourceVersionMatchNotOlderThan,
		AllowWatchBookmarks:  true,
	})
	if err != nil {
		return nil, nil, err // An older server: list instead.
	}
	aside := map[string]*corev1.Node{}
	for event := range stream.ResultChan() {
		if event.Type == watch.Error {
			stream.Stop()
			return nil, nil, errors.FromObject(event.Object)
		}
		node, isNode := event.Object.(*corev1.Node)
		switch {
		case !isNode:
			continue
		case event.Type == watch.Deleted: // While it streams, objects may change and go already.
			delete(aside, node.Name)
		case event.Type != watch.Bookmark:
			aside[node.Name] = node
		case node.Annotations[metav1.InitialEventsAnnotationKey] == "true":
			return aside, stream, nil
		}
	}
	return nil, nil, fmt.Errorf("the stream ended before the list was whole")
}
