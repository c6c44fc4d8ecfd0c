"""Signs requests with botocore: one JSON object a line in, one header Authorization a line out."""

import json
import sys

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

for line in sys.stdin:
    case = json.loads(line)
    request = AWSRequest("POST", "https://" + case["host"] + "/", data=case["body"], headers=case["headers"])
    request.context["timestamp"] = case["headers"]["X-Amz-Date"]
    auth = SigV4Auth(Credentials(case["id"], case["secret"]), "sts", case["region"])
    text = auth.string_to_sign(request, auth.canonical_request(request))
    auth._inject_signature_to_request(request, auth.signature(text, request))
    print(request.headers["Authorization"])
