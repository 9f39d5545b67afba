// Package breakityourself makes watches fall silent, so that a test sees what a program does then.
package breakityourself

import (
	"io"
	"net/http"
	"sync/atomic"

	"k8s.io/client-go/rest"
)

// Silence keeps what watches send from a client while it is on: no bytes, no end, no error.
type Silence struct{ on atomic.Bool }

// Set begins or ends the silence. What was kept back is not sent later: the connection breaks.
func (s *Silence) Set(on bool) { s.on.Store(on) }

// Wrap puts the silence between a client and the apiserver.
func (s *Silence) Wrap(config *rest.Config) {
	config.Wrap(func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(request *http.Request) (*http.Response, error) {
			response, err := next.RoundTrip(request)
			if err == nil && request.URL.Query().Get("watch") != "" {
				response.Body = &silentBody{ReadCloser: response.Body, silence: s}
			}
			return response, err
		})
	})
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(request *http.Request) (*http.Response, error) { return f(request) }

type silentBody struct {
	io.ReadCloser
	silence *Silence
	isDead  bool
}

func (b *silentBody) Read(buffer []byte) (int, error) {
	for {
		n, err := b.ReadCloser.Read(buffer)
		if err != nil {
			return n, err
		}
		if b.silence.on.Load() {
			b.isDead = true
			continue
		}
		if b.isDead {
			return 0, io.ErrUnexpectedEOF
		}
		return n, nil
	}
}
