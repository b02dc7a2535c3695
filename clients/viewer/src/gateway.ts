// The gateway over gRPC-Web, on the origin that served this page.
import { Code, ConnectError, createClient, type Interceptor } from '@connectrpc/connect';
import { createGrpcWebTransport } from '@connectrpc/connect-web';
import { DiagnosisService, Operation_State, type DiagnoseResponse, type Operation, type ScanDiagnosis } from '../generated/covid/v1/diagnosis_pb';
import { ModelService } from '../generated/covid/v1/model_pb';

const partBytes = 65536;

// Kept in memory alone; gone with the page.
let credential: readonly [header: string, value: string] | undefined;

export function signIn(kind: 'key' | 'token', secret: string): void {
  credential = secret === '' ? undefined : kind === 'key' ? ['x-api-key', secret] : ['authorization', `Bearer ${secret}`];
}

const withCredential: Interceptor = next => request => {
  if (credential !== undefined) {
    request.header.set(...credential);
  }
  return next(request);
};

const transport = createGrpcWebTransport({ baseUrl: location.origin, interceptors: [withCredential] });
const diagnosis = createClient(DiagnosisService, transport);
const models = createClient(ModelService, transport);

export interface Progress {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
}

// Uploads, starts, and watches to the end.
export async function diagnose(files: readonly Uint8Array<ArrayBuffer>[], tell: (progress: Progress) => void, signal: AbortSignal): Promise<ScanDiagnosis> {
  const { uploadId } = await diagnosis.createUpload({ requestId: randomId() }, { signal });
  for (const [file, bytes] of files.entries()) {
    tell({ stage: 'Sending', done: file, total: files.length });
    for (let at = 0; at < bytes.length; at += partBytes) {
      await diagnosis.appendChunk({ uploadId, file, offset: BigInt(at), data: bytes.subarray(at, at + partBytes) }, { signal });
    }
  }
  await diagnosis.finishUpload({ uploadId }, { signal });
  const started = await diagnosis.startDiagnosis({ requestId: randomId(), source: { case: 'uploadId', value: uploadId } }, { signal });
  return watch(started.operation!.operationId, tell, signal);
}

export async function watch(operationId: string, tell: (progress: Progress) => void, signal: AbortSignal): Promise<ScanDiagnosis> {
  for await (const { operation } of diagnosis.watchOperation({ operationId }, { signal })) {
    const progress = operation?.progress;
    tell({ stage: 'Reading', done: progress?.done ?? 0, total: progress?.total ?? 0 });
    switch (operation?.result.case) {
      case 'verdict': return operation.result.value;
      case 'error': throw new Error(operation.result.value.message);
    }
    if (operation?.state === Operation_State.CANCELLED) {
      throw new Error('The job was cancelled.');
    }
  }
  throw new Error('The gateway ended the watch before the job ended.');
}

// Findings and evidence of one slice, by the model that judged the scan; its segmentation comes from the gateway's cache.
export function slice(image: Uint8Array<ArrayBuffer>, modelDigest: string, signal: AbortSignal): Promise<DiagnoseResponse> {
  return diagnosis.diagnose({ image, options: { modelDigest } }, { signal });
}

export async function operations(): Promise<Operation[]> {
  return (await diagnosis.listOperations({ pageSize: 50 })).operations;
}

export async function card(name: string, version: string): Promise<string> {
  return (await models.getModel({ name, version })).card;
}

export function isUnauthenticated(error: unknown): boolean {
  return error instanceof ConnectError && error.code === Code.Unauthenticated;
}

export function messageOf(error: unknown): string {
  return error instanceof ConnectError ? error.rawMessage : error instanceof Error ? error.message : String(error);
}

function randomId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
