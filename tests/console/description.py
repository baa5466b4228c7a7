"""The API's description as a test uses it: its operations, and whether an answer keeps it."""

import os

import jsonschema
import yaml

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "apps", "console",
                    "api", "openapi.yaml")
METHODS = ("get", "put", "post", "patch", "delete")


class Description:
    def __init__(self):
        with open(PATH, encoding="utf-8") as file:
            self.document = yaml.safe_load(file)
        self._resolver = jsonschema.RefResolver("", self.document)

    def operations(self):
        """(method, path, operation) of each."""
        for path, item in self.document["paths"].items():
            for method in METHODS:
                if method in item:
                    yield method.upper(), path, item[method]

    def check(self, method, path, answer):
        """Complains when the operation does not know this answer. `path` as described."""
        operation = self.document["paths"][path][method.lower()]
        responses = operation["responses"]
        if str(answer.status) not in responses:
            raise AssertionError(f"{method} {path}: {answer.status} is not described")
        response = responses[str(answer.status)]
        if "$ref" in response:
            response = self._resolver.resolve(response["$ref"])[1]
        content = response.get("content")
        if not content:
            if answer.body:
                raise AssertionError(f"{method} {path}: {answer.status} has a body")
            return
        kind = answer.fields["content-type"].split(";")[0]
        if kind not in content:
            raise AssertionError(f"{method} {path}: {kind} is not described")
        if "schema" in content[kind]:
            jsonschema.validate(answer.json(), content[kind]["schema"], resolver=self._resolver,
                                cls=jsonschema.Draft202012Validator)
