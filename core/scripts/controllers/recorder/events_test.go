package recorder

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/scheme"
	core "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/record"
)

type eventScenario struct {
	Component  string `json:"component"`
	Host       string `json:"host"`
	Correlator struct {
		SimilarMax        int `json:"similarMax"`
		SimilarIntervalMs int `json:"similarIntervalMs"`
		Burst             int `json:"burst"`
		RefillMs          int `json:"refillMs"`
		KeysMax           int `json:"keysMax"`
	} `json:"correlator"`
	LatencyMs  int              `json:"latencyMs"`
	Faults     []eventFault     `json:"faults"`
	Operations []eventOperation `json:"operations"`
	EndMs      int              `json:"endMs"`
}

type eventFault struct {
	FromMs  int      `json:"fromMs"`
	ToMs    int      `json:"toMs"`
	Methods []string `json:"methods"`
	// Status of a refusal; 0 for a connection that breaks.
	Status int `json:"status"`
}

type eventOperation struct {
	AtMs        int                `json:"atMs"`
	Forget      bool               `json:"forget"`
	About       v1.ObjectReference `json:"about"`
	Type        string             `json:"type"`
	Reason      string             `json:"reason"`
	Message     string             `json:"message"`
	Annotations map[string]string  `json:"annotations"`
}

type eventRequest struct {
	AtMs   int64           `json:"atMs"`
	Method string          `json:"method"`
	Path   string          `json:"path"`
	Body   json.RawMessage `json:"body"`
	Status int             `json:"status"`
}

// eventServer keeps Events by path; its faults are those of the scenario.
type eventServer struct {
	sync.Mutex
	scenario eventScenario
	start    time.Time
	version  int
	stored   map[string]map[string]any
	requests []eventRequest
}

func (s *eventServer) RoundTrip(r *http.Request) (*http.Response, error) {
	sent, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	s.Lock()
	code, body := s.answer(r.Method, r.URL.Path, sent)
	noted := eventRequest{time.Since(s.start).Milliseconds(), r.Method, r.URL.Path, sent, code}
	s.requests = append(s.requests, noted)
	text, err := json.Marshal(body)
	s.Unlock()
	if err != nil {
		return nil, err
	}
	time.Sleep(ms(s.scenario.LatencyMs))
	if code == 0 {
		return nil, errors.New("the connection was lost")
	}
	return &http.Response{
		StatusCode: code, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader(text)), Request: r, ProtoMajor: 1, ProtoMinor: 1,
	}, nil
}

func (s *eventServer) answer(method, path string, sent []byte) (int, any) {
	now := time.Since(s.start).Milliseconds()
	for _, each := range s.scenario.Faults {
		if int64(each.FromMs) <= now && now < int64(each.ToMs) && slices.Contains(each.Methods, method) {
			return each.Status, refusal(each.Status, "")
		}
	}
	var body map[string]any
	if err := json.Unmarshal(sent, &body); err != nil {
		panic(err)
	}
	if method == "POST" {
		path += "/" + body["metadata"].(map[string]any)["name"].(string)
		if s.stored[path] != nil {
			return 409, refusal(409, metav1.StatusReasonAlreadyExists)
		}
		s.stored[path] = map[string]any{}
	}
	found := s.stored[path]
	if found == nil {
		return 404, refusal(404, metav1.StatusReasonNotFound)
	}
	for name, value := range body {
		found[name] = value
	}
	s.version++
	found["metadata"].(map[string]any)["resourceVersion"] = fmt.Sprint(s.version)
	return map[bool]int{true: 201, false: 200}[method == "POST"], found
}

func refusal(code int, reason metav1.StatusReason) metav1.Status {
	return metav1.Status{
		TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"}, Status: "Failure",
		Code: int32(code), Reason: reason, Message: fmt.Sprintf("refused with %d", code),
	}
}

func TestEvents(t *testing.T) {
	recordAll(t, "events", func(t *testing.T, each eventScenario) any { return playEvents(t, each) })
}

func playEvents(t *testing.T, each eventScenario) []eventRequest {
	lab := &eventServer{scenario: each, start: time.Now(), stored: map[string]map[string]any{}, requests: []eventRequest{}}
	client, err := kubernetes.NewForConfig(&rest.Config{
		Host: "http://lab", QPS: -1, Transport: lab, ContentConfig: rest.ContentConfig{ContentType: "application/json"},
	})
	if err != nil {
		t.Fatal(err)
	}
	broadcaster := record.NewBroadcaster(record.WithCorrelatorOptions(record.CorrelatorOptions{
		LRUCacheSize: each.Correlator.KeysMax, BurstSize: each.Correlator.Burst,
		QPS: float32(1000 / float64(each.Correlator.RefillMs)), MaxEvents: each.Correlator.SimilarMax,
		MaxIntervalInSeconds: each.Correlator.SimilarIntervalMs / 1000,
	}))
	broadcaster.StartRecordingToSink(&core.EventSinkImpl{Interface: client.CoreV1().Events("")})
	recorder := broadcaster.NewRecorder(scheme.Scheme, v1.EventSource{Component: each.Component, Host: each.Host})
	for _, one := range each.Operations {
		time.AfterFunc(ms(one.AtMs), func() {
			if one.Forget {
				lab.Lock()
				clear(lab.stored)
				lab.Unlock()
				return
			}
			recorder.AnnotatedEventf(&one.About, one.Annotations, one.Type, one.Reason, "%s", one.Message)
		})
	}
	time.Sleep(ms(each.EndMs))
	synctest.Wait()
	lab.Lock()
	recorded := slices.Clone(lab.requests)
	lab.Unlock()
	broadcaster.Shutdown()
	time.Sleep(time.Hour)
	return recorded
}
