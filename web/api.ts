import { adminKey, askForAdminKey } from './admin-key.ts';
import { place } from './place.ts';

export interface HttpRequest {
  readonly method: string;
  /** Below the sandbox's address: `/_emulator/clock`, `/insights/v1/mpn/ScheduledReport`. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** It leaves no trace in the journal, is struck by no fault and moves no clock. */
  readonly onlyLooks?: boolean;
}

export interface Failure {
  /** 0 when there was no answer at all. */
  readonly status: number;
  /** As the server has it. */
  readonly message: string;
  /** Of the control plane: `InvalidRequest`, `Conflict`… */
  readonly code: string | null;
  readonly details: readonly { readonly at: string; readonly problem: string }[];
  /** Of a surface: which rule refused, and which option lifts it. */
  readonly rule: string | null;
  readonly hint: string | null;
}

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value; readonly response: Response }
  | { readonly ok: false; readonly failure: Failure };

export const SURFACE = '/insights/v1/mpn';

/** A call of the control plane, in this sandbox. `path` follows `/_emulator`. */
export async function control<Value>(method: string, path: string, body?: unknown): Promise<Answer<Value>> {
  return send<Value>({ method, path: `/_emulator${path}`, body });
}

/** A call of the service, in this sandbox. `path` follows the surface. The answer is the `value` of its envelope. */
export async function service<Value>(
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer<readonly Value[]>> {
  return valuesOf(await send<Envelope<Value>>({ method, path: `${SURFACE}${path}`, body }));
}

/** What this page reads by itself is not what is looked at through it. */
export async function look<Value>(path: string): Promise<Answer<readonly Value[]>> {
  return valuesOf(await send<Envelope<Value>>({ method: 'GET', path: `${SURFACE}${path}`, onlyLooks: true }));
}

interface Envelope<Value> {
  readonly value: readonly Value[];
}

function valuesOf<Value>(answer: Answer<Envelope<Value>>): Answer<readonly Value[]> {
  return answer.ok ? { ...answer, value: answer.value.value } : answer;
}

/** A list of the service, for which there being nothing is no failure. */
export async function list<Value>(path: string): Promise<Answer<readonly Value[]>> {
  const answer = await look<Value>(path);
  if (answer.ok || answer.failure.status !== 404) return answer;
  return { ok: true, value: [], response: new Response() };
}

/** Asks for the admin key and for a token when the emulator does, and sends again. */
export async function send<Value>(request: HttpRequest): Promise<Answer<Value>> {
  const key = adminKey.peek();
  const answer = await sendOnce<Value>(request);
  if (answer.ok || answer.failure.status !== 401) return answer;
  if (answer.failure.code === 'AdminKeyRequired') {
    return (await askForAdminKey(key)) ? send(request) : answer;
  }
  return isForService(request) && (await renewToken()) ? sendOnce(request) : answer;
}

/** What a request is sent with. */
export function headersOf(request: HttpRequest): Record<string, string> {
  const headers: Record<string, string> = {};
  if (isForService(request)) headers['Authorization'] = `Bearer ${token}`;
  else if (adminKey.value !== '') headers['X-Emulator-Key'] = adminKey.value;
  if (request.onlyLooks === true) headers['X-Emulator-Observe'] = 'true';
  if (request.body !== undefined) headers['Content-Type'] = 'application/json';
  return headers;
}

export function addressOfRequest(request: HttpRequest): string {
  return `${place.base}${request.path}`;
}

/** Any text will do unless the emulator is strict; then it makes one. */
let token = 'dashboard';

async function renewToken(): Promise<boolean> {
  const answer = await send<{ access_token: string }>({
    method: 'POST',
    path: '/_emulator/tokens',
    body: { user: 'dashboard@emulator.example', expiresIn: 'P1D' },
  });
  if (answer.ok) token = answer.value.access_token;
  return answer.ok;
}

function isForService({ path }: HttpRequest): boolean {
  return !path.startsWith('/_emulator');
}

async function sendOnce<Value>(request: HttpRequest): Promise<Answer<Value>> {
  const { method, body } = request;
  try {
    const response = await fetch(addressOfRequest(request), {
      method,
      headers: headersOf(request),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) return { ok: false, failure: readFailure(response, text) };
    const value: unknown = text === '' ? undefined : JSON.parse(text);
    // The emulator's answers are as openapi.yaml has them: its tests hold each one against it.
    return { ok: true, value: value as Value, response };
  } catch {
    const message = 'The emulator does not answer. Is it still running?';
    return { ok: false, failure: { status: 0, message, code: null, details: [], rule: null, hint: null } };
  }
}

/** A surface tells a refusal in its envelope, the control plane in a form of its own. */
export function readFailure(response: Response, text: string): Failure {
  const { error, message } = parseRefusal(text);
  return {
    status: response.status,
    message: error?.message ?? message ?? `The emulator answered ${response.status}`,
    code: error?.code ?? null,
    details: error?.details ?? [],
    rule: response.headers.get('X-Emulator-Rule'),
    hint: response.headers.get('X-Emulator-Hint'),
  };
}

interface Refusal {
  readonly message?: string | null;
  readonly error?: { code: string; message: string; details?: Failure['details'] };
}

function parseRefusal(text: string): Refusal {
  try {
    // Both forms are in openapi.yaml; an answer that is neither has none of these members.
    return (JSON.parse(text) as Refusal | null) ?? {};
  } catch {
    return {};
  }
}
