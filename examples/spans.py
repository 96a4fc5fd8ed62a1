"""Spans of OpenTelemetry for every request that a client sends.

A hook runs in the thread or task of its call, so the spans stand below the caller's own:

    pip install opentelemetry-sdk
    python examples/spans.py
"""

import time
import warnings

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode

warnings.filterwarnings("ignore", message="webex_broadworks was built without optimization")

from webex_broadworks import Client, Event  # noqa: E402
from webex_broadworks.testing import Sandbox  # noqa: E402


class Spans:
    """Makes a span of each attempt: ``Client(..., on_response=Spans(tracer))``."""

    def __init__(self, tracer: trace.Tracer) -> None:
        """Makes the hook.

        Args:
            tracer: What makes the spans.
        """
        self.tracer = tracer

    def __call__(self, event: Event) -> None:
        """Makes the span of an attempt that has brought a response, or none."""
        end = time.time_ns()
        took = event.duration.total_seconds() if event.duration else 0.0
        attributes = {
            "http.request.method": event.method,
            "url.template": event.route,
            "http.response.status_code": event.status,
            "http.request.resend_count": event.attempt - 1,
            "error.type": event.error,
            "webex.operation": event.operation,
            "webex.subject_id": event.subject_id,
            "webex.partner": event.partner,
            "webex.tracking_id": event.tracking_id,
        }
        span = self.tracer.start_span(
            f"{event.method} {event.route}",
            kind=SpanKind.CLIENT,
            attributes={name: value for name, value in attributes.items() if value is not None},
            start_time=end - int(took * 1e9),
        )
        if event.error is not None:
            span.set_status(Status(StatusCode.ERROR, event.error))
        span.end(end)


def main() -> None:
    """Reads a list from a sandbox that is throttled once, and prints the spans."""
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter()))
    tracer = provider.get_tracer("examples")
    fault = {"name": "status", "status": 503, "first": 1}
    with Sandbox(enterprises=3, faults=[fault]) as sandbox:
        webex = Client(
            sandbox.token,
            base_url=sandbox.base_url,
            partner="East Telecom",
            on_response=Spans(tracer),
        )
        with tracer.start_as_current_span("nightly audit"):
            webex.enterprises.list().all()
    provider.shutdown()


if __name__ == "__main__":
    main()
