"""The API's description as a test uses it: its operations, and whether an answer keeps it."""

import os
import re

import jsonschema
import yaml

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "apps", "console",
                    "api", "openapi.yaml")
METHODS = ("get", "put", "post", "patch", "delete")


class Description:
    def __init__(self):
        with open(PATH, encoding="utf-8") as file:
            self.document = yaml.safe_load(file)
        self._root = self.document["servers"][0]["url"]
        self._resolver = jsonschema.RefResolver("", self.document)

    def operations(self):
        """(method, path, operation) of each."""
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield method.upper(), path, item[method]

    def check(self, method, path, answer):
        """Complains of an answer that the description does not know. `path` as it was asked for;
        beside the API everything is right."""
        path = path.partition("?")[0]
        if not path.startswith(self._root + "/"):
            return
        described = self._described(path[len(self._root):])
        if described is None:
            self._check_refusal(method, path, answer, 404)
        elif method.lower() not in described:
            self._check_refusal(method, path, answer, 405)
            if "allow" not in answer.fields:
                raise AssertionError(f"{method} {path}: 405 without Allow")
        else:
            self._check_response(f"{method} {path}", described[method.lower()], answer)

    def _described(self, path):
        """The item of a path: one that is described word for word comes first."""
        paths = self.document["paths"]
        if path in paths:
            return paths[path]
        for pattern, item in paths.items():
            parts = re.split(r"\{\w+\}", pattern)
            if re.fullmatch("[^/]+".join(map(re.escape, parts)), path):
                return item
        return None

    def _check_refusal(self, method, path, answer, status):
        if answer.status != status:
            raise AssertionError(f"{method} {path}: {answer.status} of what is not described")
        problem = self.document["components"]["responses"]["Problem"]
        self._check_content(f"{method} {path}: {status}", problem["content"], answer)

    def _check_response(self, what, operation, answer):
        responses = operation["responses"]
        if str(answer.status) not in responses:
            raise AssertionError(f"{what}: {answer.status} is not described: {answer.body[:200]}")
        what = f"{what}: {answer.status}"
        response = self._resolved(responses[str(answer.status)])
        for name, header in response.get("headers", {}).items():
            self._check_header(what, name, self._resolved(header), answer)
        if "content" in response:
            self._check_content(what, response["content"], answer)
        elif answer.body and answer.status != 426:
            raise AssertionError(f"{what} has a body")

    def _check_header(self, what, name, header, answer):
        value = answer.fields.get(name.lower())
        if value is not None:
            self._validate(value, header["schema"])
        elif header.get("required"):
            raise AssertionError(f"{what} lacks {name}")

    def _check_content(self, what, content, answer):
        kind = answer.fields.get("content-type", "").split(";")[0]
        if kind not in content:
            raise AssertionError(f"{what}: {kind or 'no type'} is not described")
        if "schema" in content[kind]:
            self._validate(answer.json(), content[kind]["schema"])

    def _resolved(self, node):
        return self._resolver.resolve(node["$ref"])[1] if "$ref" in node else node

    def _validate(self, value, schema):
        jsonschema.validate(value, schema, resolver=self._resolver,
                            cls=jsonschema.Draft202012Validator)
