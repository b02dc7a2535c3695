#!/usr/bin/env python3
"""Diagnoses one image: diagnose.py FILE [HOST:PORT]. Prints the answer as JSON. Research use only; no medical device."""
import os
import sys

import google
import grpc
from google.protobuf.json_format import MessageToJson

# Where ./generate puts the Google APIs that pip did not bring.
google.__path__.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "google"))

from covid.v1 import diagnosis_pb2, diagnosis_pb2_grpc

file, gateway = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1:8080"
with open(file, "rb") as image, grpc.insecure_channel(gateway) as channel:
    client = diagnosis_pb2_grpc.DiagnosisServiceStub(channel)
    answer = client.Diagnose(diagnosis_pb2.DiagnoseRequest(image=image.read()), timeout=120)
print(MessageToJson(answer, preserving_proto_field_name=True))
