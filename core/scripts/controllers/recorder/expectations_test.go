package recorder

import (
	"testing"
	"time"

	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller"
)

type expectationScenario struct {
	Operations []struct {
		AtMs  int      `json:"atMs"`
		Kind  string   `json:"kind"`
		Owner string   `json:"owner"`
		Count int      `json:"count"`
		Keys  []string `json:"keys"`
	} `json:"operations"`
}

// expected is what is known of one owner after a step.
type expected struct {
	Owner       string `json:"owner"`
	IsSatisfied bool   `json:"isSatisfied"`
	IsKnown     bool   `json:"isKnown"`
	Creations   int64  `json:"creations"`
	Deletions   int64  `json:"deletions"`
}

func TestExpectations(t *testing.T) {
	recordAll(t, "expectations", func(t *testing.T, each expectationScenario) any { return playExpectations(t, each) })
}

func playExpectations(t *testing.T, each expectationScenario) [][]expected {
	start, logger := time.Now(), klog.Background()
	expectations := controller.NewUIDTrackingControllerExpectations(controller.NewControllerExpectations())
	steps := [][]expected{}
	for _, one := range each.Operations {
		time.Sleep(ms(one.AtMs) - time.Since(start))
		var err error
		switch one.Kind {
		case "expectCreations":
			err = expectations.ExpectCreations(logger, one.Owner, one.Count)
		case "expectDeletions":
			err = expectations.ExpectDeletions(logger, one.Owner, one.Keys)
		case "creationObserved":
			expectations.CreationObserved(logger, one.Owner)
		case "deletionObserved":
			expectations.DeletionObserved(logger, one.Owner, one.Keys[0])
		case "delete":
			expectations.DeleteExpectations(logger, one.Owner)
		}
		if err != nil {
			t.Fatal(err)
		}
		step := []expected{}
		for _, owner := range []string{"jobs/a", "jobs/b"} {
			now := expected{Owner: owner, IsSatisfied: expectations.SatisfiedExpectations(logger, owner)}
			if found, exists, _ := expectations.GetExpectations(owner); exists {
				now.IsKnown = true
				now.Creations, now.Deletions = found.GetExpectations()
			}
			step = append(step, now)
		}
		steps = append(steps, step)
	}
	return steps
}
