"""Requests and answers in the form of the released SDK 0.8.0, with nothing but the standard library."""

import http.client
import json
import re
from urllib.parse import quote, urlencode, urlsplit

from models import as_json

HEADERS = {
    "Accept": "application/json; charset=utf-8",
    # On every request, also those without a body.
    "Content-Type": "application/json",
    "User-Agent": "OpenAPI-Generator/0.8.0/python",
}


class ApiException(Exception):
    """Whatever is no 2xx."""

    def __init__(self, status, reason, body):
        super().__init__(f"({status}) {reason}: {body}")
        self.status, self.reason, self.body = status, reason, body


class JsonResponse:
    """All that clients see of an envelope: `status` and `message` are dropped."""

    def __init__(self, envelope):
        self.code = None if envelope.get("code") is None else int(envelope["code"])
        self.success = None if envelope.get("success") is None else bool(envelope["success"])
        self.result = envelope.get("result")
        self.attributes = envelope.get("attributes")
        if self.attributes is not None and not isinstance(self.attributes, dict):
            raise TypeError("attributes is no object")


class Transport:
    """
    :param host: such as http://127.0.0.1:8080; the API lies below /api of it
    """

    def __init__(self, host):
        self.host = urlsplit(host)

    def call(self, method, path, names=None, query=None, body=None):
        """
        :param names: values for {gaps} in the path; no character in them is taken as safe
        :param query: those that are None are left out
        :return: the envelope as it is
        """
        for name, value in (names or {}).items():
            path = path.replace("{%s}" % name, quote(str(value), safe=""))
        asked = {name: value for name, value in (query or {}).items() if value is not None}
        url = "/api" + path + (f"?{urlencode(asked)}" if asked else "")
        connection = http.client.HTTPConnection(self.host.hostname, self.host.port, timeout=30)
        try:
            connection.request(method, url, None if body is None else json.dumps(as_json(body)), HEADERS)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        if not 200 <= answer.status <= 299:
            raise ApiException(answer.status, answer.reason, content.decode("utf-8"))
        charset = re.search(r"charset=([a-zA-Z\-\d]+)[\s;]?", answer.getheader("content-type") or "")
        return json.loads(content.decode(charset.group(1) if charset else "utf-8"))

    def result(self, *request, **more):
        return JsonResponse(self.call(*request, **more)).result
